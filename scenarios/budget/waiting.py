"""The cost of waiting: the faster reduction that a later start requires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.budget.pathways import required_rate

DELAYS = (0, 1, 2, 3, 5)


@dataclass(frozen=True)
class Wait:
    """A start after some years of unchanged emissions.

    Attributes
    ----------
    years
        How many years pass before it.
    budget_t
        What is left then, t; negative if more than the budget has been emitted.
    rate
        The constant yearly reduction needed from then on, a fraction; None if nothing is left.
    """

    years: int
    budget_t: float
    rate: float | None


def cost_of_waiting(
    *, budget_t: float, base_emissions_t: float, delays: Sequence[int] = DELAYS
) -> tuple[Wait, ...]:
    """Return the yearly reduction needed if it begins now, and after each delay.

    Until the start, emissions stay at ``E0``, so that ``B_d = B - d E0`` is left after d years::

        r_d = E0 / (B_d + E0) = E0 / (B - (d - 1) E0)

    Parameters
    ----------
    budget_t
        Budget ``B``, t, left on 1 January of the start year.
    base_emissions_t
        Emissions ``E0``, t/yr, not negative.
    delays
        Whole years, each zero or more.

    Returns
    -------
    tuple of Wait
        One for each delay, in their order.

    Raises
    ------
    PathwayError
        If a figure is not finite or the emissions are negative.

    Notes
    -----
    The same rule moved Sweden's budget from 355 Mt (2022) to 305 Mt (2023) after a year without cuts:
    Stoddard & Anderson, Carbon Budgets Briefing Note 1, Uppsala University, March 2022, section 6.
    """
    waits = []
    for years in delays:
        left = budget_t - years * base_emissions_t
        rate = required_rate(budget_t=left, base_emissions_t=base_emissions_t)
        waits.append(Wait(years, left, rate))
    return tuple(waits)
