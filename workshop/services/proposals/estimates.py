"""The room estimates one proposal in two rounds (see `scenarios.elicitation.pooling`: the IDEA protocol)."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from scenarios.scenario import Estimate as Range
from workshop.database.statements import Statement
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import Estimate, Phase, Proposal
from workshop.state.lookup import find_proposal
from workshop.state.measures import Measure, measure_of
from workshop.state.rounds import is_asked
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import Answer, operation

# A full hall estimates at the same moment: build these statements once.
_ESTIMATES = table_of(Estimate)
_FIND_SAID = Statement(
    select(_ESTIMATES.c.id, _ESTIMATES.c.round, _ESTIMATES.c.start_year, _ESTIMATES.c.reason)
    .where(_ESTIMATES.c.proposal_id == bindparam("about"), _ESTIMATES.c.participant_id == bindparam("who"))
    .order_by(_ESTIMATES.c.round.desc())
)
_SAY = Statement(insert(_ESTIMATES))
_SAY_AGAIN = Statement(update(_ESTIMATES).where(_ESTIMATES.c.id == bindparam("one")))


class _Said(NamedTuple):
    """One person's estimate of a proposal in a round."""

    id: int
    round: int
    start_year: int
    reason: str


@operation("estimate")
def submit_estimate(
    context: WorkshopContext, changes: Changes, *, proposal_id: str, number: int, said: Range
) -> Answer:
    """Store a participant's estimate in the open round."""
    require_writing(context, Phase.ESTIMATE)
    proposal = find_proposal(context.id, proposal_id)
    measure = measure_of(proposal)
    if measure is None or not is_asked(context.focus, proposal_id, number):
        raise Problem(
            gettext("This round is over."),
            gettext("Look at the screen; the facilitator says what comes next."),
            status=409,
        )
    return write_said(changes, proposal, measure, context.actor.id, number, said)


def write_said(
    changes: Changes,
    proposal: Proposal,
    measure: Measure,
    person: int,
    number: int,
    said: Range,
    source: str = "",
) -> dict[str, Any]:
    """Write somebody's estimate of a proposal in a round, within an operation."""
    if proposal.effect_kind is None:
        # The first estimate in tonnes makes it a proposal with tonnes.
        changes.set(proposal, effect_kind="tonnes")
    low, likely, high = measure.effect(said)
    units = measure.action is not None
    write_estimate(
        changes.connection,
        proposal.id,
        person,
        number,
        amount=said.likely if units else None,
        amount_low=said.low if units else None,
        amount_high=said.high if units else None,
        low=low,
        likely=likely,
        high=high,
        source=source,
    )
    changes.subject = proposal.title
    return {"proposal": proposal.public_id, "round": number}


def write_estimate(
    connection: Connection, proposal_id: int, person: int, number: int | None, **said: Any
) -> None:
    """Write an estimate in a round, or replace a person's newest one if ``number`` is None.

    Values missing in ``said`` (first year, reason) keep those of the person's earlier estimate.
    """
    own = [_Said._make(row) for row in _FIND_SAID.run(connection, {"about": proposal_id, "who": person})]
    last = own[0] if own else None
    in_place = last if number is None else next((row for row in own if row.round == number), None)
    if in_place is not None:
        if said.get("reason", in_place.reason) != in_place.reason:
            said["reason_shown"] = False
        _SAY_AGAIN.run(connection, {"one": in_place.id, **said})
        return
    if "start_year" not in said:
        said["start_year"] = last.start_year if last else _start_year(proposal_id)
    whose = {"proposal_id": proposal_id, "participant_id": person, "round": number or 1}
    _SAY.run(connection, {**whose, **said})


def estimates_by(participant: Person, proposal_id: int) -> dict[int, Estimate]:
    """Return a participant's estimates of a proposal, by round."""
    rows = db.session.scalars(
        select(Estimate).where(Estimate.participant_id == participant.id, Estimate.proposal_id == proposal_id)
    )
    return {row.round: row for row in rows}


def own_estimates(workshop_id: int, participant: Person, public_id: str) -> dict[int, Range]:
    """Return a participant's estimates of a proposal, by round, in the unit in which they were given."""
    proposal = db.session.scalar(
        select(Proposal).where(Proposal.workshop_id == workshop_id, Proposal.public_id == public_id)
    )
    measure = None if proposal is None else measure_of(proposal)
    if proposal is None or measure is None:
        return {}
    return {number: measure.said(row) for number, row in estimates_by(participant, proposal.id).items()}


def _start_year(proposal_id: int) -> int:
    return db.session.scalars(select(Proposal.start_year).where(Proposal.id == proposal_id)).one()
