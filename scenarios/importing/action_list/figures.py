"""What a cell says as a figure: a number or a range, its unit, and what is doubtful about it.

Which separator is the decimal mark is decided later, with the whole column in view.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from scenarios.importing.action_list.grid import GridCell
from scenarios.importing.action_list.units import is_other_unit, may_be_metric_tons, unit_at_begin, unit_in
from scenarios.importing.action_list.vocabulary import fold
from scenarios.numbers import APOSTROPHES, MINUS_SIGNS, SPACES, NumberReading, read_number


class Doubt(StrEnum):
    """Why a cell is asked about."""

    AMBIGUOUS = "ambiguous"
    APPROXIMATE = "approximate"
    DIGITS_IN_TEXT = "digits_in_text"
    NOT_TONNES = "not_tonnes"
    BROKEN = "broken"
    MORE_FIGURES = "more_figures"
    REMARK = "remark"
    SUM_OF_YEARS = "sum_of_years"
    SIGN = "sign"
    NO_VALUE = "no_value"
    ROW_KIND = "row_kind"
    UNIT = "unit"
    COLUMN = "column"
    TARGET = "target"
    TOTAL = "total"
    COUNTED = "counted"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell says.

    Attributes
    ----------
    numbers
        Texts of the number, or of both ends of a range; empty where there is no figure.
    exact
        In the unit of the cell, where the cell is a number and not text; else None.
    unit
        Of the cell itself, in `units.FACTORS`; empty where it names none.
    spread
        Half the width, as ``± 100`` gives it; empty where there is none.
    doubts
        Why the cell is asked about.
    marks
        Marks of footnotes behind the figure.
    """

    numbers: tuple[str, ...] = ()
    exact: float | None = None
    unit: str = ""
    spread: str = ""
    doubts: tuple[Doubt, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def has_figure(self) -> bool:
        """Whether there is a figure at all."""
        return bool(self.numbers) or self.exact is not None

    def readings(self, decimal_mark: str) -> tuple[NumberReading, ...]:
        """Return the number, or both ends, in the unit of the cell.

        Parameters
        ----------
        decimal_mark
            Of the column, empty if not known.

        Returns
        -------
        tuple of NumberReading
            In the unit of the cell.
        """
        return tuple(read_number(number, decimal_mark) for number in self.numbers)


_SIGN: Final = f"[{re.escape(MINUS_SIGNS)}+]"
_GAP: Final = f"[{SPACES}{APOSTROPHES}]"
_NUMBER: Final = (
    rf"{_SIGN}?[{SPACES}]?(?:\d{{1,3}}(?:{_GAP}\d{{3}})+(?!\d)(?:[.,]\d+)?|"
    rf"\d+(?:[.,]\d+)*(?:e[+-]?\d{{1,2}})?|[.,]\d+)"
)
_FIGURE: Final = re.compile(_NUMBER, re.IGNORECASE)
_BETWEEN: Final = re.compile(
    rf"\s*(?P<unit>[^\W\d]{{0,12}}(?:\s?co2-?e?)?)\s*(?:[{re.escape(MINUS_SIGNS)}\u2014\u2015…]|"
    rf"\.\.\.?|til|till|to|tot|and|og|och|ja)\s*(?={_SIGN}?\d)",
    re.IGNORECASE,
)
_JOINING: Final = re.compile(r"(?:and|og|och|ja)\s*$")
_BEFORE: Final = re.compile(
    r"(?:(?:ca|c:a|circa|cirka|omtrent|omkring|omlag|om lag|rundt|runt|ungefär|about|around|approx|"
    r"approximately|est|estimert|uppskattat|noin|n|arviolta|"
    r"under|over|över|upp till|opp til|opptil|op til|inntil|up to|max|maks|min|minst|mindst|at least|"
    r"at most|högst|høyst|mer enn|mer än|mere end|more than|less than|mindre enn|mindre än|"
    r"mindre end|yli|alle|vähintään|enintään|jopa|cirkus|knappt|drygt|godt)\b[.:]?|[~≈<>≤≥≲≳±]|≦|≧)\s*",
    re.IGNORECASE,
)
_PLUS_MINUS: Final = re.compile(rf"\s*(?:±|\+/[-\u2212\u2013])\s*({_NUMBER})")
_FOOTNOTE: Final = re.compile(
    r"\s*([*†‡§]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|(?<=\s)\d{1,2}\)|\[\d{1,2}\]|\(\d{1,2}\)|(?<=\s)[a-e]\)|\([a-e]\))\s*$"
)
_BETWEEN_WORD: Final = re.compile(r"(?:mellom|mellan|mellem|between|fra|från|from|välillä)\s+", re.IGNORECASE)
_HARMLESS: Final = re.compile(
    r"(?:less|mindre|färre|per year|a year|yearly|annually|/\s*(?:år|year|yr|a|v|vuosi)\b|per år|"
    r"pr\.? år|årlig\w*|om året|i året|reduction|reduksjon|minskning|reduktion|"
    r"vuodessa|vähemmän|/v\b|vähennys|co2\S*|co₂\S*|e\b|ekv\w*\.?|-?ekv\w*\.?|eq\w*|equiv\w*|reduced|"
    r"saved|estimert|estimat|beregnet|calculated|laskettu|"
    r"uppskattat|uppskattning|anslag|skøn|fossil\w*|[(\[])",
    re.IGNORECASE,
)
_OVER_YEARS: Final = re.compile(
    r"(?:sammanlagt|ackumulera\w*|akkumuler\w*|kumulativ\w*|cumulative|accumulated|over perioden|"
    r"under perioden|i perioden|in total|tilsammen|yhteensä|kaudella|20\d\d\s*[-–—]\s*20\d\d)"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@lru_cache(maxsize=50_000)
def read_figure(cell: GridCell | None) -> Figure:
    """Read what a cell says as a figure.

    Parameters
    ----------
    cell
        None where nothing stands.

    Returns
    -------
    Figure
        Without a figure for an empty cell and for words ("Not calculated").
    """
    if cell is None:
        return Figure()
    if not cell.has_value or cell.is_error:
        return Figure(doubts=(Doubt.NO_VALUE,))
    if cell.number is not None:
        return _shown_number(cell.number, cell.pattern)
    text, marks = _without_footnotes(cell.line)
    figure = _read_text(text)
    return Figure(figure.numbers, None, figure.unit, figure.spread, figure.doubts, marks)


def _shown_number(number: float, pattern: str) -> Figure:
    """Read a number whose format may name a unit or show it in thousands: what people see counts."""
    if not pattern:
        return Figure(exact=number)
    first = pattern.split(";")[0]
    words = fold(" ".join(quoted or escaped for quoted, escaped in re.findall(r'"([^"]*)"|\\(.)', first)))
    scale = re.search(r"[0#?](,+)(?![0#?,])", first)
    shown = number / 1000 ** len(scale[1]) if scale else number
    if is_other_unit(words):
        return Figure(doubts=(Doubt.NOT_TONNES,))
    unit = unit_at_begin(words)[0] or unit_in(words)
    return Figure(exact=shown, unit=unit)


def _without_footnotes(text: str) -> tuple[str, tuple[str, ...]]:
    marks: list[str] = []
    while (found := _FOOTNOTE.search(text)) and found.start() > 0:
        marks.append(found[1])
        text = text[: found.start()].rstrip()
    return text, tuple(marks)


def _read_text(text: str) -> Figure:
    if not any(sign.isdecimal() for sign in text):
        return Figure()
    doubts: list[Doubt] = []
    rest = text.strip()
    negative = False
    if bracketed := re.fullmatch(r"\(\s*([\d .,'\u00a0\u202f]+)\s*\)", rest):
        rest, negative = bracketed[1], True
        doubts.append(Doubt.SIGN)
    while found := _BEFORE.match(rest):
        rest = rest[found.end() :]
        doubts.append(Doubt.APPROXIMATE)
    if (found := _BETWEEN_WORD.match(rest)) and _FIGURE.match(rest, found.end()):
        between, rest = True, rest[found.end() :]
    else:
        between = False
    found = _FIGURE.match(rest)
    if not found:
        return Figure(doubts=(Doubt.DIGITS_IN_TEXT,))
    first, after = found[0], rest[found.end() :]
    if re.match(r"[./:]\d", after):
        return Figure(doubts=(Doubt.BROKEN,))
    second, after, unit = _second_end(first, after, between)
    spread = ""
    if not second and (found := _PLUS_MINUS.match(after)):
        spread, after = found[1], after[found.end() :]
    folded = fold(after)
    if is_other_unit(folded):
        return Figure(doubts=(Doubt.NOT_TONNES,))
    own, end = unit_at_begin(folded)
    if not own and after[:1].isalpha():
        return Figure(doubts=(Doubt.BROKEN,))
    doubts += _doubts_of_remark(folded[end:], bool(own or unit), own)
    if own == "Mt" and may_be_metric_tons(after.split()[0]):
        own = "t"
        doubts.append(Doubt.REMARK)
    numbers = (f"-{first}" if negative else first,) + ((second,) if second else ())
    if any(not read_number(number).values for number in (*numbers, *filter(None, [spread]))):
        return Figure(doubts=(Doubt.BROKEN,))
    if second and all(_YEAR.fullmatch(number.strip()) for number in numbers):
        return Figure(doubts=(Doubt.DIGITS_IN_TEXT,))
    return Figure(numbers, None, own or unit, spread, tuple(dict.fromkeys(doubts)))


def _second_end(first: str, after: str, between: bool) -> tuple[str, str, str]:
    """Return the other end of a range, what follows it, and a unit that stood behind the first end."""
    gap = _BETWEEN.match(after)
    if not gap or (_JOINING.search(gap[0].rstrip().lower()) and not between):
        return "", after, ""
    unit = unit_at_begin(fold(gap["unit"]))[0] if gap["unit"] else ""
    if gap["unit"] and not unit:
        return "", after, ""
    found = _FIGURE.match(after, gap.end())
    if not found or found[0].strip() == first.strip():
        return "", after, ""
    return found[0], after[found.end() :], unit


def _doubts_of_remark(remark: str, has_unit: bool, unit: str) -> list[Doubt]:
    remark = remark.strip(" .,;:)-/")
    if not remark:
        return []
    if _OVER_YEARS.search(remark):
        return [Doubt.SUM_OF_YEARS]
    without = re.sub(r"co2\S*", "", _YEAR.sub("", remark))
    if any(sign.isdecimal() for sign in without):
        return [Doubt.MORE_FIGURES]
    if has_unit or unit or _HARMLESS.match(remark):
        return []
    return [Doubt.REMARK]
