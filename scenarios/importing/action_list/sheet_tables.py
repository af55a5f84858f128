"""The tables of one sheet: other lists and other tables may stand below a list, and tables beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.grid import Grid, GridCell
from scenarios.importing.action_list.headings import (
    Heading,
    find_heading,
    holds_figures,
    score_heading,
    stands_over,
)
from scenarios.importing.action_list.repeated_headings import has_same_columns
from scenarios.importing.action_list.roles import Role, is_heading_like, role_of

_LONGEST: Final = 80
_MOST_ABOVE: Final = 3
_MOST_TABLES: Final = 40
_LOOKED_AT: Final = 12
"""Rows that are enough to tell the heading of a table."""


def cut_below(grid: Grid, heading: Heading) -> tuple[Grid, tuple[tuple[Grid, Heading], ...]]:
    """Cut a sheet where another table begins below a list.

    Parameters
    ----------
    grid, heading
        The sheet, and the heading of its list.

    Returns
    -------
    first, others
        The sheet down to the first of the other tables; each of these with its heading.
    """
    starts: list[tuple[int, int]] = []
    latest = heading
    for place, row in enumerate(grid.rows):
        if row <= latest.last or len(starts) == _MOST_TABLES or not _starts_table(grid, place, latest):
            continue
        first = _first_place(grid, place)
        named = max(grid.rows[place : place + 2], key=lambda each: score_heading(grid, each))
        found = find_heading(grid.cut(grid.rows[first : place + _LOOKED_AT], grid.columns), named)
        if found is not None:
            starts.append((first, named))
            latest = found
    if not starts:
        return grid, ()
    bounds = [first for first, _ in starts] + [len(grid.rows)]
    others = []
    for (begin, end), (_, named) in zip(pairwise(bounds), starts, strict=True):
        part = grid.cut(grid.rows[begin:end], grid.columns)
        if (found := find_heading(part, named)) is not None:
            others.append((part, found))
    return grid.cut(grid.rows[: bounds[0]], grid.columns), tuple(others)


def columns_beside(grid: Grid, heading: Heading) -> frozenset[int]:
    """Return the columns of tables that stand beside a list, behind an empty column.

    Parameters
    ----------
    grid, heading
        The sheet, and the heading of its list.

    Returns
    -------
    frozenset of int
        Empty where the list stands alone.
    """
    blocks = _blocks(grid.columns)
    if len(blocks) < 2:
        return frozenset()
    main = max(blocks, key=lambda block: _likeness(block, heading))
    beside = set[int]()
    for block in blocks:
        if block is not main and len(block) > 1 and _stands_apart(grid, heading, block, main):
            beside.update(block)
    return frozenset(beside)


def _starts_table(grid: Grid, place: int, heading: Heading) -> bool:
    """Return whether a row is the heading of another table: words over figures, mostly after a gap."""
    row = grid.rows[place]
    cells = grid.by_row[row]
    if len(cells) < 2 or place + 1 >= len(grid.rows) or has_same_columns(heading, cells):
        return False
    if holds_figures(grid, row) or any(len(cell.heading) > _LONGEST for cell in cells.values()):
        return False
    known = sum(is_heading_like(cell.heading) for cell in cells.values())
    if known * 3 < 2 * len(cells):
        return False
    roles = {role_of(cell.heading) for cell in cells.values()} - {None}
    before = grid.rows[place - 1]
    if before <= heading.last:
        # What follows a heading at once explains it.
        return False
    has_gap = row - before > 1 or len(grid.by_row[before]) == 1
    if not has_gap and not {Role.TITLE, Role.EFFECT} <= roles:
        return False
    below = [grid.by_row[each] for each in grid.rows[place + 1 : place + 6]]
    return len(roles) >= 2 and any(_has_figure_under(cells, under) for under in below)


def _has_figure_under(cells: Mapping[int, GridCell], under: Mapping[int, GridCell]) -> bool:
    return any(column in cells and read_figure(cell).has_figure for column, cell in under.items())


def _first_place(grid: Grid, place: int) -> int:
    """Return where a table begins: with the groups above its heading, and its own title above these."""
    rows, first = grid.rows, place
    while first > 1 and place - first < _MOST_ABOVE and stands_over(grid, rows[first - 1], rows[first]):
        first -= 1
    while first > 1 and place - first < _MOST_ABOVE and len(grid.by_row[rows[first - 1]]) == 1:
        (cell,) = grid.by_row[rows[first - 1]].values()
        is_remark = cell.line.endswith(".") or not cell.line[:1].isalnum()
        is_of_above = rows[first] - rows[first - 1] > 1 and rows[first - 1] - rows[first - 2] == 1
        if is_remark or is_of_above:
            break
        first -= 1
    return first


def _blocks(columns: Sequence[int]) -> list[list[int]]:
    """Return columns in groups that empty columns part."""
    blocks: list[list[int]] = []
    for column in columns:
        if not blocks or column - blocks[-1][-1] > 1:
            blocks.append([])
        blocks[-1].append(column)
    return blocks


def _roles(block: Sequence[int], heading: Heading) -> set[Role | None]:
    return {role_of(heading.columns[column].own) for column in block} - {None}


def _likeness(block: Sequence[int], heading: Heading) -> tuple[int, int]:
    roles = _roles(block, heading)
    return (Role.TITLE in roles) + (Role.EFFECT in roles), len(block)


def _stands_apart(grid: Grid, heading: Heading, block: Sequence[int], main: Sequence[int]) -> bool:
    """Return whether columns belong to a table of their own and not to the list."""
    named = [column for column in block if heading.columns[column].whole]
    if not named:
        return True
    roles = _roles(block, heading)
    if roles & {Role.TITLE, Role.TARGET} & _roles(main, heading):
        return True
    below = [grid.by_row[row] for row in grid.rows if row > heading.last]
    filled = [cells for cells in below if any(column in cells for column in block)]
    alone = sum(sum(column in cells for column in main) <= 1 for cells in filled)
    return bool(roles & {Role.TITLE, Role.TARGET}) or alone * 2 > len(filled)
