"""Who acts, and the name that receipts and the change log have for them."""

from __future__ import annotations

from typing import NamedTuple

from workshop.identity import Person
from workshop.models import Facilitator, Helper, Participant

Moderator = Facilitator | Helper


class Actor(NamedTuple):
    """Who acts.

    ``id`` is the key of their row, of a participant, a facilitator or a helper; ``name`` contains no
    personal data.
    """

    id: int
    name: str


def actor_of(who: Actor | Person | Participant | Moderator) -> Actor:
    """Return the actor that a participant or somebody at the desk is."""
    if isinstance(who, Actor):
        return who
    if isinstance(who, Person | Participant):
        return Actor(who.id, who.public_id)
    return Actor(who.id, desk_name(who))


def desk_name(moderator: Moderator) -> str:
    """Return the name of somebody at the desk in receipts and the change log."""
    return f"{'helper' if isinstance(moderator, Helper) else 'desk'}:{moderator.id}"
