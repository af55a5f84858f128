"""Warming marks: the budgets of other warming limits, by the same allocation rule if the budget has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenarios.budget.amounts import is_by_inhabitants
from scenarios.budget.budgets import preset_budget
from scenarios.budget.presets import CLIMATE_BUDGET, OWN, WITHOUT_RULE, Preset, find_preset
from scenarios.budget.steps import Budget, Step
from scenarios.errors import ScenariosError
from scenarios.inventory.datasets import read_document
from scenarios.inventory.statistics import has_cement_plant
from scenarios.inventory.territories import Territory, find_territory


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
        The origin of the amount.
    steps
        The chain, as in a budget.
    key
        The allocation rule: ``national-emissions``, ``population``, ``world-emissions`` or ``blend``.
    """

    temperature_c: float
    probability_pct: float
    budget_t: float
    start_year: int
    preset_or_derivation: str
    source: str
    steps: tuple[Step, ...]
    key: str


def marks_beside(
    budget: Budget, *, probability: float | None = None, weight: float | None = None
) -> tuple[Mark, ...]:
    """Return the warming marks to show beside a budget; empty if no rule can be computed there.

    A budget with an allocation rule gets the marks of its rule, as `mark_budgets`. An own amount and a rate
    have no rule: they get the first of these that can be computed for the same start, and the marks name
    their rule: shares of Sweden's amount, unless only the budget includes a cement plant; equal shares per
    head of the newest or an earlier edition; shares by emissions in the world of the same editions.

    The sum of adopted annual limits gets none: it is in CO2e, and warming marks are amounts of CO2.

    If something is left out of the emissions, a budget that goes by inhabitants gets no marks: it does not
    shrink with the emissions, so that no warming can be told from them.

    Parameters
    ----------
    budget
        Any.
    probability, weight
        As chosen for a preset that takes them: percent, and from 0 to 1.

    Returns
    -------
    tuple of Mark
        Three, coldest first, in t CO2, or none.

    Raises
    ------
    BudgetError, StatisticsError
        As `mark_budgets`, for a budget with an allocation rule.
    """
    if budget.preset == CLIMATE_BUDGET:
        return ()
    start, territory, without = budget.start_year, find_territory(budget.territory), budget.without
    if budget.preset != OWN and find_preset(budget.preset).allocation is not None:
        return mark_budgets(
            territory.id,
            preset=budget.preset,
            as_of=start,
            edition=budget.edition,
            probability=probability,
            weight=weight,
            without=without,
        )
    about = read_document("budget_marks", "marks.json")
    fits_national = not (budget.cement and has_cement_plant(territory))
    if territory.country == about["national"]["country"] and fits_national:
        try:
            return _national_marks(territory, about["national"], start, without=without)
        except ScenariosError:
            pass
    for name in (about["global"]["preset"], *about["global"]["otherwise"]):
        if without and is_by_inhabitants(find_preset(name)):
            continue
        for edition in (None, *about["global"]["earlier_editions"]):
            try:
                choices: dict[str, str | float | None] = {"edition": edition}
                temperatures = about["global"]["temperatures_c"]
                return _global_marks(
                    territory, find_preset(name), temperatures, start, choices, without=without
                )
            except ScenariosError:
                continue
    return ()


def mark_budgets(
    territory_id: str,
    *,
    preset: str,
    as_of: int | None = None,
    edition: str | None = None,
    probability: float | None = None,
    weight: float | None = None,
    without: Sequence[str] = (),
) -> tuple[Mark, ...]:
    """Return the marks of 1.5, 1.7 and 2.0 °C by the rule of a preset, coldest first.

    For presets that share out Sweden's amount, 1.5 and 1.7 °C are the two Uppsala presets and 2.0 °C is
    derived as CBBN1 derived its 1.5 °C variant: the amount from 2020 times the ratio of the global budgets,
    less the same years, ``445 x 1350/850 - 90 = 617 Mt`` from 2022. (The same rule gives 445 x 500/850 - 90 =
    172 Mt for 1.5 °C, where CBBN1 prints 170.) A preset with another amount for one of these limits replaces
    the mark of that limit. For presets that share out a global amount, the marks are the same edition and
    probability at the three limits. ``own`` and ``carbon-law`` have no rule: Swedish territories get the
    first kind, others per-capita.

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
    without
        What is left out of the territory's emissions, as in `scenarios.budget.budgets.compute_budget`.

    Returns
    -------
    tuple of Mark
        Three, with budgets in t CO2; none if something is left out and the rule goes by inhabitants.

    Raises
    ------
    BudgetError, StatisticsError, UnknownTerritoryError
        As `scenarios.budget.budgets.compute_budget`.

    Notes
    -----
    CBBN1: Stoddard and Anderson (2022), Carbon Budgets Briefing Note 1, Uppsala University.
    """
    territory = find_territory(territory_id)
    about = read_document("budget_marks", "marks.json")
    chosen = None if preset in WITHOUT_RULE else find_preset(preset)
    if without and chosen is not None and is_by_inhabitants(chosen):
        return ()
    kind = None if chosen is None else chosen.amount["kind"]
    if chosen is not None and kind == "national":
        start = chosen.amount["start_year"] if as_of is None else as_of
        return _national_marks(territory, about["national"], start, chosen, without=without)
    if chosen is not None and kind == "global":
        choices = {"edition": edition, "probability": probability, "weight": weight}
        return _global_marks(
            territory, chosen, about["global"]["temperatures_c"], as_of, choices, without=without
        )
    if territory.country == about["national"]["country"]:
        return _national_marks(territory, about["national"], as_of, without=without)
    if without:
        return ()
    per_capita = find_preset(about["global"]["preset"])
    return _global_marks(territory, per_capita, about["global"]["temperatures_c"], as_of, {})


def _national_marks(
    territory: Territory,
    about: dict,  # type: ignore[type-arg]
    as_of: int | None,
    chosen: Preset | None = None,
    *,
    without: Sequence[str] = (),
) -> tuple[Mark, ...]:
    presets = [find_preset(name) for name in about["presets"]]
    if chosen is not None:
        # Two amounts for one warming limit, one of them the budget, would contradict each other.
        presets = [chosen if _limit(preset) == _limit(chosen) else preset for preset in presets]
    marks = [_mark(territory, preset, preset.id, as_of, {}, without) for preset in presets]
    like = find_preset(about["like"])
    for entry in about["derived"]:
        ratio = entry["global_gt"] / entry["global_of_amount_gt"]
        amount = entry | {"kind": "national", "budget_t": entry["amount_2020_t"] * ratio - entry["spent_t"]}
        marks.append(_mark(territory, replace(like, amount=amount), "derived here", as_of, {}, without))
    return tuple(sorted(marks, key=lambda mark: mark.temperature_c))


def _limit(preset: Preset) -> tuple[float, float]:
    return preset.amount["temperature_c"], preset.amount["probability_pct"]


def _global_marks(
    territory: Territory,
    preset: Preset,
    temperatures: list[float],
    as_of: int | None,
    choices: dict[str, str | float | None],
    *,
    without: Sequence[str] = (),
) -> tuple[Mark, ...]:
    return tuple(
        _mark(territory, preset, preset.id, as_of, choices | {"temperature": temperature}, without)
        for temperature in temperatures
    )


def _mark(
    territory: Territory,
    preset: Preset,
    origin: str,
    as_of: int | None,
    choices: dict[str, str | float | None],
    without: Sequence[str],
) -> Mark:
    budget = preset_budget(territory, preset, as_of=as_of, choices=choices, without=without)
    return Mark(
        temperature_c=budget.temperature_c or 0.0,
        probability_pct=budget.probability_pct or 0.0,
        budget_t=budget.budget_t,
        start_year=budget.start_year,
        preset_or_derivation=origin,
        source=budget.steps[0].source,
        steps=budget.steps,
        key=str((preset.allocation or {})["key"]),
    )
