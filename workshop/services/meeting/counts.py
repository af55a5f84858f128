"""Votes counted by hand: paper ballots, or hands in the hall, besides those of phones.

During an open vote a count waits with the ballots, and closing adds all of it. Afterwards, or if no phone
votes, it is added to the totals if it has at least five people: a smaller one would be revealed by the
difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Count, Layer, Proposal, Source, State
from workshop.services.meeting.votes import COUNTING, UNCOUNTING, kept
from workshop.state.confidentiality import may_show
from workshop.state.shown_totals import show_when_due
from workshop.state.tallies import Totals
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import is_vote_open
from workshop.store.operations import Answer, operation

MOST_VOTERS = 5000


@dataclass(frozen=True)
class Counted:
    """What the people counted together give one proposal."""

    dots: int = 0
    supporters: int = 0


@operation(COUNTING)
def enter_count(
    context: WorkshopContext,
    changes: Changes,
    *,
    source: Source,
    voters: int,
    gifts: Mapping[str, Counted],
) -> Answer:
    """Enter what ``voters`` people gave, by the proposals' public ids."""
    given = {proposal: asdict(gift) for proposal, gift in gifts.items() if gift.dots or gift.supporters}
    _require_sound(context, voters, given)
    if is_vote_open(context.vote):
        count = Count(workshop_id=context.id, source=source.value, voters=voters, gifts=given)
        db.session.add(count)
        db.session.flush()
        changes.note_new(count)
        _show(context, changes)
    else:
        _add_to_totals(context, changes, source, voters, given)
    changes.subject = str(voters)
    return {"voters": voters}


@operation(UNCOUNTING)
def take_away(context: WorkshopContext, changes: Changes, count_id: int) -> None:
    """Delete a count while the vote is open."""
    count = db.session.scalar(
        select(Count).where(Count.id == count_id, Count.workshop_id == context.id, Count.removed.is_(False))
    )
    if count is None:
        raise Problem(
            gettext("This count is no longer there."), gettext("Reload the page to see it."), status=409
        )
    changes.set(count, removed=True)
    db.session.flush()
    _show(context, changes)
    changes.subject = str(count.voters)


def _show(context: WorkshopContext, changes: Changes) -> None:
    if is_vote_open(context.vote) and not context.in_force.dots_hidden:
        show_when_due(context.id, changes.connection)


def _add_to_totals(
    context: WorkshopContext,
    changes: Changes,
    source: Source,
    voters: int,
    given: Mapping[str, Mapping[str, int]],
) -> None:
    if not may_show(voters):
        raise Problem(
            gettext("Fewer than five votes cannot be added to a result that is known."),
            gettext("Enter them before the vote is closed, or count at least five together."),
            status=409,
        )
    known = int(context.vote.get("voters", 0))
    # Of fewer than five nothing was kept, so there is nothing to add to.
    before = known if may_show(known) else 0
    counted = dict(context.vote.get("counted", {})) if before else {}
    counted[source.value] = counted.get(source.value, 0) + voters
    vote = {"state": "closed", "voters": before + voters, "counted": counted}
    changes.set(context.load_workshop(), vote=vote)
    for proposal in _proposals(context.id):
        gift = given.get(proposal.public_id, {"dots": 0, "supporters": 0})
        totals = _with(proposal.support if before else None, source, gift)
        changes.set(proposal, support=kept(totals, context.in_force.dots))


def _with(support: dict[str, Any] | None, source: Source, gift: Mapping[str, int]) -> Totals:
    """Add a count to a proposal's totals; in a breakdown by groups, those counted are a group."""
    old = support or {"dots": 0, "supporters": 0, "by_role": {}}
    by_role = {name: dict(lane) for name, lane in old["by_role"].items()}
    if by_role:
        lane = by_role.setdefault(source.value, {"dots": 0, "supporters": 0})
        by_role[source.value] = {name: lane[name] + gift[name] for name in ("dots", "supporters")}
    return Totals(old["dots"] + gift["dots"], old["supporters"] + gift["supporters"], by_role)


def _require_sound(context: WorkshopContext, voters: int, given: Mapping[str, Mapping[str, int]]) -> None:
    shown = {proposal.public_id for proposal in _proposals(context.id)}
    if given.keys() - shown:
        raise Problem(
            gettext("A proposal that you chose is not shown any more."),
            gettext("Reload the page and enter it again."),
            status=409,
        )
    dots = sum(gift["dots"] for gift in given.values())
    if not 1 <= voters <= MOST_VOTERS or any(gift["supporters"] > voters for gift in given.values()):
        raise Problem(
            gettext("A proposal cannot have more hands than there were voters."),
            gettext("Count again."),
            status=422,
        )
    most = voters * context.in_force.dots
    if dots > most or any(min(gift.values()) < 0 for gift in given.values()):
        raise Problem(
            gettext("%(voters)d people have %(dots)d dots together.", voters=voters, dots=most),
            gettext("Count again."),
            status=422,
        )


def _proposals(workshop_id: int) -> list[Proposal]:
    return list(
        db.session.scalars(
            select(Proposal).where(
                Proposal.workshop_id == workshop_id,
                Proposal.state == State.VISIBLE.value,
                Proposal.layer == Layer.PROPOSED.value,
                Proposal.removed.is_(False),
            )
        )
    )
