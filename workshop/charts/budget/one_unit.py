"""Amounts that stand in one picture, all in one unit: they can be compared at a glance and added up."""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.outcome import Outcome
from workshop.i18n import format_decimal, format_tonnes, tonnes_unit

_MOST_DIGITS = 3


def describe_alike(tonnes: float, largest: float) -> str:
    """Write an amount in the unit of the largest amount of its picture; a small one never as nothing."""
    scale, unit = tonnes_unit(largest)
    value = tonnes / scale
    digits = 0 if unit == "t" or abs(value) >= 100 else 1
    while value and digits < _MOST_DIGITS and abs(value) < 0.5 / 10**digits:
        digits += 1
    return f"{format_decimal(value, digits)}\u00a0{unit}"


def describe_in_balance(tonnes: float, outcome: Outcome) -> str:
    """Write an amount so that budget, emissions and the rest can be added up: one unit, as many decimals."""
    balance = (outcome.budget_t, outcome.cumulative_emissions_t, outcome.remaining_t)
    return format_tonnes(tonnes, like=find_largest(balance[:2]), beside=balance)


def find_largest(amounts: Iterable[float | None]) -> float:
    """Return the size of the largest amount."""
    return max((abs(amount) for amount in amounts if amount is not None), default=0.0)
