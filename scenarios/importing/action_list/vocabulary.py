"""The words of ``words.toml`` and ``concepts.toml`` as patterns."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

_SOFT: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BROKEN_WORD: Final = re.compile(r"(?<=[a-zåäöæø])-\s*\n\s*(?=[a-zåäöæø])")
_LONGEST: Final = 2_000
"""Characters of a cell that are looked at for words."""


@cache
def read_words(name: str) -> dict[str, Any]:
    """Read a file of words that stands beside this module.

    Parameters
    ----------
    name
        Of the file.

    Returns
    -------
    dict
        As TOML has it.
    """
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return a text as words are compared: small letters, plain digits, single spaces, no hyphenation.

    Parameters
    ----------
    text
        Of a cell.

    Returns
    -------
    str
        At most 2,000 characters.
    """
    plain = _BROKEN_WORD.sub("", _SOFT.sub("", text[:_LONGEST].lower()))
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split())


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """Compile words, of which ``*`` stands for any letters, so that the longest match first.

    Parameters
    ----------
    words
        As in the files.

    Returns
    -------
    re.Pattern
        For a folded text.
    """
    parts = sorted({fold(word) for word in words}, key=len, reverse=True)
    return re.compile("|".join(_bounded(part) for part in parts) or r"(?!)")


def _bounded(word: str) -> str:
    body = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+")
    before = r"(?<!\w)" if word[0].isalnum() or word[0] == "*" else ""
    after = r"(?!\w)" if word[-1].isalnum() or word[-1] == "*" else ""
    return f"{before}{body}{after}"


@cache
def pattern(section: str, language: str = "") -> re.Pattern[str]:
    """Return the words of a section as one pattern.

    Parameters
    ----------
    section
        Such as ``columns.title``.
    language
        Of the words; all languages if empty.

    Returns
    -------
    re.Pattern
        For a folded text.
    """
    first, _, second = section.partition(".")
    by_language: dict[str, list[str]] = read_words("words.toml")[first][second]
    chosen = by_language.values() if not language else [by_language.get(language, [])]
    return compile_words(word for words in chosen for word in words)


def says(section: str, text: str) -> bool:
    """Return whether a text has a word of a section.

    Parameters
    ----------
    section
        Such as ``columns.title``.
    text
        Of a cell.

    Returns
    -------
    bool
        True where a whole word matches.
    """
    return pattern(section).search(fold(text)) is not None


@lru_cache(maxsize=50_000)
def is_word(section: str, text: str) -> bool:
    """Return whether a text is a word of a section and nothing else.

    Parameters
    ----------
    section
        Such as ``answers.yes``.
    text
        Of a cell.

    Returns
    -------
    bool
        True where all of it matches, but for marks at its end.
    """
    plain = fold(text)
    stripped = plain.strip(" .:;()*") or plain
    return any(pattern(section).fullmatch(form) is not None for form in (plain, stripped))
