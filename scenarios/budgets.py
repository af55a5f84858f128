"""Local carbon budgets: from an amount and a key to the tonnes that a territory may still emit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenarios.allocation import allocate
from scenarios.pathways import implied_budget
from scenarios.presets import OWN, GlobalBudget, Preset, find_global_budget, find_preset
from scenarios.references import REFERENCE
from scenarios.statistics import OFFICIAL, PRELIMINARY, Inventory, has_cement_plant, read_inventory
from scenarios.steps import Budget, BudgetError, Step, check_year
from scenarios.territories import Territory, find_territory

GAS = "CO2"


@dataclass(frozen=True)
class _Amount:
    """A territory's amount before any year is subtracted, with its steps and warnings."""

    budget_t: float
    start_year: int
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()
    temperature_c: float | None = None
    probability_pct: float | None = None
    edition: str | None = None


def compute_budget(
    territory_id: str,
    preset: str,
    *,
    as_of: int | None = None,
    edition: str | None = None,
    temperature: float | None = None,
    probability: float | None = None,
    weight: float | None = None,
) -> Budget:
    """Return a territory's carbon budget by a preset.

    ``B = (A - overheads) share - sum of E(t) from the preset's start year to as_of - 1``

    with the amount ``A``, what is set aside from it, the territory's share by the preset's key, and
    the territory's emissions ``E`` of every year between: published, preliminary or, after the
    statistics, a flat reference of their newest level. For ``carbon-law`` there is no amount: the
    rate gives it, ``A = E0 (1 - r) / r``, from the year after the newest official statistic.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    preset
        Id of a preset, see `scenarios.presets.list_presets`.
    as_of
        First year that the budget has to cover; the preset's own start year if not given.
    edition, temperature, probability
        Which global budget, for presets that take it: ``igcc-2024`` or ``ar6``, degrees C, percent.
    weight
        For ``blend``: weight of the share by inhabitants, 0 to 1.

    Raises
    ------
    BudgetError
        If the preset is unknown, is for another country or does not take a choice given; if a choice
        is not in the tables; if ``as_of`` is before the start year.
    UnknownTerritoryError
        If there is no such territory.
    """
    territory = find_territory(territory_id)
    choices = {"edition": edition, "temperature": temperature, "probability": probability, "weight": weight}
    return preset_budget(territory, find_preset(preset), as_of=as_of, choices=choices)


def preset_budget(
    territory: Territory, preset: Preset, *, as_of: int | None, choices: dict[str, str | float | None]
) -> Budget:
    """Return the budget by a preset that need not be a shipped one; otherwise as `compute_budget`."""
    given = {name: value for name, value in choices.items() if value is not None}
    for name in given:
        if name not in preset.takes:
            takes = f"it takes {', '.join(preset.takes)}" if preset.takes else "its figures are fixed"
            raise BudgetError(f"The preset {preset.id} does not take a choice of {name}; {takes}.")
    if preset.country not in (None, territory.country):
        raise BudgetError(
            f"The preset {preset.id} shares out an amount of {preset.country}, and {territory.name} is in "
            f"{territory.country}; use per-capita, emission-share, blend, carbon-law or the municipality's own."
        )
    inventory = read_inventory(territory.id, gas=GAS, cement=preset.cement)
    if preset.amount["kind"] == "rate":
        amount = _amount_of_rate(territory, preset, inventory)
    elif preset.amount["kind"] == "national":
        amount = _national_amount(territory, preset)
    else:
        amount = _global_amount(territory, preset, given)
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

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    amount_t
        t CO2, left on 1 January of ``start_year``; may be zero or negative.
    start_year
        First year that the amount covers.
    base_emissions_t
        ``E0``, t/yr, as emissions of the year before the budget starts; the official statistic if not given.
    source
        Where the amount comes from, in words.
    as_of
        As in `compute_budget`.
    cement
        Whether the amount is meant to cover cement plants; published Swedish budgets leave them out.

    Raises
    ------
    BudgetError
        If a figure is not finite, the emissions are negative, a year is out of range or, without
        ``base_emissions_t``, no statistic precedes the start.
    UnknownTerritoryError
        If there is no such territory.
    """
    territory = find_territory(territory_id)
    start = check_year("start year", start_year)
    _check_number("amount", amount_t)
    if base_emissions_t is not None:
        _check_number("base emissions", base_emissions_t)
        if base_emissions_t < 0:
            raise BudgetError(f"The base emissions are {base_emissions_t:g} t; give zero or more, in t a year.")
    step = Step(
        "amount",
        f"The municipality's own carbon budget from 1 January {start}",
        float(amount_t),
        "t",
        source or "given by the user; no source stated",
    )
    inventory = read_inventory(territory.id, gas=GAS, cement=cement)
    amount = _Amount(float(amount_t), start, (step,), _cement_warnings(territory, cement))
    return _assembled(territory, OWN, amount, inventory, as_of, base_emissions_t)


def _national_amount(territory: Territory, preset: Preset) -> _Amount:
    about = preset.amount
    total = float(about["budget_t"])
    steps = [Step("amount", about["label"], total, "t", about["source"])]
    left = total
    for overhead in preset.overheads:
        aside = total * overhead["part"] / overhead["whole"]
        left -= aside
        steps.append(Step("overhead", overhead["label"], -aside, "t", overhead["source"]))
    if preset.overheads:
        label = "Left for emissions that the municipal statistics count"
        steps.append(Step("domestic", label, left, "t", "the lines above"))
    share, key_steps = allocate(territory, preset.allocation or {}, cement=preset.cement)
    budget_t = left * share
    label = f"Budget of {territory.name} from 1 January {about['start_year']}"
    steps += [*key_steps, Step("local_budget", label, budget_t, "t", "what is left times the share")]
    return _Amount(
        budget_t,
        about["start_year"],
        tuple(steps),
        ("The key gives more to those who have emitted more; other keys give other budgets.",),
        about["temperature_c"],
        about["probability_pct"],
    )


def _global_amount(territory: Territory, preset: Preset, given: dict[str, str | float]) -> _Amount:
    edition = given.get("edition", preset.amount["edition"])
    world = find_global_budget(
        str(edition).lower(),
        float(given.get("temperature", preset.amount["temperature_c"])),
        float(given.get("probability", preset.amount["probability_pct"])),
    )
    weight = given.get("weight")
    share, key_steps = allocate(
        territory, preset.allocation or {}, cement=preset.cement, weight=None if weight is None else float(weight)
    )
    total = world.budget_gt * 1e9
    budget_t = total * share
    label = (
        f"The world's remaining carbon budget from 1 January {world.start_year}: {world.budget_gt:g} Gt, "
        f"for a {world.probability_pct:g} % chance of {world.temperature_c} °C"
    )
    steps = (
        Step("amount", label, total, "t", world.label),
        *key_steps,
        Step(
            "local_budget",
            f"Budget of {territory.name} from 1 January {world.start_year}",
            budget_t,
            "t",
            "the world's budget times the share",
        ),
    )
    return _Amount(
        budget_t,
        world.start_year,
        steps,
        _global_warnings(world),
        world.temperature_c,
        world.probability_pct,
        world.edition,
    )


def _global_warnings(world: GlobalBudget) -> tuple[str, ...]:
    warnings = [
        "The world's budget also has to cover land use and international aviation and shipping; nothing is "
        "set aside for them here.",
    ]
    if world.checked == "not second-sourced":
        warnings.append("This cell of the table was not compared with a second source.")
    if world.edition == "igcc-2024" and world.probability_pct in (10, 90):
        warnings.append("The paper does not print this probability; the figure is from its data file.")
    return tuple(warnings)


def _cement_warnings(territory: Territory, cement: bool) -> tuple[str, ...]:
    if not cement or not has_cement_plant(territory):
        return ()
    return (
        "The statistics used here include a cement plant, which published Swedish budgets leave out; "
        "leave it out here too if the amount does.",
    )


def _amount_of_rate(territory: Territory, preset: Preset, inventory: Inventory) -> _Amount:
    rate_pct = float(preset.amount["rate_pct"])
    base_t, base_year = _base(inventory, inventory.years[-1] + 1)
    budget_t = implied_budget(rate=rate_pct / 100, base_emissions_t=base_t)
    steps = (
        Step("rate", preset.amount["label"], rate_pct, "% a year", preset.amount["source"]),
        Step(
            "base_emissions",
            f"Emissions of {territory.name} in {base_year}",
            base_t,
            "t/yr",
            inventory.method[inventory.year_index(base_year)],
        ),
        Step(
            "local_budget",
            f"What the rate adds up to from 1 January {base_year + 1}, for ever",
            budget_t,
            "t",
            "E0 (1 - r) / r",
        ),
    )
    warning = "The carbon law is a rate for everyone, derived from no budget; the amount is what it implies."
    return _Amount(budget_t, base_year + 1, steps, (warning,))


def _assembled(
    territory: Territory,
    preset: str,
    amount: _Amount,
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
    spent = _spent(inventory, amount.start_year, start)
    budget_t = amount.budget_t + sum(step.value for step in spent)
    steps = [*amount.steps, *spent]
    if spent:
        label = f"Left for {territory.name} on 1 January {start}"
        steps.append(Step("remaining", label, budget_t, "t", "the lines above"))
    if base_emissions_t is None:
        base_t, base_year = _base(inventory, start)
    else:
        base_t, base_year = float(base_emissions_t), start - 1
    warnings = [*amount.warnings, *_spent_warnings(spent), *inventory.notes]
    if budget_t <= 0:
        warnings.insert(0, f"Nothing is left of this budget on 1 January {start}: no yearly rate is fast enough.")
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
        temperature_c=amount.temperature_c,
        probability_pct=amount.probability_pct,
        edition=amount.edition,
        warnings=tuple(warnings),
    )


def _spent(inventory: Inventory, first: int, end: int) -> list[Step]:
    """Return one negative step for every year from first up to, not including, end."""
    newest = inventory.years[-1]
    steps = []
    for year in range(first, end):
        if year > newest:
            value, status = float(inventory.total_t[-1]), REFERENCE
            source = f"no statistics yet: the level of {newest} ({inventory.status[-1]}) carried on"
        elif year in inventory.years:
            column = inventory.year_index(year)
            value, status = float(inventory.total_t[column]), inventory.status[column]
            source = inventory.method[column]
        else:
            raise BudgetError(
                f"The years from {first} to {end - 1} have to be subtracted, and the statistics of "
                f"{inventory.territory_id} have no {year}; give an amount for a later start year."
            )
        steps.append(Step("spent", f"Emitted in {year} ({status})", -value, "t", source, year, status))
    return steps


def _spent_warnings(spent: list[Step]) -> list[str]:
    warnings = []
    for status, words in (
        (PRELIMINARY, "preliminary, until CO2 statistics are published"),
        (REFERENCE, "assumed, since no statistics exist yet"),
    ):
        years = [str(step.year) for step in spent if step.status == status]
        if years:
            warnings.append(f"Emissions of {', '.join(years)} are {words}.")
    return warnings


def _base(inventory: Inventory, before: int) -> tuple[float, int]:
    """Return the newest official emissions before a year, and their year."""
    for column in reversed(range(len(inventory.years))):
        if inventory.years[column] < before and inventory.status[column] == OFFICIAL:
            return float(inventory.total_t[column]), inventory.years[column]
    raise BudgetError(
        f"There is no official statistic of {inventory.territory_id} before {before}; "
        "give the base emissions with the amount."
    )


def _check_number(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BudgetError(f"The {name} is {value!r}; give a finite number of tonnes.")
