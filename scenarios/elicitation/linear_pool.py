"""The pool of several people's estimates of one action as one distribution.


The linear opinion pool: ``F(v) = (1 / n) sum over i of F[i](v)`` with the triangular distributions ``F[i]``
of the estimates, all of equal weight. It is as wide as the room's disagreement, which it does not average
away. Source: Stone (1961), The Opinion Pool, Annals of Mathematical Statistics 32:1339-1342; triangular
distributions and equal weights are the project's model (MODEL.md, section 9).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scenarios.elicitation.pooling import PoolingError
from scenarios.scenario import Estimate


def pool_probability(estimates: Sequence[Estimate], value: float) -> float:
    """Return the probability that the effect is at most a value, ``F(v)``.

    Parameters
    ----------
    estimates
        At least one.
    value
        ``v``, in the unit of the estimates.

    Returns
    -------
    float
        A probability, from 0 to 1.

    Raises
    ------
    PoolingError
        If there is no estimate.
    """
    if not estimates:
        raise PoolingError("There is no estimate to pool; ask at least one person.")
    return math.fsum(_triangular(estimate, value) for estimate in estimates) / len(estimates)


def pool_quantile(estimates: Sequence[Estimate], probability: float) -> float:
    """Return the value below which the effect stays with a probability.

    The smallest ``v`` with ``F(v) >= probability``, by bisection, to rounding.

    Parameters
    ----------
    estimates
        At least one.
    probability
        From 0 to 1.

    Returns
    -------
    float
        In the unit of the estimates.

    Raises
    ------
    PoolingError
        If there is no estimate, or the probability is invalid.
    """
    if not 0 <= probability <= 1:
        raise PoolingError(f"The probability is {probability!r}; give a number from 0 to 1.")
    lowest = min((estimate.low for estimate in estimates), default=0.0)
    highest = max((estimate.high for estimate in estimates), default=0.0)
    if pool_probability(estimates, lowest) >= probability:
        return lowest
    # Ends when no double is between the two.
    while lowest < (middle := lowest + (highest - lowest) / 2) < highest:
        if pool_probability(estimates, middle) >= probability:
            highest = middle
        else:
            lowest = middle
    return highest


def pool_mean(estimates: Sequence[Estimate]) -> float:
    """Return the mean of the pool, ``(1 / n) sum over i of (low + likely + high) / 3``.

    Parameters
    ----------
    estimates
        At least one.

    Returns
    -------
    float
        In the unit of the estimates.

    Raises
    ------
    PoolingError
        If there is no estimate.
    """
    if not estimates:
        raise PoolingError("There is no estimate to pool; ask at least one person.")
    return math.fsum((e.low + e.likely + e.high) / 3 for e in estimates) / len(estimates)


def _triangular(estimate: Estimate, value: float) -> float:
    low, likely, high = estimate.low, estimate.likely, estimate.high
    if value < low:
        return 0.0
    if value >= high:
        return 1.0
    if value <= likely:
        return 0.0 if value == low else (value - low) ** 2 / ((high - low) * (likely - low))
    return 1.0 - (high - value) ** 2 / ((high - low) * (high - likely))
