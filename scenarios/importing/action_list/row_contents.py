"""What stands in the rows below the heading, as far as it tells their kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.grid import Grid, GridCell
from scenarios.importing.action_list.headings import Heading
from scenarios.importing.action_list.result import RowKind
from scenarios.importing.action_list.roles import Role, role_of
from scenarios.importing.action_list.targets import TargetFinder
from scenarios.importing.action_list.total_labels import may_be_total

_USUAL: Final = 0.6
"""Share of the rows that makes something usual."""


class RowContents:
    """The rows of one list.

    Parameters
    ----------
    grid, heading, columns
        The sheet, and what was recognised.
    rows
        Rows below the heading.
    finder
        Knows the words for sectors.
    said
        Row to its kind, where a person has said it.
    """

    def __init__(
        self,
        grid: Grid,
        heading: Heading,
        columns: Columns,
        rows: tuple[int, ...],
        finder: TargetFinder,
        said: Mapping[int, RowKind],
    ) -> None:
        self.said = said
        self.grid, self.heading, self.columns, self.rows, self.finder = grid, heading, columns, rows, finder
        self.measured = {*columns.effects.values(), columns.low, columns.high} - {None}
        self.numbers = {
            column
            for column, said in heading.columns.items()
            if role_of(said.own) is Role.NUMBER and column != columns.title
        }
        self.places = {row: place for place, row in enumerate(rows)}
        self.dense = {row: None for row in rows if self._is_dense(row)}
        with_more = sum(
            bool(self._attributes(row)) or bool(self.numbers & set(grid.by_row[row])) for row in self.dense
        )
        self.usually_more = bool(self.dense) and with_more >= _USUAL * len(self.dense)

    def _cells(self, row: int) -> dict[int, GridCell]:
        return self.grid.by_row[row]

    def _attributes(self, row: int) -> set[int]:
        known = {self.columns.title, self.columns.target, *self.columns.more_targets}
        return set(self._cells(row)) - known - self.measured - self.numbers

    def _is_dense(self, row: int) -> bool:
        cells = self._cells(row)
        return (
            len(cells) >= 2
            and bool(self._title(row))
            and any(column in cells for column in (*self.measured, *self._attributes(row)))
        )

    def _title(self, row: int) -> str:
        column = self.columns.title
        cell = self.grid.own(row, column)
        if cell is None and (row, column) in self.grid.covered:
            top, left = self.grid.covered[row, column]  # type: ignore[index]
            # A title merged over several rows stands for each that has a figure or more of its own.
            cell = self.grid.own(top, left) if left == column and self._cells(row) else None
        return cell.line if cell is not None else ""

    def _figures(self, row: int) -> bool:
        return any(
            read_figure(self._cells(row).get(column)).has_figure
            for column in self.measured
            if column is not None
        )

    def _label(self, row: int) -> str:
        cells = self._cells(row)
        title = cells.get(self.columns.title) if self.columns.title is not None else None
        apart = {self.columns.note, *self.columns.more_notes, self.columns.lead, self.columns.others}
        apart |= {self.columns.cost, self.columns.unit, self.columns.counted, self.columns.start_year}
        texts = [
            cell.line
            for column, cell in cells.items()
            if column not in self.measured | apart and cell.number is None
        ]
        marked = next((text for text in texts if may_be_total(text)), "")
        return marked or (title.line if title is not None else texts[0] if texts else "")
