"""Read a table of annual limits that was pasted from a spreadsheet, typed, or comes as a file.

Councils publish their limits in two shapes: a row for each year, or the years side by side in a heading with
the limits in the row below, often in several such blocks. Figures stay texts here: the caller reads them with
`scenarios.numbers`, and asks about those that can mean two numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from scenarios.errors import ScenariosError
from scenarios.importing.action_list.units import gas_in
from scenarios.importing.limit_cells import LimitCell, LimitsTable, share_unit, turn_changes
from scenarios.importing.table_file import ACTION_LIST, Table, TableRefusedError
from scenarios.importing.table_guard import read_guarded
from scenarios.numbers import MINUS_SIGNS, settle_decimal_mark, write_number

MOST_LIMITS: Final = 60
_LARGEST_BYTES: Final = 1_000_000
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_LINE: Final = re.compile(r"\D{0,40}?((?:19|20)\d\d)(?:\s*[:=,]\s*|\s+)(\S.*)", re.ASCII)
_PERCENT: Final = re.compile(r"%|prosent|procent|per ?cent|pct", re.IGNORECASE)
_PER_CENT_SIGN: Final = re.compile(r"\s*(?:%|prosent|procent|per ?cent|pct)\.?\s*", re.IGNORECASE)

Rows = Sequence[tuple[int, Sequence[str]]]
"""The number of each row, and its cells."""


class LimitsFault(StrEnum):
    """Why a table of limits cannot be arranged."""

    EMPTY = "empty"
    NO_YEARS = "no-years"
    SEVERAL = "several"
    TOO_MANY = "too-many"
    FILE = "file"


class LimitsTableError(ScenariosError):
    """A table of limits cannot be arranged.

    Parameters
    ----------
    fault
        What is wrong.
    row
        Where; None if it is the whole table.
    message
        The same for developers.
    """

    def __init__(self, fault: LimitsFault, message: str, row: int | None = None) -> None:
        self.fault, self.row = fault, row
        super().__init__(message)


def read_limits_text(text: str) -> LimitsTable:
    """Arrange a pasted or typed table.

    Parameters
    ----------
    text
        Rows on lines; cells divided by tabs, semicolons or commas, or a year and its figure on each line.

    Returns
    -------
    LimitsTable
        With a figure for each year, as text, in tonnes or per cent.

    Raises
    ------
    LimitsTableError
        If there are no years with figures, or several rows or columns of figures to choose from.
    """
    return arrange_limits(list(_split(text)))


def read_limits_file(content: bytes) -> LimitsTable:
    """Arrange the table of a file: CSV, or the first visible sheet of a workbook.

    Parameters
    ----------
    content
        The bytes, untrusted.

    Returns
    -------
    LimitsTable
        With a figure for each year, as text, in tonnes or per cent.

    Raises
    ------
    LimitsTableError
        If it cannot be read, and as `read_limits_text`.
    """
    if len(content) > _LARGEST_BYTES:
        message = f"The file is larger than {_LARGEST_BYTES:,} bytes."
        raise LimitsTableError(LimitsFault.FILE, message)
    try:
        table = read_guarded(content, ACTION_LIST)
    except TableRefusedError as error:
        raise LimitsTableError(LimitsFault.FILE, str(error)) from error
    return arrange_limits(list(_cells_of(table)))


def arrange_limits(rows: Rows) -> LimitsTable:
    """Find the years and the limits in the rows of a table.

    Parameters
    ----------
    rows
        Their numbers, and their cells as text.

    Returns
    -------
    LimitsTable
        With a figure for each year, as text, in tonnes or per cent.

    Raises
    ------
    LimitsTableError
        As `read_limits_text`.
    """
    filled = [(number, [cell.strip() for cell in cells]) for number, cells in rows]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    if not filled:
        raise LimitsTableError(LimitsFault.EMPTY, "The table is empty.")
    heads = [place for place, (_, cells) in enumerate(filled) if _is_heading(cells)]
    cells, used = _across(filled, heads) if heads else _down(filled)
    if not cells:
        raise LimitsTableError(
            LimitsFault.NO_YEARS, "The table has no year with a figure beside or below it."
        )
    if len(cells) > MOST_LIMITS:
        raise LimitsTableError(LimitsFault.TOO_MANY, f"The table has more than {MOST_LIMITS} limits.")
    words = " ".join(cell for _, row in filled for cell in row)
    left_out = tuple(number for number, row in filled if number not in used and any(map(_has_figure, row)))
    cells, turned = turn_changes(cells)
    cells, unit = share_unit(cells, words)
    return LimitsTable(
        cells=cells,
        unit=unit,
        gas=gas_in(words),
        decimal_mark=settle_decimal_mark(cell.text for cell in cells if not cell.is_percent),
        left_out=left_out,
        turned=turned,
    )


def _split(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    mark = next((mark for mark in "\t;" if mark in text), "")
    if mark:
        for number, row in enumerate(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark), 1):
            yield number, row
        return
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line.strip())
        if found and not _is_heading([found[1], *found[2].split()]):
            yield number, [found[1], found[2]]
        elif "," in line:
            yield number, next(csv.reader([line]))
        else:
            yield number, re.split(r"\s{2,}", line) if re.search(r"\S\s{2,}\S", line) else line.split()


def _cells_of(table: Table) -> Iterator[tuple[int, list[str]]]:
    for row in table.rows:
        if row.number in table.hidden_rows:
            continue
        columns = range(max(row.cells, default=-1) + 1)
        yield (
            row.number,
            [
                "" if column in table.hidden_columns else _written(row.cells.get(column, ""))
                for column in columns
            ],
        )


def _written(cell: object) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return write_number(float(cell))
    return str(cell)


def _is_year(cell: str) -> bool:
    return _YEAR.fullmatch(cell) is not None and _FIRST_YEAR <= int(cell) <= _LAST_YEAR


def _is_heading(cells: Sequence[str]) -> bool:
    """Return whether years stand side by side; a year and a limit of 2 000 t rarely rise."""
    years = [int(cell) for cell in cells if _is_year(cell)]
    return len(years) > 1 and all(first < second for first, second in pairwise(years))


def _has_figure(cell: str) -> bool:
    return cell.lstrip(f" ~<>{MINUS_SIGNS}")[:1].isdecimal()


def _across(rows: Rows, heads: Sequence[int]) -> tuple[tuple[LimitCell, ...], frozenset[int]]:
    """Read blocks of a heading with years and one row of figures below it."""
    cells: list[LimitCell] = []
    used: set[int] = set()
    for head, end in zip(heads, [*heads[1:], len(rows)], strict=True):
        years = {column: int(cell) for column, cell in enumerate(rows[head][1]) if _is_year(cell)}
        below = [
            (number, row)
            for number, row in rows[head + 1 : end]
            if any(column < len(row) and _has_figure(row[column]) for column in years)
        ]
        amounts = [each for each in below if not _is_percent(each[1])] or below
        if len(amounts) > 1:
            message = "Several rows of figures stand below the years."
            raise LimitsTableError(LimitsFault.SEVERAL, message, amounts[1][0])
        used.add(rows[head][0])
        for number, row in amounts:
            used.add(number)
            percent = _is_percent(row)
            cells += [
                _cell(number, year, row[column], percent)
                for column, year in years.items()
                if column < len(row) and _has_figure(row[column])
            ]
    return tuple(cells), frozenset(used)


def _down(rows: Rows) -> tuple[tuple[LimitCell, ...], frozenset[int]]:
    """Read a row for each year, with the figures in one column behind it."""
    width = max(len(cells) for _, cells in rows)
    counts = [
        sum(_is_year(cells[column]) for _, cells in rows if column < len(cells)) for column in range(width)
    ]
    if not any(counts):
        return (), frozenset()
    place = counts.index(max(counts))
    of_years = [(number, cells) for number, cells in rows if place < len(cells) and _is_year(cells[place])]
    headings = [cells for number, cells in rows if number < of_years[0][0]]
    columns = [
        column
        for column in range(place + 1, width)
        if any(column < len(cells) and _has_figure(cells[column]) for _, cells in of_years)
    ]
    percents = {column: _is_percent_column(column, headings, of_years) for column in columns}
    amounts = [column for column in columns if not percents[column]] or columns
    if len(amounts) > 1:
        message = "Several columns of figures stand behind the years."
        raise LimitsTableError(LimitsFault.SEVERAL, message, of_years[0][0])
    if not amounts:
        return (), frozenset()
    (column,) = amounts
    found = [
        _cell(number, int(cells[place]), cells[column], percents[column])
        for number, cells in of_years
        if column < len(cells) and _has_figure(cells[column])
    ]
    return tuple(found), frozenset(cell.row for cell in found)


def _is_percent_column(column: int, headings: Sequence[Sequence[str]], rows: Rows) -> bool:
    cells = [cells[column] for _, cells in rows if column < len(cells)]
    figures = [cell for cell in cells if _has_figure(cell)]
    # A percentage may stand in a column of amounts: "95 %" as the last of them.
    if all(_PERCENT.search(cell) for cell in figures):
        return True
    return any(column < len(cells) and _PERCENT.search(cells[column]) is not None for cells in headings)


def _is_percent(row: Sequence[str]) -> bool:
    return any(_PERCENT.search(cell) for cell in row)


def _cell(row: int, year: int, text: str, percent: bool) -> LimitCell:
    is_percent = percent or _PERCENT.search(text) is not None
    plain = _PER_CENT_SIGN.sub("", text) if is_percent else text
    return LimitCell(row, year, plain.strip(), is_percent)
