"""Allocation rules: a territory's share of an amount.

Klimatsekretariatet and Klimatkollen pass Sweden's amount on to municipalities by emissions
("grandfathering"). The usual alternatives are by inhabitants, or by a weight between the two as in the German
ESPM tool. No figure can tell which is fair. The equations are those of the project's model (MODEL.md, section
4); each step names the source of its figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.budget.steps import BudgetError, Step
from scenarios.inventory.datasets import emissions_dataset, read_rows, read_year_table
from scenarios.inventory.omissions import find_omission, say_names
from scenarios.inventory.publication import Publication
from scenarios.inventory.sources import list_sectors
from scenarios.inventory.statistics import read_inventory, sum_kept
from scenarios.inventory.territories import Territory, find_territory


def national_emissions_share(
    territory: Territory,
    *,
    first_year: int,
    last_year: int,
    source: str,
    cement: bool = False,
    without: Sequence[str] = (),
) -> tuple[float, tuple[Step, ...]]:
    """Return the territory's share of the country's municipal CO2, summed over years.

    ``share = sum of E_local / sum of E_all``. Without cement, ``E`` is the published total less what the
    plants reported, as a plain difference, as in the budgets published by Klimatkollen. If a plant reports
    more in a year than the statistics have for all industry, the negative difference is kept: over the years
    the two even out.

    Parameters
    ----------
    territory
        In the country whose municipalities share the amount.
    first_year, last_year
        Years summed, both included.
    source
        Source of the statistics, in words.
    cement
        Whether cement plants stay in.
    without
        Sources and sectors to leave out of the territory's sum, as in
        `scenarios.inventory.omissions.find_omission`; the country's sum stays whole.

    Returns
    -------
    share, steps
        The share, between 0 and 1; as steps the two sums, t, and the share.

    Raises
    ------
    OmissionError
        If the statistics do not have what is to be left out.
    ValueError
        If the shipped statistics do not have one of the years.
    """
    country = find_territory(territory.country)
    publication = Publication(territory, emissions_dataset(country.id), "CO2")
    omission = find_omission(publication, without)
    years = range(first_year, last_year + 1)
    if omission.sources:
        local = sum_kept(publication, years, omission, cement=cement)
    else:
        local = _summed(territory, country, first_year, last_year, cement and not omission.cement)
    everyone = _summed(country, country, first_year, last_year, cement)
    share = local / everyone
    period = f"{first_year} to {last_year}"
    out = "" if cement else ", cement plants taken out"
    local_out = ("" if omission.has_all_cement or omission.cement else out) + omission.suffix
    return share, (
        Step("local_emissions", f"Emissions of {territory.name}, {period}{local_out}", local, "t", source),
        Step("all_emissions", f"Emissions of all municipalities, {period}{out}", everyone, "t", source),
        Step(
            "share",
            f"Share of {territory.name} by emissions {period}{omission.suffix}",
            share,
            "share",
            "the two lines above",
        ),
    )


def population_share(territory: Territory, *, world_source: str) -> tuple[float, tuple[Step, ...]]:
    """Return the territory's share of the world's population, ``P_local / P_world``.

    The year is the newest for which both are shipped.

    Parameters
    ----------
    territory
        A territory of a country whose population is shipped: Sweden or Norway.
    world_source
        Source of the world's population, in words.

    Returns
    -------
    share, steps
        The share, between 0 and 1; as steps the two populations and the share.

    Raises
    ------
    BudgetError
        If no year has both.
    """
    world = {int(row["year"]): int(row["population"]) for row in read_rows("global", "world_population.csv")}
    local: dict[int, int] = {}
    counted: dict[int, int] = {}
    members = set(territory.members)
    for row in read_rows("population", "population.csv"):
        if row["municipality"] in members:
            year = int(row["year"])
            local[year] = local.get(year, 0) + int(row["population"])
            counted[year] = counted.get(year, 0) + 1
    years = [year for year in world if counted.get(year) == len(members)]
    if not years:
        raise BudgetError(
            f"There is no population of {territory.name} in a year with the world's; use another key."
        )
    year = max(years)
    share = local[year] / world[year]
    office = {"SE": "Statistics Sweden, 31 December", "NO": "Statistics Norway, 1 January"}[territory.country]
    return share, (
        Step(
            "local_population", f"Inhabitants of {territory.name}, {year}", local[year], "inhabitants", office
        ),
        Step(
            "world_population", f"Inhabitants of the world, {year}", world[year], "inhabitants", world_source
        ),
        Step("share", f"Share of {territory.name} by inhabitants", share, "share", "the two lines above"),
    )


def world_emissions_share(
    territory: Territory, *, first_year: int, last_year: int, world_source: str, without: Sequence[str] = ()
) -> tuple[float, tuple[Step, ...]]:
    """Return the territory's share of the world's CO2, summed over years.

    ``share = sum of E_local / sum of (fossil - carbonation sink + land use)``. Land use is in the
    divisor because the global budget has to cover it too; the territory's own emissions are fossil.

    Parameters
    ----------
    territory
        Any territory with CO2 statistics; cement plants are included.
    without
        Sources and sectors to leave out of it, as in `scenarios.inventory.omissions.find_omission`.
    first_year, last_year
        Years summed, both included.
    world_source
        Source of the world's emissions, in words.

    Returns
    -------
    share, steps
        The share, between 0 and 1; as steps the two sums, t, and the share.

    Raises
    ------
    StatisticsError
        If the statistics lack one of the years, have no CO2, or not what is to be left out.
    """
    inventory = read_inventory(territory.id, gas="CO2", preliminary=False, without=without)
    out = f", without {say_names(inventory.without)}" if inventory.without else ""
    years = range(first_year, last_year + 1)
    local = float(sum(inventory.total_t[inventory.year_index(year)] for year in years))
    world = 1e9 * sum(
        float(row["fossil_gt"]) + float(row["land_use_gt"]) - float(row["cement_carbonation_sink_gt"])
        for row in read_rows("global", "world_co2.csv")
        if int(row["year"]) in years
    )
    share = local / world
    period = f"{first_year} to {last_year}"
    return share, (
        Step("local_emissions", f"CO2 of {territory.name}, {period}{out}", local, "t", inventory.method[-1]),
        Step("world_emissions", f"CO2 of the world, {period}", world, "t", world_source),
        Step(
            "share",
            f"Share of {territory.name} by emissions {period}{out}",
            share,
            "share",
            "the two lines above",
        ),
    )


def allocate(
    territory: Territory,
    key: dict[str, Any],
    *,
    cement: bool,
    weight: float | None = None,
    without: Sequence[str] = (),
) -> tuple[float, tuple[Step, ...]]:
    """Return share and steps by the allocation rule of a preset; ``weight`` replaces that of a blend.

    A blend is ``w P_local / P_world + (1 - w) E_local / E_world``.

    Parameters
    ----------
    territory
        Whose share.
    key
        The rule as a preset has it: ``key`` and its arguments.
    cement
        Whether to include cement plants, for a share of national emissions.
    weight
        ``w``, from 0 to 1; that of the preset if None.
    without
        Sources and sectors to leave out of the territory's emissions; a share by inhabitants stays the same.

    Returns
    -------
    share, steps
        The share, between 0 and 1, and its derivation.

    Raises
    ------
    BudgetError
        If the weight is no number from 0 to 1, or no population is known in a year with the world's.
    StatisticsError
        As `world_emissions_share`, for the rules that use it.
    """
    name, arguments = key["key"], {k: v for k, v in key.items() if k != "key"}
    if name == "national-emissions":
        return national_emissions_share(territory, cement=cement, without=without, **arguments)
    if name == "population":
        return population_share(territory, **arguments)
    if name == "world-emissions":
        return world_emissions_share(territory, without=without, **arguments)
    w = key["weight"] if weight is None else weight
    if isinstance(w, bool) or not isinstance(w, int | float) or not 0 <= w <= 1:
        raise BudgetError(
            f"The weight is {w!r}; give a number from 0 (only emissions) to 1 (only inhabitants)."
        )
    people, people_steps = population_share(territory, **key["population"])
    emissions, emissions_steps = world_emissions_share(territory, without=without, **key["world-emissions"])
    share = w * people + (1 - w) * emissions
    label = f"Blend: {w:g} of the share by inhabitants, {1 - w:g} of the share by emissions"
    step = Step("share", label, share, "share", "the two shares above; the weight is a choice")
    return share, (*people_steps, *emissions_steps, step)


def _summed(territory: Territory, country: Territory, first_year: int, last_year: int, cement: bool) -> float:
    dataset = emissions_dataset(country.id)
    sectors = [sector.id for sector in list_sectors(country.id)]
    years = range(first_year, last_year + 1)
    total = _window(dataset, "co2_sectors.csv", territory.members, sectors, years)
    return total if cement else total - _window(dataset, "cement.csv", territory.members, ["cement"], years)


def _window(
    dataset: str, name: str, members: Sequence[str], keys: Sequence[str], years: Sequence[int]
) -> float:
    table = read_year_table(dataset, name)
    columns = [table.years.index(year) for year in years]
    return float(table.values(members, keys)[:, :, columns].sum())
