"""Official national projections by sector, and references that follow one.

The equation and the series that each sector follows are the project's model (MODEL.md, section 3); the
figures are those of the projection's own publication, see ``data/projections/SOURCES.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from scenarios.inventory.datasets import FloatArray, read_document, read_rows
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.reference_steps import BadReferenceError, ReferenceStep
from scenarios.inventory.territories import find_territory
from scenarios.scenario import sector_of

_FOLDER = "projections"


@dataclass(frozen=True)
class Projection:
    """A national projection.

    Attributes
    ----------
    id, country
        Its name, and two letters.
    first_base_year
        Earliest year from which it can be followed.
    label, source
        Its name in words, and its publication.
    total
        Series of all emissions, for sectors without one of their own.
    series_of
        Sector to the series that it follows.
    """

    id: str
    country: str
    first_base_year: int
    label: str
    source: str
    total: str
    series_of: dict[str, str]

    def levels(self, series: str, years: Sequence[int]) -> FloatArray:
        """Return a series in any years: straight between published years, constant after the last.

        Parameters
        ----------
        series
            Name of the series.
        years
            None before the first base year.

        Returns
        -------
        ndarray
            Millions of t CO2e a year (Mt), shape (years,).
        """
        points = _points(self.id, series)
        return np.interp(years, [year for year, _ in points], [value for _, value in points])


@cache
def _points(projection: str, series: str) -> tuple[tuple[int, float], ...]:
    rows = [row for row in read_rows(_FOLDER, f"{projection}.csv") if row["series"] == series]
    return tuple(sorted((int(row["year"]), float(row["value"])) for row in rows))


def list_projections(country: str | None = None) -> tuple[Projection, ...]:
    """Return the projections, all or those of a country.

    Parameters
    ----------
    country
        Two letters; None for all.

    Returns
    -------
    tuple of Projection
        In the order of their file.
    """
    found = tuple(
        Projection(
            id=name,
            country=about["country"],
            first_base_year=about["first_base_year"],
            label=about["label"],
            source=about["source"],
            total=about["total"],
            series_of=about["sectors"],
        )
        for name, about in read_document(_FOLDER, "projections.json").items()
    )
    return tuple(each for each in found if country in (None, each.country))


def find_projection(territory_id: str, name: str | None = None) -> Projection:
    """Return the projection that a territory's reference follows.

    Parameters
    ----------
    territory_id
        Whose reference.
    name
        Id of a projection; the only one of the country if not given.

    Returns
    -------
    Projection
        Of the territory's country.

    Raises
    ------
    BadReferenceError
        If there is none of that name, none for the country, or it is of another country.
    """
    territory = find_territory(territory_id)
    known = list_projections()
    own = [each for each in known if each.country == territory.country]
    if name is not None and name not in {each.id for each in known}:
        there = ", ".join(each.id for each in known)
        raise BadReferenceError(f"There is no projection {name!r}; there are {there}.")
    if not own:
        raise BadReferenceError(
            f"There is no official projection by sector for {territory.country}, so the reference of "
            f"{territory.name} cannot follow one; use flat, trend, exponential or own."
        )
    if name is None:
        return own[0]
    found = next(each for each in known if each.id == name)
    if found.country != territory.country:
        raise BadReferenceError(
            f"The projection {name} is for {found.country}, and {territory.name} is in {territory.country}."
        )
    return found


def follow_projection(
    inventory: Inventory, projection: Projection, later: Sequence[int]
) -> tuple[FloatArray, tuple[ReferenceStep, ...], tuple[str, ...]]:
    """Return emissions that follow a projection: ``R[l,t] = E[l,b] P[s,t] / P[s,b]``.

    ``b`` is the newest year of the statistics, and ``P`` the series of the sector ``s`` of source ``l``.

    Parameters
    ----------
    inventory
        Of a territory of the projection's country.
    projection
        To follow.
    later
        Years after ``b``.

    Returns
    -------
    ahead, steps, notes
        t/yr, shape (sources, years); a step for each sector with the ratio of the last year to ``b``; and
        notes on what is approximate.

    Raises
    ------
    BadReferenceError
        If ``b`` is before the earliest base year of the projection.

    Notes
    -----
    Source: the project's model (MODEL.md, section 3).
    """
    base, first = inventory.years[-1], projection.first_base_year
    if base < first:
        raise BadReferenceError(
            f"The newest statistic is of {base}, and {projection.id} can be followed from {first} on at the "
            f"earliest: it has no statistic between 2005 and {first}. Import newer statistics, or use flat, "
            "trend or own."
        )
    ratios: dict[str, FloatArray] = {}
    for sector in dict.fromkeys(sector_of(source) for source in inventory.sources):
        series = projection.series_of.get(sector, projection.total)
        levels = projection.levels(series, [base, *later])
        ratios[sector] = levels[1:] / levels[0]
    rows = [ratios[sector_of(source)] for source in inventory.sources]
    ahead = inventory.emissions_t[:, -1:] * np.array(rows).reshape(len(rows), len(later))
    emitting = {
        sector_of(source)
        for source, emitted in zip(inventory.sources, inventory.emissions_t[:, -1], strict=True)
        if emitted
    }
    steps = tuple(
        _step(projection, sector, base, later, ratio)
        for sector, ratio in ratios.items()
        if sector in emitting and len(later)
    )
    return ahead, steps, _notes(inventory, projection, emitting)


def _step(
    projection: Projection, sector: str, base: int, later: Sequence[int], ratio: FloatArray
) -> ReferenceStep:
    name, series = sector.replace("_", " "), projection.series_of.get(sector)
    follows = (
        f"follows {series}" if series else f"follows {projection.total}, since it has no series: approximate"
    )
    return ReferenceStep(
        key="projection" if series else "approximate",
        label=f"{name} {follows}; {later[-1]} in proportion to {base}",
        value=float(ratio[-1]),
        unit="share",
        source=f"{projection.source}; straight lines between the published years, constant after the last",
        sector=sector,
    )


def _notes(inventory: Inventory, projection: Projection, emitting: set[str]) -> tuple[str, ...]:
    lacking = [name.replace("_", " ") for name in emitting if name not in projection.series_of]
    notes = [f"The reference follows {projection.label} ({projection.id})."]
    if lacking:
        follow = "follows" if len(lacking) == 1 else "follow"
        notes.append(
            f"{', '.join(sorted(lacking))} {follow} the national total, because the projection has no series "
            "for it: this is approximate."
        )
    if inventory.gas == "CO2":
        notes.append(
            "The projection is of CO2e; its ratios are applied to CO2, as if both fell at the same rate in a "
            "sector."
        )
    return tuple(notes)
