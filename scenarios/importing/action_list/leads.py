"""Who leads an action and who joins in, from one cell of names."""

from __future__ import annotations

import re
from typing import Final

_SPLIT: Final = re.compile(r"\s*[,;\n+|]\s*|\s*&\s*|\s+/\s+")
_SLASH: Final = re.compile(r"\s*/\s*")
_AND: Final = re.compile(r"\s+(?:og|och|and|ja|samt)\s+")
_SHORT: Final = re.compile(r"[A-ZÅÄÖÆØ][\wÅÄÖÆØåäöæø.-]{0,9}\*?")
_EMPTY: Final = re.compile(r"[-–—?.]*")


def split_names(text: str, lead_mark: str = "*") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a cell of names.

    Parameters
    ----------
    text
        Names with commas, semicolons, slashes or line breaks between them.
    lead_mark
        What marks who leads; empty where the mark means something else.

    Returns
    -------
    lead, others
        All lead where no name is marked.
    """
    names: list[str] = []
    for part in _SPLIT.split(text.strip()):
        for piece in _SLASH.split(part):
            halves = _AND.split(piece)
            names += halves if len(halves) > 1 and all(_SHORT.fullmatch(half) for half in halves) else [piece]
    names = [" ".join(name.split()) for name in names if not _EMPTY.fullmatch(name.strip())]
    marked = [name for name in names if lead_mark and lead_mark in name]
    plain = [name.replace("*", "").strip() for name in names]
    if not marked:
        return tuple(name for name in plain if name), ()
    lead = tuple(name.replace("*", "").strip() for name in marked)
    return lead, tuple(name for name in plain if name and name not in lead)
