"""Which column is what in a list without any heading: only what stands in the columns tells."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from scenarios.importing.action_list.column_candidates import Candidate, find_candidates
from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.counting import is_not_counted
from scenarios.importing.action_list.effect_columns import ANY_YEAR
from scenarios.importing.action_list.grid import Grid
from scenarios.importing.action_list.headings import Heading

_MOSTLY: Final = 0.6
_OFTEN: Final = 0.4
_SHORT: Final = 22
"""Characters of a cell: names of who is responsible are shorter, remarks longer."""


def find_first_row(grid: Grid) -> int:
    """Return where a list without a heading begins: the first row of which another has as many cells.

    Parameters
    ----------
    grid
        The sheet.

    Returns
    -------
    int
        The row's number.
    """
    return next((row for row in grid.rows if len(grid.by_row[row]) > 1), grid.rows[0] if grid.rows else 1)


def recognise_bare_columns(grid: Grid, heading: Heading, rows: tuple[int, ...]) -> Columns:
    """Recognise the columns of a list without a heading.

    Parameters
    ----------
    grid, heading
        The sheet, and a heading that says nothing.
    rows
        Rows of the list.

    Returns
    -------
    Columns
        The effect's column stands in ``doubts``; there is none where several could hold it.
    """
    found = [each for each in find_candidates(grid, heading, rows) if each.content.filled]
    effect = _effect(grid, rows, found)
    texts = [each for each in found if each.column != effect and each.content.figures < _MOSTLY]
    start = next((each.column for each in found if each.content.years > _MOSTLY), None)
    unit = next((each.column for each in texts if each.content.units > _MOSTLY), None)
    texts = [each for each in texts if each.column not in (start, unit)]
    sectors = [each for each in texts if each.content.sectors >= _OFTEN and each.content.length < 40]
    plain = [each for each in texts if each not in sectors] or sectors
    title = max(plain, key=_like_a_title).column if plain else None
    target = next((each.column for each in sectors if each.column != title), None)
    rest = [each for each in texts if each.column not in (title, target)]
    leads = [each.column for each in rest if _is_like_a_lead(grid, rows, each)]
    notes = tuple(each.column for each in rest if each.column not in leads[:1])
    doubt = "no heading says what this column holds: is it the effect, in tonnes a year?"
    return Columns(
        title=title,
        target=target,
        effects={} if effect is None else {ANY_YEAR: effect},
        lead=leads[0] if leads else None,
        start_year=start,
        note=notes[0] if notes else None,
        unit=unit,
        more_notes=notes[1:],
        doubts={} if effect is None else {effect: doubt},
    )


def _effect(grid: Grid, rows: tuple[int, ...], found: list[Candidate]) -> int | None:
    """Return the one column of figures; where there are several, the one whose cells name tonnes."""
    measured = [
        each
        for each in found
        if each.content.figures > 0.4
        and each.content.years < _MOSTLY
        and each.content.percent < 0.3
        and not _counts_rows(grid, rows, each.column)
    ]
    named = [each.column for each in measured if each.content.tonnes]
    chosen = named or [each.column for each in measured]
    return chosen[0] if len(chosen) == 1 else None


def _counts_rows(grid: Grid, rows: tuple[int, ...], column: int) -> bool:
    """Return whether a column numbers the rows: 1, 2, 3."""
    texts = [cell.line.rstrip(".)") for row in rows if (cell := grid.own(row, column)) is not None]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 5]
    steps = [after - before for before, after in pairwise(numbers)]
    return len(numbers) * 5 > len(texts) * 4 and len(steps) > 0 and all(step == 1 for step in steps)


def _like_a_title(each: Candidate) -> tuple[bool, float]:
    return (
        each.content.distinct > _MOSTLY and each.content.length > 6,
        each.content.length * each.content.filled,
    )


def _is_like_a_lead(grid: Grid, rows: tuple[int, ...], each: Candidate) -> bool:
    """Return whether a column holds short names that come back."""
    texts = [cell.line for row in rows if (cell := grid.own(row, each.column)) is not None]
    is_short = each.content.length < _SHORT and (each.content.distinct < 0.9 or each.content.length < 8)
    return is_short and not any(is_not_counted(text) for text in texts)
