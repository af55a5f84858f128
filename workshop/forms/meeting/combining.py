"""The forms for combining proposals into a scenario."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import AnyOf, Optional

from workshop.forms.fields import Between, Needed, NumberField, OperationForm, offer
from workshop.services.meeting.combining import SAYINGS

MOST_SUPPORT = 1_000_000


class ThresholdForm(OperationForm):
    """The minimum support from which a proposal counts, and whether those after the vote stay as they are."""

    least = NumberField(validators=[Needed(), Between(1, MOST_SUPPORT, whole=True)])
    newer = StringField(validators=[Optional(), AnyOf(("keep",))])


class BeamsForm(OperationForm):
    """What the wall shows while the room compares."""

    beams = SelectField(choices=offer((name, name) for name in ("scenarios", "places", "limits")))


class SayForm(OperationForm):
    """What the wall shows below the verdict; empty for nothing."""

    say = SelectField(choices=offer((name, name) for name in (*SAYINGS, "none")))
