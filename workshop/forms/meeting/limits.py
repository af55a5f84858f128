"""The form for adopted annual limits: a table that is typed, or filled from a spreadsheet."""

from __future__ import annotations

from dataclasses import replace

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField
from wtforms.validators import ValidationError

from workshop.forms.fields import MaximumLength, OperationForm, YearField, offer
from workshop.forms.meeting.limit_rows import (
    UNITS,
    LimitField,
    LimitRow,
    check_amount,
    check_below,
    fill_rows,
    read_rows,
    say_no_year,
    write_known_rows,
    year_of,
)
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import Workshop
from workshop.services.importing.typed_numbers import read_number
from workshop.services.workshops.annual_limits import (
    BaseYear,
    GivenLimit,
    Limits,
    LimitsTable,
    LimitsTableError,
    in_tonnes,
    limit_below,
    list_base_years,
    list_base_years_of,
    read_limits_file,
    read_limits_text,
    say_limits_fault,
)

LONGEST_SOURCE, _LONGEST_PASTE = 300, 20_000


class LimitsForm(OperationForm):
    """The adopted annual limits of a workshop."""

    source = StringField(_l("Where the limits are adopted"), validators=[MaximumLength(LONGEST_SOURCE)])
    base_year = YearField(_l("Base year of percentages"))
    unit = RadioField(_l("The amounts are in"), choices=offer([("t", ""), ("kt", "")]), default="t")
    gas = RadioField(_l("The limits count"), choices=offer([("CO2e", "CO₂e"), ("CO2", "CO₂")]))
    fill = BooleanField(_l("Years between two limits lie on a straight line"))
    pasted = TextAreaField(_l("Paste from a spreadsheet"), validators=[MaximumLength(_LONGEST_PASTE)])
    file = FileField(_l("Or choose a file (CSV or Excel)"))

    limits: Limits | None = None
    told: tuple[str, ...] = ()

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        known = Limits.of(workshop.limits)
        start = {
            "source": known.source,
            "base_year": "" if known.base is None else str(known.base.year),
            "gas": workshop.gas,
            "fill": known.fill,
        }
        sent = request.form | request.files if request.method == "POST" else None
        super().__init__(formdata=sent, data=start)
        self.unit.choices = offer(
            [("t", gettext("tonnes a year")), ("kt", gettext("thousand tonnes a year"))]
        )
        self.rows = read_rows(request.form) if sent is not None else write_known_rows(known)

    @property
    def base_years(self) -> dict[int, float]:
        """The years of the statistics in the gas of the limits, with their emissions in t/yr."""
        if self.gas.data == self._workshop.gas:
            return list_base_years(self._workshop.history)
        return list_base_years_of(self._workshop.territory_id) if self.gas.data == "CO2e" else {}

    @property
    def base(self) -> BaseYear | None:
        """The base year, if one is written that the statistics have."""
        year, known = self.base_year.value, self.base_years
        return BaseYear(int(year), known[int(year)]) if year is not None and year in known else None

    def fill_table(self) -> bool:
        """Fill the rows from what was pasted or chosen; return whether that was possible."""
        upload = self.file.data
        try:
            if upload and upload.filename:
                table = read_limits_file(upload.read())
            else:
                table = read_limits_text((self.pasted.data or "")[:_LONGEST_PASTE])
        except LimitsTableError as error:
            field = self.file if upload and upload.filename else self.pasted
            field.errors = [say_limits_fault(error)]
            return False
        self.rows = fill_rows(table)
        if table.unit:
            self.unit.data = table.unit if table.unit in UNITS else "t"
        if table.gas:
            self.gas.data = table.gas
        self.told = tuple(_tell(table))
        self.rows = self._checked()
        return True

    def validate_base_year(self, field: YearField) -> None:
        """Ask for a base year that the statistics have, where a limit is given in per cent."""
        needed = any(row.below.text.strip() for row in self.rows)
        known = self.base_years
        if field.value is None:
            if needed:
                raise ValidationError(gettext("Write the year from which the percentages are counted."))
        elif field.value not in known:
            years = ", ".join(map(str, known)) or gettext("none")
            raise ValidationError(
                gettext("The statistics have no such year. They have: %(years)s.", years=years)
            )

    def validate_gas(self, field: Field) -> None:
        """Refuse limits of another gas than the workshop's, unless their sum becomes the budget."""
        wanted = "CO2e" if "use_sum" in request.form else self._workshop.gas
        if field.data == wanted:
            return
        if wanted == "CO2e":
            raise ValidationError(gettext("The sum of adopted limits is counted in CO₂e."))
        raise ValidationError(
            gettext(
                "This workshop counts %(here)s. Limits in %(there)s cannot be used in it: use their sum as "
                "the budget, or open another workshop.",
                here=_say_gas(wanted),
                there=_say_gas(str(field.data)),
            )
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Read the rows, too; :attr:`limits` is there if everything is sound."""
        is_sound = super().validate(extra_validators)
        self.rows = self._checked()
        if not is_sound or any(field.fault for row in self.rows for field in row.fields):
            return False
        given = sorted(
            (self._given(row) for row in self.rows if not row.is_empty), key=lambda each: each.year
        )
        self.limits = Limits(
            given=tuple(given),
            base=self.base if given else None,
            source=(self.source.data or "").strip() if given else "",
            fill=bool(self.fill.data) if given else False,
        )
        return True

    def _checked(self) -> tuple[LimitRow, ...]:
        years = [year_of(row.year) for row in self.rows]
        return tuple(self._check_row(row, place, years) for place, row in enumerate(self.rows))

    def _check_row(self, row: LimitRow, place: int, years: list[int | None]) -> LimitRow:
        if row.is_empty:
            return row
        year = replace(row.year, fault=self._say_wrong_year(row.year, place, years))
        amount, below = row.amount, row.below
        if amount.text.strip() and below.text.strip():
            below = replace(below, fault=gettext("Write tonnes or per cent, not both."))
        elif not amount.text.strip() and not below.text.strip():
            amount = replace(amount, fault=gettext("Write the limit of this year."))
        else:
            amount, below = check_amount(amount), check_below(below)
        return LimitRow(year, amount, below)

    def _say_wrong_year(self, field: LimitField, place: int, years: list[int | None]) -> str:
        year = years[place]
        if not field.text.strip():
            return gettext("Write the year of this limit.")
        if year is None:
            return say_no_year(field.text)
        if year in years[:place]:
            return gettext("%(year)s stands twice.", year=str(year))
        first, last = self._workshop.start_year, self._workshop.end_year
        if "use_sum" in request.form or "fill_table" in request.form or first <= year <= last:
            return ""
        return gettext(
            "This workshop counts %(first)s–%(last)s: write a year in it, or remove this row.",
            first=str(first),
            last=str(last),
        )

    def _given(self, row: LimitRow) -> GivenLimit:
        year = year_of(row.year)
        assert year is not None
        below = read_number(row.below.text).value if row.below.text.strip() else None
        if below is not None:
            base = self.base
            assert base is not None
            return GivenLimit(year, limit_below(base.emissions_t, below), below)
        amount = read_number(row.amount.text).value
        assert amount is not None
        return GivenLimit(year, in_tonnes(amount, str(self.unit.data)))


def _tell(table: LimitsTable) -> list[str]:
    told = []
    if table.turned:
        told.append(
            gettext("The percentages have a minus: they are read as so many per cent below the base year.")
        )
    if table.left_out:
        rows = ", ".join(map(str, table.left_out[:10]))
        told.append(gettext("These rows have no year and are left out: %(rows)s.", rows=rows))
    return told


def _say_gas(gas: str) -> str:
    return gas.replace("CO2", "CO₂")
