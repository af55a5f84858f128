"""Whether a label is that of a sum."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from scenarios.importing.action_list.targets import TargetFinder
from scenarios.importing.action_list.vocabulary import fold, is_word, pattern, says

_ASIDE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|(?:19|20)\d\d|[.:;,*=Σ∑]")
_FILLERS: Final = re.compile(
    r"\b(?:for|för|av|of|the|i|in|alle|alla|all|kaikki|tiltak\w*|åtgärd\w*|measures?|actions?|tiltag|"
    r"indsatser?|toimenpi\w+|toimet|co2e?|t|tonn?|tonnes|kt|"
    r"\w*effekt\w*|\w*reduk\w+|reduc\w+|\w*minskning\w*|\w*vähenn?y\w*|vaikutus|\w*kutt|\w*besparelser?|"
    r"savings?|emissions?|ghg|carbon|\w*utslipp\w*|\w*utsläpp\w*|\w*udledning\w*|päästö\w*|"
    r"overall|samlede|kommune\w*|kommun\w*|sektor\w*|"
    r"sector\w*|område\w*|år|year|per|pr|uten|utan|inkl|ekskl|exkl|och|og|and|ja|med|estimert|"
    r"beräknad|"
    r"hele|hela|planen|listen|listan|klimabudsjett\w*|handlingsplan\w*)\b"
)


def _core(label: str) -> str:
    return " ".join(_ASIDE.sub(" ", fold(label)).split())


def _match(label: str) -> re.Match[str] | None:
    core = _core(label)
    found = pattern("rows.total").match(core)
    if found and core[found.end() : found.end() + 1] != "-":
        return found
    last = None
    for found in pattern("rows.total").finditer(core):
        last = found
    return last if last is not None and last.end() == len(core) else None


@lru_cache(maxsize=20_000)
def may_be_total(label: str) -> bool:
    """Return whether a label begins or ends with a word for a sum.

    Parameters
    ----------
    label
        Of a row.

    Returns
    -------
    bool
        True where a word of a sum begins or ends it.
    """
    return ("Σ" in label[:2] or "∑" in label[:2]) or _match(label) is not None


def is_surely_total(label: str, finder: TargetFinder) -> bool:
    """Return whether a label is that of a sum and of nothing else.

    Parameters
    ----------
    label
        Of a row.
    finder
        Knows the words for sectors.

    Returns
    -------
    bool
        False where other words stand there, too.
    """
    if is_word("rows.total", label) or label[:1] in "Σ∑":
        return True
    found = _match(label)
    if found is None:
        return False
    core = _core(label)
    rest = (core[: found.start()] + " " + core[found.end() :]).strip()
    plain = " ".join(_FILLERS.sub(" ", rest).split()).strip(" -–/&")
    if not plain or (says("rows.total", plain) and len(plain) < 12):
        return True
    return len(plain) < 60 and finder.find(rest) is not None


def is_partial(label: str) -> bool:
    """Return whether a label is that of a sum of some rows.

    Parameters
    ----------
    label
        Of a row.

    Returns
    -------
    bool
        True for "subtotal".
    """
    return pattern("rows.partial_total").match(_core(label)) is not None
