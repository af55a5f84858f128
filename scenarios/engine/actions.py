"""One action alone: its profile over the years and the value of its effect.

Source of the equations: the project's model (MODEL.md, section 6).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

import numpy as np

from scenarios.arrays import Floats
from scenarios.scenario import Effect, Ramp, RampPoint

STEEPNESS = 10.0
"""Of the logistic curve behind the ramp ``s-curve``."""


def profile(
    years: Floats,
    *,
    start_year: Floats | float,
    ramp: Ramp,
    ramp_years: Floats | float,
    end_year: Floats | float = math.inf,
) -> Floats:
    """Return which part of its full effect an action has in each year.

    Parameters
    ----------
    years
        Calendar years, shape (t,).
    start_year
        First year with effect; may be before the first of `years`. This and the next ones may
        be columns, shape (n, 1), for n actions at once.
    ramp
        ``linear``, ``step`` or ``s-curve``.
    ramp_years
        Years to full effect, at least 1; a number, or shape (n, 1).
    end_year
        Last year with effect, infinite for an action that does not end; a number, or shape (n, 1).

    Returns
    -------
    ndarray
        ``f``, shape (t,) or (n, t), from 0 to 1.

    Notes
    -----
    0 before `start_year` and after `end_year`; between them, with
    ``x = min(1, (t - start_year + 1) / ramp_years)``::

        linear   f = x                     the first year already has 1 / ramp_years
        step     f = 1
        s-curve  f = (L(x) - L(0)) / (L(1) - L(0)),   L(x) = 1 / (1 + exp(-10 (x - 0.5)))
    """
    active = (years >= start_year) & (years <= end_year)
    if ramp == "step":
        return active.astype(np.float64)
    progress = np.clip((years - start_year + 1) / ramp_years, 0.0, 1.0)
    if ramp == "s-curve":
        progress = (_logistic(progress) - _logistic(0.0)) / (_logistic(1.0) - _logistic(0.0))
    return np.where(active, progress, 0.0)


def profile_of_points(years: Floats, points: Sequence[RampPoint], *, end_year: float = math.inf) -> Floats:
    """Return which part of its full effect an action has in each year, where some years are given.

    Parameters
    ----------
    years
        Calendar years, shape (t,).
    points
        Years, rising, each with its fraction from 0 to 1; at least one.
    end_year
        Last year with effect, infinite for an action that does not end.

    Returns
    -------
    ndarray
        ``f``, shape (t,), from 0 to 1.

    Notes
    -----
    0 before the first given year; its fraction in a given year; the straight line between two; the last
    fraction after the last; 0 after `end_year`, which cuts the line and does not reshape it.
    """
    given, fractions = zip(*points, strict=True)
    reached = np.interp(years, np.array(given, dtype=np.float64), np.array(fractions), left=0.0)
    return np.where(years <= end_year, reached, 0.0)


def likely_value(effect: Effect) -> float:
    """Return the value of an effect without uncertainty.

    Parameters
    ----------
    effect
        The effect of an action.

    Returns
    -------
    float
        The median of the estimates' likely values (the mean of the middle two where their number
        is even): t/yr for ``tonnes`` and ``units`` (already times the number of units), a
        fraction for ``share``. Negative for an increase.
    """
    estimates = effect.estimates
    # Most have one: its own median, without a sort.
    single = len(estimates) == 1
    median = estimates[0].likely if single else statistics.median(each.likely for each in estimates)
    return median * units_of(effect) + 0.0  # the mean of two numbers may be -0.0


def units_of(effect: Effect) -> float:
    """Return what an estimate is multiplied by.

    Parameters
    ----------
    effect
        The effect of an action.

    Returns
    -------
    float
        The number of units, or 1 for other kinds.
    """
    return 1.0 if effect.units is None else effect.units


def _logistic(x: Floats | float) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-STEEPNESS * (np.asarray(x, dtype=np.float64) - 0.5)))
    return result
