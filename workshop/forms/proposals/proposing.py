"""The forms with which participants propose."""

from __future__ import annotations

from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import ValidationError

from workshop.forms.fields import (
    Between,
    ButtonsField,
    ChosenField,
    MaximumLength,
    Needed,
    NumberField,
    OperationForm,
    YearField,
    offer,
)
from workshop.forms.merging import MergingForm
from workshop.forms.proposals.plenty import ask_about, say_facts
from workshop.i18n import format_decimal, gettext
from workshop.i18n import lazy_gettext as _l
from workshop.services.proposals.catalogue_actions import CatalogueAction
from workshop.services.proposals.fitting import Fit
from workshop.services.proposals.free_text import FreeTextProposal
from workshop.services.proposals.picks import Pick
from workshop.words import actors

MAXIMUM_TONNES = 1e8
MAXIMUM_RAMP_YEARS = 60


class PickForm(OperationForm):
    """A number of units of a catalogue action, with first year and reason."""

    _fit: Fit | None = None
    _place = ""

    amount = NumberField(_l("How many"))
    amount_low = NumberField(_l("At least"))
    amount_high = NumberField(_l("At most"))
    start_year = YearField(_l("From the year"), validators=[Needed()])
    reason = TextAreaField(_l("Why (optional)"), validators=[MaximumLength(500)])
    anyway = BooleanField(_l("Send it anyway"))

    def for_action(self, action: CatalogueAction, language: str, first_year: int, last_year: int) -> PickForm:
        """Bind the form to an action and a horizon, which its validators use."""
        self._action, self._first_year, self._last_year = action, first_year, last_year
        if action.effect is not None:
            self.amount.label.text = action.text("question", language)
        return self

    def for_place(self, place: str, fit: Fit) -> PickForm:
        """Bind the form to what fits the place: more than that is asked about and not refused."""
        self._place, self._fit = place, fit
        return self

    @property
    def asks(self) -> str:
        """The question about an amount that is more than fits the place; empty without one."""
        # What cannot be read is asked about first.
        if self.amount.errors or self._action.effect is None:
            return ""
        return ask_about(self.amount.value, self._place, self._fit)

    @property
    def facts(self) -> str:
        """What the place has, as far as it bounds the amount; empty where the catalogue's amounts stand."""
        return say_facts(self._place, self._fit)

    def validate_amount(self, field: NumberField) -> None:
        """Refuse zero, negative figures, and what cannot be; ask about more than fits the place."""
        if self._action.effect is None:
            return
        if field.value is None:
            raise ValidationError(gettext("Say how much."))
        if field.value < 0:
            raise ValidationError(
                gettext(
                    "A negative amount is not possible here. To propose the opposite, write a proposal "
                    "of your own."
                )
            )
        most = self._action.amount.maximum if self._fit is None else self._fit.most
        if field.value > most:
            raise ValidationError(
                gettext("At most %(number)s is possible here.", number=format_decimal(most))
            )

    def validate_anyway(self, field: BooleanField) -> None:
        """Ask once before more is sent than fits the place."""
        if self.asks and not field.data:
            question = gettext("Send it anyway?")
            raise ValidationError(f"{self.asks} {question}")

    def validate_amount_low(self, field: NumberField) -> None:
        """Keep the lower bound below the amount."""
        if field.value is not None and not 0 <= field.value <= (self.amount.value or 0):
            raise ValidationError(gettext("This must be between 0 and the amount."))

    def validate_amount_high(self, field: NumberField) -> None:
        """Keep the upper bound above the amount."""
        if field.value is not None and field.value < (self.amount.value or 0):
            raise ValidationError(gettext("This cannot be below the amount."))

    def validate_start_year(self, field: NumberField) -> None:
        """Refuse a year outside the horizon."""
        Between(self._first_year, self._last_year, whole=True)(self, field)

    def pick(self) -> Pick:
        """Return the pick."""
        has_amount = self._action.effect is not None
        return Pick(
            action_id=self._action.id,
            amount=self.amount.value if has_amount else None,
            amount_low=self.amount_low.value if has_amount else None,
            amount_high=self.amount_high.value if has_amount else None,
            start_year=int(self.start_year.value or 0),
            reason=(self.reason.data or "").strip(),
        )


class FreeTextForm(MergingForm):
    """A free-text proposal; tonnes are optional."""

    _targets: list[tuple[str, str]] | None = None

    title = StringField(_l("What should be done?"), validators=[Needed(), MaximumLength(120)])
    description = TextAreaField(_l("Tell more (optional)"), validators=[MaximumLength(1000)])
    actor = ChosenField(
        _l("Who acts?"), choices=lambda: offer([("", gettext("I do not know")), *actors().items()])
    )
    direction = ButtonsField(
        _l("Emissions"),
        choices=lambda: offer([("lowers", gettext("go down")), ("raises", gettext("go up"))]),
        default="lowers",
    )
    likely = NumberField(_l("Tonnes of CO₂ a year, once in full effect (a petrol car: about 2 tonnes)"))
    low = NumberField(_l("At least"))
    high = NumberField(_l("At most"))
    target = ChosenField(_l("Which emissions?"), validate_choice=True)
    start_year = YearField(_l("From the year"), validators=[Needed()])
    ramp_years = NumberField(
        _l("Years until full effect"), validators=[Needed(), Between(1, MAXIMUM_RAMP_YEARS, whole=True)]
    )

    def for_place(self, first_year: int, last_year: int, targets: list[tuple[str, str]]) -> FreeTextForm:
        """Bind the form to a workshop, whose sources and years its validators use."""
        self._first_year, self._last_year = first_year, last_year
        if self._targets is not targets:
            self.target.choices = offer([("", gettext("I do not know")), *targets])
            self._targets = targets
        return self

    def validate_likely(self, field: NumberField) -> None:
        """Require a positive figure; the direction says whether emissions fall or rise."""
        _check_tonnes(field)

    def validate_low(self, field: NumberField) -> None:
        """Keep the lower bound below the figure."""
        _check_tonnes(field)
        if field.value is not None and (self.likely.value is None or field.value > self.likely.value):
            raise ValidationError(gettext("This cannot be above the tonnes a year."))

    def validate_high(self, field: NumberField) -> None:
        """Keep the upper bound above the figure."""
        _check_tonnes(field)
        if field.value is not None and (self.likely.value is None or field.value < self.likely.value):
            raise ValidationError(gettext("This cannot be below the tonnes a year."))

    def validate_target(self, field: Field) -> None:
        """Require a target for tonnes."""
        if self.likely.value and not field.data:
            raise ValidationError(gettext("Choose which emissions the tonnes are about."))

    def validate_start_year(self, field: NumberField) -> None:
        """Refuse a year outside the horizon."""
        Between(self._first_year, self._last_year, whole=True)(self, field)

    def free(self) -> FreeTextProposal:
        """Return the proposal; one that raises emissions has negative tonnes."""
        low, likely, high = self.low.value, self.likely.value, self.high.value
        if self.direction.data == "raises" and likely is not None:
            low, likely, high = (None if high is None else -high), -likely, (None if low is None else -low)
        return FreeTextProposal(
            title=(self.title.data or "").strip(),
            description=(self.description.data or "").strip(),
            actor=self.actor.data or "",
            target=self.target.data or "",
            low=low,
            likely=likely,
            high=high,
            start_year=int(self.start_year.value or 0),
            ramp_years=int(self.ramp_years.value or 1),
        )


def _check_tonnes(field: NumberField) -> None:
    if field.value is None:
        return
    if field.value < 0:
        raise ValidationError(
            gettext("Write a positive number of tonnes, and choose above whether emissions go down or up.")
        )
    if field.value > MAXIMUM_TONNES:
        raise ValidationError(
            gettext("At most %(number)s is possible here.", number=format_decimal(MAXIMUM_TONNES))
        )
