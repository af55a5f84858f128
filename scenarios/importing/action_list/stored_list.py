"""An action list as JSON, from one process to another and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.figures import Doubt
from scenarios.importing.action_list.result import (
    Action,
    ActionList,
    Fault,
    ListRow,
    Question,
    Reading,
    RowKind,
    StatedTotal,
)


def dump_list(found: ActionList) -> dict[str, Any]:
    """Write a list as JSON has it.

    Parameters
    ----------
    found
        What was understood.

    Returns
    -------
    dict
        For `load_list`; figures in t/yr.
    """
    return asdict(found)


def load_list(stored: Mapping[str, Any]) -> ActionList:
    """Read what `dump_list` wrote.

    Parameters
    ----------
    stored
        Also after a way through JSON.

    Returns
    -------
    ActionList
        Equal to the one that was written; figures in t/yr.
    """
    columns, reading = stored["columns"], stored["reading"]
    return ActionList(
        kind=stored["kind"],
        encoding=stored["encoding"],
        sheet=stored["sheet"],
        sheets=tuple(stored["sheets"]),
        hidden_sheets=tuple(stored["hidden_sheets"]),
        heading_row=stored["heading_row"],
        hidden_rows=tuple(stored["hidden_rows"]),
        hidden_columns=tuple(stored["hidden_columns"]),
        all_columns=tuple(stored["all_columns"]),
        headings=_numbered(stored["headings"]),
        columns=Columns(
            **{
                **columns,
                "more_targets": tuple(columns["more_targets"]),
                "more_notes": tuple(columns["more_notes"]),
                "doubts": _numbered(columns["doubts"]),
            }
        ),
        reading=Reading(**{**reading, "units": _numbered(reading["units"])}),
        rows=tuple(map(_row, stored["rows"])),
        questions=tuple(Question(**{**each, "doubt": Doubt(each["doubt"])}) for each in stored["questions"]),
        totals=tuple(StatedTotal(**each) for each in stored["totals"]),
        faults=tuple(Fault(**each) for each in stored["faults"]),
        above=_numbered(stored["above"]),
    )


def _numbered(given: Mapping[Any, Any]) -> dict[int, Any]:
    """Return a mapping with numbers as keys, which JSON writes as texts."""
    return {int(key): value for key, value in given.items()}


def _row(row: Mapping[str, Any]) -> ListRow:
    action = row["action"]
    return ListRow(
        row["row"],
        RowKind(row["kind"]),
        None if action is None else _action(action),
        _numbered(row["cells"]),
    )


def _action(action: Mapping[str, Any]) -> Action:
    names = ("targets", "suggested_targets", "lead", "others")
    cells = {key: (row, column) for key, (row, column) in action["effect_cells"].items()}
    return Action(**{**action, **{name: tuple(action[name]) for name in names}, "effect_cells": cells})
