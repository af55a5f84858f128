"""What the desk lets the wall show: the meeting as it goes on, one picture that stays, or nothing."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from workshop.extensions import db
from workshop.models import Facilitator, HeldPicture, Workshop
from workshop.services.meeting.agenda import apply_rules
from workshop.state.snapshot import Standing
from workshop.state.visibility import are_seen
from workshop.store.actors import desk_name
from workshop.store.changes import Changes
from workshop.store.operations import perform
from workshop.store.receipts import OperationRequest, Receipt


class Wall(enum.StrEnum):
    """What the wall does, as the rules of a meeting keep it."""

    LIVE = "live"
    HELD = "held"
    BLANK = "blank"


def show_wall(
    workshop_id: int,
    facilitator: Facilitator,
    operation_id: str,
    wall: Wall,
    picture: str = "",
    words: Sequence[str] = (),
) -> Receipt:
    """Let the wall go on, hold ``picture`` with its ``words``, or go blank; phones go on as they do."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        apply_rules(workshop, changes, wall=wall.value)
        changes.subject = wall.value
        if wall is Wall.HELD:
            changes.connection.execute(delete(HeldPicture).where(HeldPicture.workshop_id == workshop.id))
            changes.connection.execute(
                insert(HeldPicture).values(
                    workshop_id=workshop.id, revision=workshop.revision, html=picture, words=list(words)
                )
            )

    request = OperationRequest(
        operation_id=operation_id,
        kind="workshop.wall",
        actor=desk_name(facilitator),
        content={"wall": wall.value},
    )
    return perform(workshop_id, request, apply)


def held_picture(standing: Standing) -> str | None:
    """Return the picture that the desk holds; none once a word on it may not be seen any more."""
    held = db.session.execute(
        select(HeldPicture.html, HeldPicture.words).where(HeldPicture.workshop_id == standing.workshop_id)
    ).one_or_none()
    if held is None or not are_seen(held.words, standing):
        return None
    return str(held.html)
