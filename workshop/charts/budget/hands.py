"""The legend of the bridge: how much is in whose hands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workshop.i18n import format_tonnes, gettext
from workshop.state.hands import (
    BUSINESSES,
    FARMERS,
    HANDS,
    HOUSEHOLDS,
    MUNICIPALITY,
    PUBLIC,
    UNSPECIFIED,
    hand_of,
)
from workshop.state.proposal_views import ProposalView


@dataclass(frozen=True)
class HandView:
    """A group of actors with its share of what is avoided, as written."""

    key: str
    label: str
    amount: str


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
