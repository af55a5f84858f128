"""Read text tables with tabs, semicolons or commas between cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from scenarios.importing.table_file import Cell, Limits, Refusal, Table, TableRefusedError, TableRow

_LOOKED_AT: Final = 200_000
_MOST_LINES: Final = 400
_OWN: Final = re.compile(r'"[^"]*"')


def number_records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Read records, each with the number of the line on which it begins.

    Parameters
    ----------
    text
        Lines that end in CR LF, LF or CR; quoted cells may contain line breaks.
    delimiter
        One character.

    Yields
    ------
    row, cells
        The first line is row 1.

    Raises
    ------
    TableRefusedError
        If quotes are unbalanced.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise TableRefusedError(Refusal.QUOTES, row=begins, detail=str(error)) from error


def read_text_table(text: str, limits: Limits, encoding: str = "") -> Table:
    """Read a text as a table.

    Parameters
    ----------
    text
        As for `number_records`; `find_delimiter` finds the delimiter.
    limits
        Limits of the table.
    encoding
        The encoding of the file.

    Returns
    -------
    Table
        With the rows that are not empty.

    Raises
    ------
    TableRefusedError
        If quotes are unbalanced, or a limit is exceeded.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > limits.characters:
        raise TableRefusedError(Refusal.SIZE, limit=limits.characters)
    rows, filled = [], 0
    delimiter = find_delimiter(text)
    for number, cells in number_records(text, delimiter):
        row = _filled(cells)
        filled += len(row)
        if filled > limits.cells:
            raise TableRefusedError(Refusal.CELLS, row=number, limit=limits.cells)
        if row:
            rows.append(TableRow(number, row))
    kind = "tsv" if delimiter == "\t" else "csv"
    return Table(rows=tuple(rows), text=text, encoding=encoding, kind=kind)


def find_delimiter(text: str) -> str:
    """Return the delimiter of a text.

    Parameters
    ----------
    text
        Norwegian and Swedish spreadsheets write semicolons; pasted cells have tabs.

    Returns
    -------
    str
        A tab, a semicolon or a comma.
    """
    lines = [line for line in _OWN.sub("", text[:_LOOKED_AT]).splitlines() if line.strip()][:_MOST_LINES]
    if lines and (said := re.fullmatch(r"sep=([;,\t])", lines[0].strip(" "))):
        return said[1]
    # A comma between digits may be a decimal mark.
    marks = {"\t": re.compile("\t"), ";": re.compile(";"), ",": re.compile(r"(?<!\d),|,(?!\d)")}
    if not any(mark.search(line) for line in lines for mark in marks.values()):
        return ","
    return max(marks, key=lambda delimiter: _regularity(lines, marks[delimiter]))


def _regularity(lines: Sequence[str], mark: re.Pattern[str]) -> tuple[float, int]:
    """Return how regularly a delimiter stands in lines; a title above the table may mislead."""
    counts = [len(mark.findall(line)) for line in lines]
    usual, times = max(
        Counter(count for count in counts if count).items(), key=lambda pair: pair[::-1], default=(0, 0)
    )
    return (times + sum(count > 0 for count in counts)) / max(len(lines), 1), usual


def _filled(cells: Sequence[str]) -> dict[int, Cell]:
    return {column: cell for column, cell in enumerate(cells) if cell.strip()}
