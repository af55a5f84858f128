"""References: the emissions of each source without the actions.


The methods are those of the project's model; the robust line is from `scenarios.inventory.trends`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scenarios.errors import ScenariosError
from scenarios.inventory.datasets import FloatArray
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.trends import theil_sen

METHODS = ("flat", "trend", "exponential")
REFERENCE = "reference"
TREND_FROM = 2015
"""First year of the trend: from here the statistics of both countries have every year."""
FEWEST_FOR_LOGARITHM = 3
FIRST_YEAR, LAST_YEAR = 1900, 2200


class BadReferenceError(ScenariosError):
    """A reference that cannot be built."""


@dataclass(frozen=True)
class Reference:
    """Annual emissions by source without the actions.

    Attributes
    ----------
    territory_id, gas, method, start_year, end_year, cement
        As requested.
    years
        Every year from start to end.
    status
        For each year ``official``, ``preliminary`` or ``reference``.
    statistic_years
        Years of the statistics behind the figures.
    method_text
        The method in words.
    sources
        Source ids; those without emissions in all years used and shown are left out.
    reference_t
        t/yr, read-only, shape (sources, years).
    notes
        Notes of the statistics.
    """

    territory_id: str
    gas: str
    method: str
    start_year: int
    end_year: int
    cement: bool
    years: tuple[int, ...]
    status: tuple[str, ...]
    statistic_years: tuple[int, ...]
    method_text: str
    sources: tuple[str, ...]
    reference_t: FloatArray = field(repr=False)
    notes: tuple[str, ...] = ()

    def to_sources(self) -> list[dict[str, Any]]:
        """Return the ``sources`` array of a scenario file; figures in t/yr, to a gram."""
        return [
            {"id": source, "reference_t": [round(float(value), 6) for value in row]}
            for source, row in zip(self.sources, self.reference_t, strict=True)
        ]


def build_reference(
    territory_id: str,
    *,
    method: str,
    start_year: int,
    end_year: int,
    cement: bool = True,
    gas: str | None = None,
) -> Reference:
    """Return the reference of a territory.

    Years in the statistics, including preliminary ones, have those figures. After the newest year ``n``, with
    the sources' values ``y`` since 2015:

    - ``flat``: ``R[t] = y[n]``.
    - ``trend``: the Theil-Sen line of each source, ``R[t] = max(0, a + b t)``.
    - ``exponential``: the same on logarithms, ``R[t] = exp(a + b t)``, years of zero left out. A source
      that is zero in the newest year stays zero; one with fewer than three years above zero stays at its
      newest level; one that rises follows the straight line instead, since compound growth of, say, a
      plant that has just started soon passes every bound.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set; the line of a set is that of its sum.
    method
        ``flat``, ``trend`` or ``exponential``.
    start_year, end_year
        First and last year, both included.
    cement, gas
        As in `read_inventory`.

    Returns
    -------
    Reference
        t/yr of each source and year, and their derivation.

    Raises
    ------
    BadReferenceError
        If the method is unknown, the years are no range within 1900 to 2200, or start in a gap of the
        statistics.
    UnknownTerritoryError, StatisticsError
        As `read_inventory`.
    """
    _check(method, start_year, end_year)
    inventory = read_inventory(territory_id, gas=gas, cement=cement)
    newest = inventory.years[-1]
    published = [year for year in range(start_year, end_year + 1) if year <= newest]
    missing = [year for year in published if year not in inventory.years]
    if missing:
        raise BadReferenceError(
            f"The statistics of {inventory.territory_id} have no figures for {', '.join(map(str, missing))}; "
            f"start in {_first_whole(inventory)} or later."
        )
    window = [index for index, year in enumerate(inventory.years) if year >= TREND_FROM]
    window_years = [inventory.years[index] for index in window]
    values = inventory.emissions_t[:, window]
    later = np.arange(max(start_year, newest + 1), end_year + 1)
    if method == "flat":
        ahead = np.repeat(values[:, -1:], len(later), axis=1)
        used = [newest] if len(later) else []
    else:
        extend = _trend if method == "trend" else _exponential
        ahead = extend(window_years, values, later)
        used = window_years if len(later) else []
    columns = [inventory.year_index(year) for year in published]
    reference = np.concatenate([inventory.emissions_t[:, columns], ahead], axis=1)
    shown = np.flatnonzero((reference > 0).any(axis=1) | (values > 0).any(axis=1))
    reference = reference[shown]
    reference.setflags(write=False)
    return Reference(
        territory_id=inventory.territory_id,
        gas=inventory.gas,
        method=method,
        start_year=start_year,
        end_year=end_year,
        cement=cement,
        years=tuple(range(start_year, end_year + 1)),
        status=(*(inventory.status[column] for column in columns), *([REFERENCE] * len(later))),
        statistic_years=tuple(sorted({*published, *used})),
        method_text=_words(method, inventory, published, bool(len(later))),
        sources=tuple(inventory.sources[row] for row in shown),
        reference_t=reference,
        notes=inventory.notes,
    )


def _trend(years: list[int], values: FloatArray, later: np.ndarray[Any, Any]) -> FloatArray:
    slope, intercept = theil_sen(years, values)
    return np.asarray(np.maximum(0.0, intercept[:, None] + slope[:, None] * later), dtype=np.float64)


def _exponential(years: list[int], values: FloatArray, later: np.ndarray[Any, Any]) -> FloatArray:
    result = _trend(years, values, later)
    for row, series in enumerate(values):
        above = series > 0
        if series[-1] == 0 or above.sum() < FEWEST_FOR_LOGARITHM:
            result[row] = series[-1]
            continue
        known = [year for year, keep in zip(years, above, strict=True) if keep]
        slope, intercept = theil_sen(known, np.log(series[above])[None, :])
        if slope[0] <= 0:
            result[row] = np.exp(intercept[0] + slope[0] * later)
    return result


def _check(method: str, start_year: int, end_year: int) -> None:
    if method not in METHODS:
        raise BadReferenceError(f"There is no method {method!r}; there are {', '.join(METHODS)}.")
    for name, year in (("start year", start_year), ("end year", end_year)):
        if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadReferenceError(f"The {name} {year!r} is no year from {FIRST_YEAR} to {LAST_YEAR}.")
    if end_year < start_year:
        raise BadReferenceError(f"The end year {end_year} is before the start year {start_year}.")


def _first_whole(inventory: Inventory) -> int:
    """Return the year from which the statistics have every year."""
    first = inventory.years[-1]
    while first - 1 in inventory.years:
        first -= 1
    return first


def _words(method: str, inventory: Inventory, published: list[int], ahead: bool) -> str:
    newest = inventory.years[-1]
    status = inventory.status[-1]
    since = max(TREND_FROM, inventory.years[0])
    words = {
        "flat": f"every source stays at its level of {newest} ({status})",
        "trend": f"Theil-Sen line through {since} to {newest} for each source, never below zero",
        "exponential": f"Theil-Sen line through the logarithms of {since} to {newest} for each source; "
        "a source at zero stays there, a rising one follows the straight line",
    }[method]
    statistics = f"{published[0]} to {published[-1]}: the statistics" if published else ""
    return "; then ".join(part for part in (statistics, words if ahead else "") if part)
