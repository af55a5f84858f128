"""One action alone: its profile over the years and the value of its effect."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

import numpy as np

from scenarios.arrays import Floats
from scenarios.scenario import Action, Effect, Ramp

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
        Calendar years, shape (T,).
    start_year
        First year with effect; may be before the first of `years`. This and the next ones may
        be columns, shape (n, 1), for n actions at once.
    ramp
        ``linear``, ``step`` or ``s-curve``.
    ramp_years
        Years to full effect, at least 1.
    end_year
        Last year with effect; infinite for an action that does not end.

    Returns
    -------
    ndarray
        ``f``, shape (T,) or (n, T), from 0 to 1.

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
    median = statistics.median(estimate.likely for estimate in effect.estimates)
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


def profiles(actions: Sequence[Action], years: Floats) -> Floats:
    """Return the :func:`profile` of each of some actions.

    Parameters
    ----------
    actions
        Actions with an effect.
    years
        Calendar years, shape (T,).

    Returns
    -------
    ndarray
        f, shape (n, T), from 0 to 1.

    Raises
    ------
    ValueError
        An action has no ramp, as only a proposal without tonnes may.
    """
    result = np.zeros((len(actions), len(years)))
    for ramp in {action.ramp for action in actions}:
        rows = [row for row, action in enumerate(actions) if action.ramp == ramp]
        if ramp is None:
            raise ValueError(f"action {actions[rows[0]].id!r} has an effect but no ramp")
        timed = [actions[row] for row in rows]
        result[rows] = profile(
            years,
            start_year=_column([action.start_year for action in timed], math.nan),
            ramp=ramp,
            ramp_years=_column([action.ramp_years for action in timed], 1.0),
            end_year=_column([action.end_year for action in timed], math.inf),
        )
    return result


def _column(values: Sequence[int | None], missing: float) -> Floats:
    # As doubles: a ramp may be longer than any machine integer.
    column = [missing if value is None else float(value) for value in values]
    return np.array(column, dtype=np.float64)[:, None]


def _logistic(x: Floats | float) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-STEEPNESS * (np.asarray(x, dtype=np.float64) - 0.5)))
    return result
