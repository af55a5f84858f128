"""What a proposal would give, told before it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.catalogue import find_action
from scenarios.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
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
    low, likely, high = pick_estimate(action, pick.amount, pick.amount_low, pick.amount_high)
    return _preview(
        standing,
        action.id,
        {
            "targets": targets_of(action, standing.territory_id),
            "effect": {
                "kind": "share" if action.effect.kind == "share" else "tonnes",
                "estimates": [{"low": low, "likely": likely, "high": high}],
            },
            "start_year": pick.start_year,
            "ramp": action.ramp,
            "ramp_years": action.ramp_years,
            "rebound": action.rebound,
        },
    )


def preview_free(standing: Standing, free: FreeProposal) -> Preview | None:
    """Tell what a proposal in somebody's own words would give; none without tonnes or source."""
    if free.likely is None or not free.target:
        return None
    return _preview(
        standing,
        "preview",
        {
            "targets": [free.target],
            "effect": {"kind": "tonnes", "estimates": [{"likely": free.likely}]},
            "start_year": free.start_year,
            "ramp": "linear" if free.ramp_years > 1 else "step",
            "ramp_years": free.ramp_years,
        },
    )


def preview_estimate(
    standing: Standing, view: ProposalView, effect: tuple[float, float, float]
) -> Preview | None:
    """Tell what a proposal would give if only this estimate of it counted; none outside the budget."""
    if view.ledger != "territorial":
        return None
    low, likely, high = effect
    return _preview(
        standing,
        view.action_id,
        {
            "targets": view.targets,
            "effect": {
                "kind": view.effect_kind or "tonnes",
                "estimates": [{"low": low, "likely": likely, "high": high}],
            },
            "start_year": view.start_year,
            "ramp": view.ramp,
            "ramp_years": view.ramp_years,
            "rebound": view.rebound,
        },
    )


def _preview(standing: Standing, action_id: str, action: dict[str, object]) -> Preview | None:
    sources = standing.document["sources"]
    targets = targets_in(action["targets"], (source["id"] for source in sources))  # type: ignore[arg-type]
    if not targets:
        return None
    mine = {"id": action_id, "title": "", **action, "targets": targets}
    others = [a for a in standing.document["actions"] if a["id"] != action_id]
    together = evaluate(scenario_from_dict({**standing.document, "actions": [*others, mine]}))
    alone = evaluate(
        scenario_from_dict(
            {
                **standing.document,
                # The others of its group are not there.
                "groups": [],
                "actions": [{**mine, "ramp": "step", "ramp_years": 1, "start_year": standing.start_year}],
            }
        )
    )
    result = together.actions[action_id]
    gap = together.gap_t
    return Preview(
        tonnes_per_year=float(alone.reference_t[0] - alone.emissions_t[0]),
        saved_t=result.marginal_t,
        gap_share=result.marginal_t / gap if gap > 0 else None,
        days=result.days,
    )
