"""Proposals in people's own words: handed in, made clearer, taken back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, func, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Estimate, Participant, Phase, Proposal, State, Workshop
from workshop.services.agenda import require_writing
from workshop.services.operations import Changes, OperationRequest, Receipt, perform

MAXIMUM_PER_PARTICIPANT = 60


@dataclass(frozen=True, kw_only=True)
class FreeProposal:
    """A proposal in the participant's own words; without ``likely`` it has no tonnes yet.

    Tonnes are t/yr at full effect; negative ones raise emissions.
    """

    title: str
    description: str = ""
    actor: str = ""
    target: str = ""
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    start_year: int
    ramp_years: int = 1


def submit_free(workshop_id: int, participant: Participant, operation_id: str, free: FreeProposal) -> Receipt:
    """Hand in a proposal in the participant's own words; the desk approves it before it shows."""
    author_id = participant.id

    def apply(workshop: Workshop, changes: Changes) -> dict[str, Any]:
        require_writing(workshop, Phase.PROPOSE)
        _require_few(workshop, author_id)
        state = State.WAITING if workshop.in_force.gate else State.VISIBLE
        proposal = Proposal(
            workshop_id=workshop.id,
            author_id=author_id,
            title=free.title,
            description=free.description,
            actor=free.actor,
            state=state.value,
            included=state is State.VISIBLE,
            targets=[free.target] if free.target else [],
            effect_kind=None if free.likely is None else "tonnes",
            start_year=free.start_year,
            ramp="linear" if free.ramp_years > 1 else "step",
            ramp_years=free.ramp_years,
        )
        changes.add(proposal)
        changes.subject = proposal.title
        _add_own_estimate(proposal.id, author_id, free)
        return {"proposal": proposal.public_id, "state": proposal.state}

    return perform(workshop_id, _request(participant, operation_id, "proposal.free", asdict(free)), apply)


def revise_free(
    workshop_id: int, participant: Participant, operation_id: str, public_id: str, free: FreeProposal
) -> Receipt:
    """Put an author's new words and figures in place; a proposal that the room sees is left alone."""
    author_id = participant.id

    def apply(workshop: Workshop, changes: Changes) -> dict[str, Any]:
        require_writing(workshop)
        proposal = own_proposal(workshop.id, author_id, public_id)
        changes.set(
            proposal,
            title=free.title,
            description=free.description,
            actor=free.actor,
            state=State.WAITING.value,
            hidden_reason=None,
            asked="",
            targets=[free.target] if free.target else [],
            effect_kind=None if free.likely is None else "tonnes",
            start_year=free.start_year,
            ramp="linear" if free.ramp_years > 1 else "step",
            ramp_years=free.ramp_years,
        )
        changes.subject = proposal.title
        db.session.execute(
            delete(Estimate).where(Estimate.proposal_id == proposal.id, Estimate.participant_id == author_id)
        )
        _add_own_estimate(proposal.id, author_id, free)
        return {"proposal": proposal.public_id, "state": proposal.state}

    content = {"proposal": public_id, **asdict(free)}
    return perform(workshop_id, _request(participant, operation_id, "proposal.revise", content), apply)


def withdraw(workshop_id: int, participant: Participant, operation_id: str, public_id: str) -> Receipt:
    """Take one's own proposal back, as long as the room has not seen it."""
    author_id = participant.id

    def apply(workshop: Workshop, changes: Changes) -> dict[str, Any]:
        require_writing(workshop)
        proposal = own_proposal(workshop.id, author_id, public_id)
        changes.set(proposal, removed=True)
        changes.subject = proposal.title
        return {"proposal": proposal.public_id}

    content = {"proposal": public_id}
    return perform(workshop_id, _request(participant, operation_id, "proposal.withdraw", content), apply)


def own_proposal(workshop_id: int, author_id: int, public_id: str) -> Proposal:
    """Find what an author may still change: a proposal in their own words that the room does not see."""
    proposal = db.session.scalar(
        select(Proposal).where(
            Proposal.workshop_id == workshop_id,
            Proposal.public_id == public_id,
            Proposal.author_id == author_id,
            Proposal.catalogue_id.is_(None),
            Proposal.removed.is_(False),
        )
    )
    if proposal is None or proposal.state not in (State.WAITING, State.HIDDEN):
        raise Problem(
            gettext("This proposal can no longer be changed here."),
            gettext("The room sees it already. Talk to the facilitator."),
            status=409,
        )
    return proposal


def _add_own_estimate(proposal_id: int, author_id: int, free: FreeProposal) -> None:
    if free.likely is None:
        return
    db.session.add(
        Estimate(
            proposal_id=proposal_id,
            participant_id=author_id,
            low=free.likely if free.low is None else free.low,
            likely=free.likely,
            high=free.likely if free.high is None else free.high,
            start_year=free.start_year,
        )
    )


def _require_few(workshop: Workshop, author_id: int) -> None:
    """Bound what one device can pour into the desk's queue."""
    written = db.session.scalar(
        select(func.count()).where(
            Proposal.workshop_id == workshop.id,
            Proposal.author_id == author_id,
            Proposal.catalogue_id.is_(None),
        )
    )
    if (written or 0) >= MAXIMUM_PER_PARTICIPANT:
        raise Problem(
            gettext("You have reached %(number)d proposals.", number=MAXIMUM_PER_PARTICIPANT),
            gettext("Ask the facilitator to enter more for you."),
            status=429,
        )


def _request(
    participant: Participant, operation_id: str, kind: str, content: dict[str, Any]
) -> OperationRequest:
    return OperationRequest(
        operation_id=operation_id, kind=kind, actor=participant.public_id, content=content
    )
