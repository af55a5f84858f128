"""How much is in whose hands: the same on the bridge, on the result and while the room reflects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workshop.charts.budget.one_unit import describe_alike
from workshop.i18n import format_decimal, gettext, ngettext
from workshop.state.evaluated import Lowering
from workshop.state.hands import (
    BUSINESSES,
    FARMERS,
    HANDS,
    HOUSEHOLDS,
    MUNICIPALITY,
    PUBLIC,
    UNSPECIFIED,
    hand_of_actor,
)


@dataclass(frozen=True, kw_only=True)
class HandView:
    """A group of actors with what its actions take off, all in one unit.

    ``share`` is its part of all reductions, and empty for a group that raises emissions; ``part_pct`` is the
    length of its bar, percent of the longest.
    """

    key: str
    label: str
    amount: str
    share: str
    part_pct: float
    actions: str


def build_hand_views(views: Iterable[Lowering]) -> tuple[HandView, ...]:
    """Add up the blocks of each group of actors; only groups with any."""
    tonnes: dict[str, float] = {}
    numbers: dict[str, int] = {}
    for view in views:
        if view.block_t is not None:
            hand = hand_of_actor(view.actor)
            tonnes[hand] = tonnes.get(hand, 0.0) + view.block_t
            numbers[hand] = numbers.get(hand, 0) + 1
    labels, most = _labels(), max(tonnes.values(), default=0.0)
    together = sum(amount for amount in tonnes.values() if amount > 0)
    return tuple(
        HandView(
            key=hand,
            label=labels[hand],
            amount=describe_alike(tonnes[hand], most),
            share=f"{format_decimal(100 * tonnes[hand] / together)}\u00a0%" if tonnes[hand] > 0 else "",
            part_pct=round(100 * max(0.0, tonnes[hand]) / most, 1) if most > 0 else 0.0,
            actions=ngettext("%(num)s action", "%(num)s actions", numbers[hand]),
        )
        for hand in HANDS
        if hand in tonnes
    )


def _labels() -> dict[str, str]:
    return {
        MUNICIPALITY: gettext("Municipality"),
        PUBLIC: gettext("Region and state"),
        HOUSEHOLDS: gettext("Households"),
        BUSINESSES: gettext("Businesses"),
        FARMERS: gettext("Farmers"),
        UNSPECIFIED: gettext("Not specified"),
    }
