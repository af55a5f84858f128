"""The room votes: some dots a person, given to any proposals, and who supports what.

While a vote is open, ballots stand with those who gave them, so that they can be changed. Closing
turns them into totals and deletes every row that ties a choice to a device, in one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, distinct, func, insert, select, update

from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import (
    Ballot,
    Change,
    Count,
    Facilitator,
    Operation,
    Participant,
    Proposal,
    Workshop,
)
from workshop.services.agenda import require_writing
from workshop.services.ballot_lines import VOTED_ON, has_lines
from workshop.services.changes import Changes
from workshop.services.confidentiality import break_down, may_show
from workshop.services.moderation import desk_name
from workshop.services.operations import Ground, OperationRequest, Receipt, perform, read_ground, record
from workshop.statements import Statement

KIND = "vote"
OPENING = "vote.open"
COUNTING, UNCOUNTING = "vote.count", "vote.uncount"
MOST_DOTS = 20

# Whoever voted: a participant, or one of the hands or ballots of a count.
Voter = tuple[int, int]

# A hall votes at the same moment: what each ballot runs is built once.
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
    """What somebody gives one proposal."""

    dots: int = 0
    supports: bool = False


@dataclass(frozen=True)
class Totals:
    """What a proposal was given; ``by_role`` only where it tells about nobody."""

    dots: int
    supporters: int
    by_role: dict[str, dict[str, int]]


def is_open(vote: Mapping[str, Any]) -> bool:
    """Tell whether people can vote now."""
    return vote.get("state") == "open"


def open_vote(
    workshop_id: int, facilitator: Facilitator, operation_id: str, *, dots: int, hidden: bool
) -> Receipt:
    """Let the room vote; each has ``dots``, and ``hidden`` keeps the result until the vote is closed."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        if is_open(workshop.vote):
            raise Problem(gettext("The vote is open already."), gettext("Close it first."), status=409)
        if not has_lines(workshop.id):
            raise Problem(
                gettext("There is no proposal to vote on."),
                gettext("Approve a proposal first, or let the phones propose."),
                status=409,
            )
        rules = replace(workshop.in_force, dots=dots, dots_hidden=hidden).differences()
        changes.set(workshop, vote={"state": "open"}, rules=rules)

    return _perform(workshop_id, facilitator, operation_id, OPENING, apply, dots=dots, hidden=hidden)


def close_vote(workshop_id: int, facilitator: Facilitator, operation_id: str) -> Receipt:
    """Count, and forget who gave what. This cannot be undone: nothing is left to undo it with."""

    def apply(workshop: Workshop, changes: Changes) -> dict[str, Any]:
        if not is_open(workshop.vote):
            raise Problem(gettext("No vote is open."), gettext("Reload the page to see it."), status=409)
        voters, totals = tally(workshop.id)
        counted = count_by_hand(workshop.id)
        proposals = db.session.scalars(select(Proposal).where(Proposal.workshop_id == workshop.id))
        for proposal in proposals:
            given = totals.get(proposal.id)
            if may_show(voters):
                changes.settle(proposal, support=kept(given or Totals(0, 0, {}), workshop.in_force.dots))
            else:
                changes.settle(proposal, support=None)
        by_hand = {"counted": counted} if counted else {}
        changes.settle(workshop, vote={"state": "closed", "voters": voters, **by_hand})
        discard_ballots(workshop.id)
        # What was before it can be undone, but not that it was opened: its ballots are gone.
        db.session.execute(
            update(Change)
            .where(Change.workshop_id == workshop.id, Change.kind.in_((OPENING, COUNTING, UNCOUNTING)))
            .values(undoable=False)
        )
        return {"voters": voters}

    return _perform(workshop_id, facilitator, operation_id, "vote.close", apply)


def discard_ballots(workshop_id: int) -> None:
    """Delete every row that ties a choice to a device: the ballots, and the receipts with their digests.

    What was counted by hand goes with them: it is in the totals.

    A digest of so small a choice could be found by trying. A vote that is sent again afterwards finds
    no receipt, and the vote closed.
    """
    db.session.execute(delete(Ballot).where(Ballot.workshop_id == workshop_id))
    db.session.execute(delete(Count).where(Count.workshop_id == workshop_id))
    db.session.execute(delete(Operation).where(Operation.workshop_id == workshop_id, Operation.kind == KIND))


def cast(workshop_id: int, participant: Person, operation_id: str, gifts: Mapping[str, Gift]) -> Receipt:
    """Store a participant's whole ballot in place of the one before."""
    person = participant.id
    given = {proposal: gift for proposal, gift in gifts.items() if gift.dots or gift.supports}

    def apply(stale: Ground, connection: Connection) -> dict[str, Any]:
        # The vote is not closed between our looking whether it is open and this ballot's commit: on
        # PostgreSQL by the shared lock of its row, on SQLite by the lock that writing takes.
        _HOLD.run(connection, {"wanted": stale.id})
        _FORGET.run(connection, {"who": person})
        ground = read_ground(connection, stale.id)
        require_writing(ground)
        if not is_open(ground.vote):
            raise Problem(
                gettext("The vote is closed."),
                gettext("What you sent before it was closed counts."),
                status=409,
            )
        _require_allowed(ground, given)
        keys = _keys(connection, ground.id, given)
        for proposal, gift in given.items():
            _GIVE.run(
                connection,
                {
                    "workshop_id": ground.id,
                    "participant_id": person,
                    "proposal_id": keys[proposal],
                    **asdict(gift),
                },
            )
        return {}

    request = OperationRequest(
        operation_id=operation_id,
        kind=KIND,
        actor=participant.public_id,
        content={"gifts": {proposal: asdict(gift) for proposal, gift in given.items()}},
    )
    return record(workshop_id, request, apply)


def own_ballot(participant: Person) -> dict[str, Gift]:
    """Find what somebody has given in the vote that is open, by the proposals' public ids."""
    rows = db.session.execute(
        select(Proposal.public_id, Ballot.dots, Ballot.supports)
        .join(Proposal, Proposal.id == Ballot.proposal_id)
        .where(Ballot.participant_id == participant.id)
    )
    return {proposal: Gift(dots, supports) for proposal, dots, supports in rows}


def count_voters(workshop_id: int) -> int:
    """Count who has voted in the vote that is open, on phones and by hand."""
    phones = db.session.scalar(
        select(func.count(distinct(Ballot.participant_id))).where(Ballot.workshop_id == workshop_id)
    )
    return (phones or 0) + sum(count_by_hand(workshop_id).values())


def list_counts(workshop_id: int) -> list[Count]:
    """List what was counted by hand in the vote that is open, oldest first."""
    there = select(Count).where(Count.workshop_id == workshop_id, Count.removed.is_(False))
    return list(db.session.scalars(there.order_by(Count.id)))


def count_by_hand(workshop_id: int) -> dict[str, int]:
    """Count the ballots on paper and the hands of the vote that is open."""
    voters: Counter[str] = Counter()
    for count in list_counts(workshop_id):
        voters[count.source] += count.voters
    return dict(voters)


def tally(workshop_id: int) -> tuple[int, dict[int, Totals]]:
    """Count the voters, and what each proposal was given, by the proposals' keys."""
    rows = db.session.execute(
        select(Ballot.participant_id, Participant.role, Ballot.proposal_id, Ballot.dots, Ballot.supports)
        .join(Participant, Participant.id == Ballot.participant_id)
        .where(Ballot.workshop_id == workshop_id)
    ).all()
    counts = list_counts(workshop_id)
    voters: dict[str, set[Voter]] = {}
    for person, role, *_ in rows:
        voters.setdefault(role, set()).add((person, 0))
    for count in counts:
        # Who votes by hand has no role here: they are a group of their own, large enough or not.
        voters.setdefault(count.source, set()).update((-count.id, hand) for hand in range(count.voters))
    # The groups are those of everybody who voted, the same for every proposal: not giving tells, too.
    groups = break_down({role: sorted(people) for role, people in voters.items()})
    group_of = {person: name for name, people in groups.items() for person in people}
    names = list(groups) if len(groups) > 1 else []
    totals: dict[int, Totals] = {}
    for person, _, proposal, dots, supports in rows:
        _add(totals, proposal, names, group_of.get((person, 0)), dots, int(supports))
    keys = _all_keys(workshop_id) if counts else {}
    for count in counts:
        group = group_of.get((-count.id, 0))
        for public_id, gift in count.gifts.items():
            if public_id in keys:
                _add(totals, keys[public_id], names, group, gift["dots"], gift["supporters"])
    return sum(len(people) for people in voters.values()), totals


def _add(
    totals: dict[int, Totals], proposal: int, names: list[str], group: str | None, dots: int, supporters: int
) -> None:
    """Add what a person, or a count by hand, gives a proposal, to the whole and to their group."""
    before = totals.get(proposal) or Totals(0, 0, {name: {"dots": 0, "supporters": 0} for name in names})
    if before.by_role and group is not None:
        before.by_role[group]["dots"] += dots
        before.by_role[group]["supporters"] += supporters
    totals[proposal] = replace(before, dots=before.dots + dots, supporters=before.supporters + supporters)


def _all_keys(workshop_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(Proposal.public_id, Proposal.id).where(Proposal.workshop_id == workshop_id)
    )
    return {public_id: key for public_id, key in rows}  # noqa: C416  # typed rows


def tally_by_id(workshop_id: int) -> tuple[int, dict[str, Totals]]:
    """Count what stands now, by the proposals' public ids, for a vote whose result is not hidden."""
    voters, totals = tally(workshop_id)
    keys = _all_keys(workshop_id)
    return voters, {public_id: totals[key] for public_id, key in keys.items() if key in totals}


def kept(totals: Totals, dots: int) -> dict[str, Any]:
    """Write totals as the database keeps them; support is what people had to share out, if they had."""
    return {**asdict(totals), "support": totals.dots if dots else totals.supporters}


def _require_allowed(ground: Ground, given: Mapping[str, Gift]) -> None:
    spent, most = sum(gift.dots for gift in given.values()), ground.in_force.dots
    if spent > most or any(gift.dots < 0 for gift in given.values()):
        raise Problem(
            gettext("You have %(number)d dots.", number=most),
            gettext("Take some away, then send again."),
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


def _perform(
    workshop_id: int,
    facilitator: Facilitator,
    operation_id: str,
    kind: str,
    apply: Any,
    **content: Any,
) -> Receipt:
    request = OperationRequest(
        operation_id=operation_id, kind=kind, actor=desk_name(facilitator), content=content
    )
    return perform(workshop_id, request, apply)
