"""What the pages about a list send: a file, columns, and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_wtf.file import FileField
from wtforms import TextAreaField

from workshop.clean_input import read_whole
from workshop.errors import Problem
from workshop.forms.fields import MaximumLength, OperationForm
from workshop.forms.importing.list_fields import GONE
from workshop.forms.merging import MergingForm
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.services.importing.list_choices import (
    ANY_YEAR,
    IGNORED,
    SIGNS,
    SINGLE_USES,
    Choices,
    TwiceSaid,
    columns_of,
)
from workshop.services.importing.list_questions import ListQuestion
from workshop.services.importing.planned_import import Plan
from workshop.services.importing.typed_numbers import read_number, say_number_fault
from workshop.services.workshops.figures import LARGEST

UNITS = ("t", "kt", "Mt", "kg")
GROWTHS = ("line", "step")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MOST_ROWS = 100_000


class ListForm(OperationForm):
    """A file, or pasted rows."""

    file = FileField(_l("A spreadsheet or text file"))
    text = TextAreaField(_l("or paste its rows"), validators=[MaximumLength(200_000)])


class AnswersForm(MergingForm):
    """The frame of forms whose fields depend on the list, and on what others answer meanwhile."""


class ColumnsForm(MergingForm):
    """The frame of the form whose fields are the columns of a list."""


class ColumnsFault(Problem):
    """What is said about the columns cannot be; ``field`` is the name of the faulty field, if it is one."""

    def __init__(self, field: str, what: str, now: str) -> None:
        super().__init__(what, now, status=422)
        self.field = field


def read_columns(sent: Mapping[str, str], letters: Iterable[str], choices: Choices) -> Choices:
    """Return the choices with the columns and notation of a form."""
    uses, units = {}, {}
    for name in letters:
        use = sent.get(f"use-{name}", IGNORED)
        if use == "effect":
            uses[name] = f"effect:{_year_of(name, sent.get(f'year-{name}', ''))}"
        elif use in SINGLE_USES:
            uses[name] = use
        unit = sent.get(f"unit-{name}", "")
        if unit in UNITS and use in ("effect", "low", "high"):
            units[name] = unit
    try:
        columns_of(uses)
    except TwiceSaid as twice:
        raise ColumnsFault(f"use-{twice.column}", twice.what, twice.now) from twice
    if "title" not in uses.values():
        raise ColumnsFault(
            "",
            gettext("No column holds the titles of the actions."),
            gettext("Choose “title” above one of the columns."),
        )
    said = {
        "uses": uses,
        "units": units,
        "decimal": _one_of(sent.get("decimal", ""), (",", ".")),
        "gas": _one_of(sent.get("gas", ""), ("CO2", "CO2e")),
        "sign": _one_of(sent.get("sign", ""), SIGNS),
        "heading_row": _read_typed(sent, "heading_row", 1, _MOST_ROWS) or choices.heading_row,
    }
    growth = _one_of(sent.get("growth", ""), GROWTHS) or choices.growth
    start = _read_typed(sent, "start_year", _FIRST_YEAR, _LAST_YEAR)
    adds_up = sent.get("adds_up", "yes") == "yes"
    if {name: getattr(choices, name) for name in said} != said:
        choices = choices.read_anew(**said)
    return replace(choices, growth=growth, start_year=start, adds_up=adds_up)


@dataclass(frozen=True)
class Answers:
    """The choices with the answers of a form; ``faults`` by the name of the field, with its label."""

    choices: Choices
    faults: dict[str, tuple[str, str]]


def read_answers(sent: Mapping[str, Any], plan: Plan, choices: Choices) -> Answers:
    """Return the choices with the answers of a form, and with what its button says."""
    faults: dict[str, tuple[str, str]] = {}
    figures, kinds, counted = dict(choices.figures), dict(choices.kinds), dict(choices.counted)
    targets, accepted = dict(choices.targets), set(choices.accepted)
    gas, reference = choices.gas, choices.reference
    press = sent.get("do", "")
    questions = [*plan.questions, *(question for row in plan.rows for question in row.questions)]
    for question in questions:
        answer = sent.get(f"a-{question.key}", "")
        if press == f"group-{question.group}" and question.is_open and not answer:
            answer = "chosen"
        kind, _, rest = question.key.partition("-")
        if kind == "figure":
            typed = sent.get(f"t-{question.key}", "")
            if fault := _read_figure(question, answer, typed, figures, accepted):
                faults[f"t-{question.key}"] = (question.cell, fault)
        elif kind == "kind" and answer in ("action", "note"):
            kinds[rest] = answer
        elif kind == "counted" and answer in ("yes", "no"):
            counted[rest] = answer == "yes"
        elif kind == "gas" and answer:
            gas = _one_of(answer, ("CO2", "CO2e"))
        elif kind == "reference" and answer:
            reference = _one_of(answer, ("in", "counts"))
        elif answer == "seen":
            accepted.add(question.key)
    known = {choice.id for choice in plan.targets}
    for row in plan.rows:
        target = sent.get(f"target-{row.row}")
        if target in known and (target != row.target or row.proposed):
            targets[str(row.row)] = target
        counts = sent.get(f"counts-{row.row}")
        if row.may_be_in_reference and counts == ("yes" if row.in_reference else "no"):
            counted[str(row.row)] = counts == "yes"
    left_out = set(choices.left_out)
    do, _, number = press.partition("-")
    if do == "leave" and (row_number := read_whole(number)) is not None:
        left_out.add(row_number)
    elif do == "take" and (row_number := read_whole(number)) is not None:
        left_out.discard(row_number)
    said = replace(
        choices,
        figures=figures,
        accepted=tuple(sorted(accepted)),
        kinds=kinds,
        counted=counted,
        targets=targets,
        left_out=tuple(sorted(left_out)),
        gone=tuple(each.public_id for each in plan.vanished if each.public_id in sent.get(GONE, ())),
        gas=gas,
        reference=reference,
    )
    return Answers(said, faults)


def _read_figure(
    question: ListQuestion,
    answer: str,
    typed: str,
    figures: dict[str, float | None],
    accepted: set[str],
) -> str:
    """Read the answer about a figure; return what is wrong with it, empty for nothing."""
    if not answer and typed.strip():
        answer = "typed"
    if not answer or answer == question.answer != "typed":
        return ""
    accepted.discard(question.key)
    figures.pop(question.cell, None)
    if answer == "chosen":
        accepted.add(question.key)
    elif answer == "none":
        figures[question.cell] = None
    elif answer.startswith("other-"):
        option = next((each for each in question.options if each.value == answer), None)
        if option is not None:
            figures[question.cell] = option.tonnes
    elif typed.strip():
        value = read_number(typed).value
        if value is None:
            return say_number_fault(typed) + " " + gettext("Write the tonnes a year as a number.")
        if abs(value) > LARGEST["emissions_t"]:
            return gettext("“%(text)s” is more than any place can emit.", text=typed.strip()[:20])
        figures[question.cell] = value
    return ""


def _year_of(column: str, typed: str) -> str:
    if not typed.strip():
        return ANY_YEAR
    year = read_whole(typed.strip(), 1990, 2200)
    if year is None:
        raise ColumnsFault(
            f"year-{column}",
            gettext("Column %(column)s: “%(text)s” is no year.", column=column, text=typed.strip()[:20]),
            gettext("Write a year such as 2030, or leave it empty."),
        )
    return str(year)


def _read_typed(sent: Mapping[str, str], name: str, lowest: int, highest: int) -> int | None:
    """Read a whole number that may be left out; None where nothing was typed."""
    typed = sent.get(name, "").strip()
    if not typed:
        return None
    number = read_whole(typed, lowest, highest)
    if number is None:
        raise ColumnsFault(
            name,
            gettext("“%(text)s” is not a number that fits here.", text=typed[:20]),
            gettext(
                "Write a whole number from %(lowest)s to %(highest)s, without spaces or signs.",
                lowest=str(lowest),
                highest=str(highest),
            ),
        )
    return number


def _one_of(text: str, allowed: Iterable[str]) -> str:
    return text if text in tuple(allowed) else ""
