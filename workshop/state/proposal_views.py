"""A proposal with its estimates, effect and objections, as any screen may show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from scenarios.catalogue.action import CatalogueAction
from scenarios.catalogue.own import Catalogue
from scenarios.outcome import Outcome
from scenarios.scenario import Scenario
from workshop.database.statements import Statement
from workshop.extensions import table_of
from workshop.models import Objection, Proposal, is_here
from workshop.state.records import ProposalRecord, ProposalRow
from workshop.state.responsibility import Responsibility
from workshop.state.scenario_document import WITHDRAWAL, action_id, reached_t

_OBJECTIONS, _PROPOSALS = table_of(Objection), table_of(Proposal)
_FIND_OBJECTIONS = Statement(
    select(
        *(_OBJECTIONS.c.proposal_id, _OBJECTIONS.c.public_id, _PROPOSALS.c.public_id.label("about")),
        *(_OBJECTIONS.c[name] for name in ("kind", "text", "state")),
    )
    .join(_PROPOSALS, _PROPOSALS.c.id == _OBJECTIONS.c.proposal_id)
    .where(_OBJECTIONS.c.workshop_id == bindparam("workshop"), is_here(_OBJECTIONS.c.participant_id))
    .order_by(_OBJECTIONS.c.id.desc())
)


@dataclass(frozen=True)
class Reason:
    """A reason for a proposal; the room reads it once it is ``shown``."""

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
    """A proposal as any screen may show it; tonnes in t/yr at full effect, or None.

    ``merged_into`` is the id of the proposal it has been merged into; ``number`` orders by age. ``source``
    and ``agreed`` say what the desk entered for others; ``on_paper`` counts such estimates. ``written`` is
    the author's wording if the desk has changed it; only the author and the desk may see it.
    ``action`` is the one of the workshop's catalogue that was picked, None for free text. ``listed_as`` says
    why one that is ``in_reference`` is listed without effect. ``has_estimates`` says that somebody has
    estimated it; ``outside`` that it cannot count: none of its emission sources is in the budget's scope.
    """

    id: str
    number: int
    action_id: str
    catalogue_id: str | None
    action: CatalogueAction | None
    title: str
    description: str
    state: str
    hidden_reason: str | None
    merged_into: str | None
    asked: str
    leaving: bool
    overlap: str | None
    layer: str
    ledger: str
    included: bool
    in_reference: bool
    listed_as: str
    outside: bool
    role: str
    actor: str
    responsibility: Responsibility
    targets: tuple[str, ...]
    effect_kind: str | None
    count: int
    has_estimates: bool
    rounds: int
    likely: float | None
    lowest: float | None
    highest: float | None
    span: tuple[float, float] | None
    fixed: bool
    start_year: int
    ramp: str
    ramp_years: int
    ramp_points: tuple[tuple[int, float], ...]
    rebound: float
    reasons: tuple[Reason, ...]
    support: dict[str, Any] | None
    source: str
    agreed: bool
    written: dict[str, str] | None
    on_paper: int
    objections: tuple[ObjectionView, ...]
    marginal_t: float | None
    attributed_t: float | None
    capped_t: float | None
    days: float | None
    block_t: float | None
    warming_c: float | None
    full_effect_t: float | None


def read_objections(connection: Connection, workshop_id: int) -> dict[int, tuple[ObjectionView, ...]]:
    """Return the objections to the proposals, newest first, by the proposals' keys."""
    found: dict[int, tuple[ObjectionView, ...]] = {}
    for about, *told in _FIND_OBJECTIONS.run(connection, {"workshop": workshop_id}):
        found[about] = (*found.get(about, ()), ObjectionView(*told))
    return found


def view_of(
    record: ProposalRecord,
    outcome: Outcome,
    scenario: Scenario,
    catalogue: Catalogue,
    objections: tuple[ObjectionView, ...],
) -> ProposalView:
    """Build the view of a proposal in an ``outcome`` of the ``scenario``."""
    proposal = record.proposal
    result = outcome.actions.get(action_id(proposal))
    lowest, highest = record.bounds
    return ProposalView(
        id=proposal.public_id,
        number=proposal.id,
        action_id=action_id(proposal),
        catalogue_id=proposal.catalogue_id,
        action=catalogue.find(proposal.catalogue_id) if proposal.catalogue_id else None,
        title=proposal.title,
        description=proposal.description,
        state=proposal.state,
        hidden_reason=proposal.hidden_reason,
        merged_into=record.merged_into,
        asked=proposal.asked,
        leaving=WITHDRAWAL in proposal.about,
        overlap=proposal.overlap["relation"] if proposal.overlap else None,
        layer=proposal.layer,
        ledger=proposal.ledger,
        included=proposal.included,
        in_reference=proposal.in_reference,
        listed_as=str(proposal.about.get("listed_as", "")) if proposal.in_reference else "",
        outside=proposal.included and action_id(proposal) in outcome.excluded,
        role=proposal.role,
        actor=proposal.actor,
        responsibility=Responsibility.of(proposal.about),
        targets=tuple(proposal.targets),
        effect_kind=proposal.effect_kind,
        count=max(1, len(record.newest)),
        has_estimates=bool(record.newest),
        rounds=record.rounds,
        likely=record.likely,
        lowest=lowest,
        highest=highest,
        span=record.span,
        fixed=proposal.fixed_estimate is not None,
        start_year=record.start_year,
        ramp=proposal.ramp,
        ramp_years=proposal.ramp_years,
        ramp_points=tuple((year, fraction) for year, fraction in proposal.ramp_points or ()),
        rebound=proposal.rebound,
        reasons=tuple(Reason(e.id, e.reason, e.reason_shown) for e in record.estimates if e.reason),
        support=proposal.support,
        source=proposal.source,
        agreed=proposal.agreed,
        written=proposal.written,
        on_paper=record.on_paper,
        objections=objections,
        marginal_t=result.marginal_t if result else None,
        attributed_t=result.attributed_t if result else None,
        capped_t=result.capped_t if result else None,
        days=result.days if result else None,
        block_t=result.block_t if result else None,
        warming_c=result.warming_c if result else None,
        full_effect_t=_full_effect(proposal, record.likely, scenario),
    )


def _full_effect(proposal: ProposalRow, likely: float | None, scenario: Scenario) -> float | None:
    """Return t/yr at full effect, at most what its targets emit in the first year, as the preview does.

    A share is of the first year's reference.
    """
    if likely is None:
        return None
    kept = 1 - proposal.rebound
    there = reached_t(scenario, proposal.targets)
    if proposal.effect_kind == "share":
        return likely * kept * there
    return min(likely * kept, there) if proposal.ledger == "territorial" else likely * kept
