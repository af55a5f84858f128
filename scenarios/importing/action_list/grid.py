"""One sheet as a grid of cells: what each shows, what is merged, what is hidden, what has no value."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from scenarios.importing.table_file import Cell, Merge, Table, name_column
from scenarios.numbers import write_number

_MOST_COVERED: Final = 500_000
_ERRORS: Final = re.compile(r"#(REF|N/A|NAME|NULL|NUM|VALUE|DIV/0|SPILL|CALC)[!?]?|Err:\d+", re.IGNORECASE)
_BROKEN_WORD: Final = re.compile(r"(?<=[a-zåäöæø])-[ \t]*\n\s*(?=[a-zåäöæø])")
_BREAKS: Final = re.compile(r"\r\n|\r|\u2028|\x0b")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell that holds something.

    Attributes
    ----------
    text
        What it shows, with its line breaks.
    number
        In the unit of the cell, where it is a number and not text; else None.
    pattern
        Of a number, where it says more than the number.
    has_value
        False for a formula without a stored value.
    """

    text: str
    number: float | None = None
    pattern: str = ""
    has_value: bool = True

    @property
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    @property
    def heading(self) -> str:
        """The text on one line, words that are broken at the end of a line in one piece."""
        return " ".join(_BROKEN_WORD.sub("", self.text).split())

    @property
    def is_error(self) -> bool:
        """Whether a formula failed."""
        return _ERRORS.fullmatch(self.text.strip()) is not None


@dataclass(frozen=True)
class Grid:
    """A sheet.

    Attributes
    ----------
    table
        From which it was made.
    rows
        Numbers of the rows that are not empty and not hidden, in order.
    cells
        (row, column) to what stands there, without hidden rows and columns.
    covered
        (row, column) of a merged cell to the (row, column) whose text it shows; not the first cell itself.
    """

    table: Table
    rows: tuple[int, ...]
    cells: dict[tuple[int, int], GridCell]
    covered: dict[tuple[int, int], tuple[int, int]]

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """Columns in which something stands, counted from 0."""
        return tuple(sorted({column for _, column in self.cells}))

    @cached_property
    def by_row(self) -> dict[int, dict[int, GridCell]]:
        """Row to its cells by column."""
        rows: dict[int, dict[int, GridCell]] = {row: {} for row in self.rows}
        for (row, column), cell in sorted(self.cells.items()):
            rows[row][column] = cell
        return rows

    def own(self, row: int, column: int | None) -> GridCell | None:
        """Return what stands in a cell itself; None where nothing does.

        Parameters
        ----------
        row, column
            Of the cell; no column has no cells.

        Returns
        -------
        GridCell or None
            None where nothing stands.
        """
        return None if column is None else self.cells.get((row, column))

    def shown(self, row: int, column: int | None) -> GridCell | None:
        """Return what a cell shows, merged ones what their first cell holds; None where nothing does.

        Parameters
        ----------
        row, column
            Of the cell; no column has no cells.

        Returns
        -------
        GridCell or None
            None where nothing is shown.
        """
        if column is None:
            return None
        return self.cells.get(self.covered.get((row, column), (row, column)))

    def cut(self, rows: Collection[int], columns: Collection[int]) -> Grid:
        """Return a part of the sheet.

        Parameters
        ----------
        rows, columns
            That are kept; the others are as if they were empty.

        Returns
        -------
        Grid
            Of the same table.
        """
        kept_rows, kept_columns = set(rows), set(columns)
        cells = {
            (row, column): cell
            for (row, column), cell in self.cells.items()
            if row in kept_rows and column in kept_columns
        }
        covered = {place: first for place, first in self.covered.items() if first in cells}
        filled = {row for row, _ in cells}
        return Grid(self.table, tuple(row for row in self.rows if row in filled), cells, covered)


def build_grid(table: Table) -> Grid:
    """Make a grid of a table.

    Parameters
    ----------
    table
        As it was read.

    Returns
    -------
    Grid
        Without what is hidden.
    """
    cells = {
        (row.number, column): _cell(table, row.number, column, value)
        for row in table.rows
        if row.number not in table.hidden_rows
        for column, value in row.cells.items()
        if column not in table.hidden_columns
    }
    rows = tuple(sorted({row for row, _ in cells}))
    return Grid(table, rows, cells, _cover(table.merges, rows, cells))


def _cell(table: Table, row: int, column: int, value: Cell) -> GridCell:
    place = f"{name_column(column)}{row}"
    if place in table.unstored:
        return GridCell(str(value), has_value=False)
    if isinstance(value, bool):
        return GridCell(str(value).upper())
    if isinstance(value, str):
        return GridCell(_BREAKS.sub("\n", value).strip())
    text = str(value) if isinstance(value, int) else write_number(value)
    return GridCell(text, float(value), table.formats.get(place, ""))


def _cover(
    merges: tuple[Merge, ...], rows: tuple[int, ...], cells: dict[tuple[int, int], GridCell]
) -> dict[tuple[int, int], tuple[int, int]]:
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    last_column = max((column for _, column in cells), default=0)
    for top, left, bottom, right in merges:
        if (top, left) not in cells:
            continue
        for row in rows:
            if not top <= row <= bottom:
                continue
            for column in range(left, min(right, last_column) + 1):
                # What stands in a covered cell itself, as some programs leave it, is not shown.
                if (row, column) != (top, left) and (row, column) not in cells:
                    covered[row, column] = (top, left)
        if len(covered) > _MOST_COVERED:
            break
    return covered
