"""The amount that a preset gives a territory, before any year is subtracted.

The chain from an amount through overheads and an allocation rule to a local budget is that of the
project's model (MODEL.md, section 4); each step names the source of its figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.budget.allocation import allocate
from scenarios.budget.pathways import implied_budget
from scenarios.budget.presets import GlobalBudget, Preset, find_global_budget
from scenarios.budget.rollforward import base_emissions
from scenarios.budget.steps import Step
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.omissions import say_names
from scenarios.inventory.territories import Territory

MISMATCH = "Budget and emissions no longer match, so no warming can be told from them."
"""End of the warning of a budget by inhabitants of which something is left out."""


@dataclass(frozen=True)
class Amount:
    """A territory's amount, with its steps and warnings.

    Attributes
    ----------
    budget_t, start_year
        t CO2 left on 1 January of that year.
    steps, warnings
        Its derivation, and what must be shown with it.
    temperature_c, probability_pct
        Warming limit in °C and the chance of staying below it in %; None if the amount has none.
    edition
        Id of the edition of global budgets; None for other amounts.
    """

    budget_t: float
    start_year: int
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()
    temperature_c: float | None = None
    probability_pct: float | None = None
    edition: str | None = None


def national_amount(territory: Territory, preset: Preset, without: Sequence[str] = ()) -> Amount:
    """Return the share of a national amount: ``B = (A - sum of overheads) share``.

    Parameters
    ----------
    territory
        Of the country that the amount is for.
    preset
        With an amount of kind ``national``, t CO2; each overhead is ``A part / whole``.
    without
        Sources and sectors to leave out of the territory's emissions.

    Returns
    -------
    Amount
        t CO2, from the start year of the national amount.

    Raises
    ------
    BudgetError
        As `scenarios.budget.allocation.allocate`.
    StatisticsError
        As `scenarios.budget.allocation.allocate`.
    """
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
    share, key_steps = allocate(territory, preset.allocation or {}, cement=preset.cement, without=without)
    budget_t = left * share
    label = f"Budget of {territory.name} from 1 January {about['start_year']}{say_without(without)}"
    steps += [*key_steps, Step("local_budget", label, budget_t, "t", "what is left times the share")]
    return Amount(
        budget_t,
        about["start_year"],
        tuple(steps),
        ("The key gives more to those who have emitted more; other keys give other budgets.",),
        about["temperature_c"],
        about["probability_pct"],
    )


def global_amount(
    territory: Territory, preset: Preset, given: dict[str, str | float], without: Sequence[str] = ()
) -> Amount:
    """Return the share of a global amount: ``B = 1e9 A share`` with the world's budget ``A`` in Gt.

    Parameters
    ----------
    territory
        Whose share.
    preset
        With an amount of kind ``global``.
    given
        Choices that replace the preset's: ``edition``, ``temperature`` (°C),
        ``probability`` (%) and ``weight`` (from 0 to 1).
    without
        Sources and sectors to leave out of the territory's emissions.

    Returns
    -------
    Amount
        t CO2, from the start year of the edition.

    Raises
    ------
    BudgetError
        As `scenarios.budget.presets.find_global_budget` and `scenarios.budget.allocation.allocate`.
    StatisticsError
        As `scenarios.budget.allocation.allocate`.
    """
    edition = given.get("edition", preset.amount["edition"])
    world = find_global_budget(
        str(edition).lower(),
        float(given.get("temperature", preset.amount["temperature_c"])),
        float(given.get("probability", preset.amount["probability_pct"])),
    )
    weight = given.get("weight")
    share, key_steps = allocate(
        territory,
        preset.allocation or {},
        cement=preset.cement,
        weight=None if weight is None else float(weight),
        without=without,
    )
    total = world.budget_gt * 1e9
    out = "" if is_by_inhabitants(preset) else say_without(without)
    budget_t = total * share
    label = (
        f"The world's remaining carbon budget from 1 January {world.start_year}: {world.budget_gt:g} Gt, "
        f"for a chance of {world.probability_pct:g} % to stay below {world.temperature_c} °C"
    )
    steps = (
        Step("amount", label, total, "t", world.label),
        *key_steps,
        Step(
            "local_budget",
            f"Budget of {territory.name} from 1 January {world.start_year}{out}",
            budget_t,
            "t",
            "the world's budget times the share",
        ),
    )
    return Amount(
        budget_t,
        world.start_year,
        steps,
        (*_global_warnings(world), *_mismatch_warnings(preset, without)),
        world.temperature_c,
        world.probability_pct,
        world.edition,
    )


def _global_warnings(world: GlobalBudget) -> tuple[str, ...]:
    warnings = [
        "The world's budget also covers land use and international transport; nothing is set aside here."
    ]
    if world.checked == "not second-sourced":
        warnings.append("This cell of the table was not compared with a second source.")
    if world.edition == "igcc-2024" and world.probability_pct in (10, 90):
        warnings.append("The paper does not print this probability; the figure is from its data file.")
    return tuple(warnings)


def is_by_inhabitants(preset: Preset) -> bool:
    """Return whether a preset's share, or a part of it, does not depend on the territory's emissions.

    Parameters
    ----------
    preset
        Any.

    Returns
    -------
    bool
        True for the allocation rules ``population`` and ``blend``.
    """
    return (preset.allocation or {}).get("key") in ("population", "blend")


def say_without(without: Sequence[str]) -> str:
    """Write what is left out, to follow a label.

    Parameters
    ----------
    without
        As an inventory has it.

    Returns
    -------
    str
        Empty if nothing is left out.
    """
    return f", without {say_names(without)}" if without else ""


def _mismatch_warnings(preset: Preset, without: Sequence[str]) -> tuple[str, ...]:
    """Return that a share by inhabitants does not shrink with the emissions, if anything is left out."""
    if not without or not is_by_inhabitants(preset):
        return ()
    blend = (preset.allocation or {})["key"] == "blend"
    part = "only its part by emissions becomes smaller" if blend else "it does not become smaller"
    told = (
        f"The emissions are counted{say_without(without)[1:]}, and the budget goes by inhabitants: {part}. "
        f"{MISMATCH}"
    )
    return (told,)


def amount_of_rate(territory: Territory, preset: Preset, inventory: Inventory) -> Amount:
    """Return the sum of emissions at a constant rate, ``B = E0 (1 - r) / r``, after the newest official year.

    Parameters
    ----------
    territory
        For the labels of the steps.
    preset
        With an amount of kind ``rate``, in % a year.
    inventory
        Of the territory; its newest official year gives ``E0``, t/yr.

    Returns
    -------
    Amount
        t CO2, from the year after that of ``E0``.

    Raises
    ------
    BudgetError
        As `scenarios.budget.rollforward.base_emissions`.
    PathwayError
        As `scenarios.budget.pathways.implied_budget`.
    """
    rate_pct = float(preset.amount["rate_pct"])
    base_t, base_year = base_emissions(inventory, inventory.years[-1] + 1)
    budget_t = implied_budget(rate=rate_pct / 100, base_emissions_t=base_t)
    out = say_without(inventory.without)
    steps = (
        Step("rate", preset.amount["label"], rate_pct, "% a year", preset.amount["source"]),
        Step(
            "base_emissions",
            f"Emissions of {territory.name} in {base_year}{out}",
            base_t,
            "t/yr",
            inventory.method[inventory.year_index(base_year)],
        ),
        Step(
            "local_budget",
            f"What the rate adds up to from 1 January {base_year + 1}, for ever{out}",
            budget_t,
            "t",
            "E0 (1 - r) / r",
        ),
    )
    warning = "The carbon law is a rate for everyone, derived from no budget; the amount is what it implies."
    return Amount(budget_t, base_year + 1, steps, (warning,))
