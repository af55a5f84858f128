"""The steps of an agenda as rows of a form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, SelectField

from workshop.forms.fields import Between, NumberField, offer
from workshop.i18n import gettext
from workshop.models import Phase, Step
from workshop.models.agenda import MAXIMUM_STEPS
from workshop.words import say_phase

MAXIMUM_MINUTES = 600
NEW_ROWS = 3


class StepForm(Form):
    """One row of an agenda; a row without a phase is omitted."""

    place = NumberField(validators=[Between(0, 1000)])
    phase = SelectField(choices=lambda: offer([("", "–"), *((p.value, say_phase(p.value)) for p in Phase)]))
    minutes = NumberField(validators=[Between(0, MAXIMUM_MINUTES, whole=True)])
    silent = BooleanField()


def step_fields() -> FieldList[Any]:
    """Return the field of a form that has the rows."""
    return FieldList(FormField(StepForm), max_entries=MAXIMUM_STEPS + NEW_ROWS)


def read_steps(rows: Iterable[Any]) -> tuple[Step, ...]:
    """Return the steps in order."""
    filled = [row.form for row in rows if row.form.phase.data]
    filled.sort(key=lambda row: row.place.value if row.place.value is not None else MAXIMUM_STEPS)
    return tuple(Step(Phase(row.phase.data), row.minutes.whole, bool(row.silent.data)) for row in filled)


def find_fault(steps: Sequence[Step]) -> str:
    """Say what is wrong with an agenda as a whole; empty if nothing is."""
    if not steps:
        return gettext("An agenda needs at least one step.")
    if len(steps) > MAXIMUM_STEPS:
        return gettext("An agenda has at most %(number)d steps.", number=MAXIMUM_STEPS)
    return ""


def write_steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return steps as rows of the form, followed by empty rows."""
    rows: list[dict[str, Any]] = [
        {**asdict(step), "phase": step.phase.value, "place": str(place), "minutes": str(step.minutes)}
        for place, step in enumerate(steps, start=1)
    ]
    free = min(NEW_ROWS, MAXIMUM_STEPS - len(rows))
    return rows + [{"place": str(len(rows) + 1 + extra), "phase": ""} for extra in range(free)]
