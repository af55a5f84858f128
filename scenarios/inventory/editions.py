"""Editions of emission statistics: the shipped one of each country, and imported ones.

Shipped and imported editions are folders of the same form: ``edition.json``, the sectors and sources, and
for each gas a table by sector and one by source. Imported editions are in the data folder,
``DATA/statistics/<country>/<date>``, and never change.

The edition with the newest date of publication is used, so editions are listed newest first. If the dates
cannot tell whether an import or the shipped edition is newer, the newest year does. That is so if the date
of the import was not given, or if only the day of a copy of the shipped edition is known and the import is
dated between its newest year and that day.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from scenarios.inventory.datasets import (
    emissions_dataset,
    read_document,
    read_rows,
    read_year_table,
    read_years,
)

ENVIRONMENT = "HANDLINGSROM_DATA"
FOLDER = "statistics"
NAME = re.compile(r"\d{4}-\d{2}-\d{2}(-\d+)?")
SHIPPED = ("SE", "NO")
"""Countries whose statistics are shipped."""

SHIPPED_ALONE = ("no_oslo",)
"""Datasets of single municipalities, shipped with the gases apart."""

_chosen: list[Path] = []


@dataclass(frozen=True)
class Edition:
    """The statistics of a country's municipalities, as published at one time.

    Attributes
    ----------
    country, name
        ``SE`` and the name of the edition; for imported ones their date, with ``-2`` and so on if a date has
        several; for the shipped one ``shipped``.
    dataset
        The location of its tables, for `scenarios.inventory.datasets`.
    gases
        Which of ``CO2`` and ``CO2e`` are published.
    members
        Ids of the municipalities that it has.
    date
        Of publication, ``YYYY-MM-DD``.
    is_dated
        Whether the date was given; else it is the first day after the newest year.
    """

    country: str
    name: str
    dataset: str
    gases: tuple[str, ...]
    members: frozenset[str] = field(repr=False, hash=False)
    date: str
    is_dated: bool = True

    @property
    def is_imported(self) -> bool:
        """Whether it was imported."""
        return self.name != "shipped"

    def years(self, gas: str) -> tuple[int, ...]:
        """Return the years published of a gas.

        Parameters
        ----------
        gas
            One of `gases`.

        Returns
        -------
        tuple of int
            Calendar years, ascending; they may have gaps.
        """
        return read_years(self.dataset, f"{gas.lower()}_sectors.csv")

    def is_newer_than(self, date: str, last_year: int, *, is_copy: bool = False) -> bool:
        """Return whether it was published later than some shipped statistics.

        Parameters
        ----------
        date, last_year
            Date of publication of the shipped statistics, ``YYYY-MM-DD``, and their newest year.
        is_copy
            Whether the date is only the day of a copy: they were published earlier.

        Returns
        -------
        bool
            By the date if that decides, else by the newest year.
        """
        earliest = f"{last_year + 1}-01-01" if is_copy else date
        if self.is_dated and not earliest <= self.date < date:
            return self.date >= date
        return max(year for gas in self.gases for year in self.years(gas)) >= last_year


def use_data_folder(folder: Path | str | None, *others: Path) -> None:
    """Set the folder of imported editions for this process.

    Parameters
    ----------
    folder
        The folder for imports, which need not exist; None resets to the default.
    others
        Other folders whose editions are read.
    """
    _chosen[:] = [] if folder is None else [Path(folder), *others]


def data_folder() -> Path:
    """Return the folder of imported editions.

    Returns
    -------
    pathlib.Path
        The folder chosen by `use_data_folder`, else the environment's ``HANDLINGSROM_DATA``, else
        ``handlingsrom`` in the user's data folder (``XDG_DATA_HOME`` or ``~/.local/share``). It need not
        exist.
    """
    if _chosen:
        return _chosen[0]
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "handlingsrom"


def data_folders() -> tuple[Path, ...]:
    """Return all folders of imported editions.

    Returns
    -------
    tuple of pathlib.Path
        Those chosen by `use_data_folder`, else the one of `data_folder`; they need not exist.
    """
    return tuple(_chosen) or (data_folder(),)


def list_editions(country: str | None = None) -> tuple[Edition, ...]:
    """Return the editions of statistics that are on the disk now.

    Parameters
    ----------
    country
        Two letters; None for all countries.

    Returns
    -------
    tuple of Edition
        Those of a country newest first; the shipped one comes after newer imports.
    """
    return tuple(edition for edition in _all(_imported_folders()) if country in (None, edition.country))


def find_edition(country: str, members: Collection[str], gas: str | None = None) -> Edition | None:
    """Return the edition to use for a set of municipalities, so that no sum mixes two editions.

    It is the newest that has all of them and publishes the gas. If no gas is given, editions with CO2 take
    precedence, because a carbon budget is CO2.

    Parameters
    ----------
    country
        Of the municipalities.
    members
        Their ids.
    gas
        ``CO2``, ``CO2e`` or None for either.

    Returns
    -------
    Edition or None
        None if no edition has all of them in that gas.
    """
    whole = [edition for edition in list_editions(country) if edition.members.issuperset(members)]
    for wanted in ("CO2", "CO2e") if gas is None else (gas,):
        for edition in whole:
            if wanted in edition.gases:
                return edition
    return None


def list_countries() -> tuple[str, ...]:
    """Return the countries with statistics, the shipped ones first."""
    return tuple(dict.fromkeys((*SHIPPED, *sorted(edition.country for edition in list_editions()))))


def _imported_folders() -> tuple[str, ...]:
    found = [path for folder in _chosen or [data_folder()] for path in _in(folder)]
    return tuple(str(path) for path in sorted(found, key=_by_date, reverse=True))


def _in(folder: Path) -> list[Path]:
    try:
        countries = sorted(path for path in (folder / FOLDER).iterdir() if path.is_dir())
    except OSError:
        return []
    # An unfinished import has another name.
    return [path for country in countries for path in country.iterdir() if NAME.fullmatch(path.name)]


def _by_date(path: Path) -> tuple[str, int]:
    return path.name[:10], int(path.name[11:] or 1)


@cache
def _all(folders: tuple[str, ...]) -> tuple[Edition, ...]:
    imported = [_imported(folder) for folder in folders]
    shipped = {country: _shipped(country) for country in SHIPPED}
    single = [_shipped_alone(dataset) for dataset in SHIPPED_ALONE]
    newer = [edition for edition in imported if _is_newer(edition, shipped.get(edition.country))]
    older = [edition for edition in imported if edition not in newer]
    return (*newer, *shipped.values(), *single, *older)


def _is_newer(edition: Edition, shipped: Edition | None) -> bool:
    if shipped is None:
        return True
    is_copy = read_document(shipped.dataset, "edition.json").get("date_is") == "copy"
    return edition.is_newer_than(shipped.date, shipped.years(shipped.gases[0])[-1], is_copy=is_copy)


@cache
def _shipped(country: str) -> Edition:
    dataset = emissions_dataset(country)
    about = read_document(dataset, "edition.json")
    rows = read_rows("territories", "municipalities.csv")
    alone = frozenset[str]().union(*(_shipped_alone(name).members for name in SHIPPED_ALONE))
    members = frozenset(row["id"] for row in rows if row["country"] == country) - alone
    return Edition(country, "shipped", dataset, (about["gas"],), members, about["date"])


@cache
def _shipped_alone(dataset: str) -> Edition:
    about = read_document(dataset, "edition.json")
    members = frozenset(row["id"] for row in read_rows(dataset, "municipalities.csv"))
    return Edition(about["country"], "shipped", dataset, tuple(about["gases"]), members, about["date"])


@cache
def _imported(folder: str) -> Edition:
    about = read_document(folder, "edition.json")
    members = frozenset(read_year_table(folder, f"{about['gas'].lower()}_sectors.csv").cells)
    # Editions of earlier versions do not say whether their date was given; the default was 1 January.
    is_dated = about.get("is_dated", not about["date"].endswith("-01-01"))
    return Edition(
        about["country"], about["name"], folder, tuple(about["gases"]), members, about["date"], is_dated
    )
