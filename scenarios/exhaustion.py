"""When a budget is used up."""

from __future__ import annotations

from scenarios.arrays import Floats

TOLERANCE = 1e-9


def exceeds(cumulative_t: float, budget_t: float) -> bool:
    """Return whether cumulative emissions exceed a budget by more than rounding.

    Parameters
    ----------
    cumulative_t, budget_t
        Tonnes; the budget may be negative.

    Returns
    -------
    bool
        True if the budget does not hold.

    Notes
    -----
    ``C - B > 1e-9 max(1, |C|, |B|)``
    """
    return cumulative_t - budget_t > TOLERANCE * max(1.0, abs(cumulative_t), abs(budget_t))


def exhaustion(start_year: int, emissions_t: Floats, budget_t: float) -> float | None:
    """Return when emissions use a budget up, as a decimal year.

    Parameters
    ----------
    start_year
        The year of the first value.
    emissions_t
        Annual emissions (t/yr), shape (years,), none below 0.
    budget_t
        What is left on 1 January of `start_year` (t).

    Returns
    -------
    float or None
        None if the horizon ends before; the start year if the budget is negative. People read it
        as a year, not as a day.

    Notes
    -----
    ``y + (B - C[y-1]) / E[y]`` for the first year ``y`` in which the cumulative C exceeds B.
    """
    if budget_t < 0:
        return float(start_year)
    before = 0.0
    annual: list[float] = emissions_t.tolist()
    for year, emitted in enumerate(annual, start=start_year):
        after = before + emitted
        if exceeds(after, budget_t):
            # The year before may have passed the budget by rounding: never step back into it.
            return year + max(0.0, (budget_t - before) / emitted)
        before = after
    return None
