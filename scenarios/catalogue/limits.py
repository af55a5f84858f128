"""What bounds the amount of an action in a place."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.inventory.holding_kinds import HOLDINGS

LIMITS = (*HOLDINGS, "town", "tonnes", "percent")


@dataclass(frozen=True, slots=True)
class Limit:
    """What the amount of an action in a place is bounded by.

    Attributes
    ----------
    of
        Of `LIMITS`: something that the place has (`scenarios.inventory.holding_kinds.HOLDINGS`); ``town``:
        its size, against the 60 000 inhabitants that `Amount` suits; ``tonnes``: its emissions;
        ``percent``: the amount itself.
    part
        How much of the emissions there, or of the plant's, the action can reach: a fraction above 0 and at
        most 1.
    least_t
        Emissions below which the action is not offered, t/yr.
    """

    of: str
    part: float = 1.0
    least_t: float = 0.0
