"""Marks: what other warming limits would leave, by the same key, beside the chosen budget."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenarios.budgets import preset_budget
from scenarios.datasets import read_document
from scenarios.presets import OWN, Preset, find_preset
from scenarios.steps import Step
from scenarios.territories import Territory, find_territory


@dataclass(frozen=True)
class Mark:
    """A budget to compare with.

    Attributes
    ----------
    temperature_c, probability_pct
        Warming limit in °C and the chance of staying below it in %.
    budget_t
        What is left on 1 January of ``start_year``, t; may be negative.
    start_year
        That of the marked budget.
    preset_or_derivation
        Id of the preset, or ``derived here``.
    source
        Where the amount comes from.
    steps
        The chain, as in a budget.
    """

    temperature_c: float
    probability_pct: float
    budget_t: float
    start_year: int
    preset_or_derivation: str
    source: str
    steps: tuple[Step, ...]


def mark_budgets(
    territory_id: str,
    *,
    preset: str,
    as_of: int | None = None,
    edition: str | None = None,
    probability: float | None = None,
    weight: float | None = None,
) -> tuple[Mark, ...]:
    """Return the marks of 1.5, 1.7 and 2.0 °C by the key of a preset, coldest first.

    For presets that share out Sweden's amount, 1.5 and 1.7 °C are the two Uppsala presets and 2.0 °C is
    derived as CBBN1 derived its 1.5 °C variant: the amount from 2020 times the ratio of the global budgets,
    less the same years, ``445 x 1350/850 - 90 = 617 Mt`` from 2022. (The same rule gives 445 x 500/850 - 90
    = 172 Mt for 1.5 °C, where CBBN1 prints 170.) For presets that share out a global amount, the marks are
    the same edition and probability at the three limits. ``own`` and ``carbon-law`` have no key: Swedish
    territories get the first kind, others per-capita.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    preset
        Id of the preset chosen, or ``own``.
    as_of
        First year that the budgets have to cover; the start year of the preset if not given.
    edition, probability, weight
        As chosen for a preset that takes them: id, percent, and from 0 to 1.

    Returns
    -------
    tuple of Mark
        Three, with budgets in t CO2.

    Raises
    ------
    BudgetError, StatisticsError, UnknownTerritoryError
        As `scenarios.budgets.compute_budget`.

    Notes
    -----
    CBBN1: Stoddard and Anderson (2022), Carbon Budgets Briefing Note 1, Uppsala University.
    """
    territory = find_territory(territory_id)
    about = read_document("budget_marks", "marks.json")
    chosen = None if preset == OWN else find_preset(preset)
    kind = None if chosen is None else chosen.amount["kind"]
    if chosen is not None and kind == "national":
        start = chosen.amount["start_year"] if as_of is None else as_of
        return _national_marks(territory, about["national"], start)
    if chosen is not None and kind == "global":
        choices = {"edition": edition, "probability": probability, "weight": weight}
        return _global_marks(territory, chosen, about["global"]["temperatures_c"], as_of, choices)
    if territory.country == about["national"]["country"]:
        return _national_marks(territory, about["national"], as_of)
    per_capita = find_preset(about["global"]["preset"])
    return _global_marks(territory, per_capita, about["global"]["temperatures_c"], as_of, {})


def _national_marks(territory: Territory, about: dict, as_of: int | None) -> tuple[Mark, ...]:  # type: ignore[type-arg]
    marks = [_mark(territory, find_preset(name), name, as_of, {}) for name in about["presets"]]
    like = find_preset(about["like"])
    for entry in about["derived"]:
        ratio = entry["global_gt"] / entry["global_of_amount_gt"]
        amount = entry | {"kind": "national", "budget_t": entry["amount_2020_t"] * ratio - entry["spent_t"]}
        marks.append(_mark(territory, replace(like, amount=amount), "derived here", as_of, {}))
    return tuple(sorted(marks, key=lambda mark: mark.temperature_c))


def _global_marks(
    territory: Territory,
    preset: Preset,
    temperatures: list[float],
    as_of: int | None,
    choices: dict[str, str | float | None],
) -> tuple[Mark, ...]:
    return tuple(
        _mark(territory, preset, preset.id, as_of, choices | {"temperature": temperature})
        for temperature in temperatures
    )


def _mark(
    territory: Territory,
    preset: Preset,
    origin: str,
    as_of: int | None,
    choices: dict[str, str | float | None],
) -> Mark:
    budget = preset_budget(territory, preset, as_of=as_of, choices=choices)
    return Mark(
        temperature_c=budget.temperature_c or 0.0,
        probability_pct=budget.probability_pct or 0.0,
        budget_t=budget.budget_t,
        start_year=budget.start_year,
        preset_or_derivation=origin,
        source=budget.steps[0].source,
        steps=budget.steps,
    )
