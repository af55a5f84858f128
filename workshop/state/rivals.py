"""Proposals that count without adding anything, and what is used instead of them."""

from __future__ import annotations

from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot

_NOTHING_T = 0.5


def adds_nothing(view: ProposalView) -> bool:
    """Return whether a proposal with an effect of its own adds nothing to what counts already."""
    return bool(view.likely) and abs(view.marginal_t or 0.0) < _NOTHING_T


def finds_no_emissions(view: ProposalView) -> bool:
    """Return whether a proposal lowers what the place does not emit in the first place."""
    effect = view.full_effect_t
    return (
        bool(view.likely) and view.ledger == "territorial" and effect is not None and abs(effect) < _NOTHING_T
    )


def is_idle(view: ProposalView, snapshot: Snapshot) -> bool:
    """Return whether a proposal would change nothing even alone: its sources emit nothing then."""
    result = snapshot.outcome.actions.get(view.action_id)
    return result is not None and abs(result.standalone_t) < _NOTHING_T


def find_rival(view: ProposalView, snapshot: Snapshot) -> ProposalView | None:
    """Return the action that is used instead of a proposal because only one of the two can be, or None."""
    others = _group_of(view, snapshot)
    rival = max(others, key=lambda other: other.attributed_t or 0.0, default=None)
    return rival if rival is not None and rival.id != view.id else None


def find_substitute(view: ProposalView, snapshot: Snapshot) -> ProposalView | None:
    """Return the action that would step in with as much if the winner of a group went, or None."""
    others = [other for other in _group_of(view, snapshot) if other.id != view.id]
    if not others or not view.attributed_t:
        return None
    # The runner-up: the strongest alone steps in.
    return max(others, key=lambda other: snapshot.outcome.actions[other.action_id].standalone_t)


def _group_of(view: ProposalView, snapshot: Snapshot) -> list[ProposalView]:
    """Return the members of a proposal's exclusive group that count, with itself; empty without one."""
    for group in snapshot.scenario.groups:
        if group.relation == "exclusive" and view.action_id in group.actions:
            return [
                other
                for other in snapshot.proposals
                if other.action_id in group.actions and other.marginal_t is not None
            ]
    return []
