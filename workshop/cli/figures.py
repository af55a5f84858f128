"""Figures between the command line and the model: reading them, and writing them for people."""

from __future__ import annotations

import json
import sys
from typing import Any

from scenarios.errors import ScenariosError


class FigureError(ScenariosError):
    """An argument that is not the figure that its flag needs."""


def read_year(text: str | None, flag: str) -> int | None:
    """Return the whole number in an argument, or None if the flag was not given."""
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise FigureError(f"{flag} is {text!r}; give a whole year such as 2026.") from None


def read_number(text: str | None, flag: str) -> float | None:
    """Return the number in an argument, or None if the flag was not given."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        raise FigureError(f"{flag} is {text!r}; give a number such as 250000.") from None


def write_tonnes(value: float) -> str:
    """Write tonnes as one would on a blackboard: ``355 Mt``, ``194 850 t``."""
    for limit, unit in ((1e9, "Gt"), (1e7, "Mt")):
        if abs(value) >= limit:
            return f"{value / (limit if unit == 'Gt' else 1e6):,.4g} {unit}".replace(",", " ")
    return f"{value:,.0f} t".replace(",", " ")


def print_json(document: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def print_fault(command: str, fault: ScenariosError) -> int:
    """Print what is wrong as one line on standard error; return the exit status 2."""
    print(f"handlingsrom {command}: {fault}", file=sys.stderr)
    return 2
