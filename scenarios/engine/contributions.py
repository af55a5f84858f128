"""What every action does, added up over the sources on which it meets others.

Source of the equations: the project's model (MODEL.md, section 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Floats, Integers
from scenarios.engine.combination import InteractionGroup
from scenarios.engine.interaction import SourceInteraction
from scenarios.outcome import BLOCK, DAYS_A_YEAR, MARGINAL, ActionOutcomes


@dataclass(frozen=True, slots=True, eq=False)
class ContributionIndex:
    """Where the shares of each action stand when those of all sources are put end to end.

    It depends only on which actions act on which sources, not on what they do there.

    Attributes
    ----------
    row_of
        Action id to its row, in the order of the scenario.
    order
        Shares sorted by the rows of their actions, shape (shares,).
    starts
        The first share of each row, shape (n,); None where each action has one share.
    """

    row_of: dict[str, int]
    order: Integers
    starts: Integers | None

    @classmethod
    def of(cls, ids: Iterable[str], interactions: Sequence[SourceInteraction]) -> ContributionIndex:
        """Find the places.

        Parameters
        ----------
        ids
            The counting actions in the order of the scenario.
        interactions
            All sources.

        Returns
        -------
        ContributionIndex
            Costs actions times their targets.
        """
        row_of = {action_id: row for row, action_id in enumerate(ids)}
        rows = np.array(
            [row_of[member.action.id] for interaction in interactions for member in interaction.acting()],
            dtype=np.intp,
        )
        order = np.argsort(rows, kind="stable")
        starts = None if len(rows) == len(row_of) else np.searchsorted(rows[order], np.arange(len(row_of)))
        return cls(row_of, order, starts)

    def add_up(self, by_source: Sequence[Floats]) -> Floats:
        """Add shares of the same action up.

        Parameters
        ----------
        by_source
            One array for each source, t and t/yr as in `SourceInteraction.shares` of
            `scenarios.engine.interaction`, shape (shares, columns).

        Returns
        -------
        ndarray
            Fresh, in the same units, shape (n, columns).
        """
        shares = np.concatenate(by_source).take(self.order, axis=0)
        if self.starts is None:
            return shares
        result: Floats = np.add.reduceat(shares, self.starts, axis=0)
        return result


def sum_contributions(
    places: ContributionIndex,
    interactions: Sequence[SourceInteraction],
    exclusive: Iterable[InteractionGroup],
    today_t: float,
) -> ActionOutcomes:
    """Add up what every action does.

    Parameters
    ----------
    places
        Of the shares in `interactions`.
    interactions
        All sources.
    exclusive
        The exclusive groups with several counting members.
    today_t
        The first year's reference, t/yr.

    Returns
    -------
    ActionOutcomes
        Its arrays cannot be written to. They may hold what is not finite.

    Notes
    -----
    The winner of an exclusive group loses its own worth minus that of the runner-up, which steps
    in; the others lose nothing. ``days = marginal / (R / 365)`` with `today_t` as ``R``.
    """
    table = places.add_up([interaction.shares for interaction in interactions])
    for interaction in interactions:
        for action_id, tonnes in interaction.displaced_t.items():
            table[places.row_of[action_id], BLOCK] += tonnes
    marginal = table[:, MARGINAL]
    for group in exclusive:
        rows = [places.row_of[member.action.id] for member in group.members]
        winner, runner_up = (rows[place] for place in group.ranking or ())
        lost = marginal[winner] - marginal[runner_up]
        marginal[rows] = 0.0
        marginal[winner] = lost
    days = marginal / (today_t / DAYS_A_YEAR) if today_t > 0.0 else None
    table.setflags(write=False)
    if days is not None:
        days.setflags(write=False)
    return ActionOutcomes(places.row_of, table, days)
