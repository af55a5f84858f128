"""The forms of predictions: a phone's guess, and the desk's question."""

from __future__ import annotations

from wtforms import StringField

from workshop.forms.fields import Between, MaximumLength, Needed, NumberField, OperationForm
from workshop.i18n import lazy_gettext as _l
from workshop.models.agenda import MAXIMUM_STEPS
from workshop.services.meeting.predictions import Question


class GuessForm(OperationForm):
    """A guess, within the bounds of its question."""

    number = NumberField(_l("Your guess"), validators=[Needed()])

    def for_question(self, question: Question) -> GuessForm:
        """Bind the form to its question."""
        self.number.validators = [Needed(), Between(0, question.maximum)]
        return self


class AskForm(OperationForm):
    """The question that the desk asks or reveals, in the step that it saw."""

    step = NumberField(validators=[Needed(), Between(0, MAXIMUM_STEPS, whole=True)])
    question = StringField(validators=[Needed(), MaximumLength(50)])
