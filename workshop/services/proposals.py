"""What participants pick from the catalogue, and what each of them proposed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import insert, select, update

from scenarios.catalogue import CatalogueAction, find_action
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Estimate, Layer, Participant, Phase, Proposal, State, Workshop
from workshop.services.agenda import require_writing
from workshop.services.effects import pick_estimate, targets_of
from workshop.services.operations import Changes, OperationRequest, Receipt, perform


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One participant's estimate of a catalogue action: how many units, from when, and why."""

    action_id: str
    amount: float | None
    amount_low: float | None = None
    amount_high: float | None = None
    start_year: int
    reason: str = ""


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

    return perform(workshop_id, _request(participant, operation_id, pick), apply)


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
    """Find what a participant said about a catalogue action, or none."""
    return db.session.scalar(
        select(Estimate)
        .join(Proposal)
        .where(Estimate.participant_id == participant.id, Proposal.catalogue_id == catalogue_id)
    )


def estimate_on(participant: Participant, proposal: Proposal) -> Estimate | None:
    """Find what a participant said about a proposal, or none."""
    return db.session.scalar(
        select(Estimate).where(Estimate.participant_id == participant.id, Estimate.proposal_id == proposal.id)
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
    """Write what a participant says, in place of what they said before.

    An action without tonnes gets an estimate of nothing: it tells who wants it.
    """
    low = likely = high = 0.0
    if action.effect is not None:
        if pick.amount is None:
            raise Problem(gettext("The amount is missing."), gettext("Say how much, then send again."))
        low, likely, high = pick_estimate(action, pick.amount, pick.amount_low, pick.amount_high)
    said = {
        "amount": pick.amount,
        "low": low,
        "likely": likely,
        "high": high,
        "start_year": pick.start_year,
        "reason": pick.reason,
    }
    again = db.session.execute(
        update(Estimate)
        .where(Estimate.proposal_id == proposal_id, Estimate.participant_id == author_id)
        .values(**said)
        .execution_options(synchronize_session=False)
    )
    if again.rowcount == 0:  # type: ignore[attr-defined]
        db.session.execute(insert(Estimate).values(proposal_id=proposal_id, participant_id=author_id, **said))


def _request(participant: Participant, operation_id: str, pick: Pick) -> OperationRequest:
    return OperationRequest(
        operation_id=operation_id, kind="proposal.pick", actor=participant.public_id, content=asdict(pick)
    )
