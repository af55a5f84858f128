"""The adopted annual limits with which a workshop opens, typed in one line."""

from __future__ import annotations

import math

from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from workshop.forms.fields import MaximumLength, OperationForm, YearField
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.services.importing.typed_numbers import read_number, say_number_fault
from workshop.services.workshops.annual_limits import (
    BaseYear,
    GivenLimit,
    Limits,
    LimitsTableError,
    in_tonnes,
    limit_below,
    list_base_years_of,
    missing_years,
    read_limits_text,
    say_limits_fault,
)

_LONGEST = 1_000


class LimitsFields(OperationForm):
    """The limits, as part of the form for opening a workshop.

    They stand in one line, because the steps of opening carry what was said in addresses.
    """

    limits = StringField(_l("The adopted limits"), validators=[MaximumLength(_LONGEST)])
    limits_base = YearField(_l("Base year of percentages"))
    limits_source = StringField(_l("Where the limits are adopted"), validators=[MaximumLength(300)])
    limits_fill = BooleanField(_l("Years between two limits lie on a straight line"))

    def read_limits(self, territory_id: str) -> Limits:
        """Read the limits for a place; raise what is wrong with them."""
        try:
            table = read_limits_text((self.limits.data or "").replace(";", "\n"))
        except LimitsTableError as error:
            raise ValidationError(say_limits_fault(error)) from error
        base = self._read_base(territory_id) if any(cell.is_percent for cell in table.cells) else None
        given: dict[int, GivenLimit] = {}
        for cell in table.cells:
            value = read_number(cell.text, "" if cell.is_percent else table.decimal_mark).value
            where = f"{cell.year}:"
            if value is None or not math.isfinite(value):
                raise ValidationError(f"{where} {say_number_fault(cell.text)}")
            if value < 0 or (cell.is_percent and value > 100):
                raise ValidationError(where + " " + gettext("Write zero or more."))
            if cell.year in given:
                raise ValidationError(where + " " + gettext("%(year)s stands twice.", year=str(cell.year)))
            if cell.is_percent:
                assert base is not None
                given[cell.year] = GivenLimit(cell.year, limit_below(base.emissions_t, value), value)
            else:
                given[cell.year] = GivenLimit(cell.year, in_tonnes(value, table.unit))
        limits = Limits(
            given=tuple(given[year] for year in sorted(given)),
            base=base,
            source=(self.limits_source.data or "").strip(),
            fill=bool(self.limits_fill.data),
        )
        _require_all_years(limits)
        return limits

    def find_sound_limits(self, territory_id: str) -> Limits | None:
        """Return the limits for a place; None as long as something is wrong with them."""
        try:
            return self.read_limits(territory_id)
        except ValidationError:
            return None

    def check_limits(self, territory_id: str, first: int, last: int) -> None:
        """Raise what is wrong with the limits; the first of them is for a year within these bounds."""
        if not first <= self.read_limits(territory_id).given[0].year <= last:
            bounds = {"lowest": str(first), "highest": str(last)}
            raise ValidationError(
                gettext("The first limit must be for a year from %(lowest)s to %(highest)s.", **bounds)
            )

    def _read_base(self, territory_id: str) -> BaseYear:
        known, year = list_base_years_of(territory_id), self.limits_base.value
        if year is None:
            raise ValidationError(gettext("Write the year from which the percentages are counted."))
        if year not in known:
            years = ", ".join(map(str, known)) or gettext("none")
            raise ValidationError(
                gettext("The statistics have no such year. They have: %(years)s.", years=years)
            )
        return BaseYear(int(year), known[int(year)])


def _require_all_years(limits: Limits) -> None:
    if len(limits.given) < 2:
        raise ValidationError(gettext("The sum needs limits for at least two years."))
    missing = missing_years(limits.by_year)
    if missing and not limits.fill:
        raise ValidationError(
            gettext("These years have no limit: %(years)s.", years=", ".join(map(str, missing)))
            + " "
            + gettext("Write one for each year, or let the years between lie on a straight line.")
        )
