"""Where actions meet: everything that acts on one emission source.

A meeting never changes. One team more, less or other makes a new meeting from the old, for which
only this source is computed again; what follows from a meeting is computed when first asked for,
and kept. So a scenario in which one action changes costs what that action touches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scenarios.arrays import Floats, Integers
from scenarios.attribution import attributed_t
from scenarios.combination import Team
from scenarios.layout import LaidAction
from scenarios.marginal import worths_t


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What each action does on one source.

    Attributes
    ----------
    totals_t
        Tonnes over the horizon, shape (c, 3): what it takes away alone; what would be lost without
        it, as if it were the winner of its group; what it promises beyond what its targets emit
        (told on the first of its targets only).
    by_year_t
        What is attributed to it, t/yr, shape (c, t).
    """

    totals_t: Floats
    by_year_t: Floats


@dataclass(frozen=True, eq=False)
class Meeting:
    """All teams that act on one source.

    Attributes
    ----------
    row
        Which source.
    reference_t
        R[t] of the source.
    keys
        Of the teams, ascending.
    teams
        In the same order.
    kept
        What each leaves, ``1 - r[g,t]``, shape (teams, t).
    adding
        Those of `teams` that increase emissions.
    """

    row: int
    reference_t: Floats
    keys: tuple[str, ...]
    teams: tuple[Team, ...]
    kept: Floats
    adding: tuple[Team, ...]

    @classmethod
    def of(cls, row: int, reference_t: Floats, teams: Sequence[Team]) -> Meeting:
        """Let teams meet.

        Parameters
        ----------
        row, reference_t
            The source.
        teams
            Those that act on it, in the order of their keys.

        Returns
        -------
        Meeting
            Costs teams times years.
        """
        kept = np.array([team.kept(row) for team in teams]) if teams else np.ones((0, len(reference_t)))
        keys = tuple(team.key for team in teams)
        adding = tuple(team for team in teams if team.increases)
        return cls(row, reference_t, keys, tuple(teams), kept, adding)

    def replace(self, old: Team | None, new: Team | None) -> Meeting:
        """Let one team come, go, or come instead of another.

        Parameters
        ----------
        old
            A team of this meeting that leaves it.
        new
            A team that acts on the source and joins.

        Returns
        -------
        Meeting
            Equal to the last bit to :meth:`of` the same teams.
        """
        meeting = self
        if old is not None and (new is None or old.key != new.key):
            meeting, old = meeting._spliced(old.key, 1, ()), None
        return meeting if new is None else meeting._spliced(new.key, 0 if old is None else 1, (new,))

    def _spliced(self, key: str, gone: int, come: tuple[Team, ...]) -> Meeting:
        start = bisect_left(self.keys, key)
        end = start + gone
        kept = np.empty((len(self.keys) - gone + len(come), len(self.reference_t)))
        kept[:start] = self.kept[:start]
        for team in come:
            kept[start] = team.kept(self.row)
        kept[start + len(come) :] = self.kept[end:]
        teams = (*self.teams[:start], *come, *self.teams[end:])
        keys, adding = self.keys, self.adding
        if gone != len(come):
            keys = (*keys[:start], *(team.key for team in come), *keys[end:])
        if adding or any(team.increases for team in come):
            adding = tuple(team for team in teams if team.increases)
        return Meeting(self.row, self.reference_t, keys, teams, kept, adding)

    @cached_property
    def net_t(self) -> Floats:
        """Net emissions in t/yr, shape (t,): ``R x product over teams (1 - r) + sum of A``."""
        net = np.multiply.reduce(self.kept, axis=0)
        net *= self.reference_t
        for team in self.adding:
            net += self._added_t(team.members[0])
        return net

    @cached_property
    def decided_t(self) -> Floats:
        """Net emissions with the decided actions only, t/yr, shape (t,)."""
        decided = (team.decided for team in self.teams)
        acting = [team for team in decided if team is not None and self.row in team.rows]
        return Meeting.of(self.row, self.reference_t, sorted(acting, key=lambda team: team.key)).net_t

    @cached_property
    def acting(self) -> tuple[tuple[int, LaidAction, Floats], ...]:
        """The actions that act on the source, team by team: place of the team, action, r as counted."""
        return tuple(
            (place, member, counted)
            for place, team in enumerate(self.teams)
            for member, counted in zip(team.members, team.counted, strict=True)
            if self.row in member.targets.rows
        )

    @cached_property
    def shares(self) -> Shares:
        """What each action of `acting` does here."""
        years = len(self.reference_t)
        alone = np.array([member.alone for _, member, _ in self.acting]).reshape(-1, years)
        counted, sums, part_of = alone, alone, None
        if any(len(team.members) > 1 for team in self.teams):
            counted = np.array([counted for _, _, counted in self.acting])
            sums = np.array([team.sums[self.row] for team in self.teams])
            part_of = np.array([place for place, _, _ in self.acting], dtype=np.intp)
        totals = np.empty((len(alone), 3))
        np.add.reduce(alone * self.reference_t, axis=1, out=totals[:, 0])
        totals[:, 1] = worths_t(alone, sums, self.kept, part_of, self.reference_t)
        totals[:, 2] = [
            member.capped_t if self.row == member.targets.rows[0] else 0.0 for _, member, _ in self.acting
        ]
        by_year = attributed_t(counted, sums, part_of, self.reference_t)
        if self.adding:
            for place, (_, member, _) in enumerate(self.acting):
                if member.value < 0.0:
                    added = self._added_t(member)
                    # Subtracted from 0, so that it is never -0.0.
                    by_year[place] -= added
                    totals[place, :2] -= added.sum()
        return Shares(totals, by_year)

    def _added_t(self, member: LaidAction) -> Floats:
        return member.increase_per_value_t(self.row, self.reference_t) * -member.value
