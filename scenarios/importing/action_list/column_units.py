"""The unit of a column's figures: the nearest that heading, groups above it, and remarks name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scenarios.importing.action_list.figures import Figure
from scenarios.importing.action_list.grid import Grid
from scenarios.importing.action_list.headings import Heading
from scenarios.importing.action_list.units import FACTORS, may_be_metric_tons, unit_in

_LONGEST_REMARK: Final = 200
_MOST_T: Final = 1e8


def find_unit(
    grid: Grid,
    heading: Heading,
    rows: Sequence[int],
    column: int,
    cells: Sequence[Figure],
    *,
    has_own: bool,
) -> tuple[str, str]:
    """Find the unit of a column.

    Parameters
    ----------
    grid, heading, rows
        The sheet, its heading and the rows below.
    column
        Counted from 0.
    cells
        Its figures.
    has_own
        Whether a column of its own names the unit of each row.

    Returns
    -------
    unit, doubt
        In `units.FACTORS`, and why it is in doubt; nothing where it is not.
    """
    said = heading.columns[column]
    for text in (said.own, *said.groups, *heading.notes):
        if unit := unit_in(text):
            if unit == "Mt" and may_be_metric_tons(text):
                return "t", "MT can be metric tons or megatonnes; tonnes are taken"
            return unit, _too_large(unit, cells)
    if has_own or (cells and all(figure.unit for figure in cells)):
        return "t", ""
    for text in _first_remarks(grid, rows):
        if unit := unit_in(text):
            return unit, ""
    for text in remarks(grid, heading, rows):
        if len(text) < _LONGEST_REMARK and (unit := unit_in(text)):
            return unit, f"only a remark below the table names a unit, {unit}"
    return "t", "no unit is named; tonnes are taken" if cells else ""


def _too_large(unit: str, cells: Sequence[Figure]) -> str:
    """Return why a unit is in doubt: no municipality emits a hundred million tonnes."""
    values = [value for figure in cells for value in _values(figure)]
    if FACTORS[unit] * max(map(abs, values), default=0.0) <= _MOST_T:
        return ""
    return f"the figures are very large for the unit {unit}"


def _values(figure: Figure) -> list[float]:
    if figure.exact is not None:
        return [figure.exact]
    return [min(map(abs, reading.values)) for reading in figure.readings("") if reading.values]


def remarks(grid: Grid, heading: Heading, rows: Sequence[int]) -> list[str]:
    """Return remarks around a list, and its headings.

    Parameters
    ----------
    grid, heading, rows
        As for `find_unit`.

    Returns
    -------
    list of str
        The nearest above the list first.
    """
    below = [cell.line for row in rows if len(cells := grid.by_row[row]) == 1 for cell in cells.values()]
    return [*heading.notes, *(said.whole for said in heading.columns.values()), *below]


def _first_remarks(grid: Grid, rows: Sequence[int]) -> list[str]:
    """Return remarks between the heading and the first row with more than one cell."""
    texts = []
    for row in rows:
        cells = grid.by_row[row]
        if len(cells) != 1:
            break
        texts += [cell.line for cell in cells.values()]
    return texts
