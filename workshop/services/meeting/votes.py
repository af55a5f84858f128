"""The vote: each person distributes some dots among proposals and says which ones they support.

While a vote is open, ballots are linked to their voters, so that they can be changed. Closing it turns them
into totals and deletes every row that links a choice to a device, in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from workshop.database.forgetting import forget_soon
from workshop.database.statements import Statement
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import (
    Ballot,
    Change,
    Count,
    Operation,
    Phase,
    Proposal,
    Workshop,
)
from workshop.services.meeting.ballot_lines import VOTED_ON, has_lines
from workshop.state.confidentiality import may_show
from workshop.state.shown_totals import KIND, discard_shown, show_when_due
from workshop.state.tallies import Totals, count_by_hand, tally
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import is_vote_open, require_writing
from workshop.store.operations import Answer, operation

OPENING = "vote.open"
COUNTING, UNCOUNTING = "vote.count", "vote.uncount"
MOST_DOTS = 20

# A full hall votes at the same moment: build these statements once.
_BALLOTS, _WORKSHOPS, _PROPOSALS = (table_of(model) for model in (Ballot, Workshop, Proposal))
_HOLD = Statement(
    select(_WORKSHOPS.c.id).where(_WORKSHOPS.c.id == bindparam("wanted")).with_for_update(read=True)
)
_FORGET = Statement(delete(_BALLOTS).where(_BALLOTS.c.participant_id == bindparam("who")))
_GIVE = Statement(insert(_BALLOTS))
_FIND_KEYS = select(_PROPOSALS.c.public_id, _PROPOSALS.c.id).where(
    _PROPOSALS.c.workshop_id == bindparam("workshop"),
    _PROPOSALS.c.public_id.in_(bindparam("chosen", expanding=True)),
    *VOTED_ON,
)


@dataclass(frozen=True)
class Gift:
    """One person's vote on one proposal."""

    dots: int = 0
    supports: bool = False


@operation(OPENING)
def open_vote(context: WorkshopContext, changes: Changes, *, dots: int, hidden: bool) -> None:
    """Open a vote with ``dots`` for each; ``hidden`` hides the result until it is closed."""
    if is_vote_open(context.vote):
        raise Problem(gettext("The vote is open already."), gettext("Close it first."), status=409)
    if not has_lines(context.id):
        raise Problem(
            gettext("There is no proposal to vote on."),
            gettext("Approve a proposal first, or let the phones propose."),
            status=409,
        )
    rules = replace(context.in_force, dots=dots, dots_hidden=hidden).differences()
    # The vote is about all proposals: none of them stays in the spotlight, on no face.
    changes.set(
        context.load_workshop(), vote={"state": "open"}, rules=rules, focus=_without_spotlight(context)
    )


@operation("vote.close")
def close_vote(context: WorkshopContext, changes: Changes) -> Answer:
    """Close the vote: count, and delete who gave what. Undo cannot restore the ballots."""
    if not is_vote_open(context.vote):
        raise Problem(gettext("No vote is open."), gettext("Reload the page to see it."), status=409)
    return count_votes(context, changes)


def _without_spotlight(context: WorkshopContext) -> dict[str, Any]:
    """Return the focus in which the room sees the vote, while it deliberates."""
    spotlit = context.phase is Phase.DELIBERATE
    return {name: value for name, value in context.focus.items() if not (spotlit and name == "proposal")}


def count_votes(context: WorkshopContext, changes: Changes) -> Answer:
    """Count an open vote and close it, within an operation."""
    voters, totals = tally(context.id)
    counted = count_by_hand(context.id)
    proposals = db.session.scalars(select(Proposal).where(Proposal.workshop_id == context.id))
    for proposal in proposals:
        given = totals.get(proposal.id)
        if may_show(voters):
            changes.settle(proposal, support=kept(given or Totals(0, 0, {}), context.in_force.dots))
        else:
            changes.settle(proposal, support=None)
    by_hand = {"counted": counted} if counted else {}
    changes.settle(
        context.load_workshop(),
        vote={"state": "closed", "voters": voters, **by_hand},
        focus=_without_spotlight(context),
    )
    discard_ballots(context.id)
    # Earlier steps can be undone, but not the opening of the vote: its ballots are gone.
    db.session.execute(
        update(Change)
        .where(Change.workshop_id == context.id, Change.kind.in_((OPENING, COUNTING, UNCOUNTING)))
        .values(undoable=False)
    )
    changes.after_commit.append(forget_soon)
    return {"voters": voters}


@operation("vote.empty")
def empty_vote(context: WorkshopContext, changes: Changes) -> None:
    """Delete all ballots of the open vote, so that everybody votes anew. Undo cannot restore them."""
    if not is_vote_open(context.vote):
        raise Problem(gettext("No vote is open."), gettext("Reload the page to see it."), status=409)
    discard_ballots(context.id)
    emptied = int(context.vote.get("emptied", 0)) + 1
    changes.settle(context.load_workshop(), vote={**context.vote, "emptied": emptied})
    changes.after_commit.append(forget_soon)


def discard_ballots(workshop_id: int) -> None:
    """Delete every row that links a choice to a device: ballots, and receipts with their digests.

    Counts by hand are deleted as well: they are in the totals. A digest of so small a choice could be found
    by trying. A vote that is repeated afterwards finds no receipt, and a closed vote.
    """
    db.session.execute(delete(Ballot).where(Ballot.workshop_id == workshop_id))
    discard_shown(workshop_id)
    db.session.execute(delete(Count).where(Count.workshop_id == workshop_id))
    db.session.execute(delete(Operation).where(Operation.workshop_id == workshop_id, Operation.kind == KIND))


@operation(KIND, revision=False)
def cast(context: WorkshopContext, changes: Changes, gifts: Mapping[str, Gift]) -> Answer:
    """Store a participant's whole ballot, replacing an earlier one."""
    person, connection = context.actor.id, changes.connection
    given = {proposal: gift for proposal, gift in gifts.items() if gift.dots or gift.supports}
    # Keep the vote open until this ballot's commit: on PostgreSQL by a shared lock on its row, on SQLite by
    # the lock that writing takes.
    _HOLD.run(connection, {"wanted": context.id})
    _FORGET.run(connection, {"who": person})
    context = context.read_again(connection)
    require_writing(context)
    if not is_vote_open(context.vote):
        raise Problem(
            gettext("The vote is closed."),
            gettext("What you sent before it was closed is included."),
            status=409,
        )
    _require_allowed(context, given)
    keys = _keys(connection, context.id, given)
    for proposal, gift in given.items():
        _GIVE.run(
            connection,
            {
                "workshop_id": context.id,
                "participant_id": person,
                "proposal_id": keys[proposal],
                **asdict(gift),
            },
        )
    if not context.in_force.dots_hidden:
        show_when_due(context.id, connection, context.actor.name)
    return {}


def own_ballot(participant: Person) -> dict[str, Gift]:
    """Return a participant's ballot in the open vote, by the proposals' public ids."""
    rows = db.session.execute(
        select(Proposal.public_id, Ballot.dots, Ballot.supports)
        .join(Proposal, Proposal.id == Ballot.proposal_id)
        .where(Ballot.participant_id == participant.id)
    )
    return {proposal: Gift(dots, supports) for proposal, dots, supports in rows}


def kept(totals: Totals, dots: int) -> dict[str, Any]:
    """Return totals as stored; ``support`` is dots if people had any, else supporters."""
    return {**asdict(totals), "support": totals.dots if dots else totals.supporters}


def _require_allowed(context: WorkshopContext, given: Mapping[str, Gift]) -> None:
    spent, most = sum(gift.dots for gift in given.values()), context.in_force.dots
    if spent > most or any(gift.dots < 0 for gift in given.values()):
        raise Problem(
            gettext("You have %(number)d dots.", number=most),
            gettext("Remove some, then send again."),
            status=422,
        )


def _keys(connection: Connection, workshop_id: int, given: Mapping[str, Gift]) -> dict[str, int]:
    rows = connection.execute(_FIND_KEYS, {"workshop": workshop_id, "chosen": list(given)})
    found = {public_id: key for public_id, key in rows}  # noqa: C416  # typed rows
    if len(found) < len(given):
        raise Problem(
            gettext("A proposal that you chose is not shown any more."),
            gettext("Reload the page and vote again."),
            status=409,
        )
    return found
