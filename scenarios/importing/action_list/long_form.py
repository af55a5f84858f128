"""A list with a row for each action and year, read as one row for each action with a column for each year."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.grid import Grid, GridCell
from scenarios.importing.action_list.headings import ColumnHeading
from scenarios.importing.action_list.list_table import ListTable, Place
from scenarios.importing.action_list.roles import Role, role_of
from scenarios.importing.action_list.years import is_year

_MOST_YEARS: Final = 30
_USUAL: Final = 0.5
Key = tuple[str, ...]


def spread_years(table: ListTable) -> ListTable:
    """Give each year a column, where a list has a row for each action and year.

    Parameters
    ----------
    table
        As it stands.

    Returns
    -------
    ListTable
        The same one where the list has no such form. Else each action stands in its first row.
    """
    effect = _effect_column(table)
    if effect is None or table.columns.title is None:
        return table
    for column, years in _years_by_column(table).items():
        groups = _groups(table, years)
        several = sum(len(rows) > 1 for rows in groups)
        if len(groups) > 1 and several >= max(2, _USUAL * len(groups)):
            return _spread(table, groups, years, effect, column)
    return table


def _effect_column(table: ListTable) -> int | None:
    """Return the only column of effects; None where there are several, or the ends of estimates."""
    columns = set(table.columns.effects.values())
    if len(columns) != 1 or table.columns.low is not None or table.columns.high is not None:
        return None
    if len(table.columns.effects) == 1 and is_year(next(iter(table.columns.effects))):
        return None
    return next(iter(columns))


def _years_by_column(table: ListTable) -> dict[int, dict[int, str]]:
    """Return the columns that could name the year of each row's effect, with row to year."""
    grid, columns = table.grid, table.columns
    apart = {columns.title, columns.target, *columns.effects.values()}
    found = {}
    for column in grid.columns:
        if column in apart:
            continue
        cells = {
            row: cell.line
            for row in table.rows
            if (cell := grid.own(row, column)) is not None and len(grid.by_row[row]) > 1
        }
        years = {row: text[:4] for row, text in cells.items() if is_year(text)}
        count = len(set(years.values()))
        if len(years) > 3 and len(years) >= 0.9 * len(cells) and 2 <= count <= _MOST_YEARS:
            found[column] = years
    return found


def _groups(table: ListTable, years: dict[int, str]) -> list[list[int]]:
    """Return the rows of each action: those of one title and target, each year once."""
    grid, columns = table.grid, table.columns
    open_groups: dict[Key, list[int]] = {}
    groups: list[list[int]] = []
    carried: Key = ()
    for row in table.rows:
        if row not in years:
            carried = ()
            continue
        title, target = grid.shown(row, columns.title), grid.shown(row, columns.target)
        if title is not None:
            # An empty target below the same title is the one above.
            above = carried[1] if carried and carried[0] == title.line else ""
            carried = (title.line, target.line if target else above)
        elif not carried:
            continue
        group = open_groups.get(carried)
        if group is None or years[row] in {years[each] for each in group}:
            group = open_groups[carried] = []
            groups.append(group)
        group.append(row)
    return groups


def _spread(
    table: ListTable, groups: list[list[int]], years: dict[int, str], effect: int, year_column: int
) -> ListTable:
    grid = table.grid
    first = max(grid.columns) + 1
    spread = {year: first + place for place, year in enumerate(sorted(set(years.values())))}
    cells: dict[Place, GridCell] = dict(grid.cells)
    places: dict[Place, Place] = {}
    for rows in groups:
        for row in rows:
            here = (rows[0], spread[years[row]])
            places[here] = (row, effect)
            cell = cells.pop((row, effect), None)
            if cell is not None:
                cells[here] = cell
            cells.pop((row, year_column), None)
            if row != rows[0]:
                for column in grid.by_row[row]:
                    cells.pop((row, column), None)
    filled = {row for row, _ in cells} | {rows[0] for rows in groups}
    said = table.heading.columns
    named = {
        column: ColumnHeading(f"{said[effect].own} {year}".strip(), said[effect].groups)
        for year, column in spread.items()
    }
    columns = table.columns
    return replace(
        table,
        grid=Grid(grid.table, tuple(row for row in grid.rows if row in filled), cells, grid.covered),
        heading=replace(table.heading, columns={**said, **named}),
        columns=replace(
            columns,
            effects=dict(spread),
            start_year=_other_start(table, year_column),
            doubts={first if column == effect else column: why for column, why in columns.doubts.items()},
        ),
        places=places,
        without_year=tuple(
            row for row in table.rows if row not in years and read_figure(grid.own(row, effect)).has_figure
        ),
    )


def _other_start(table: ListTable, year_column: int) -> int | None:
    """Return the column that says when an action begins: not the one that names the years of effects."""
    if table.columns.start_year != year_column:
        return table.columns.start_year
    named = (
        column
        for column, said in table.heading.columns.items()
        if column != year_column and role_of(said.own) is Role.START_YEAR and not is_year(said.own)
    )
    return next(named, None)
