"""A figure in tonnes a year, with what its text leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scenarios.importing.action_list.figures import Figure
from scenarios.numbers import read_number, round_figure

OTHER_MARK: Final = {",": ".", ".": ",", "": ""}


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure in t/yr, with the list's sign.

    Attributes
    ----------
    value, low, high
        In t/yr; low and high are None where the cell gives no range.
    other
        In t/yr: the other reading of an ambiguous figure, else None.
    step
        What the last digit is worth, in t/yr.
    """

    value: float
    low: float | None = None
    high: float | None = None
    other: float | None = None
    step: float = 0.0


def to_amount(figure: Figure, factor: float, mark: str) -> Amount:
    """Convert a figure.

    Parameters
    ----------
    figure
        Which has a number.
    factor
        Tonnes in one of its unit.
    mark
        The decimal mark; empty where no figure shows one.

    Returns
    -------
    Amount
        In t/yr, with the list's sign.

    Notes
    -----
    Source: the project's model (MODEL.md, section 12).
    """
    if figure.exact is not None:
        return Amount(figure.exact * factor, step=factor * 10.0 ** -_decimals(figure.exact))
    ends = [_read(number, mark) for number in figure.numbers]
    step = factor * 10.0 ** -min(_written_decimals(number, mark) for number in figure.numbers)
    value = sum(end[0] for end in ends) / len(ends)
    doubtful = [_read(number, OTHER_MARK[mark])[0] for number in figure.numbers] if mark else []
    ambiguous = any(read_number(number).is_ambiguous for number in figure.numbers)
    other = sum(doubtful) / len(doubtful) * factor if ambiguous and doubtful else None
    low = high = None
    if len(ends) == 2:
        low, high = sorted(end[0] * factor for end in ends)
    elif figure.spread:
        half = abs(_read(figure.spread, mark)[0])
        low, high = (value - half) * factor, (value + half) * factor
    return Amount(value * factor, low, high, other, step)


def _read(number: str, mark: str) -> tuple[float, ...]:
    values = read_number(number, mark).values
    return values or (0.0,)


def _decimals(number: float) -> int:
    text = f"{round_figure(number, 6):.6f}".rstrip("0")
    return min(len(text.partition(".")[2]), 4)


def _written_decimals(number: str, mark: str) -> int:
    reading = read_number(number, mark)
    value = reading.value
    if value is None:
        return 0
    place = max(number.rfind(","), number.rfind("."))
    if place < 0 or value == 0:
        return 0
    digits = "".join(sign for sign in number if sign.isdecimal())
    whole = len(str(int(abs(value))))
    return max(0, len(digits) - max(whole, 1)) if not value.is_integer() else 0
