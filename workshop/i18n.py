"""Languages, and how figures are written in them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale, dates
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import get_locale
from flask_babel.speaklater import LazyString

from scenarios.numbers import round_figure

__all__ = [
    "LANGUAGES",
    "choose_language",
    "current_language",
    "decimal_mark",
    "format_age",
    "format_day",
    "format_decimal",
    "format_moment",
    "format_signed_years",
    "format_time",
    "format_today",
    "format_tonnes",
    "format_whole",
    "gettext",
    "lazy_gettext",
    "ngettext",
    "spoken_in",
    "today",
    "tonnes_unit",
]

# Each language by its own name, as a reader looks for it.
LANGUAGES = {"en": "English", "nb": "Norsk bokmål", "sv": "Svenska"}
LANGUAGE_COOKIE = "language"

_DECIMAL_MARKS = {"en": ".", "nb": ",", "sv": ","}
# Independent of the server's place: meetings are in Sweden and Norway, which share a time zone.
_CLOCKS = ZoneInfo("Europe/Stockholm")
_FOLDER = Path(__file__).parent / "locale"
_NARROW_SPACE = "\u202f"
_MINUS = "\u2212"
# An amount below a tenth of a unit is written in the next smaller one.
_SMALLEST = 0.0999
_MOST_DECIMALS = 3


class _Spoken(NamedTuple):
    language: str
    translations: NullTranslations


# The language in force, cached: asking the library takes longer than translating, and a wall has dozens of
# texts.
_spoken: ContextVar[_Spoken | None] = ContextVar("spoken", default=None)


def speak_in_templates(app: Flask) -> None:
    """Make the templates translate as the code does."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext=lambda message: _translations().ugettext(message),
        ngettext=lambda one, many, number: _translations().ungettext(one, many, number),
        newstyle=True,
    )


def gettext(message: str, **values: Any) -> str:
    """Translate ``message`` into the language in force and fill in ``values``."""
    translated = str(_translations().ugettext(message))
    return translated % values if values else translated


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """Translate the form that goes with ``number``, which it contains as ``%(num)s``."""
    return str(_translations().ungettext(one, many, number)) % {"num": number, **values}


def _translations() -> NullTranslations:
    return (_spoken.get() or _learn(current_language())).translations


def lazy_gettext(message: str) -> Any:
    """Translate ``message`` when it is shown, for labels of class attributes."""
    return LazyString(gettext, message)


def choose_language() -> str:
    """Choose the language of a request: the reader's choice, the browser's, else the workshop's."""
    if not has_request_context():
        return "en"
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    fallback: str | None = g.get("default_language")
    return _wanted(request.accept_languages.values()) or fallback or "en"


def choose_locale() -> Locale:
    """Return the locale of the language that a request has chosen."""
    return _locale(choose_language())


def _wanted(tags: Iterable[str]) -> str | None:
    """Return the first supported one of the browser's languages; all Norwegian is bokmål here."""
    spoken = {**{language: language for language in LANGUAGES}, "no": "nb", "nn": "nb"}
    bases = (re.split("[-_]", tag.lower())[0] for tag in tags)
    return next((spoken[base] for base in bases if base in spoken), None)


def current_language() -> str:
    """Return the language in force."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken.language
    locale = get_locale()
    return str(locale.language) if locale is not None and locale.language in LANGUAGES else "en"


@contextmanager
def spoken_in(language: str) -> Iterator[None]:
    """Translate and format in ``language`` within the context, as the wall does for its room."""
    token = _spoken.set(_learn(language))
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def _learn(language: str) -> _Spoken:
    """Load the translations of a language; cached."""
    return _Spoken(language, Translations.load(_FOLDER, [language]))


@cache
def _locale(language: str) -> Locale:
    """Return the locale of a language; cached."""
    return Locale.parse(language)


def format_time(moment: datetime) -> str:
    """Write the time of day in the meetings' time zone."""
    return dates.format_time(moment, "short", tzinfo=_CLOCKS, locale=_calendar())


def format_moment(moment: datetime) -> str:
    """Write day and time in the meetings' time zone."""
    pattern = "d MMM yyyy, HH:mm"
    return dates.format_datetime(moment, pattern, tzinfo=_CLOCKS, locale=_locale(current_language()))


def format_today() -> str:
    """Write today's date."""
    return format_day(today())


def today() -> date:
    """Return the date in the meetings' time zone."""
    return datetime.now(_CLOCKS).date()


def _calendar() -> Locale:
    """Return the locale of dates: English ones are written as in Europe, where the meetings are."""
    language = current_language()
    return _locale("en_GB" if language == "en" else language)


def format_day(day: date) -> str:
    """Write a date."""
    return dates.format_date(day, "long", locale=_calendar())


def format_age(age: timedelta) -> str:
    """Write an age in the largest unit that fits."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return gettext("%(number)s min", number=format_whole(minutes))
    if minutes < 24 * 60:
        return ngettext("%(num)s h", "%(num)s h", minutes // 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))


def decimal_mark() -> str:
    """Return the decimal mark of the language in force."""
    return _DECIMAL_MARKS[current_language()]


def format_decimal(value: float, digits: int = 0) -> str:
    """Write a figure with thin-space thousands and the language's decimal mark; round half up."""
    text = f"{round_figure(abs(value), digits):,.{digits}f}"
    text = text.replace(",", _NARROW_SPACE).replace(".", decimal_mark())
    is_zero = not any(digit in text for digit in "123456789")
    return text if value >= 0 or is_zero else _MINUS + text


def format_whole(value: float) -> str:
    """Write a whole number, such as a count."""
    return format_decimal(value)


def format_tonnes(tonnes: float, *, like: float | None = None, decimals: int = 0) -> str:
    """Write an amount of CO2 with two or three significant figures in a fitting unit.

    ``like`` determines the unit, so that several amounts share one, unless the amount would have fewer than
    two digits in it. In that unit, it has at least so many ``decimals``.
    """
    lent = like is not None and (tonnes == 0 or abs(tonnes) >= _SMALLEST * _scale(abs(like))[0])
    size = abs(like if lent and like is not None else tonnes)
    scale, unit = _scale(size)
    value = tonnes / scale
    least = decimals if lent and tonnes else 0
    return f"{format_decimal(value, max(least, _digits(value, unit)))}\u00a0{unit}"


def count_decimals(amounts: Sequence[float], like: float) -> int:
    """Return how many decimals two amounts and their sum need to add up, in the unit of ``like``."""
    scale, unit = _scale(abs(like))
    values = [amount / scale for amount in amounts]
    written = [value for value in values if abs(value) >= _SMALLEST]
    # Three digits of the largest, so that the decimals seldom change from one proposal to the next.
    largest = max((abs(value) for value in written), default=0.0)
    three = 2 - math.floor(math.log10(largest)) if largest and unit != "t" else 0
    least = max([three, *(_digits(value, unit) for value in written)])
    for decimals in range(least, _MOST_DECIMALS + 1):
        one, other, together = (round_figure(value, decimals) for value in values)
        if abs(one + other - together) < 0.1**decimals / 2:
            return decimals
    return least


def _scale(size: float) -> tuple[float, str]:
    # Only world amounts are in gigatonnes; a country's stay in megatonnes.
    scales = ((1e9, "Gt"),) if size >= 1e10 else ((1e6, "Mt"), (1e3, "kt"))
    scale, unit = next((step for step in scales if size >= step[0] * _SMALLEST), (1.0, "t"))
    if unit == "kt" and size < 10_000:
        scale, unit = 1.0, "t"
    return scale, unit


def tonnes_unit(size: float) -> tuple[float, str]:
    """Return the unit for a chart whose largest amount is ``size`` tonnes."""
    return (1e6, "Mt") if size >= 2e6 else (1e3, "kt") if size >= 2e3 else (1.0, "t")


def format_signed_years(years: int) -> str:
    """Write a difference in whole years, such as ``3 years``."""
    return ngettext("%(num)d year", "%(num)d years", abs(years))


def _digits(value: float, unit: str) -> int:
    if value == 0 or not math.isfinite(value):
        return 0
    if unit == "t":
        # A small figure that somebody typed is read as it was typed: 1.5 t is not 2 t.
        return 0 if abs(value) >= 10 or value.is_integer() else 1
    return max(0, 2 - max(0, math.floor(math.log10(abs(value))) + 1)) if abs(value) >= 1 else 2
