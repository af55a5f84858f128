"""The forms of reflections."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from workshop.forms.fields import ChosenField, MaximumLength, Needed, OperationForm, offer
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import Stand
from workshop.services.meeting.reflections import PROMPTS, VIEWS
from workshop.words import actors, say_prompt


class StandForm(OperationForm):
    """What one's own role can do about an action."""

    proposal = HiddenField(validators=[Needed(), MaximumLength(16)])
    stand = ChosenField(choices=offer((stand.value, stand.value) for stand in Stand))
    needs = ChosenField(choices=lambda: offer([("", gettext("Not specified")), *actors().items()]))


class ThoughtForm(OperationForm):
    """A thought about one of the prompts."""

    prompt = ChosenField(_l("About"), choices=lambda: offer((p, say_prompt(p)) for p in PROMPTS))
    text = TextAreaField(_l("Your thought"), validators=[Needed(), MaximumLength(300)])


class PledgeForm(OperationForm):
    """A pledge: who does what by when."""

    text = TextAreaField(_l("What will be done?"), validators=[Needed(), MaximumLength(300)])
    owner = StringField(_l("Who is responsible?"), validators=[Needed(), MaximumLength(80)])
    due = StringField(_l("By when?"), validators=[Needed(), MaximumLength(10)])

    def validate_due(self, field: Field) -> None:  # noqa: ARG002  # WTForms passes it
        """Refuse an invalid date."""
        if self.date is None:
            raise ValidationError(gettext("Write a date such as 31.3.2027."))

    @property
    def date(self) -> date | None:
        """The date, or None; accepts 31.3.2027 as well, for browsers without a date picker."""
        text = (self.due.data or "").strip()
        for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
            with suppress(ValueError):
                return datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a date has no zone
        return None


class CurateForm(OperationForm):
    """Whether a thought or pledge is shown."""

    reflection = HiddenField(validators=[Needed(), MaximumLength(16)])
    shown = ChosenField(choices=offer([("yes", "yes"), ("no", "no")]))


class ViewForm(OperationForm):
    """What the wall shows while the room reflects."""

    view = ChosenField(choices=offer((v, v) for v in VIEWS))
