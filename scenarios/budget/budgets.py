"""Local carbon budgets: from an amount and an allocation rule to the tonnes that a territory may still emit.

The chain of steps is that of the project's model (MODEL.md, section 4); every step of a budget names its own
source.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from scenarios.budget.amounts import Amount, amount_of_rate, global_amount, national_amount, say_without
from scenarios.budget.presets import OWN, Preset, find_preset
from scenarios.budget.rollforward import base_emissions, spent_steps, spent_warnings
from scenarios.budget.scope import budget_warnings
from scenarios.budget.steps import (
    DISCLAIMER,
    NO_SOURCE,
    OWN_DISCLAIMER,
    Budget,
    BudgetError,
    Step,
    check_year,
)
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.left_out import measure_left_out
from scenarios.inventory.omissions import covers_cement
from scenarios.inventory.statistics import has_cement_plant, read_inventory
from scenarios.inventory.territories import Territory, find_territory

GAS = "CO2"


def compute_budget(
    territory_id: str,
    preset: str,
    *,
    as_of: int | None = None,
    edition: str | None = None,
    temperature: float | None = None,
    probability: float | None = None,
    weight: float | None = None,
    without: Sequence[str] = (),
) -> Budget:
    """Return a territory's carbon budget by a preset.

    ``B = (A - overheads) share - sum of E(t) from the preset's start year to as_of - 1``

    with the amount ``A``, what is set aside from it, the territory's share by the preset's allocation rule,
    and the territory's emissions ``E`` of every year between: published, preliminary or, after the
    statistics, a flat reference of their newest level. ``carbon-law`` has no amount: the rate gives it,
    ``A = E0 (1 - r) / r``, from the year after the newest official statistic.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    preset
        Id of a preset, see `scenarios.budget.presets.list_presets`.
    as_of
        First year that the budget has to cover; the preset's own start year if not given.
    edition, temperature, probability
        Which global budget, for presets that take it: ``igcc-2024`` or ``ar6``, degrees C, percent.
    weight
        For ``blend``: weight of the share by inhabitants, from 0 to 1.
    without
        Sources and sectors to leave out of the territory's emissions in every step, as
        `scenarios.inventory.omissions.find_omission` reads them. A share by emissions shrinks with them; one
        by inhabitants does not, and a warning says so.

    Returns
    -------
    Budget
        t CO2 left on 1 January of its start year, with every step that led to it.

    Raises
    ------
    BudgetError
        If the preset is unknown, is for another country or does not take a choice given; if a choice
        is not in the tables; if ``as_of`` is before the start year.
    StatisticsError
        If the territory has no CO2 statistics, not of the years that the rule sums, or not of what is to be
        left out.
    UnknownTerritoryError
        If there is no such territory.
    """
    territory = find_territory(territory_id)
    choices = {"edition": edition, "temperature": temperature, "probability": probability, "weight": weight}
    return preset_budget(territory, find_preset(preset), as_of=as_of, choices=choices, without=without)


def preset_budget(
    territory: Territory,
    preset: Preset,
    *,
    as_of: int | None,
    choices: dict[str, str | float | None],
    without: Sequence[str] = (),
) -> Budget:
    """Return the budget by any preset, shipped or not; otherwise as `compute_budget`.

    Parameters
    ----------
    territory
        Whose budget.
    preset
        Any preset of the form of the shipped ones.
    as_of
        As in `compute_budget`.
    choices
        ``edition``, ``temperature`` (degrees C), ``probability`` (percent) and ``weight`` (from 0 to
        1); None if nothing was chosen.
    without
        As in `compute_budget`.

    Returns
    -------
    Budget
        t CO2 left on 1 January of its start year.

    Raises
    ------
    BudgetError
        As `compute_budget`.
    PathwayError
        If the preset's rate is not above 0 and at most 100 % a year.
    StatisticsError
        As `compute_budget`.
    """
    given = {name: value for name, value in choices.items() if value is not None}
    for name in given:
        if name not in preset.takes:
            takes = f"it takes {', '.join(preset.takes)}" if preset.takes else "its figures are fixed"
            raise BudgetError(f"The preset {preset.id} does not take a choice of {name}; {takes}.")
    if preset.country not in (None, territory.country):
        raise BudgetError(
            f"The preset {preset.id} shares out an amount of {preset.country}, and {territory.name} is in "
            f"{territory.country}; use per-capita, emission-share, blend, carbon-law or an own amount."
        )
    inventory = read_inventory(territory.id, gas=GAS, cement=preset.cement, without=without)
    without = inventory.without
    if preset.amount["kind"] == "rate":
        amount = amount_of_rate(territory, preset, inventory)
    elif preset.amount["kind"] == "national":
        amount = national_amount(territory, preset, without)
    else:
        amount = global_amount(territory, preset, given, without)
    if not preset.cement and covers_cement(territory, without):
        words = "This preset leaves cement plants out already; they are taken out once."
        amount = replace(amount, warnings=(*amount.warnings, words))
    return _assembled(territory, preset.id, amount, inventory, as_of)


def own_budget(
    territory_id: str,
    *,
    amount_t: float,
    start_year: int,
    base_emissions_t: float | None = None,
    source: str | None = None,
    as_of: int | None = None,
    cement: bool = True,
) -> Budget:
    """Return a budget from an amount that the municipality already has.

    ``B = A - sum of E(t) from start_year to as_of - 1``.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    amount_t
        ``A``, t CO2, left on 1 January of ``start_year``; may be zero or negative.
    start_year
        First year that the amount covers.
    base_emissions_t
        ``E0``, t/yr, as emissions of the year before the budget starts; the official statistic if not given.
    source
        The origin of the amount, in words.
    as_of
        As in `compute_budget`.
    cement
        Whether the amount covers cement plants; published Swedish budgets leave them out.

    Returns
    -------
    Budget
        t CO2 left on 1 January of its start year, of the preset ``own``.

    Raises
    ------
    BudgetError
        If a figure is not finite, the emissions are negative, a year is out of range or, without
        ``base_emissions_t``, no statistic precedes the start.
    StatisticsError
        If the territory has no CO2 statistics.
    UnknownTerritoryError
        If there is no such territory.
    """
    territory = find_territory(territory_id)
    start = check_year("start year", start_year)
    _check_number("amount", amount_t)
    if base_emissions_t is not None:
        _check_number("figure for base emissions", base_emissions_t)
        if base_emissions_t < 0:
            raise BudgetError(
                f"The base emissions are {base_emissions_t:g} t; give zero or more, in t a year."
            )
    step = Step(
        "amount",
        f"The municipality's own carbon budget from 1 January {start}",
        float(amount_t),
        "t",
        source or NO_SOURCE,
    )
    inventory = read_inventory(territory.id, gas=GAS, cement=cement)
    amount = Amount(float(amount_t), start, (step,), _cement_warnings(territory, cement))
    return _assembled(territory, OWN, amount, inventory, as_of, base_emissions_t)


def _cement_warnings(territory: Territory, cement: bool) -> tuple[str, ...]:
    if not cement or not has_cement_plant(territory):
        return ()
    words = "The statistics used here include a cement plant; published Swedish budgets leave it out."
    return (words,)


def _assembled(
    territory: Territory,
    preset: str,
    amount: Amount,
    inventory: Inventory,
    as_of: int | None,
    base_emissions_t: float | None = None,
) -> Budget:
    start = amount.start_year if as_of is None else check_year("year of --as-of", as_of)
    if start < amount.start_year:
        raise BudgetError(
            f"The budget counts from 1 January {amount.start_year} and cannot be told as of {start}; "
            f"give {amount.start_year} or later."
        )
    spent = spent_steps(inventory, amount.start_year, start)
    budget_t = amount.budget_t + sum(step.value for step in spent)
    steps = [*amount.steps, *spent]
    if spent:
        label = f"Left for {territory.name} on 1 January {start}{say_without(inventory.without)}"
        steps.append(Step("remaining", label, budget_t, "t", "the lines above"))
    if base_emissions_t is None:
        base_t, base_year = base_emissions(inventory, start)
    else:
        base_t, base_year = float(base_emissions_t), start - 1
    scope = budget_warnings(territory, GAS, inventory.cement, inventory.without)
    left_out = measure_left_out(inventory, start)
    warnings = [*amount.warnings, *spent_warnings(spent), *inventory.notes, *scope]
    if budget_t <= 0:
        warnings.insert(
            0, f"Nothing is left of this budget on 1 January {start}: no yearly rate is fast enough."
        )
    return Budget(
        territory=territory.id,
        name=territory.name,
        preset=preset,
        gas=GAS,
        budget_t=budget_t,
        start_year=start,
        base_emissions_t=base_t,
        base_year=base_year,
        steps=tuple(steps),
        cement=inventory.cement,
        without=inventory.without,
        left_out=left_out,
        temperature_c=amount.temperature_c,
        probability_pct=amount.probability_pct,
        edition=amount.edition,
        warnings=tuple(warnings),
        disclaimer=OWN_DISCLAIMER if preset == OWN else DISCLAIMER,
    )


def _check_number(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BudgetError(f"The {name} is {value!r}; give a finite number of tonnes.")
