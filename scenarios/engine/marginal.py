"""What would be lost if only one action went.

Source of the equations: what follows from the project's model of combination (MODEL.md, section 6).
"""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Floats, Integers


def losses_t(
    alone_t: Floats, sums: Floats, kept: Floats, part_of: Integers | None, reference_t: Floats
) -> Floats:
    """Return what the net emissions of one source would rise by without each action.

    Parameters
    ----------
    alone_t
        ``R r`` of the actions that act on the source, t/yr, shape (c, t).
    sums
        Of the fractions r of each group, shape (p, t).
    kept
        ``1 - min(1, sums)``, fractions, shape (p, t).
    part_of
        The group of each action, shape (c,); None where each is one of its own.
    reference_t
        R[t] of the source, t/yr, shape (t,).

    Returns
    -------
    ndarray
        t/yr, shape (c, t), fresh.

    Notes
    -----
    ``E(without i) - E(all)``, without evaluating the scenario once more: with
    ``W = product over the other groups (1 - r)``, an action in no group loses ``R W r[i]``; a
    member of a disjoint group ``R W max(0, r[i] - max(0, sum of r - 1))``. For the members of an
    exclusive group it is ``R W r`` of each, as if it were the winner: the winner then loses its
    own minus that of the runner-up.
    """
    others = product_of_others(kept)
    if part_of is None:
        others *= alone_t
        return others
    excess_t = np.maximum(0.0, sums - 1.0) * reference_t
    lost = np.maximum(0.0, alone_t - excess_t[part_of])
    lost *= others[part_of]
    return lost


def product_of_others(factors: Floats) -> Floats:
    """Return for each row the product of all other rows, ``W[g] = product over h != g of factors[h]``.

    Parameters
    ----------
    factors
        Fractions, shape (p, t); 0 is allowed.

    Returns
    -------
    ndarray
        Fractions, shape (p, t), fresh; 1 for a row that is alone.
    """
    # Of what stands before times what stands after: a factor may be 0, so no division.
    product = np.empty(factors.shape)
    product[:1] = 1.0
    np.multiply.accumulate(factors[:-1], out=product[1:])
    product[:-1] *= np.multiply.accumulate(factors[:0:-1])[::-1]
    return product
