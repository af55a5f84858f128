"""Actors, and their names in receipts and the change log."""

from __future__ import annotations

from typing import NamedTuple

from workshop.identity import Person
from workshop.models import Facilitator, Helper, Participant

Moderator = Facilitator | Helper


class Actor(NamedTuple):
    """A person who acts.

    ``id`` is the key of the participant's, facilitator's or helper's row; ``name`` contains no personal data.
    """

    id: int
    name: str


def actor_of(who: Actor | Person | Participant | Moderator) -> Actor:
    """Return the actor for a participant or for somebody at the desk."""
    if isinstance(who, Actor):
        return who
    if isinstance(who, Person | Participant):
        return Actor(who.id, who.public_id)
    return Actor(who.id, desk_name(who))


def desk_name(moderator: Moderator) -> str:
    """Return the name of somebody at the desk in receipts and the change log."""
    return f"{'helper' if isinstance(moderator, Helper) else 'desk'}:{moderator.id}"
