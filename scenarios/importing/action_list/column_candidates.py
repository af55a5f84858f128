"""What each column of a list could be: by its heading, and by what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.grid import Grid, GridCell
from scenarios.importing.action_list.headings import ColumnHeading, Heading
from scenarios.importing.action_list.roles import Role, is_bare_qualifier, role_of, says_only_how
from scenarios.importing.action_list.targets import names_a_sector
from scenarios.importing.action_list.units import unit_in
from scenarios.importing.action_list.vocabulary import is_word
from scenarios.importing.action_list.years import LAST_YEAR, is_year, read_start_year

_MOSTLY: Final = 0.8
_LOOKED_AT: Final = 500
"""Rows that are enough to tell what a column holds."""


@dataclass(frozen=True)
class Content:
    """What stands in a column, as shares of its filled cells.

    Attributes
    ----------
    years, sectors, figures, tonnes, percent, answers, units
        Share of the cells, from 0 to 1, that hold years or dates, names of sectors, figures, figures with
        tonnes behind them, percentages, yes or no, units.
    filled
        How many cells hold something.
    length
        Characters of a cell, a mean; no share.
    distinct
        Share of the cells that differ.
    """

    years: float
    sectors: float
    filled: int
    figures: float
    tonnes: float
    percent: float
    answers: float
    units: float
    length: float
    distinct: float


@dataclass(frozen=True)
class Candidate:
    """A column, and what it could be.

    Attributes
    ----------
    column
        Counted from 0.
    heading, role, content
        What the heading says, what that makes of the column, and what stands in it.
    is_guessed
        Whether the heading only names tonnes, beside words that are not known.
    """

    column: int
    heading: ColumnHeading
    role: Role | None
    content: Content
    is_guessed: bool = False


def find_candidates(grid: Grid, heading: Heading, rows: tuple[int, ...]) -> list[Candidate]:
    """Say of each column what it could be.

    Parameters
    ----------
    grid, heading
        The sheet, and its heading.
    rows
        Rows below the heading.

    Returns
    -------
    list of Candidate
        From left to right, without columns that are empty and have no heading.
    """
    found = []
    for column in grid.columns:
        said, content = heading.columns[column], _content(grid, column, rows)
        if content.filled or said.own:
            role = _role(said, content)
            found.append(Candidate(column, said, role, content, role is Role.EFFECT and _is_guessed(said)))
    return found


def _content(grid: Grid, column: int, rows: tuple[int, ...]) -> Content:
    cells = [cell for row in rows[:_LOOKED_AT] if (cell := grid.own(row, column)) is not None]
    count = len(cells) or 1
    read = [read_figure(cell) for cell in cells]
    figures = sum(
        cell.number is not None or figure.has_figure for cell, figure in zip(cells, read, strict=True)
    )
    words = [cell.line for cell in cells]
    starts = [read_start_year(cell) for cell in cells]
    return Content(
        sectors=sum(len(text) <= 60 and names_a_sector(text) for text in words) / count,
        years=sum(
            year is not None and 1990 <= year <= 2100 and not _is_large(cell)
            for year, cell in zip(starts, cells, strict=True)
        )
        / count,
        filled=len(cells),
        figures=figures / count,
        tonnes=sum(bool(figure.unit) for figure in read) / count,
        percent=sum(text.endswith("%") for text in words) / count,
        answers=sum(is_word("answers.yes", text) or is_word("answers.no", text) for text in words) / count,
        units=sum(bool(unit_in(text)) and len(text) < 20 for text in words) / count,
        length=sum(map(len, words)) / count,
        distinct=len(set(words)) / count,
    )


def _is_large(cell: GridCell) -> bool:
    """Return whether a cell is a number that may be a spreadsheet's day, or 40,000 tonnes."""
    number = float(cell.line) if cell.line.isdecimal() and len(cell.line) < 10 else cell.number
    return number is not None and number > LAST_YEAR


def _is_guessed(heading: ColumnHeading) -> bool:
    texts = (heading.own, *heading.groups)
    return not any(role_of(text) is Role.EFFECT for text in texts) and not all(map(says_only_how, texts))


def _role(heading: ColumnHeading, content: Content) -> Role | None:
    own = role_of(heading.own)
    group = next((role for text in heading.groups if (role := role_of(text)) is not None), None)
    measured = own in (Role.EMISSIONS, Role.LOW, Role.HIGH, Role.LIKELY, None) and heading.own
    if measured and group in (Role.COST, Role.NO_EFFECT, Role.EFFECT, Role.EMISSIONS):
        own = group
    if own is Role.START_YEAR and is_year(heading.own):
        own = None
    if own in (None, Role.LOW, Role.HIGH, Role.LIKELY) and is_bare_qualifier(heading.own) and own is None:
        own = group if group is not None else Role.EFFECT
    if own is Role.EFFECT and group in (Role.COST, Role.NO_EFFECT) and not unit_in(heading.own):
        own = group
    if own is Role.EFFECT and content.years > _MOSTLY and content.figures > _MOSTLY:
        return Role.START_YEAR
    if own is Role.TITLE and content.years > _MOSTLY:
        return None
    if own in (Role.EFFECT, Role.EMISSIONS) and content.percent > 0.5:
        return Role.NO_EFFECT
    if own is Role.EFFECT and content.filled and content.figures < 0.15 and content.length > 25:
        return Role.NOTE
    return own
