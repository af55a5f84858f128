"""Choose the sheet that holds the list, and recognise its heading and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.importing.action_list.column_override import override
from scenarios.importing.action_list.columns import Columns, recognise_columns
from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.grid import Grid, build_grid
from scenarios.importing.action_list.headings import ColumnHeading, Heading, find_heading
from scenarios.importing.action_list.mapping import ListMapping, check_mapping
from scenarios.importing.table_file import Refusal, Table, TableRefusedError


@dataclass(frozen=True)
class ChosenSheet:
    """A sheet with what was recognised.

    Attributes
    ----------
    grid, heading, columns
        As their classes say.
    rows
        Rows below the heading that are not empty.
    is_recognised
        Whether a heading was found.
    score
        How much like a list it is.
    """

    grid: Grid
    heading: Heading
    columns: Columns
    rows: tuple[int, ...]
    is_recognised: bool
    score: int


def choose_sheet(
    tables: Sequence[Table], sheet: str | None, mapping: ListMapping
) -> tuple[ChosenSheet, tuple[str, ...]]:
    """Choose the sheet that holds the list.

    Parameters
    ----------
    tables
        The visible sheets of the file, at least one.
    sheet
        Its name, where a person has said it.
    mapping
        What a person has said of it.

    Returns
    -------
    chosen, rivals
        The sheet, and the names of others that look like lists, too.

    Raises
    ------
    TableRefusedError
        If there is no such sheet.
    ScenarioFileError
        If the mapping names columns that the sheet does not have.
    """
    if sheet is not None:
        tables = [table for table in tables if table.sheet == sheet]
        if not tables:
            raise TableRefusedError(Refusal.NO_SHEET, detail=f"{sheet!r} is not among the visible sheets")
    looked = [_recognise(table, mapping) for table in tables if not table.refused]
    best = max(looked, key=lambda each: each.score)
    rivals = tuple(
        each.grid.table.sheet
        for each in looked
        if each is not best and each.score >= 6 and each.score * 4 >= best.score
    )
    if mapping.said:
        check_mapping(mapping, best.grid.columns)
    return best, rivals


def _recognise(table: Table, mapping: ListMapping) -> ChosenSheet:
    grid = build_grid(table)
    heading = find_heading(grid, mapping.heading_row)
    is_recognised = heading is not None
    if heading is None:
        first = grid.rows[0] if grid.rows else 1
        heading = Heading(
            first - 1, first - 1, first - 1, {column: ColumnHeading() for column in grid.columns}, ()
        )
    rows = tuple(row for row in grid.rows if row > heading.last)
    columns = recognise_columns(grid, heading, rows) if is_recognised else Columns()
    if mapping.said:
        columns = override(columns, mapping.columns, mapping.said)
    measured = list(columns.effects.values())
    titled = [row for row in rows if grid.own(row, columns.title)] if columns.title is not None else []
    figured = sum(
        any(read_figure(grid.own(row, column)).has_figure for column in measured) for row in titled[:2_000]
    )
    return ChosenSheet(
        grid,
        heading,
        columns,
        rows,
        is_recognised,
        3 * figured + len(titled) * bool(measured) + is_recognised,
    )
