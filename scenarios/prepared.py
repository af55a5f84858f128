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
from scenarios.assembly import assemble
from scenarios.combination import Team
from scenarios.errors import ScenarioFileError
from scenarios.finiteness import infinite, refuse_infinite
from scenarios.layout import Ground, lay_ground
from scenarios.meeting import Meeting, convene
from scenarios.outcome import DecidedOutcome, Outcome
from scenarios.roster import Bystanders, Roster
from scenarios.scenario import Action, Scenario
from scenarios.tally import Places, tally
from scenarios.teams import form_anew, form_teams
from scenarios.tries import draws_outcome
from scenarios.verdict import Verdict, judge


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
    ground
        Its sources.
    reference
        The verdict without any action.
    roster
        Which action is where, and in which team.
    actions
        In the order of the scenario, also those that do not count.
    teams
        The counting members of each team; None where there are none.
    meetings
        One for each source.
    by_source_t
        E[l,t] in t/yr, shape (l, t).
    increases
        Whether any action has added emissions: only then can totals be beyond a double.
    """

    base: Scenario
    ground: Ground
    reference: Verdict
    roster: Roster
    actions: Sequence[Action]
    teams: Sequence[Team | None]
    meetings: Sequence[Meeting]
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
        action = self.actions[self.roster.position_of[action_id]]
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
        roster = self.roster
        position = roster.position_of.get(action.id)
        if position is None:
            position, number, before, old = len(self.actions), len(self.teams), None, None
            roster = roster.with_one_more(action.id)
        else:
            before, number = self.actions[position], roster.team_of[position]
            old = self.teams[number]
        new = form_anew(self.ground, roster, old, action)
        meetings, by_source = list(self.meetings), self.by_source_t.copy()
        _replace_team(meetings, by_source, old, new)
        actions, teams = [*self.actions], [*self.teams]
        # A slice, as a new action comes after the last.
        actions[position : position + 1] = [action]
        teams[number : number + 1] = [new]
        # With all that has been computed already, except what the action has a part in.
        state = vars(self) | {
            "roster": roster,
            "actions": actions,
            "teams": teams,
            "meetings": meetings,
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
        roster = Roster.of(scenario)
        teams = form_teams(self.ground, roster, scenario.actions, self.teams)
        reference = self.reference
        if scenario.budget_t != base.budget_t:
            reference = judge(
                self.ground.source_ids, self.ground.reference_t, scenario.start_year, scenario.budget_t
            )
        meetings, by_source = list(self.meetings), self.by_source_t.copy()
        earlier = {team.key: team for team in self.teams if team is not None}
        later = {team.key: team for team in teams if team is not None}
        for key in earlier.keys() | later.keys():
            old, new = earlier.get(key), later.get(key)
            if old is not new:
                _replace_team(meetings, by_source, old, new)
        increases = any(meeting.adding for meeting in meetings)
        return PreparedScenario(
            scenario, self.ground, reference, roster, scenario.actions, teams, meetings, by_source, increases
        )

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
            groups = (self.teams[number] for number in self.roster.exclusive)
            exclusive = [team for team in groups if team is not None and team.ranking is not None]
            outcome = assemble(
                self.base,
                self.ground,
                self.reference,
                self._judge(self.by_source_t),
                self._decided,
                tally(self._places, self.meetings, exclusive, today_t),
                self._bystanders,
                self.roster.position_of,
            )
            if draws is None:
                return outcome
            acting = [team for team in self.teams if team is not None]
            drawn = draws_outcome(self.ground, acting, self.base, draws, seed)
            return dataclasses.replace(outcome, draws=drawn)

    def _judge(self, by_source_t: Floats) -> Verdict:
        return judge(self.ground.source_ids, by_source_t, self.ground.start_year, self.base.budget_t)

    @cached_property
    def _decided(self) -> DecidedOutcome:
        verdict = self._judge(np.array([meeting.decided_t for meeting in self.meetings]))
        return DecidedOutcome(verdict.emissions_t, verdict.total_t, verdict.exhausted, verdict.fits)

    @cached_property
    def _bystanders(self) -> Bystanders:
        return Bystanders.of(self.actions)

    @cached_property
    def _places(self) -> Places:
        return Places.of((action.id for action in self.actions if action.counts), self.meetings)


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
        ground = lay_ground(scenario)
        roster = Roster.of(scenario)
        teams = form_teams(ground, roster, scenario.actions)
        reference = judge(ground.source_ids, ground.reference_t, scenario.start_year, scenario.budget_t)
        refuse_infinite("/sources", reference.total_t)
        meetings = convene(ground.reference_t, teams)
        by_source = np.array([meeting.net_t for meeting in meetings])
    increases = any(meeting.adding for meeting in meetings)
    return PreparedScenario(
        scenario, ground, reference, roster, scenario.actions, teams, meetings, by_source, increases
    )


def _replace_team(meetings: list[Meeting], by_source_t: Floats, old: Team | None, new: Team | None) -> None:
    """Put one team in the place of another on every source that either acts on."""
    left = () if old is None else old.rows
    joined = () if new is None else new.rows
    for row in joined if left == joined else {*left, *joined}:
        meeting = meetings[row].replace(old if row in left else None, new if row in joined else None)
        meetings[row] = meeting
        by_source_t[row] = meeting.net_t


def _stale(before: Action | None, after: Action) -> Iterator[str]:
    """Name the cached properties that a changed action has a part in."""
    if before is None or not (before.counts and after.counts):
        yield from ("_bystanders", "_places")
    elif before.targets != after.targets:
        yield "_places"
    if any(one is not None and one.counts and one.layer == "decided" for one in (before, after)):
        yield "_decided"
