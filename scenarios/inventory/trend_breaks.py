"""Single years that carry most of a trend: a plant that closed or opened is no development that goes on.

The rule is the project's model (MODEL.md, section 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from scenarios.inventory.datasets import FloatArray
from scenarios.inventory.reference_steps import ReferenceStep
from scenarios.inventory.trends import theil_sen
from scenarios.numbers import round_whole
from scenarios.scenario import sector_of

MOST_OF_TREND: Final = 0.5
"""A year carries most of a trend if the line without its change is less than this share as steep."""

LEAST_OF_SECTOR, LEAST_OF_TERRITORY = 0.25, 0.02
"""The change is at least these shares of the largest emissions of the sector and of the territory."""

FEWEST_YEARS: Final = 3
"""With fewer years since the change, the sector stays at its newest level."""

FEWEST_OF_LEVEL: Final = 2
"""A level has at least as many years: one year alone may be an exception."""

Extend = Callable[[Sequence[int], FloatArray, np.ndarray[Any, Any]], FloatArray]


@dataclass(frozen=True)
class TrendBreak:
    """A change of one year that carries most of a sector's trend.

    Attributes
    ----------
    sector, year
        Of the change.
    before_t, after_t
        Emissions of the sector in the year before and in the year, t/yr.
    line_from
        First year of the sector's line; None if it stays at its newest level, since there are too few years.
    """

    sector: str
    year: int
    before_t: float
    after_t: float
    line_from: int | None

    def tell(self, *, is_continued: bool) -> ReferenceStep:
        """Return the step of a reference that tells the change.

        Parameters
        ----------
        is_continued
            Whether the line goes on with the change.

        Returns
        -------
        ReferenceStep
            The change in t/yr.
        """
        name = self.sector.replace("_", " ")
        change = "fell" if self.after_t < self.before_t else "rose"
        line = f"follows the line of the years from {self.line_from} on"
        before, after = round_whole(self.before_t), round_whole(self.after_t)
        then = "stays at its newest level" if self.line_from is None else line
        result = f"is not continued; {name} {then}"
        if is_continued:
            result = "the line goes on with it; method trend-since does not"
        return ReferenceStep(
            key="break",
            label=f"{name} {change} from {before:,} t to {after:,} t in {self.year} "
            f"alone: that year carries most of its trend and {result}",
            value=self.after_t - self.before_t,
            unit="t/yr",
            source="computed here from the statistics",
            sector=self.sector,
        )


def find_break(years: Sequence[int], values: FloatArray) -> int | None:
    """Return where a single change carries most of the line through a series, or parts it in two levels.

    The change ``d = y[k] - y[k-1]``, at least a quarter of the largest value, carries most of the Theil-Sen
    slope ``b`` if it has the sign of ``b`` and the series without it (``y[i] + d`` for ``i < k``) has a slope
    of the other sign or of less than half of ``b``. It parts the series if the two years or more since lie
    beyond all years before, by as much: a line that passes over them would let a closed plant go on.

    Parameters
    ----------
    years
        At least two different years, shape (n,).
    values
        Annual values, t/yr or any one unit, shape (n,).

    Returns
    -------
    int or None
        The index ``k`` of the year after the largest such change; None if there is none.

    Notes
    -----
    Source: the project's model (MODEL.md, section 3).
    """
    slope = float(theil_sen(years, values[None, :])[0][0])
    least = LEAST_OF_SECTOR * float(values.max())
    found: list[tuple[float, int]] = []
    for place in range(1, len(values)):
        change = float(values[place] - values[place - 1])
        if change == 0 or abs(change) < least:
            continue
        before, since = values[:place] * np.sign(change), values[place:] * np.sign(change)
        parts = len(since) >= FEWEST_OF_LEVEL and float(since.min() - before.max()) >= least
        if parts or _carries(years, values, place, slope):
            found.append((abs(change), place))
    return max(found)[1] if found else None


def _carries(years: Sequence[int], values: FloatArray, place: int, slope: float) -> bool:
    change = values[place] - values[place - 1]
    if change * slope <= 0:
        return False
    levelled = np.concatenate([values[:place] + change, values[place:]])
    rest = float(theil_sen(years, levelled[None, :])[0][0])
    return rest * slope < 0 or abs(rest) < MOST_OF_TREND * abs(slope)


def extend_since_breaks(
    sources: Sequence[str],
    years: Sequence[int],
    values: FloatArray,
    later: np.ndarray[Any, Any],
    extend: Extend,
) -> tuple[FloatArray, tuple[TrendBreak, ...]]:
    """Return the line of each source; in a sector with a break it goes through the years since.

    Parameters
    ----------
    sources
        Ids, shape (n,).
    years, values
        Years of the statistics, shape (m,), and t/yr, shape (n, m).
    later
        Years of the result.
    extend
        Extends the rows of values: `scenarios.inventory.trends.extend_line` or its like.

    Returns
    -------
    ahead, breaks
        t/yr, shape (n, later); and the breaks, in the order of the sectors.

    Notes
    -----
    Source: the project's model (MODEL.md, section 3).
    """
    ahead = extend(years, values, later)
    largest = float(values.sum(axis=0).max()) if values.size else 0.0
    breaks: list[TrendBreak] = []
    for sector in dict.fromkeys(map(sector_of, sources)):
        rows = [row for row, source in enumerate(sources) if sector_of(source) == sector]
        found = _breaks_of(sector, years, values[rows].sum(axis=0), LEAST_OF_TERRITORY * largest)
        if not found:
            continue
        place = years.index(found[-1].year)
        is_flat = found[-1].line_from is None
        ahead[rows] = values[rows, -1:] if is_flat else extend(years[place:], values[rows, place:], later)
        breaks += found
    return ahead, tuple(breaks)


def _breaks_of(sector: str, years: Sequence[int], total: FloatArray, least: float) -> list[TrendBreak]:
    """Return the breaks of a sector, each among the years since the one before: a closure can take two."""
    places: list[int] = []
    first = 0
    while len(years) - first >= FEWEST_YEARS:
        place = find_break(years[first:], total[first:])
        if place is None or abs(total[first + place] - total[first + place - 1]) < least:
            break
        first += place
        places.append(first)
    line_from = years[first] if len(years) - first >= FEWEST_YEARS else None
    return [
        TrendBreak(sector, years[place], float(total[place - 1]), float(total[place]), line_from)
        for place in places
    ]
