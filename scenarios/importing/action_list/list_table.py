"""A table that is a list: its heading, its columns, and the cells that its figures come from."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenarios.importing.action_list.bare_columns import find_first_row, recognise_bare_columns
from scenarios.importing.action_list.column_override import override
from scenarios.importing.action_list.columns import Columns, recognise_columns
from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.grid import Grid
from scenarios.importing.action_list.headings import ColumnHeading, Heading
from scenarios.importing.action_list.mapping import ListMapping
from scenarios.importing.action_list.roles import Role, role_of

Place = tuple[int, int]


@dataclass(frozen=True)
class ListTable:
    """A table, and what was recognised of it.

    Attributes
    ----------
    grid, heading, columns
        As their classes say; `grid` holds this table alone.
    has_heading
        Whether a row names the columns.
    places
        (row, column) of `grid` to (row, column) of the sheet, where they differ: a list with a row for each
        year is read as if each year had a column.
    without_year
        Rows of such a list that name no year.
    """

    grid: Grid
    heading: Heading
    columns: Columns
    has_heading: bool = True
    places: dict[Place, Place] = field(default_factory=dict)
    without_year: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows below the heading that are not empty."""
        return tuple(row for row in self.grid.rows if row > self.heading.last)

    @property
    def is_list(self) -> bool:
        """Whether it has titles, and a column that is said to hold effects."""
        measured = self.columns.effects or self.columns.low is not None
        return self.columns.title is not None and bool(measured)

    @property
    def says_what_it_is(self) -> bool:
        """Whether its heading names actions, and effects and not only emissions."""
        texts = [text for said in self.heading.columns.values() for text in (said.own, *said.groups)]
        doubtful = any(column in self.columns.doubts for column in self.columns.effects.values())
        return not doubtful and any(role_of(text) is Role.TITLE for text in texts)

    @property
    def score(self) -> int:
        """How much like a list it is: what has a title and a figure counts most."""
        measured = list(self.columns.effects.values())
        titled = [row for row in self.rows if self.grid.own(row, self.columns.title)]
        figured = sum(
            any(read_figure(self.grid.own(row, column)).has_figure for column in measured)
            for row in titled[:2_000]
        )
        return 3 * figured + len(titled) * bool(measured) + self.has_heading

    def on_sheet(self, place: Place) -> Place:
        """Return where a cell stands on the sheet.

        Parameters
        ----------
        place
            (row, column) of `grid`.

        Returns
        -------
        tuple of int
            (row, column).
        """
        return self.places.get(place, place)

    def column_on_sheet(self, column: int) -> int:
        """Return where a column stands on the sheet.

        Parameters
        ----------
        column
            Of `grid`.

        Returns
        -------
        int
            Counted from 0.
        """
        return next((there for (_, here), (_, there) in self.places.items() if here == column), column)


def recognise_table(grid: Grid, heading: Heading | None, mapping: ListMapping) -> ListTable:
    """Recognise the columns of a table.

    Parameters
    ----------
    grid, heading
        The table, and its heading; None where no row names the columns.
    mapping
        What a person has said of it.

    Returns
    -------
    ListTable
        Also where it is no list.
    """
    has_heading = heading is not None
    if heading is None:
        before = find_first_row(grid) - 1
        notes = tuple(cell.heading for (row, _), cell in sorted(grid.cells.items()) if row <= before)
        heading = Heading(
            before, before + 1, before, {column: ColumnHeading() for column in grid.columns}, notes
        )
    rows = tuple(row for row in grid.rows if row > heading.last)
    recognise = recognise_columns if has_heading else recognise_bare_columns
    columns = recognise(grid, heading, rows)
    if mapping.said:
        columns = override(columns, mapping.columns, mapping.said)
    return ListTable(grid, heading, columns, has_heading)
