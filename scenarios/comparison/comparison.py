"""Scenarios side by side: the effects of each action, sector and actor in each of them.

A difference is always *with minus without*: emissions with the actions minus emissions without them. A
negative change is a cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Floats
from scenarios.errors import ScenariosError
from scenarios.outcome import Outcome
from scenarios.scenario import Gas, Scenario


class ComparisonError(ScenariosError):
    """Scenarios that cannot be compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One scenario of a comparison.

    Attributes
    ----------
    name
        Unique within the comparison.
    scenario, outcome
        The scenario and its outcome.
    """

    name: str
    scenario: Scenario
    outcome: Outcome

    @property
    def change_by_year_t(self) -> Floats:
        """Net emissions minus reference, t/yr, shape (years,)."""
        change: Floats = self.outcome.emissions_t - self.outcome.reference_t
        return change

    @property
    def change_t(self) -> float:
        """The same summed over the horizon, t."""
        return self.outcome.cumulative_emissions_t - self.outcome.cumulative_reference_t


@dataclass(frozen=True, slots=True)
class ActionComparison:
    """One action in every scenario.

    Attributes
    ----------
    id, title, actor
        As the last scenario that has the action names it; `actor` is its ``about.actor``, or "".
    change_t
        For each scenario, minus the tonnes attributed to the action over the horizon; None if it does not
        count. The changes of a scenario's actions add up to its whole change.
    """

    id: str
    title: str
    actor: str
    change_t: tuple[float | None, ...]

    @property
    def counted_t(self) -> tuple[float, ...]:
        """The changes in those scenarios in which the action counts, t."""
        return tuple(change for change in self.change_t if change is not None)

    @property
    def count(self) -> int:
        """The number of scenarios in which the action counts."""
        return len(self.counted_t)

    @property
    def min_t(self) -> float | None:
        """The lowest change (t) where it counts: the largest cut; None if it never counts."""
        return min(self.counted_t, default=None)

    @property
    def mean_t(self) -> float | None:
        """The mean change (t) over the scenarios in which it counts; None if it never counts."""
        return sum(self.counted_t) / self.count if self.count else None

    @property
    def max_t(self) -> float | None:
        """The highest change (t) where it counts; None if it never counts."""
        return max(self.counted_t, default=None)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Scenarios side by side; every tuple of amounts has one value per scenario, in their order.

    Attributes
    ----------
    gas
        Of all scenarios.
    cases
        The scenarios.
    years
        Every calendar year in the horizon of at least one scenario.
    actions
        Every action of at least one scenario, in the order of first appearance.
    by_sector_t
        Sector to change over the horizon (t); None if a scenario does not have the sector.
    by_actor_t
        ``about.actor`` of the actions ("" if there is none) to the change (t) attributed to them.
    """

    gas: Gas
    cases: tuple[Case, ...]
    years: tuple[int, ...]
    actions: tuple[ActionComparison, ...]
    by_sector_t: Mapping[str, tuple[float | None, ...]]
    by_actor_t: Mapping[str, tuple[float, ...]]


def compare(cases: Sequence[Case]) -> Comparison:
    """Compare scenarios.

    Parameters
    ----------
    cases
        At least one, with different names; their horizons, budgets and sources may differ, each
        total being that of its own horizon.

    Returns
    -------
    Comparison
        A function of `cases` alone.

    Raises
    ------
    ComparisonError
        If there is no scenario, two have the same name, or CO2 and CO2e are mixed.

    Notes
    -----
    By sector, ``sum over sources and years of (E - R)``; by action, minus the Aumann-Shapley
    attribution of :mod:`scenarios.engine.attribution`. Both add up to the change of the scenario.
    """
    _check(cases)
    sectors = dict.fromkeys(source.sector for case in cases for source in case.scenario.sources)
    actors = dict.fromkeys(
        actor_of(case.scenario, action_id) for case in cases for action_id in case.outcome.actions
    )
    return Comparison(
        gas=cases[0].outcome.gas,
        cases=tuple(cases),
        years=tuple(sorted({year for case in cases for year in case.outcome.years})),
        actions=_compare_actions(cases),
        by_sector_t={sector: tuple(_sector_change_t(case, sector) for case in cases) for sector in sectors},
        by_actor_t={actor: tuple(_actor_change_t(case, actor) for case in cases) for actor in actors},
    )


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names with a number after each repeated one.

    Parameters
    ----------
    names
        Any texts.

    Returns
    -------
    tuple of str
        As many, in the same order, without repetitions.

    Examples
    --------
    >>> unique_names(["Plan", "Plan", "Plan (2)"])
    ('Plan', 'Plan (2)', 'Plan (2) (2)')
    """
    unique: dict[str, None] = {}
    for name in names:
        candidate, number = name, 1
        while candidate in unique:
            number += 1
            candidate = f"{name} ({number})"
        unique[candidate] = None
    return tuple(unique)


def actor_of(scenario: Scenario, action_id: str) -> str:
    """Return the actor of an action, ``about.actor``.

    Parameters
    ----------
    scenario
        Any scenario.
    action_id
        Of one of its actions.

    Returns
    -------
    str
        Empty if the action names no actor, or its value is no text.

    Raises
    ------
    ValueError
        There is no such action.
    """
    (about,) = (action.about for action in scenario.actions if action.id == action_id)
    actor = about.get("actor", "")
    return actor if isinstance(actor, str) else ""


def _check(cases: Sequence[Case]) -> None:
    if not cases:
        raise ComparisonError("There is nothing to compare; at least one scenario is needed.")
    names = [case.name for case in cases]
    if len(set(names)) < len(names):
        raise ComparisonError("Two scenarios of a comparison have the same name.")
    gases = {case.outcome.gas for case in cases}
    if len(gases) > 1:
        raise ComparisonError("CO2 and CO2e cannot be compared; compare scenarios of one gas.")


def _compare_actions(cases: Sequence[Case]) -> tuple[ActionComparison, ...]:
    latest = {action.id: case.scenario for case in cases for action in case.scenario.actions}
    titles = {action.id: action.title for case in cases for action in case.scenario.actions}
    return tuple(
        ActionComparison(
            id=action_id,
            title=titles[action_id],
            actor=actor_of(scenario, action_id),
            change_t=tuple(_action_change_t(case, action_id) for case in cases),
        )
        for action_id, scenario in latest.items()
    )


def _action_change_t(case: Case, action_id: str) -> float | None:
    result = case.outcome.actions.get(action_id)
    return None if result is None else 0.0 - result.attributed_t


def _actor_change_t(case: Case, actor: str) -> float:
    attributed = (
        result.attributed_t
        for action_id, result in case.outcome.actions.items()
        if actor_of(case.scenario, action_id) == actor
    )
    return 0.0 - sum(attributed)


def _sector_change_t(case: Case, sector: str) -> float | None:
    sources = [source for source in case.scenario.sources if source.sector == sector]
    if not sources:
        return None
    emitted = sum(float(np.sum(case.outcome.emissions_by_source_t[source.id])) for source in sources)
    return emitted - sum(float(np.sum(source.reference_t)) for source in sources)
