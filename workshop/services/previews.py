"""What a proposal would give, told before it is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from scenarios.catalogue import find_action
from scenarios.outcome import DAYS_A_YEAR
from scenarios.scenario import Action, Effect, EffectKind, Estimate, Ramp
from workshop.services.effects import pick_estimate, targets_of
from workshop.services.own_proposals import FreeProposal
from workshop.services.proposal_views import ProposalView
from workshop.services.proposals import Pick
from workshop.services.scenario_document import targets_in
from workshop.services.standing import Standing


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Tonnes a year at full effect, and what the action would add to all that counts now.

    ``gap_share`` is the part of the gap between reference and budget, null where there is no gap;
    ``days`` are days of the first year's emissions.
    """

    tonnes_per_year: float
    saved_t: float
    gap_share: float | None
    days: float | None


def preview_pick(standing: Standing, pick: Pick) -> Preview | None:
    """Tell what ``pick`` would give beside the room's other actions; none without tonnes here."""
    action = find_action(pick.action_id)
    if action.effect is None or pick.amount is None or action.ledger != "territorial":
        return None
    kind: EffectKind = "share" if action.effect.kind == "share" else "tonnes"
    estimate = Estimate(*pick_estimate(action, pick.amount, pick.amount_low, pick.amount_high))
    return _preview(
        standing,
        Action(
            id=action.id,
            title="",
            targets=targets_of(action, standing.territory_id),
            effect=Effect(kind, (estimate,)),
            start_year=pick.start_year,
            ramp=cast(Ramp, action.ramp),
            ramp_years=action.ramp_years,
            rebound=action.rebound,
        ),
    )


def preview_free(standing: Standing, free: FreeProposal) -> Preview | None:
    """Tell what a proposal in somebody's own words would give; none without tonnes or source."""
    if free.likely is None or not free.target:
        return None
    return _preview(
        standing,
        Action(
            id="preview",
            title="",
            targets=(free.target,),
            effect=Effect("tonnes", (Estimate(free.likely, free.likely, free.likely),)),
            start_year=free.start_year,
            ramp="linear" if free.ramp_years > 1 else "step",
            ramp_years=free.ramp_years,
        ),
    )


def preview_estimate(
    standing: Standing, view: ProposalView, effect: tuple[float, float, float]
) -> Preview | None:
    """Tell what a proposal would give if only this estimate of it counted; none outside the budget."""
    if view.ledger != "territorial":
        return None
    return _preview(
        standing,
        Action(
            id=view.action_id,
            title="",
            targets=view.targets,
            effect=Effect(cast(EffectKind, view.effect_kind or "tonnes"), (Estimate(*effect),)),
            start_year=view.start_year,
            ramp=cast(Ramp, view.ramp),
            ramp_years=view.ramp_years,
            rebound=view.rebound,
        ),
    )


def _preview(standing: Standing, action: Action) -> Preview | None:
    scenario, prepared = standing.scenario, standing.prepared
    targets = targets_in(action.targets, (source.id for source in scenario.sources))
    if not targets:
        return None
    action = replace(action, targets=tuple(targets))
    together = prepared.with_action(action)
    # What would be lost if only this action went: the definition of the marginal effect.
    saved_t = together.switch(action.id, False).verdict().total_t - together.verdict().total_t
    # Alone and at full effect at once: the others of its group are not there.
    full = replace(action, ramp="step", ramp_years=1, start_year=scenario.start_year)
    alone = prepared.with_scenario(replace(scenario, actions=(full,), groups=()))
    today_t = float(prepared.reference.emissions_t[0])
    gap_t = standing.outcome.gap_t
    return Preview(
        tonnes_per_year=today_t - float(alone.verdict().emissions_t[0]),
        saved_t=saved_t,
        gap_share=saved_t / gap_t if gap_t > 0 else None,
        days=saved_t / (today_t / DAYS_A_YEAR) if today_t > 0 else None,
    )
