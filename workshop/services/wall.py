"""What the desk lets the wall show: the meeting as it goes on, one picture that stays, or nothing."""

from __future__ import annotations

import enum
from typing import Any

from sqlalchemy import delete, insert, select

from workshop.extensions import db
from workshop.models import Change, Facilitator, HeldPicture, State, Workshop
from workshop.services.agenda import apply_rules
from workshop.services.changes import Changes
from workshop.services.moderation import desk_name
from workshop.services.operations import OperationRequest, Receipt, perform
from workshop.services.standing import Standing


class Wall(enum.StrEnum):
    """What the wall does, as the rules of a meeting keep it."""

    LIVE = "live"
    HELD = "held"
    BLANK = "blank"


# What can take something off the screens, which must then not stand on a picture that stays.
_REMOVAL = "people.remove"
_TAKING_OFF = (
    *("proposal.hide", "proposal.ask", "objection.judge", "reason.show", "reflect.curate", "undo"),
    _REMOVAL,
)


def show_wall(
    workshop_id: int, facilitator: Facilitator, operation_id: str, wall: Wall, picture: str = ""
) -> Receipt:
    """Let the wall go on, hold ``picture``, or go blank; phones and the meeting go on as they do."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        apply_rules(workshop, changes, wall=wall.value)
        changes.subject = wall.value
        if wall is Wall.HELD:
            changes.connection.execute(delete(HeldPicture).where(HeldPicture.workshop_id == workshop.id))
            changes.connection.execute(
                insert(HeldPicture).values(workshop_id=workshop.id, revision=workshop.revision, html=picture)
            )

    request = OperationRequest(
        operation_id=operation_id,
        kind="workshop.wall",
        actor=desk_name(facilitator),
        content={"wall": wall.value},
    )
    return perform(workshop_id, request, apply)


def held_picture(standing: Standing) -> str | None:
    """Return the picture that the desk holds; none once something on it may have been taken off."""
    held = db.session.execute(
        select(HeldPicture.revision, HeldPicture.html).where(HeldPicture.workshop_id == standing.workshop_id)
    ).one_or_none()
    if held is None:
        return None
    revision, html = held
    steps = db.session.execute(
        select(Change.kind, Change.before, Change.after).where(
            Change.workshop_id == standing.workshop_id,
            Change.revision > revision,
            Change.kind.in_(_TAKING_OFF),
        )
    )
    taken_off = any(kind == _REMOVAL or _takes_off(before, after) for kind, before, after in steps)
    return None if taken_off else str(html)


def _takes_off(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> bool:
    """Tell whether the room saw something before a step that it does not see after it."""
    return any(
        (before.get(row, {}).get("state") == State.VISIBLE and values.get("state") != State.VISIBLE)
        or values.get("reason_shown") is False
        or values.get("removed") is True
        for row, values in after.items()
    )
