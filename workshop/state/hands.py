"""Whose hands an action is in: the few groups of actors that a room tells apart at a distance."""

from __future__ import annotations

from typing import Final

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


def hand_of(view: ProposalView) -> str:
    """Return the group of the actor that leads an action."""
    return hand_of_actor(view.actor)


def hand_of_actor(actor: str) -> str:
    """Return the group of an actor."""
    return _HAND_OF.get(actor, UNSPECIFIED)
