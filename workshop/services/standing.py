"""How a workshop stands at one revision: proposals and outcome, as plain data.

Everything that a face shows is drawn from a :class:`Standing`; it is computed once a revision.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select

from scenarios.evaluation import evaluate
from scenarios.outcome import Outcome
from scenarios.schema import scenario_from_dict
from workshop.extensions import db, table_of
from workshop.models import Change, Layer, Objection, Phase, Proposal, Rules, State, Workshop
from workshop.services.agenda import minutes_behind
from workshop.services.effects import middle
from workshop.services.records import ProposalRecord, ProposalRow, read_records
from workshop.services.rehearsals import is_rehearsed
from workshop.services.responsibility import Responsibility
from workshop.services.scenario_document import action_id, build_document, rebuild_document
from workshop.statements import Statement

_KEPT = 64
_STEPS_TOLD = 12

# The room is drawn again with every change: what that reads is compiled once.
_CHANGES, _OBJECTIONS, _PROPOSALS = (table_of(model) for model in (Change, Objection, Proposal))
_FIND_NEWEST = Statement(
    select(_CHANGES.c.revision, _CHANGES.c.after)
    .where(_CHANGES.c.workshop_id == bindparam("workshop"), _CHANGES.c.revision > bindparam("before"))
    .order_by(_CHANGES.c.revision)
)
_FIND_OBJECTIONS = Statement(
    select(
        *(_OBJECTIONS.c.proposal_id, _OBJECTIONS.c.public_id, _PROPOSALS.c.public_id.label("about")),
        *(_OBJECTIONS.c[name] for name in ("kind", "text", "state")),
    )
    .join(_PROPOSALS, _PROPOSALS.c.id == _OBJECTIONS.c.proposal_id)
    .where(_OBJECTIONS.c.workshop_id == bindparam("workshop"))
    .order_by(_OBJECTIONS.c.id.desc())
)


@dataclass(frozen=True)
class Reason:
    """Why somebody proposes something; the room reads it once it is ``shown``."""

    id: int
    text: str
    shown: bool


@dataclass(frozen=True)
class ObjectionView:
    """An objection, without its author."""

    id: str
    proposal_id: str
    kind: str
    text: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ProposalView:
    """A proposal as any face may show it; tonnes in t/yr at full effect, or null.

    ``merged_into`` is the id of the proposal that it stands within now; ``number`` orders by age.
    ``source`` and ``agreed`` say what the desk entered for others; ``on_paper`` counts such estimates.
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
    responsibility: Responsibility
    targets: tuple[str, ...]
    effect_kind: str | None
    count: int
    rounds: int
    likely: float | None
    lowest: float | None
    highest: float | None
    fixed: bool
    start_year: int
    ramp: str
    ramp_years: int
    rebound: float
    reasons: tuple[Reason, ...]
    support: dict[str, Any] | None
    source: str
    agreed: bool
    on_paper: int
    objections: tuple[ObjectionView, ...]
    marginal_t: float | None
    attributed_t: float | None
    capped_t: float | None
    days: float | None
    full_effect_t: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """A workshop at one ``(epoch, revision)``; ``touched`` pairs a revision with a proposal's id.

    ``rehearsed``: invented people are in it, and nothing of it may be taken for real.
    """

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
    vote: dict[str, Any]
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
    rehearsed: bool

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
_outcomes: OrderedDict[tuple[int, str], tuple[dict[str, Any], Outcome]] = OrderedDict()
_cache_lock = threading.Lock()


def current_standing(workshop: Workshop) -> Standing:
    """Evaluate ``workshop`` as it is in the database now; the same revision is evaluated once."""
    return standing_at(workshop.id, workshop.epoch, workshop.revision)


def standing_at(workshop_id: int, epoch: str, revision: int) -> Standing:
    """Return how a workshop stands at a state that was just read, or at a newer one."""
    key = (workshop_id, epoch, revision)
    with _cache_lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    standing = _evaluate(db.session.get_one(Workshop, workshop_id))
    with _cache_lock:
        _cache[(standing.workshop_id, standing.epoch, standing.revision)] = standing
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return standing


def _evaluate(workshop: Workshop) -> Standing:
    records = read_records(workshop.id)
    document = build_document(workshop, records, title=workshop.title)
    outcome = _outcome_of(workshop, document)
    objections = _objections(workshop.id)
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
        vote=workshop.vote,
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
        proposals=tuple(
            _view(record, outcome, document, objections.get(record.proposal.id, ())) for record in records
        ),
        touched=_touched(workshop, [record.proposal for record in records]),
        rehearsed=is_rehearsed(workshop.id),
    )


def stand_as(
    standing: Standing, records: list[ProposalRecord], facts: dict[str, Any], *, revision: int, step: int
) -> Standing:
    """Evaluate a workshop with the proposals and the ``facts`` (budget, reference ...) of another time.

    What the faces looked at, and what people held against proposals, is left out.
    """
    document = rebuild_document(
        standing.document,
        records,
        budget_t=facts["budget"]["budget_t"],
        sources=facts["reference"]["sources"],
    )
    outcome = standing.outcome if document == standing.document else evaluate(scenario_from_dict(document))
    return replace(
        standing,
        revision=revision,
        step=step,
        phase=str(standing.agenda[step]["phase"]) if step < len(standing.agenda) else standing.phase,
        focus={},
        **facts,
        document=document,
        outcome=outcome,
        proposals=tuple(_view(record, outcome, document, ()) for record in records),
        touched=(),
    )


def _outcome_of(workshop: Workshop, document: dict[str, Any]) -> Outcome:
    """Evaluate a scenario, unless it is the one that this workshop had before, only at a later revision."""
    key = (workshop.id, workshop.epoch)
    scenario = {name: part for name, part in document.items() if name != "provenance"}
    with _cache_lock:
        earlier = _outcomes.get(key)
    if earlier is not None and earlier[0] == scenario:
        return earlier[1]
    outcome = evaluate(scenario_from_dict(scenario))
    with _cache_lock:
        _outcomes[key] = (scenario, outcome)
        _outcomes.move_to_end(key)
        while len(_outcomes) > _KEPT:
            _outcomes.popitem(last=False)
    return outcome


def _touched(workshop: Workshop, proposals: list[ProposalRow]) -> tuple[tuple[int, str], ...]:
    """Name the proposals that the newest steps changed, so that a phone knows when one is its own."""
    public_ids = {f"proposals/{proposal.id}": proposal.public_id for proposal in proposals}
    newest = _FIND_NEWEST.run(
        db.session.connection(), {"workshop": workshop.id, "before": workshop.revision - _STEPS_TOLD}
    )
    return tuple(
        (revision, public_ids[key]) for revision, after in newest for key in after if key in public_ids
    )[-_STEPS_TOLD:]


def _objections(workshop_id: int) -> dict[int, tuple[ObjectionView, ...]]:
    """Read what is held against the proposals, newest first, by the proposals' keys."""
    found: dict[int, tuple[ObjectionView, ...]] = {}
    for about, *told in _FIND_OBJECTIONS.run(db.session.connection(), {"workshop": workshop_id}):
        found[about] = (*found.get(about, ()), ObjectionView(*told))
    return found


def _view(
    record: ProposalRecord,
    outcome: Outcome,
    document: dict[str, Any],
    objections: tuple[ObjectionView, ...],
) -> ProposalView:
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
        role=proposal.role,
        actor=proposal.actor,
        responsibility=Responsibility.of(proposal.about),
        targets=tuple(proposal.targets),
        effect_kind=proposal.effect_kind,
        count=max(1, len(record.newest)),
        rounds=record.rounds,
        likely=likely,
        lowest=min((e["likely"] for e in estimates), default=None),
        highest=max((e["likely"] for e in estimates), default=None),
        fixed=proposal.fixed_estimate is not None,
        start_year=record.start_year,
        ramp=proposal.ramp,
        ramp_years=proposal.ramp_years,
        rebound=proposal.rebound,
        reasons=tuple(Reason(e.id, e.reason, e.reason_shown) for e in record.estimates if e.reason),
        support=proposal.support,
        source=proposal.source,
        agreed=proposal.agreed,
        on_paper=sum(bool(row.source) for row in record.newest),
        objections=objections,
        marginal_t=result.marginal_t if result else None,
        attributed_t=result.attributed_t if result else None,
        capped_t=result.capped_t if result else None,
        days=result.days if result else None,
        full_effect_t=_full_effect(proposal, likely, document),
    )


def _full_effect(proposal: ProposalRow, likely: float | None, document: dict[str, Any]) -> float | None:
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
