"""Preview of a proposal's effect before it is sent.

A preview uses no formulas of its own: it evaluates the room's scenario with the proposal in it, so that the
proposal is in the groups in which it will be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenarios.engine.warming import warming_c
from scenarios.outcome import DAYS_A_YEAR
from scenarios.scenario import Scenario
from workshop.models import Layer, State
from workshop.services.proposals.free_text import FreeTextProposal, columns_of
from workshop.services.proposals.picks import Pick, catalogue_columns
from workshop.state.effects import pick_estimate
from workshop.state.proposal_views import ProposalView
from workshop.state.records import EstimateRow, ProposalRecord, ProposalRow
from workshop.state.scenario_document import action_id, with_records
from workshop.state.snapshot import Snapshot

_NEW = "preview"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Tonnes a year at full effect, and what the action adds to all that counts now.

    ``gap_share`` is the part of the gap between reference and budget, None without a gap; ``fits`` and
    ``remaining_t`` are whether the budget is kept with the action, and what is then left of it. ``days`` are
    days of the first year's emissions. ``warming_c`` is by how much the warming of this share falls, None
    without warming marks.
    """

    tonnes_per_year: float
    saved_t: float
    gap_share: float | None
    fits: bool
    remaining_t: float
    days: float | None
    warming_c: float | None


def preview_pick(snapshot: Snapshot, pick: Pick) -> Preview | None:
    """Return the effect of ``pick`` beside the room's other actions; None without tonnes here."""
    action = snapshot.catalogue.find(pick.action_id)
    if action.effect is None or pick.amount is None or action.ledger != "territorial":
        return None
    figures = pick_estimate(action, pick.amount, pick.amount_low, pick.amount_high)
    there = next((r.proposal for r in snapshot.records if r.proposal.catalogue_id == action.id), None)
    columns = catalogue_columns(action, snapshot.territory_id, pick.start_year)
    # Keep the desk's changes, except a figure of another kind.
    if there is None or there.effect_kind != columns["effect_kind"]:
        there = (there or _blank(snapshot))._replace(**columns)
    return _preview(snapshot, there, figures, pick.start_year)


def preview_free_text(snapshot: Snapshot, free: FreeTextProposal, public_id: str = _NEW) -> Preview | None:
    """Return the effect of a free-text proposal; None without tonnes or source.

    ``public_id`` names the proposal that its author changes, so that the desk's answer about it applies.
    """
    if free.figures is None or not free.target:
        return None
    record = next((r for r in snapshot.records if r.proposal.public_id == public_id), None)
    before = _blank(snapshot) if record is None else record.proposal
    figures = free.figures["low"], free.figures["likely"], free.figures["high"]
    return _preview(snapshot, before._replace(**columns_of(free)), figures, free.start_year)


def preview_estimate(
    snapshot: Snapshot, view: ProposalView, effect: tuple[float, float, float]
) -> Preview | None:
    """Return a proposal's effect if only this estimate of it counted; None outside the budget."""
    if view.ledger != "territorial":
        return None
    record = next(record for record in snapshot.records if record.proposal.public_id == view.id)
    proposal = record.proposal._replace(effect_kind=record.proposal.effect_kind or "tonnes")
    return _preview(snapshot, proposal, effect, record.start_year)


def _preview(
    snapshot: Snapshot, proposal: ProposalRow, figures: tuple[float, float, float], start_year: int
) -> Preview | None:
    """Evaluate the room's scenario with ``proposal`` in it, and only this estimate of it."""
    low, likely, high = figures
    estimate = EstimateRow(
        id=0,
        proposal_id=proposal.id,
        participant_id=0,
        round=1,
        low=low,
        likely=likely,
        high=high,
        start_year=start_year,
        reason="",
        reason_shown=False,
        source="",
    )
    mine = ProposalRecord(
        proposal._replace(
            state=State.VISIBLE.value,
            included=True,
            fixed_estimate=None,
            merged_into_id=None,
        ),
        (estimate,),
    )
    # The newest comes first, as in the room.
    records = [r for r in snapshot.records if r.proposal.id > proposal.id]
    records += [mine, *(r for r in snapshot.records if r.proposal.id < proposal.id)]
    scenario = with_records(snapshot.scenario, records, snapshot.catalogue)
    action = next(each for each in scenario.actions if each.id == action_id(proposal))
    if action.effect is None:
        return None
    together = snapshot.prepared.with_scenario(scenario)
    # The loss if only this action were left out: the definition of the marginal effect.
    saved_t = together.switch(action.id, False).verdict().total_t - together.verdict().total_t
    # Alone and at full effect at once, without the others of its group.
    full = replace(
        action, ramp="step", ramp_years=1, ramp_points=None, start_year=snapshot.start_year, end_year=None
    )
    alone = snapshot.prepared.without_actions.with_scenario(replace(scenario, groups=(), actions=(full,)))
    today_t, gap_t = float(together.reference.emissions_t[0]), snapshot.outcome.gap_t
    return Preview(
        tonnes_per_year=today_t - float(alone.verdict().emissions_t[0]),
        saved_t=saved_t,
        gap_share=saved_t / gap_t if gap_t > 0 else None,
        fits=together.verdict().fits,
        remaining_t=snapshot.outcome.budget_t - together.verdict().total_t,
        days=saved_t / (today_t / DAYS_A_YEAR) if today_t > 0 else None,
        warming_c=_cooling(scenario, together.verdict().total_t, saved_t),
    )


def _cooling(scenario: Scenario, total_t: float, saved_t: float) -> float | None:
    if not scenario.warming_marks:
        return None
    without, together = warming_c(scenario.warming_marks, np.array([total_t + saved_t, total_t])).tolist()
    return float(without - together)


def _blank(snapshot: Snapshot) -> ProposalRow:
    """Return an empty row that is newer than all proposals."""
    return ProposalRow(
        id=1 + max((record.proposal.id for record in snapshot.records), default=0),
        public_id=_NEW,
        catalogue_id=None,
        title="",
        description="",
        actor="",
        layer=Layer.PROPOSED.value,
        state=State.VISIBLE.value,
        hidden_reason=None,
        included=True,
        ledger="territorial",
        targets=[],
        effect_kind=None,
        fixed_estimate=None,
        start_year=snapshot.start_year,
        start_year_fixed=False,
        ramp="step",
        ramp_years=1,
        ramp_points=None,
        end_year=None,
        rebound=0.0,
        about={},
        merged_into_id=None,
        asked="",
        overlap=None,
        support=None,
        source="",
        agreed=False,
        written=None,
        in_reference=False,
        list_group=None,
        role="",
    )
