"""Rows that repeat the heading or explain it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.importing.action_list.grid import GridCell
from scenarios.importing.action_list.headings import Heading
from scenarios.importing.action_list.roles import Role, is_bare_qualifier, is_heading_like, role_of
from scenarios.importing.action_list.vocabulary import fold

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
    same = sum(
        fold(cell.heading) in {fold(text) for text in (said.own, *said.groups, said.whole)}
        for column, cell in cells.items()
        if (said := heading.columns.get(column)) is not None and said.own
    )
    if len(cells) >= 2 and same >= max(2, _USUAL * len(cells)):
        return True
    if len(cells) == 1 and same:
        (cell,) = cells.values()
        return cell.number is None and role_of(cell.line) in (Role.EFFECT, Role.TITLE) and len(cell.line) > 3
    if len(cells) < 3 or not all(cell.number is None and len(cell.line) < 60 for cell in cells.values()):
        return False
    if not all(is_heading_like(cell.heading) for cell in cells.values()):
        return False
    roles = {role_of(cell.line) for cell in cells.values()}
    return Role.TITLE in roles and len(roles) >= 3


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
