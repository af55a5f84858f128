"""A scenario prepared for changes: one action more, less or other, and at once the new verdict.

>>> from scenarios.scenario import Action, Effect, Estimate, Scenario, Source
>>> cars = Source("transport/cars", (100.0, 100.0))
>>> prepared = prepare(Scenario("Table 3", "CO2", 2025, 2026, 150.0, (cars,)))
>>> prepared.verdict().exhausted
2026.5
>>> half = Effect("share", (Estimate(0.5, 0.5, 0.5),))
>>> changed = prepared.with_action(Action("a1", "Fewer cars", ("transport",), half, 2025, "step"))
>>> changed.verdict().fits, changed.switch("a1", False).verdict().fits
(True, False)
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np

from scenarios.arrays import Floats
from scenarios.engine.action_index import ActionIndex, InactiveActions
from scenarios.engine.assembly import assemble
from scenarios.engine.combination import InteractionGroup
from scenarios.engine.contributions import ContributionIndex, sum_contributions
from scenarios.engine.grid import EmissionGrid, build_grid
from scenarios.engine.grouping import build_groups, rebuild_group
from scenarios.engine.interaction import SourceInteraction, interactions_by_source
from scenarios.engine.monte_carlo import draws_outcome
from scenarios.engine.verdict import Verdict, judge
from scenarios.errors import ScenarioFileError
from scenarios.finiteness import infinite, refuse_infinite
from scenarios.outcome import DecidedOutcome, Outcome
from scenarios.scenario import Action, Scenario


@dataclass(frozen=True, eq=False)
class PreparedScenario:
    """A scenario with everything computed that does not change when one action does.

    It never changes itself: each change gives another prepared scenario, which shares with this
    one all that the change does not touch. Its results are equal, to the last bit, to those of the
    changed scenario prepared from nothing. Made by :func:`prepare`.

    Attributes
    ----------
    base
        The scenario that was prepared first; only its actions may differ from `actions`.
    grid
        Its sources.
    reference
        The verdict without any action.
    index
        Which action is where, and in which group.
    actions
        In the order of the scenario, also those that do not count.
    groups
        The counting members of each group; None where there are none.
    interactions
        One for each source.
    by_source_t
        E[l,t] in t/yr, shape (l, t).
    increases
        Whether any action has added emissions: only then can totals be beyond a double.
    """

    base: Scenario
    grid: EmissionGrid
    reference: Verdict
    index: ActionIndex
    actions: Sequence[Action]
    groups: Sequence[InteractionGroup | None]
    interactions: Sequence[SourceInteraction]
    by_source_t: Floats
    increases: bool

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is now."""
        return dataclasses.replace(self.base, actions=tuple(self.actions))

    def switch(self, action_id: str, included: bool) -> PreparedScenario:
        """Include an action, or leave it out.

        Parameters
        ----------
        action_id
            Of the scenario.
        included
            Whether it is to count.

        Returns
        -------
        PreparedScenario
            At the cost of :meth:`with_action`.

        Raises
        ------
        KeyError
            There is no such action.
        ScenarioFileError
            As :meth:`with_action`.
        """
        action = self.actions[self.index.position_of[action_id]]
        return self.with_action(dataclasses.replace(action, included=included))

    def with_action(self, action: Action) -> PreparedScenario:
        """Put an action in the place of the one with its id, or add it in no group.

        Parameters
        ----------
        action
            A sound action; as by the constructor of :class:`~scenarios.scenario.Scenario`, it is
            not checked.

        Returns
        -------
        PreparedScenario
            Costs in proportion to what the action touches, before and after: the members of its
            group, and what acts on its targets.

        Raises
        ------
        ScenarioFileError
            The value of its effect is beyond a double.
        ValueError
            It would be an increase in a group.
        KeyError
            A target is no source and no sector of the scenario.
        """
        index = self.index
        position = index.position_of.get(action.id)
        if position is None:
            position, number, before, old = len(self.actions), len(self.groups), None, None
            index = index.with_one_more(action.id)
        else:
            before, number = self.actions[position], index.group_of_action[position]
            old = self.groups[number]
        new = rebuild_group(self.grid, index, old, action)
        interactions, by_source = list(self.interactions), self.by_source_t.copy()
        _replace_group(interactions, by_source, old, new)
        actions, groups = [*self.actions], [*self.groups]
        # A slice, as a new action comes after the last.
        actions[position : position + 1] = [action]
        groups[number : number + 1] = [new]
        # With all that has been computed already, except what the action has a part in.
        state = vars(self) | {
            "index": index,
            "actions": actions,
            "groups": groups,
            "interactions": interactions,
            "by_source_t": by_source,
            "increases": self.increases or (new is not None and new.increases),
        }
        for name in _stale(before, action):
            state.pop(name, None)
        prepared = object.__new__(PreparedScenario)
        vars(prepared).update(state)
        return prepared

    def with_scenario(self, scenario: Scenario) -> PreparedScenario:
        """Prepare another scenario, with all that it has in common with this one.

        Parameters
        ----------
        scenario
            A sound scenario: other actions, groups or another budget.

        Returns
        -------
        PreparedScenario
            On the same sources and years it costs a comparison of all actions, and beyond that in
            proportion to what differs; otherwise as much as :func:`prepare`.

        Raises
        ------
        ScenarioFileError
            The value of an effect is beyond a double.
        ValueError
            An increase is in a group.
        KeyError
            A target is no source and no sector of the scenario.
        """
        base = self.base
        horizon = (base.start_year, base.end_year)
        if (scenario.start_year, scenario.end_year) != horizon or scenario.sources != base.sources:
            return prepare(scenario)
        index = ActionIndex.of(scenario)
        groups = build_groups(self.grid, index, scenario.actions, self.groups)
        reference = self.reference
        if scenario.budget_t != base.budget_t:
            reference = judge(
                self.grid.source_ids, self.grid.reference_t, scenario.start_year, scenario.budget_t
            )
        earlier = {group.key: group for group in self.groups if group is not None}
        later = {group.key: group for group in groups if group is not None}
        both = ((earlier.get(key), later.get(key)) for key in earlier.keys() | later.keys())
        changed = [(old, new) for old, new in both if old is not new]
        if len(changed) > len(later):
            # Less remains than differs: an action alone, after sixty.
            interactions = interactions_by_source(self.grid.reference_t, groups)
            by_source = np.array([interaction.net_t for interaction in interactions])
        else:
            interactions, by_source = list(self.interactions), self.by_source_t.copy()
            for old, new in changed:
                _replace_group(interactions, by_source, old, new)
        increases = any(interaction.adding for interaction in interactions)
        return PreparedScenario(
            scenario,
            self.grid,
            reference,
            index,
            scenario.actions,
            groups,
            interactions,
            by_source,
            increases,
        )

    @cached_property
    def without_actions(self) -> PreparedScenario:
        """The same sources, years and budget, on which nothing acts: what one action alone is added to."""
        return self.with_scenario(dataclasses.replace(self.base, groups=(), actions=()))

    def verdict(self) -> Verdict:
        """Tell whether everything together fits.

        Returns
        -------
        Verdict
            Its arrays cannot be written to.

        Raises
        ------
        ScenarioFileError
            The total is beyond a double.
        """
        if self.increases:
            with np.errstate(all="ignore"):
                verdict = self._judge(self.by_source_t)
        else:
            verdict = self._judge(self.by_source_t)
        if not isfinite(verdict.total_t):
            raise ScenarioFileError([infinite("")])
        return verdict

    def outcome(self, *, draws: int | None = None, seed: int = 0) -> Outcome:
        """Tell everything, with what each action does.

        Parameters
        ----------
        draws
            How many draws of the uncertain effects to make, at least 1; None for none.
        seed
            Of the draws; any whole number.

        Returns
        -------
        Outcome
            Its arrays cannot be written to.

        Raises
        ------
        ScenarioFileError
            A number of the outcome is beyond a double.
        ValueError
            `draws` is below 1.
        """
        if draws is not None and draws < 1:
            raise ValueError(f"{draws} draws; at least 1 is needed")
        # Absurd inputs overflow silently and are refused afterwards, by looking at the numbers.
        with np.errstate(all="ignore"):
            today_t = float(self.reference.emissions_t[0])
            groups = (self.groups[number] for number in self.index.exclusive)
            exclusive = [group for group in groups if group is not None and group.ranking is not None]
            outcome = assemble(
                self.base,
                self.grid,
                self.reference,
                self._judge(self.by_source_t),
                self._decided,
                sum_contributions(self._contribution_index, self.interactions, exclusive, today_t),
                self._inactive,
                self.index.position_of,
            )
            if draws is None:
                return outcome
            acting = [group for group in self.groups if group is not None]
            drawn = draws_outcome(self.grid, acting, self.base, draws, seed)
            return dataclasses.replace(outcome, draws=drawn)

    def _judge(self, by_source_t: Floats) -> Verdict:
        return judge(self.grid.source_ids, by_source_t, self.grid.start_year, self.base.budget_t)

    @cached_property
    def _decided(self) -> DecidedOutcome:
        verdict = self._judge(np.array([interaction.decided_t for interaction in self.interactions]))
        return DecidedOutcome(verdict.emissions_t, verdict.total_t, verdict.exhausted, verdict.fits)

    @cached_property
    def _inactive(self) -> InactiveActions:
        return InactiveActions.of(self.actions)

    @cached_property
    def _contribution_index(self) -> ContributionIndex:
        return ContributionIndex.of(
            (action.id for action in self.actions if action.counts), self.interactions
        )


def prepare(scenario: Scenario) -> PreparedScenario:
    """Prepare a scenario for changes.

    Parameters
    ----------
    scenario
        A sound scenario, as :func:`scenarios.file.schema.read_scenario` gives.

    Returns
    -------
    PreparedScenario
        It does not depend on the order of sources, actions or groups.

    Raises
    ------
    ScenarioFileError
        The values of some effects, or the sum of the reference, are beyond a double.

    Notes
    -----
    Costs (sources + actions times their targets) times years.
    """
    with np.errstate(all="ignore"):
        grid = build_grid(scenario)
        index = ActionIndex.of(scenario)
        groups = build_groups(grid, index, scenario.actions)
        reference = judge(grid.source_ids, grid.reference_t, scenario.start_year, scenario.budget_t)
        refuse_infinite("/sources", reference.total_t)
        interactions = interactions_by_source(grid.reference_t, groups)
        by_source = np.array([interaction.net_t for interaction in interactions])
    increases = any(interaction.adding for interaction in interactions)
    return PreparedScenario(
        scenario, grid, reference, index, scenario.actions, groups, interactions, by_source, increases
    )


def _replace_group(
    interactions: list[SourceInteraction],
    by_source_t: Floats,
    old: InteractionGroup | None,
    new: InteractionGroup | None,
) -> None:
    """Put one group in the place of another on every source that either acts on."""
    left = () if old is None else old.rows
    joined = () if new is None else new.rows
    for row in joined if left == joined else {*left, *joined}:
        interaction = interactions[row].replace(old if row in left else None, new if row in joined else None)
        interactions[row] = interaction
        by_source_t[row] = interaction.net_t


def _stale(before: Action | None, after: Action) -> Iterator[str]:
    """Name the cached properties that a changed action has a part in."""
    if before is None or not (before.counts and after.counts):
        yield from ("_inactive", "_contribution_index")
    elif before.targets != after.targets:
        yield "_contribution_index"
    if any(one is not None and one.counts and one.layer == "decided" for one in (before, after)):
        yield "_decided"
