"""Units of tonnes in headings, notes and cells, and the gas that a list means."""

from __future__ import annotations

import re
from typing import Final

from scenarios.importing.action_list.vocabulary import fold

FACTORS: Final = {"t": 1.0, "kt": 1e3, "Mt": 1e6, "kg": 1e-3}
"""Tonnes in one of each unit."""

_TONNE: Final = r"(?:tonnes?|tonnia|tonnin|tonni|tonns?|tons?|tn|t)"
_THOUSAND: Final = (
    r"1[ .,]?000|['’`]000|10\^?3|tusen\w*|tusind\w*|thousands?(?: of)?|tuhat|tuhatta|tuhansia|1000-tal"
)
_MILLION: Final = r"(?:1[ .,]?000[ .,]?000|mill(?:ion(?:er|s)?)?\.?|milj(?:oner|on|oonaa)?\.?|mio\.?)(?: of)?"
_KINDS: Final = (
    ("kt", rf"(?:{_THOUSAND})[ -]*{_TONNE}"),
    (
        "Mt",
        rf"(?:{_MILLION})[ -]*{_TONNE}",
    ),
    ("kt", r"(?:kilotonnes?|kilotonnia|kilotonn?s?|ktonn?(?:es|s)?|kton|kt|gg)"),
    ("Mt", r"(?:megatonnes?|megatonnia|megatonn?s?|mmt|mtonn?(?:es|s)?|mton|mt)"),
    ("kg", r"(?:kilograms?|kilogramm?(?:aa)?|kilo|kg)"),
    ("t", _TONNE),
)
_GAS: Final = r"[ -]*(?:co2|co₂|ghg)?"
_END: Final = r"(?![^\W\d_])"
_AT_BEGIN: Final = tuple(
    (name, re.compile(rf"\s*[(\[]?{body}(?:{_GAS}){_END}|\s*{body}(?=co2)")) for name, body in _KINDS
)
_ANYWHERE: Final = tuple(
    (name, re.compile(rf"(?<![\w.,/])(?<!\d )(?<!kr/)(?:{body})(?:(?=co2)|{_END})")) for name, body in _KINDS
)
_PER_TONNE: Final = re.compile(rf"(?:kr|nok|sek|dkk|eur|€|kronor|kroner|euroa?)\s*(?:/|per|pr\.?)\s*{_TONNE}")
_OTHER_UNIT: Final = re.compile(
    r"\s*(?:%|prosent|procent|per ?cent|prosenttia|pct|[kmgt]?wh\b|[km]w\b|kr\b|nok\b|sek\b|dkk\b|"
    r"eur\b|euroa?\b|€|\$|mkr\b|tkr\b|"
    r"m(?:sek|nok|dkk|eur|€)\b|k(?:sek|nok)\b|km\b|kilometer|m2\b|m3\b|liter|litraa|stk\b|stycken\b|kpl\b|"
    r"(?:kg|tonn?|tonnes?|t)\s*(?:co2e?)?\s*(?:/|per|pr\.?)\s*(?:person|capita|innbygger|invånare|"
    r"indbygger|inhabitant|asukas|hushåll|husholdning|household|bil\b|car\b|km\b|m2\b|kwh))"
)
_CAPITALS: Final = re.compile(r"(?<![^\W\d_])MT(?=CO2|CO₂|\b)")
_CO2E: Final = re.compile(
    r"co2[ -]*(?:e\b|ek|eq|-e)|co2e|ekvivalent|equivalent|ekv\b|klimagass|klimatgas|växthusgas|"
    r"drivhusgas|kasvihuonekaasu|greenhouse|\bghg\b"
)
_CO2: Final = re.compile(r"co2|koldioxid|karbondioksid|kuldioxid|hiilidioksid|carbon dioxide")


def unit_at_begin(text: str) -> tuple[str, int]:
    """Return the unit with which the words behind a figure begin, and where it ends; nothing and 0 if none.

    Parameters
    ----------
    text
        Folded, what follows the figure.

    Returns
    -------
    name, end
        The unit, in `FACTORS`, and the place behind it.
    """
    for name, unit in _AT_BEGIN:
        if found := unit.match(text):
            return name, found.end()
    return "", 0


def unit_in(text: str) -> str:
    """Return the unit that a heading or a note names; empty where it names none.

    Parameters
    ----------
    text
        As it stands; figures with a unit, as in "the goal is 50 kt", name none.

    Returns
    -------
    str
        In `FACTORS`.
    """
    plain = _PER_TONNE.sub(" ", fold(text))
    for name, unit in _ANYWHERE:
        if unit.search(plain):
            return name
    return ""


def may_be_metric_tons(text: str) -> bool:
    """Return whether a text writes MT in capitals: metric tons to Americans, megatonnes to others.

    Parameters
    ----------
    text
        As it stands.

    Returns
    -------
    bool
        False for Mt.
    """
    return _CAPITALS.search(text) is not None


def is_other_unit(text: str) -> bool:
    """Return whether the words behind a figure begin with a unit that is none of tonnes a year.

    Parameters
    ----------
    text
        Folded, what follows the figure.

    Returns
    -------
    bool
        True for per cent, energy, money, and tonnes per person.
    """
    return _OTHER_UNIT.match(text) is not None


def gas_in(text: str) -> str:
    """Return the gas that a text means: ``CO2e``, ``CO2``, or nothing.

    Parameters
    ----------
    text
        As it stands.

    Returns
    -------
    str
        Empty where it names none.
    """
    plain = fold(text).replace("co 2", "co2")
    return "CO2e" if _CO2E.search(plain) else "CO2" if _CO2.search(plain) else ""
