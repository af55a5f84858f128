"""Amounts that stand in one picture, all in one unit: they can be compared at a glance and added up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.numbers import round_figure, round_whole
from scenarios.outcome import Outcome
from workshop.i18n import count_decimals, format_decimal, format_tonnes, tonnes_unit

_MOST_DIGITS = 3


def describe_alike(tonnes: float, largest: float) -> str:
    """Write an amount in the unit of the largest amount of its picture; a small one never as nothing."""
    scale, unit = tonnes_unit(largest)
    value = tonnes / scale
    return f"{format_decimal(value, _digits(value, unit))}\u00a0{unit}"


def describe_parts(parts: Sequence[float], largest: float) -> list[str]:
    """Write the parts of an amount so that they add up, as printed, to the amount that is written elsewhere.

    Parts have one decimal more than a whole that has none. They are rounded down, and those that lose
    most are rounded up (the method of largest remainders). A part that would be nothing has more decimals.
    """
    scale, unit = tonnes_unit(largest)
    whole = sum(parts) / scale
    written = _digits(whole, unit)
    digits = written if unit == "t" else max(1, written)
    steps = [tonnes / scale * 10**digits for tonnes in parts]
    counted = [math.floor(step) for step in steps]
    target = round_whole(round_figure(whole, digits) * 10**digits)
    # 106.45 is written as 106, and so must the sum of its parts be, although 106.5 would be 107.
    if round_figure(target / 10**digits, written) != round_figure(whole, written):
        target -= 1 if whole > 0 else -1
    losses = sorted(range(len(steps)), key=lambda place: counted[place] - steps[place])
    for place in losses[: max(0, target - sum(counted))]:
        counted[place] += 1
    return [
        f"{format_decimal(number / 10**digits, digits)}\u00a0{unit}"
        if number
        else describe_alike(part, largest)
        for number, part in zip(counted, parts, strict=True)
    ]


def _digits(value: float, unit: str) -> int:
    # A few tonnes as somebody typed them: 1.5 t is not 2 t.
    is_whole = abs(value) >= 10 or value.is_integer() if unit == "t" else abs(value) >= 100
    digits = 0 if is_whole else 1
    while value and digits < _MOST_DIGITS and abs(value) < 0.5 / 10**digits:
        digits += 1
    return digits


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
