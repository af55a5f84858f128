"""Word search in titles and descriptions in English, bokmål and Swedish, with a rank of the match."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

_WORD = re.compile(r"\w+")
_SHORTEST_STEM = 3
_UNDECOMPOSED = str.maketrans({"ø": "o", "æ": "ae"})
# Inflectional endings of nouns in the languages of the catalogue.
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
# Short words of people for words that the catalogue has.
_SAME = {
    "en": {
        **dict.fromkeys(("bike", "bikes"), ("bicycle", "cycle")),
        "biking": ("cycling",),
        **dict.fromkeys(("ev", "evs"), ("electric",)),
    },
}


class Match(IntEnum):
    """How a word of a text matches the wanted one, best first."""

    WHOLE = 0
    LAST_PART = 1
    BEGINNING = 2
    INSIDE = 3


# Ranks by place and kind of match, best first.
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
        Without accents, upper case and separators.
    """
    return _WORD.findall(plain_text(text))


def match_text(wanted: str, text: str, language: str) -> Match | None:
    """Return how well a text matches a word.

    Parameters
    ----------
    wanted
        One word, or a part of one.
    text
        The text to search.
    language
        Of the text: ``en``, ``nb`` or ``sv``.

    Returns
    -------
    Match or None
        The best over the words of the text; None if none matches.

    Notes
    -----
    Words match with the endings of their language: *car* finds *cars*, *buss* finds *bussarna*. Norwegian and
    Swedish compounds match by their last part, the head: *bil* finds *elbiler*. Two letters match whole words
    and beginnings only, three English ones as well.
    """
    plain = plain_text(wanted)
    found = (_match(plain, word, language) for word in split_words(text))
    return min((match for match in found if match is not None), default=None)


def rank_texts(words: list[str], title: str, rest: str, language: str) -> tuple[int, int] | None:
    """Return how well a title and a description match all of some words; lower is better.

    Parameters
    ----------
    words
        The wanted words.
    title, rest
        The texts; a word or its beginning in the title ranks before any match in the rest.
    language
        As in `match_text`.

    Returns
    -------
    tuple of int or None
        The rank of the word that matches worst and the sum of all ranks; None if a word is in neither.
    """
    ranks = []
    for word in words:
        found = [
            _PLACES[place, match]
            for place, text in (("title", title), ("rest", rest))
            for same in (word, *_SAME.get(language, {}).get(word, ()))
            if (match := match_text(same, text, language)) is not None
        ]
        if not found:
            return None
        ranks.append(min(found))
    return max(ranks, default=0), sum(ranks)


def _match(wanted: str, word: str, language: str) -> Match | None:
    stems, parts = _stems(word, language), tuple(_stems(wanted, language))
    if stems.intersection(parts):
        return Match.WHOLE
    beginning = Match.BEGINNING if word.startswith(wanted) else None
    # Two letters end and cross many words by chance: *el* is no part of *hele*.
    if len(wanted) < _SHORTEST_STEM:
        return beginning
    if language != "en" and any(stem.endswith(parts) for stem in stems):
        return Match.LAST_PART
    if beginning is not None or wanted not in word:
        return beginning
    # English writes compounds apart: within a word, few letters mean nothing (*ice* in *service*).
    return Match.INSIDE if language != "en" or len(wanted) > _SHORTEST_STEM else None


@lru_cache(maxsize=8192)
def _stems(word: str, language: str) -> frozenset[str]:
    """Return a word, and the word without an ending of its language."""
    endings = _ENDINGS.get(language, ())
    cut = (word.removesuffix(ending) for ending in endings if word.endswith(ending))
    return frozenset({word, *(stem for stem in cut if len(stem) >= _SHORTEST_STEM)})
