"""How a workshop stands at one revision: proposals and outcome, as plain data.

Everything that a face shows is drawn from a :class:`Standing`; it is computed once a revision.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from scenarios.evaluation import evaluate
from scenarios.outcome import Outcome
from scenarios.schema import scenario_from_dict
from workshop.extensions import db
from workshop.models import Change, Layer, Phase, Proposal, Rules, State, Workshop
from workshop.services.agenda import minutes_behind
from workshop.services.effects import middle
from workshop.services.records import ProposalRecord, read_records
from workshop.services.scenario_document import action_id, build_document

_KEPT = 64
_STEPS_TOLD = 12


@dataclass(frozen=True, kw_only=True)
class ProposalView:
    """A proposal as any face may show it; tonnes in t/yr at full effect, or null.

    ``merged_into`` is the id of the proposal that it stands within now; ``number`` orders by age.
    """

    id: str
    number: int
    action_id: str
    catalogue_id: str | None
    title: str
    description: str
    state: str
    hidden_reason: str | None
    merged_into: str | None
    asked: str
    overlap: str | None
    layer: str
    ledger: str
    included: bool
    role: str
    actor: str
    targets: tuple[str, ...]
    effect_kind: str | None
    count: int
    likely: float | None
    lowest: float | None
    highest: float | None
    fixed: bool
    start_year: int
    ramp: str
    ramp_years: int
    reasons: tuple[str, ...]
    marginal_t: float | None
    attributed_t: float | None
    capped_t: float | None
    days: float | None
    full_effect_t: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """A workshop at one ``(epoch, revision)``; ``touched`` pairs a revision with a proposal's id."""

    workshop_id: int
    territory_id: str
    code: str
    title: str
    place: str
    language: str
    phase: str
    step: int
    agenda: tuple[dict[str, Any], ...]
    ends: str | None
    minutes_behind: int | None
    focus: dict[str, Any]
    rules: Rules
    epoch: str
    revision: int
    start_year: int
    end_year: int
    budget: dict[str, Any]
    marks: tuple[dict[str, Any], ...]
    reference: dict[str, Any]
    history: dict[str, Any]
    document: dict[str, Any]
    outcome: Outcome
    proposals: tuple[ProposalView, ...]
    touched: tuple[tuple[int, str], ...]

    @property
    def silent(self) -> bool:
        """Whether nobody sees yet what others propose."""
        return self.phase == Phase.PROPOSE and bool(self.agenda[self.step].get("silent"))

    @property
    def counted(self) -> tuple[ProposalView, ...]:
        """Tonight's proposals that lower or raise emissions in the scenario."""
        return tuple(p for p in self.proposals if p.layer == Layer.PROPOSED and p.marginal_t is not None)

    @property
    def decided(self) -> tuple[ProposalView, ...]:
        """What is already decided."""
        return tuple(p for p in self.proposals if p.layer == Layer.DECIDED)

    @property
    def waiting(self) -> tuple[ProposalView, ...]:
        """What waits for the desk."""
        return tuple(p for p in self.proposals if p.state == State.WAITING)

    @property
    def shown(self) -> tuple[ProposalView, ...]:
        """Tonight's proposals that the room may see, newest first."""
        return tuple(p for p in self.proposals if p.state == State.VISIBLE and p.layer == Layer.PROPOSED)


_cache: OrderedDict[tuple[int, str, int], Standing] = OrderedDict()
_cache_lock = threading.Lock()


def current_standing(workshop: Workshop) -> Standing:
    """Evaluate ``workshop`` as it is in the database now; the same revision is evaluated once."""
    key = (workshop.id, workshop.epoch, workshop.revision)
    with _cache_lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    standing = _evaluate(workshop)
    with _cache_lock:
        _cache[(standing.workshop_id, standing.epoch, standing.revision)] = standing
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return standing


def _evaluate(workshop: Workshop) -> Standing:
    records = read_records(workshop.id)
    document = build_document(workshop, records, title=workshop.title)
    outcome = evaluate(scenario_from_dict(document))
    return Standing(
        workshop_id=workshop.id,
        territory_id=workshop.territory_id,
        code=workshop.code,
        title=workshop.title,
        place=workshop.place,
        language=workshop.language,
        phase=workshop.phase.value,
        step=workshop.step,
        agenda=tuple(workshop.agenda),
        ends=workshop.clock.get("ends"),
        minutes_behind=minutes_behind(workshop),
        focus=workshop.focus,
        rules=workshop.in_force,
        epoch=workshop.epoch,
        revision=workshop.revision,
        start_year=workshop.start_year,
        end_year=workshop.end_year,
        budget=workshop.budget,
        marks=tuple(workshop.marks),
        reference=workshop.reference,
        history=workshop.history,
        document=document,
        outcome=outcome,
        proposals=tuple(_view(record, outcome, document) for record in records),
        touched=_touched(workshop, [record.proposal for record in records]),
    )


def _touched(workshop: Workshop, proposals: list[Proposal]) -> tuple[tuple[int, str], ...]:
    """Name the proposals that the newest steps changed, so that a phone knows when one is its own."""
    public_ids = {f"proposals/{proposal.id}": proposal.public_id for proposal in proposals}
    newest = db.session.execute(
        select(Change.revision, Change.after)
        .where(Change.workshop_id == workshop.id, Change.revision > workshop.revision - _STEPS_TOLD)
        .order_by(Change.revision)
    )
    return tuple(
        (revision, public_ids[key]) for revision, after in newest for key in after if key in public_ids
    )[-_STEPS_TOLD:]


def _view(record: ProposalRecord, outcome: Outcome, document: dict[str, Any]) -> ProposalView:
    proposal, estimates = record.proposal, record.pooled
    result = outcome.actions.get(action_id(proposal))
    likely = middle(estimates)
    return ProposalView(
        id=proposal.public_id,
        number=proposal.id,
        action_id=action_id(proposal),
        catalogue_id=proposal.catalogue_id,
        title=proposal.title,
        description=proposal.description,
        state=proposal.state,
        hidden_reason=proposal.hidden_reason,
        merged_into=record.merged_into,
        asked=proposal.asked,
        overlap=proposal.overlap["relation"] if proposal.overlap else None,
        layer=proposal.layer,
        ledger=proposal.ledger,
        included=proposal.included,
        role=proposal.author.role if proposal.author else "",
        actor=proposal.actor,
        targets=tuple(proposal.targets),
        effect_kind=proposal.effect_kind,
        count=max(1, len(record.estimates)),
        likely=likely,
        lowest=min((e["likely"] for e in estimates), default=None),
        highest=max((e["likely"] for e in estimates), default=None),
        fixed=proposal.fixed_estimate is not None,
        start_year=record.start_year,
        ramp=proposal.ramp,
        ramp_years=proposal.ramp_years,
        reasons=tuple(e.reason for e in record.estimates if e.reason),
        marginal_t=result.marginal_t if result else None,
        attributed_t=result.attributed_t if result else None,
        capped_t=result.capped_t if result else None,
        days=result.days if result else None,
        full_effect_t=_full_effect(proposal, likely, document),
    )


def _full_effect(proposal: Proposal, likely: float | None, document: dict[str, Any]) -> float | None:
    """Tonnes a year at full effect; a share is taken of the first year's reference."""
    if likely is None:
        return None
    if proposal.effect_kind != "share":
        return likely * (1 - proposal.rebound)
    hit: float = sum(
        source["reference_t"][0]
        for source in document["sources"]
        if source["id"] in proposal.targets or source["id"].partition("/")[0] in proposal.targets
    )
    return likely * (1 - proposal.rebound) * hit
