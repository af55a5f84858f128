"""What each action has done: the Aumann-Shapley attribution of all reductions."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from scenarios.arrays import Floats, Integers

LOG_ACCURACY = 37.0
"""exp(-37) is below one part in 1e16: the integral is as accurate as its rounding."""

FEW = 4
"""Up to so many nodes it costs more to ask whether fewer would do."""

ELLIPSES = tuple((width, (math.cosh(width) - 1.0) / 2.0) for width in (0.25, 0.5, 1.0, 1.5, 2.0, 2.5))
"""Widths w of Bernstein ellipses, and how fast the product grows on them."""


def attribution_weights(sums: Floats, part_of: Integers | None) -> Floats:
    """Return which part of what it would take away alone is attributed to each action.

    Parameters
    ----------
    sums
        Of the fractions r of each group that acts on the source, shape (p, t).
    part_of
        The group of each action, shape (c,); None where each is one of its own.

    Returns
    -------
    ndarray
        Shape (c, t), from 0 to 1. Times ``R r``, and summed over actions, it is what all
        reductions together take away.

    Notes
    -----
    ``attributed[g] = R r[g] x integral over s from 0 to 1 of product over h != g (1 - s r[h])``:
    all actions grow together from nothing to their full strength, and each gets what it takes
    away on the way, so no order is needed and no action comes last (Aumann and Shapley, Values
    of Non-Atomic Games, 1974). The amount of an exclusive group goes to its winner, that of a
    disjoint group to its members in proportion to their fractions.

    The integrand is a polynomial in ``s``. Gauss-Legendre nodes lie inside (0, 1), so ``1 - s r``
    is never 0 there and the product without ``g`` is the whole product divided by its factor.
    """
    if part_of is None:
        return _integrals(sums)
    # A part is the sum of its members or 1, whichever is less: each has its proportion of it.
    weights: Floats = (_integrals(np.minimum(sums, 1.0)) / np.maximum(sums, 1.0))[part_of]
    return weights


def node_count(factors: int, total: float) -> int:
    """Return how many Gauss-Legendre nodes make the integral exact to rounding.

    Parameters
    ----------
    factors
        Number of factors of the whole product.
    total
        The largest sum over these of the fractions r.

    Returns
    -------
    int
        At least 1.

    Notes
    -----
    ``n`` nodes are exact for polynomials up to degree ``2n - 1``; the degree is ``factors - 1``.
    With many factors fewer nodes do: on the Bernstein ellipse with parameter ``exp(w)`` the
    product is at most ``exp(total (cosh w - 1) / 2)``, and the error of the rule is of the order
    of that bound times ``exp(-2 n w)`` (Trefethen (2013), Approximation Theory and
    Approximation Practice, theorem 19.3).
    """
    enough = min((LOG_ACCURACY + total * growth) / (2.0 * width) for width, growth in ELLIPSES)
    return max(1, min(math.ceil(factors / 2), math.ceil(enough)))


def _integrals(parts: Floats) -> Floats:
    """Integrate the product of the other factors for each part of one source, shape (parts, t)."""
    if len(parts) < 2:
        return np.ones_like(parts)
    count = (len(parts) + 1) // 2
    if count > FEW:
        count = node_count(len(parts), float(np.add.reduce(parts, axis=0).max()))
    nodes, weights = gauss_legendre(count)
    factors = nodes * parts
    np.subtract(1.0, factors, out=factors)
    products = np.multiply.reduce(factors, axis=1, keepdims=True)
    products *= weights
    np.divide(products, factors, out=factors)
    result: Floats = np.add.reduce(factors, axis=0)
    return result


@lru_cache(maxsize=256)
def gauss_legendre(count: int) -> tuple[Floats, Floats]:
    """Return nodes and weights of the Gauss-Legendre rule.

    Parameters
    ----------
    count
        How many, at least 1.

    Returns
    -------
    tuple
        Nodes on (0, 1) and weights, fractions that add up to 1, shape (count, 1, 1) each.

    Notes
    -----
    The rule on (-1, 1) moved to (0, 1): Trefethen (2013), Approximation Theory and Approximation Practice,
    chapter 19.
    """
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return ((nodes + 1.0) / 2.0)[:, None, None], (weights / 2.0)[:, None, None]
