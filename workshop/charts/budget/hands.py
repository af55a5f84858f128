"""Whose hands an action is in: the few groups of actors that a room tells apart at a distance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from workshop.i18n import format_tonnes, gettext
from workshop.state.proposal_views import ProposalView

MUNICIPALITY, PUBLIC, HOUSEHOLDS, BUSINESSES, FARMERS, UNSPECIFIED = (
    *("municipality", "public", "households", "businesses", "farmers"),
    "unspecified",
)
HANDS: Final = (MUNICIPALITY, PUBLIC, HOUSEHOLDS, BUSINESSES, FARMERS, UNSPECIFIED)
"""Names of CSS classes, in the order of the bridge."""

_HAND_OF: Final = {
    "municipality": MUNICIPALITY,
    "region": PUBLIC,
    "state": PUBLIC,
    "households": HOUSEHOLDS,
    "businesses": BUSINESSES,
    "housing_companies": BUSINESSES,
    "energy_company": BUSINESSES,
    "port": BUSINESSES,
    "farmers": FARMERS,
}


@dataclass(frozen=True)
class HandView:
    """A group of actors with its share of what is avoided, as written."""

    key: str
    label: str
    amount: str


def hand_of(view: ProposalView) -> str:
    """Return the group of the actor that leads an action."""
    return _HAND_OF.get(view.actor, UNSPECIFIED)


def build_hand_views(views: Iterable[ProposalView]) -> tuple[HandView, ...]:
    """Add up the blocks of each group of actors; only groups with any."""
    tonnes: dict[str, float] = {}
    for view in views:
        if view.block_t is not None:
            hand = hand_of(view)
            tonnes[hand] = tonnes.get(hand, 0.0) + view.block_t
    labels = _labels()
    return tuple(
        HandView(key=hand, label=labels[hand], amount=format_tonnes(tonnes[hand]))
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
