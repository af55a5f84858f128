"""What would be lost if only one action went."""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Floats
from scenarios.combination import Combination, part_sums, standalone_t, winner
from scenarios.layout import Layout


def marginals_t(layout: Layout, combination: Combination) -> Floats:
    """Return cumulative emissions without each action, minus those with all.

    Parameters
    ----------
    layout
        The scenario.
    combination
        Its actions combined, one draw.

    Returns
    -------
    ndarray
        Tonnes over the horizon, shape (n,); negative for increases. 0 for the losers of an
        exclusive group; for its winner what is lost when the runner-up steps in.

    Notes
    -----
    ``C(without i) - C(all)``, without evaluating the scenario n times: with
    ``W = R x product over the other groups (1 - r)``, an action in no group loses the sum of
    ``W r[i]``; a member of a disjoint group that of ``W max(0, r[i] - max(0, sum of r - 1))``;
    the winner of an exclusive group its own sum of ``W r`` minus that of the runner-up.
    """
    alone, counted = combination.alone[:, :, 0], combination.counted
    result = np.zeros(len(layout.actions))
    for reference, acting in zip(layout.reference_t, layout.acting, strict=True):
        sums = part_sums(acting, counted)[:, :, 0]
        lost = alone.take(acting.actions, axis=0)
        if acting.others:
            lost -= np.maximum(0.0, sums - 1.0)[acting.part_of]
            np.maximum(0.0, lost, out=lost)
        lost *= _product_of_others(1.0 - np.minimum(sums, 1.0))[acting.part_of]
        result[acting.actions] += lost @ reference
    for members in layout.exclusive:
        result[members] = _lost_without_winner(layout, combination, members, result[members])
    if combination.increases is not None:
        added = combination.increases.by_action_t()[:, :, 0].sum(axis=1)
        result[combination.increases.rows] -= added
    return result


def _product_of_others(factors: Floats) -> Floats:
    """Return for each row the product of all other rows, shape (parts, t)."""
    # Of what stands before times what stands after: a factor may be 0, so no division.
    before = np.ones_like(factors)
    np.cumprod(factors[:-1], axis=0, out=before[1:])
    after = np.ones_like(factors)
    np.cumprod(factors[:0:-1], axis=0, out=after[-2::-1])
    before *= after
    return before


def _lost_without_winner(layout: Layout, combination: Combination, members: slice, worth: Floats) -> Floats:
    """Return the marginals of the members of one exclusive group, given each one's sum of W r."""
    strengths = standalone_t(layout, combination.alone, members)[:, 0]
    first = int(winner(strengths[:, None])[0])
    rest = np.delete(np.arange(len(strengths)), first)
    runner_up = rest[int(winner(strengths[rest][:, None])[0])]
    lost = np.zeros_like(worth)
    lost[first] = worth[first] - worth[runner_up]
    return lost
