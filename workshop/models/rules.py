"""What a desk decides about its meeting besides the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules of a meeting; the defaults are the usual ones.

    ``frozen``: phones can read but not write, and nobody new can join. ``gate``: free-text proposals wait for
    the desk. ``dots``: votes per person; ``dots_hidden`` hides the result until the vote is closed.
    ``still``: no animation on the wall. ``wall``: ``live``, ``held`` (it keeps its picture) or ``blank``.
    ``tables``: number of tables that build scenarios of their own. ``scribes``: free text comes from one
    phone per table ``always``, from everybody (``never``), or from one per table when many people are here
    (``auto``). ``waiting``: how many proposals of one person may wait for the desk; three times as many for a
    scribe. ``people``: how many the desk expects; 0 if not stated, as in older workshops.
    ``count_hidden``: the wall does not say how many people are here.
    ``second_language``: the wall shows it in turn with the meeting's own; empty for one language. With
    ``second_beside`` it is beside it in the pictures that have room for both.
    """

    frozen: bool = False
    gate: bool = True
    dots: int = 5
    dots_hidden: bool = True
    still: bool = False
    wall: str = "live"
    tables: int = 0
    scribes: str = "auto"
    waiting: int = 5
    people: int = 0
    count_hidden: bool = False
    second_language: str = ""
    second_beside: bool = False

    def differences(self) -> dict[str, Any]:
        """Return the rules as the database stores them: those that differ from the usual."""
        usual = vars(Rules())
        return {name: value for name, value in vars(self).items() if value != usual[name]}
