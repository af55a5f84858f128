"""Emission sources: the table from the statistics' names to our ids, with labels.

A source is a leaf of the inventory, ``sector/name``; a sector without sub-sectors in the statistics
is the one source ``sector/all``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from scenarios.errors import ScenariosError
from scenarios.inventory.datasets import emissions_dataset, read_rows
from scenarios.inventory.editions import list_countries, list_editions

LANGUAGES = ("en", "nb", "sv")


class UnknownSourceError(ScenariosError):
    """No emission source has this id or name."""


@dataclass(frozen=True)
class Source:
    """An emission source, or a sector, with its name in the statistics and its labels.

    Attributes
    ----------
    id
        ``sector/name`` for a source, ``sector`` for a sector.
    statistics_name
        The name in the published statistics; empty if these have no row of their own.
    labels
        Language code (``en``, ``nb``, ``sv``) to label.
    """

    id: str
    statistics_name: str
    labels: dict[str, str] = field(hash=False)

    @property
    def sector(self) -> str:
        """The id of the sector."""
        return self.id.partition("/")[0]


def _read(country: str, name: str, dataset: str | None) -> tuple[Source, ...]:
    if dataset is None:
        editions = list_editions(country)
        if not editions:
            known = ", ".join(list_countries())
            raise UnknownSourceError(f"No sources for the country {country!r}; there are {known}.")
        shipped = [edition for edition in editions if not edition.is_imported]
        dataset = shipped[0].dataset if shipped else editions[-1].dataset
    return read_sources(dataset, name)


@cache
def read_sources(dataset: str, name: str) -> tuple[Source, ...]:
    """Return the sources or sectors in a file of a dataset.

    Parameters
    ----------
    dataset, name
        As `scenarios.inventory.datasets.read_rows`.

    Returns
    -------
    tuple of Source
        In the order of the file.
    """
    return tuple(
        Source(row["id"], row["statistics_name"], {code: row[f"label_{code}"] for code in LANGUAGES})
        for row in read_rows(dataset, name)
    )


def list_sources(country: str, dataset: str | None = None) -> tuple[Source, ...]:
    """Return a country's sources.

    Parameters
    ----------
    country
        Two letters, such as ``SE``.
    dataset
        Of an edition; that of the shipped one, else of the oldest, if not given.

    Returns
    -------
    tuple of Source
        Sector by sector.

    Raises
    ------
    UnknownSourceError
        If the country has no statistics.
    """
    return _read(country, "sources.csv", dataset)


def list_sectors(country: str, dataset: str | None = None) -> tuple[Source, ...]:
    """Return a country's sectors.

    Parameters
    ----------
    country, dataset
        As for `list_sources`.

    Returns
    -------
    tuple of Source
        In the order in which they are shown.

    Raises
    ------
    UnknownSourceError
        If the country has no statistics.
    """
    return _read(country, "sectors.csv", dataset)


def source_labels(country: str, language: str) -> dict[str, str]:
    """Return the labels of every source and sector of a country, including those of imported editions.

    Parameters
    ----------
    country
        Two letters, such as ``SE``.
    language
        One of `LANGUAGES`.

    Returns
    -------
    dict
        Id to label.

    Raises
    ------
    UnknownSourceError
        If the country has no statistics, or there are no labels in the language.
    """
    if language not in LANGUAGES:
        raise UnknownSourceError(f"No labels in the language {language!r}; there are {', '.join(LANGUAGES)}.")
    list_sectors(country)  # refuses an unknown country
    return {
        source.id: source.labels[language]
        for name in ("sectors.csv", "sources.csv")
        for edition in list_editions(country)
        for source in read_sources(edition.dataset, name)
    }


def find_source_id(country: str, sector_name: str, name: str) -> str:
    """Return the id of a source by its name in the statistics.

    Parameters
    ----------
    country
        Two letters, such as ``NO``.
    sector_name
        The sector's name in the statistics. It is needed: Norway's statistics have *Jordbruk* both as a
        sector and as a kind of machinery.
    name
        The source's name in the statistics.

    Returns
    -------
    str
        ``sector/name``.

    Raises
    ------
    UnknownSourceError
        If the table does not have the pair, or the country has no statistics.
    """
    sectors = {sector.statistics_name: sector.id for sector in list_sectors(country)}
    for source in list_sources(country):
        if source.sector == sectors.get(sector_name) and source.statistics_name == name:
            return source.id
    raise UnknownSourceError(
        f"The table of sources for {country} does not have {name!r} in the sector {sector_name!r}; "
        f"add the row to scenarios/data/{emissions_dataset(country)}/sources.csv."
    )
