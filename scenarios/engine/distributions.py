"""The distributions behind the draws."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np

from scenarios.arrays import Floats

GRID_STEP: Final = 1.0 / 256.0
GRID_END: Final = 9.0


def triangular(low: Floats, likely: Floats, high: Floats, u: Floats) -> Floats:
    """Return the quantile of the triangular distribution.

    Parameters
    ----------
    low, likely, high
        Its ends and its mode, ``low <= likely <= high``, in any one unit; they may all be the same.
        All four arguments have shapes that broadcast to one shape (...).
    u
        Probability, from 0 to 1, shape (...).

    Returns
    -------
    ndarray
        From `low` to `high`, in their unit, shape (...).

    Notes
    -----
    With ``F = (likely - low) / (high - low)``: ``low + sqrt(u (high-low) (likely-low))`` where ``u < F``,
    else ``high - sqrt((1-u) (high-low) (high-likely))``: the distribution function solved for the value. That
    an estimate stands for a triangular distribution is the project's model (MODEL.md, section 9).
    """
    # u < F, written without a division by a width of 0.
    rising = u * (high - low) < likely - low
    # Roots of factors instead of the root of a product, which could overflow.
    width = np.sqrt(high - low)
    value = np.where(rising, u, 1.0 - u)
    np.sqrt(value, out=value)
    value *= np.where(rising, width * np.sqrt(likely - low), -width * np.sqrt(high - likely))
    value += np.where(rising, low, high)
    np.clip(value, low, high, out=value)
    return value


def normal_probability(z: Floats) -> Floats:
    """Return the distribution function of the standard normal distribution.

    Parameters
    ----------
    z
        Any values, in units of the standard deviation, any shape (...).

    Returns
    -------
    ndarray
        ``Phi(z) = erfc(-z / sqrt(2)) / 2``, from 0 to 1 and within 1e-11, of the same shape.

    Notes
    -----
    A third-order Taylor step from the nearest point of a grid on which the function is known: ``Phi(g) +
    phi(g) (h - g h**2 / 2 + (g**2 - 1) h**3 / 6)``, ``|h| <= 1/512``; by ``phi'(g) = -g phi(g)``. That draws
    meet in a Gaussian copula is the project's model (MODEL.md, section 9).
    """
    probabilities, densities = _normal_grid()
    z = np.clip(z, -GRID_END, GRID_END)
    index = np.rint(z / GRID_STEP).astype(np.intp)
    grid = index * GRID_STEP
    index += round(GRID_END / GRID_STEP)
    h = z - grid
    slope = 1.0 + h * (-0.5 * grid + h * ((grid * grid - 1.0) / 6.0))
    result: Floats = probabilities[index] + densities[index] * h * slope
    return result


@lru_cache(maxsize=1)
def _normal_grid() -> tuple[Floats, Floats]:
    points = round(GRID_END / GRID_STEP)
    grid = np.arange(-points, points + 1) * GRID_STEP
    probabilities = np.array([math.erfc(-z / math.sqrt(2.0)) / 2.0 for z in grid.tolist()])
    return probabilities, np.exp(-0.5 * grid * grid) / math.sqrt(2.0 * math.pi)
