"""Proposals that count without adding anything, and what is used instead of them."""

from __future__ import annotations

from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot

_NOTHING_T = 0.5


def adds_nothing(view: ProposalView) -> bool:
    """Return whether a proposal with an effect of its own adds nothing to what counts already."""
    return bool(view.full_effect_t) and abs(view.marginal_t or 0.0) < _NOTHING_T


def find_rival(view: ProposalView, snapshot: Snapshot) -> ProposalView | None:
    """Return the action that is used instead of a proposal because only one of the two can be, or None."""
    for group in snapshot.scenario.groups:
        if group.relation == "exclusive" and view.action_id in group.actions:
            rival = max(
                (other for other in snapshot.proposals if other.action_id in group.actions),
                key=lambda other: other.attributed_t or 0.0,
            )
            if rival.id != view.id:
                return rival
    return None
