"""The figures of a list in tonnes: units, decimal marks, signs, and what has to be asked about them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from scenarios.importing.action_list.amounts import OTHER_MARK, Amount, to_amount
from scenarios.importing.action_list.column_units import find_unit
from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.figures import Doubt, read_figure
from scenarios.importing.action_list.grid import Grid, GridCell
from scenarios.importing.action_list.headings import Heading
from scenarios.importing.action_list.result import RowKind
from scenarios.importing.action_list.separators import Decision, decide_marks
from scenarios.importing.action_list.sums import Sums, scopes_above, scopes_below
from scenarios.importing.action_list.units import FACTORS, is_other_unit, unit_in
from scenarios.importing.action_list.vocabulary import fold
from scenarios.numbers import read_number


class EffectTable:
    """The figures of one list.

    Parameters
    ----------
    grid, heading, columns
        The sheet, and what was recognised.
    rows
        Rows below the heading.
    units
        Column to unit where a person has said it.
    usual
        The unit of the list above on the sheet, where this one names none.
    """

    def __init__(
        self,
        grid: Grid,
        heading: Heading,
        columns: Columns,
        rows: tuple[int, ...],
        units: Mapping[int, str],
        usual: str = "",
    ) -> None:
        self.grid, self.heading, self.columns, self.rows = grid, heading, columns, rows
        ends = (column for column in (columns.low, columns.high) if column is not None)
        self.measured = tuple(dict.fromkeys((*columns.effects.values(), *ends)))
        self.figures = {
            (row, column): read_figure(self.cell(row, column)) for row in rows for column in self.measured
        }
        self.units: dict[int, str] = {}
        self.unit_doubts: dict[int, str] = {}
        for column in self.measured:
            cells = [self.figures[row, column] for row in rows if self.figures[row, column].has_figure]
            found, doubt = find_unit(grid, heading, rows, column, cells, has_own=columns.unit is not None)
            self.units[column] = units.get(column) or (usual if doubt and usual else found)
            if doubt and not usual and column not in units:
                self.unit_doubts[column] = doubt
        self._share_units(units)
        self.marks: dict[int, Decision] = {}
        self.amounts: dict[tuple[int, int, str], Amount | None] = {}
        self.said: dict[tuple[int, int], float | None] = {}

    def cell(self, row: int, column: int) -> GridCell | None:
        """Return the cell whose figure counts here: merged over years in each, over rows at the first.

        Parameters
        ----------
        row, column
            Of the cell.

        Returns
        -------
        GridCell or None
            None where nothing stands, or the figure counts in a row above.
        """
        place = self.grid.covered.get((row, column), (row, column))
        return self.grid.cells.get(place) if place[0] == row else None

    def decide(
        self,
        kinds: Mapping[int, RowKind],
        uncounted: Collection[int],
        language: str,
        given: str = "",
        usual: str = "",
    ) -> None:
        """Decide the decimal mark of each column.

        Parameters
        ----------
        kinds
            Of the rows.
        uncounted
            Rows that are not added up.
        language
            Of the list.
        given
            The mark that a person has said; else empty.
        usual
            The mark of the list above on the sheet; else empty.
        """
        if given:
            self.marks = {column: Decision(given, "it was said so") for column in self.measured}
            return
        self.marks = {}

        def misfit(column: int, mark: str) -> float | None:
            self.marks = {column: Decision(mark, "")}
            sums = self.sums(uncounted, (column,))
            off = [
                abs(sums.add(scope, column) - stated) / abs(stated)
                for row, kind in kinds.items()
                if kind is RowKind.TOTAL and (stated := sums.values.get((row, column)))
                for scope in (*scopes_above(row, kinds, self.rows), *scopes_below(row, kinds, self.rows))
                if len(scope) > 1
            ]
            return min(off, default=None)

        by_column = {
            column: [self.figures[row, column] for row in self.rows if kinds.get(row) is not RowKind.NOTE]
            for column in self.measured
        }
        self.marks = decide_marks(by_column, misfit, language, self.units, usual)

    def sums(self, uncounted: Collection[int], columns: Iterable[int] | None = None) -> Sums:
        """Return all figures for comparing sums, with the marks that are decided so far.

        Parameters
        ----------
        uncounted
            Rows that are not added up.
        columns
            All of effects if not given.

        Returns
        -------
        Sums
            In t/yr.
        """
        wanted = tuple(self.columns.effects.values() if columns is None else columns)
        amounts = {
            (row, column): amount
            for row in self.rows
            for column in wanted
            if (amount := self.amount(row, column)) is not None
        }
        values = {place: amount.value for place, amount in amounts.items()}
        return Sums(values, {place: amount.step for place, amount in amounts.items()}, uncounted, wanted)

    def amount(self, row: int, column: int) -> Amount | None:
        """Return a figure in t/yr, with the list's sign; None where there is none.

        Parameters
        ----------
        row, column
            Of the cell.

        Returns
        -------
        Amount or None
            In t/yr.

        Notes
        -----
        Source: the project's model (MODEL.md, section 12).
        """
        if (row, column) in self.said:
            value = self.said[row, column]
            return None if value is None else Amount(value)
        mark = self.marks[column].mark if column in self.marks else ""
        key = (row, column, mark)
        if key not in self.amounts:
            self.amounts[key] = self._amount(row, column, mark)
        return self.amounts[key]

    def _amount(self, row: int, column: int, mark: str) -> Amount | None:
        figure = self.figures.get((row, column))
        if figure is None or not figure.has_figure:
            return None
        row_unit = "" if figure.unit else self._row_unit(row)
        if row_unit is None:
            return None
        return to_amount(figure, FACTORS[figure.unit or row_unit or self.units[column]], mark)

    def put(self, row: int, column: int, value: float | None) -> None:
        """Put a person's figure in the place of what was read.

        Parameters
        ----------
        row, column
            Of the cell.
        value
            In t/yr, with the list's sign; None for no figure.
        """
        self.said[row, column] = value

    def doubts(self, row: int, column: int) -> tuple[Doubt, ...]:
        """Return why a cell is to be asked about.

        Parameters
        ----------
        row, column
            Of the cell.

        Returns
        -------
        tuple of Doubt
            Empty where nothing is in doubt.
        """
        if self.grid.covered.get((row, column)) is not None:
            return ()
        figure = self.figures[row, column]
        found = list(figure.doubts)
        if figure.has_figure and not figure.unit and self._row_unit(row) is None:
            found.append(Doubt.NOT_TONNES)
        if any(read_number(number).is_ambiguous for number in figure.numbers):
            found.append(Doubt.AMBIGUOUS)
        return tuple(dict.fromkeys(found))

    def shows_mark(self, column: int) -> bool:
        """Return whether a figure of a column is written with a comma or a point.

        Parameters
        ----------
        column
            Of effects.

        Returns
        -------
        bool
            False where all its figures are plain digits.
        """
        return any(
            sign in ",."
            for (_, of), figure in self.figures.items()
            if of == column
            for n in figure.numbers
            for sign in n
        )

    def thousands(self, decimal: str) -> str:
        """Return what parts thousands in the list; empty where nothing does.

        Parameters
        ----------
        decimal
            The decimal mark of the list.

        Returns
        -------
        str
            A comma, a point, a space or an apostrophe.
        """
        texts = [number for figure in self.figures.values() for number in figure.numbers]
        for sign in (OTHER_MARK[decimal], " ", "\u00a0", "\u202f", "'", "’"):
            if sign and any(re.search(rf"\d{re.escape(sign)}\d{{3}}(?!\d)", text) for text in texts):
                return " " if sign in "\u00a0\u202f" else sign
        return ""

    def texts(self) -> list[str]:
        """Return the cells of effects that are text.

        Returns
        -------
        list of str
            Row by row.
        """
        cells = [self.grid.own(row, column) for row in self.rows for column in self.measured]
        return [cell.line for cell in cells if cell is not None and cell.number is None]

    def _share_units(self, given: Mapping[int, str]) -> None:
        """Let a year's column without a unit have that of the others, where these agree."""
        named = {self.units[column] for column in self.measured if column not in self.unit_doubts}
        for column in [column for column in self.unit_doubts if column not in given]:
            if len(named) == 1:
                self.units[column] = next(iter(named))
                del self.unit_doubts[column]

    def _row_unit(self, row: int) -> str | None:
        """Return the unit of the row's own column; empty if it names none, None if it is no tonnes."""
        cell = self.grid.shown(row, self.columns.unit)
        if cell is None:
            return ""
        unit = unit_in(cell.line)
        return unit or (None if is_other_unit(fold(cell.line)) else "")
