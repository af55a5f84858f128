"""Where two people have said different things about a list, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workshop.charts.importing.kept import describe_counting, describe_place
from workshop.charts.importing.sheet import build_column_choices_view, describe_use
from workshop.i18n import gettext
from workshop.services.importing.list_choices import IGNORED, SINGLE_USES
from workshop.services.importing.planned_import import Plan


@dataclass(frozen=True)
class FieldConflict:
    """A field that two people have changed: its name, its label, and what the other has made of it."""

    name: str
    label: str
    text: str

    @property
    def target(self) -> str:
        """The id of its field, or of the question that it answers."""
        return f"q-{self.name.removeprefix('a-')}" if self.name.startswith("a-") else self.name


def build_answer_conflicts(
    fields: Iterable[str], now: Mapping[str, Any], plan: Plan
) -> tuple[FieldConflict, ...]:
    """Say what others have answered in these fields of the actions."""
    options = {
        f"a-{question.key}": {option.value: option.label for option in question.options}
        for question in (*plan.questions, *(question for row in plan.rows for question in row.questions))
    }
    targets = {choice.id: choice.label for choice in plan.targets}
    names = tuple(fields)
    # Beside a typed figure, that one was typed says nothing more.
    told = [
        name for name in names if not (now.get(name) == "typed" and f"t-{name.removeprefix('a-')}" in names)
    ]

    def say(name: str, value: str) -> str:
        kind = name.partition("-")[0]
        if kind == "t":
            return value + " " + gettext("t a year") if value else ""
        if kind == "a":
            return options.get(name, {}).get(value, gettext("Another figure") if value == "typed" else value)
        if kind == "counts":
            return describe_counting(value)
        return gettext("Several, as in the list") if value == "several" else targets.get(value, value)

    return tuple(
        FieldConflict(
            name, describe_place(name.partition("-")[2]), describe_theirs(say(name, now.get(name, "")))
        )
        for name in told
    )


def build_column_conflicts(fields: Iterable[str], now: Mapping[str, Any]) -> tuple[FieldConflict, ...]:
    """Say what others have said in these fields of the columns."""
    offered = build_column_choices_view()
    known = {
        "decimal": (
            gettext("Decimal mark"),
            {",": gettext("Comma: 17,2"), ".": gettext("Point: 17.2"), "": gettext("As recognised")},
        ),
        "gas": (gettext("Gas of the tonnes"), {**dict(offered.gases), "": gettext("As the list says")}),
        "sign": (
            gettext("A reduction is written"),
            {**dict(offered.signs), "": gettext("As recognised")},
        ),
        "heading_row": (gettext("Row of the heading"), {}),
        "growth": (
            gettext("Between two named years"),
            {"line": gettext("effects grow evenly"), "step": gettext("effects stay until the next year")},
        ),
        "start_year": (gettext("Actions without a year begin in"), {}),
        "adds_up": (
            gettext("The list’s effects"),
            {
                "yes": gettext("add up: overlap is corrected already"),
                "no": gettext("overlap: each takes its part of the rest"),
            },
        ),
    }
    told = []
    for name in fields:
        value = str(now.get(name, ""))
        kind, _, letters = name.partition("-")
        if name in known:
            label, words = known[name]
            text = words.get(value, value)
        else:
            label = gettext("Column %(letters)s", letters=letters[:8])
            is_use = kind == "use" and value in (*SINGLE_USES, "effect", IGNORED)
            text = describe_use(value) if is_use else value
        told.append(FieldConflict(name, label, describe_theirs(text)))
    return tuple(told)


def describe_theirs(theirs: str) -> str:
    """Say that somebody else has changed a field, and to what."""
    return gettext(
        "Somebody else has changed this to “%(theirs)s” meanwhile. Send again to keep yours.",
        theirs=theirs or "–",
    )
