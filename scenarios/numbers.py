"""Read numbers that people type or import, and round figures for people.

``static/js/lib/number.js`` reads and rounds alike in the browser; both are tested with the same tables. One
separator followed by exactly three digits (``17,200``) has two readings, a factor of a thousand apart. This
module does not choose between them: the caller asks, or lets other cells of the column settle it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

MINUS_SIGNS: Final = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
SPACES: Final = " \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
APOSTROPHES: Final = "'\u2018\u2019\u02bc\u00b4`"
# Zero-width characters in a copied figure.
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SIGNS: Final = str.maketrans(dict.fromkeys(MINUS_SIGNS, "-"))
_GROUPS: Final = str.maketrans(dict.fromkeys(SPACES, " ") | dict.fromkeys(APOSTROPHES, "'"))
_SCIENTIFIC: Final = re.compile(r"(\d+)(?:[.,](\d+))?[eE]([+-]?\d{1,3})")
_PLAIN: Final = re.compile(r"(\d*)(?:[.,](\d+))?")
# Larger doubles have no decimals.
_ALL_WHOLE: Final = 2.0**53
_GROUPED: Final = re.compile(r"(\d{1,3})(?:([ '.,])(\d{3})(?:\2\d{3})*)(?:([.,])(\d+))?")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """The possible readings of a text as a number.

    Attributes
    ----------
    values
        In the unit of the question. Empty if the text is no number; one value; or two if it is
        ambiguous, with the separator read between thousands first and read as the decimal mark second.
    decimal_mark
        ``,`` or ``.`` if the text shows which is the decimal mark, else empty.
    separator
        The ambiguous separator, else empty.
    """

    values: tuple[float, ...]
    decimal_mark: str = ""
    separator: str = ""

    @property
    def value(self) -> float | None:
        """The number, in the unit of the question; None if there is none, or two."""
        return self.values[0] if len(self.values) == 1 else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether the text has two readings."""
        return len(self.values) == 2


_NO_NUMBER: Final = NumberReading(())
_OTHER: Final = {",": ".", ".": ","}


def read_number(text: str, decimal_mark: str = "") -> NumberReading:
    """Read a number as people in any of our countries write it.

    Parameters
    ----------
    text
        The typed text. Thousands may be separated by any space, an apostrophe, a comma or a point, always in
        groups of three; the minus may be any dash.
    decimal_mark
        ``,`` or ``.`` if other figures of the column have settled it; empty if unknown.

    Returns
    -------
    NumberReading
        With two values if one separator has exactly three digits after it and at most three before it, not
        all of them zero, and no ``decimal_mark`` settles it.
    """
    plain = _UNSEEN.sub("", text).translate(_GROUPS).strip().translate(_SIGNS)
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)
    sign = -1.0 if plain.startswith("-") else 1.0
    plain = plain[1:].lstrip() if plain[:1] in ("-", "+") else plain
    if not any(digit.isdecimal() for digit in plain):
        return _NO_NUMBER
    if found := _SCIENTIFIC.fullmatch(plain):
        return _one(sign, f"{found[1]}.{found[2] or 0}e{found[3]}", "")
    if found := _GROUPED.fullmatch(plain):
        return _grouped(sign, plain, found, decimal_mark)
    if found := _PLAIN.fullmatch(plain):
        mark = plain[len(found[1])] if found[2] else ""
        return _one(sign, f"{found[1] or 0}.{found[2] or 0}", mark)
    return _NO_NUMBER


def write_number(value: float, decimal_mark: str = ".") -> str:
    """Write a number for a field, so that reading it is unambiguous.

    Parameters
    ----------
    value
        Any finite number, in any unit.
    decimal_mark
        ``,`` or ``.``.

    Returns
    -------
    str
        Up to ten significant digits without thousands separators; three decimals get a zero after them if
        they could be read as thousands.
    """
    text = f"{value:.10g}"
    if read_number(text).is_ambiguous:
        text += "0"
    return text if "e" in text else text.replace(".", decimal_mark)


def round_figure(value: float, digits: int = 0) -> float:
    """Round a figure for people: half away from zero, by the decimal notation.

    Parameters
    ----------
    value
        Any number, in any unit.
    digits
        Decimals to keep; if negative, round tens and hundreds.

    Returns
    -------
    float
        In the unit of ``value``. Infinity and NaN are returned unchanged.

    Notes
    -----
    Source: the project's model (MODEL.md, section 11): round as taught in schools, 12.5 to 13. Python's own
    rounding gives 12 (half to even). 2.675 becomes 2.68 although its binary value is a little less: people
    see decimals.
    """
    if not math.isfinite(value) or abs(value) >= _ALL_WHOLE:
        return value
    exact = Decimal(repr(float(value)))
    return float(exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def round_whole(value: float) -> int:
    """Round a figure for people to a whole number: half away from zero.

    Parameters
    ----------
    value
        Any finite number, in any unit.

    Returns
    -------
    int
        In the unit of ``value``.

    Notes
    -----
    Source: the project's model (MODEL.md, section 11), as `round_figure`.
    """
    return int(round_figure(value))


def settle_decimal_mark(texts: Iterable[str]) -> str:
    """Return the decimal mark of a column's unambiguous figures.

    Parameters
    ----------
    texts
        The cells of the column.

    Returns
    -------
    str
        ``,`` or ``.``; empty if no cell shows it, or cells contradict each other.
    """
    shown = {read_number(text).decimal_mark for text in texts} - {""}
    return shown.pop() if len(shown) == 1 else ""


def read_with_points(text: str, decimal_mark: str = "") -> tuple[float, str]:
    """Read a number of a file with decimal points.

    Parameters
    ----------
    text
        The cell.
    decimal_mark
        As for `read_number`.

    Returns
    -------
    value, problem
        The number in the unit of the file, NaN if there is none; the fault, or an empty text.

    Notes
    -----
    Source: the project's model (MODEL.md, section 11), whose tidy statistics file has decimal points.
    """
    reading = read_number(text, decimal_mark)
    if "," in text:
        # In a file with decimal commas, points may have another meaning.
        hint = "; write the decimals with a point" if re.fullmatch(r"-?\d+,\d+", text) else ""
        return math.nan, f"which is no number{hint}"
    if reading.is_ambiguous:
        thousands, decimals = reading.values
        return math.nan, f"which can be {thousands:.0f} or {write_number(decimals)}; write it as one of these"
    return (math.nan, "which is no number") if reading.value is None else (reading.value, "")


def _grouped(sign: float, plain: str, found: re.Match[str], decimal_mark: str) -> NumberReading:
    first, separator, mark, decimals = found[1], found[2], found[4], found[5]
    whole = re.sub("[ '.,]", "", plain[: found.start(4)] if mark else plain)
    if mark == separator:
        # 1,234,56: the last group is too short for thousands.
        return _NO_NUMBER
    if mark or separator in " '":
        return _one(sign, f"{whole}.{decimals or 0}", mark or "")
    if plain.count(separator) > 1:
        return _one(sign, whole, _OTHER[separator])
    as_decimals = _one(sign, plain.replace(separator, "."), separator)
    if first[0] == "0" or decimal_mark == separator:
        return as_decimals
    as_thousands = _one(sign, whole, _OTHER[separator])
    if decimal_mark:
        return as_thousands
    return NumberReading((*as_thousands.values, *as_decimals.values), "", separator)


def _one(sign: float, text: str, decimal_mark: str) -> NumberReading:
    return NumberReading((sign * float(text) + 0.0,), decimal_mark)
