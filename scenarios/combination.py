"""Actions combined: what is still emitted when all of them act together.

Arrays that may differ between draws have the draws as their last axis ``d``; without uncertainty
it has length 1. The other axes are those of :mod:`scenarios.layout`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Floats, Integers
from scenarios.layout import Acting, Layout

TIE = 1e-9
"""Relative difference below which two members of an exclusive group are equally strong."""


@dataclass(frozen=True, slots=True, eq=False)
class Increases:
    """What actions with a negative value add: ``A[n,l,t,d] = weights[n,l,t] amounts[n,d]``.

    Attributes
    ----------
    rows
        Which actions, shape (i,).
    weights
        Shape (i, l, t): t/yr per unit of the value.
    amounts
        The value without its sign, shape (i, d); 0 in draws in which it is not negative.
    """

    rows: Integers
    weights: Floats
    amounts: Floats

    def emissions_t(self) -> Floats:
        """Return the sum over actions, t/yr, shape (l, t, d)."""
        result: Floats = np.einsum("ilt,id->ltd", self.weights, self.amounts)
        return result

    def by_action_t(self) -> Floats:
        """Return the sum over sources, t/yr, shape (i, t, d)."""
        result: Floats = self.weights.sum(axis=1)[:, :, None] * self.amounts[:, None, :]
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Combination:
    """The actions of a scenario acting together.

    Attributes
    ----------
    alone
        r[n,t,d]: the fraction that each action alone takes away of each of its targets.
    counted
        The same, 0 for the losers of exclusive groups.
    increases
        What is added afterwards, or None.
    emissions_t
        E[l,t,d] in t/yr.
    """

    alone: Floats
    counted: Floats
    increases: Increases | None
    emissions_t: Floats


def combine(layout: Layout, values: Floats) -> Combination:
    """Combine the actions for given values of their effects.

    Parameters
    ----------
    layout
        The scenario.
    values
        Shape (n, d): t/yr (units times tonnes per unit) or a fraction; below 0 an increase; 0
        for an action that is to have no influence.

    Returns
    -------
    Combination
        All arrays fresh.

    Notes
    -----
    ``E[l,t] = R[l,t] x product over groups (1 - r[g,l,t]) + sum of A[i,l,t]``
    """
    alone = fractions(layout, values)
    counted = alone.copy()
    _drop_losers(layout, counted)
    added = increases(layout, values)
    return Combination(alone, counted, added, _emissions_t(layout, counted, added))


def net_emissions_t(layout: Layout, values: Floats) -> Floats:
    """Return only the net emissions of :func:`combine`.

    Parameters
    ----------
    layout
        The scenario.
    values
        Shape (n, d), as for :func:`combine`.

    Returns
    -------
    ndarray
        E[l,t,d] in t/yr.
    """
    counted = fractions(layout, values)
    _drop_losers(layout, counted)
    return _emissions_t(layout, counted, increases(layout, values))


def fractions(layout: Layout, values: Floats) -> Floats:
    """Return the fraction of its targets that each action alone takes away.

    Parameters
    ----------
    layout
        The scenario.
    values
        Shape (n, d), as for :func:`combine`.

    Returns
    -------
    ndarray
        r[n,t,d], from 0 to 1; 0 for increases.

    Notes
    -----
    ``share``: ``r = s (1-p) f``; ``tonnes`` and ``units``:
    ``r = min(1, a (1-p) f / sum of R over the targets)``, 0 where that sum is 0.
    """
    base = np.where(layout.is_share[:, None], 1.0, layout.targeted_t)
    effect = layout.profile * layout.retained[:, None]
    effect = np.where(base > 0.0, effect, 0.0)
    result: Floats = np.maximum(values, 0.0)[:, None, :] * effect[:, :, None]
    result /= np.where(base > 0.0, base, 1.0)[:, :, None]
    np.minimum(result, 1.0, out=result)
    return result


def increases(layout: Layout, values: Floats) -> Increases | None:
    """Return what actions with a negative value add.

    Parameters
    ----------
    layout
        The scenario.
    values
        Shape (n, d), as for :func:`combine`.

    Returns
    -------
    Increases or None
        None where no value is negative.

    Notes
    -----
    ``share``: ``A = |s| f R[l]``; ``tonnes`` and ``units``: ``A = |a| f``, spread over the targets
    in proportion to R, equally where their sum is 0. Rebound and cap do not apply.
    """
    rows = np.flatnonzero((values < 0.0).any(axis=1))
    if not len(rows):
        return None
    targets = layout.targets[rows][:, :, None].astype(np.float64)
    reference = targets * layout.reference_t
    base = layout.targeted_t[rows][:, None, :]
    equally = targets / targets.sum(axis=1, keepdims=True)
    in_proportion = reference / np.where(base > 0.0, base, 1.0)
    spread = np.where(base > 0.0, in_proportion, equally)
    weights = np.where(layout.is_share[rows][:, None, None], reference, spread)
    weights *= layout.profile[rows][:, None, :]
    return Increases(rows, weights, np.maximum(-values[rows], 0.0))


def standalone_t(layout: Layout, alone: Floats, members: slice) -> Floats:
    """Return what each of some actions alone takes away of the reference, over the horizon.

    Parameters
    ----------
    layout
        The scenario.
    alone
        r[n,t,d] of all actions.
    members
        Which actions.

    Returns
    -------
    ndarray
        Tonnes, shape (members, d): the sum over sources and years of ``R r``.
    """
    result: Floats = np.einsum("mt,mtd->md", layout.targeted_t[members], alone[members])
    return result


def part_sums(acting: Acting, counted: Floats) -> Floats:
    """Add the fractions of each group's members up on one source.

    Parameters
    ----------
    acting
        What acts on the source.
    counted
        r[n,t,d] with 0 for losers, so that a sum serves exclusive and disjoint groups alike.

    Returns
    -------
    ndarray
        Shape (parts, t, d); of a disjoint group it may be above 1, and counts as 1.
    """
    sums: Floats = counted.take(acting.first, axis=0)
    for parts, actions in acting.others:
        sums[parts] += counted[actions]
    return sums


def capped_t(layout: Layout) -> Floats:
    """Return what effects in tonnes promise beyond what their targets emit, over the horizon.

    Parameters
    ----------
    layout
        The scenario.

    Returns
    -------
    ndarray
        Tonnes, shape (n,); 0 for shares and for increases.

    Notes
    -----
    The sum over years of ``max(0, a (1-p) f - sum of R over the targets)``.
    """
    amounts = np.where(layout.is_share, 0.0, np.maximum(layout.likely, 0.0)) * layout.retained
    result: Floats = np.maximum(0.0, amounts[:, None] * layout.profile - layout.targeted_t).sum(axis=1)
    return result


def winner(strengths: Floats) -> Integers:
    """Return which member of an exclusive group wins.

    Parameters
    ----------
    strengths
        Stand-alone reductions in tonnes, shape (members, d), members in the order of their ids.

    Returns
    -------
    ndarray
        Index of the winner, shape (d,): the first member within 1e-9 (relative) of the largest.
    """
    tied = strengths >= strengths.max(axis=0) * (1.0 - TIE)
    result: Integers = np.argmax(tied, axis=0)
    return result


def _drop_losers(layout: Layout, fractions: Floats) -> None:
    """Set the fractions of the losers of exclusive groups to 0, in place."""
    for members in layout.exclusive:
        chosen = winner(standalone_t(layout, fractions, members))
        loses = np.arange(members.stop - members.start)[:, None] != chosen
        fractions[members] *= ~loses[:, None, :]


def _emissions_t(layout: Layout, counted: Floats, added: Increases | None) -> Floats:
    emissions = np.empty((*layout.reference_t.shape, counted.shape[2]))
    for row, acting in enumerate(layout.acting):
        kept = part_sums(acting, counted)
        if acting.others:
            np.minimum(kept, 1.0, out=kept)
        np.subtract(1.0, kept, out=kept)
        np.multiply.reduce(kept, axis=0, out=emissions[row])
    emissions *= layout.reference_t[:, :, None]
    if added is not None:
        emissions += added.emissions_t()
    return emissions
