"""Pathways: how fast emissions have to fall for a budget to last.

``B`` is the budget in tonnes, left on 1 January of the start year ``t0``; ``E0`` the emissions in
tonnes a year of the year before. The first budget year is already lowered::

    E(t) = E0 (1 - r)^(t - t0 + 1),  t >= t0
    B = sum of E(t) from t0 to infinity = E0 (1 - r) / r   =>   r = E0 / (B + E0)

This convention is the project's model (MODEL.md, section 5). It reproduces the rates published for a start in
2022 (Sweden 12 and 21 % a year; Stoddard and Anderson 2022, Carbon Budgets Briefing Note 1) and Kalmar
county's; the rates published there for a start in 2023 instead follow ``r = E0 / B``, where the first year is
not yet lowered.
"""

from __future__ import annotations

import math

import numpy as np

from scenarios.errors import ScenariosError
from scenarios.inventory.datasets import FloatArray


class PathwayError(ScenariosError):
    """A figure from which no pathway can start."""


def required_rate(*, budget_t: float, base_emissions_t: float) -> float | None:
    """Return the constant yearly reduction that spends exactly the budget: ``r = E0 / (B + E0)``.

    Parameters
    ----------
    budget_t
        Budget ``B``, t.
    base_emissions_t
        Emissions ``E0`` of the year before the start, t/yr, not negative.

    Returns
    -------
    float or None
        Fraction a year, 0 <= r < 1; None if ``B <= 0``: no reduction is fast enough.

    Raises
    ------
    PathwayError
        If a figure is not finite or the emissions are negative.
    """
    _check(budget_t=budget_t, base_emissions_t=base_emissions_t)
    if budget_t <= 0:
        return None
    return base_emissions_t / (budget_t + base_emissions_t)


def implied_budget(*, rate: float, base_emissions_t: float) -> float:
    """Return the budget that a constant rate spends: ``B = E0 (1 - r) / r``.

    Parameters
    ----------
    rate
        Fraction ``r`` a year, above 0 and at most 1.
    base_emissions_t
        Emissions ``E0`` of the year before the start, t/yr, not negative.

    Returns
    -------
    float
        t, from the start on without an end; 0 if ``r = 1``.

    Raises
    ------
    PathwayError
        If a figure is not finite, the emissions are negative, or the rate is not above 0 and at most 1:
        without a fall the sum has no end.
    """
    _check(rate=rate, base_emissions_t=base_emissions_t)
    if not 0 < rate <= 1:
        raise PathwayError(f"A rate of {rate:g} gives no finite budget; give a fraction above 0, at most 1.")
    return base_emissions_t * (1 - rate) / rate


def constant_rate_pathway(
    *, base_emissions_t: float, rate: float, start_year: int, end_year: int
) -> FloatArray:
    """Return yearly emissions that fall by a constant rate: ``E(t) = E0 (1 - r)^(t - t0 + 1)``.

    Parameters
    ----------
    base_emissions_t
        Emissions ``E0`` of the year before the start, t/yr, not negative.
    rate
        Fraction ``r`` a year, from 0 to 1.
    start_year, end_year
        ``t0`` and the last year, both included.

    Returns
    -------
    ndarray
        t/yr, shape (years,).

    Raises
    ------
    PathwayError
        If a figure is not finite, the emissions are negative, the rate is outside 0 to 1 or the end year
        precedes the start year.
    """
    _check(rate=rate, base_emissions_t=base_emissions_t)
    if not 0 <= rate <= 1:
        raise PathwayError(f"A rate of {rate:g} is no pathway; give a fraction from 0 to 1.")
    exponents = np.arange(1, _count(start_year, end_year) + 1)
    return np.asarray(base_emissions_t * (1 - rate) ** exponents, dtype=np.float64)


def linear_pathway(*, budget_t: float, base_emissions_t: float, start_year: int, end_year: int) -> FloatArray:
    """Return yearly emissions on the straight line from ``E0`` at ``t0`` to zero at ``t0 + 2 B / E0``.

    The line is the rate of emission at each moment; a year's emissions are the area under it, so that
    the years add up to the budget: with ``N = 2 B / E0`` and ``F(x) = E0 (x - x^2 / (2 N))`` up to N,
    ``E(t) = F(t - t0 + 1) - F(t - t0)``.

    Parameters
    ----------
    budget_t
        Budget ``B``, t, above zero.
    base_emissions_t
        Emissions ``E0`` of the year before the start, t/yr, above zero.
    start_year, end_year
        ``t0`` and the last year, both included.

    Returns
    -------
    ndarray
        t/yr, shape (years,); zero after the line has reached zero.

    Raises
    ------
    PathwayError
        If a figure is not finite, or the budget or the emissions are not above zero.
    """
    _check(budget_t=budget_t, base_emissions_t=base_emissions_t)
    if budget_t <= 0 or base_emissions_t == 0:
        raise PathwayError("A straight line to zero needs a budget and emissions above zero.")
    length = 2 * budget_t / base_emissions_t
    edges = np.minimum(np.arange(_count(start_year, end_year) + 1), length)
    area = base_emissions_t * (edges - edges**2 / (2 * length))
    return np.asarray(np.diff(area), dtype=np.float64)


def linear_zero_year(*, budget_t: float, base_emissions_t: float, start_year: int) -> float | None:
    """Return when a straight line to zero that keeps the budget ends, ``t0 + 2 B / E0``.

    Parameters
    ----------
    budget_t
        Budget ``B``, t; may be negative.
    base_emissions_t
        Emissions ``E0`` of the year before the start, t/yr, not negative.
    start_year
        ``t0``.

    Returns
    -------
    float or None
        Decimal year; None if ``B <= 0`` or ``E0 = 0``.

    Raises
    ------
    PathwayError
        If a figure is not finite, the emissions are negative, or ``B / E0`` is beyond a double.
    """
    left = years_left(budget_t=budget_t, base_emissions_t=base_emissions_t)
    if left is None or left <= 0:
        return None
    return start_year + 2 * left


def years_left(*, budget_t: float, base_emissions_t: float) -> float | None:
    """Return the years that the budget lasts at today's rate, ``B / E0``.

    Parameters
    ----------
    budget_t
        Budget ``B``, t; may be negative.
    base_emissions_t
        Emissions ``E0`` of the year before the start, t/yr, not negative.

    Returns
    -------
    float or None
        Years; negative if more than the budget has been emitted (so many years of emissions too
        much); None if nothing is emitted.

    Raises
    ------
    PathwayError
        If a figure is not finite, the emissions are negative, or ``B / E0`` is beyond a double.
    """
    _check(budget_t=budget_t, base_emissions_t=base_emissions_t)
    if base_emissions_t == 0:
        return None
    left = budget_t / base_emissions_t
    if not math.isfinite(left):
        raise PathwayError(
            f"A budget of {budget_t:g} t and {base_emissions_t:g} t a year are out of proportion."
        )
    return left


def exhaustion_year(*, budget_t: float, base_emissions_t: float, start_year: int) -> float | None:
    """Return when constant emissions have spent the budget, ``t0 + max(0, B / E0)``.

    Parameters
    ----------
    budget_t
        Budget ``B``, t; may be negative.
    base_emissions_t
        Emissions ``E0`` of the year before the start, t/yr, not negative.
    start_year
        ``t0``.

    Returns
    -------
    float or None
        Decimal year, the start year if ``B < 0``; None if nothing is emitted.

    Raises
    ------
    PathwayError
        If a figure is not finite, the emissions are negative, or ``B / E0`` is beyond a double.
    """
    left = years_left(budget_t=budget_t, base_emissions_t=base_emissions_t)
    return None if left is None else start_year + max(0.0, left)


def _check(**figures: float) -> None:
    for name, figure in figures.items():
        if not math.isfinite(figure):
            raise PathwayError(f"{name} is {figure}; a finite number is needed.")
    if figures["base_emissions_t"] < 0:
        raise PathwayError("base_emissions_t is below zero; emissions a year are zero or more.")


def _count(start_year: int, end_year: int) -> int:
    if end_year < start_year:
        raise PathwayError(f"The end year {end_year} is before the start year {start_year}.")
    return end_year - start_year + 1
