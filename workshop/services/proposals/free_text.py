"""Free-text proposals: submitting, revising, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from workshop.database.statements import Statement
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.models import Estimate, Phase, Proposal, State
from workshop.models.types import new_public_id
from workshop.services.people.scribes import has_pen, require_pen
from workshop.services.proposals.estimates import write_estimate
from workshop.state.effects import complete_estimate
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import Answer, operation
from workshop.store.three_way import is_same, merge_changes

REVISING = "proposal.revise"
MAXIMUM_PER_PARTICIPANT = 60
# A scribe writes for a whole table.
WAITING_OF_A_SCRIBE = 3

# A full hall runs these at the same moment: build them once.
_PROPOSALS, _ESTIMATES = table_of(Proposal), table_of(Estimate)
_COUNT_WRITTEN = Statement(
    select(func.count()).where(
        _PROPOSALS.c.workshop_id == bindparam("workshop"),
        _PROPOSALS.c.author_id == bindparam("author"),
        _PROPOSALS.c.catalogue_id.is_(None),
    )
)
_COUNT_WAITING = Statement(
    select(func.count()).where(
        _PROPOSALS.c.workshop_id == bindparam("workshop"),
        _PROPOSALS.c.author_id == bindparam("author"),
        _PROPOSALS.c.catalogue_id.is_(None),
        _PROPOSALS.c.state == State.WAITING.value,
        _PROPOSALS.c.removed.is_(False),
    )
)
_PROPOSE = Statement(insert(_PROPOSALS).returning(_PROPOSALS.c.id))
_TAKE_BACK = Statement(
    delete(_ESTIMATES).where(
        _ESTIMATES.c.proposal_id == bindparam("about"), _ESTIMATES.c.participant_id == bindparam("who")
    )
)


@dataclass(frozen=True, kw_only=True)
class FreeTextProposal:
    """A free-text proposal; without ``likely`` it has no tonnes yet.

    Tonnes are t/yr at full effect; negative ones raise emissions.
    """

    title: str
    description: str = ""
    actor: str = ""
    target: str = ""
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    start_year: int
    ramp_years: int = 1

    @property
    def figures(self) -> dict[str, float] | None:
        """Low, likely and high; without bounds all three are equal."""
        return complete_estimate(self.low, self.likely, self.high)


@operation("proposal.free")
def submit_free_text(context: WorkshopContext, changes: Changes, free: FreeTextProposal) -> Answer:
    """Submit a free-text proposal; the room sees it once the desk has approved it."""
    require_writing(context, Phase.PROPOSE)
    author_id = context.actor.id
    scribe = require_pen(context.id, context.in_force, author_id, changes.connection)
    _require_few(changes.connection, context, author_id)
    if context.in_force.gate:
        _require_decided(changes.connection, context, author_id, scribe=scribe)
    state = State.WAITING if context.in_force.gate else State.VISIBLE
    return write_free_text(context, changes, author_id, free, state)


def write_free_text(
    context: WorkshopContext,
    changes: Changes,
    author_id: int | None,
    free: FreeTextProposal,
    state: State,
    source: str = "",
) -> dict[str, Any]:
    """Write a free-text proposal within an operation; agreed figures have no author."""
    public_id = new_public_id()
    agreed = author_id is None and free.likely is not None
    ((proposal_id,),) = _PROPOSE.run(
        changes.connection,
        {
            "public_id": public_id,
            "workshop_id": context.id,
            "author_id": author_id,
            "state": state.value,
            "included": state is State.VISIBLE,
            "source": source,
            "agreed": agreed,
            **({"fixed_estimate": free.figures} if agreed else {}),
            **columns_of(free),
        },
    )
    changes.note_added(proposal_id)
    changes.subject = free.title
    if author_id is not None:
        _estimate(changes.connection, proposal_id, author_id, free, source)
    return {"proposal": public_id, "state": state.value}


def words_of(proposal: Proposal) -> dict[str, Any]:
    """Return by name what both its author and the desk can change of a proposal."""
    return {
        "title": proposal.title,
        "description": proposal.description,
        "actor": proposal.actor,
        "target": proposal.targets[0] if proposal.targets else "",
        "start_year": proposal.start_year,
        "ramp_years": proposal.ramp_years,
    }


@operation(REVISING)
def revise_free_text(
    context: WorkshopContext,
    changes: Changes,
    public_id: str,
    free: FreeTextProposal,
    opened: Mapping[str, Any] | None = None,
) -> Answer:
    """Replace an author's words and figures; refuse if the room already sees the proposal.

    ``opened`` is what the form was opened with. Changes by the desk since stay where the author changed
    nothing, and still count as the desk's; :class:`~workshop.store.three_way.ChangedMeanwhile` is raised if
    both changed the same.
    """
    require_writing(context)
    proposal = own_proposal(context.id, context.actor.id, public_id)
    if proposal.state != State.WAITING:
        # One that was decided waits again, as a new one does.
        scribe = has_pen(context.id, context.actor.id, changes.connection)
        _require_decided(changes.connection, context, context.actor.id, scribe=scribe)
    now = words_of(proposal)
    merged = replace(free, **merge_changes(opened, now, {name: getattr(free, name) for name in now}))
    columns = {**columns_of(merged), "written": _wrote(proposal, free, merged, opened)}
    if merged.ramp_years == proposal.ramp_years:
        # The form on phones offers only two shapes; keep another one that the desk chose.
        columns["ramp"] = proposal.ramp
    if proposal.fixed_estimate:
        columns["effect_kind"] = proposal.effect_kind
    changes.set(proposal, state=State.WAITING.value, hidden_reason=None, asked="", **columns)
    changes.subject = proposal.title
    _estimate(changes.connection, proposal.id, context.actor.id, merged)
    return {"proposal": proposal.public_id, "state": proposal.state}


@operation("proposal.withdraw")
def withdraw(context: WorkshopContext, changes: Changes, public_id: str) -> Answer:
    """Withdraw one's own proposal, as long as the room has not seen it."""
    require_writing(context)
    proposal = own_proposal(context.id, context.actor.id, public_id)
    changes.set(proposal, removed=True)
    changes.subject = proposal.title
    return {"proposal": proposal.public_id}


def own_proposal(workshop_id: int, author_id: int, public_id: str) -> Proposal:
    """Return a proposal that its author may still change: free text, not yet visible to the room."""
    proposal = db.session.scalar(
        select(Proposal)
        .where(
            Proposal.workshop_id == workshop_id,
            Proposal.public_id == public_id,
            Proposal.author_id == author_id,
            Proposal.catalogue_id.is_(None),
            Proposal.removed.is_(False),
        )
        # Read it again after locking: the desk may have shown it to the room since.
        .execution_options(populate_existing=True)
    )
    if proposal is None or proposal.state not in (State.WAITING, State.HIDDEN):
        raise Problem(
            gettext("This proposal can no longer be changed here."),
            gettext("The room sees it already. Talk to the facilitator."),
            status=409,
        )
    return proposal


def _wrote(
    proposal: Proposal, sent: FreeTextProposal, merged: FreeTextProposal, opened: Mapping[str, Any] | None
) -> dict[str, str] | None:
    """Return the author's own title and description if the desk's stand instead, else None.

    A field that the author did not change keeps its owner. Without ``opened``, all fields are the author's.
    """
    stands = {"title": proposal.title, "description": proposal.description}
    own = dict(proposal.written or stands)
    for name in own:
        if opened is None or not is_same(getattr(sent, name), opened.get(name)):
            own[name] = getattr(sent, name)
    return None if all(own[name] == getattr(merged, name) for name in own) else own


def columns_of(free: FreeTextProposal) -> dict[str, Any]:
    """Return the columns of an author's proposal as stored."""
    return {
        "title": free.title,
        "description": free.description,
        "actor": free.actor,
        "targets": [free.target] if free.target else [],
        "effect_kind": None if free.likely is None else "tonnes",
        "start_year": free.start_year,
        "ramp": "linear" if free.ramp_years > 1 else "step",
        "ramp_years": free.ramp_years,
    }


def _estimate(
    connection: Connection, proposal_id: int, author_id: int, free: FreeTextProposal, source: str = ""
) -> None:
    """Replace an author's estimate of their proposal; None deletes it."""
    if free.figures is None:
        _TAKE_BACK.run(connection, {"about": proposal_id, "who": author_id})
        return
    write_estimate(
        connection,
        proposal_id,
        author_id,
        None,
        **free.figures,
        start_year=free.start_year,
        source=source,
    )


def _require_few(connection: Connection, context: WorkshopContext, author_id: int) -> None:
    """Limit the number of free-text proposals of one person, withdrawn ones included."""
    ((written,),) = _COUNT_WRITTEN.run(connection, {"workshop": context.id, "author": author_id})
    if written >= MAXIMUM_PER_PARTICIPANT:
        raise Problem(
            gettext("You have reached %(number)d proposals.", number=MAXIMUM_PER_PARTICIPANT),
            gettext("Ask the facilitator to enter more for you."),
            status=409,
        )


def _require_decided(
    connection: Connection, context: WorkshopContext, author_id: int, *, scribe: bool
) -> None:
    """Limit one person's waiting proposals; each decision of the desk makes room again."""
    most = context.in_force.waiting * (WAITING_OF_A_SCRIBE if scribe else 1)
    ((waiting,),) = _COUNT_WAITING.run(connection, {"workshop": context.id, "author": author_id})
    if waiting >= most:
        raise Problem(
            gettext("%(number)d of your proposals wait for the facilitator.", number=most),
            gettext("When one of them is decided, you can send this one. What you wrote is kept."),
            status=409,
        )
