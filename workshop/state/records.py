"""Read a workshop and its proposals with their estimates, in three queries however many there are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import median, median_low
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import JSON, Connection, Text, bindparam, cast, func, select

from scenarios.elicitation.pooling import Judgement, pooled_estimates
from scenarios.scenario import Estimate as Effect
from workshop.database.statements import Statement
from workshop.extensions import table_of
from workshop.models import Estimate, Participant, Proposal, Workshop, is_here
from workshop.state.effects import middle


class WorkshopRow(NamedTuple):
    """A workshop as stored, without columns that only its owner needs; see :mod:`workshop.models.workshop`.

    Equal values in two rows may be one object: never change them.
    """

    id: int
    code: str
    title: str
    language: str
    territory_id: str
    place: str
    gas: str
    start_year: int
    end_year: int
    budget: dict[str, Any]
    marks: list[dict[str, Any]]
    reference: dict[str, Any]
    history: dict[str, Any]
    limits: dict[str, Any]
    agenda: list[dict[str, Any]]
    step: int
    clock: dict[str, Any]
    focus: dict[str, Any]
    rules: dict[str, Any]
    vote: dict[str, Any]
    own_catalogue: dict[str, Any] | None
    epoch: str
    revision: int


class ProposalRow(NamedTuple):
    """A proposal as stored, with its author's role (empty: the desk)."""

    id: int
    public_id: str
    catalogue_id: str | None
    title: str
    description: str
    actor: str
    layer: str
    state: str
    hidden_reason: str | None
    included: bool
    ledger: str
    targets: list[str]
    effect_kind: str | None
    fixed_estimate: dict[str, Any] | None
    start_year: int
    start_year_fixed: bool
    ramp: str
    ramp_years: int
    ramp_points: list[tuple[int, float]] | None
    end_year: int | None
    rebound: float
    about: dict[str, Any]
    merged_into_id: int | None
    asked: str
    overlap: dict[str, str] | None
    support: dict[str, Any] | None
    source: str
    agreed: bool
    written: dict[str, str] | None
    in_reference: bool
    list_group: str | None
    role: str


class EstimateRow(NamedTuple):
    """One participant's estimate; a tuple instead of an ORM object, because a full hall has a thousand."""

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
    source: str


NOTHING: Mapping[int, Any] = MappingProxyType({})
_WORKSHOPS, _PROPOSALS, _ESTIMATES, _PARTICIPANTS = (
    table_of(model) for model in (Workshop, Proposal, Estimate, Participant)
)
_OF_WORKSHOP = [_WORKSHOPS.c[name] for name in WorkshopRow._fields]
_IN_JSON = [isinstance(column.type, JSON) for column in _OF_WORKSHOP]
_FIND_WORKSHOP = Statement(
    select(
        *(
            cast(column, Text) if in_json else column
            for column, in_json in zip(_OF_WORKSHOP, _IN_JSON, strict=True)
        )
    ).where(_WORKSHOPS.c.id == bindparam("wanted"))
)
_THERE = (_PROPOSALS.c.workshop_id == bindparam("workshop"), _PROPOSALS.c.removed.is_(False))
_FIND_PROPOSALS = Statement(
    select(
        *(_PROPOSALS.c[name] for name in ProposalRow._fields if name != "role"),
        func.coalesce(_PARTICIPANTS.c.role, "").label("role"),
    )
    .outerjoin(_PARTICIPANTS, _PARTICIPANTS.c.id == _PROPOSALS.c.author_id)
    .where(*_THERE)
    .order_by(_PROPOSALS.c.id.desc())
)
_FIND_ESTIMATES = Statement(
    select(*(_ESTIMATES.c[name] for name in EstimateRow._fields))
    .join(_PROPOSALS, _PROPOSALS.c.id == _ESTIMATES.c.proposal_id)
    .where(*_THERE, is_here(_ESTIMATES.c.participant_id))
    .order_by(_ESTIMATES.c.round, _ESTIMATES.c.id)
)


@dataclass(frozen=True)
class ProposalRecord:
    """A proposal with everybody's estimates, including those of proposals merged into it.

    Estimates are ordered by round. Derived values are computed once: while nothing changes about a proposal,
    its record stays the same object, and nobody may change it.
    """

    proposal: ProposalRow
    estimates: tuple[EstimateRow, ...]
    merged_into: str | None = None

    @cached_property
    def newest(self) -> tuple[EstimateRow, ...]:
        """Each person's newest estimate."""
        return tuple({row.participant_id: row for row in self.estimates}.values())

    @cached_property
    def pooled(self) -> tuple[Effect, ...]:
        """The estimates that count: the desk's own figure, or everybody's newest; empty without tonnes."""
        fixed = self.proposal.fixed_estimate
        if fixed:
            # What came from a saved scenario brings the estimates that its figure is the median of.
            pool = fixed.get("pool") or [[fixed["low"], fixed["likely"], fixed["high"]]]
            return tuple(Effect(*figures) for figures in pool)
        if self.proposal.effect_kind is None:
            return ()
        said = [
            Judgement(str(row.participant_id), "", row.round, Effect(row.low, row.likely, row.high))
            for row in self.newest
        ]
        return tuple(pooled_estimates(said))

    @cached_property
    def likely(self) -> float | None:
        """The median of the estimates that count; None without estimates."""
        return middle(self.pooled)

    @cached_property
    def bounds(self) -> tuple[float | None, float | None]:
        """The lowest and highest likely value; None without estimates."""
        likely = [estimate.likely for estimate in self.pooled]
        return min(likely, default=None), max(likely, default=None)

    @cached_property
    def span(self) -> tuple[float, float] | None:
        """The medians of "at least" and of "at most"; None without estimates."""
        if not self.pooled:
            return None
        return median(each.low for each in self.pooled), median(each.high for each in self.pooled)

    @cached_property
    def on_paper(self) -> int:
        """The number of people whose newest estimate the desk entered from paper."""
        return sum(bool(row.source) for row in self.newest)

    @cached_property
    def rounds(self) -> int:
        """The number of rounds in which the room has estimated this very proposal."""
        return max((row.round for row in self.estimates if row.proposal_id == self.proposal.id), default=0)

    @cached_property
    def start_year(self) -> int:
        """First year with effect: as the desk set it, else the median of the estimates."""
        if self.proposal.start_year_fixed or not self.estimates:
            return self.proposal.start_year
        return median_low(row.start_year for row in self.newest)


def read_workshop(connection: Connection, workshop_id: int) -> WorkshopRow | None:
    """Read a workshop; None if it is gone."""
    found = _FIND_WORKSHOP.first(connection, {"wanted": workshop_id})
    if found is None:
        return None
    return WorkshopRow._make(
        _from_json(value) if in_json and value is not None else value
        for value, in_json in zip(found, _IN_JSON, strict=True)
    )


@lru_cache(maxsize=256)
def _from_json(text: str) -> Any:
    """Parse JSON; cached, because budget and statistics are the same in each revision."""
    return json.loads(text)


def read_records(
    connection: Connection, workshop_id: int, known: Mapping[int, ProposalRecord] = NOTHING
) -> list[ProposalRecord]:
    """Read all proposals that are not removed, newest first; see :func:`assemble` for ``known``."""
    where = {"workshop": workshop_id}
    proposals = [ProposalRow._make(row) for row in _FIND_PROPOSALS.run(connection, where)]
    estimates = map(EstimateRow._make, _FIND_ESTIMATES.run(connection, where))
    by_proposal: dict[int, list[EstimateRow]] = {}
    for row in estimates:
        by_proposal.setdefault(row.proposal_id, []).append(row)
    return assemble(proposals, by_proposal, known)


def assemble(
    proposals: Sequence[ProposalRow],
    by_proposal: dict[int, list[EstimateRow]],
    known: Mapping[int, ProposalRecord],
) -> list[ProposalRecord]:
    """Join proposals with their estimates, which are ordered by round.

    A record in ``known`` (by its proposal's id) that is still valid is reused, with its cached values.
    """
    _gather_merged(proposals, by_proposal)
    public_ids = {proposal.id: proposal.public_id for proposal in proposals}
    records = [
        ProposalRecord(
            proposal,
            tuple(by_proposal.get(proposal.id, ())),
            public_ids.get(proposal.merged_into_id) if proposal.merged_into_id else None,
        )
        for proposal in proposals
    ]
    return [earlier if (earlier := known.get(record.proposal.id)) == record else record for record in records]


def _gather_merged(proposals: Sequence[ProposalRow], by_proposal: dict[int, list[EstimateRow]]) -> None:
    """Count estimates of merged proposals where these have been merged into, once per person and round.

    A pool holds effects of one kind only: a share of the emissions is no number of tonnes.
    """
    kinds = {proposal.id: proposal.effect_kind for proposal in proposals}
    for proposal in proposals:
        into = proposal.merged_into_id
        if into is None or kinds.get(into) is None or kinds[into] != proposal.effect_kind:
            continue
        pool = by_proposal.setdefault(into, [])
        there = {(row.participant_id, row.round) for row in pool}
        pool += [
            row for row in by_proposal.get(proposal.id, ()) if (row.participant_id, row.round) not in there
        ]
        pool.sort(key=lambda row: row.round)
