"""Rows that repeat the heading or explain it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.importing.action_list.grid import GridCell
from scenarios.importing.action_list.headings import Heading
from scenarios.importing.action_list.roles import Role, is_bare_qualifier, is_heading_like, role_of
from scenarios.importing.action_list.vocabulary import fold
from scenarios.importing.action_list.years import years_in

_USUAL: Final = 0.6


def repeats_heading(heading: Heading, cells: Mapping[int, GridCell]) -> bool:
    """Return whether a row is the heading once more, as on a new page.

    Parameters
    ----------
    heading
        Of the list.
    cells
        Of the row.

    Returns
    -------
    bool
        True also for a heading of other columns.
    """
    if has_same_columns(heading, cells):
        return True
    same = _count_same(heading, cells)
    if len(cells) == 1 and same:
        (cell,) = cells.values()
        return cell.number is None and role_of(cell.line) in (Role.EFFECT, Role.TITLE) and len(cell.line) > 3
    if len(cells) < 3 or not all(cell.number is None and len(cell.line) < 60 for cell in cells.values()):
        return False
    if not all(is_heading_like(cell.heading) for cell in cells.values()):
        return False
    roles = {role_of(cell.line) for cell in cells.values()}
    return Role.TITLE in roles and len(roles) >= 3


def has_same_columns(heading: Heading, cells: Mapping[int, GridCell]) -> bool:
    """Return whether a row names the columns of a list once more, each where it stands in the heading.

    Parameters
    ----------
    heading
        Of the list.
    cells
        Of the row.

    Returns
    -------
    bool
        False where a column has another use than in the list.
    """
    if len(cells) < 2 or _count_same(heading, cells) < max(2, _USUAL * len(cells)):
        return False
    return not any(_differs(_texts(heading, column), cell.heading) for column, cell in cells.items())


def _differs(said: set[str], text: str) -> bool:
    """Return whether a text says something else of a column than its heading: another use, another year."""
    if not said or fold(text) in said:
        return False
    years = {year for each in said for year in years_in(each)}
    return role_of(text) not in {None, *map(role_of, said)} or bool(set(years_in(text)) - years)


def _count_same(heading: Heading, cells: Mapping[int, GridCell]) -> int:
    return sum(fold(cell.heading) in _texts(heading, column) for column, cell in cells.items())


def _texts(heading: Heading, column: int) -> set[str]:
    said = heading.columns.get(column)
    if said is None or not said.own:
        return set()
    return {fold(text) for text in (said.own, *said.groups, said.whole)}


def guides(cells: Mapping[int, GridCell]) -> bool:
    """Return whether a row right below the heading only says how to fill in, or which units are meant.

    Parameters
    ----------
    cells
        Of the row.

    Returns
    -------
    bool
        True for texts in brackets, and for units.
    """
    texts = [cell.line for cell in cells.values()]
    bracketed = sum(text.startswith(("(", "[")) and text.endswith((")", "]")) for text in texts)
    if bracketed >= 2 and bracketed >= _USUAL * len(texts):
        return True
    return (
        len(texts) >= 2
        and all(is_bare_qualifier(text) for text in texts)
        and not any(cell.number is not None for cell in cells.values())
    )
