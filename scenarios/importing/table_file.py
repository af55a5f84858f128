"""A table from a user's file: its rows, facts about it, and reasons for refusal.

The reader of such files runs in its own process (`scenarios.importing.table_guard` starts
`scenarios.importing.table_reader`) and imports only this module, the readers of workbooks beside it,
`scenarios.importing.delimited_text` and `scenarios.importing.encodings`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from scenarios.errors import ScenariosError

Cell = str | int | float | bool
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column: rows as `TableRow.number`, columns counted from 0."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of a file, and of the resources for reading it.

    Attributes
    ----------
    rows, cells, characters
        Rows of the sheet, including empty ones; non-empty cells; characters in them.
    filled_rows, filled_columns
        Rows and columns with anything in them: pages draw all of a row, and look at all rows.
    shared_texts
        Shared strings of a workbook, for all its sheets.
    unpacked_bytes
        Of the parts of a workbook to read.
    memory_bytes, cpu_s, wall_s
        Of the reading process: address space, CPU seconds, seconds until it is killed.
    """

    rows: int
    cells: int
    characters: int
    filled_rows: int
    filled_columns: int
    shared_texts: int
    unpacked_bytes: int
    memory_bytes: int
    cpu_s: int
    wall_s: int


STATISTICS: Final = Limits(
    rows=300_000,
    cells=2_500_000,
    characters=50_000_000,
    filled_rows=300_000,
    filled_columns=1_000,
    shared_texts=2_500_000,
    unpacked_bytes=400_000_000,
    memory_bytes=1_000_000_000,
    cpu_s=60,
    wall_s=180,
)
"""For a national workbook: 83,000 rows of eight cells take a third of these."""

ACTION_LIST: Final = Limits(
    rows=100_000,
    cells=20_000,
    characters=200_000,
    filled_rows=20_000,
    filled_columns=200,
    shared_texts=200_000,
    unpacked_bytes=64_000_000,
    memory_bytes=400_000_000,
    cpu_s=8,
    wall_s=20,
)
"""For a municipality's list of actions: some hundred rows, beside unrelated sheets."""

ACTION_WORKBOOK: Final = Limits(
    rows=100_000,
    cells=100_000,
    characters=2_000_000,
    filled_rows=1_000,
    filled_columns=200,
    shared_texts=200_000,
    unpacked_bytes=64_000_000,
    memory_bytes=400_000_000,
    cpu_s=8,
    wall_s=20,
)
"""A municipality's own file as it is: some hundred actions with long texts, on one of several sheets."""


class Refusal(StrEnum):
    """Why a file is refused."""

    BROKEN = "broken"
    LOCKED = "locked"
    DECLARATIONS = "declarations"
    NO_SHEET = "no_sheet"
    EMPTY = "empty"
    ROWS = "rows"
    CELLS = "cells"
    FILLED_ROWS = "filled_rows"
    FILLED_COLUMNS = "filled_columns"
    DOUBTS = "doubts"
    CELL = "cell"
    SIZE = "size"
    MEMORY = "memory"
    TIME = "time"
    BUSY = "busy"
    ENCODING = "encoding"
    LOST_LETTERS = "lost_letters"
    QUOTES = "quotes"


_WORDS: Final = {
    Refusal.BROKEN: "the workbook cannot be opened; expected a sound .xlsx file",
    Refusal.LOCKED: "the file is protected by a password or an old .xls; expected an .xlsx without password",
    Refusal.DECLARATIONS: "the workbook declares XML entities, which no spreadsheet program writes; "
    "expected a file saved by a spreadsheet program",
    Refusal.NO_SHEET: "the sheet is missing, only {detail}; expected the workbook as it is published",
    Refusal.EMPTY: "no cell of the file has anything in it; expected a list of actions",
    Refusal.ROWS: "the sheet lists more than {limit} rows; expected no empty rows below the table",
    Refusal.CELLS: "the sheet has more than {limit} filled cells; expected only the table",
    Refusal.FILLED_ROWS: "more than {limit} rows of the sheet have text; expected only the table",
    Refusal.FILLED_COLUMNS: "more than {limit} columns of the sheet have text; expected only the table",
    Refusal.DOUBTS: "more than {limit} cells are in doubt; expected a list of actions with their effects",
    Refusal.CELL: "cell {detail} holds more text than a cell can; expected at most {limit} characters",
    Refusal.SIZE: "unpacked, the file is larger than {limit} bytes; expected only the table",
    Refusal.MEMORY: "reading the file takes more memory than it may; expected a smaller file",
    Refusal.TIME: "reading the file takes longer than it may; expected a smaller file",
    Refusal.BUSY: "other files are being read; expected another try in a minute",
    Refusal.ENCODING: "the letters of the file cannot be told; expected a file saved as UTF-8",
    Refusal.LOST_LETTERS: "letters were lost before the file came here; expected the original as UTF-8",
    Refusal.QUOTES: "a quote that opens is never closed; expected two quotes around a cell, or none",
}


class TableRefusedError(ScenariosError):
    """A file is refused.

    Parameters
    ----------
    refusal
        The reason.
    row
        The row, as `TableRow.number`; None for the whole file.
    detail
        The subject of the reason, such as a cell.
    limit
        The limit that was exceeded, in the unit of the reason.
    """

    def __init__(self, refusal: Refusal, *, row: int | None = None, detail: str = "", limit: int = 0) -> None:
        self.refusal, self.row, self.detail, self.limit = refusal, row, detail, limit
        super().__init__(refusal)

    def __str__(self) -> str:
        """Return the fault and what is expected, on one line."""
        place = "" if self.row is None else f"row {self.row}: "
        return place + _WORDS[self.refusal].format(detail=self.detail, limit=f"{self.limit:,}")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A non-empty row.

    Attributes
    ----------
    number
        The spreadsheet's own; for a text the line on which the row begins, from 1.
    cells
        Non-empty cells by column, counted from 0.
    """

    number: int
    cells: dict[int, Cell]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The content of a file.

    Attributes
    ----------
    rows
        In the order of the file, including hidden ones.
    text, encoding
        The decoded text and its encoding; both empty for a workbook.
    sheet, other_sheets, hidden_sheets
        The sheet of a workbook that was read, and the other visible and hidden ones.
    hidden_rows, hidden_columns
        Numbers of hidden rows and columns, as in `rows`.
    unstored
        Cells with a formula whose value is not stored in the file, such as ``B4``; the cell has the formula.
    kind
        ``xlsx``, ``xls``, ``ods``, ``csv`` or ``tsv``; empty for a pasted text.
    merges
        Cells that are shown as one; the first has the value.
    formats
        Patterns of numbers that say more than the number, such as ``0.0" kt"``: cell to pattern.
    refused
        Why the sheet was not read, where only other sheets of the file were.
    """

    rows: tuple[TableRow, ...]
    text: str = ""
    encoding: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unstored: frozenset[str] = frozenset()
    kind: str = ""
    merges: tuple[Merge, ...] = ()
    formats: dict[str, str] = field(default_factory=dict)
    refused: Refusal | None = None


def refuse_large(table: Table, limits: Limits) -> None:
    """Refuse a sheet with more rows or columns than can be looked at.

    Parameters
    ----------
    table
        A sheet that was read.
    limits
        Its limits.

    Raises
    ------
    TableRefusedError
        If too many of its rows or columns have anything in them.
    """
    if len(table.rows) > limits.filled_rows:
        raise TableRefusedError(Refusal.FILLED_ROWS, limit=limits.filled_rows)
    columns = set[int]().union(*(row.cells for row in table.rows))
    if len(columns) > limits.filled_columns:
        raise TableRefusedError(Refusal.FILLED_COLUMNS, limit=limits.filled_columns)


def refuse_empty(tables: Sequence[Table]) -> None:
    """Refuse a file in which no cell of any sheet has anything in it.

    Parameters
    ----------
    tables
        Its sheets.

    Raises
    ------
    TableRefusedError
        If there is nothing to read; a sheet that was refused may have something.
    """
    if not any(table.rows or table.refused for table in tables):
        raise TableRefusedError(Refusal.EMPTY)


def leave_out_large(tables: Sequence[Table], limits: Limits) -> tuple[Table, ...]:
    """Leave out the sheets that `refuse_large` refuses; they do not hinder the others.

    Parameters
    ----------
    tables
        The sheets of a file.
    limits
        Of each.

    Returns
    -------
    tuple of Table
        Sheet by sheet; one that was refused has no rows.

    Raises
    ------
    TableRefusedError
        If none is left.
    """
    kept, found = list[Table](), list[TableRefusedError]()
    for table in tables:
        try:
            refuse_large(table, limits)
            kept.append(table)
        except TableRefusedError as refused:
            found.append(refused)
            kept.append(Table(rows=(), sheet=table.sheet, refused=refused.refusal))
    if found and all(table.refused for table in kept):
        first = found[0]
        raise TableRefusedError(first.refusal, row=first.row, detail=first.detail, limit=first.limit)
    return tuple(kept)


def read_each(names: Sequence[str], read: Callable[[str], Table]) -> tuple[Table, ...]:
    """Read several sheets; one that exceeds a limit does not hinder the others.

    Parameters
    ----------
    names
        Of the visible sheets.
    read
        Reads one.

    Returns
    -------
    tuple of Table
        Sheet by sheet; one that was refused has no rows.

    Raises
    ------
    TableRefusedError
        If all of them are refused.
    """
    tables, found = list[Table](), list[TableRefusedError]()
    for name in names:
        try:
            tables.append(read(name))
        except TableRefusedError as refused:
            found.append(refused)
            tables.append(Table(rows=(), sheet=name, refused=refused.refusal))
    if found and all(table.refused for table in tables):
        raise TableRefusedError(
            found[0].refusal, row=found[0].row, detail=found[0].detail, limit=found[0].limit
        )
    return tuple(tables)


def name_column(column: int) -> str:
    """Return the letters of a column.

    Parameters
    ----------
    column
        Counted from 0.

    Returns
    -------
    str
        Such as ``A`` or ``AB``.
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
