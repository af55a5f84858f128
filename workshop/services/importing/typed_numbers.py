"""Messages about typed numbers that cannot be read."""

from __future__ import annotations

from scenarios.numbers import NumberReading, read_number, write_number
from workshop.i18n import format_decimal, gettext

__all__ = [
    "NumberReading",
    "read_number",
    "say_number_fault",
    "say_year_fault",
    "write_figure",
    "write_number",
    "write_readings",
]


def say_number_fault(text: str) -> str:
    """Say why a text is not a number; for an ambiguous one, show both readings as they can be typed."""
    reading = read_number(text)
    if not reading.is_ambiguous:
        return gettext("“%(text)s” is not a number.", text=text)
    thousands, decimals = write_readings(reading)
    return gettext(
        "“%(text)s” can mean %(thousands)s or %(decimals)s. Write it as one of these.",
        text=text,
        thousands=thousands,
        decimals=decimals,
    )


def say_year_fault(text: str) -> str:
    """Say why a text is not a year; a year has no decimals, so that 2.027 can only be meant as 2027."""
    reading = read_number(text)
    if not reading.is_ambiguous:
        return say_number_fault(text)
    return gettext(
        "“%(text)s” is not a year. Write %(year)s if you mean that.",
        text=text,
        year=write_number(reading.values[0]),
    )


def write_readings(reading: NumberReading) -> tuple[str, str]:
    """Write both readings of an ambiguous number unambiguously in the reader's language."""
    thousands, decimals = reading.values
    return write_figure(thousands), write_figure(decimals)


def write_figure(value: float) -> str:
    """Write a figure with all its digits in the reader's language."""
    decimals = write_number(value, ".").partition(".")[2]
    return format_decimal(value, 0 if float(value).is_integer() else len(decimals))
