"""What participants propose: picks from the catalogue and proposals of their own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from scenarios.catalogue import CatalogueAction, find_action
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Estimate, Layer, Participant, Phase, Proposal, State, Workshop
from workshop.services.agenda import require_writing
from workshop.services.effects import pick_estimate, targets_of
from workshop.services.estimates import write_estimate
from workshop.services.operations import Changes, OperationRequest, Receipt, perform

MAXIMUM_PER_PARTICIPANT = 60


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One participant's estimate of a catalogue action: how many units, from when, and why."""

    action_id: str
    amount: float | None
    amount_low: float | None = None
    amount_high: float | None = None
    start_year: int
    reason: str = ""


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


def submit_pick(workshop_id: int, participant: Participant, operation_id: str, pick: Pick) -> Receipt:
    """Add a participant's estimate to the one proposal of a catalogue action."""
    action = find_action(pick.action_id)
    author_id = participant.id

    def apply(workshop: Workshop, changes: Changes) -> dict[str, Any]:
        require_writing(workshop, Phase.PROPOSE)
        proposal = db.session.scalar(
            select(Proposal).where(Proposal.workshop_id == workshop.id, Proposal.catalogue_id == action.id)
        )
        if proposal is None:
            proposal = _catalogue_proposal(workshop, action, pick, author_id)
            changes.add(proposal)
        elif proposal.removed:
            changes.set(proposal, removed=False)
        changes.subject = proposal.title
        _estimate(proposal.id, author_id, pick, action)
        return {"proposal": proposal.public_id, "state": proposal.state}

    return perform(workshop_id, _request(participant, operation_id, "proposal.pick", pick), apply)


def submit_free(workshop_id: int, participant: Participant, operation_id: str, free: FreeProposal) -> Receipt:
    """Hand in a proposal in the participant's own words; the desk approves it before it shows."""
    author_id = participant.id

    def apply(workshop: Workshop, changes: Changes) -> dict[str, Any]:
        require_writing(workshop, Phase.PROPOSE)
        _require_few(workshop, author_id)
        proposal = Proposal(
            workshop_id=workshop.id,
            author_id=author_id,
            title=free.title,
            description=free.description,
            actor=free.actor,
            state=State.WAITING.value,
            targets=[free.target] if free.target else [],
            effect_kind=None if free.likely is None else "tonnes",
            start_year=free.start_year,
            ramp="linear" if free.ramp_years > 1 else "step",
            ramp_years=free.ramp_years,
        )
        changes.add(proposal)
        changes.subject = proposal.title
        if free.likely is not None:
            db.session.add(
                Estimate(
                    proposal_id=proposal.id,
                    participant_id=author_id,
                    low=free.likely if free.low is None else free.low,
                    likely=free.likely,
                    high=free.likely if free.high is None else free.high,
                    start_year=free.start_year,
                )
            )
        return {"proposal": proposal.public_id, "state": proposal.state}

    return perform(workshop_id, _request(participant, operation_id, "proposal.free", free), apply)


def proposals_of(participant: Participant) -> list[Proposal]:
    """List what a participant proposed or estimated, newest first, hidden ones included."""
    estimated = select(Estimate.proposal_id).where(Estimate.participant_id == participant.id)
    return list(
        db.session.scalars(
            select(Proposal)
            .where(
                Proposal.workshop_id == participant.workshop_id,
                Proposal.removed.is_(False),
                (Proposal.author_id == participant.id) | Proposal.id.in_(estimated),
            )
            .order_by(Proposal.id.desc())
        )
    )


def estimate_of(participant: Participant, catalogue_id: str) -> Estimate | None:
    """Find what a participant said last about a catalogue action, or none."""
    return db.session.scalar(
        select(Estimate)
        .join(Proposal)
        .where(Estimate.participant_id == participant.id, Proposal.catalogue_id == catalogue_id)
        .order_by(Estimate.round.desc())
        .limit(1)
    )


def _catalogue_proposal(workshop: Workshop, action: CatalogueAction, pick: Pick, author_id: int) -> Proposal:
    """Make the proposal that all picks of ``action`` share; it needs no approval."""
    return Proposal(
        workshop_id=workshop.id,
        author_id=author_id,
        catalogue_id=action.id,
        title=action.text("title", workshop.language),
        description=action.text("description", workshop.language),
        actor=action.actor,
        state=State.VISIBLE.value,
        layer=Layer.PROPOSED.value,
        included=True,
        ledger=action.ledger,
        targets=list(targets_of(action, workshop.territory_id)),
        effect_kind=None
        if action.effect is None
        else ("share" if action.effect.kind == "share" else "tonnes"),
        start_year=pick.start_year,
        ramp=action.ramp,
        ramp_years=action.ramp_years,
        rebound=action.rebound,
        about={"control": action.control},
    )


def _estimate(proposal_id: int, author_id: int, pick: Pick, action: CatalogueAction) -> None:
    """Write what a participant says, in place of what they said last.

    An action without tonnes gets an estimate of nothing: it tells who wants it.
    """
    low = likely = high = 0.0
    if action.effect is not None:
        if pick.amount is None:
            raise Problem(gettext("The amount is missing."), gettext("Say how much, then send again."))
        low, likely, high = pick_estimate(action, pick.amount, pick.amount_low, pick.amount_high)
    write_estimate(
        proposal_id,
        author_id,
        None,
        amount=pick.amount,
        amount_low=pick.amount_low,
        amount_high=pick.amount_high,
        low=low,
        likely=likely,
        high=high,
        start_year=pick.start_year,
        reason=pick.reason,
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
    participant: Participant, operation_id: str, kind: str, content: Pick | FreeProposal
) -> OperationRequest:
    return OperationRequest(
        operation_id=operation_id, kind=kind, actor=participant.public_id, content=asdict(content)
    )
