"""Actions combined: what is left of a source when groups and single actions act on it together.

``E[l,t] = R[l,t] x product over groups (1 - r[g,l,t]) + sum of A[i,l,t]``

This is the project's model (MODEL.md, section 6); that fractions of one source multiply is the usual rule for
measures that overlap. An action that is in no group is a group of one. Arrays that differ between draws have
the draws as their last axis ``d``; without uncertainty they have no such axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scenarios.arrays import Floats, Integers
from scenarios.engine.grid import ActionArrays
from scenarios.scenario import Relation

TIE = 1e-9
"""Relative difference below which two members of an exclusive group are equally strong."""


@dataclass(eq=False)  # not frozen: made with every change, in a fraction of the time
class InteractionGroup:
    """The counting members of a group, or an action that is in none.

    Attributes
    ----------
    relation
        Of its members; None for an action in no group.
    members
        Sorted by id; at least one.
    """

    relation: Relation | None
    members: tuple[ActionArrays, ...]

    @classmethod
    def of(cls, relation: Relation | None, members: Sequence[ActionArrays]) -> InteractionGroup:
        """Make a group of at least one member, in any order.

        Parameters
        ----------
        relation
            Of a group; None for an action in no group.
        members
            Those that count.

        Returns
        -------
        InteractionGroup
            Sorted.

        Raises
        ------
        ValueError
            There is an increase in a group.
        """
        if relation is not None and any(_can_increase(member) for member in members):
            raise ValueError("an action that can increase emissions is in no group")
        return cls(relation, tuple(sorted(members, key=_id_of)) if len(members) > 1 else tuple(members))

    @property
    def key(self) -> str:
        """The id of the first member: groups are combined in the order of their keys."""
        return self.members[0].action.id

    @property
    def rows(self) -> tuple[int, ...]:
        """The sources that any member acts on, ascending."""
        return self.members[0].targets.rows if len(self.members) == 1 else tuple(sorted(self.sums))

    @property
    def increases(self) -> bool:
        """Whether it adds emissions; an increase is in no group."""
        return self.members[0].value < 0.0

    @cached_property
    def ranking(self) -> tuple[int, int] | None:
        """Winner and runner-up of an exclusive group with several members."""
        if self.relation != "exclusive" or len(self.members) < 2:
            return None
        worth = strengths(self.members, [member.alone for member in self.members])
        first = int(winner(worth))
        rest = np.delete(np.arange(len(worth)), first)
        return first, int(rest[int(winner(worth[rest]))])

    @cached_property
    def counted(self) -> tuple[Floats, ...]:
        """r[t] of each member, shape (t,) each, fractions; 0 for those that lose."""
        ranking = self.ranking
        return tuple(
            member.alone if ranking is None or place == ranking[0] else np.zeros_like(member.alone)
            for place, member in enumerate(self.members)
        )

    @cached_property
    def sums(self) -> dict[int, Floats]:
        """Source to the sum of the members' fractions, shape (t,); above 1 it counts as 1."""
        return add_up(self.members, self.counted)

    def kept(self, row: int) -> Floats:
        """Return what the group leaves of a source.

        Parameters
        ----------
        row
            One of `rows`.

        Returns
        -------
        ndarray
            ``1 - r[g,t]``, shape (t,), from 0 to 1.
        """
        if len(self.members) == 1:
            return 1.0 - self.members[0].alone
        return 1.0 - np.minimum(self.sums[row], 1.0)

    @cached_property
    def decided(self) -> InteractionGroup | None:
        """The same relation between the decided members alone; None if there are none."""
        members = tuple(member for member in self.members if member.action.layer == "decided")
        if len(members) == len(self.members):
            return self
        return InteractionGroup(self.relation, members) if members else None


def strengths(members: Sequence[ActionArrays], fractions: Sequence[Floats]) -> Floats:
    """Return what each member of a group alone takes away of the reference, over the horizon.

    Parameters
    ----------
    members
        m actions.
    fractions
        r of each, shape (t,) or (t, d).

    Returns
    -------
    ndarray
        Tonnes, shape (m,) or (m, d): the sum over sources and years of ``R r``.
    """
    return np.array(
        [
            np.einsum("t,t...->...", member.targets.reference_t, fraction)
            for member, fraction in zip(members, fractions, strict=True)
        ]
    )


def winner(strengths: Floats) -> Integers:
    """Return which member of an exclusive group wins.

    Parameters
    ----------
    strengths
        Stand-alone reductions in tonnes, shape (members,) or (members, d), members in the order
        of their ids.

    Returns
    -------
    ndarray
        Index of the winner, shape () or (d,): the first member within 1e-9 (relative) of the
        largest.
    """
    tied = strengths >= strengths.max(axis=0) * (1.0 - TIE)
    result: Integers = np.argmax(tied, axis=0)
    return result


def add_up(members: Sequence[ActionArrays], counted: Sequence[Floats]) -> dict[int, Floats]:
    """Add the fractions of a group's members up on each source.

    Parameters
    ----------
    members
        Of the group.
    counted
        r of each, shape (t,) or (t, d); 0 where it loses, so that a sum serves exclusive and
        disjoint groups alike.

    Returns
    -------
    dict
        Source to sum, of the same shape; of a disjoint group it may be above 1, and counts as 1.
        Sources that the same members act on may share one array.
    """
    acting: dict[int, tuple[int, ...]] = {}
    for place, member in enumerate(members):
        for row in member.targets.rows:
            acting[row] = (*acting.get(row, ()), place)
    sums: dict[tuple[int, ...], Floats] = {}
    for places in acting.values():
        if places not in sums:
            total = counted[places[0]]
            for place in places[1:]:
                total = total + counted[place]
            sums[places] = total
    return {row: sums[places] for row, places in acting.items()}


def _id_of(member: ActionArrays) -> str:
    return member.action.id


def _can_increase(member: ActionArrays) -> bool:
    effect = member.action.effect
    return effect is not None and any(estimate.low < 0.0 for estimate in effect.estimates)
