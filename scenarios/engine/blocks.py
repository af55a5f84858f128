"""Blocks of the bridge: what each action adds where the decided plan comes first.

The attribution of `scenarios.engine.attribution` lets all actions grow together, so each proposal of tonight
takes a part of the decided plan. A block does not: the decided actions have what is attributed to them
alone, and the others grow together from "decided only" to "all that counts". Per source and year, with
``d[g]`` and ``r[g]`` the fractions of a group among the decided actions and among all::

    block[g] = R (r[g] - d[g]) x integral over s from 0 to 1
               of product over h != g (1 - d[h] - s (r[h] - d[h]))

Source: Aumann and Shapley, Values of Non-Atomic Games (1974), along this path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scenarios.arrays import Floats
from scenarios.engine.attribution import attribution_weights, gauss_legendre, node_count
from scenarios.engine.combination import InteractionGroup


def needs_blocks(groups: Sequence[InteractionGroup]) -> bool:
    """Return whether the blocks on a source differ from the attribution.

    Parameters
    ----------
    groups
        All that act on the source.

    Returns
    -------
    bool
        False where all actions are decided, or none is.
    """
    decided = [group.decided for group in groups]
    mixed = any(part is not None for part in decided)
    return mixed and any(part is not group for part, group in zip(decided, groups, strict=True))


def decided_blocks_t(row: int, reference_t: Floats, groups: Sequence[InteractionGroup]) -> dict[str, float]:
    """Return the blocks of the decided actions on one source, increases left out.

    Parameters
    ----------
    row
        Which source.
    reference_t
        R[t] of the source, t/yr, shape (t,).
    groups
        All that act on the source, in the order of their keys.

    Returns
    -------
    dict
        Id of each decided action that acts on the source to tonnes over the horizon.
    """
    decided = [group.decided for group in groups]
    acting = [group for group in decided if group is not None and row in group.rows]
    members = [
        (place, member.action.id, counted)
        for place, group in enumerate(acting)
        for member, counted in zip(group.members, group.counted, strict=True)
        if row in member.targets.rows
    ]
    if not members:
        return {}
    sums = np.array([group.sums[row] for group in acting])
    part_of = np.array([place for place, _, _ in members], dtype=np.intp)
    fractions = np.array([counted for _, _, counted in members])
    blocks = (fractions * attribution_weights(sums, part_of)) @ reference_t
    return {action_id: tonnes for (_, action_id, _), tonnes in zip(members, blocks.tolist(), strict=True)}


def proposed_blocks_t(row: int, reference_t: Floats, groups: Sequence[InteractionGroup]) -> dict[str, float]:
    """Return the blocks of the actions that are not decided on one source, increases left out.

    Parameters
    ----------
    row
        Which source.
    reference_t
        R[t] of the source, t/yr, shape (t,).
    groups
        All that act on the source, in the order of their keys.

    Returns
    -------
    dict
        Id to tonnes over the horizon; an action that is missing has 0. The winner of an exclusive group
        that displaces a decided action may have a negative block on a source that it does not act on.
    """
    changing = [group for group in groups if group.decided is not group]
    steady = [group for group in groups if group.decided is group]
    before = np.array([_fraction(group.decided, row, reference_t) for group in changing])
    after = np.array([_fraction(group, row, reference_t) for group in changing])
    weights = reference_t.copy()
    for group in steady:
        weights *= group.kept(row)
    by_year = (after - before) * _integrals(before, after) * weights
    return {
        action_id: tonnes
        for group, block in zip(changing, by_year, strict=True)
        for action_id, tonnes in _divide(group, row, block)
    }


def _fraction(group: InteractionGroup | None, row: int, reference_t: Floats) -> Floats:
    """Return the fraction that a group takes away of a source, shape (t,); 0 where it does not act."""
    if group is None or row not in group.rows:
        return np.zeros_like(reference_t)
    return 1.0 - group.kept(row)


def _divide(group: InteractionGroup, row: int, block: Floats) -> Iterator[tuple[str, float]]:
    """Divide the block of a group, t/yr, between its members that are not decided."""
    if group.relation == "disjoint" and len(group.members) > 1:
        shares = {
            member.action.id: counted
            for member, counted in zip(group.members, group.counted, strict=True)
            if member.action.layer != "decided" and row in member.targets.rows
        }
        total = sum(shares.values(), np.zeros_like(block))
        # A subnormal total would make the quotient infinite: divide the parts, not the block.
        total = np.where(total > 0.0, total, np.inf)
        for action_id, counted in shares.items():
            yield action_id, float((block * (counted / total)).sum())
        return
    winner = group.members[group.ranking[0] if group.ranking else 0]
    # Where a decided action wins, nothing has changed and the block is 0.
    if winner.action.layer != "decided":
        yield winner.action.id, float(block.sum())


def _integrals(before: Floats, after: Floats) -> Floats:
    """Integrate the product of the other groups' remainders along the line, shape (p, t)."""
    if len(before) < 2:
        return np.ones_like(before)
    change = after - before
    # A remainder is at most 1 at both ends, so the bound of `node_count` holds with |r - d| for r.
    count = node_count(len(before), float(np.abs(change).sum(axis=0).max()))
    nodes, weights = gauss_legendre(count)
    factors = (1.0 - before) - nodes * change
    # Both ends are 0 where a factor is: its group changes nothing, and the others are left with nothing.
    product = np.multiply.reduce(factors, axis=1, keepdims=True) * weights
    quotients = np.divide(product, factors, out=np.zeros_like(factors), where=factors != 0.0)
    result: Floats = np.add.reduce(quotients, axis=0)
    return result
