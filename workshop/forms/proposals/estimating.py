"""The forms of the two rounds of estimates: a phone's estimate, and the desk's choice."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from workshop.forms.fields import Between, Needed, NumberField, OperationForm
from workshop.forms.proposals.plenty import ask_about
from workshop.forms.proposals.proposing import MAXIMUM_TONNES
from workshop.i18n import format_decimal, gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models.agenda import MAXIMUM_STEPS
from workshop.services.proposals.fitting import Fit
from workshop.state.measures import Measure


class EstimateForm(OperationForm):
    """Low, likely and high; without bounds all three are equal. ``round`` is the one that the page saw."""

    round = NumberField(validators=[Needed(), Between(1, 2, whole=True)])
    low = NumberField(_l("At least"))
    likely = NumberField(_l("Likely"))
    high = NumberField(_l("At most"))
    anyway = BooleanField(_l("Send it anyway"))

    def for_measure(self, measure: Measure, place: str = "", fit: Fit | None = None) -> EstimateForm:
        """Bind the form to the unit of the estimates; more than fits the place is asked about."""
        self._place, self._fit = place, None if measure.action is None else fit
        if self._fit is not None:
            self._maximum = self._fit.most
        else:
            self._maximum = MAXIMUM_TONNES if measure.action is None else measure.action.amount.maximum
        return self

    def validate_anyway(self, field: BooleanField) -> None:
        """Ask once before more is sent than fits the place."""
        if field.data or self.likely.errors or self.high.errors:
            return
        said = [value for value in (self.likely.value, self.high.value) if value is not None]
        if asks := ask_about(max(said, default=None), self._place, self._fit):
            question = gettext("Send it anyway?")
            raise ValidationError(f"{asks} {question}")

    def validate_low(self, field: NumberField) -> None:
        """Keep the lower bound between 0 and the figure."""
        if field.value is not None and not 0 <= field.value <= (self.likely.value or 0):
            raise ValidationError(gettext("This must be between 0 and the amount."))

    def validate_likely(self, field: NumberField) -> None:
        """Require a possible figure."""
        if field.value is None:
            raise ValidationError(gettext("Say how much."))
        if not 0 <= field.value <= self._maximum:
            raise ValidationError(
                gettext("Write a number from 0 to %(highest)s.", highest=format_decimal(self._maximum))
            )

    def validate_high(self, field: NumberField) -> None:
        """Keep the upper bound between the figure and the possible maximum."""
        if field.value is not None and not (self.likely.value or 0) <= field.value <= self._maximum:
            raise ValidationError(
                gettext(
                    "This must be between the amount and %(highest)s.",
                    highest=format_decimal(self._maximum),
                )
            )

    def said(self) -> tuple[float, float, float]:
        """Return low, likely and high."""
        likely = self.likely.value or 0.0
        low, high = self.low.value, self.high.value
        return likely if low is None else low, likely, likely if high is None else high


class LookForm(OperationForm):
    """The proposal to show on all screens, its round, and whether the spread is shown."""

    step = NumberField(validators=[Needed(), Between(0, MAXIMUM_STEPS, whole=True)])
    proposal = HiddenField()
    round = NumberField(validators=[Between(1, 2, whole=True)])
    shown = HiddenField()
