"""Where actions meet: everything that acts on one emission source.

An interaction never changes. One group more, less or other makes a new interaction from the old, for which
only this source is computed again; what follows from it is computed when first asked for,
and kept. So a scenario in which one action changes costs what that action touches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scenarios.arrays import Floats
from scenarios.engine.attribution import attribution_weights
from scenarios.engine.blocks import decided_blocks_t, needs_blocks, proposed_blocks_t
from scenarios.engine.combination import InteractionGroup
from scenarios.engine.grid import ActionArrays
from scenarios.engine.marginal import losses_t
from scenarios.outcome import ATTRIBUTED, BLOCK, BY_YEAR, CAPPED, MARGINAL, STANDALONE


@dataclass(eq=False)  # not frozen: made with every change, in a fraction of the time
class SourceInteraction:
    """All groups that act on one source.

    Attributes
    ----------
    row
        Which source.
    reference_t
        R[t] of the source, t/yr, shape (t,).
    keys
        Of the groups, ascending.
    groups
        In the same order.
    kept
        The fraction that each leaves, ``1 - r[g,t]``, shape (groups, t).
    adding
        Those of `groups` that increase emissions.
    displaced_t
        Known with `shares`: action id to the part of its block, t, that stands on this source although
        the action does not act here, as it displaces a decided action of its group that does.
    net_t
        Net emissions in t/yr, shape (t,): ``R x product over groups (1 - r) + sum of A``.
    """

    row: int
    reference_t: Floats
    keys: tuple[str, ...]
    groups: tuple[InteractionGroup, ...]
    kept: Floats
    adding: tuple[InteractionGroup, ...]
    net_t: Floats = field(init=False)
    displaced_t: Mapping[str, float] = field(default_factory=dict)
    _decided_t: Floats | None = None
    _decided_blocks_t: Mapping[str, float] | None = None
    _shares: Floats | None = None

    @classmethod
    def of(cls, row: int, reference_t: Floats, groups: Sequence[InteractionGroup]) -> SourceInteraction:
        """Combine the groups that act on one source.

        Parameters
        ----------
        row
            Which source.
        reference_t
            R[t] of the source, t/yr, shape (t,).
        groups
            Those that act on it, in the order of their keys.

        Returns
        -------
        SourceInteraction
            Costs groups times years.
        """
        kept = np.array([group.kept(row) for group in groups]) if groups else np.ones((0, len(reference_t)))
        keys = tuple(group.key for group in groups)
        adding = tuple(group for group in groups if group.increases)
        return cls(row, reference_t, keys, tuple(groups), kept, adding)

    def replace(self, old: InteractionGroup | None, new: InteractionGroup | None) -> SourceInteraction:
        """Add, remove or replace one group.

        Parameters
        ----------
        old
            A group of this interaction that leaves it.
        new
            A group that acts on the source and joins.

        Returns
        -------
        SourceInteraction
            Equal to the last bit to :meth:`of` the same groups.
        """
        if old is not None and new is not None and old.key != new.key:
            return self.replace(old, None).replace(None, new)
        one = old if new is None else new
        if one is None:
            return self
        start = bisect_left(self.keys, one.key)
        end = start if old is None else start + 1
        come = () if new is None else (new,)
        groups = self.groups[:start] + come + self.groups[end:]
        kept, keys, adding = self.kept, self.keys, self.adding
        if old is not None and new is not None:
            kept = kept.copy()
        else:
            keys = tuple(group.key for group in groups)
            kept = np.concatenate((kept[:start], np.empty((len(come), kept.shape[1])), kept[end:]))
        if new is not None:
            kept[start] = new.kept(self.row)
        if adding or (new is not None and new.increases):
            adding = tuple(group for group in groups if group.increases)
        interaction = SourceInteraction(self.row, self.reference_t, keys, groups, kept, adding)
        if _has_no_decided(old) and _has_no_decided(new):
            interaction._decided_t = self._decided_t
            interaction._decided_blocks_t = self._decided_blocks_t
        return interaction

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
        """What each action of :meth:`acting` does here in tonnes, shape (c, 5 + t); computed once.

        Columns as in :class:`~scenarios.outcome.ActionOutcomes`, where marginal is what would be lost
        without the action as if it were the winner of its group. What an action promises beyond
        what its targets emit is told on the first of its targets only.
        """
        if self._shares is None:
            self._shares = self._compute_shares()
        return self._shares

    def acting(self) -> list[ActionArrays]:
        """List the actions that act on the source, group by group.

        Returns
        -------
        list
            c actions.
        """
        return [
            member for group in self.groups for member in group.members if self.row in member.targets.rows
        ]

    def _compute_decided_t(self) -> Floats:
        decided = [group.decided for group in self.groups]
        places = [place for place, group in enumerate(self.groups) if decided[place] is group]
        if len(places) == len(decided) - decided.count(None):
            adding = [group for group in self.adding if group.decided is group]
            return self._net_t(self.kept.take(places, axis=0), adding)
        groups = [group for group in decided if group is not None and self.row in group.rows]
        return SourceInteraction.of(
            self.row, self.reference_t, sorted(groups, key=lambda group: group.key)
        ).net_t

    def _compute_shares(self) -> Floats:
        if not self.groups:
            return np.empty((0, BY_YEAR + len(self.reference_t)))
        reference, acting = self.reference_t, self.acting()
        shares = np.empty((len(acting), BY_YEAR + len(reference)))
        alone = np.array([member.alone for member in acting]).reshape(-1, len(reference))
        counted, sums, part_of = alone, alone, None
        if any(len(group.members) > 1 for group in self.groups):
            parts = [
                (place, counted)
                for place, group in enumerate(self.groups)
                for member, counted in zip(group.members, group.counted, strict=True)
                if self.row in member.targets.rows
            ]
            counted = np.array([counted for _, counted in parts])
            part_of = np.array([place for place, _ in parts], dtype=np.intp)
            sums = np.array([group.sums[self.row] for group in self.groups])
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
        shares[:, BLOCK] = shares[:, ATTRIBUTED]
        if needs_blocks(self.groups):
            self._fill_blocks(acting, shares[:, BLOCK])
        return shares

    def _fill_blocks(self, acting: Sequence[ActionArrays], column_t: Floats) -> None:
        """Replace what is attributed to the reductions by their blocks; an increase has the same."""
        if self._decided_blocks_t is None:
            self._decided_blocks_t = decided_blocks_t(self.row, self.reference_t, self.groups)
        proposed = proposed_blocks_t(self.row, self.reference_t, self.groups)
        blocks = {**self._decided_blocks_t, **proposed}
        for place, member in enumerate(acting):
            tonnes = blocks.pop(member.action.id, 0.0)
            if member.value >= 0.0:
                column_t[place] = tonnes
        self.displaced_t = {action_id: tonnes for action_id, tonnes in blocks.items() if tonnes != 0.0}

    def _net_t(self, kept: Floats, adding: Sequence[InteractionGroup]) -> Floats:
        net: Floats = np.multiply.reduce(kept, axis=0)
        net *= self.reference_t
        if adding:
            with np.errstate(over="ignore"):  # beyond a double: refused when the total is known
                for group in adding:
                    net += self._added_t(group.members[0])
        return net

    def _added_t(self, member: ActionArrays) -> Floats:
        return member.increase_per_value_t(self.reference_t) * -member.value


def _has_no_decided(group: InteractionGroup | None) -> bool:
    return group is None or group.decided is None


def interactions_by_source(
    reference_t: Floats, groups: Sequence[InteractionGroup | None]
) -> list[SourceInteraction]:
    """Combine all groups of a scenario, source by source.

    Parameters
    ----------
    reference_t
        R[l,t] in t/yr, shape (l, t).
    groups
        In any order; None is nobody.

    Returns
    -------
    list
        One interaction for each source.
    """
    acting: list[list[InteractionGroup]] = [[] for _ in reference_t]
    for group in sorted((group for group in groups if group is not None), key=lambda group: group.key):
        for row in group.rows:
            acting[row].append(group)
    return [SourceInteraction.of(row, reference_t[row], there) for row, there in enumerate(acting)]
