"""Years: in headings of effects, and the start of an action as people write it."""

from __future__ import annotations

import datetime
import re
from typing import Final

from scenarios.importing.action_list.grid import GridCell
from scenarios.importing.action_list.vocabulary import fold

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
_YEAR: Final = re.compile(r"(?<![\d.,])((?:19|20|21)\d\d)(?!\d|[.,]\d)")
_PERIOD: Final = re.compile(r"((?:19|20)\d\d)\s*[-–—/]\s*((?:19|20)?\d\d)(?!\d)")
_COMPARED: Final = re.compile(
    r"(?:mot|jfr|jfr\.|jämfört med|sammenlignet med|sammenliknet med|i forhold til|ift\.?|"
    r"compared (?:to|with)|relative to|vs\.?|from|fra|från|since|sedan|siden|"
    r"verrattuna|baseline|base year|basår|basisår)\s*(?:år |year )?((?:19|20)\d\d)"
)
_OPEN: Final = re.compile(
    r"^(?:löpande|løpende|fortløpende|kontinuerlig\w*|ongoing|continuous\w*|pågår|pågående|pågår\w*|"
    r"jatkuva\w*|käynnissä|årlig\w*|annual\w*|tbd|permanent|i gang|igangværende)"
)
_DEADLINE: Final = re.compile(
    r"^(?:(?:innen|inom|senast|senest|by|before|until|til|till|to|før|före|inden|viimeistään|max)\b|"
    r"[-–—]\s*\d)"
)
_SERIALS: Final = range(32_874, 73_051)
"""Days of Excel from 1990 to 2099."""


def years_in(text: str) -> tuple[int, ...]:
    """Return the years that a heading names, without the year it compares with.

    Parameters
    ----------
    text
        Of the heading.

    Returns
    -------
    tuple of int
        Years, in the order of the text.
    """
    plain = fold(_without_marks(text))
    found = [int(year) for year in _YEAR.findall(plain)]
    if len(found) > 1:
        compared = {int(year) for year in _COMPARED.findall(plain)}
        found = [year for year in found if year not in compared] or found
    return tuple(dict.fromkeys(found))


def has_period(text: str) -> bool:
    """Return whether a heading names a period, such as ``2026-2030``.

    Parameters
    ----------
    text
        Of the heading.

    Returns
    -------
    bool
        False for a single year.
    """
    return _PERIOD.search(fold(text)) is not None


def is_year(text: str) -> bool:
    """Return whether a text is a year and nothing else.

    Parameters
    ----------
    text
        Of a cell.

    Returns
    -------
    bool
        True also with a mark of a footnote behind it.
    """
    return (
        re.fullmatch(r"(?:år |year |vuonna |i )?(?:19|20|21)\d\d(?:\.0)?", fold(_without_marks(text)))
        is not None
    )


def _without_marks(text: str) -> str:
    """Return a heading without marks of footnotes behind its years."""
    return re.sub(r"(?<=\d)\s*(?:[*†‡¹²³⁴⁵⁶⁷⁸⁹⁰]+|\d?\))(?=\s|$)", "", text)


def read_start_year(cell: GridCell | None) -> int | None:
    """Read when an action begins.

    Parameters
    ----------
    cell
        A year, period, date, month, season or Excel's number of a day; None where nothing stands.

    Returns
    -------
    int or None
        None for what is open, ongoing, a deadline, or names no year.
    """
    if cell is None or not cell.has_value:
        return None
    if cell.number is not None:
        return _from_number(cell.number)
    text = fold(cell.line)
    if _OPEN.match(text) and not re.search(r"(?:fra|från|from|since|sedan|siden|alkaen)\s", text):
        return None
    if _DEADLINE.match(text) or re.search(r"\d\s+mennessä", text):
        return None
    if text.isdecimal():
        return _from_number(float(text[:9]))
    date = re.search(r"(?<!\d)\d{1,2}[./]\s?(?:\d{1,2}[./]\s?)?((?:19|20)\d\d|\d\d)(?!\d)", text)
    if date and len(date[1]) == 2 and re.fullmatch(r"\d{1,2}[./]\s?\d{1,2}[./]\s?\d\d.*", text):
        return 2000 + int(date[1])
    if found := re.search(r"(?<!\d)((?:19|20|21)\d\d)(?!\d{1,2}(?!\d))", text):
        year = int(found[1])
        return year if FIRST_YEAR <= year <= LAST_YEAR else None
    return None


def _from_number(number: float) -> int | None:
    if number.is_integer() and FIRST_YEAR <= number <= LAST_YEAR:
        return int(number)
    if int(number) in _SERIALS:
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(number))).year
    return None
