"""An action list as the JSON document that the command prints."""

from __future__ import annotations

from typing import Any

from scenarios.importing.action_list.mapping import SIGNS
from scenarios.importing.action_list.result import Action, ActionList, ListRow
from scenarios.importing.table_file import name_column


def write_document(found: ActionList) -> dict[str, Any]:
    """Write an action list as a JSON document.

    Parameters
    ----------
    found
        What was understood.

    Returns
    -------
    dict
        As the contract says; figures in t/yr. Further keys:
        `file.hidden_sheets`, `file.hidden_rows`, `file.above`,
        `columns.others`, `columns.unit`, `columns.in_reference`, `columns.more_targets`,
        `columns.more_notes`, `reading.units`, `reading.language`, `questions[].doubt`,
        `rows[].suggested_targets`, `rows[].cells`, and `rows[].text` of rows that are no actions.
    """
    return {
        "file": {
            "kind": found.kind,
            "encoding": found.encoding or None,
            "sheet": found.sheet or None,
            "sheets": list(found.sheets),
            "heading_row": found.heading_row,
            "hidden_sheets": list(found.hidden_sheets),
            "hidden_rows": list(found.hidden_rows),
            "above": [{"row": row, "text": text} for row, text in found.above.items()],
        },
        "columns": _columns(found),
        "ignored_columns": _ignored(found),
        "reading": {
            "thousands": found.reading.thousands,
            "decimal": found.reading.decimal,
            "unit": found.reading.unit,
            "units": {name_column(column): unit for column, unit in found.reading.units.items()},
            "gas": found.reading.gas,
            "sign": next(
                sign
                for sign, is_positive in SIGNS.items()
                if is_positive == found.reading.reduction_is_positive
            ),
            "language": found.reading.language,
        },
        "rows": [_row(row) for row in found.rows],
        "questions": [
            {
                "row": question.row,
                **({} if question.column is None else {"column": name_column(question.column)}),
                "text": question.text,
                "chosen": question.chosen,
                "other": question.other,
                "why": question.why,
                "doubt": str(question.doubt),
            }
            for question in found.questions
        ],
        "totals": [
            {
                "row": total.row,
                "column": name_column(total.column),
                "stated_t": total.stated_t,
                "read_t": total.read_t,
                "agrees": total.agrees,
            }
            for total in found.totals
        ],
        "faults": [
            {
                "row": fault.row,
                "column": None if fault.column is None else name_column(fault.column),
                "text": fault.text,
                "why": fault.why,
            }
            for fault in found.faults
        ],
    }


def _columns(found: ActionList) -> dict[str, Any]:
    columns = found.columns
    one = {
        "title": columns.title,
        "target": columns.target,
        "lead": columns.lead,
        "others": columns.others,
        "low": columns.low,
        "high": columns.high,
        "start_year": columns.start_year,
        "cost": columns.cost,
        "note": columns.note,
        "unit": columns.unit,
        "in_reference": columns.counted,
    }
    named: dict[str, Any] = {
        key: None if column is None else name_column(column) for key, column in one.items()
    }
    return {
        **named,
        "effects": {key: name_column(column) for key, column in columns.effects.items()},
        "more_targets": [name_column(column) for column in columns.more_targets],
        "more_notes": [name_column(column) for column in columns.more_notes],
    }


def _ignored(found: ActionList) -> list[dict[str, Any]]:
    ignored = [
        {"column": name_column(column), "heading": found.headings.get(column, "")}
        for column in found.all_columns
        if column not in found.columns.used
    ]
    return ignored + [
        {"column": name_column(column), "heading": "", "hidden": True} for column in found.hidden_columns
    ]


def _row(row: ListRow) -> dict[str, Any]:
    if row.action is None:
        return {"row": row.row, "kind": str(row.kind), "text": row.text}
    cells = {name_column(column): text for column, text in row.cells.items()}
    return {"row": row.row, "kind": str(row.kind), **_action(row.action), "cells": cells}


def _action(action: Action) -> dict[str, Any]:
    return {
        "title": action.title,
        "targets": list(action.targets),
        "suggested_targets": list(action.suggested_targets),
        "effects_t": action.effects_t,
        "low_t": action.low_t,
        "high_t": action.high_t,
        "quantified": action.quantified,
        "in_reference": action.in_reference,
        "start_year": action.start_year,
        "lead": list(action.lead),
        "others": list(action.others),
        "cost": action.cost,
        "note": action.note,
    }
