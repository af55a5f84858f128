"""The forms of a place's own catalogue: an action, and a file."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from workshop.forms.fields import (
    Between,
    ButtonsField,
    Checkboxes,
    MaximumLength,
    Needed,
    NumberField,
    OperationForm,
    offer,
)
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.services.importing.typed_numbers import write_number
from workshop.services.workshops.catalogue_actions import (
    CONTROLS,
    KINDS,
    NONE,
    RAMPS,
    SHARE,
    TypedAction,
)
from workshop.words import actors, say_control, say_ramp

_LARGEST = 1e9
_MOST_YEARS = 60
_PERCENT = 100.0
_USUAL = {"kind": KINDS[0], "actor": "municipality", "control": "direct", "ramp": RAMPS[0]}
_USUAL_FIGURES = {"start_after_years": "1", "ramp_years": "5"}


def _say_kind(kind: str) -> str:
    return {
        "units": gettext("tonnes of CO₂ a year by one unit"),
        "share": gettext("percent of the emissions by one unit"),
        "none": gettext("none by itself: it makes other actions possible"),
    }[kind]


class ActionForm(OperationForm):
    """An action of a place's own, or a change of a shipped one."""

    seen = HiddenField(default="0")
    title = StringField(_l("Title"), validators=[Needed(), MaximumLength(120)])
    description = TextAreaField(
        _l("What happens, and what is the catch? (optional)"), validators=[MaximumLength(1000)]
    )
    unit_one = StringField(_l("One unit is called"), validators=[Needed(), MaximumLength(60)])
    unit_many = StringField(_l("Several are called"), validators=[MaximumLength(60)])
    kind = ButtonsField(_l("The effect"), choices=lambda: offer((key, _say_kind(key)) for key in KINDS))
    likely = NumberField(_l("Likely"))
    low = NumberField(_l("At least"))
    high = NumberField(_l("At most"))
    targets = Checkboxes(_l("Which emissions"))
    usual = NumberField(_l("Number to begin with"))
    most = NumberField(_l("Most that is possible"))
    source = StringField(_l("Where the figures come from"), validators=[Needed(), MaximumLength(300)])
    actor = SelectField(_l("Who decides"), choices=lambda: offer(actors().items()))
    control = SelectField(
        _l("What the municipality can decide"),
        choices=lambda: offer((key, say_control(key)) for key in CONTROLS),
    )
    start_after_years = NumberField(
        _l("Years from the start to the first effect"),
        validators=[Needed(), Between(0, _MOST_YEARS, whole=True)],
    )
    ramp = SelectField(
        _l("How the effect grows"), choices=lambda: offer((key, say_ramp(key)) for key in RAMPS)
    )
    ramp_years = NumberField(
        _l("Years until full effect"), validators=[Needed(), Between(1, _MOST_YEARS, whole=True)]
    )

    @classmethod
    def of(cls, typed: TypedAction | None, targets: list[tuple[str, str]], seen: int) -> ActionForm:
        """Return the form as it was sent; before that, with what an action says."""
        start = {**_USUAL, **_USUAL_FIGURES} if typed is None else _write(typed)
        form = cls(data={**start, "seen": str(seen)})
        form.targets.choices = offer(targets)
        return form

    def validate_likely(self, field: NumberField) -> None:
        """Require a positive figure where there is an effect."""
        if self.kind.data == NONE:
            return
        if field.value is None:
            raise ValidationError(gettext("This must be filled in."))
        self._check_figure(field)

    def validate_low(self, field: NumberField) -> None:
        """Keep the lower bound below the figure."""
        if self.kind.data == NONE or field.value is None:
            return
        self._check_figure(field)
        if self.likely.value is not None and field.value > self.likely.value:
            raise ValidationError(gettext("This cannot be above the likely figure."))

    def validate_high(self, field: NumberField) -> None:
        """Keep the upper bound above the figure."""
        if self.kind.data == NONE or field.value is None:
            return
        self._check_figure(field)
        if self.likely.value is not None and field.value < self.likely.value:
            raise ValidationError(gettext("This cannot be below the likely figure."))

    def validate_targets(self, field: Field) -> None:
        """Require a target for an effect."""
        if self.kind.data != NONE and not field.data:
            raise ValidationError(gettext("Choose which emissions it lowers."))

    def validate_usual(self, field: NumberField) -> None:
        """Keep the number within what is possible."""
        self._check_count(field)
        if field.value is not None and self.most.value is not None and field.value > self.most.value:
            raise ValidationError(gettext("This cannot be above the most that is possible."))

    def validate_most(self, field: NumberField) -> None:
        """Refuse more units than would take everything away."""
        self._check_count(field)
        largest = self.high.value if self.high.value is not None else self.likely.value
        if self.kind.data != SHARE or field.value is None or largest is None:
            return
        if field.value * largest > _PERCENT + 1e-7:
            raise ValidationError(gettext("So many would take away more than all of these emissions."))

    def typed(self) -> TypedAction:
        """Return what was typed."""
        whole = _PERCENT if self.kind.data == SHARE else 1.0
        low, likely, high = (
            None if field.value is None else field.value / whole
            for field in (self.low, self.likely, self.high)
        )
        one = (self.unit_one.data or "").strip()
        return TypedAction(
            title=(self.title.data or "").strip(),
            description=(self.description.data or "").strip(),
            unit_one=one,
            unit_many=(self.unit_many.data or "").strip() or one,
            kind=self.kind.data,
            low=low,
            likely=likely,
            high=high,
            usual=self.usual.value,
            most=self.most.value,
            targets=tuple(self.targets.data or ()),
            source=(self.source.data or "").strip(),
            actor=self.actor.data,
            control=self.control.data,
            start_after_years=int(self.start_after_years.value or 0),
            ramp=self.ramp.data,
            ramp_years=int(self.ramp_years.value or 1),
        )

    def _check_figure(self, field: NumberField) -> None:
        most = _PERCENT if self.kind.data == SHARE else _LARGEST
        if field.value is not None and field.value <= 0:
            raise ValidationError(gettext("Write a figure above zero: by how much emissions fall."))
        Between(0, most)(self, field)

    def _check_count(self, field: NumberField) -> None:
        if field.value is not None and field.value <= 0:
            raise ValidationError(gettext("Write a number above zero."))
        Between(0, _LARGEST)(self, field)


class CatalogueFileForm(OperationForm):
    """The file of a catalogue."""

    file = FileField(_l("The file"))

    def validate_file(self, field: Field) -> None:
        """Require a file."""
        if not field.data or not field.data.filename:
            raise ValidationError(gettext("Choose the file of a catalogue."))


class PlaceForm(OperationForm):
    """The place whose catalogue is wanted."""

    territory = StringField(_l("Place"), validators=[MaximumLength(2000)])


def _write(typed: TypedAction) -> dict[str, object]:
    """Return the fields for what an action says; a share is typed in percent."""
    part = _PERCENT if typed.kind == SHARE else 1.0
    figures = {
        name: "" if value is None else write_number(value)
        for name, value in {
            **{
                name: None if figure is None else float(f"{figure * part:.12g}")
                for name, figure in (("low", typed.low), ("likely", typed.likely), ("high", typed.high))
            },
            "usual": typed.usual,
            "most": typed.most,
            "start_after_years": float(typed.start_after_years),
            "ramp_years": float(typed.ramp_years),
        }.items()
    }
    texts = ("title", "description", "unit_one", "unit_many", "kind", "source", "actor", "control", "ramp")
    return {**figures, **{name: getattr(typed, name) for name in texts}, "targets": list(typed.targets)}
