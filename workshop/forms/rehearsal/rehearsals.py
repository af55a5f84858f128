"""The forms of a rehearsal."""

from __future__ import annotations

from wtforms import BooleanField

from workshop.forms.fields import Between, Needed, NumberField, OperationForm
from workshop.i18n import lazy_gettext as _l
from workshop.services.rehearsal.rehearsals import FEWEST_PEOPLE, LONGEST, MOST_PEOPLE


class BeginForm(OperationForm):
    """How many invented people join, and for how long."""

    people = NumberField(
        _l("How many people"), validators=[Needed(), Between(FEWEST_PEOPLE, MOST_PEOPLE, whole=True)]
    )
    minutes = NumberField(
        _l("For how many minutes"),
        validators=[Needed(), Between(1, LONGEST.total_seconds() // 60, whole=True)],
    )


class RemoveForm(OperationForm):
    """Whether the agenda, the rules and the list of decided actions stay as they are now."""

    keep = BooleanField(_l("Keep the agenda, the rules and the list of what is decided as they are now"))
