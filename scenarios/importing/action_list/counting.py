"""Whether an effect is to be added up: in its own words, by a yes/no column, or by a footnote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from scenarios.importing.action_list.vocabulary import fold, is_word, pattern

_CLAUSES: Final = re.compile(r"[.;,()!?\n]|\s[-–—]\s|\b(?:men|but|mutta|og|och|and)\b")
_COMPARED: Final = re.compile(
    r"forhold til|jämf|sammenlign|sammenlikn|compared|relativ|relation|verrattuna|\bmod\b|\bmot\b|"
    r"utover|utöver|udover|additional|tillegg til|tillägg till|målt mot|versus|\bvs\b"
)
_FAR: Final = 45
"""Characters between a word for "contained in" and a word for the reference."""
_ELSEWHERE: Final = re.compile(
    r"(?:ingår i|inngår i|indgår i|included in|counted in|part of|del av|sisältyy|regnet med i|"
    r"inräknad i|räknad i|medregnet i)\s+(?:[^\W\d]+\s+){0,2}?"
    r"(?:åtgärd\w*|tiltak\w*|tiltag\w*|measure\w*|action\w*|indsats\w*|toimenpit\w*|toimenpid\w*|rad|"
    r"linje\w*|row|line|nr)\b"
)
_MARK: Final = re.compile(
    r"^\s*(\*+|[†‡§]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(?\d{1,2}\)|\[\d{1,2}\]|\(?[a-e]\))[\s:.=]*(?=\S)(.+)$", re.DOTALL
)
_NAMED_MARK: Final = re.compile(
    r"^\s*(?:fotnote|fotnot|note|not|footnote|alaviite)\s*(\d{1,2})\s*[:.)]\s*(.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ROW_MARK: Final = re.compile(
    r"(?<=\S)\s?(\*+|[†‡§]+|\[\d{1,2}\])(?=\s|$|[,.;:)])|(?<![\Wm\d])\s?([¹²³⁴⁵⁶⁷⁸⁹⁰]+)(?!\w)|"
    r"\s([¹²³⁴⁵⁶⁷⁸⁹⁰]+)(?!\w)|(?<=\d)([¹²³⁴⁵⁶⁷⁸⁹⁰]+)(?!\w)|\s(\(?\d{1,2}\)|\(?[a-e]\))\s*$|^(\*+)"
)
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@lru_cache(maxsize=20_000)
def is_not_counted(text: str) -> bool:
    """Return whether a text says that an effect is in the reference, or not to be added up.

    Parameters
    ----------
    text
        A title, remark, cell, sub-heading or footnote.

    Returns
    -------
    bool
        False also for "not in the baseline" and "compared with the baseline".
    """
    return any(_clause(part) for part in _CLAUSES.split(fold(text)) if part.strip()) or _clause(
        fold(text)[:200], joined=True
    )


def _clause(clause: str, joined: bool = False) -> bool:
    if pattern("counting.left_out").search(clause):
        return True
    negated = pattern("counting.negation").search(clause) is not None
    if joined:
        # Over a whole text a negation may belong to another clause; only both together count.
        near = re.search(
            r"(?:ikke|ikkje|ej|inte|not|ei)\W+(?:\w+\W+){0,4}?(?:summen|summan|summaan|summassa|the sum|"
            r"the total|totalen)\b",
            clause,
        )
        return near is not None
    if negated and (found := pattern("counting.sum").search(clause)):
        return pattern("counting.negation").search(clause, 0, found.start()) is not None
    if negated or _COMPARED.search(clause):
        return False
    for reference in pattern("counting.reference").finditer(clause):
        before = clause[max(0, reference.start() - _FAR) : reference.start()]
        contained = list(pattern("counting.contained").finditer(before))
        if contained and len(before[contained[-1].end() :].split()) <= 4:
            return True
        if re.match(r"\W*(?:sisälty\w+|mukana|huomioitu|laskettu)", clause[reference.end() :]) or reference[
            0
        ].endswith("assa"):
            return True
    return False


def is_counted_elsewhere(text: str) -> bool:
    """Return whether a text says that an effect is part of another action's.

    Parameters
    ----------
    text
        A remark or cell.

    Returns
    -------
    bool
        True for "included in measure 3".
    """
    return _ELSEWHERE.search(fold(text)) is not None


def answer(text: str) -> bool | None:
    """Read yes or no; None where it is neither.

    Parameters
    ----------
    text
        Of a cell.

    Returns
    -------
    bool or None
        True for yes.
    """
    return True if is_word("answers.yes", text) else False if is_word("answers.no", text) else None


def footnotes_in(texts: Iterable[str]) -> dict[str, str]:
    """Return the footnotes among remarks: mark to text.

    Parameters
    ----------
    texts
        Cells of remarks; a cell may hold several lines.

    Returns
    -------
    dict
        Mark, as `plain_mark` gives it, to text.
    """
    found: dict[str, str] = {}
    for text in texts:
        for line in text.split("\n"):
            match = _MARK.match(line) or _NAMED_MARK.match(line)
            if match:
                found.setdefault(plain_mark(match[1]), match[2].strip())
    return found


def marks_in(text: str) -> set[str]:
    """Return the marks of footnotes that a cell has.

    Parameters
    ----------
    text
        Of the cell.

    Returns
    -------
    set of str
        As `plain_mark` gives them.
    """
    return {plain_mark(mark) for groups in _ROW_MARK.findall(text) for mark in groups if mark}


def without_marks(text: str, known: Iterable[str]) -> str:
    """Return a title without the marks of footnotes that exist.

    Parameters
    ----------
    text
        The title.
    known
        Marks as `footnotes_in` gives them.

    Returns
    -------
    str
        Other marks stay.
    """
    kept = set(known)

    def drop(match: re.Match[str]) -> str:
        mark = next(group for group in match.groups() if group)
        return "" if plain_mark(mark) in kept else match[0]

    return _ROW_MARK.sub(drop, text).strip()


def plain_mark(mark: str) -> str:
    """Return a mark as it is compared: ``2`` for ``²``, ``2)`` and ``[2]``.

    Parameters
    ----------
    mark
        As it stands.

    Returns
    -------
    str
        Without brackets, raised digits as plain ones.
    """
    return mark.translate(_RAISED).strip("()[]")
