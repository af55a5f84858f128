"""What the desk lets the wall show: the live meeting, one held picture, or nothing."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from workshop.extensions import db
from workshop.models import HeldPicture
from workshop.services.meeting.agenda import write_rules
from workshop.services.meeting.focus import write_focus
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import are_seen
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import operation


class Wall(enum.StrEnum):
    """The wall's mode, as stored in the rules of a meeting."""

    LIVE = "live"
    HELD = "held"
    BLANK = "blank"


# The server draws the picture, so a repeated request may have another.
@operation("workshop.wall", leave_out=("picture", "words"))
def show_wall(
    context: WorkshopContext, changes: Changes, wall: Wall, picture: str = "", words: Sequence[str] = ()
) -> None:
    """Set the wall live, hold ``picture`` with its ``words``, or blank it; phones are not affected."""
    write_rules(context, changes, wall=wall.value)
    changes.subject = wall.value
    if wall is Wall.HELD:
        changes.connection.execute(delete(HeldPicture).where(HeldPicture.workshop_id == context.id))
        changes.connection.execute(
            insert(HeldPicture).values(
                workshop_id=context.id, revision=context.revision, html=picture, words=list(words)
            )
        )


@operation("workshop.turn")
def turn_page(context: WorkshopContext, changes: Changes, step: int, by: int) -> None:
    """Turn the pages of the wall's list on or back; with 0 the wall turns them by itself again.

    The focus counts the turns, since each wall has as many pages as its size needs. Undo passes over them.
    """
    write_focus(context, changes, step, turn=int(context.focus.get("turn", 0)) + by if by else None)
    changes.final = True


def held_picture(snapshot: Snapshot) -> str | None:
    """Return the picture that the desk holds; None once a text on it may not be seen any more."""
    held = db.session.execute(
        select(HeldPicture.html, HeldPicture.words).where(HeldPicture.workshop_id == snapshot.workshop_id)
    ).one_or_none()
    if held is None or not are_seen(held.words, snapshot):
        return None
    return str(held.html)
