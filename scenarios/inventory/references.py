"""References: the emissions of each source without the actions.


The methods are those of the project's model (MODEL.md, section 3); the robust line is from
`scenarios.inventory.trends`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scenarios.inventory.datasets import FloatArray
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.left_out import LeftOut, measure_left_out
from scenarios.inventory.mandates import MANDATES, Mandate, find_mandate, follow_mandate
from scenarios.inventory.omissions import say_names
from scenarios.inventory.own_path import OwnPath, follow_own_path
from scenarios.inventory.projections import Projection, find_projection, follow_projection
from scenarios.inventory.reference_checks import check_choices, check_range
from scenarios.inventory.reference_steps import BadReferenceError, ReferenceStep
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.trend_breaks import TrendBreak, extend_since_breaks
from scenarios.inventory.trends import extend_exponentially, extend_line

METHODS = ("flat", "trend", "exponential", "projection", "own", "trend-since", *MANDATES)
REFERENCE = "reference"
TREND_FROM = 2015
"""First year of the trend: from here the statistics of both countries have every year."""


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
        Notes of the statistics and of the method.
    without, left_out
        Sectors, sources and ``cement`` that were asked to be left out; and all that is left out, with its
        share of the territory's emissions. None if nothing is.
    projection
        Id of the projection followed, if any.
    steps
        Where the figures come from, in order.
    breaks
        For ``trend`` and ``exponential``: years whose change is not continued.
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
    without: tuple[str, ...] = ()
    left_out: LeftOut | None = None
    projection: str | None = None
    steps: tuple[ReferenceStep, ...] = ()
    breaks: tuple[TrendBreak, ...] = ()

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
    without: Sequence[str] = (),
    projection: str | None = None,
    own: OwnPath | None = None,
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
    - ``trend-since``: as ``trend``, but where a single year carries most of a sector's trend (a plant that
      closed), the sector's lines go through the years since,
      `scenarios.inventory.trend_breaks.extend_since_breaks`. The steps of all three tell such years.
    - ``projection``: each source follows the official national projection of its sector,
      `scenarios.inventory.projections.follow_projection`.
    - ``mandate``, ``mandate-2022``: as ``flat``, but for the biofuel in petrol and diesel,
      `scenarios.inventory.mandates.follow_mandate`.
    - ``own``: straight lines between figures of one's own,
      `scenarios.inventory.own_path.follow_own_path`.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set; the line of a set is that of its sum.
    method
        Of `METHODS`.
    start_year, end_year
        First and last year, both included.
    cement, gas, without
        As in `read_inventory`.
    projection
        For ``projection``: which one; that of the country if not given.
    own
        For ``own``, and needed there: the figures.

    Returns
    -------
    Reference
        t/yr of each source and year, and their derivation.

    Raises
    ------
    BadReferenceError
        If the method is unknown or lacks what it needs, the years are no range within 1900 to 2200, or
        start in a gap of the statistics; if no projection can be followed, or a path of one's own names
        what is not there.
    UnknownTerritoryError, StatisticsError
        As `read_inventory`.
    """
    check_range(method, METHODS, start_year, end_year)
    check_choices(method, projection, own)
    followed = find_projection(territory_id, projection) if method == "projection" else None
    mandate = find_mandate(territory_id, method) if method in MANDATES else None
    inventory = read_inventory(territory_id, gas=gas, cement=cement, without=without)
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
    steps: tuple[ReferenceStep, ...] = ()
    notes = inventory.notes
    used = [newest] if len(later) else []
    breaks: tuple[TrendBreak, ...] = ()
    if method == "flat":
        ahead = np.repeat(values[:, -1:], len(later), axis=1)
    elif followed is not None or mandate is not None or own is not None:
        if followed is not None:
            ahead, steps, told = follow_projection(inventory, followed, later.tolist())
        elif mandate is not None:
            ahead, steps, told = follow_mandate(inventory, mandate, later.tolist())
        elif own is not None:
            ahead, steps, told = follow_own_path(inventory, own, later.tolist())
        notes = (*notes, *told)
    else:
        extend = extend_exponentially if method == "exponential" else extend_line
        since, breaks = extend_since_breaks(inventory.sources, window_years, values, later, extend)
        ahead = since if method == "trend-since" else extend(window_years, values, later)
        used, breaks = (window_years, breaks) if len(later) else ([], ())
    columns = [inventory.year_index(year) for year in published]
    reference = np.concatenate([inventory.emissions_t[:, columns], ahead], axis=1)
    words = _words(
        method, inventory, published, ahead=bool(len(later)), follows=_follows(followed, mandate, own)
    )
    left_out = measure_left_out(inventory, start_year)
    steps = (
        *_first_steps(inventory, left_out),
        *(steps or _line_steps(words, reference, end_year, later)),
        *(each.tell(is_continued=method != "trend-since") for each in breaks),
    )
    shown = np.flatnonzero((reference > 0).any(axis=1) | (values > 0).any(axis=1))
    reference = reference[shown]
    reference.setflags(write=False)
    return Reference(
        territory_id=inventory.territory_id,
        gas=inventory.gas,
        method=method,
        start_year=start_year,
        end_year=end_year,
        cement=inventory.cement,
        years=tuple(range(start_year, end_year + 1)),
        status=(*(inventory.status[column] for column in columns), *([REFERENCE] * len(later))),
        statistic_years=tuple(sorted({*published, *used})),
        method_text=words,
        sources=tuple(inventory.sources[row] for row in shown),
        reference_t=reference,
        notes=notes,
        without=inventory.without,
        left_out=left_out,
        projection=None if followed is None else followed.id,
        steps=steps,
        breaks=breaks,
    )


def _first_steps(inventory: Inventory, left_out: LeftOut | None) -> tuple[ReferenceStep, ...]:
    year, status = inventory.years[-1], inventory.status[-1]
    out = f", without {say_names(inventory.without)}" if inventory.without else ""
    steps = [
        ReferenceStep(
            key="statistic",
            label=f"Emissions in {year} ({status}){out}",
            value=float(inventory.total_t[-1]),
            unit="t/yr",
            source=inventory.method[-1],
        )
    ]
    if left_out is not None:
        share, source = left_out.share, "share of all emissions of the territory in that year"
        steps.append(ReferenceStep("left_out", left_out.sentence, share, "share", source))
    return tuple(steps)


def _line_steps(
    words: str, reference: FloatArray, end_year: int, later: np.ndarray[Any, Any]
) -> tuple[ReferenceStep, ...]:
    if not len(later):
        return ()
    last = float(reference[:, -1].sum())
    return (
        ReferenceStep("line", f"In {end_year}: {words}", last, "t/yr", "computed here from the statistics"),
    )


def _follows(projection: Projection | None, mandate: Mandate | None, own: OwnPath | None) -> str:
    if projection is not None:
        return f"every source follows {projection.label} ({projection.id})"
    if mandate is not None:
        return f"every source stays at its newest level, but for {mandate.label}"
    return "" if own is None else f"straight lines between the figures of {own.name}"


def _first_whole(inventory: Inventory) -> int:
    """Return the year from which the statistics have every year."""
    first = inventory.years[-1]
    while first - 1 in inventory.years:
        first -= 1
    return first


def _words(method: str, inventory: Inventory, published: list[int], *, ahead: bool, follows: str) -> str:
    newest = inventory.years[-1]
    status = inventory.status[-1]
    since = max(TREND_FROM, inventory.years[0])
    words = (
        follows
        or {
            "flat": f"every source stays at its level of {newest} ({status})",
            "trend": f"Theil-Sen line through {since} to {newest} for each source, never below zero",
            "trend-since": f"Theil-Sen line through {since} to {newest} for each source, never below zero; "
            "where a single year carries most of a sector's trend, through the years since",
            "exponential": f"Theil-Sen line through the logarithms of {since} to {newest} for each source; "
            "a source at zero stays there, a rising one follows the straight line",
        }[method]
    )
    statistics = f"{published[0]} to {published[-1]}: the statistics" if published else ""
    return "; then ".join(part for part in (statistics, words if ahead else "") if part)
