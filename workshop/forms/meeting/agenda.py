"""The forms for the course of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField

from workshop.forms.fields import Between, Needed, NumberField, OperationForm, offer
from workshop.forms.merging import MergingForm
from workshop.forms.steps import MAXIMUM_MINUTES, find_fault, read_steps, step_fields, write_steps
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import Phase, Step
from workshop.models.agenda import MAXIMUM_STEPS
from workshop.services.meeting.agenda import Course
from workshop.services.people.scribes import MANY
from workshop.services.proposals.free_text import MAXIMUM_PER_PARTICIPANT
from workshop.store.gates import MAXIMUM_TABLES
from workshop.words import say_phase


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


class AgendaForm(MergingForm):
    """A whole agenda, row by row, with the tables and who writes free text."""

    steps = step_fields()
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
                "steps": write_steps(steps or course.steps),
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
            self.steps.process(None, data=write_steps(steps))
        else:
            super().lay(name, value)

    def say(self, name: str, value: Any) -> str:
        """Format a value; steps are listed in order."""
        if name != "steps":
            return super().say(name, value)
        return " · ".join(f"{say_phase(phase)} {minutes}" for phase, minutes, _ in value)

    def agenda(self) -> tuple[Step, ...]:
        """Return the steps in order."""
        return read_steps(self.steps)

    @property
    def problem(self) -> str:
        """The fault of the whole form, or an empty text."""
        return find_fault(self.agenda())
