"""Erase for good: removed people, and single hidden proposals.

Nothing erased can be read afterwards in any table: words in the change log are blanked, receipts keep neither
actor nor content, saved scenarios keep their figures without the words. Ids of operations and the order of
steps stay, so that repeated operations are still recognised.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from workshop.database.forgetting import forget_soon
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Answer as Answered
from workshop.models import (
    Estimate,
    HeldPicture,
    Objection,
    Participant,
    Proposal,
    Reflection,
    Removal,
    Stance,
    State,
)
from workshop.services.people.adopted_words import erase_adopted, mark_due
from workshop.services.people.blanking import Erased, blank_log, blank_receipts, blank_saved
from workshop.state.lookup import find_proposal
from workshop.store.actors import Actor
from workshop.store.changes import LONGEST_SUBJECT, Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

_BY_ITSELF = Actor(0, "desk:0")
_WRITTEN: tuple[tuple[str, Any, Any], ...] = (
    ("estimates", Estimate, Estimate.reason),
    ("objections", Objection, Objection.text),
    ("reflections", Reflection, Reflection.text),
)


@operation("people.erase")
def erase_people(context: WorkshopContext, changes: Changes, public_ids: Collection[str]) -> Answer:
    """Erase people whom the desk has removed before, with everything they wrote."""
    found = _find_removed(context.id, Participant.public_id.in_(public_ids))
    if not found:
        raise Problem(
            gettext("None of them is among the removed."),
            gettext("Remove somebody first; erasing them is the second step."),
            status=409,
        )
    _erase(context, changes, _gather_people(found))
    changes.subject = str(len(found))
    return {"people": len(found)}


@operation("proposal.erase")
def erase_proposal(context: WorkshopContext, changes: Changes, public_id: str) -> None:
    """Erase a free-text proposal that the desk does not show."""
    proposal = find_proposal(context.id, public_id)
    if proposal.state != State.HIDDEN or proposal.catalogue_id is not None:
        raise Problem(
            gettext("Only a free-text proposal that is hidden can be erased."),
            gettext("Hide it first."),
            status=409,
        )
    erased = Erased()
    _gather_proposals(erased, [proposal])
    _erase(context, changes, erased)


# Two processes that look at the same moment have different times, but the same request.
@operation("people.erase", leave_out=("now",))
def _erase_overdue(context: WorkshopContext, changes: Changes, now: datetime) -> None:
    """Erase the people of a workshop whose time for restoring is over."""
    people = _find_removed(context.id, Removal.until <= now)
    _erase(context, changes, _gather_people(people))
    changes.subject = str(len(people))


def erase_due(now: datetime) -> int:
    """Erase everybody whose time for restoring is over; return how many."""
    due = db.session.execute(
        select(Removal.workshop_id, func.max(Removal.id), func.count())
        .where(Removal.until <= now, Removal.participant_id.is_not(None))
        .group_by(Removal.workshop_id)
    ).all()
    db.session.rollback()
    # What a process that was killed has left.
    erase_adopted()
    for workshop_id, serial, _ in due:
        # Two processes that look at the same moment use the same operation id: only one erases.
        _erase_overdue(workshop_id, _BY_ITSELF, f"due-{workshop_id}-{serial}-{now:%Y%m%d}", now)
    return sum(people for _, _, people in due)


def _find_removed(workshop_id: int, which: ColumnElement[bool]) -> dict[int, str]:
    """Return removed people's public ids by key."""
    found = db.session.execute(
        select(Participant.id, Participant.public_id)
        .join(Removal, Removal.participant_id == Participant.id)
        .where(Removal.workshop_id == workshop_id, Participant.same_as_id.is_(None), which)
    )
    return {key: public_id for key, public_id in found}  # noqa: C416  # typed rows


def _with_phones(people: dict[int, str]) -> dict[int, str]:
    """Add the phones that were joined with people's."""
    phones = db.session.execute(
        select(Participant.id, Participant.public_id).where(Participant.same_as_id.in_(people))
    )
    return {**people, **{key: public_id for key, public_id in phones}}  # noqa: C416  # typed rows


def _gather_people(people: dict[int, str]) -> Erased:
    people = _with_phones(people)
    erased = Erased(people=people)
    proposals = db.session.scalars(
        select(Proposal).where(Proposal.author_id.in_(people), Proposal.removed.is_(True))
    ).all()
    _gather_proposals(erased, proposals)
    erased.keys.update(f"participants/{key}" for key in people)
    removals = db.session.scalars(select(Removal.id).where(Removal.participant_id.in_(people)))
    erased.keys.update(f"removals/{key}" for key in removals)
    for name, model, words in _WRITTEN:
        _gather_written(erased, name, select(model.id, words).where(model.participant_id.in_(people)))
    for name, said in (("answers", Answered), ("stances", Stance)):
        ids = db.session.scalars(select(said.id).where(said.participant_id.in_(people)))
        erased.keys.update(f"{name}/{key}" for key in ids)
    return erased


def _gather_proposals(erased: Erased, proposals: Sequence[Proposal]) -> None:
    for proposal in proposals:
        if proposal.catalogue_id is None:
            erased.titles.add(proposal.title)
        erased.proposals[proposal.id] = proposal.public_id
        erased.keys.add(f"proposals/{proposal.id}")
    for name, model, words in _WRITTEN[:2]:
        _gather_written(erased, name, select(model.id, words).where(model.proposal_id.in_(erased.proposals)))


def _gather_written(erased: Erased, name: str, rows: Select[int, str]) -> None:
    for key, words in db.session.execute(rows):
        erased.keys.add(f"{name}/{key}")
        erased.texts.add(words[:LONGEST_SUBJECT])


def _erase(context: WorkshopContext, changes: Changes, erased: Erased) -> None:
    workshop = context.load_workshop()
    blank_log(workshop, erased)
    blank_receipts(workshop, erased)
    blank_saved(workshop, erased)
    mark_due(erased.proposals.values())
    # A held picture may show it; the wall draws another.
    db.session.execute(delete(HeldPicture).where(HeldPicture.workshop_id == workshop.id))
    if workshop.focus.get("proposal") in erased.names:
        workshop.focus = {}
    db.session.flush()
    proposals, people = list(erased.proposals), list(erased.people)
    _run(update(Proposal).where(Proposal.merged_into_id.in_(proposals)).values(merged_into_id=None))
    _run(delete(Proposal).where(Proposal.id.in_(proposals)))
    _run(update(Proposal).where(Proposal.author_id.in_(people)).values(author_id=None))
    # Their device stays out; nothing says whose it was.
    _run(update(Removal).where(Removal.participant_id.in_(people)).values(participant_id=None))
    _run(delete(Participant).where(Participant.id.in_(people)))
    db.session.expire_all()
    # Remove it from the database's files, too.
    changes.after_commit += [erase_adopted, forget_soon]


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
