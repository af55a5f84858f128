"""Warming that a share amounts to: "2.4 °C, if every place exceeded its share as this one does".

Warming grows in proportion to what is emitted in total (the TCRE of the IPCC's AR6, WG I, section 5.5), so
between the budgets of two temperatures by the same allocation rule it is a straight line.
Precedents: the peer-to-peer warming of Robiou du Pont and Meinshausen, Warming assessment of the
bottom-up Paris Agreement emissions pledges (2018), and the implied temperature rise of portfolios.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.arrays import Floats
from scenarios.scenario import WarmingMark


def warming_c(marks: Sequence[WarmingMark], cumulative_t: Floats | float) -> Floats:
    """Return the warming of shares.

    Parameters
    ----------
    marks
        At least two, temperatures and budgets rising.
    cumulative_t
        What is emitted over the horizon, t; a number, or shape (n,).

    Returns
    -------
    ndarray
        In degrees C, of the same shape: the piecewise straight line through the marks, continued
        with the slope of the nearest segment outside them.
    """
    budgets = np.array([mark.budget_t for mark in marks])
    temperatures = np.array([mark.temperature_c for mark in marks])
    amounts = np.asarray(cumulative_t, dtype=np.float64)
    segment = np.clip(np.searchsorted(budgets, amounts, side="right") - 1, 0, len(marks) - 2)
    left, right = budgets[segment], budgets[segment + 1]
    cooler, warmer = temperatures[segment], temperatures[segment + 1]
    result: Floats = cooler + (amounts - left) * ((warmer - cooler) / (right - left))
    return result
