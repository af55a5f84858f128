"""Suggest a set of the room's own proposals that fits the budget, and apply it."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.selection.suggestion import suggest
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.state.kept import keep_with_snapshot
from workshop.state.lookup import find_proposal
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import operation

# Bounds the search while the desk waits; beyond it the answer says that it is not proved.
MOST_NODES = 20_000


@dataclass(frozen=True)
class SuggestedSet:
    """The best-supported set of the room's proposals that keeps the budget, or the closest one.

    ``short_t`` is by how much the best set misses the budget (0 if it fits); ``proved`` says whether no
    better set exists.
    """

    fits: bool
    proved: bool
    chosen: tuple[ProposalView, ...]
    left_out: tuple[ProposalView, ...]
    cumulative_t: float
    left_t: float
    short_t: float


@keep_with_snapshot
def suggested_set(snapshot: Snapshot) -> SuggestedSet:
    """Search a small, well-supported set, including proposals that are switched off now."""
    found = suggest(snapshot.scenario, excluded_too=True, most_nodes=MOST_NODES)
    views = {view.action_id: view for view in snapshot.shown}
    return SuggestedSet(
        fits=found.fits,
        proved=found.proved,
        chosen=tuple(views[action] for action in found.chosen if action in views),
        left_out=tuple(views[action] for action in found.left_out if action in views),
        cumulative_t=found.cumulative_emissions_t,
        left_t=max(0.0, found.budget_t - found.cumulative_emissions_t),
        short_t=found.short_t,
    )


@operation("scenario.suggested")
def take_set(
    context: WorkshopContext, changes: Changes, chosen: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    """Switch proposals on and off as the desk saw them suggested; one step, which can be undone."""
    if not chosen and not left_out:
        raise Problem(gettext("There is nothing to switch."), gettext("Go back to the desk."), status=422)
    for public_id in (*chosen, *left_out):
        proposal = find_proposal(context.id, public_id)
        changes.set(proposal, included=public_id in chosen)
    changes.subject = str(len(chosen))
