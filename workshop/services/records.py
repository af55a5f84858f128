"""Read a workshop's proposals with their estimates, in two queries however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import median_low
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from scenarios.pooling import Judgement, pooled_estimates
from scenarios.scenario import Estimate as Effect
from workshop.extensions import db
from workshop.models import Estimate, Proposal


class EstimateRow(NamedTuple):
    """One participant's estimate; a row and no object, because a full hall has a thousand."""

    id: int
    proposal_id: int
    participant_id: int
    round: int
    low: float
    likely: float
    high: float
    start_year: int
    reason: str
    reason_shown: bool


@dataclass(frozen=True)
class ProposalRecord:
    """A proposal with everybody's estimates of it, those of the first round first."""

    proposal: Proposal
    estimates: tuple[EstimateRow, ...]

    @cached_property
    def newest(self) -> tuple[EstimateRow, ...]:
        """What each person said last."""
        return tuple({row.participant_id: row for row in self.estimates}.values())

    @cached_property
    def pooled(self) -> list[dict[str, float]]:
        """The estimates that count: the desk's own figure, or everybody's newest; none without tonnes."""
        if self.proposal.fixed_estimate:
            return [dict(self.proposal.fixed_estimate)]
        if self.proposal.effect_kind is None:
            return []
        said = [
            Judgement(str(row.participant_id), "", row.round, Effect(row.low, row.likely, row.high))
            for row in self.estimates
        ]
        return [{"low": e.low, "likely": e.likely, "high": e.high} for e in pooled_estimates(said)]

    @property
    def start_year(self) -> int:
        """First year with effect: as the desk set it, else the middle of what people said."""
        if self.proposal.start_year_fixed or not self.estimates:
            return self.proposal.start_year
        return median_low(row.start_year for row in self.newest)


def read_records(workshop_id: int) -> list[ProposalRecord]:
    """Read all proposals that are not removed, newest first."""
    proposals = db.session.scalars(
        select(Proposal)
        .where(Proposal.workshop_id == workshop_id, Proposal.removed.is_(False))
        .order_by(Proposal.id.desc())
        .options(selectinload(Proposal.author))
    ).all()
    estimates = db.session.execute(
        select(*(getattr(Estimate, name) for name in EstimateRow._fields))
        .join(Proposal)
        .where(Proposal.workshop_id == workshop_id, Proposal.removed.is_(False))
        .order_by(Estimate.round, Estimate.id)
    )
    by_proposal: dict[int, list[EstimateRow]] = {}
    for row in estimates:
        by_proposal.setdefault(row.proposal_id, []).append(EstimateRow(*row))
    return [ProposalRecord(proposal, tuple(by_proposal.get(proposal.id, ()))) for proposal in proposals]
