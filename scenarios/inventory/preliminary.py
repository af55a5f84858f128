"""Preliminary CO2 years of a territory: which releases of CO2e continue its official CO2, and how far."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.inventory.bridging import change_factors
from scenarios.inventory.datasets import (
    FloatArray,
    emissions_dataset,
    read_document,
    read_year_table,
)
from scenarios.inventory.editions import SHIPPED, list_editions
from scenarios.inventory.publication import Publication
from scenarios.inventory.sources import list_sectors
from scenarios.inventory.territories import Territory, find_territory

NOTED_LEVEL_T = 100.0
"""Sectors smaller than this, t, are not named in the notes on constant levels."""

_TABLE = "co2e_sectors.csv"


@dataclass(frozen=True)
class Release:
    """A publication of CO2e by sector.

    Attributes
    ----------
    dataset
        The location of its table.
    name, edition
        Publisher with edition, and the edition alone.
    """

    dataset: str
    name: str
    edition: str

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years, ascending."""
        return read_year_table(self.dataset, _TABLE).years


@dataclass(frozen=True)
class Preliminary:
    """The factors of the last official CO2 in the preliminary years.

    Attributes
    ----------
    years, methods
        The years, consecutive from the one after the last official year, and the derivation of each in words.
    factors
        Fractions of the official level, shape (municipalities, sectors, years).
    notes
        Notes for readers of the figures.
    """

    years: tuple[int, ...]
    methods: tuple[str, ...]
    factors: FloatArray
    notes: tuple[str, ...]


def list_releases(territory: Territory) -> tuple[Release, ...]:
    """Return the releases of CO2e that have all of a territory.

    Parameters
    ----------
    territory
        Whose municipalities.

    Returns
    -------
    tuple of Release
        Newest first.
    """
    country, wanted = territory.country, set(territory.members)
    editions = [e for e in list_editions(country) if "CO2e" in e.gases and e.members.issuperset(wanted)]
    shipped = emissions_dataset(country)
    bridge = read_document(shipped, "edition.json").get("bridge") if country in SHIPPED else None
    if bridge is None:
        return tuple(_release(edition.dataset) for edition in editions)
    last_year = read_year_table(shipped, _TABLE).years[-1]
    newer = [edition for edition in editions if edition.is_newer_than(bridge["date"], last_year)]
    older = [edition for edition in editions if edition not in newer]
    return (
        *(_release(edition.dataset) for edition in newer),
        Release(shipped, f"{bridge['statistic']}, {bridge['edition']}", bridge["edition"]),
        *(_release(edition.dataset) for edition in older),
    )


def carry_on(publication: Publication, last: int, *, left_out: Collection[str] = ()) -> Preliminary:
    """Return how the official CO2 of a publication continues beyond its last year.

    For each sector and year the newest release that has both is used, ``C G[y] / G[b]`` as in
    `scenarios.inventory.bridging`; ``G[b]`` is of the same release, or of the next one with the year b. A
    sector that no release has in that year stays at its level of the year before.

    Parameters
    ----------
    publication
        Of the CO2.
    last
        Its last official year, b.
    left_out
        Sectors that no note is to speak about.

    Returns
    -------
    Preliminary
        Factors of 1 for a constant level; no years if no release reaches beyond b.

    Notes
    -----
    Source: the project's model (MODEL.md, section 2); its equation is in `scenarios.inventory.bridging`.
    """
    territory, sectors = publication.territory, publication.sectors
    releases = list_releases(territory)
    years = _consecutive({year for release in releases for year in release.years}, last)
    shape = (len(territory.members), len(sectors))
    factors, methods, notes = np.ones((*shape, len(years))), [], []
    official = _official(publication, last)
    kept_anywhere = np.zeros(shape, dtype=np.bool_)
    tables = {release: _by_sector(release, territory, sectors) for release in releases}
    for column, year in enumerate(years):
        used: dict[Release, Release] = {}
        missing = []
        for position, sector in enumerate(sectors):
            pair = _pair(releases, tables, sector, last, year)
            if pair is None:
                missing += [] if sector in left_out else [sector]
                factors[:, position, column] = factors[:, position, column - 1] if column else 1.0
                continue
            newer, older = pair
            used[newer] = older
            base = tables[older][sector][:, older.years.index(last)]
            later = tables[newer][sector][:, newer.years.index(year)]
            found, kept = change_factors(official[:, [position]], base[:, None], later[:, None, None])
            factors[:, position, column] = found[:, 0, 0]
            if sector not in left_out:
                kept_anywhere[:, position] |= kept[:, 0]
        methods.append(_method(used, last, year))
        if missing:
            notes.append(
                f"{year}: no release of CO2e has {', '.join(map(_plain, missing))}; "
                f"kept at the level of {year - 1}."
            )
    return Preliminary(
        years, tuple(methods), factors, (*_kept_notes(publication, kept_anywhere, official, last), *notes)
    )


def _release(dataset: str) -> Release:
    about = read_document(dataset, "edition.json")
    # The name of an imported one contains its edition.
    name = about["statistic"] if "notes" in about else f"{about['statistic']}, {about['edition']}"
    return Release(dataset, name, about["edition"])


def _consecutive(years: set[int], last: int) -> tuple[int, ...]:
    """Return the years up to the first gap, over which no budget could be rolled forward."""
    end = last
    while end + 1 in years:
        end += 1
    return tuple(range(last + 1, end + 1))


def _official(publication: Publication, last: int) -> FloatArray:
    # Compare the sectors as published, including cement, whichever emissions are continued.
    table = read_year_table(publication.dataset, "co2_sectors.csv")
    values = table.values(publication.territory.members, publication.sectors)
    return np.asarray(values[:, :, table.years.index(last)], dtype=np.float64)


def _by_sector(release: Release, territory: Territory, sectors: Sequence[str]) -> dict[str, FloatArray]:
    """Return t CO2e of each sector that a release has, shape (municipalities, years)."""
    own = [sector.id for sector in list_sectors(territory.country, release.dataset)]
    values = read_year_table(release.dataset, _TABLE).values(territory.members, own)
    return {sector: values[:, own.index(sector)] for sector in sectors if sector in own}


def _pair(
    releases: Sequence[Release],
    tables: dict[Release, dict[str, FloatArray]],
    sector: str,
    last: int,
    year: int,
) -> tuple[Release, Release] | None:
    """Return the release to use for a sector and year, and the one with the base year."""

    def newest(wanted: int) -> Release | None:
        return next((r for r in releases if wanted in r.years and sector in tables[r]), None)

    newer = newest(year)
    if newer is None:
        return None
    older = newer if last in newer.years else newest(last)
    return None if older is None else (newer, older)


def _method(used: dict[Release, Release], last: int, year: int) -> str:
    told = []
    for newer, older in used.items():
        base = f"that of {last}" if older is newer else f"that of {last} in {older.edition}"
        told.append(f"CO2 of {last} times each sector's published CO2e of {year} over {base} ({newer.name})")
    return "; other sectors: ".join(told) or f"kept at the level of {year - 1}"


def _kept_notes(
    publication: Publication, kept: npt.NDArray[np.bool_], official: FloatArray, last: int
) -> tuple[str, ...]:
    members, sectors = publication.territory.members, publication.sectors
    return tuple(
        f"{find_territory(members[m]).name}, {_plain(sectors[s])}: kept at the level of "
        f"{last}, because the two editions of the statistics do not count the same plants there."
        for m, s in np.argwhere(kept & (official > NOTED_LEVEL_T))
    )


def _plain(sector: str) -> str:
    return sector.replace("_", " ")
