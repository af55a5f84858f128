"""Whether emissions fit a budget, and when they use it up.

Source of the equations: the project's model (MODEL.md, section 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Floats
from scenarios.engine.exhaustion import exceeds, exhaustion


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """Whether everything together fits.

    Attributes
    ----------
    source_ids, by_source_t
        Sorted ids, and their net emissions in t/yr, shape (sources, years).
    emissions_t, cumulative_t
        Their sum in t/yr, and what has been emitted by the end of each year, shape (years,).
    total_t
        What has been emitted by the end of the last year.
    exhausted
        Decimal year in which the budget is used up; None if never on the horizon.
    fits
        Whether the total does not exceed the budget.
    """

    source_ids: tuple[str, ...]
    by_source_t: Floats
    emissions_t: Floats
    cumulative_t: Floats
    total_t: float
    exhausted: float | None
    fits: bool

    @property
    def emissions_by_source_t(self) -> Mapping[str, Floats]:
        """Source id to net emissions in t/yr, shape (years,)."""
        return dict(zip(self.source_ids, self.by_source_t, strict=True))


def judge(source_ids: tuple[str, ...], by_source_t: Floats, start_year: int, budget_t: float) -> Verdict:
    """Judge emissions by a budget.

    Parameters
    ----------
    source_ids, by_source_t
        Emissions by source in t/yr, shape (sources, years); from now on they cannot be written to.
    start_year
        The first year.
    budget_t
        What is left (t) on 1 January of `start_year`.

    Returns
    -------
    Verdict
        Its arrays cannot be written to.

    Notes
    -----
    ``E[t] = sum over l of E[l,t]``, and ``C[t] = sum of E from start_year to t``, both ends included;
    whether it fits and when it does not is told by :mod:`scenarios.engine.exhaustion`.
    """
    emissions = np.add.reduce(by_source_t, axis=0)
    cumulative = np.add.accumulate(emissions)
    for array in (by_source_t, emissions, cumulative):
        array.setflags(write=False)
    total = float(cumulative[-1])
    exhausted = exhaustion(start_year, emissions, budget_t, cumulative)
    return Verdict(
        source_ids, by_source_t, emissions, cumulative, total, exhausted, not exceeds(total, budget_t)
    )
