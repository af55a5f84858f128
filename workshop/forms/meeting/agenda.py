"""The forms for the course of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, SelectField

from workshop.forms.fields import Between, Needed, NumberField, OperationForm, offer
from workshop.forms.merging import MergingForm
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import Phase, Step
from workshop.models.agenda import MAXIMUM_STEPS
from workshop.services.meeting.agenda import Course
from workshop.services.people.scribes import MANY
from workshop.services.proposals.free_text import MAXIMUM_PER_PARTICIPANT
from workshop.store.gates import MAXIMUM_TABLES
from workshop.words import say_phase

MAXIMUM_MINUTES = 600
_NEW_ROWS = 3


class MoveForm(OperationForm):
    """The step to move to, by its index."""

    step = NumberField(validators=[Needed(), Between(0, MAXIMUM_STEPS, whole=True)])


class ClockForm(OperationForm):
    """How many minutes to add; none stops the clock."""

    minutes = NumberField(validators=[Needed(), Between(0, MAXIMUM_MINUTES, whole=True)])


class RuleForm(OperationForm):
    """A rule to switch on or off."""

    rule = SelectField(choices=lambda: offer((name, name) for name in ("frozen", "gate", "still")))
    to = SelectField(choices=offer([("yes", "yes"), ("no", "no")]))


class StepForm(Form):
    """One row of an agenda; a row without a phase is omitted."""

    place = NumberField(validators=[Between(0, 1000)])
    phase = SelectField(choices=lambda: offer([("", "–"), *((p.value, say_phase(p.value)) for p in Phase)]))
    minutes = NumberField(validators=[Between(0, MAXIMUM_MINUTES, whole=True)])
    silent = BooleanField()


class AgendaForm(MergingForm):
    """A whole agenda, row by row, with the tables and who writes free text."""

    steps = FieldList(FormField(StepForm), max_entries=MAXIMUM_STEPS + _NEW_ROWS)
    tables = NumberField(_l("Number of tables"), validators=[Between(0, MAXIMUM_TABLES, whole=True)])
    scribes = SelectField(
        _l("Free-text proposals come from"),
        choices=lambda: offer(
            [
                ("auto", gettext("everybody; above %(number)d people, one phone per table", number=MANY)),
                ("always", gettext("one phone per table")),
                ("never", gettext("everybody")),
            ]
        ),
    )
    waiting = NumberField(
        _l("Free-text proposals of one person that can wait for you at once"),
        validators=[Between(1, MAXIMUM_PER_PARTICIPANT, whole=True)],
    )

    @classmethod
    def of(cls, course: Course, steps: Sequence[Step] = ()) -> AgendaForm:
        """Fill the form with the stored course, or with the ``steps`` of a template, and with empty rows."""
        form = cls(
            data={
                "steps": _rows(steps or course.steps),
                "tables": str(course.tables),
                "scribes": course.scribes,
                "waiting": str(course.waiting),
            }
        )
        form.open_with(course.flat())
        return form

    def course(self, now: Course) -> Course:
        """Return what was sent; empty numbers keep their values in ``now``."""
        tables, waiting = self.tables.value, self.waiting.value
        return Course(
            steps=self.agenda(),
            tables=now.tables if tables is None else int(tables),
            scribes=self.scribes.data,
            waiting=now.waiting if waiting is None else int(waiting),
        )

    def lay(self, name: str, value: Any) -> None:
        """Put a value into its field, or the steps into their rows."""
        if name == "steps":
            steps = [Step(Phase(phase), minutes, silent) for phase, minutes, silent in value]
            self.steps.process(None, data=_rows(steps))
        else:
            super().lay(name, value)

    def say(self, name: str, value: Any) -> str:
        """Format a value; steps are listed in order."""
        if name != "steps":
            return super().say(name, value)
        return " · ".join(f"{say_phase(phase)} {minutes}" for phase, minutes, _ in value)

    def agenda(self) -> tuple[Step, ...]:
        """Return the steps in order."""
        rows = [row.form for row in self.steps if row.form.phase.data]
        rows.sort(key=lambda row: row.place.value if row.place.value is not None else MAXIMUM_STEPS)
        return tuple(Step(Phase(row.phase.data), row.minutes.whole, bool(row.silent.data)) for row in rows)

    @property
    def problem(self) -> str:
        """The fault of the whole form, or an empty text."""
        steps = self.agenda()
        if not steps:
            return gettext("An agenda needs at least one step.")
        if len(steps) > MAXIMUM_STEPS:
            return gettext("An agenda has at most %(number)d steps.", number=MAXIMUM_STEPS)
        return ""


def _rows(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return steps as rows of the form, followed by empty rows."""
    rows: list[dict[str, Any]] = [
        {**asdict(step), "phase": step.phase.value, "place": str(place), "minutes": str(step.minutes)}
        for place, step in enumerate(steps, start=1)
    ]
    free = min(_NEW_ROWS, MAXIMUM_STEPS - len(rows))
    return rows + [{"place": str(len(rows) + 1 + extra), "phase": ""} for extra in range(free)]
