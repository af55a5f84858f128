"""Count the ballots of a vote, and the votes counted by hand, as they are now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from sqlalchemy import distinct, func, select

from workshop.extensions import db
from workshop.models import Ballot, Count, Participant, Proposal, is_here
from workshop.state.confidentiality import break_down

# A voter: a participant, or one of the hands or ballots of a count.
Voter = tuple[int, int]


@dataclass(frozen=True)
class Totals:
    """What a proposal got; ``by_role`` only if it identifies nobody."""

    dots: int
    supporters: int
    by_role: dict[str, dict[str, int]]


def count_voters(workshop_id: int) -> int:
    """Count those who have voted in the open vote, on phones and by hand."""
    phones = db.session.scalar(
        select(func.count(distinct(Ballot.participant_id))).where(
            Ballot.workshop_id == workshop_id, is_here(Ballot.participant_id)
        )
    )
    return (phones or 0) + sum(count_by_hand(workshop_id).values())


def list_counts(workshop_id: int) -> list[Count]:
    """List the counts by hand in the open vote, oldest first."""
    there = select(Count).where(Count.workshop_id == workshop_id, Count.removed.is_(False))
    return list(db.session.scalars(there.order_by(Count.id)))


def count_by_hand(workshop_id: int) -> dict[str, int]:
    """Count the paper ballots and hands of the open vote."""
    voters: Counter[str] = Counter()
    for count in list_counts(workshop_id):
        voters[count.source] += count.voters
    return dict(voters)


def tally(workshop_id: int) -> tuple[int, dict[int, Totals]]:
    """Return the number of voters, and what each proposal got, by the proposals' keys."""
    rows = db.session.execute(
        select(Ballot.participant_id, Participant.role, Ballot.proposal_id, Ballot.dots, Ballot.supports)
        .join(Participant, Participant.id == Ballot.participant_id)
        .where(Ballot.workshop_id == workshop_id, is_here(Ballot.participant_id))
    ).all()
    counts = list_counts(workshop_id)
    voters: dict[str, set[Voter]] = {}
    for person, role, *_ in rows:
        voters.setdefault(role, set()).add((person, 0))
    for count in counts:
        # Voters counted by hand have no role: they are a group of their own, large enough or not.
        voters.setdefault(count.source, set()).update((-count.id, hand) for hand in range(count.voters))
    # The groups are those of all voters, the same for every proposal: not voting for one is information, too.
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
    """Return the present count by the proposals' public ids, for a vote whose result is not hidden."""
    voters, totals = tally(workshop_id)
    keys = _all_keys(workshop_id)
    return voters, {public_id: totals[key] for public_id, key in keys.items() if key in totals}
