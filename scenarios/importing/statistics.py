"""Import of emission statistics: a file becomes a new, dated edition, or is refused."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.importing.edition_effects import figures_in_use, tell_changes, tell_editions, tell_splits
from scenarios.importing.edition_folder import ImportArgumentError, find_stored, store_edition
from scenarios.importing.formats import RowFault, StatisticsFileError, read_records
from scenarios.importing.rows import Row, RowReader
from scenarios.importing.tables import (
    Tables,
    build_tables,
    missing_years,
    repeated,
    unequal,
    used_sectors,
    used_sources,
    zeros_note,
)
from scenarios.inventory.editions import SHIPPED, data_folder
from scenarios.numbers import settle_decimal_mark

LAST_YEAR = 2100
"""The newest possible year of a file without a given date: nothing here reads the clock."""

WORKBOOK = "Miljødirektoratet, Utslipp av klimagasser i kommuner"


@dataclass(frozen=True)
class ImportedEdition:
    """The result of an import.

    Attributes
    ----------
    country, edition, date
        The country, the name of the new edition and its date.
    date_from
        The origin of the date, in words.
    statistic
        The name of the statistic in steps and provenance.
    gases, years, municipalities, sources
        Of the edition; ids.
    rows
        The number of imported rows.
    notes
        Notes for readers of the figures.
    is_new
        False if the same file was imported before: nothing is added.
    changes
        The effects of the import on budgets and references, or why there are none.
    """

    country: str
    edition: str
    date: str
    date_from: str
    statistic: str
    gases: tuple[str, ...]
    years: tuple[int, ...]
    municipalities: tuple[str, ...]
    sources: tuple[str, ...]
    rows: int
    notes: tuple[str, ...]
    is_new: bool
    changes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as the command prints it."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in ((name, getattr(self, name)) for name in self.__dataclass_fields__)
        }


def import_statistics(
    content: bytes,
    *,
    country: str,
    file_name: str,
    name: str | None = None,
    date: str | None = None,
    folder: Path | None = None,
    compare: bool = True,
) -> ImportedEdition:
    """Import a statistics file as a new edition.

    Parameters
    ----------
    content
        A tidy CSV in UTF-8 (``municipality_code,municipality,sector[,subsector],year,emissions_t,gas``,
        tonnes) or the workbook of Miljødirektoratet, whose CO2 rows become CO2 and whose gases
        together become CO2e.
    country
        Two letters. For ``SE`` and ``NO`` sectors and subsectors are those of the shipped tables, by id
        or by their name in the statistics; other countries use the ids of these sectors.
    file_name
        Recorded in the edition.
    name
        The publisher of the figures; the workbook's publisher or the name of the file if not given.
    date
        Of the edition, ``YYYY-MM-DD``. If not given, 1 January after the newest year of the file.
    folder
        The data folder; that of `scenarios.inventory.editions.data_folder` if not given.
    compare
        Whether to say what changes, which takes longer than the import of a whole country.

    Returns
    -------
    ImportedEdition
        The newest edition (by date) with a territory's municipalities is used for it; `changes` says whether
        that is this one now. The same file with the same date adds nothing.

    Raises
    ------
    StatisticsFileError
        With every fault of the file; nothing is changed.
    ImportArgumentError
        If country or date is invalid, or the data folder is not writable.

    Notes
    -----
    A combination of municipality, source and year that is not in the file counts as zero. Sums may
    differ from given totals by the rounding of the figures (`scenarios.importing.tables.unequal`).
    """
    country, given = _country(country), _date(date)
    records, is_workbook = read_records(content)
    if is_workbook and country != "NO":
        raise StatisticsFileError(
            [RowFault(None, f"this is Norway's workbook, and the country is {country}", "--country NO")]
        )
    # Numbers of workbook cells have no notation, so they do not show the decimal mark.
    written = (cell for record in records if isinstance(cell := record.cells["tonnes"], str))
    decimal_mark = settle_decimal_mark(written)
    reader = RowReader(country, given.year if given else LAST_YEAR, is_workbook, decimal_mark)
    rows = [row for record in records if (row := reader.read(record)) is not None]
    faults = [*reader.faults, *(repeated(rows) if not is_workbook else _twice(rows))]
    tables = _tables(rows, is_workbook)
    if not faults:
        faults += [
            fault for table in tables.values() for fault in unequal(_totals_of(rows, is_workbook), table)
        ]
        faults += missing_years(rows)
    if not faults and not any(table.sectors for table in tables.values()):
        faults = [RowFault(None, "there is no row of a sector", "a row for each municipality and sector")]
    if faults:
        raise StatisticsFileError(sorted(faults, key=lambda fault: fault.row or 0))
    years = tuple(sorted({row.year for row in rows}))
    day = given or datetime.date(years[-1] + 1, 1, 1)
    notes = [*zeros_note(next(iter(tables.values())))]
    if left_out := len(records) - len(rows):
        notes.append(f"{left_out} rows of international transport are left out: no budget here counts them.")
    if reader.new_sources and country in SHIPPED:
        listed = ", ".join(sorted(reader.new_sources))
        notes.append(f"Sources that the shipped table does not name, called as in the file: {listed}.")
    label = name or (WORKBOOK if is_workbook else f"statistics of {file_name}")
    digest = hashlib.sha256(content).hexdigest()
    about = {
        "country": country,
        "gas": next(iter(tables)),
        "gases": list(tables),
        "statistic": f"{label} (edition of {day}, imported)",
        "edition": f"edition of {day}, imported from {file_name}",
        "date": str(day),
        "is_dated": given is not None,
        "sha256": digest,
        "notes": notes,
    }
    sources = used_sources(country, list(tables.values()), reader.new_sources)
    municipalities = tuple(sorted({row.municipality for row in rows}))
    place = folder or data_folder()
    known = find_stored(place, country, digest, None if given is None else str(given))
    before = figures_in_use(country, municipalities) if compare else {}
    if known is None:
        sectors = used_sectors(country, tables.values())
        about["name"] = store_edition(place, about, tables, rows, sectors, sources)
    else:
        about = known
    after = figures_in_use(country, municipalities) if compare else {}
    told = tell_editions(after) if known else tell_changes(before, after, tuple(tables), years)
    return ImportedEdition(
        country=country,
        edition=str(about["name"]),
        date=str(about["date"]),
        date_from="given" if about.get("is_dated") else "1 January after the newest year of the file",
        statistic=str(about["statistic"]),
        gases=tuple(tables),
        years=years,
        municipalities=municipalities,
        sources=tuple(source.id for source in sources),
        rows=len(rows),
        notes=tuple(notes),
        is_new=known is None,
        changes=(*told, *tell_splits(after, str(about["edition"]), [source.id for source in sources])),
    )


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ImportArgumentError(f"The country is {text!r}; give two letters, such as NO, SE or DK.")
    return text.upper()


def _date(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise ImportArgumentError(f"The date is {text!r}; give a day as YYYY-MM-DD, such as 2026-04-24.")


def _twice(rows: Sequence[Row]) -> list[RowFault]:
    """Return the faults of `repeated`, except for the gases, which the workbook keeps separate."""
    return [fault for fault in repeated(rows) if fault.expected != "one gas in a file"]


def _tables(rows: Sequence[Row], is_workbook: bool) -> dict[str, Tables]:
    if not is_workbook:
        return {rows[0].gas: build_tables(rows)} if rows else {}
    co2 = [row for row in rows if row.gas == "CO2"]
    return ({"CO2": build_tables(co2)} if co2 else {}) | {"CO2e": build_tables(rows)}


def _totals_of(rows: Sequence[Row], is_workbook: bool) -> Sequence[Row]:
    return [] if is_workbook else rows
