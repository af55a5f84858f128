"""What a heading says that its column is for."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from scenarios.importing.action_list.units import gas_in, unit_in
from scenarios.importing.action_list.vocabulary import compile_words, fold, is_word, pattern, read_words
from scenarios.importing.action_list.years import is_year, years_in


class Role(StrEnum):
    """What a column can be for; the names are sections of ``words.toml``."""

    NUMBER = "number"
    COUNTED_NO = "counted_no"
    COUNTED_YES = "counted_yes"
    COST = "cost"
    NO_EFFECT = "no_effect"
    EFFECT = "effect"
    UNIT = "unit"
    OTHERS = "others"
    LEAD = "lead"
    START_YEAR = "start_year"
    END_YEAR = "end_year"
    NOTE = "note"
    TARGET = "target"
    TITLE = "title"
    OTHER = "other"
    LOW = "low"
    LIKELY = "likely"
    HIGH = "high"
    EMISSIONS = "emissions"


_LONGEST_HEADING: Final = 160
_ALWAYS_AGAINST: Final = re.compile(
    r"kumul|ackumul|akkumul|accumul|cumul|kertym|per |andel|share|osuus|%|pro[sc]ent|effektivit|"
    r"efficien|mål|tavoite|target|goal"
)
_A_YEAR: Final = re.compile(
    r"(?<=[\w.\]])\s*/\s*(?:år|year|yr|vuosi|a|v|å)\b\.?|\b(?:per|pr\.?|om|i) (?:år|året)\b|"
    r"\bper (?:year|annum)\b|\bp\.? ?a\.?(?=\W|$)|\bvuodessa\b"
)
"""A unit's "per year" says nothing of when an action begins."""
_JOINED: Final = re.compile(r"(?:\b(?:og|och|and|ja)|[&/+])\s*\w+$")
_HOW: Final = re.compile(
    r"(?:kilo|mega|1000|tusen|tusind|tuhat|thousand|metric|mill|mio)?[ .]*(?:tonn|tonnes|tonne|tons|ton|"
    r"tonnia|kton|kt|mt|kg)\b|t?(?:co2|co₂|ghg)[-\w.]*|[-\w]*(?:ekv|eq|ækv|equiv)[-\w.]*|koldioxid\w*|"
    r"(?:per|pr|i|in|of|år|year|vuosi|vuodessa|annum|yr|årlig\w*|annual\w*)\b"
)
_ALIKE: Final = 88
"""How alike, of 100, a misspelt word must be to count."""


@lru_cache(maxsize=20_000)
def role_of(text: str) -> Role | None:
    """Return what a heading says that its column is for: its first known word, unless another denies it.

    Parameters
    ----------
    text
        Of the heading, without a group above it.

    Returns
    -------
    Role or None
        None where no word is known, or the text is too long for a heading.
    """
    if not text.strip() or len(text) > _LONGEST_HEADING:
        return None
    plain = _A_YEAR.sub("", fold(text))
    if plain in ("#", "%"):
        return Role.NUMBER if plain == "#" else Role.NO_EFFECT
    if not _any_word().search(plain):
        return _misspelt(plain)
    for role in Role:
        if is_word(f"columns.{role}", text):
            return role
    found = [
        (match.start(), -len(match[0]), place, role)
        for place, role in enumerate(Role)
        if (match := pattern(f"columns.{role}").search(plain))
    ]
    if not found:
        return _misspelt(plain)
    main = [each for each in found if each[3] not in (Role.EMISSIONS, Role.LOW, Role.HIGH, Role.LIKELY)]
    role = min(main or found)[3]
    roles = {each[3] for each in found}
    if role is Role.EFFECT and not unit_in(text) and _ends_with_title(plain):
        return Role.TITLE
    if role is Role.TARGET and _JOINED.search(plain) and _ends_with_title(plain):
        return Role.TITLE
    if role is Role.EFFECT or (role is Role.START_YEAR and Role.EFFECT in roles):
        return _effect_or_not(text, plain, roles)
    if role is Role.EMISSIONS and _misspelt(plain) is Role.EFFECT:
        return Role.EFFECT
    return role


def _ends_with_title(plain: str) -> bool:
    """Return whether the last word names actions, as in "mitigation action"."""
    last = plain.rstrip(" .:*").rpartition(" ")[2]
    return last != plain and is_word("columns.title", last)


def _effect_or_not(text: str, plain: str, roles: set[Role]) -> Role:
    if Role.COST in roles:
        return Role.COST
    if Role.NO_EFFECT in roles:
        against = pattern("columns.no_effect").findall(plain)
        if not unit_in(text) or any(_ALWAYS_AGAINST.search(word) for word in against):
            return Role.NO_EFFECT
    return Role.EFFECT


@cache
def _any_word() -> re.Pattern[str]:
    """Return all words of headings as one pattern: most cells of a list have none of them."""
    sections = read_words("words.toml")["columns"]
    return compile_words(word for role in Role for words in sections[role].values() for word in words)


@cache
def _known_words() -> dict[str, Role]:
    sections = read_words("words.toml")["columns"]
    return {
        fold(word.strip("*")): role
        for role in Role
        for words in sections[role].values()
        for word in words
        if len(word.strip("*")) >= 6 and "*" not in word.strip("*")
    }


def _misspelt(plain: str) -> Role | None:
    words = [word for word in re.findall(r"[^\W\d_]+", plain) if len(word) >= 5][:6]
    known = [word for word in words if not pattern("columns.emissions").fullmatch(word)]
    best = max((_nearest(word) for word in known), default=(0.0, ""))
    return _known_words()[best[1]] if best[0] >= _ALIKE else None


def _nearest(word: str) -> tuple[float, str]:
    found = process.extractOne(word, list(_known_words()), scorer=fuzz.ratio)
    return (found[1], found[0]) if found else (0.0, "")


def estimate_in(text: str) -> Role | None:
    """Return which end of an estimate a heading names: `Role.LOW`, `Role.LIKELY`, `Role.HIGH`, or None.

    Parameters
    ----------
    text
        Of the heading.

    Returns
    -------
    Role or None
        None where it names none.
    """
    plain = fold(text)
    for role in (Role.LOW, Role.HIGH, Role.LIKELY):
        if pattern(f"columns.{role}").search(plain):
            return role
    return None


@lru_cache(maxsize=20_000)
def is_heading_like(text: str) -> bool:
    """Return whether a cell could be (a part of) a heading: a known word, a year, a unit or a gas.

    Parameters
    ----------
    text
        Of the cell.

    Returns
    -------
    bool
        True for a known word, a year or a unit.
    """
    if len(text) > _LONGEST_HEADING:
        return False
    return is_year(text) or role_of(text) is not None or is_bare_qualifier(text)


@lru_cache(maxsize=20_000)
def is_bare_qualifier(text: str) -> bool:
    """Return whether a text only says more about a heading: a year, a unit, a gas, an end of an estimate.

    Parameters
    ----------
    text
        Of the cell.

    Returns
    -------
    bool
        False where it names what is measured.
    """
    plain = fold(text)
    if is_year(text):
        return True
    plain = plain.rstrip(" *")
    if len(plain) > 40:
        return False
    rest = re.sub(r"(?:19|20)\d\d", "", plain)
    if (unit_in(text) or gas_in(text)) and not re.search(r"\d", re.sub(r"co2|1[ .]?000", "", rest)):
        return True
    return any(is_word(f"columns.{role}", text) for role in (Role.LOW, Role.HIGH, Role.LIKELY)) or (
        bool(years_in(text)) and not rest.strip(" ()år:-")
    )


@lru_cache(maxsize=20_000)
def says_only_how(text: str) -> bool:
    """Return whether a heading names nothing but a year, a unit, a gas or an end of an estimate.

    Parameters
    ----------
    text
        Of the heading; `is_bare_qualifier` holds for it.

    Returns
    -------
    bool
        False for "other emissions (t)".
    """
    if estimate_in(text) is not None:
        return True
    return not re.search(r"[^\W\d_]{3,}", _HOW.sub(" ", fold(text)))
