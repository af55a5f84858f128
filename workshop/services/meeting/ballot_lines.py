"""What the room may vote on: the proposals visible to all."""

from __future__ import annotations

from sqlalchemy import select

from workshop.extensions import db, table_of
from workshop.models import Layer, Proposal, State

_PROPOSALS = table_of(Proposal)
VOTED_ON = (
    _PROPOSALS.c.removed.is_(False),
    _PROPOSALS.c.state == State.VISIBLE.value,
    _PROPOSALS.c.layer == Layer.PROPOSED.value,
)


def has_lines(workshop_id: int) -> bool:
    """Return whether a ballot would have any line."""
    found = select(_PROPOSALS.c.id).where(_PROPOSALS.c.workshop_id == workshop_id, *VOTED_ON).limit(1)
    return db.session.scalar(found) is not None
