"""The folder of an imported edition: files in the form of the shipped ones, written atomically."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenarios.errors import ScenariosError
from scenarios.importing.rows import Row, known_codes
from scenarios.importing.tables import Tables
from scenarios.inventory.datasets import DATA, emissions_dataset, read_document
from scenarios.inventory.editions import FOLDER, SHIPPED
from scenarios.inventory.sources import LANGUAGES, Source

COMPANIONS = {"cement": "cement.csv", "co2_shares": "co2_shares.csv"}
"""Tables that an edition of a shipped country copies, by key in ``edition.json``."""

UNDONE = ".undone-"
"""Begins the name of the empty folder that an edition leaves when its import is undone."""


class ImportArgumentError(ScenariosError):
    """An invalid country or date of an edition."""


def store_edition(
    folder: Path,
    about: dict[str, Any],
    tables: dict[str, Tables],
    rows: Sequence[Row],
    sectors: Sequence[Source],
    sources: Sequence[Source],
) -> str:
    """Write an edition beside its final place and move it there, so that readers never see a partial one.

    Parameters
    ----------
    folder
        The data folder.
    about
        Content of ``edition.json``; the name is added.
    tables
        Gas to its tables.
    rows
        The rows of the file, for the names of municipalities and counties.
    sectors, sources
        Of the tables, in order.

    Returns
    -------
    str
        The name of the edition: its date, with ``-2`` and so on if there is one of that date.

    Raises
    ------
    ImportArgumentError
        If the folder is not writable.
    """
    place = folder / FOLDER / about["country"]
    try:
        place.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".import-", dir=place))
        try:
            for gas, table in tables.items():
                _write_years(
                    made / f"{gas.lower()}_sectors.csv", "sector", [s.id for s in sectors], table.sectors
                )
                _write_years(
                    made / f"{gas.lower()}_sources.csv", "source", [s.id for s in sources], table.sources
                )
            _write_sources(made / "sectors.csv", sectors)
            _write_sources(made / "sources.csv", sources)
            _write_municipalities(made / "municipalities.csv", rows)
            about = about | _take_along(about["country"], about["gases"], made)
            name = free_name(place, about["date"])
            document = json.dumps({**about, "name": name}, ensure_ascii=False, indent=2)
            (made / "edition.json").write_text(document, encoding="utf-8")
            made.chmod(0o755)
            made.rename(place / name)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        raise ImportArgumentError(
            f"The data folder {folder} cannot be written to ({error.strerror}); give another by --data DIR."
        ) from error
    return name


def find_stored(folder: Path, country: str, sha256: str, date: str | None) -> dict[str, Any] | None:
    """Find an edition imported from the same bytes.

    Parameters
    ----------
    folder, country
        The data folder, and two letters.
    sha256
        Of the file.
    date
        Given with the import; None if none was given. Another date is another edition.

    Returns
    -------
    dict or None
        The content of its ``edition.json``.
    """
    for path in sorted((folder / FOLDER / country).glob("*/edition.json")):
        about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if about.get("sha256") == sha256 and date in (None, about["date"]):
            return about
    return None


def free_name(place: Path, date: str) -> str:
    """Return a name for an edition that none has or had.

    Parameters
    ----------
    place, date
        The folder of the country's editions, and the date ``YYYY-MM-DD``.

    Returns
    -------
    str
        The date, with ``-2`` and so on if it has several.
    """
    name, number = date, 1
    while (place / name).exists() or (place / f"{UNDONE}{name}").exists():
        number += 1
        name = f"{date}-{number}"
    return name


def _take_along(country: str, gases: Sequence[str], made: Path) -> dict[str, Any]:
    """Copy the shipped edition's tables other than its figures."""
    if country not in SHIPPED:
        return {}
    shipped = read_document(emissions_dataset(country), "edition.json")
    key = "cement" if "CO2" in gases else "co2_shares"
    if key not in shipped:
        return {}
    shutil.copyfile(DATA / emissions_dataset(country) / COMPANIONS[key], made / COMPANIONS[key])
    return {key: shipped[key]}


def _write_years(
    path: Path, kind: str, keys: Sequence[str], table: dict[tuple[str, str, int], float]
) -> None:
    years = sorted({year for _, _, year in table})
    used = {(municipality, key) for municipality, key, _ in table}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["municipality", kind, *years])
        for municipality in sorted({municipality for municipality, _ in used}):
            for key in keys:
                if (municipality, key) in used:
                    cells = [_figure(table.get((municipality, key, year), 0.0)) for year in years]
                    writer.writerow([municipality, key, *cells])


def _figure(tonnes: float) -> str:
    return f"{tonnes:.6f}".rstrip("0").rstrip(".")


def _write_sources(path: Path, sources: Sequence[Source]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "statistics_name", *(f"label_{code}" for code in LANGUAGES)])
        writer.writerows([s.id, s.statistics_name, *(s.labels[code] for code in LANGUAGES)] for s in sources)


def _write_municipalities(path: Path, rows: Sequence[Row]) -> None:
    of = {row.municipality: row for row in rows}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "name", "country", "county", "county_name"])
        for identifier, row in sorted(of.items()):
            country, _, code = identifier.partition("-")
            name = known_codes(country).get(code, row.name)
            county = f"{country}-{code[:2]}" if row.county_name else ""
            writer.writerow([identifier, name, country, county, row.county_name])
