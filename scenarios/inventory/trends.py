"""A robust straight line through annual values."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from scenarios.inventory.datasets import FloatArray


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
