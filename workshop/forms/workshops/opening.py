"""The form for opening a workshop."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup, escape
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from workshop.forms.fields import Between, MaximumLength, Needed, NumberField, OperationForm, YearField, offer
from workshop.forms.steps import find_fault, read_steps, step_fields
from workshop.forms.workshops.limits import LimitsFields
from workshop.forms.workshops.reference import ReferenceFields
from workshop.i18n import LANGUAGES, gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import AGENDAS
from workshop.services.people.attendance import MOST_PEOPLE, USUAL_PEOPLE
from workshop.services.workshops.annual_limits import CLIMATE_BUDGET, Limits
from workshop.services.workshops.facts import OWN, find_setup_scope
from workshop.services.workshops.opening import PRESETS, Setup
from workshop.services.workshops.places import named_place, search_missing, similar_places
from workshop.services.workshops.presets import Obstacle, Unfit, find_obstacle, obstacles
from workshop.services.workshops.references import BudgetScope
from workshop.services.workshops.scopes import list_offers, may_leave_out, say_left_out

FIRST_START_YEAR, LAST_START_YEAR = 2022, 2040
LAST_END_YEAR = 2100
# What is decided in which step; the last one has the rest.
STEPS = {
    1: ("territory",),
    2: (
        *("preset", "own_amount", "own_source", "without", "start_year", "end_year"),
        *("limits", "limits_base", "limits_source", "limits_fill"),
    ),
}
LAST_STEP = 3


def preset_labels() -> dict[str, str]:
    """Return the names of the budgets to choose from."""
    return {
        "uppsala-2022-1.7": gettext("Uppsala 2022, 1.7 °C with 50 % probability"),
        "uppsala-2022-1.5": gettext("Uppsala 2022, 1.5 °C with 50 % probability"),
        "klimatkollen-2024": gettext("Klimatkollen 2024, 1.5 °C with 50 % probability"),
        "emission-share": gettext("A share of the world’s budget by emissions, 1.7 °C with 50 % probability"),
        "per-capita": gettext(
            "An equal share per person of the world’s budget, 1.7 °C with 50 % probability"
        ),
        OWN: gettext("An amount that the municipality already has"),
        CLIMATE_BUDGET: gettext("The sum of the adopted annual limits, in CO₂e (climate budget mode)"),
    }


def agenda_labels() -> dict[str, str]:
    """Return the names of the agendas to begin from."""
    return {
        "90": gettext("90 minutes: one round"),
        "180": gettext("3 hours: two rounds and time to reflect"),
        "240": gettext("4 hours: three rounds, tables and time to reflect"),
    }


def say_obstacle(obstacle: Obstacle, place: str) -> str:
    """Say why a budget does not apply to a place."""
    return {
        Unfit.COUNTRY: gettext("Does not apply to %(place)s: it is made for Swedish places.", place=place),
        Unfit.START: gettext("Counts from 1 January %(year)s at the earliest.", year=obstacle.first_year),
        Unfit.STATISTICS: gettext("The statistics of %(place)s lack what it needs.", place=place),
    }[obstacle.reason]


def _say_missing(place: str) -> Markup:
    """Say that a place's statistics have to be brought, with a link to where."""
    said = escape(
        gettext(
            "The statistics of %(place)s do not come with the program. Miljødirektoratet publishes them for "
            "every municipality.",
            place=place,
        )
    )
    link = url_for("statistics.statistics", _anchor="norway")
    return said + Markup(' <a href="{}">{}</a>').format(link, gettext("Bring the official file"))


@dataclass(frozen=True)
class BudgetChoice:
    """A budget to choose; ``obstacle`` says why it does not apply to the place (empty if it does)."""

    option: Field
    obstacle: str


@dataclass(frozen=True)
class ScopeChoice:
    """Something that can be left out, with its share in words."""

    name: str
    label: str
    is_chosen: bool


class CopyForm(OperationForm):
    """The title of a copy."""

    title = StringField(_l("Title"), validators=[Needed(), MaximumLength(120)])


class OpeningForm(ReferenceFields, LimitsFields):
    """Title, place, budget, reference and language of a workshop."""

    title = StringField(_l("Title"), validators=[Needed(), MaximumLength(120)])
    territory = StringField(_l("Place"), validators=[Needed(), MaximumLength(2000)])
    preset = RadioField(_l("Budget"), choices=lambda: offer((key, preset_labels()[key]) for key in PRESETS))
    own_amount = NumberField(_l("Amount in tonnes of CO₂"), validators=[Between(-1e12, 1e12)])
    own_source = StringField(_l("Where the amount comes from"), validators=[MaximumLength(300)])
    without = StringField(_l("Left out"), validators=[MaximumLength(60)])
    start_year = YearField(
        _l("The budget starts on 1 January"),
        validators=[Needed(), Between(FIRST_START_YEAR, LAST_START_YEAR, whole=True)],
    )
    end_year = YearField(
        _l("and is shown until the end of"),
        validators=[Needed(), Between(FIRST_START_YEAR + 1, LAST_END_YEAR, whole=True)],
    )
    steps = step_fields()
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
            said = gettext(
                "“%(text)s” is not a place in the statistics. Search for its name.", text=field.data[:80]
            )
            missing = search_missing(field.data[:80], 1)
            if missing:
                raise ValidationError(_say_missing(missing[0]))
            similar = ", ".join(place.name for place in similar_places(field.data[:80]))
            meant = gettext("Did you mean: %(places)s?", places=similar) if similar else ""
            raise ValidationError(f"{said} {meant}".strip())

    def validate_preset(self, field: Field) -> None:
        """Refuse a budget that cannot be computed for the place from the first year on."""
        territory, year = named_place(self.territory.data), self.first_year
        if territory is None or year is None or field.data not in PRESETS:
            return
        obstacle = find_obstacle(territory, field.data, year)
        if obstacle is not None:
            raise ValidationError(say_obstacle(obstacle, territory.name))

    def offer_budgets(self) -> list[BudgetChoice]:
        """List the budgets, also those that do not apply; preselect the first that applies."""
        territory, year = named_place(self.territory.data), self.first_year
        found = {} if territory is None or year is None else obstacles(territory, year)
        if self.preset.data in found:
            self.preset.data = next(preset for preset in PRESETS if preset not in found)
        name = territory.name if territory is not None else ""
        return [
            BudgetChoice(option, say_obstacle(found[option.data], name) if option.data in found else "")
            for option in self.preset
        ]

    @property
    def step_with_faults(self) -> int:
        """The first of the steps in which something must be corrected."""
        faulty = (step for step, names in STEPS.items() if any(self[name].errors for name in names))
        return next(faulty, LAST_STEP)

    def find_step(self, asked: int) -> int:
        """Return the step that can be shown: the one asked for, or an earlier one with a fault."""
        for step, names in STEPS.items():
            # All of them, so that each says what is wrong.
            wrong = [name for name in names if step < asked and not self._is_valid(name)]
            if wrong:
                return step
        return asked

    def _is_valid(self, name: str) -> bool:
        own = getattr(type(self), f"validate_{name}", None)
        return bool(self[name].validate(self, () if own is None else (own,)))

    def validate_without(self, field: Field) -> None:
        """Refuse to leave out what is not large there, or anything of an own amount."""
        territory = named_place(self.territory.data)
        if not field.data or territory is None:
            return
        if self.preset.data in (OWN, CLIMATE_BUDGET):
            raise ValidationError(
                gettext("An amount of one’s own has its own scope: leave nothing out of it.")
            )
        if not may_leave_out(territory.id, field.data):
            raise ValidationError(gettext("This cannot be left out of %(place)s.", place=territory.name))

    def find_scope(self) -> BudgetScope | None:
        """Return the budget that was chosen, with the emissions that it covers; None if there is none yet."""
        territory, year, amount = named_place(self.territory.data), self.first_year, self.own_amount.value
        if territory is None or year is None:
            return None
        limits = self.find_limits()
        if self.preset.data == CLIMATE_BUDGET and limits is None:
            return None
        if self.preset.data == OWN and (amount is None or not math.isfinite(amount)):
            return None
        return find_setup_scope(
            territory.id,
            self.preset.data,
            year,
            without=self.without.data or "",
            own_amount_t=amount,
            own_source=(self.own_source.data or "").strip(),
            limits=limits,
        )

    def find_limits(self) -> Limits | None:
        """Return the limits whose sum is the budget; None for another budget, or if they are not sound."""
        territory = named_place(self.territory.data)
        if self.preset.data != CLIMATE_BUDGET or territory is None:
            return None
        return self.find_sound_limits(territory.id)

    def validate_limits(self, field: Field) -> None:  # noqa: ARG002
        """Read the limits if their sum is the budget."""
        territory = named_place(self.territory.data)
        if self.preset.data == CLIMATE_BUDGET and territory is not None:
            self.check_limits(territory.id, FIRST_START_YEAR, LAST_START_YEAR)

    def find_last_year(self) -> int | None:
        """Return the last year; None if it is missing or out of bounds."""
        limits = self.find_limits()
        if limits is not None:
            return limits.given[-1].year
        first, last = self.first_year, self.end_year.value
        return int(last) if first is not None and last is not None and first < last <= LAST_END_YEAR else None

    def offer_scopes(self) -> list[ScopeChoice]:
        """List what can be left out of the place, after leaving out nothing; empty if nothing can."""
        territory = named_place(self.territory.data)
        offers = () if territory is None else list_offers(territory.id)
        if not offers:
            return []
        chosen = self.without.data if self.without.data in {offer.name for offer in offers} else ""
        return [
            ScopeChoice("", gettext("Nothing: the whole place counts"), chosen == ""),
            *(
                ScopeChoice(
                    offer.name, say_left_out((offer.name,), offer.share, offer.year), chosen == offer.name
                )
                for offer in offers
            ),
        ]

    def validate_own_amount(self, field: NumberField) -> None:
        """Require the amount if the budget is the municipality's own."""
        if self.preset.data == OWN and field.value is None:
            raise ValidationError(gettext("Give the amount that the municipality already has."))

    def validate_steps(self, field: Any) -> None:
        """Refuse an agenda without steps, or with too many; without any row, a usual one is used."""
        fault = find_fault(read_steps(field)) if field.entries else ""
        if fault:
            raise ValidationError(fault)

    def validate_end_year(self, field: NumberField) -> None:
        """Refuse an end before the start."""
        if (
            field.value is not None
            and self.start_year.value is not None
            and field.value <= self.start_year.value
        ):
            raise ValidationError(gettext("The last year must come after the first."))

    @property
    def first_year(self) -> int | None:
        """The first year of the budget; None if it is missing or out of bounds."""
        year = self.start_year.value
        # NaN, for invalid text, is within no bounds.
        return int(year) if year is not None and FIRST_START_YEAR <= year <= LAST_START_YEAR else None

    def setup(self) -> Setup:
        """Return the validated set-up."""
        assert self.start_year.value is not None
        assert self.end_year.value is not None
        territory = named_place(self.territory.data)
        assert territory is not None
        limits = self.find_limits()
        first, last = int(self.start_year.value), int(self.end_year.value)
        return Setup(
            title=(self.title.data or "").strip(),
            territory_id=territory.id,
            preset=self.preset.data,
            own_amount_t=self.own_amount.value if self.preset.data == OWN else None,
            own_source=(self.own_source.data or "").strip(),
            without=self.without.data or "",
            reference_method=self.reference_method.data,
            own_path=self.own_path,
            limits=limits,
            # The years of the sum are those of the limits.
            start_year=first if limits is None else limits.given[0].year,
            end_year=last if limits is None else limits.given[-1].year,
            language=self.language.data,
            agenda=self.agenda.data,
            steps=read_steps(self.steps),
            people=USUAL_PEOPLE if self.people.value is None else int(self.people.value),
        )
