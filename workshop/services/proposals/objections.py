"""Objections to proposals, and the reasons for proposals that the room may read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import Estimate, Objection, ObjectionKind, Phase, Proposal, State, is_here
from workshop.services.proposals.words_read import changed_since_read, digest
from workshop.state.lookup import find_proposal
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import Answer, operation

MAXIMUM_PER_PARTICIPANT = 30
# Limit of one person's objections that wait for the desk.
MOST_WAITING = 10


@dataclass(frozen=True)
class OwnObjection:
    """An objection as its author sees it."""

    id: str
    proposal_id: str
    kind: str
    text: str
    state: str


@operation("objection")
def object_to(
    context: WorkshopContext, changes: Changes, *, proposal_id: str, kind: ObjectionKind, text: str
) -> Answer:
    """Submit an objection; the desk reads it before the room does, unless the gate is open."""
    require_writing(context, Phase.DELIBERATE)
    proposal = find_proposal(context.id, proposal_id)
    if proposal.state != State.VISIBLE:
        raise Problem(gettext("This proposal is not shown now."), gettext("Choose another one."), status=409)
    _require_few(context)
    state = State.WAITING if context.in_force.gate else State.VISIBLE
    db.session.add(
        Objection(
            workshop_id=context.id,
            proposal_id=proposal.id,
            participant_id=context.actor.id,
            kind=kind.value,
            text=text,
            state=state.value,
        )
    )
    changes.subject = proposal.title
    return {"state": state.value}


@operation("objection.judge")
def judge(context: WorkshopContext, changes: Changes, public_id: str, state: State) -> None:
    """Show an objection to the room, or hide it."""
    objection = db.session.scalar(
        select(Objection).where(
            Objection.workshop_id == context.id,
            Objection.public_id == public_id,
            is_here(Objection.participant_id),
        )
    )
    if objection is None:
        raise _gone()
    changes.set(objection, state=state.value)
    changes.name(objection.text)


@operation("reason.show")
def show_reason(
    context: WorkshopContext, changes: Changes, estimate_id: int, shown: bool, seen: str = ""
) -> None:
    """Show the reason for a proposal to the room, or hide it; ``seen`` is from :func:`digest`."""
    estimate = db.session.scalar(
        select(Estimate)
        .join(Proposal)
        .where(
            Proposal.workshop_id == context.id,
            Estimate.id == estimate_id,
            Estimate.reason != "",
            is_here(Estimate.participant_id),
        )
    )
    if estimate is None:
        raise _gone()
    if shown and seen and seen != digest(estimate.reason):
        raise changed_since_read()
    changes.set(estimate, reason_shown=shown)
    changes.name(estimate.reason)


def own_objections(participant: Person) -> list[OwnObjection]:
    """List a participant's objections with the desk's decisions, newest first."""
    rows = db.session.execute(
        select(Objection.public_id, Proposal.public_id, Objection.kind, Objection.text, Objection.state)
        .join(Proposal, Proposal.id == Objection.proposal_id)
        .where(Objection.participant_id == participant.id)
        .order_by(Objection.id.desc())
    )
    return [OwnObjection(*row) for row in rows]


def _gone() -> Problem:
    return Problem(
        gettext("This is no longer there."), gettext("Reload the page to see what is there now."), status=404
    )


def _require_few(context: WorkshopContext) -> None:
    mine = Objection.workshop_id == context.id, Objection.participant_id == context.actor.id
    written = db.session.scalar(select(func.count()).where(*mine))
    if (written or 0) >= MAXIMUM_PER_PARTICIPANT:
        raise Problem(
            gettext("You have reached %(number)d objections.", number=MAXIMUM_PER_PARTICIPANT),
            gettext("Tell the facilitator what is missing."),
            status=409,
        )
    waiting = db.session.scalar(select(func.count()).where(*mine, Objection.state == State.WAITING.value))
    if (waiting or 0) >= MOST_WAITING:
        raise Problem(
            gettext("%(number)d of your objections wait for the facilitator.", number=MOST_WAITING),
            gettext("When one of them is decided, you can send this one. What you wrote is kept."),
            status=409,
        )
