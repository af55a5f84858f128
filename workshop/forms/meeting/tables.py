"""The forms of tables."""

from __future__ import annotations

from datetime import UTC, datetime

from wtforms import HiddenField, SelectField

from workshop.forms.fields import Between, MaximumLength, Needed, NumberField, OperationForm, offer
from workshop.store.gates import MAXIMUM_TABLES


class SeatForm(OperationForm):
    """The table at which somebody sits."""

    table = NumberField(validators=[Needed(), Between(1, MAXIMUM_TABLES, whole=True)])


class ChoiceForm(OperationForm):
    """Whether a table's scenario includes a proposal, and when that was decided (ms since 1970, or empty)."""

    proposal = HiddenField(validators=[Needed(), MaximumLength(16)])
    included = SelectField(choices=offer([("yes", "yes"), ("no", "no")]))
    decided_at = NumberField(validators=[Between(0, 1e14)])

    @property
    def decided(self) -> datetime | None:
        """The time of the decision on the phone, in the server's time."""
        value = self.decided_at.value
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)
