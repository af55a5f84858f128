"""The form that opens a workshop."""

from __future__ import annotations

from typing import Any

from wtforms import Field, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from workshop.forms.fields import Between, MaximumLength, Needed, NumberField, OperationForm, offer
from workshop.i18n import LANGUAGES, gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import AGENDAS
from workshop.services.attendance import MOST_PEOPLE, USUAL_PEOPLE
from workshop.services.places import named_place
from workshop.services.workshops import OWN, PRESETS, SWEDISH_PRESETS, Setup

FIRST_START_YEAR, LAST_START_YEAR = 2022, 2040
LAST_END_YEAR = 2100


def preset_labels() -> dict[str, str]:
    """Name the budgets that can be chosen."""
    return {
        "uppsala-2022-1.7": gettext("Uppsala 2022, 1.7 °C with 50 % probability"),
        "uppsala-2022-1.5": gettext("Uppsala 2022, 1.5 °C with 50 % probability"),
        "klimatkollen-2024": gettext("Klimatkollen 2024, 1.5 °C with 50 % probability"),
        "emission-share": gettext("A share of the world’s budget by emissions, 1.7 °C with 50 % probability"),
        "per-capita": gettext(
            "An equal share per person of the world’s budget, 1.7 °C with 50 % probability"
        ),
        OWN: gettext("An amount that the municipality already has"),
    }


def agenda_labels() -> dict[str, str]:
    """Name the agendas to begin from."""
    return {
        "90": gettext("90 minutes: one round"),
        "180": gettext("3 hours: two rounds and time to reflect"),
        "240": gettext("4 hours: three rounds, tables and time to reflect"),
    }


class CopyForm(OperationForm):
    """The title of a copy."""

    title = StringField(_l("Title"), validators=[Needed(), MaximumLength(120)])


class OpeningForm(OperationForm):
    """Title, place, budget, reference and language of a workshop."""

    title = StringField(_l("Title"), validators=[Needed(), MaximumLength(120)])
    territory = StringField(_l("Place"), validators=[Needed(), MaximumLength(2000)])
    preset = RadioField(_l("Budget"), choices=lambda: offer((key, preset_labels()[key]) for key in PRESETS))
    own_amount = NumberField(_l("Amount in tonnes of CO₂"), validators=[Between(-1e12, 1e12)])
    own_source = StringField(_l("Where the amount comes from"), validators=[MaximumLength(300)])
    reference_method = RadioField(
        _l("Without new actions, emissions"),
        choices=lambda: offer(
            [
                ("flat", gettext("stay as they are")),
                ("trend", gettext("follow the trend of recent years")),
            ]
        ),
    )
    start_year = NumberField(
        _l("The budget counts from 1 January"),
        validators=[Needed(), Between(FIRST_START_YEAR, LAST_START_YEAR, whole=True)],
    )
    end_year = NumberField(
        _l("and is looked at until the end of"),
        validators=[Needed(), Between(FIRST_START_YEAR + 1, LAST_END_YEAR, whole=True)],
    )
    agenda = RadioField(
        _l("How long is the meeting?"),
        choices=lambda: offer((key, agenda_labels()[key]) for key in AGENDAS),
    )
    people = NumberField(
        _l("How many people do you expect?"), validators=[Between(1, MOST_PEOPLE, whole=True)]
    )
    language = SelectField(_l("Language of the screen"), choices=offer(LANGUAGES.items()))

    def validate_territory(self, field: Field) -> None:
        """Refuse a place that the statistics do not have."""
        territory = named_place(field.data)
        if territory is None:
            raise ValidationError(
                gettext(
                    "“%(text)s” is not a place in the statistics. Search for its name.", text=field.data[:80]
                )
            )
        if territory.country != "SE" and self.preset.data in SWEDISH_PRESETS:
            raise ValidationError(
                gettext(
                    "This budget is made for Swedish places. For %(place)s, choose a share of the world’s "
                    "budget or an amount of your own.",
                    place=territory.name,
                )
            )

    def validate_own_amount(self, field: Any) -> None:
        """Ask for the amount where the budget is the municipality's own."""
        if self.preset.data == OWN and field.value is None:
            raise ValidationError(gettext("Give the amount that the municipality already has."))

    def validate_end_year(self, field: Any) -> None:
        """Refuse an end before the start."""
        if (
            field.value is not None
            and self.start_year.value is not None
            and field.value <= self.start_year.value
        ):
            raise ValidationError(gettext("The last year must come after the first."))

    def setup(self) -> Setup:
        """Return what was decided."""
        assert self.start_year.value is not None
        assert self.end_year.value is not None
        return Setup(
            title=(self.title.data or "").strip(),
            territory_id=(self.territory.data or "").strip(),
            preset=self.preset.data,
            own_amount_t=self.own_amount.value if self.preset.data == OWN else None,
            own_source=(self.own_source.data or "").strip(),
            reference_method=self.reference_method.data,
            start_year=int(self.start_year.value),
            end_year=int(self.end_year.value),
            language=self.language.data,
            agenda=self.agenda.data,
            people=USUAL_PEOPLE if self.people.value is None else int(self.people.value),
        )
