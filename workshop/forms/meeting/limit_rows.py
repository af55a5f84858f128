"""The rows of the form for annual limits: a year with its limit, and what is wrong with either."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from workshop.clean_input import read_whole
from workshop.i18n import format_decimal, gettext
from workshop.services.importing.typed_numbers import (
    read_number,
    say_number_fault,
    say_year_fault,
    write_number,
)
from workshop.services.workshops.annual_limits import Limits, LimitsTable, in_tonnes

_FEWEST, _MOST, _MORE = 6, 60, 6
_MOST_T = 1e10
_PARTS = ("year", "amount", "below")
UNITS = ("t", "kt")


@dataclass(frozen=True)
class LimitField:
    """A field of the table: its name, what stands in it, and what is wrong with it."""

    name: str
    text: str = ""
    fault: str = ""


@dataclass(frozen=True)
class LimitRow:
    """The limit of one year: as an amount, or as per cent below the base year."""

    year: LimitField
    amount: LimitField
    below: LimitField

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed in it."""
        return not any(field.text.strip() for field in self.fields)

    @property
    def fields(self) -> tuple[LimitField, LimitField, LimitField]:
        """The fields, from left to right."""
        return self.year, self.amount, self.below


def read_rows(sent: Mapping[str, str]) -> tuple[LimitRow, ...]:
    """Return the rows as they were sent, without looking for faults."""
    count = read_whole(sent.get("limit-rows"), 1, _MOST) or _FEWEST
    if "more" in sent:
        count = min(_MOST, count + _MORE)
    return tuple(
        LimitRow(
            *(
                LimitField(f"limit-{part}-{place}", sent.get(f"limit-{part}-{place}", "")[:40])
                for part in _PARTS
            )
        )
        for place in range(count)
    )


def write_rows(pairs: list[tuple[str, str, str]]) -> tuple[LimitRow, ...]:
    """Return rows with these years, amounts and percentages, and some empty ones behind them."""
    filled = [*pairs, *[("", "", "")] * (_FEWEST - len(pairs))]
    return tuple(
        LimitRow(
            *(LimitField(f"limit-{part}-{place}", text) for part, text in zip(_PARTS, texts, strict=True))
        )
        for place, texts in enumerate(filled[:_MOST])
    )


def fill_rows(table: LimitsTable) -> tuple[LimitRow, ...]:
    """Return the rows of a table that was pasted; a figure that can mean two stays as it is written."""
    return write_rows(
        [
            (str(cell.year), "", _settled(cell.text, ""))
            if cell.is_percent
            else (str(cell.year), _settled(cell.text, table.decimal_mark, table.unit), "")
            for cell in table.cells
        ]
    )


def _settled(text: str, mark: str, unit: str = "") -> str:
    value = read_number(text, mark).value
    if value is None:
        return text
    return write_number(value if unit in UNITS else in_tonnes(value, unit))


def write_known_rows(known: Limits) -> tuple[LimitRow, ...]:
    """Return the rows of limits that are entered already, as they were given."""
    return write_rows(
        [
            (str(each.year), write_number(each.limit_t), "")
            if each.below_pct is None
            else (str(each.year), "", write_number(each.below_pct))
            for each in known.given
        ]
    )


def year_of(field: LimitField) -> int | None:
    """Return the year that a field names in four digits; None for anything else."""
    text = field.text.strip()
    return int(text) if len(text) == 4 and text.isascii() and text.isdecimal() else None


def say_no_year(text: str) -> str:
    """Say why a text is not a year."""
    if read_number(text).is_ambiguous:
        return say_year_fault(text)
    return gettext("“%(text)s” is not a year; write four digits, such as 2030.", text=text)


def check_amount(field: LimitField) -> LimitField:
    """Return the field of an amount with what is wrong with it."""
    if not field.text.strip():
        return field
    value = read_number(field.text).value
    if value is None or not math.isfinite(value):
        return replace(field, fault=say_number_fault(field.text))
    if not 0 <= value <= _MOST_T:
        return replace(field, fault=gettext("Write zero or more."))
    return field


def check_below(field: LimitField) -> LimitField:
    """Return the field of a percentage with what is wrong with it."""
    if not field.text.strip():
        return field
    value = read_number(field.text).value
    if value is None or not math.isfinite(value):
        return replace(field, fault=say_number_fault(field.text))
    if value < 0:
        said = gettext(
            "Write %(number)s if you mean so many per cent below the base year.",
            number=format_decimal(-value, 0 if value == int(value) else 1),
        )
        return replace(field, fault=said)
    return replace(field, fault=gettext("More than 100 per cent cannot be cut.")) if value > 100 else field
