"""What the fields of the pages about a list hold as drawn: by this, the answers of two people are merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict

from workshop.services.importing.list_choices import Choices
from workshop.services.importing.list_questions import ListQuestion
from workshop.services.importing.planned_import import Plan, PlannedRow

GONE = "gone"
# How the columns are read; the others say what becomes of what was read.
_OF_READING = ("use-", "year-", "unit-", "decimal", "gas", "sign", "heading_row")


class Column(Protocol):
    """A column as it is read: its letters, what it is, its year and unit."""

    @property
    def letters(self) -> str:
        """The letters."""

    @property
    def use(self) -> str:
        """What it is."""

    @property
    def year(self) -> str:
        """The year of an effect; empty if none is named."""

    @property
    def unit(self) -> str:
        """The unit of a figure."""


def write_answers(
    questions: Iterable[ListQuestion], rows: Iterable[PlannedRow], plan: Plan, choices: Choices
) -> dict[str, Any]:
    """Return what the fields of questions and rows hold."""
    rows, fields = tuple(rows), dict[str, Any]()
    for question in (*questions, *(question for row in rows for question in row.questions)):
        if question.options or question.may_type:
            fields[f"a-{question.key}"] = question.answer
        if question.may_type:
            fields[f"t-{question.key}"] = question.typed
    for row in rows:
        fields[f"target-{row.row}"] = row.target
        if row.may_be_in_reference:
            fields[f"counts-{row.row}"] = "no" if row.in_reference else "yes"
    return {**fields, GONE: [each.public_id for each in plan.vanished if each.public_id in choices.gone]}


def write_all_answers(plan: Plan, choices: Choices) -> dict[str, Any]:
    """Return what the fields of a whole list hold, of whichever part they are drawn in."""
    return write_answers(plan.questions, plan.rows, plan, choices)


def choose_typed(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what was sent, with "another figure" chosen where one was typed and nothing else was chosen."""
    typed = [name.removeprefix("t-") for name, text in sent.items() if name.startswith("t-") and text.strip()]
    chosen = {f"a-{key}": "typed" for key in typed if not sent.get(f"a-{key}")}
    others = [(name, text) for name, text in sent.items(multi=True) if name not in chosen]
    return MultiDict([*others, *chosen.items()])


def answers_together(fields: Iterable[str]) -> list[tuple[str, str]]:
    """Return the fields that are one answer: which figure a cell has, and the typed one."""
    return [(f"a-{name.removeprefix('t-')}", name) for name in fields if name.startswith("t-")]


def write_columns(
    columns: Sequence[Column], choices: Choices, heading_row: int | None, start_year: int
) -> dict[str, str]:
    """Return what the fields about the columns hold; ``start_year`` is the one without a choice."""
    fields: dict[str, str] = {}
    for column in columns:
        fields[f"use-{column.letters}"] = column.use
        fields[f"year-{column.letters}"] = column.year
        fields[f"unit-{column.letters}"] = column.unit or "t"
    return fields | {
        "decimal": choices.decimal,
        "gas": choices.gas,
        "sign": choices.sign,
        "heading_row": "" if heading_row is None else str(heading_row),
        "growth": choices.growth,
        "start_year": str(choices.start_year or start_year),
        "adds_up": "yes" if choices.adds_up else "no",
    }


def is_read_alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two versions of these fields say the same about how the columns are read."""
    names = {name for name in (*one, *other) if name.startswith(_OF_READING)}
    return all(one.get(name, "") == other.get(name, "") for name in names)
