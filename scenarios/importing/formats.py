"""Statistics files that can be imported: a tidy CSV, and the workbook of Miljødirektoratet.

This module reads records of raw cells; `scenarios.importing.rows` validates them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scenarios.errors import ScenariosError, one_line
from scenarios.importing.delimited_text import number_records
from scenarios.importing.table_file import STATISTICS, Refusal, TableRefusedError
from scenarios.importing.table_guard import read_guarded
from scenarios.importing.workbook import is_workbook as looks_like_workbook

SHEET: Final = "Oversikt - detaljert"
WORKBOOK_COLUMNS: Final = {
    "county": "Fylke",
    "code": "Kommunenummer",
    "name": "Kommune",
    "sector": "Sektor",
    "subsector": "Utslippskilde",
    "gas": "Klimagass",
    "year": "År",
    "tonnes": "Utslipp (tonn CO2-ekvivalenter)",
}
TIDY_COLUMNS: Final = {
    "code": "municipality_code",
    "name": "municipality",
    "sector": "sector",
    "subsector": "subsector",
    "year": "year",
    "tonnes": "emissions_t",
    "gas": "gas",
}
OPTIONAL: Final = ("subsector",)


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault of a statistics file.

    Attributes
    ----------
    row
        Row number of a spreadsheet, with header row 1; for a CSV the line on which the row begins; None for
        the whole file.
    problem, expected
        The fault, and what is expected.
    """

    row: int | None
    problem: str
    expected: str

    def __str__(self) -> str:
        """Return ``row N: problem; expected ...`` on one line."""
        place = "" if self.row is None else f"row {self.row}: "
        return one_line(f"{place}{self.problem}; expected {self.expected}")


class StatisticsFileError(ScenariosError):
    """A statistics file is refused.

    Parameters
    ----------
    faults
        All its faults, at least one; equal ones are kept once.
    """

    def __init__(self, faults: Iterable[RowFault]) -> None:
        self.faults: tuple[RowFault, ...] = tuple(dict.fromkeys(faults))
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Return one line per fault."""
        return "\n".join(str(fault) for fault in self.faults)


def gather(faults: Iterable[RowFault]) -> list[str]:
    """Join equal faults of several rows in one line.

    Parameters
    ----------
    faults
        Of one file, in order.

    Returns
    -------
    list of str
        ``row 7: problem; expected ...``, or ``rows 2 to 90, 95 (90 rows): problem; expected ...``.
    """
    alike: dict[tuple[str, str], list[RowFault]] = {}
    for fault in faults:
        alike.setdefault((fault.problem, fault.expected), []).append(fault)
    return [str(group[0]) if len(group) == 1 else _gathered(group) for group in alike.values()]


def _gathered(faults: Sequence[RowFault]) -> str:
    runs: list[list[int]] = []
    for row in sorted(fault.row for fault in faults if fault.row is not None):
        if runs and row == runs[-1][-1] + 1:
            runs[-1][1:] = [row]
        else:
            runs.append([row])
    named = ", ".join(" to ".join(map(str, run)) for run in runs)
    first = faults[0]
    return one_line(f"rows {named} ({len(faults)} rows): {first.problem}; expected {first.expected}")


@dataclass(frozen=True, slots=True)
class Record:
    """The raw cells of a row.

    Attributes
    ----------
    row
        Row number of a spreadsheet, with header row 1; for a CSV the line on which the row begins.
    cells
        Cells by our names of the columns: text from a CSV, also numbers and None from a workbook.
    """

    row: int
    cells: dict[str, Any]


def read_records(content: bytes) -> tuple[list[Record], bool]:
    """Return the records of a file, and whether it is the workbook.

    Parameters
    ----------
    content
        The bytes of the file; its signature identifies a workbook.

    Returns
    -------
    records, is_workbook
        At least one record; whether the file is the workbook of Miljødirektoratet.

    Raises
    ------
    StatisticsFileError
        If the file is no such table (empty, another encoding or sheet, columns missing), or exceeds a limit.
    """
    if not content.strip():
        raise _refused("the file is empty", "a CSV file or Miljødirektoratet's workbook")
    is_workbook = looks_like_workbook(content)
    rows, names = (
        (_workbook_rows(content), WORKBOOK_COLUMNS) if is_workbook else (_csv_rows(content), TIDY_COLUMNS)
    )
    header = _header(rows, names)
    records = list(_records(rows, header, names))
    if not records:
        raise _refused("there are no rows below the header", "a row for each municipality, source and year")
    return records, is_workbook


def _csv_rows(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise StatisticsFileError(
            [RowFault(row, f"byte {error.start + 1} of the file is not UTF-8", "a CSV file saved as UTF-8")]
        ) from error
    try:
        yield from number_records(text, ",")
    except TableRefusedError as error:
        raise StatisticsFileError(
            [
                RowFault(
                    error.row, f"no CSV: {error.detail}", "cells separated by commas, quoted by two quotes"
                )
            ]
        ) from error


def _workbook_rows(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        table = read_guarded(content, STATISTICS, SHEET)
    except TableRefusedError as error:
        problem, _, expected = str(error).partition("; expected ")
        if error.refusal is Refusal.NO_SHEET:
            problem = f"there is no sheet {SHEET!r}, only {error.detail}"
        raise _refused(problem, expected) from error
    for row in table.rows:
        yield row.number, [row.cells.get(column) for column in range(max(row.cells) + 1)]


def _header(rows: Iterator[tuple[int, Sequence[Any]]], names: dict[str, str]) -> list[str]:
    """Return our name of the column for each cell of the header."""
    number, cells = next(((number, cells) for number, cells in rows if _is_filled(cells)), (1, ()))
    ours = {_plain(name): key for key, name in names.items()}
    header = [ours.get(_plain(str(cell or "")), "") for cell in cells]
    wanted = [key for key in names if key not in OPTIONAL or names is WORKBOOK_COLUMNS]
    hint = "; is the file separated by semicolons?" if len(cells) == 1 and ";" in str(cells[0]) else ""
    listed = ", ".join(names.values())
    faults = [
        RowFault(number, f"the column {names[key]!r} is missing{hint}", f"the columns {listed}")
        for key in wanted
        if key not in header
    ]
    faults += [
        RowFault(number, f"the column {names[key]!r} stands twice", "every column once")
        for key in names
        if header.count(key) > 1
    ]
    if names is TIDY_COLUMNS and not faults:
        faults += [
            RowFault(number, f"the column {str(cell)!r} is unknown", f"the columns {listed}")
            for cell, key in zip(cells, header, strict=True)
            if not key
        ]
    if faults:
        raise StatisticsFileError(faults)
    return header


def _records(
    rows: Iterator[tuple[int, Sequence[Any]]], header: list[str], names: dict[str, str]
) -> Iterator[Record]:
    faults = []
    for number, cells in rows:
        if not _is_filled(cells):
            continue
        if names is TIDY_COLUMNS and len(cells) != len(header):
            expected = f"{len(header)}, as the header has"
            faults.append(RowFault(number, f"the row has {len(cells)} cells", expected))
            continue
        named = zip(header, (*cells, *[None] * (len(header) - len(cells))), strict=False)
        yield Record(number, {key: cell for key, cell in named if key})
    if faults:
        raise StatisticsFileError(faults)


def _is_filled(cells: Sequence[Any]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in cells)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold().replace("₂", "2")


def _refused(problem: str, expected: str) -> StatisticsFileError:
    return StatisticsFileError([RowFault(None, problem, expected)])
