"""Read a municipality's action list as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scenarios.importing.action_list.list_reader import read_lists
from scenarios.importing.action_list.mapping import ListMapping
from scenarios.importing.action_list.result import ActionList
from scenarios.importing.action_list.sheet_choice import choose_sheet
from scenarios.importing.action_list.targets import TargetFinder
from scenarios.importing.action_list.whole_list import put_together
from scenarios.importing.table_file import ACTION_WORKBOOK, Refusal, Table, TableRefusedError
from scenarios.importing.table_guard import read_sheets_guarded
from scenarios.inventory.territories import find_territory

MOST_ROWS: Final = 5_000
"""A list has some hundred."""


def read_action_list(
    content: bytes,
    *,
    territory: str,
    sheet: str | None = None,
    mapping: ListMapping | None = None,
    language: str | None = None,
) -> ActionList:
    """Read a municipality's action list as it is.

    Parameters
    ----------
    content
        The bytes of an .xlsx, .xls, .ods, or a text with separators.
    territory
        Whose sources the targets are.
    sheet
        The sheet that holds the list; the one that looks most like it if None.
    mapping
        What a person says of columns and figures; it counts more than what is recognised.
    language
        Two letters; found by the words of the headings if None.

    Returns
    -------
    ActionList
        All that was understood, in t/yr, with every doubt.

    Raises
    ------
    TableRefusedError
        If the file cannot be read.
    ScenarioFileError
        If the mapping does not fit the sheet.
    UnknownTerritoryError
        If there is no such territory.
    """
    tables = read_sheets_guarded(content, ACTION_WORKBOOK)
    return read_tables(tables, territory=territory, sheet=sheet, mapping=mapping, language=language)


def read_tables(
    tables: Sequence[Table],
    *,
    territory: str,
    sheet: str | None = None,
    mapping: ListMapping | None = None,
    language: str | None = None,
) -> ActionList:
    """Read an action list from the sheets of a file.

    Parameters
    ----------
    tables
        The visible sheets, at least one.
    territory, sheet, mapping, language
        As for `read_action_list`.

    Returns
    -------
    ActionList
        As `read_action_list`, in t/yr.

    Raises
    ------
    TableRefusedError
        If there is no such sheet, or it has too many rows.
    """
    finder = TargetFinder(find_territory(territory).country)
    mapping = mapping or ListMapping()
    chosen, rivals = choose_sheet(tables, sheet, mapping)
    if len(chosen.rows) > MOST_ROWS:
        raise TableRefusedError(Refusal.ROWS, limit=MOST_ROWS)
    return put_together(
        chosen, read_lists(chosen.lists, mapping, finder, language, chosen.notes), tables, rivals
    )
