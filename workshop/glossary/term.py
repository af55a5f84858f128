"""What a term of the glossary has."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel.speaklater import LazyString


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word of the screens, explained in the language of the reader.

    Attributes
    ----------
    key
        In kebab-case; it never changes, because addresses end in it.
    name, meaning
        The word and its explanation, in plain words.
    unit
        The unit of the term's figure; None where the term has no figure.
    """

    key: str
    name: LazyString
    meaning: LazyString
    unit: LazyString | None = None


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """Terms about one thing, under a heading."""

    key: str
    heading: LazyString
    terms: tuple[Term, ...]
