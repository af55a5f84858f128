"""When a budget is used up.

Source of the equations and of the tolerance: the project's model (MODEL.md, section 8).
"""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from scenarios.arrays import Floats

TOLERANCE = 1e-9


def exceeds(cumulative_t: float, budget_t: float) -> bool:
    """Return whether cumulative emissions exceed a budget by more than rounding.

    Parameters
    ----------
    cumulative_t, budget_t
        ``C`` and ``B``, t; the budget may be negative.

    Returns
    -------
    bool
        True if the budget does not hold.

    Notes
    -----
    ``C - B > 1e-9 max(1, |C|, |B|)``
    """
    return cumulative_t - budget_t > TOLERANCE * max(1.0, abs(cumulative_t), abs(budget_t))


def exhaustion(
    start_year: int, emissions_t: Floats, budget_t: float, cumulative_t: Floats | None = None
) -> float | None:
    """Return when emissions use a budget up, as a decimal year.

    Parameters
    ----------
    start_year
        The year of the first value.
    emissions_t
        Annual emissions (t/yr), shape (years,), none below 0.
    budget_t
        What is left on 1 January of `start_year` (t).
    cumulative_t
        The running sum of `emissions_t` (t), shape (years,), where it is known already.

    Returns
    -------
    float or None
        Decimal year; None if the horizon ends before; the start year if the budget is negative. People
        read it as a year, not as a day.

    Notes
    -----
    ``y + (B - C[y-1]) / E[y]`` for the first year ``y`` in which the cumulative C exceeds B.
    """
    if budget_t < 0:
        return float(start_year)
    if cumulative_t is None:
        cumulative_t = np.add.accumulate(emissions_t)
    cumulative: list[float] = cumulative_t.tolist()
    # Emissions are never negative: once exceeded, a budget stays exceeded.
    place = bisect_right(cumulative, budget_t)
    while place < len(cumulative) and not exceeds(cumulative[place], budget_t):
        place += 1  # by rounding only
    if place == len(cumulative):
        return None
    before = cumulative[place - 1] if place else 0.0
    # The year before may have passed the budget by rounding: never step back into it.
    return start_year + place + max(0.0, (budget_t - before) / float(emissions_t[place]))
