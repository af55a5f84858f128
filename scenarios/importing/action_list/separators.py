"""Decide what an ambiguous separator means: by the column's other cells, the list's sums, the language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scenarios.importing.action_list.figures import Figure
from scenarios.numbers import SPACES, read_number

_OTHER: Final = {",": ".", ".": ","}
_DECIMAL_POINT: Final = frozenset({"en"})
_CLOSE: Final = 0.1
_FAR: Final = 0.5
"""A sum off by less than a tenth speaks for a reading, if it is off by more than half in the other."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the decimal mark of a column is.

    Attributes
    ----------
    mark
        ``,`` or ``.``.
    why
        In words, for the question.
    """

    mark: str
    why: str


def decide_marks(
    columns: Mapping[int, Iterable[Figure]],
    misfit: Callable[[int, str], float | None],
    language: str,
    units: Mapping[int, str],
    usual: str = "",
) -> dict[int, Decision]:
    """Decide the decimal mark of each column.

    Parameters
    ----------
    columns
        Column to its figures.
    misfit
        By which share (0 for nothing, 1 for all) the stated sums of a column differ from what is read with a
        mark; None where there is no sum.
    language
        Two letters.
    units
        Column to unit.
    usual
        The mark of the list above on the sheet; else empty.

    Returns
    -------
    dict
        Column to decision.
    """
    texts = {column: [n for figure in figures for n in figure.numbers] for column, figures in columns.items()}
    decided: dict[int, Decision] = {}
    for column, numbers in texts.items():
        shown = {read_number(number).decimal_mark for number in numbers} - {""}
        if len(shown) == 1:
            decided[column] = Decision(shown.pop(), "the other figures of the column are written so")
    for column in texts.keys() - decided.keys():
        off = {mark: misfit(column, mark) for mark in ",."}
        for mark, other in ((",", "."), (".", ",")):
            this, that = off[mark], off[other]
            if this is not None and that is not None and this < _CLOSE and that > _FAR:
                decided[column] = Decision(mark, "only so does the list's own sum hold")
    for column in texts.keys() - decided.keys():
        spaced = [n for n in texts[column] if any(sign in SPACES for sign in n.strip())]
        commas = sum("," in n for n in texts[column])
        points = sum("." in n for n in texts[column])
        if spaced and (commas == 0) != (points == 0):
            mark = "," if commas else "."
            decided[column] = Decision(mark, "thousands are parted by spaces in the column")
    marks = {decision.mark for decision in decided.values()}
    for column in texts.keys() - decided.keys():
        if (mark := _grouped(texts[column], units.get(column, ""))) and marks <= {mark}:
            decided[column] = Decision(mark, "as decimals, the column's figures would all be thousandths")
            continue
        if len(marks) == 1:
            decided[column] = Decision(next(iter(marks)), "the other columns of the list are written so")
        elif usual:
            decided[column] = Decision(usual, "the list above is written so")
        else:
            mark = "." if language in _DECIMAL_POINT else ","
            decided[column] = Decision(mark, "figures are written so in the list's language")
    return decided


def _grouped(numbers: Iterable[str], unit: str) -> str:
    """Return the decimal mark where a column of tonnes only makes sense with its separator between thousands.

    Figures with exactly three digits behind a separator stand there, beside whole ones below a thousand, and
    none with one or two decimals: nobody measures thousandths of a tonne throughout.
    """
    readings = [(number, read_number(number)) for number in numbers]
    doubtful = [reading for _, reading in readings if reading.is_ambiguous]
    separators = {reading.separator for reading in doubtful}
    if unit not in ("t", "kg") or len(separators) != 1 or len(doubtful) < 2:
        return ""
    plain = [reading.value for _, reading in readings if reading.value is not None]
    whole = all(value.is_integer() and abs(value) < 1_000 for value in plain)
    rounded = all(reading.values[0] % 10 == 0 for reading in doubtful)
    return _OTHER[separators.pop()] if rounded or (whole and len(doubtful) + len(plain) > 3) else ""
