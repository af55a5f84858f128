"""Choose the sheet that holds the list, and recognise its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenarios.importing.action_list.grid import Grid, build_grid
from scenarios.importing.action_list.headings import ColumnHeading, find_heading
from scenarios.importing.action_list.list_table import ListTable, recognise_table
from scenarios.importing.action_list.long_form import spread_years
from scenarios.importing.action_list.mapping import ListMapping, check_mapping
from scenarios.importing.action_list.sheet_tables import columns_beside, cut_below
from scenarios.importing.table_file import Refusal, Table, TableRefusedError


@dataclass(frozen=True)
class ChosenSheet:
    """A sheet with what was recognised.

    Attributes
    ----------
    whole
        All of it.
    lists
        Its lists, at least one: the first with the heading that names most, and those below it.
    left_out
        Where other tables begin, which are no lists: row, and column of a table beside the list.
    heading_of_sheet
        Column of the sheet to what the heading of the first list says of it.
    """

    whole: Grid
    lists: tuple[ListTable, ...]
    left_out: tuple[tuple[int, int | None], ...]
    heading_of_sheet: dict[int, ColumnHeading]

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows of all lists."""
        return tuple(row for each in self.lists for row in each.rows)

    @property
    def notes(self) -> tuple[str, ...]:
        """Texts that stand alone in their row, anywhere on the sheet."""
        alone = (cells for cells in self.whole.by_row.values() if len(cells) == 1)
        return tuple(cell.text for cells in alone for cell in cells.values() if cell.number is None)


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
    best = max(looked, key=lambda each: each.lists[0].score)
    rivals = tuple(
        each.whole.table.sheet
        for each in looked
        if each is not best and each.lists[0].score >= 6 and each.lists[0].score * 4 >= best.lists[0].score
    )
    if mapping.said:
        check_mapping(mapping, best.whole.columns)
    return best, rivals


def _recognise(table: Table, mapping: ListMapping) -> ChosenSheet:
    whole = build_grid(table)
    heading = find_heading(whole, mapping.heading_row)
    if heading is None:
        bare = recognise_table(whole, None, mapping)
        return ChosenSheet(whole, (bare,), (), bare.heading.columns)
    beside = columns_beside(whole, heading)
    left_out: list[tuple[int, int | None]] = []
    if beside:
        first = min(beside)
        left_out.append((min(row for row, column in whole.cells if column == first), first))
    alone = whole.cut(whole.rows, set(whole.columns) - beside) if beside else whole
    grid, below = cut_below(alone, heading)
    lists = [spread_years(recognise_table(grid, heading, mapping))]
    # What a person says of columns is about the first list.
    answers = replace(mapping, said=frozenset(), heading_row=None)
    for part, its_heading in below:
        other = spread_years(recognise_table(part, its_heading, answers))
        if other.is_list and other.says_what_it_is:
            lists.append(other)
        else:
            left_out.append((its_heading.row, None))
    return ChosenSheet(whole, tuple(lists), tuple(left_out), heading.columns)
