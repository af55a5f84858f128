"""Amounts that stand in one picture, all in one unit: they can be compared at a glance and added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.outcome import Outcome
from workshop.i18n import count_decimals, format_decimal, format_tonnes, tonnes_unit

_MOST_DIGITS = 3


def describe_alike(tonnes: float, largest: float) -> str:
    """Write an amount in the unit of the largest amount of its picture; a small one never as nothing."""
    scale, unit = tonnes_unit(largest)
    value = tonnes / scale
    # A few tonnes as somebody typed them: 1.5 t is not 2 t.
    is_whole = abs(value) >= 10 or value.is_integer() if unit == "t" else abs(value) >= 100
    digits = 0 if is_whole else 1
    while value and digits < _MOST_DIGITS and abs(value) < 0.5 / 10**digits:
        digits += 1
    return f"{format_decimal(value, digits)}\u00a0{unit}"


@dataclass(frozen=True)
class Balance:
    """A budget, what is emitted of it, and whether it is kept; tonnes."""

    budget_t: float
    emissions_t: float
    fits: bool

    @classmethod
    def of(cls, outcome: Outcome) -> Balance:
        """Return the balance of an outcome."""
        return cls(outcome.budget_t, outcome.cumulative_emissions_t, outcome.fits)

    @property
    def remaining_t(self) -> float:
        """What is left of the budget; negative where it is exceeded."""
        return self.budget_t - self.emissions_t

    def describe(self, tonnes: float) -> str:
        """Write an amount so that budget, emissions and rest add up: in one unit, with as many decimals."""
        like = find_largest((self.emissions_t, self.budget_t))
        parts = (self.emissions_t, self.remaining_t, self.budget_t)
        return format_tonnes(tonnes, like=like, decimals=count_decimals(parts, like))


def find_largest(amounts: Iterable[float | None]) -> float:
    """Return the size of the largest amount."""
    return max((abs(amount) for amount in amounts if amount is not None), default=0.0)
