"""Overlap of actions on the same emissions: the desk answers once how they relate; groups follow.

Catalogue actions have their groups (:func:`~workshop.state.scenario_document.groups_of`), so the desk is
asked only about free-text proposals.
"""

from __future__ import annotations

from dataclasses import dataclass

from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.services.proposals.moderation import answer_about
from workshop.state.lookup import find_proposal
from workshop.state.proposal_views import ProposalView
from workshop.state.scenario_document import Relation
from workshop.state.snapshot import Snapshot
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation


@dataclass(frozen=True)
class OverlapQuestion:
    """A proposal and others on the same emissions; ``target`` is the first one that they share."""

    view: ProposalView
    others: tuple[ProposalView, ...]
    target: str


def overlap_questions(snapshot: Snapshot) -> dict[str, OverlapQuestion]:
    """Return the question about each free-text proposal that shares emissions with another, by its id."""
    counted = [view for view in snapshot.shown if view.effect_kind and (view.lowest or 0) > 0]
    questions = {}
    for view in counted:
        if view.catalogue_id is not None or view.overlap is not None:
            continue
        sharing = [(other, _shared(view, other)) for other in counted if other is not view]
        # Of two free-text proposals, ask about the newer one.
        others = [(other, target) for other, target in sharing if target and _asked_after(view, other)]
        if others:
            questions[view.id] = OverlapQuestion(view, tuple(o for o, _ in others), others[0][1])
    return questions


@operation("proposal.relate")
def relate(
    context: WorkshopContext, changes: Changes, public_id: str, relation: Relation, with_id: str
) -> Answer:
    """Store the desk's answer about two actions on the same emissions."""
    proposal, other = find_proposal(context.id, public_id), find_proposal(context.id, with_id)
    if other.id == proposal.id:
        raise Problem(
            gettext("A proposal cannot overlap with itself."), gettext("Choose another proposal."), status=409
        )
    changes.set(proposal, overlap={"relation": relation.value, "with": other.public_id})
    return answer_about(proposal, changes)


def _shared(one: ProposalView, other: ProposalView) -> str:
    for target in one.targets:
        for theirs in other.targets:
            if target == theirs or target.startswith(f"{theirs}/"):
                return target
            if theirs.startswith(f"{target}/"):
                return theirs
    return ""


def _asked_after(view: ProposalView, other: ProposalView) -> bool:
    return other.catalogue_id is not None or other.overlap is not None or view.number > other.number
