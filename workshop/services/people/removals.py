"""Remove people and what they wrote in one step, and restore them until a stated time.

A removed person stays in the database with a row of :class:`~workshop.models.Removal`: queries for answers,
estimates, votes and words leave out anybody who has one. Their own proposals are marked as removed in the
change log, so that undo brings them back. After the stated time they are erased
(:mod:`workshop.services.people.erasure`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import (
    Change,
    Estimate,
    Layer,
    Participant,
    Proposal,
    Removal,
    State,
    is_here,
)
from workshop.models.types import utc_now
from workshop.signals import person_removed
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

KIND = "people.remove"
# Time for the desk to notice that it was the wrong person: the evening, and the week after it.
KEPT = timedelta(days=7)
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Listed:
    """A person as the desk lists them; ``phones`` are those joined with theirs.

    ``until`` is when a removed person is erased.
    """

    public_id: str
    role: str
    nickname: str
    sheet: int | None
    joined_at: datetime
    proposals: int
    phones: int
    until: datetime | None


def list_people(workshop_id: int) -> list[Listed]:
    """List all real people, newest first, with the number of their free-text proposals."""
    written = (
        select(func.count())
        .where(Proposal.author_id == Participant.id, Proposal.catalogue_id.is_(None))
        .scalar_subquery()
    )
    other = aliased(Participant)
    phones = select(func.count()).where(other.same_as_id == Participant.id).scalar_subquery()
    rows = db.session.execute(
        select(
            *(Participant.public_id, Participant.role, Participant.nickname, Participant.sheet),
            *(Participant.created_at, written, phones, Removal.until),
        )
        .outerjoin(Removal, Removal.participant_id == Participant.id)
        .where(
            Participant.workshop_id == workshop_id,
            Participant.rehearsal_id.is_(None),
            Participant.same_as_id.is_(None),
        )
        .order_by(Participant.id.desc())
    )
    return [Listed(*row) for row in rows]


def removed_people(workshop_ids: Collection[int]) -> set[str]:
    """Return the public ids of people removed from these workshops."""
    return set(
        db.session.scalars(
            select(Participant.public_id)
            .join(Removal, Removal.participant_id == Participant.id)
            .where(Removal.workshop_id.in_(workshop_ids))
        )
    )


def find_author(workshop_id: int, public_id: str) -> str | None:
    """Return the public id of a proposal's author; None if it is the desk's."""
    return db.session.scalar(
        select(Participant.public_id)
        .join(Proposal, Proposal.author_id == Participant.id)
        .where(Proposal.workshop_id == workshop_id, Proposal.public_id == public_id)
    )


@operation(KIND)
def remove_people(context: WorkshopContext, changes: Changes, public_ids: Collection[str]) -> Answer:
    """Take people and what they wrote out of the room; phones, wall and figures follow at once."""
    chosen = sorted(set(public_ids))[:MOST_AT_ONCE]
    people = db.session.scalars(
        select(Participant).where(
            Participant.workshop_id == context.id,
            Participant.public_id.in_(chosen),
            is_here(Participant.id),
        )
    ).all()
    if not people:
        raise Problem(
            gettext("None of them is in the room any more."),
            gettext("Reload the page to see who is there now."),
            status=409,
        )
    until = utc_now() + KEPT
    phones = _phones_of(person.id for person in people)
    for person in (*people, *phones):
        removal = Removal(workshop_id=context.id, participant_id=person.id, device=person.device, until=until)
        db.session.add(removal)
        db.session.flush()
        changes.note_new(removal)
    _take_proposals(changes, [person.id for person in people])
    changes.subject = str(len(people))
    changes.after_commit.append(partial(_announce, [each.public_id for each in (*people, *phones)]))
    return {"people": [person.public_id for person in people]}


@operation("people.restore")
def put_back(context: WorkshopContext, changes: Changes, public_id: str) -> Answer:
    """Restore a removed person with what they wrote."""
    found = db.session.execute(
        select(Removal, Participant)
        .join(Participant, Participant.id == Removal.participant_id)
        .where(Removal.workshop_id == context.id, Participant.public_id == public_id)
    ).first()
    if found is None or found[0].until <= utc_now():
        raise too_late()
    removal, person = found
    step = _step_of(removal)
    if step is not None:
        _give_back(changes, step, person.id)
    changes.final = True
    phones = [phone.id for phone in _phones_of([person.id])]
    others = db.session.scalars(select(Removal).where(Removal.participant_id.in_(phones)))
    for each in (removal, *others.all()):
        changes.note_gone(each)
        db.session.delete(each)
    db.session.flush()
    if step is not None and not _removals_in(step):
        # Nothing of that step is left to undo.
        db.session.execute(update(Change).where(Change.id == step.id).values(undoable=False))
    changes.subject = "1"
    return {"person": public_id}


def require_in_time(step: Change, now: datetime) -> None:
    """Refuse to undo a removal after the stated time."""
    if step.kind == KIND and step.created_at + KEPT <= now:
        raise too_late()


def too_late() -> Problem:
    """Return the error that a removed person cannot be restored any more."""
    return Problem(
        gettext("This can no longer be undone."),
        gettext("What was removed is erased for good after seven days."),
        status=409,
    )


def _phones_of(people: Iterable[int]) -> Sequence[Participant]:
    """Return the rows of the phones that were joined with people's: they come and go together."""
    return db.session.scalars(select(Participant).where(Participant.same_as_id.in_(list(people)))).all()


def _take_proposals(changes: Changes, people: list[int]) -> None:
    """Remove people's proposals; a catalogue action that others have picked, too, becomes theirs."""
    proposals = db.session.scalars(
        select(Proposal).where(
            Proposal.author_id.in_(people),
            Proposal.removed.is_(False),
            Proposal.layer == Layer.PROPOSED.value,
        )
    ).all()
    for proposal in proposals:
        heir = _heir_of(proposal) if proposal.catalogue_id else None
        if heir is not None:
            changes.set(proposal, author_id=heir)
            continue
        merged = db.session.scalars(select(Proposal).where(Proposal.merged_into_id == proposal.id))
        for other in merged.all():
            if other.author_id not in people:
                # Others' proposals merged into it stay: the desk decides about them again.
                changes.set(other, state=State.WAITING.value, merged_into_id=None)
        changes.set(proposal, removed=True)


def _heir_of(proposal: Proposal) -> int | None:
    """Return the person in the room who estimated a shared proposal first."""
    return db.session.scalar(
        select(Estimate.participant_id)
        .where(Estimate.proposal_id == proposal.id, is_here(Estimate.participant_id))
        .order_by(Estimate.id)
        .limit(1)
    )


def _step_of(removal: Removal) -> Change | None:
    """Return the newest step that removed somebody; ids of removals can be reused."""
    steps = db.session.scalars(
        select(Change)
        .where(Change.workshop_id == removal.workshop_id, Change.kind == KIND)
        .order_by(Change.id.desc())
    )
    return next((step for step in steps if f"removals/{removal.id}" in step.before), None)


def _give_back(changes: Changes, step: Change, person: int) -> None:
    """Restore what a step took from one person, and what was merged into it."""
    theirs: set[int] = set()
    rows = {key: db.session.get(Proposal, int(key.partition("/")[2])) for key in _proposals_in(step)}
    for key, row in rows.items():
        if row is not None and person in (row.author_id, step.before[key].get("author_id")):
            changes.set(row, **step.before[key])
            theirs.add(row.id)
    for key, row in rows.items():
        # Unless the desk has decided otherwise since.
        if (
            row is not None
            and step.before[key].get("merged_into_id") in theirs
            and row.state == State.WAITING.value
        ):
            changes.set(row, **step.before[key])


def _proposals_in(step: Change) -> Iterable[str]:
    return [key for key in step.before if key.startswith("proposals/")]


def _removals_in(step: Change) -> bool:
    ids = [int(key.partition("/")[2]) for key in step.before if key.startswith("removals/")]
    return db.session.scalar(select(Removal.id).where(Removal.id.in_(ids)).limit(1)) is not None


def _announce(people: Iterable[str]) -> None:
    """Disconnect the phones of removed people."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for public_id in people:
        person_removed.send(app, public_id=public_id)
