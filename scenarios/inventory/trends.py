"""A robust straight line through annual values."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from scenarios.inventory.datasets import FloatArray

FEWEST_FOR_LOGARITHM = 3


def theil_sen(years: Sequence[int], values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return slope and intercept of the Theil-Sen line of each row.

    ``b = median of (y_j - y_i) / (x_j - x_i) over all i < j``, ``a = median of (y_i - b x_i)``. Up to
    about 29 % of the values can be anything without moving the line far.

    Parameters
    ----------
    years
        At least two different years, shape (n,).
    values
        Annual values in any one unit, shape (rows, n).

    Returns
    -------
    slope, intercept
        That unit per year, and that unit at year 0, shape (rows,) each.

    Notes
    -----
    Sen, P. K. (1968), Journal of the American Statistical Association 63:1379-1389.
    """
    x = np.asarray(years, dtype=np.float64)
    pairs = list(itertools.combinations(range(len(x)), 2))
    first, second = [i for i, _ in pairs], [j for _, j in pairs]
    slope = np.median((values[:, second] - values[:, first]) / (x[second] - x[first]), axis=1)
    # Count from the first year, for precision.
    intercept = np.median(values - slope[:, None] * (x - x[0]), axis=1) - slope * x[0]
    return slope, intercept


def extend_line(years: Sequence[int], values: FloatArray, later: np.ndarray[Any, Any]) -> FloatArray:
    """Return the Theil-Sen line of each row in later years, never below zero: ``max(0, a + b t)``.

    Parameters
    ----------
    years
        At least two different years, shape (n,).
    values
        Annual values in any one unit, shape (rows, n).
    later
        Years of the result.

    Returns
    -------
    ndarray
        In the unit of ``values``, shape (rows, later).

    Notes
    -----
    Source: the project's model (MODEL.md, section 3); the line is of `theil_sen`.
    """
    slope, intercept = theil_sen(years, values)
    return np.asarray(np.maximum(0.0, intercept[:, None] + slope[:, None] * later), dtype=np.float64)


def extend_exponentially(years: Sequence[int], values: FloatArray, later: np.ndarray[Any, Any]) -> FloatArray:
    """Return the Theil-Sen line through the logarithms of each row in later years: ``exp(a + b t)``.

    Years of zero are left out. A row that ends at zero, or has fewer than three years above it, stays at its
    last value; one that rises follows the straight line.

    Parameters
    ----------
    years
        At least two different years, shape (n,).
    values
        Annual values in any one unit, shape (rows, n).
    later
        Years of the result.

    Returns
    -------
    ndarray
        In the unit of ``values``, shape (rows, later).

    Notes
    -----
    Source: the project's model (MODEL.md, section 3); the line is of `theil_sen`.
    """
    result = extend_line(years, values, later)
    for row, series in enumerate(values):
        above = series > 0
        if series[-1] == 0 or above.sum() < FEWEST_FOR_LOGARITHM:
            result[row] = series[-1]
            continue
        known = [year for year, keep in zip(years, above, strict=True) if keep]
        slope, intercept = theil_sen(known, np.log(series[above])[None, :])
        if slope[0] <= 0:
            result[row] = np.exp(intercept[0] + slope[0] * later)
    return result


def yearly_cut(*, first_t: float, last_t: float, years: int) -> float | None:
    """Return the constant yearly reduction between two years: ``r = 1 - (E_last / E_first)^(1 / n)``.

    Parameters
    ----------
    first_t, last_t
        Emissions of the two years, t/yr, not negative.
    years
        How many years lie between them, ``n``, at least 1.

    Returns
    -------
    float or None
        A fraction a year; negative if emissions rose. None if the first year has no emissions.

    Notes
    -----
    The project's own definition: the rate of a geometric decline between two years, the form in which the
    budgets state the reduction needed (Stoddard & Anderson, Carbon Budgets Briefing Note 1, 2022).
    """
    if first_t <= 0 or years < 1:
        return None
    return float(1 - (last_t / first_t) ** (1 / years))
