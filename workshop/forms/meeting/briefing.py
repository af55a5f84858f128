"""The forms of the briefing: turning cards, the allocation rule, what is left out."""

from __future__ import annotations

from wtforms import StringField

from workshop.forms.fields import Between, MaximumLength, Needed, NumberField, OperationForm
from workshop.models.agenda import MAXIMUM_STEPS


class CardForm(OperationForm):
    """The card to turn to, in the step that the desk saw."""

    step = NumberField(validators=[Needed(), Between(0, MAXIMUM_STEPS, whole=True)])
    card = StringField(validators=[Needed(), MaximumLength(20)])


class KeyForm(OperationForm):
    """An allocation rule, voted for on a phone or chosen by the desk."""

    key = StringField("", validators=[Needed(), MaximumLength(40)])


class ScopeForm(OperationForm):
    """What is left out; empty for nothing."""

    without = StringField("", validators=[MaximumLength(60)])
