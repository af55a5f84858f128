"""Find the heading of a list: which rows it has, and what it says of each column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.grid import Grid, GridCell
from scenarios.importing.action_list.roles import (
    Role,
    estimate_in,
    is_bare_qualifier,
    is_heading_like,
    role_of,
)
from scenarios.importing.action_list.units import unit_in
from scenarios.importing.action_list.years import is_year, read_start_year, years_in

_LOOKED_AT: Final = 80
_LONGEST_CELL: Final = 160
_MOST_ABOVE: Final = 2
_MOST_BELOW: Final = 2
_LEAST: Final = 4
_NEARLY: Final = 0.85
_SURE: Final = 4
_OTHER_ROLES: Final = frozenset(Role) - {
    Role.EFFECT,
    Role.EMISSIONS,
    Role.LOW,
    Role.HIGH,
    Role.LIKELY,
    Role.COST,
    Role.NO_EFFECT,
}


@dataclass(frozen=True)
class ColumnHeading:
    """What the heading says of a column.

    Attributes
    ----------
    own
        The lowest text above the column.
    groups
        Texts above that, the nearest first; they may stand over several columns.
    """

    own: str = ""
    groups: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """All of it, from above to below."""
        return " ".join((*reversed(self.groups), self.own)).strip()


@dataclass(frozen=True)
class Heading:
    """The heading of a list.

    Attributes
    ----------
    row
        The one that names most columns.
    first, last
        The rows that belong to it.
    columns
        Column, counted from 0, to what is said of it.
    notes
        Texts above the heading, the nearest first.
    """

    row: int
    first: int
    last: int
    columns: dict[int, ColumnHeading]
    notes: tuple[str, ...]


def find_heading(grid: Grid, row: int | None = None) -> Heading | None:
    """Find the heading of a list.

    Parameters
    ----------
    grid
        The sheet.
    row
        Its row, where a person has said it.

    Returns
    -------
    Heading or None
        None where no row names a title, an effect, or two other columns.
    """
    if row is None:
        scored = [(score_heading(grid, each), each) for each in grid.rows[:_LOOKED_AT]]
        best = max((score for score, _ in scored), default=0)
        if best < _LEAST:
            return None
        # A heading that is repeated on a new page may say a little more than the first one.
        row = next(each for score, each in scored if score >= _NEARLY * best)
    elif row not in grid.by_row:
        return None
    place = grid.rows.index(row)
    first, last = place, place
    while (
        last + 1 < len(grid.rows)
        and last - place < _MOST_BELOW
        and _continues(grid, row, grid.rows[last + 1])
    ):
        last += 1
    while (
        first > 0
        and place - first < _MOST_ABOVE
        and stands_over(grid, grid.rows[first - 1], grid.rows[first])
    ):
        first -= 1
    rows = grid.rows[first : last + 1]
    notes = tuple(
        cell.heading for above in reversed(grid.rows[:first]) for cell in grid.by_row[above].values()
    )
    return Heading(row, rows[0], rows[-1], _columns(grid, rows), notes)


def score_heading(grid: Grid, row: int) -> int:
    """Return how much a row is like the heading of a list.

    Parameters
    ----------
    grid, row
        The sheet, and one of its rows.

    Returns
    -------
    int
        0 where it is none.
    """
    cells = list(grid.by_row[row].values())
    known = [cell for cell in cells if is_heading_like(cell.heading)]
    if len(known) < 2 or any(len(cell.heading) > _LONGEST_CELL for cell in cells):
        return 0
    if any(cell.number is not None and not is_year(cell.heading) for cell in cells):
        return 0
    roles = {role for cell in known if (role := role_of(cell.heading))}
    measured = [cell.heading for cell in known if role_of(cell.heading) is Role.EFFECT]
    says_which = Role.TITLE in roles or any(unit_in(text) or years_in(text) for text in measured)
    is_clear = bool(measured) and says_which
    if not is_clear and (holds_figures(grid, row) or _repeats_names(grid, row)):
        return 0
    # A heading of effects is one also where most other names are not known; with four known ones, always.
    names_enough = is_clear and not holds_figures(grid, row)
    if len(known) * (4 if names_enough else 2) < len(cells) and not (names_enough and len(roles) >= _SURE):
        return 0
    years = sum(is_year(cell.heading) for cell in known)
    if Role.TITLE not in roles and Role.EFFECT not in roles and len(roles) < 2:
        return 0
    exact = sum(len(cell.heading) <= 40 for cell in known)
    return 2 * len(roles) + min(years, 3) + exact + 3 * (Role.TITLE in roles) + 2 * (Role.EFFECT in roles)


def holds_figures(grid: Grid, row: int) -> bool:
    """Return whether a row holds figures, or years among other years, and so is no heading.

    Parameters
    ----------
    grid, row
        The sheet, and one of its rows.

    Returns
    -------
    bool
        False for years and units that name columns.
    """
    near = [each for each in grid.rows[:_LOOKED_AT] if each != row]
    for column, cell in grid.by_row[row].items():
        if read_figure(cell).has_figure and not is_bare_qualifier(cell.heading):
            return True
        if is_year(cell.heading):
            others = [other for each in near if (other := grid.cells.get((each, column))) is not None]
            dated = sum(read_start_year(other) is not None for other in others)
            if dated * 2 > len(others):
                return True
    return False


def _repeats_names(grid: Grid, row: int) -> bool:
    """Return whether cells of a row stand in other rows, too, which are not the same row once more."""
    cells = grid.by_row[row]
    for other in grid.rows[:_LOOKED_AT]:
        below = grid.by_row[other]
        shared = sum(column in below and below[column].text == cell.text for column, cell in cells.items())
        if other != row and 0 < shared * 2 <= len(cells):
            return True
    return False


def _continues(grid: Grid, row: int, below: int) -> bool:
    """Return whether a row below only says more of the columns: years, units, ends of estimates."""
    cells = grid.by_row[below]
    if not cells or below - row > _MOST_BELOW:
        return False
    more = [cell for cell in cells.values() if is_bare_qualifier(cell.heading)]
    named = grid.by_row[row]
    title = next((column for column, cell in named.items() if role_of(cell.heading) is Role.TITLE), None)
    if title in cells or any(
        cell.number is not None and not is_year(cell.heading) for cell in cells.values()
    ):
        return False
    if len(more) == len(cells) or _is_second_half(cells):
        return True
    like = sum(is_heading_like(cell.heading) for cell in cells.values())
    # Beside years or ends of estimates, another column may have a name that is not known.
    return (like == len(cells) and len(cells) >= 2) or (
        len(more) >= 2 and like * 2 >= len(cells) and not holds_figures(grid, below)
    )


def _is_second_half(cells: dict[int, GridCell]) -> bool:
    return (
        len(cells) >= 2
        and all(cell.heading.startswith("(") and cell.heading.endswith(")") for cell in cells.values())
        and any(unit_in(cell.heading) for cell in cells.values())
    )


def stands_over(grid: Grid, above: int, row: int) -> bool:
    """Return whether a row above stands over columns, and not as a title over all of the table.

    Parameters
    ----------
    grid, above, row
        The sheet, the row above, and a row of a heading.

    Returns
    -------
    bool
        True for groups of columns.
    """
    if row - above > _MOST_ABOVE or holds_figures(grid, above):
        return False
    cells = grid.by_row[above]
    if any(
        len(cell.heading) > _LONGEST_CELL or (cell.number is not None and not is_year(cell.heading))
        for cell in cells.values()
    ):
        return False
    columns = set(grid.by_row[row])
    last = max(columns, default=0)
    spans = [
        column
        for column in cells
        if not ((above, last) in grid.covered and grid.covered[above, last] == (above, column))
        or column > min(columns)
    ]
    if len(cells) == 1:
        (column,) = cells
        text = cells[column].line
        if column not in spans or column == min(grid.columns):
            return False
        return is_heading_like(text) or bool(years_in(text))
    return sum(is_heading_like(cell.heading) or len(cell.heading) < 40 for cell in cells.values()) == len(
        cells
    ) and any(is_heading_like(cell.heading) for cell in cells.values())


def _columns(grid: Grid, rows: tuple[int, ...]) -> dict[int, ColumnHeading]:
    texts: dict[int, list[tuple[str, bool]]] = {column: [] for column in grid.columns}
    for place, row in enumerate(rows):
        below = rows[place + 1 :]
        spread = ""
        for column in grid.columns:
            cell = grid.shown(row, column)
            if cell is not None:
                merged_down = grid.covered.get((row, column), (row, column))[0] != row
                own = not merged_down
                spread = cell.heading if below else ""
                if own:
                    texts[column].append((cell.heading, True))
                continue
            under = [part.heading for later in below if (part := grid.shown(later, column))]
            if not spread or not under or role_of(under[-1]) in _OTHER_ROLES:
                spread = spread if under and role_of(under[-1]) not in _OTHER_ROLES else ""
                continue
            if role_of(spread) in _OTHER_ROLES or (
                role_of(spread) is None
                and not years_in(spread)
                and not unit_in(spread)
                and not estimate_in(spread)
            ):
                continue
            texts[column].append((spread, False))
    found = {}
    for column, parts in texts.items():
        plain = [text for text, _ in parts]
        found[column] = ColumnHeading(plain[-1], tuple(reversed(plain[:-1]))) if plain else ColumnHeading()
    return found
