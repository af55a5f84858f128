"""Read a workshop's proposals with their estimates, in two queries however many there are."""

from __future__ import annotations

from collections.abc import Sequence
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
    participant_id: int
    low: float
    likely: float
    high: float
    start_year: int
    reason: str


@dataclass(frozen=True)
class ProposalRecord:
    """A proposal with everybody's estimates of it, those of proposals merged into it included."""

    proposal: Proposal
    estimates: tuple[EstimateRow, ...]
    merged_into: str | None = None

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
    _gather_merged(proposals, by_proposal)
    public_ids = {proposal.id: proposal.public_id for proposal in proposals}
    return [
        ProposalRecord(
            proposal,
            tuple(by_proposal.get(proposal.id, ())),
            public_ids.get(proposal.merged_into_id) if proposal.merged_into_id else None,
        )
        for proposal in proposals
    ]


def _gather_merged(proposals: Sequence[Proposal], by_proposal: dict[int, list[EstimateRow]]) -> None:
    """Let estimates of merged proposals count where these stand now; who estimated both counts once.

    Only figures of one kind can stand in one pool: a share of the emissions is no number of tonnes.
    """
    kinds = {proposal.id: proposal.effect_kind for proposal in proposals}
    for proposal in proposals:
        into = proposal.merged_into_id
        if into is None or kinds.get(into) is None or kinds[into] != proposal.effect_kind:
            continue
        pool = by_proposal.setdefault(into, [])
        there = {row.participant_id for row in pool}
        pool += [row for row in by_proposal.get(proposal.id, ()) if row.participant_id not in there]
