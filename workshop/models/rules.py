"""What a desk decides about its meeting, beside the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules of a meeting; these are the usual ones.

    ``frozen`` phones can read and not write, and nobody new comes in. ``gate``: proposals in people's
    own words wait for the desk. ``dots`` is how many votes each person has; ``dots_hidden`` keeps the
    result from the room until the vote is closed. ``still``: nothing moves on the wall. ``wall`` is
    ``live``, ``held`` (it keeps what it shows) or ``blank``. ``tables`` is how many tables build
    scenarios of their own; none if there are none. ``scribes``: own words come from one phone a table
    ``always``, from everybody (``never``), or from one a table where many people are (``auto``).
    ``waiting`` is how many proposals of one person wait for the desk at most; thrice as many of a scribe.
    ``people`` is how many the desk expects; 0 where nobody has said so, as in workshops from before.
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

    def differences(self) -> dict[str, Any]:
        """Write the rules as the database keeps them: where they differ from the usual."""
        usual = vars(Rules())
        return {name: value for name, value in vars(self).items() if value != usual[name]}
