"""The desk's forms."""

from __future__ import annotations

from typing import Any

from wtforms import (
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing from the stubs
from wtforms.validators import ValidationError

from workshop.forms.fields import (
    Between,
    Checkboxes,
    MaximumLength,
    Needed,
    NumberField,
    OperationForm,
    YearField,
    offer,
)
from workshop.forms.merging import MergingForm
from workshop.forms.proposals.proposing import MAXIMUM_RAMP_YEARS, MAXIMUM_TONNES
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import HiddenReason
from workshop.services.proposals.moderation import Edit
from workshop.state.proposal_views import ProposalView
from workshop.state.responsibility import CONTROLS, Responsibility
from workshop.words import actors, say_control, say_hidden_reason, say_ramp

RAMPS = ("linear", "step", "s-curve")


class HideForm(OperationForm):
    """Why a proposal is not shown."""

    reason = SelectField(
        _l("Because"), choices=lambda: offer((r.value, say_hidden_reason(r.value)) for r in HiddenReason)
    )


class IncludeForm(OperationForm):
    """Whether a proposal counts."""

    included = HiddenField()


class UndoForm(OperationForm):
    """The step that the desk saw as the last one."""

    change = HiddenField(validators=[Needed()])


class SaveForm(OperationForm):
    """Name and note of a saved scenario."""

    name = StringField(_l("Name"), validators=[Needed(), MaximumLength(120)])
    note = TextAreaField(_l("Note (optional)"), validators=[MaximumLength(1000)])


def _offer_actors() -> list[SelectChoice]:
    return offer([("", gettext("Not specified")), *actors().items()])


class EditForm(MergingForm):
    """The desk's wording and figures."""

    title = StringField(_l("Title"), validators=[Needed(), MaximumLength(120)])
    description = TextAreaField(_l("Description"), validators=[MaximumLength(1000)])
    actor = StringField(_l("Who acts"), validators=[MaximumLength(40)])
    target = SelectField(_l("Which emissions"))
    likely = NumberField(
        _l("Tonnes a year, set by the facilitator"), validators=[Between(-MAXIMUM_TONNES, MAXIMUM_TONNES)]
    )
    low = NumberField(_l("At least"), validators=[Between(-MAXIMUM_TONNES, MAXIMUM_TONNES)])
    high = NumberField(_l("At most"), validators=[Between(-MAXIMUM_TONNES, MAXIMUM_TONNES)])
    start_year = YearField(_l("From the year"), validators=[Needed(), Between(1990, 2200, whole=True)])
    ramp = SelectField(_l("The effect"), choices=lambda: offer((r, say_ramp(r)) for r in RAMPS))
    ramp_years = NumberField(
        _l("Years until full effect"), validators=[Needed(), Between(1, MAXIMUM_RAMP_YEARS, whole=True)]
    )
    control = SelectField(
        _l("What the municipality can decide"),
        choices=lambda: offer([("", gettext("Not specified")), *((c, say_control(c)) for c in CONTROLS)]),
    )
    decides = SelectField(_l("Who decides"), choices=_offer_actors)
    pays = SelectField(_l("Who pays"), choices=_offer_actors)
    joins = Checkboxes(_l("Who must join"), choices=lambda: offer(actors().items()))
    agrees = Checkboxes(_l("Whose agreement is needed"), choices=lambda: offer(actors().items()))

    def for_proposal(self, view: ProposalView, targets: list[tuple[str, str]]) -> EditForm:
        """Bind the form to a proposal; several targets are one choice."""
        # The targets when the form was opened: others may have changed them since.
        opened = (self.opened_with() or {}).get("targets")
        self._kept = tuple(map(str, opened)) if opened and isinstance(opened, list) else view.targets
        choices = [("", gettext("Not known")), *targets]
        if view.ramp_points:
            # Only the actions of a list have effects of named years.
            self.ramp.choices = offer((ramp, say_ramp(ramp)) for ramp in ("points", *RAMPS))
        if len(view.targets) > 1 or len(self._kept) > 1:
            choices.insert(0, ("kept", gettext("Several, as in the catalogue")))
        self.target.choices = offer(choices)
        return self

    def field_of(self, name: str) -> str:
        """Return the field that shows a value; all targets are one choice here."""
        return "target" if name == "targets" else name

    def lay(self, name: str, value: Any) -> None:
        """Put a value into its field."""
        if name == "targets":
            self._kept = tuple(value)
            value = "kept" if len(self._kept) > 1 else "".join(self._kept)
        super().lay(name, value)

    def validate_target(self, field: Field) -> None:
        """Require a target for tonnes."""
        if self.likely.value is not None and not field.data:
            raise ValidationError(gettext("Choose which emissions the tonnes are about."))

    def validate_low(self, field: NumberField) -> None:
        """Keep the lower bound below the figure."""
        if field.value is not None and (self.likely.value is None or field.value > self.likely.value):
            raise ValidationError(gettext("This cannot be above the tonnes a year."))

    def validate_high(self, field: NumberField) -> None:
        """Keep the upper bound above the figure."""
        if field.value is not None and (self.likely.value is None or field.value < self.likely.value):
            raise ValidationError(gettext("This cannot be below the tonnes a year."))

    def edit(self) -> Edit:
        """Return the desk's wording and figures."""
        if self.target.data == "kept":
            targets = self._kept
        else:
            targets = (self.target.data,) if self.target.data else ()
        return Edit(
            title=(self.title.data or "").strip(),
            description=(self.description.data or "").strip(),
            actor=(self.actor.data or "").strip(),
            targets=targets,
            start_year=int(self.start_year.value or 0),
            ramp=self.ramp.data,
            ramp_years=int(self.ramp_years.value or 1),
            low=self.low.value,
            likely=self.likely.value,
            high=self.high.value,
            responsibility=Responsibility(
                control=self.control.data,
                decides=self.decides.data,
                pays=self.pays.data,
                joins=tuple(self.joins.data or ()),
                agrees=tuple(self.agrees.data or ()),
            ),
        )
