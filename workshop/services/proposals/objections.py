"""What people hold against a proposal, and which of their reasons the room may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import (
    Estimate,
    Facilitator,
    Objection,
    ObjectionKind,
    Phase,
    Proposal,
    State,
    Workshop,
)
from workshop.state.lookup import find_proposal
from workshop.store.actors import desk_name
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import carry_out, perform
from workshop.store.receipts import OperationRequest, Receipt

MAXIMUM_PER_PARTICIPANT = 30
# As many of one person's wait for the desk at the same time.
MOST_WAITING = 10


@dataclass(frozen=True)
class OwnObjection:
    """An objection as its author sees it."""

    id: str
    proposal_id: str
    kind: str
    text: str
    state: str


def object_to(
    workshop_id: int,
    participant: Person,
    operation_id: str,
    *,
    proposal_id: str,
    kind: ObjectionKind,
    text: str,
) -> Receipt:
    """Hand in an objection; the desk reads it before the room does, unless it has opened the gate."""
    author = participant.id

    def apply(ground: WorkshopContext, changes: Changes) -> dict[str, Any]:
        require_writing(ground, Phase.DELIBERATE)
        proposal = find_proposal(ground.id, proposal_id)
        if proposal.state != State.VISIBLE:
            raise Problem(
                gettext("This proposal is not shown now."), gettext("Choose another one."), status=409
            )
        _require_few(ground, author)
        state = State.WAITING if ground.in_force.gate else State.VISIBLE
        db.session.add(
            Objection(
                workshop_id=ground.id,
                proposal_id=proposal.id,
                participant_id=author,
                kind=kind.value,
                text=text,
                state=state.value,
            )
        )
        changes.subject = proposal.title
        return {"state": state.value}

    request = OperationRequest(
        operation_id=operation_id,
        kind="objection",
        actor=participant.public_id,
        content={"proposal": proposal_id, "kind": kind.value, "text": text},
    )
    return carry_out(workshop_id, request, apply)


def judge(
    workshop_id: int, facilitator: Facilitator, operation_id: str, public_id: str, state: State
) -> Receipt:
    """Show an objection to the room, or do not."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        objection = db.session.scalar(
            select(Objection).where(Objection.workshop_id == workshop.id, Objection.public_id == public_id)
        )
        if objection is None:
            raise _gone()
        changes.set(objection, state=state.value)
        changes.name(objection.text)

    return _decide(workshop_id, facilitator, operation_id, "objection.judge", apply, public_id, state.value)


def show_reason(
    workshop_id: int, facilitator: Facilitator, operation_id: str, estimate_id: int, shown: bool
) -> Receipt:
    """Let the room read why somebody proposes something, or take it away again."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        estimate = db.session.scalar(
            select(Estimate)
            .join(Proposal)
            .where(Proposal.workshop_id == workshop.id, Estimate.id == estimate_id, Estimate.reason != "")
        )
        if estimate is None:
            raise _gone()
        changes.set(estimate, reason_shown=shown)
        changes.name(estimate.reason)

    return _decide(workshop_id, facilitator, operation_id, "reason.show", apply, estimate_id, shown)


def own_objections(participant: Person) -> list[OwnObjection]:
    """List a participant's objections, newest first, with what became of them."""
    rows = db.session.execute(
        select(Objection.public_id, Proposal.public_id, Objection.kind, Objection.text, Objection.state)
        .join(Proposal, Proposal.id == Objection.proposal_id)
        .where(Objection.participant_id == participant.id)
        .order_by(Objection.id.desc())
    )
    return [OwnObjection(*row) for row in rows]


def _decide(
    workshop_id: int, facilitator: Facilitator, operation_id: str, kind: str, apply: Any, *content: Any
) -> Receipt:
    request = OperationRequest(
        operation_id=operation_id, kind=kind, actor=desk_name(facilitator), content={"what": content}
    )
    return perform(workshop_id, request, apply)


def _gone() -> Problem:
    return Problem(
        gettext("This is no longer there."), gettext("Reload the page to see what is there now."), status=404
    )


def _require_few(ground: WorkshopContext, author: int) -> None:
    written = db.session.scalar(
        select(func.count()).where(Objection.workshop_id == ground.id, Objection.participant_id == author)
    )
    if (written or 0) >= MAXIMUM_PER_PARTICIPANT:
        raise Problem(
            gettext("You have reached %(number)d objections.", number=MAXIMUM_PER_PARTICIPANT),
            gettext("Tell the facilitator what is missing."),
            status=409,
        )
    waiting = db.session.scalar(
        select(func.count()).where(
            Objection.workshop_id == ground.id,
            Objection.participant_id == author,
            Objection.state == State.WAITING.value,
        )
    )
    if (waiting or 0) >= MOST_WAITING:
        raise Problem(
            gettext("%(number)d of your objections wait for the facilitator.", number=MOST_WAITING),
            gettext("When one of them is decided, you can send this one. What you wrote is kept."),
            status=409,
        )
