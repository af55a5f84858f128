"""Search words in titles and descriptions: how well they match, in English, bokmål and Swedish."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

_WORD = re.compile(r"\w+")
_SHORTEST_STEM = 3
_UNDECOMPOSED = str.maketrans({"ø": "o", "æ": "ae"})
# What a noun takes at its end; the languages of the catalogue.
_ENDINGS = {
    "en": ("s", "es"),
    "nb": ("a", "e", "en", "ene", "er", "et", "ets", "ens", "enes", "n", "ne", "r", "s"),
    "sv": (
        "a",
        "ar",
        "arna",
        "arnas",
        "en",
        "ens",
        "er",
        "erna",
        "et",
        "ets",
        "n",
        "na",
        "or",
        "orna",
        "r",
        "s",
    ),
}


class Match(IntEnum):
    """How a word of a text matches one that is searched for, the best first."""

    WHOLE = 0
    LAST_PART = 1
    BEGINNING = 2
    INSIDE = 3


# Where a word is found, and how: the best first.
_ORDER = (
    *(("title", match) for match in (Match.WHOLE, Match.LAST_PART, Match.BEGINNING)),
    *(("rest", match) for match in (Match.WHOLE, Match.LAST_PART, Match.BEGINNING)),
    *((place, Match.INSIDE) for place in ("title", "rest")),
)
_PLACES = {found: rank for rank, found in enumerate(_ORDER)}


def plain_text(text: str) -> str:
    """Return a text without accents and upper case.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        ``Kjøkken`` as ``kjokken``, ``Åkermark`` as ``akermark``.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def split_words(text: str) -> list[str]:
    """Return the words of a text.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of str
        Without accents, upper case and what stands between words.
    """
    return _WORD.findall(plain_text(text))


def match_text(wanted: str, text: str, language: str) -> Match | None:
    """Say how well a text has a word.

    Parameters
    ----------
    wanted
        One word, or a part of one.
    text
        What is searched.
    language
        Of the text: ``en``, ``nb`` or ``sv``.

    Returns
    -------
    Match or None
        The best over the words of the text; None where it has none that matches.

    Notes
    -----
    A word counts as whole with the endings of its language: *car* finds *cars*, *buss* finds *bussarna*.
    Norwegian and Swedish write compounds as one word, whose last part says what it is: *bil* finds *elbiler*.
    """
    plain = plain_text(wanted)
    found = (_match(plain, word, language) for word in split_words(text))
    return min((match for match in found if match is not None), default=None)


def rank_texts(words: list[str], title: str, rest: str, language: str) -> tuple[int, int] | None:
    """Say how well a title and what describes it have all of some words; the lower the better.

    Parameters
    ----------
    words
        What is searched for.
    title, rest
        Where; a word or its beginning in the title is better than anything in the rest.
    language
        As in `match_text`.

    Returns
    -------
    tuple of int or None
        The rank of the word that matches worst and the sum of all ranks; None where a word is in neither.
    """
    ranks = []
    for word in words:
        found = [
            _PLACES[place, match]
            for place, text in (("title", title), ("rest", rest))
            if (match := match_text(word, text, language)) is not None
        ]
        if not found:
            return None
        ranks.append(min(found))
    return max(ranks, default=0), sum(ranks)


def _match(wanted: str, word: str, language: str) -> Match | None:
    stems, parts = _stems(word, language), tuple(_stems(wanted, language))
    if stems.intersection(parts):
        return Match.WHOLE
    if language != "en" and any(stem.endswith(parts) for stem in stems):
        return Match.LAST_PART
    if wanted not in word:
        return None
    return Match.BEGINNING if word.startswith(wanted) else Match.INSIDE


@lru_cache(maxsize=8192)
def _stems(word: str, language: str) -> frozenset[str]:
    """Return a word and what is left of it without an ending of its language."""
    endings = _ENDINGS.get(language, ())
    cut = (word.removesuffix(ending) for ending in endings if word.endswith(ending))
    return frozenset({word, *(stem for stem in cut if len(stem) >= _SHORTEST_STEM)})
