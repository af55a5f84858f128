"""The room estimates one proposal in two rounds, by the IDEA protocol (see `scenarios.pooling`)."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from scenarios.catalogue import CatalogueAction, find_action
from scenarios.pooling import OTHERS, Judgement, Spread, narrowing, read_round
from scenarios.scenario import Estimate as Range
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import Estimate, Facilitator, Participant, Phase, Proposal, Workshop
from workshop.services.agenda import look_at, require_writing
from workshop.services.changes import Changes
from workshop.services.effects import pick_estimate
from workshop.services.moderation import find_proposal
from workshop.services.operations import Ground, OperationRequest, Receipt, carry_out
from workshop.services.standing import ProposalView, Standing
from workshop.statements import Statement

__all__ = [
    "EVERYBODY",
    "Measure",
    "Range",
    "RoundShown",
    "RoundsShown",
    "count_estimates",
    "estimable",
    "estimates_by",
    "is_asked",
    "look",
    "measure_of",
    "own_estimates",
    "scale_of",
    "show_rounds",
    "submit_estimate",
    "write_estimate",
    "write_said",
]

EVERYBODY = "everybody"

# A hall says what it thinks at the same moment: what each estimate runs is built once.
_ESTIMATES = table_of(Estimate)
_FIND_SAID = Statement(
    select(_ESTIMATES.c.id, _ESTIMATES.c.round, _ESTIMATES.c.start_year, _ESTIMATES.c.reason)
    .where(_ESTIMATES.c.proposal_id == bindparam("about"), _ESTIMATES.c.participant_id == bindparam("who"))
    .order_by(_ESTIMATES.c.round.desc())
)
_SAY = Statement(insert(_ESTIMATES))
_SAY_AGAIN = Statement(update(_ESTIMATES).where(_ESTIMATES.c.id == bindparam("one")))


class _Said(NamedTuple):
    """What somebody has said about a proposal in a round."""

    id: int
    round: int
    start_year: int
    reason: str


@dataclass(frozen=True)
class Measure:
    """In what a proposal is estimated: units of its catalogue action, or t/yr.

    ``raises`` turns the sign, so that people always name positive figures.
    """

    action: CatalogueAction | None
    raises: bool = False

    def effect(self, said: Range) -> tuple[float, float, float]:
        """Turn what somebody says into low, likely, high of the effect."""
        if self.action is not None:
            return pick_estimate(self.action, said.likely, said.low, said.high)
        if self.raises:
            return -said.high, -said.likely, -said.low
        return said.low, said.likely, said.high

    def said(self, row: Estimate) -> Range:
        """Tell what somebody said, in this measure."""
        if self.action is not None:
            amount = row.amount or 0.0
            low = amount if row.amount_low is None else min(row.amount_low, amount)
            high = amount if row.amount_high is None else max(row.amount_high, amount)
            return Range(low, amount, high)
        if self.raises:
            return Range(-row.high, -row.likely, -row.low)
        return Range(row.low, row.likely, row.high)


@dataclass(frozen=True)
class RoundShown:
    """One round as the room may see it.

    ``lanes`` holds the estimates by role, ordered by their value; roles with too few people stand
    together as others, all of them as everybody where nothing may be broken down, and there is no
    lane where too few have answered at all. ``spreads`` are the medians and quartiles of each lane.
    """

    number: int
    people: int
    all: Spread
    lanes: dict[str, list[Range]]
    spreads: dict[str, Spread]


@dataclass(frozen=True)
class RoundsShown:
    """All rounds of a proposal, and by which share its middle half has drawn together."""

    rounds: tuple[RoundShown, ...]
    narrowing: float | None


def measure_of(proposal: Proposal) -> Measure | None:
    """Tell in what a proposal is estimated; none where it cannot have tonnes of its own."""
    if proposal.catalogue_id:
        action = find_action(proposal.catalogue_id)
        return Measure(action) if action.effect is not None else None
    if not proposal.targets:
        return None
    likely = (proposal.fixed_estimate or {}).get("likely")
    if likely is None:
        likely = db.session.scalar(
            select(func.max(Estimate.likely)).where(Estimate.proposal_id == proposal.id)
        )
    return Measure(None, raises=(likely or 0.0) < 0)


def submit_estimate(
    workshop_id: int,
    participant: Person,
    operation_id: str,
    *,
    proposal_id: str,
    number: int,
    said: Range,
) -> Receipt:
    """Store what a participant thinks in the round that is open."""
    person = participant.id

    def apply(ground: Ground, changes: Changes) -> dict[str, Any]:
        require_writing(ground, Phase.ESTIMATE)
        proposal = find_proposal(ground.id, proposal_id)
        measure = measure_of(proposal)
        if measure is None or not is_asked(ground.focus, proposal_id, number):
            raise Problem(
                gettext("This round is over."),
                gettext("Look at the screen; the facilitator says what comes next."),
                status=409,
            )
        return write_said(changes, proposal, measure, person, number, said)

    request = OperationRequest(
        operation_id=operation_id,
        kind="estimate",
        actor=participant.public_id,
        content={"proposal": proposal_id, "round": number, "said": [said.low, said.likely, said.high]},
    )
    return carry_out(workshop_id, request, apply)


def write_said(
    changes: Changes,
    proposal: Proposal,
    measure: Measure,
    person: int,
    number: int,
    said: Range,
    source: str = "",
) -> dict[str, Any]:
    """Write what somebody says of a proposal in a round, within an operation."""
    if proposal.effect_kind is None:
        # The first who puts tonnes on it makes it a proposal with tonnes.
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
    """Write what a person says in a round, or in place of what they said last where ``number`` is null.

    What ``said`` leaves out stays as the person said it before: from which year, and why.
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


def look(
    workshop: Workshop,
    facilitator: Facilitator,
    operation_id: str,
    step: int,
    *,
    proposal_id: str | None,
    number: int,
    shown: bool,
) -> Receipt:
    """Let the room estimate a proposal, or see the spread of a round; none puts it away."""
    if proposal_id is not None and measure_of(find_proposal(workshop.id, proposal_id)) is None:
        raise Problem(
            gettext("This proposal has nothing to estimate."),
            gettext("Say on its card which emissions it is about, or choose another one."),
            status=409,
        )
    return look_at(
        workshop.id,
        facilitator,
        operation_id,
        step,
        proposal=proposal_id,
        round=None if proposal_id is None else number,
        shown=True if proposal_id is not None and shown else None,
    )


def scale_of(standing: Standing, view: ProposalView) -> dict[str, float]:
    """Return how far a range control reaches and how it steps; tonnes up to all that there is to lower."""
    if view.catalogue_id:
        amount = find_action(view.catalogue_id).amount
        return {"maximum": amount.maximum, "step": amount.step, "power": 2}
    hit: float = sum(
        source["reference_t"][0]
        for source in standing.document["sources"]
        if source["id"] in view.targets or source["id"].partition("/")[0] in view.targets
    )
    return {"maximum": max(100.0, float(round(hit, -2))), "step": 0, "power": 3}


def is_asked(focus: Mapping[str, Any], proposal_id: str, number: int) -> bool:
    """Tell whether a round is open: the desk has chosen the proposal and not yet shown the spread."""
    return focus.get("proposal") == proposal_id and focus.get("round", 1) == number and not focus.get("shown")


def estimates_by(participant: Person, proposal_id: int) -> dict[int, Estimate]:
    """Find what a participant said about a proposal, by round."""
    rows = db.session.scalars(
        select(Estimate).where(Estimate.participant_id == participant.id, Estimate.proposal_id == proposal_id)
    )
    return {row.round: row for row in rows}


def own_estimates(workshop_id: int, participant: Person, public_id: str) -> dict[int, Range]:
    """Find what a participant said about a proposal, by round, as they said it."""
    proposal = db.session.scalar(
        select(Proposal).where(Proposal.workshop_id == workshop_id, Proposal.public_id == public_id)
    )
    measure = None if proposal is None else measure_of(proposal)
    if proposal is None or measure is None:
        return {}
    return {number: measure.said(row) for number, row in estimates_by(participant, proposal.id).items()}


def count_estimates(workshop_id: int, proposal_id: str, number: int) -> int:
    """Count the people who have answered in a round."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Estimate)
            .join(Proposal)
            .where(
                Proposal.workshop_id == workshop_id,
                Proposal.public_id == proposal_id,
                Estimate.round == number,
            )
        )
        or 0
    )


def show_rounds(workshop_id: int, proposal_id: str, upto: int) -> RoundsShown:
    """Return the rounds up to one as the room may see them: nobody named, no small group told apart."""
    proposal = db.session.scalars(
        select(Proposal).where(Proposal.workshop_id == workshop_id, Proposal.public_id == proposal_id)
    ).one()
    measure = measure_of(proposal)
    if measure is None:
        return RoundsShown((), None)
    rows = db.session.execute(
        select(Estimate, Participant.role)
        .join(Participant, Participant.id == Estimate.participant_id)
        .where(Estimate.proposal_id == proposal.id, Estimate.round <= upto)
    ).all()
    judgements = [
        Judgement(str(row.participant_id), role, row.round, measure.said(row)) for row, role in rows
    ]
    rounds = tuple(_show(judgements, number) for number in range(1, upto + 1))
    return RoundsShown(rounds, narrowing(judgements) if upto > 1 else None)


def estimable(standing: Standing) -> list[ProposalView]:
    """List what the room can estimate; first what is worth the time most.

    That is what has not been through the second round, and of those what moves the total most in
    the tries: the standard deviation of the pool (a mixture of triangles), in t/yr.
    """
    views = [view for view in standing.shown if _has_measure(view)]
    effects = {action["id"]: action["effect"] for action in standing.document["actions"]}

    def doubt_t(view: ProposalView) -> float:
        effect = effects.get(view.action_id)
        if effect is None or not view.likely:
            return 0.0
        tonnes = (view.full_effect_t or 0.0) / view.likely
        middles = [(e["low"] + e["likely"] + e["high"]) / 3 for e in effect["estimates"]]
        return abs(tonnes) * math.sqrt(
            statistics.fmean(_variance(e) for e in effect["estimates"]) + statistics.pvariance(middles)
        )

    return sorted(views, key=lambda view: (view.rounds > 1, -doubt_t(view), view.title))


def _has_measure(view: ProposalView) -> bool:
    return find_action(view.catalogue_id).effect is not None if view.catalogue_id else bool(view.targets)


def _variance(estimate: Mapping[str, float]) -> float:
    """Variance of a triangular distribution."""
    low, likely, high = estimate["low"], estimate["likely"], estimate["high"]
    return (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18


def _show(judgements: list[Judgement], number: int) -> RoundShown:
    read = read_round(judgements, number)
    if not read.all.is_shown:
        return RoundShown(number, read.all.people, read.all, {}, {})
    spreads = read.by_role or {EVERYBODY: read.all}
    lanes: dict[str, list[Range]] = {lane: [] for lane in spreads}
    for judgement in judgements:
        if judgement.round == number:
            rest = OTHERS if read.by_role else EVERYBODY
            lanes[judgement.role if judgement.role in spreads else rest].append(judgement.estimate)
    for lane in lanes.values():
        lane.sort(key=lambda said: (said.likely, said.low, said.high))
    return RoundShown(number, read.all.people, read.all, lanes, spreads)


def _start_year(proposal_id: int) -> int:
    return db.session.scalars(select(Proposal.start_year).where(Proposal.id == proposal_id)).one()
