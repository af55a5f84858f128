"""Overlap of actions on the same emissions: the desk answers once how they relate; groups follow.

Catalogue actions have their groups (:func:`~workshop.state.scenario_document.groups_of`), so the desk is
asked only about free-text proposals.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Layer, Proposal, State
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
    """A proposal and others on the same emissions; ``target`` is the first one that they share.

    ``others`` end with the actions of the adopted plan.
    """

    view: ProposalView
    others: tuple[ProposalView, ...]
    target: str

    @property
    def names_plan(self) -> bool:
        """Whether actions of the adopted plan are among the others."""
        return any(other.layer == Layer.DECIDED for other in self.others)


def overlap_questions(snapshot: Snapshot) -> dict[str, OverlapQuestion]:
    """Return the question about each free-text proposal that shares emissions with another, by its id."""
    counted = [view for view in snapshot.shown if _counts(view)]
    decided = [view for view in snapshot.decided if _counts(view) and not view.in_reference]
    questions = {}
    for view in counted:
        if view.catalogue_id is not None or view.overlap is not None:
            continue
        sharing = [(other, _shared(view, other)) for other in counted if other is not view]
        # Of two free-text proposals, ask about the newer one.
        others = [(other, target) for other, target in sharing if target and _asked_after(view, other)]
        if others:
            # A proposal that only touches the plan is not asked about; where one is asked, the plan is named.
            plan = [other for other in decided if _shared(view, other)]
            questions[view.id] = OverlapQuestion(view, (*(o for o, _ in others), *plan), others[0][1])
    return questions


@operation("proposal.relate")
def relate(
    context: WorkshopContext, changes: Changes, public_id: str, relation: Relation, with_id: str
) -> Answer:
    """Store the desk's answer about two actions on the same emissions.

    The answer names an action of an adopted list that leaves the group of its list by this.
    """
    proposal, other = find_proposal(context.id, public_id), find_proposal(context.id, with_id)
    if other.id == proposal.id:
        raise Problem(
            gettext("A proposal cannot overlap with itself."), gettext("Choose another proposal."), status=409
        )
    changes.set(proposal, overlap={"relation": relation.value, "with": other.public_id})
    answer = answer_about(proposal, changes)
    if relation is Relation.EITHER and _adds_up_with_its_list(other):
        answer["left_list"] = other.title
    return answer


def _counts(view: ProposalView) -> bool:
    return bool(view.effect_kind) and (view.lowest or 0) > 0


def _adds_up_with_its_list(proposal: Proposal) -> bool:
    """Return whether other actions of the same adopted list add up with this one."""
    if proposal.list_group is None or proposal.in_reference:
        return False
    others = select(func.count()).where(
        Proposal.workshop_id == proposal.workshop_id,
        Proposal.list_group == proposal.list_group,
        Proposal.id != proposal.id,
        Proposal.state == State.VISIBLE.value,
        ~Proposal.removed,
    )
    return bool(db.session.scalar(others))


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
