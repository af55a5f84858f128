"""Read a workshop's proposals with their estimates, in two queries however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workshop.extensions import db
from workshop.models import Estimate, Proposal


class EstimateRow(NamedTuple):
    """One participant's estimate; a row and no object, because a full hall has a thousand."""

    proposal_id: int
    low: float
    likely: float
    high: float
    start_year: int
    reason: str


@dataclass(frozen=True)
class ProposalRecord:
    """A proposal with everybody's estimates of it."""

    proposal: Proposal
    estimates: tuple[EstimateRow, ...]

    @property
    def pooled(self) -> list[dict[str, float]]:
        """The estimates that count: the desk's own figure, or everybody's; none without tonnes."""
        if self.proposal.fixed_estimate:
            return [dict(self.proposal.fixed_estimate)]
        if self.proposal.effect_kind is None:
            return []
        return [{"low": e.low, "likely": e.likely, "high": e.high} for e in self.estimates]

    @property
    def start_year(self) -> int:
        """First year with effect: as the desk set it, else the middle of what people said."""
        if self.proposal.start_year_fixed or not self.estimates:
            return self.proposal.start_year
        return median_low(estimate.start_year for estimate in self.estimates)


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
        .order_by(Estimate.id)
    )
    by_proposal: dict[int, list[EstimateRow]] = {}
    for row in estimates:
        by_proposal.setdefault(row[0], []).append(EstimateRow(*row))
    return [ProposalRecord(proposal, tuple(by_proposal.get(proposal.id, ()))) for proposal in proposals]
