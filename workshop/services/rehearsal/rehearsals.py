"""Rehearse a meeting with simulated participants: begin, stop, and progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection, func, select, update

from workshop.database.durability import commit_soon_durable, wait_for_commits
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.models import Participant, Proposal, Rehearsal, Workshop
from workshop.models.types import utc_now
from workshop.signals import workshop_changed
from workshop.store.gates import is_vote_open

# With fewer, confidentiality hides nearly all of the room's answers.
FEWEST_PEOPLE, MOST_PEOPLE = 5, 300
LONGEST = timedelta(hours=4)
# How long after a stop the last of them may still act: they poll at intervals.
SETTLED_S = 4.0
# The course of the meeting; the log does not have all of it.
COURSE = ("step", "clock", "focus", "vote", "rules", "agenda")

# Every change redraws the room: compile this query once.
_REHEARSALS = table_of(Rehearsal)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Progress of a rehearsal: ``joined`` of ``people`` are in, and act until then if ``acting``."""

    people: int
    joined: int
    until: datetime
    acting: bool


def begin(workshop_id: int, *, people: int, lasting: timedelta) -> tuple[str, int]:
    """Begin a rehearsal; return the token with which simulated participants join, and how many may.

    There is no receipt and no row in the log, because every trace goes with the last of them.
    """
    until = utc_now() + min(lasting, LONGEST)
    # Update first, as in every operation: it takes the lock.
    taken = db.session.execute(
        update(Workshop)
        .where(Workshop.id == workshop_id)
        .values(revision=Workshop.revision + 1)
        .returning(Workshop.id)
    ).one_or_none()
    if taken is None:
        db.session.rollback()
        raise Problem(gettext("This workshop no longer exists."), gettext("Choose another."), status=404)
    rehearsal = find_rehearsal(workshop_id)
    if rehearsal is None:
        workshop = db.session.get_one(Workshop, workshop_id, populate_existing=True)
        if is_vote_open(workshop.vote):
            db.session.rollback()
            raise Problem(
                gettext("A vote is open."), gettext("Close it first, then begin the rehearsal."), status=409
            )
        coming = min(people, MOST_PEOPLE)
        rehearsal = Rehearsal(
            workshop_id=workshop_id,
            people=coming,
            until=until,
            revision=workshop.revision - 1,
            before=_remember(workshop),
        )
        db.session.add(rehearsal)
    elif rehearsal.until > utc_now():
        db.session.rollback()
        raise Problem(
            gettext("A rehearsal is going on already."),
            gettext("Stop it before you begin again."),
            status=409,
        )
    else:
        joined = count_invented(db.session.connection(), rehearsal.id)
        coming = min(people, MOST_PEOPLE - joined)
        rehearsal.people, rehearsal.until = joined + coming, until
    db.session.flush()
    token = _signer().dumps([rehearsal.id, rehearsal.key])
    commit_soon_durable()
    tell(workshop_id)
    return str(token), coming


def stop(workshop_id: int) -> bool:
    """Stop the simulated participants; return whether they were acting. They stay until they are removed."""
    now = utc_now()
    acting = (Rehearsal.workshop_id == workshop_id, Rehearsal.until > now)
    stopped = db.session.execute(update(Rehearsal).where(*acting).values(until=now).returning(Rehearsal.id))
    was_acting = stopped.one_or_none() is not None
    commit_soon_durable()
    wait_for_commits()
    return was_acting


def find_rehearsal(workshop_id: int) -> Rehearsal | None:
    """Return a workshop's rehearsal, or None."""
    return db.session.scalar(select(Rehearsal).where(Rehearsal.workshop_id == workshop_id))


def read_progress(rehearsal: Rehearsal) -> Progress:
    """Return the progress of a rehearsal."""
    return Progress(
        people=rehearsal.people,
        joined=count_invented(db.session.connection(), rehearsal.id),
        until=rehearsal.until,
        acting=rehearsal.until > utc_now(),
    )


class Admission(NamedTuple):
    """A checked token of simulated participants: its rehearsal, how many may join, and until when."""

    rehearsal_id: int
    people: int
    until: datetime


def admit(token: str, workshop_id: int) -> Admission:
    """Return what a token of simulated participants admits to; refuse every other token."""
    rehearsal = find_by_token(token, workshop_id)
    return Admission(rehearsal.id, rehearsal.people, rehearsal.until)


def find_by_token(token: str, workshop_id: int) -> Rehearsal:
    """Return the rehearsal of a workshop for a token; refuse every other token."""
    try:
        rehearsal_id, key = _signer().loads(token)
        rehearsal = db.session.get(Rehearsal, int(rehearsal_id))
    except (BadSignature, TypeError, ValueError):
        rehearsal = key = None
    if rehearsal is None or rehearsal.workshop_id != workshop_id or rehearsal.key != key:
        raise rehearsal_over()
    return rehearsal


def rehearsal_over() -> Problem:
    """Return the error that a rehearsal was removed and nobody can join it."""
    return Problem(gettext("This rehearsal is over."), gettext("Begin another one on the desk."), status=403)


def require_room(connection: Connection, admission: Admission) -> None:
    """Refuse simulated participants beyond the requested number, or after their time."""
    here = count_invented(connection, admission.rehearsal_id)
    if admission.until <= utc_now() or here >= admission.people:
        raise Problem(
            gettext("This rehearsal accepts nobody else."),
            gettext("Begin it again on the desk, with more people or for longer."),
            status=403,
        )


def count_invented(connection: Connection, rehearsal_id: int) -> int:
    """Count the simulated participants who have joined."""
    counted = connection.scalar(select(func.count()).where(Participant.rehearsal_id == rehearsal_id))
    return int(counted or 0)


def tell(workshop_id: int) -> None:
    """Signal that a workshop has changed, once the commit is durable."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    workshop_changed.send(app, workshop_id=workshop_id)
    wait_for_commits()


def _remember(workshop: Workshop) -> dict[str, Any]:
    rows = db.session.execute(
        select(Proposal.id, Proposal.support).where(Proposal.workshop_id == workshop.id)
    ).all()
    return {
        "course": {name: getattr(workshop, name) for name in COURSE},
        "proposals": [key for key, _ in rows],
        "support": {str(key): support for key, support in rows if support is not None},
    }


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="rehearsal")
