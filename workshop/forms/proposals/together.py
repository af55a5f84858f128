"""The form that decides several proposals at once."""

from __future__ import annotations

import enum

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from workshop.forms.fields import MaximumLength, OperationForm, offer
from workshop.i18n import gettext
from workshop.services.proposals.together import Read

_MOST = 1000


class Decision(enum.StrEnum):
    """What is decided about several proposals."""

    APPROVE = "approve"
    HIDE = "hide"
    MERGE = "merge"


class TogetherForm(OperationForm):
    """The proposals that were selected, each with the digest of the words that were read."""

    # Without a label: its faults lead to no field.
    chosen = SelectMultipleField("", choices=[], validate_choice=False)
    decision = SelectField(choices=offer((each.value, each.value) for each in Decision))
    into = HiddenField(validators=[MaximumLength(16)])

    def validate_chosen(self, field: SelectMultipleField) -> None:
        """Require some."""
        if not field.data:
            raise ValidationError(gettext("Select one or more first."))
        if len(field.data) > _MOST:
            raise ValidationError(gettext("These are too many at once."))

    def read(self) -> list[Read]:
        """Return the ids with the digests."""
        pairs = (text.partition(".") for text in self.chosen.data or [])
        return [(public_id[:16], seen[:16]) for public_id, _, seen in pairs]
