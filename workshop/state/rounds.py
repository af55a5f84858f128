"""What the room sees of the rounds of estimates: no names, and no group small enough to identify."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from scenarios.elicitation.pooling import OTHERS, Judgement, Spread, narrowing, read_round
from scenarios.scenario import Estimate as Range
from workshop.extensions import db
from workshop.models import Estimate, Participant, Proposal, is_here
from workshop.state.measures import has_measure, measure_of
from workshop.state.proposal_views import ProposalView
from workshop.state.published import publish_values, read_published
from workshop.state.snapshot import Snapshot

EVERYBODY = "everybody"


@dataclass(frozen=True)
class RoundShown:
    """One round as the room may see it.

    ``lanes`` holds the estimates by role, ordered by value. Roles with too few people are joined as others;
    if nothing may be broken down, there is one lane for everybody, and none if too few have answered.
    ``spreads`` has median and quartiles of each lane.
    """

    number: int
    people: int
    all: Spread
    lanes: dict[str, list[Range]]
    spreads: dict[str, Spread]


@dataclass(frozen=True)
class RoundsShown:
    """All rounds of a proposal, and by which share its interquartile range has narrowed."""

    rounds: tuple[RoundShown, ...]
    narrowing: float | None


def count_estimates(workshop_id: int, proposal_id: str, number: int) -> int:
    """Return how many people have answered in a round."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Estimate)
            .join(Proposal)
            .where(
                Proposal.workshop_id == workshop_id,
                Proposal.public_id == proposal_id,
                Estimate.round == number,
                is_here(Estimate.participant_id),
            )
        )
        or 0
    )


def show_rounds(workshop_id: int, proposal_id: str, upto: int) -> RoundsShown:
    """Return the rounds up to ``upto`` as the room may see them.

    A round that was shown and opened again shows new estimates only where they are those of five people.
    """
    judgements = _read_judgements(workshop_id, proposal_id, upto)
    published = read_published(workshop_id)
    rounds = tuple(
        _show(
            judgements
            if (found := published.get(_about(proposal_id, number))) is None
            else _restore(found.totals["groups"], number),
            number,
        )
        for number in range(1, upto + 1)
    )
    if not judgements:
        return RoundsShown((), None)
    return RoundsShown(rounds, narrowing(judgements) if upto > 1 else None)


def publish_round(connection: Connection, workshop_id: int, proposal_id: str, number: int) -> None:
    """Keep what the room sees of a round from now on, within the operation that shows it."""
    shown = _show(_read_judgements(workshop_id, proposal_id, number), number)
    lanes = {
        name: [[said.low, said.likely, said.high] for said in lane] for name, lane in shown.lanes.items()
    }
    if lanes:
        publish_values(connection, workshop_id, _about(proposal_id, number), lanes)


def _about(proposal_id: str, number: int) -> str:
    return f"round/{proposal_id}/{number}"


def _restore(lanes: Mapping[str, Sequence[Sequence[float]]], number: int) -> list[Judgement]:
    """Return published estimates, each as that of a person without a name."""
    return [
        Judgement(f"{lane}-{place}", lane, number, Range(*said))
        for lane, all_said in lanes.items()
        for place, said in enumerate(all_said)
    ]


def _read_judgements(workshop_id: int, proposal_id: str, upto: int) -> list[Judgement]:
    proposal = db.session.scalars(
        select(Proposal).where(Proposal.workshop_id == workshop_id, Proposal.public_id == proposal_id)
    ).one()
    measure = measure_of(proposal)
    if measure is None:
        return []
    rows = db.session.execute(
        select(Estimate, Participant.role)
        .join(Participant, Participant.id == Estimate.participant_id)
        .where(
            Estimate.proposal_id == proposal.id,
            Estimate.round <= upto,
            is_here(Estimate.participant_id),
        )
    ).all()
    return [Judgement(str(row.participant_id), role, row.round, measure.said(row)) for row, role in rows]


def estimable(snapshot: Snapshot) -> list[ProposalView]:
    """List what the room can estimate, most worthwhile first.

    These are proposals without a second round; among them, those with the largest standard deviation of the
    pool (a mixture of triangular distributions) in t/yr, which moves the Monte Carlo total most.
    """
    views = [view for view in snapshot.shown if has_measure(view)]
    effects = {action.id: action.effect for action in snapshot.scenario.actions}

    def doubt_t(view: ProposalView) -> float:
        effect = effects.get(view.action_id)
        if effect is None or not view.likely:
            return 0.0
        tonnes = (view.full_effect_t or 0.0) / view.likely
        middles = [(e.low + e.likely + e.high) / 3 for e in effect.estimates]
        return abs(tonnes) * math.sqrt(
            statistics.fmean(_variance(e) for e in effect.estimates) + statistics.pvariance(middles)
        )

    return sorted(views, key=lambda view: (view.rounds > 1, -doubt_t(view), view.title))


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


def _variance(estimate: Range) -> float:
    """Variance of a triangular distribution."""
    low, likely, high = estimate.low, estimate.likely, estimate.high
    return (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18


def is_asked(focus: Mapping[str, Any], proposal_id: str, number: int) -> bool:
    """Return whether a round is open: the desk has chosen the proposal and not yet shown the spread."""
    return focus.get("proposal") == proposal_id and focus.get("round", 1) == number and not focus.get("shown")
