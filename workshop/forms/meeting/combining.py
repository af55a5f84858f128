"""The forms with which a scenario is put together."""

from __future__ import annotations

from wtforms import SelectField

from workshop.forms.fields import Between, Needed, NumberField, OperationForm, offer
from workshop.services.meeting.combining import SAYINGS

MOST_SUPPORT = 1_000_000


class ThresholdForm(OperationForm):
    """From how much support on a proposal counts."""

    least = NumberField(validators=[Needed(), Between(1, MOST_SUPPORT, whole=True)])


class SayForm(OperationForm):
    """What the screen says below the verdict; nothing where it is empty."""

    say = SelectField(choices=offer((name, name) for name in (*SAYINGS, "none")))
