"""Where actions meet: everything that acts on one emission source.

A meeting never changes. One team more, less or other makes a new meeting from the old, for which
only this source is computed again; what follows from a meeting is computed when first asked for,
and kept. So a scenario in which one action changes costs what that action touches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from scenarios.arrays import Floats
from scenarios.attribution import attribution_weights
from scenarios.combination import Team
from scenarios.layout import LaidAction
from scenarios.marginal import losses_t
from scenarios.outcome import ATTRIBUTED, BY_YEAR, CAPPED, MARGINAL, STANDALONE


@dataclass(eq=False)  # not frozen: made with every change, in a fraction of the time
class Meeting:
    """All teams that act on one source.

    Attributes
    ----------
    row
        Which source.
    reference_t
        R[t] of the source, t/yr, shape (t,).
    keys
        Of the teams, ascending.
    teams
        In the same order.
    kept
        The fraction that each leaves, ``1 - r[g,t]``, shape (teams, t).
    adding
        Those of `teams` that increase emissions.
    net_t
        Net emissions in t/yr, shape (t,): ``R x product over teams (1 - r) + sum of A``.
    """

    row: int
    reference_t: Floats
    keys: tuple[str, ...]
    teams: tuple[Team, ...]
    kept: Floats
    adding: tuple[Team, ...]
    net_t: Floats = field(init=False)
    _decided_t: Floats | None = None
    _shares: Floats | None = None

    @classmethod
    def of(cls, row: int, reference_t: Floats, teams: Sequence[Team]) -> Meeting:
        """Let teams meet.

        Parameters
        ----------
        row
            Which source.
        reference_t
            R[t] of the source, t/yr, shape (t,).
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
        if old is not None and new is not None and old.key != new.key:
            return self.replace(old, None).replace(None, new)
        one = old if new is None else new
        if one is None:
            return self
        start = bisect_left(self.keys, one.key)
        end = start if old is None else start + 1
        come = () if new is None else (new,)
        teams = self.teams[:start] + come + self.teams[end:]
        kept, keys, adding = self.kept, self.keys, self.adding
        if old is not None and new is not None:
            kept = kept.copy()
        else:
            keys = tuple(team.key for team in teams)
            kept = np.concatenate((kept[:start], np.empty((len(come), kept.shape[1])), kept[end:]))
        if new is not None:
            kept[start] = new.kept(self.row)
        if adding or (new is not None and new.increases):
            adding = tuple(team for team in teams if team.increases)
        meeting = Meeting(self.row, self.reference_t, keys, teams, kept, adding)
        if self._decided_t is not None and _has_no_decided(old) and _has_no_decided(new):
            meeting._decided_t = self._decided_t
        return meeting

    def __post_init__(self) -> None:
        """Compute what every verdict needs."""
        self.net_t = self._net_t(self.kept, self.adding)

    @property
    def decided_t(self) -> Floats:
        """`net_t` with the decided actions only, t/yr, shape (t,); computed once."""
        if self._decided_t is None:
            self._decided_t = self._compute_decided_t()
        return self._decided_t

    @property
    def shares(self) -> Floats:
        """What each action of :meth:`acting` does here in tonnes, shape (c, 4 + t); computed once.

        Columns as in :class:`~scenarios.outcome.ActionOutcomes`, where marginal is what would be lost
        without the action as if it were the winner of its group. What an action promises beyond
        what its targets emit is told on the first of its targets only.
        """
        if self._shares is None:
            self._shares = self._compute_shares()
        return self._shares

    def acting(self) -> list[LaidAction]:
        """List the actions that act on the source, team by team.

        Returns
        -------
        list
            c actions.
        """
        return [member for team in self.teams for member in team.members if self.row in member.targets.rows]

    def _compute_decided_t(self) -> Floats:
        decided = [team.decided for team in self.teams]
        places = [place for place, team in enumerate(self.teams) if decided[place] is team]
        if len(places) == len(decided) - decided.count(None):
            adding = [team for team in self.adding if team.decided is team]
            return self._net_t(self.kept.take(places, axis=0), adding)
        teams = [team for team in decided if team is not None and self.row in team.rows]
        return Meeting.of(self.row, self.reference_t, sorted(teams, key=lambda team: team.key)).net_t

    def _compute_shares(self) -> Floats:
        if not self.teams:
            return np.empty((0, BY_YEAR + len(self.reference_t)))
        reference, acting = self.reference_t, self.acting()
        shares = np.empty((len(acting), BY_YEAR + len(reference)))
        alone = np.array([member.alone for member in acting]).reshape(-1, len(reference))
        counted, sums, part_of = alone, alone, None
        if any(len(team.members) > 1 for team in self.teams):
            parts = [
                (place, counted)
                for place, team in enumerate(self.teams)
                for member, counted in zip(team.members, team.counted, strict=True)
                if self.row in member.targets.rows
            ]
            counted = np.array([counted for _, counted in parts])
            part_of = np.array([place for place, _ in parts], dtype=np.intp)
            sums = np.array([team.sums[self.row] for team in self.teams])
        alone_t = alone * reference
        counted_t = alone_t if counted is alone else counted * reference
        lost_t = losses_t(alone_t, sums, self.kept, part_of, reference)
        by_year = shares[:, BY_YEAR:]
        np.multiply(counted_t, attribution_weights(sums, part_of), out=by_year)
        shares[:, CAPPED] = [
            member.capped_t if self.row == member.targets.rows[0] else 0.0 for member in acting
        ]
        if self.adding:
            for place, member in enumerate(acting):
                if member.value < 0.0:
                    added = self._added_t(member)
                    # Subtracted from 0, so that it is never -0.0.
                    by_year[place] -= added
                    alone_t[place] -= added
                    lost_t[place] -= added
        np.add.reduce(alone_t, axis=1, out=shares[:, STANDALONE])
        np.add.reduce(lost_t, axis=1, out=shares[:, MARGINAL])
        np.add.reduce(by_year, axis=1, out=shares[:, ATTRIBUTED])
        return shares

    def _net_t(self, kept: Floats, adding: Sequence[Team]) -> Floats:
        net: Floats = np.multiply.reduce(kept, axis=0)
        net *= self.reference_t
        if adding:
            with np.errstate(over="ignore"):  # beyond a double: refused when the total is known
                for team in adding:
                    net += self._added_t(team.members[0])
        return net

    def _added_t(self, member: LaidAction) -> Floats:
        return member.increase_per_value_t(self.reference_t) * -member.value


def _has_no_decided(team: Team | None) -> bool:
    return team is None or team.decided is None


def convene(reference_t: Floats, teams: Sequence[Team | None]) -> list[Meeting]:
    """Let all teams of a scenario meet.

    Parameters
    ----------
    reference_t
        R[l,t] in t/yr, shape (l, t).
    teams
        In any order; None is nobody.

    Returns
    -------
    list
        One meeting for each source.
    """
    acting: list[list[Team]] = [[] for _ in reference_t]
    for team in sorted((team for team in teams if team is not None), key=lambda team: team.key):
        for row in team.rows:
            acting[row].append(team)
    return [Meeting.of(row, reference_t[row], there) for row, there in enumerate(acting)]
