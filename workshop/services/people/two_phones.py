"""Join two phones of one person, so that they count once.

Both phones stay in use: the cookie of the other one leads to the person from then on
(:func:`workshop.identity.find_entry`). What they wrote with it becomes theirs. Where both phones answered the
same thing (a ballot, an estimate, a guess, a stand), the answer of the person who stays counts; the other one
stays with the other phone's row, which nothing counts, and counts again if the desk undoes the step.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import (
    Answer,
    Ballot,
    Estimate,
    Objection,
    Participant,
    Proposal,
    Reflection,
    Seat,
    Stance,
    is_here,
)
from workshop.signals import person_joined
from workshop.store.changes import Changes, Tracked
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer as Answered
from workshop.store.operations import operation

KIND = "people.join"
# What a person says once about each thing, and what that thing is.
_SAID_ONCE: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Estimate, ("proposal_id", "round")),
    (Answer, ("question",)),
    (Stance, ("proposal_id",)),
)


@operation(KIND)
def join_phones(context: WorkshopContext, changes: Changes, phone: str, person: str) -> Answered:
    """Make a phone that of another person, with what was written on it; both are public ids."""
    other, kept = _find(context.id, phone), _find(context.id, person)
    if other is None or kept is None or other is kept:
        raise Problem(
            gettext("These are not two people in the room."),
            gettext("Reload the page to see who is there now."),
            status=409,
        )
    for row in _rows_of(other.id, kept.id):
        name = "author_id" if isinstance(row, Proposal) else "participant_id"
        changes.set(row, **{name: kept.id})
    _move_unlogged(changes, other.id, kept.id)
    phones = db.session.scalars(select(Participant).where(Participant.same_as_id == other.id)).all()
    for each in (other, *phones):
        changes.set(each, same_as_id=kept.id)
    joined = [each.public_id for each in (other, *phones)]
    changes.after_commit.append(partial(_announce, joined, kept.public_id))
    return {"person": kept.public_id}


def _find(workshop_id: int, public_id: str) -> Participant | None:
    """Return a real person with a phone who is in the room."""
    return db.session.scalar(
        select(Participant).where(
            Participant.workshop_id == workshop_id,
            Participant.public_id == public_id,
            Participant.rehearsal_id.is_(None),
            Participant.sheet.is_(None),
            is_here(Participant.id),
        )
    )


def _rows_of(other: int, kept: int) -> Iterator[Tracked]:
    """Find what becomes the person's: all words, and the answers that they have not given themselves."""
    yield from db.session.scalars(select(Proposal).where(Proposal.author_id == other)).all()
    yield from db.session.scalars(select(Reflection).where(Reflection.participant_id == other)).all()
    yield from db.session.scalars(select(Objection).where(Objection.participant_id == other)).all()
    for model, about in _SAID_ONCE:
        columns = [getattr(model, name) for name in about]
        own = {tuple(row) for row in db.session.execute(select(*columns).where(model.participant_id == kept))}
        for row in db.session.scalars(select(model).where(model.participant_id == other)).all():
            if tuple(getattr(row, name) for name in about) not in own:
                yield row


def _move_unlogged(changes: Changes, other: int, kept: int) -> None:
    """Move the ballot and the seat if the person has none: a ballot as a whole, and never into the log."""
    for model in (Ballot, Seat):
        own = select(model.participant_id).where(model.participant_id == kept).limit(1)
        if changes.connection.execute(own).first() is None:
            changes.connection.execute(
                update(model).where(model.participant_id == other).values(participant_id=kept)
            )


def _announce(phones: list[str], person: str) -> None:
    """Count the phones that are connected as the person's."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for phone in phones:
        person_joined.send(app, phone=phone, person=person)
