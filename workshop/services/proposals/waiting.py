"""The list of everything that waits for a decision of the desk."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from workshop.extensions import db
from workshop.models import Objection, Proposal, Reflection, ReflectionKind, State
from workshop.services.proposals.overlaps import OverlapQuestion
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot


class Matter(enum.StrEnum):
    """The kind of decision."""

    PROPOSAL = "proposal"
    OBJECTION = "objection"
    THOUGHT = "thought"
    PLEDGE = "pledge"
    OVERLAP = "overlap"
    # The author wants to take back what the room sees.
    WITHDRAWAL = "withdrawal"
    # The author was asked something: the desk has nothing to do yet.
    ANSWER = "answer"


# Nobody waits for these while they read: they come after the others.
_LAST = {Matter.OVERLAP: 1, Matter.ANSWER: 2}
# Decisions that a helper makes, too.
FOR_HELPERS = (Matter.PROPOSAL, Matter.OVERLAP, Matter.ANSWER)


@dataclass(frozen=True)
class Waiting:
    """One item that waits ``since`` a moment, about a proposal or with a ``text`` of its own.

    ``kind`` is an objection's kind or a thought's prompt; a pledge has an ``owner`` and a ``due`` day.
    """

    matter: Matter
    id: str
    since: datetime
    view: ProposalView | None = None
    text: str = ""
    kind: str = ""
    owner: str = ""
    due: date | None = None


def list_waiting(snapshot: Snapshot, questions: dict[str, OverlapQuestion]) -> list[Waiting]:
    """List what waits, oldest first; then overlaps, for which nobody waits, then what is with authors."""
    found = [*_proposals(snapshot, questions), *_objections(snapshot), *_reflections(snapshot.workshop_id)]
    return sorted(found, key=lambda each: (_LAST.get(each.matter, 0), each.since))


def _proposals(snapshot: Snapshot, questions: dict[str, OverlapQuestion]) -> list[Waiting]:
    matters = {view.id: Matter.ANSWER if view.asked else Matter.PROPOSAL for view in snapshot.waiting}
    matters |= dict.fromkeys(questions, Matter.OVERLAP)
    matters |= {view.id: Matter.WITHDRAWAL for view in snapshot.shown if view.leaving}
    if not matters:
        return []
    rows = db.session.execute(
        select(Proposal.public_id, Proposal.created_at).where(
            Proposal.workshop_id == snapshot.workshop_id, Proposal.public_id.in_(matters)
        )
    )
    views = {view.id: view for view in snapshot.proposals}
    return [Waiting(matters[key], key, since, views[key]) for key, since in rows]


def _objections(snapshot: Snapshot) -> list[Waiting]:
    waiting = {
        objection.id: (view, objection.text, objection.kind)
        for view in snapshot.proposals
        for objection in view.objections
        if objection.state == State.WAITING
    }
    if not waiting:
        return []
    rows = db.session.execute(
        select(Objection.public_id, Objection.created_at).where(Objection.public_id.in_(waiting))
    )
    return [Waiting(Matter.OBJECTION, key, since, *waiting[key]) for key, since in rows]


def _reflections(workshop_id: int) -> list[Waiting]:
    rows = db.session.execute(
        select(
            *(Reflection.kind, Reflection.public_id, Reflection.created_at, Reflection.text),
            *(Reflection.prompt, Reflection.owner, Reflection.due),
        ).where(Reflection.workshop_id == workshop_id, Reflection.state == State.WAITING.value)
    )
    return [
        Waiting(
            Matter.PLEDGE if kind == ReflectionKind.PLEDGE else Matter.THOUGHT,
            key,
            since,
            text=text,
            kind=prompt,
            owner=owner,
            due=due,
        )
        for kind, key, since, text, prompt, owner, due in rows
    ]
