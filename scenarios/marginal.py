"""What would be lost if only one action went."""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Floats
from scenarios.combination import Combination, standalone_t, winner
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
    cells = combination.alone[:, :, 0].take(layout.cell_action, axis=0)
    if layout.has_shared_parts:
        cells = np.maximum(0.0, cells - _surplus(layout, combination))
    cells *= _untouched_by_others(layout, combination.parts[:, :, 0])[layout.cell_part]
    result: Floats = np.zeros(len(layout.actions))
    np.add.at(result, layout.cell_action, cells.sum(axis=1))
    for members in layout.exclusive:
        result[members] = _lost_without_winner(layout, combination, members, result[members])
    if combination.increases is not None:
        added = combination.increases.by_action_t()[:, :, 0].sum(axis=1)
        result[combination.increases.rows] -= added
    return result


def _surplus(layout: Layout, combination: Combination) -> Floats:
    """Return by how much the members of each cell's part add up to more than 1."""
    counted = combination.counted[:, :, 0].take(layout.cell_action, axis=0)
    sums = np.add.reduceat(counted, layout.part_start, axis=0)
    surplus: Floats = np.maximum(0.0, sums - 1.0)[layout.cell_part]
    return surplus


def _untouched_by_others(layout: Layout, parts: Floats) -> Floats:
    """Return W for each part, shape (parts, t)."""
    others = np.empty_like(parts)
    kept = 1.0 - parts
    for row, slice_ in enumerate(layout.part_slices):
        # Products of what stands before and of what stands after: a factor may be 0.
        factors = kept[slice_]
        if not len(factors):
            continue
        before = np.empty_like(factors)
        before[0] = layout.reference_t[row]
        np.cumprod(factors[:-1], axis=0, out=before[1:])
        before[1:] *= layout.reference_t[row]
        after = np.ones_like(factors)
        np.cumprod(factors[:0:-1], axis=0, out=after[-2::-1])
        others[slice_] = before * after
    return others


def _lost_without_winner(layout: Layout, combination: Combination, members: slice, worth: Floats) -> Floats:
    """Return the marginals of the members of one exclusive group, given each one's sum of W r."""
    strengths = standalone_t(layout, combination.alone, members)[:, 0]
    first = int(winner(strengths[:, None])[0])
    rest = np.delete(np.arange(len(strengths)), first)
    runner_up = rest[int(winner(strengths[rest][:, None])[0])]
    lost = np.zeros_like(worth)
    lost[first] = worth[first] - worth[runner_up]
    return lost
