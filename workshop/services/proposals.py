"""What participants propose: picks from the catalogue and proposals of their own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from scenarios.catalogue import CatalogueAction, find_action
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import Estimate, Layer, Phase, Proposal, State
from workshop.models.types import new_public_id
from workshop.services.effects import pick_estimate, targets_of
from workshop.services.operations import Changes, Ground, OperationRequest, Receipt, carry_out

MAXIMUM_PER_PARTICIPANT = 60

# What a full hall runs at the same moment is built once.
_PROPOSALS, _ESTIMATES = table_of(Proposal), table_of(Estimate)
_FIND_SHARED = select(
    _PROPOSALS.c.id, _PROPOSALS.c.public_id, _PROPOSALS.c.title, _PROPOSALS.c.state, _PROPOSALS.c.removed
).where(_PROPOSALS.c.workshop_id == bindparam("workshop"), _PROPOSALS.c.catalogue_id == bindparam("action"))
_COUNT_WRITTEN = select(func.count()).where(
    _PROPOSALS.c.workshop_id == bindparam("workshop"),
    _PROPOSALS.c.author_id == bindparam("author"),
    _PROPOSALS.c.catalogue_id.is_(None),
)
_SAY_AGAIN = update(_ESTIMATES).where(
    _ESTIMATES.c.proposal_id == bindparam("about"), _ESTIMATES.c.participant_id == bindparam("who")
)
_FIND_MINE = (
    select(_PROPOSALS.c.public_id)
    .where(
        _PROPOSALS.c.workshop_id == bindparam("workshop"),
        _PROPOSALS.c.removed.is_(False),
        (_PROPOSALS.c.author_id == bindparam("who"))
        | _PROPOSALS.c.id.in_(
            select(_ESTIMATES.c.proposal_id).where(_ESTIMATES.c.participant_id == bindparam("who"))
        ),
    )
    .order_by(_PROPOSALS.c.id.desc())
)
_PROPOSE, _SAY = insert(_PROPOSALS), insert(_ESTIMATES)


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


def submit_pick(workshop_id: int, participant: Person, operation_id: str, pick: Pick) -> Receipt:
    """Add a participant's estimate to the one proposal of a catalogue action."""
    action = find_action(pick.action_id)
    author_id = participant.id

    def apply(ground: Ground, changes: Changes) -> dict[str, Any]:
        _require_open(ground)
        wanted = {"workshop": ground.id, "action": action.id}
        shared: Any = changes.connection.execute(_FIND_SHARED, wanted).one_or_none()
        if shared is None or shared.removed:
            shared = _share(ground, action, pick, author_id, changes)
        changes.subject = shared.title
        _estimate(changes.connection, shared.id, author_id, pick, action)
        return {"proposal": shared.public_id, "state": shared.state}

    return carry_out(workshop_id, _request(participant, operation_id, "proposal.pick", pick), apply)


def submit_free(workshop_id: int, participant: Person, operation_id: str, free: FreeProposal) -> Receipt:
    """Hand in a proposal in the participant's own words; the desk approves it before it shows."""
    author_id = participant.id

    def apply(ground: Ground, changes: Changes) -> dict[str, Any]:
        _require_open(ground)
        public_id, connection = new_public_id(), changes.connection
        _require_few(connection, ground, author_id)
        written = connection.execute(
            _PROPOSE,
            {
                "public_id": public_id,
                "workshop_id": ground.id,
                "author_id": author_id,
                "title": free.title,
                "description": free.description,
                "actor": free.actor,
                "state": State.WAITING.value,
                "targets": [free.target] if free.target else [],
                "effect_kind": None if free.likely is None else "tonnes",
                "start_year": free.start_year,
                "ramp": "linear" if free.ramp_years > 1 else "step",
                "ramp_years": free.ramp_years,
            },
        )
        assert written.inserted_primary_key
        proposal_id = written.inserted_primary_key[0]
        changes.note_added(proposal_id)
        changes.subject = free.title
        if free.likely is not None:
            said = {
                "low": free.likely if free.low is None else free.low,
                "likely": free.likely,
                "high": free.likely if free.high is None else free.high,
                "start_year": free.start_year,
            }
            connection.execute(_SAY, {"proposal_id": proposal_id, "participant_id": author_id, **said})
        return {"proposal": public_id, "state": State.WAITING.value}

    return carry_out(workshop_id, _request(participant, operation_id, "proposal.free", free), apply)


def proposals_of(workshop_id: int, person: Person) -> list[str]:
    """List the ids of what a participant proposed or estimated, newest first, hidden ones included."""
    wanted = {"workshop": workshop_id, "who": person.id}
    return list(db.session.connection().scalars(_FIND_MINE, wanted))


def estimate_of(participant: Person, catalogue_id: str) -> Estimate | None:
    """Find what a participant said about a catalogue action, or none."""
    return db.session.scalar(
        select(Estimate)
        .join(Proposal)
        .where(Estimate.participant_id == participant.id, Proposal.catalogue_id == catalogue_id)
    )


def _share(ground: Ground, action: CatalogueAction, pick: Pick, author_id: int, changes: Changes) -> Proposal:
    """Make the proposal that all picks of ``action`` share, or bring it back."""
    there = Proposal.workshop_id == ground.id, Proposal.catalogue_id == action.id
    proposal = db.session.scalar(select(Proposal).where(*there))
    if proposal is None:
        proposal = _catalogue_proposal(ground, action, pick, author_id)
        changes.add(proposal)
    else:
        changes.set(proposal, removed=False)
    return proposal


def _catalogue_proposal(ground: Ground, action: CatalogueAction, pick: Pick, author_id: int) -> Proposal:
    """Make the proposal that all picks of ``action`` share; it needs no approval."""
    return Proposal(
        workshop_id=ground.id,
        author_id=author_id,
        catalogue_id=action.id,
        title=action.text("title", ground.language),
        description=action.text("description", ground.language),
        actor=action.actor,
        state=State.VISIBLE.value,
        layer=Layer.PROPOSED.value,
        included=True,
        ledger=action.ledger,
        targets=list(targets_of(action, ground.territory_id)),
        effect_kind=None
        if action.effect is None
        else ("share" if action.effect.kind == "share" else "tonnes"),
        start_year=pick.start_year,
        ramp=action.ramp,
        ramp_years=action.ramp_years,
        rebound=action.rebound,
        about={"control": action.control},
    )


def _estimate(
    connection: Connection, proposal_id: int, author_id: int, pick: Pick, action: CatalogueAction
) -> None:
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
    again = connection.execute(_SAY_AGAIN, {"about": proposal_id, "who": author_id, **said})
    if again.rowcount == 0:
        connection.execute(_SAY, {"proposal_id": proposal_id, "participant_id": author_id, **said})


def _require_open(ground: Ground) -> None:
    if ground.phase != Phase.PROPOSE:
        raise Problem(
            gettext("Proposals are not open now."),
            gettext("What you wrote is kept on this page. Send it when the facilitator opens them."),
            status=409,
        )


def _require_few(connection: Connection, ground: Ground, author_id: int) -> None:
    """Bound what one device can pour into the desk's queue."""
    written = connection.scalar(_COUNT_WRITTEN, {"workshop": ground.id, "author": author_id})
    if (written or 0) >= MAXIMUM_PER_PARTICIPANT:
        raise Problem(
            gettext("You have reached %(number)d proposals.", number=MAXIMUM_PER_PARTICIPANT),
            gettext("Ask the facilitator to enter more for you."),
            status=429,
        )


def _request(
    participant: Person, operation_id: str, kind: str, content: Pick | FreeProposal
) -> OperationRequest:
    return OperationRequest(
        operation_id=operation_id, kind=kind, actor=participant.public_id, content=asdict(content)
    )
