"""The unit in which a proposal is estimated, and the range of its scale."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from scenarios.catalogue.catalogue import CatalogueAction
from scenarios.catalogue.fitting import fit_amount
from scenarios.catalogue.own import says_amount
from scenarios.numbers import round_whole
from scenarios.scenario import Estimate as Range
from workshop.extensions import db
from workshop.models import Estimate, Proposal, is_here
from workshop.state.catalogues import catalogue_in
from workshop.state.effects import pick_estimate, targets_of
from workshop.state.proposal_views import ProposalView
from workshop.state.scenario_document import reached_t
from workshop.state.snapshot import Snapshot

__all__ = ["Measure", "Range", "has_measure", "measure_of", "scale_of"]


@dataclass(frozen=True)
class Measure:
    """The unit of a proposal's estimates: units of its catalogue action, or t/yr.

    ``raises`` turns the sign, so that people always enter positive figures.
    """

    action: CatalogueAction | None
    raises: bool = False

    def effect(self, said: Range) -> tuple[float, float, float]:
        """Return low, likely and high of the effect for an estimate in this unit."""
        if self.action is not None:
            return pick_estimate(self.action, said.likely, said.low, said.high)
        if self.raises:
            return -said.high, -said.likely, -said.low
        return said.low, said.likely, said.high

    def said(self, row: Estimate) -> Range:
        """Return an estimate in this unit."""
        if self.action is not None:
            amount = row.amount or 0.0
            low = amount if row.amount_low is None else min(row.amount_low, amount)
            high = amount if row.amount_high is None else max(row.amount_high, amount)
            return Range(low, amount, high)
        if self.raises:
            return Range(-row.high, -row.likely, -row.low)
        return Range(row.low, row.likely, row.high)


def measure_of(proposal: Proposal) -> Measure | None:
    """Return the unit of a proposal's estimates; None if it cannot have tonnes of its own."""
    if proposal.catalogue_id:
        action = catalogue_in(proposal.workshop_id).find(proposal.catalogue_id)
        return Measure(action) if action.effect is not None else None
    if not proposal.targets:
        return None
    likely = (proposal.fixed_estimate or {}).get("likely")
    if likely is None:
        likely = db.session.scalar(
            select(func.max(Estimate.likely)).where(
                Estimate.proposal_id == proposal.id, is_here(Estimate.participant_id)
            )
        )
    return Measure(None, raises=(likely or 0.0) < 0)


def has_measure(view: ProposalView) -> bool:
    """Return whether a proposal can have tonnes of its own."""
    return bool(view.targets) if view.action is None else view.action.effect is not None


def scale_of(snapshot: Snapshot, view: ProposalView) -> dict[str, float]:
    """Return bounds and step of a range control; tonnes reach up to all emissions that can be lowered."""
    if view.action is not None:
        action = view.action
        tonnes = reached_t(snapshot.scenario, targets_of(action, snapshot.territory_id))
        cement = bool(snapshot.budget.get("cement", True))
        found = fit_amount(action, snapshot.territory_id, tonnes, cement=cement)
        if found is None or says_amount(action):
            return {"maximum": action.amount.maximum, "step": action.amount.step, "power": 2}
        return {"maximum": float(max(1, round_whole(found.largest))), "step": found.step, "power": 2}
    most = reached_t(snapshot.scenario, view.targets)
    return {"maximum": max(100.0, float(round(most, -2))), "step": 0, "power": 3}
