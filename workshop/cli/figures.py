"""Figures on the command line: reading arguments, and writing results."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from typing import Any

from scenarios.errors import ScenariosError
from scenarios.numbers import read_number as read_typed
from scenarios.numbers import round_figure


class FigureError(ScenariosError):
    """An argument that is not the figure that its option needs."""


def read_year(text: str, flag: str) -> int:
    """Return the whole number in an argument."""
    try:
        return int(text)
    except ValueError:
        raise FigureError(f"{flag} is {text!r}; give a whole year such as 2026.") from None


def read_number(text: str, flag: str) -> float:
    """Return the number in an argument."""
    try:
        return float(text)
    except ValueError:
        raise FigureError(f"{flag} is {text!r}; give a number such as 250000.") from None


def tell_reading(text: str | None, flag: str) -> list[str]:
    """Return a sentence on how an amount like ``862.290`` is read, whose point may separate thousands.

    It is read as a decimal point, as programs write it. The list is empty for all other amounts.
    """
    reading = read_typed(text or "")
    if not reading.is_ambiguous:
        return []
    thousands, decimals = reading.values
    spaced = write_fixed(thousands, 0)
    return [f"{flag} {text} is read as {decimals:g}; for {spaced}, write {round_figure(thousands):.0f}."]


def write_gas(gas: str) -> str:
    """Write CO2 or CO2e as people read it, with its subscript."""
    return gas.replace("CO2", "CO₂")


def write_tonnes(value: float) -> str:
    """Write tonnes briefly: ``355 Mt``, ``194 850 t``."""
    for limit, unit in ((1e9, "Gt"), (1e7, "Mt")):
        if abs(value) >= limit:
            return f"{write_significant(value / (limit if unit == 'Gt' else 1e6))} {unit}".replace(",", " ")
    return f"{write_fixed(value, 0)} t"


def write_fixed(value: float, decimals: int = 1) -> str:
    """Write a figure with a number of decimals, and spaces between thousands."""
    return f"{round_figure(value, decimals):,.{decimals}f}".replace(",", " ")


def write_significant(value: float, digits: int = 4) -> str:
    """Write a figure with a number of significant digits."""
    size = math.floor(math.log10(abs(value))) if value else 0
    return f"{round_figure(value, digits - 1 - size):,.10g}".replace(",", " ")


def print_json(document: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def print_warnings(command: str, warnings: Sequence[str]) -> None:
    """Print warnings to standard error, one line each."""
    for warning in warnings:
        print(f"handlingsrom {command}: warning: {' '.join(warning.split())}", file=sys.stderr)


def print_fault(command: str, fault: ScenariosError) -> int:
    """Print a fault as one line on standard error; return the exit status 2."""
    # The message quotes arguments: keep it on one line, whatever they contain.
    print(f"handlingsrom {command}: {' '.join(str(fault).split())}", file=sys.stderr)
    return 2
