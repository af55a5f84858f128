"""Similar proposals: found while somebody types, and merged by the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Proposal, State
from workshop.services.proposals.moderation import answer_about
from workshop.services.proposals.together import Read, find_as_read
from workshop.services.proposals.words_read import words_seen
from workshop.state.lookup import find_proposal
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import views_for_room
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

SIMILAR_FROM = 0.34
MOST_SUGGESTED = 4
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class Similar:
    """A catalogue action (with its id) or a proposal of the room that resembles a text."""

    title: str
    catalogue_id: str | None


@operation("proposal.merge")
def merge(context: WorkshopContext, changes: Changes, read: Read, into: Read) -> Answer:
    """Merge a proposal into another; its author can see where it went, and its estimates count there.

    Both are as they were read, by :func:`seen_for_merging`: neither is hidden or written anew meanwhile.
    """
    one, other = (find_proposal(context.id, public_id) for public_id, _ in (read, into))
    for proposal, (_, seen) in ((one, read), (other, into)):
        if seen != seen_for_merging(proposal):
            raise Problem(
                gettext("“%(title)s” was decided or changed meanwhile.", title=proposal.title),
                gettext("Look at both again, then merge them."),
                status=409,
            )
    _merge_into(changes, one, other)
    return answer_about(one, changes)


@operation("proposals.merge")
def merge_together(
    context: WorkshopContext, changes: Changes, chosen: Sequence[Read], into_id: str
) -> Answer:
    """Merge those that wait and were read as they stand into one of them, in one step; the others stay."""
    if len(dict(chosen)) < 2:
        raise Problem(
            gettext("One proposal alone cannot be merged."), gettext("Select two or more."), status=409
        )
    as_read, left = find_as_read(context, chosen)
    into = next((proposal for proposal in as_read if proposal.public_id == into_id), None)
    if into is None or len(as_read) < 2:
        raise Problem(
            gettext("Of these, too few wait as you read them."),
            gettext("Somebody else has decided them, or they were changed: read them again."),
            status=409,
        )
    for proposal in as_read:
        if proposal is not into:
            _merge_into(changes, proposal, into)
    changes.subject = into.title
    return {"merged": len(as_read) - 1, "into": into_id, "left": left}


def seen_for_merging(proposal: Proposal | ProposalView) -> str:
    """Return the state of a proposal and a digest of its words, so that only what was read is merged."""
    return f"{proposal.state}-{words_seen(proposal)}"


def _merge_into(changes: Changes, proposal: Proposal, into: Proposal) -> None:
    fits = into.state in (State.WAITING.value, State.VISIBLE.value) and into.layer == proposal.layer
    if not fits or into.id == proposal.id or into.removed:
        raise Problem(gettext("These two cannot be merged."), gettext("Choose another proposal."), status=409)
    # Proposals merged into this one move along.
    children = db.session.scalars(select(Proposal).where(Proposal.merged_into_id == proposal.id))
    for child in children:
        changes.set(child, merged_into_id=into.id)
    changes.set(
        proposal, state=State.MERGED.value, merged_into_id=into.id, included=False, asked="", overlap=None
    )


def similar_to(snapshot: Snapshot, text: str, language: str) -> list[Similar]:
    """List what resembles ``text``, best first; others' proposals only once everybody sees them."""
    if not _WORD.search(text):
        return []
    catalogue = [Similar(action.text("title", language), action.id) for action in snapshot.catalogue.offered]
    proposed = [Similar(view.title, None) for view in views_for_room(snapshot) if view.catalogue_id is None]
    return nearest(text, [*catalogue, *proposed])


def order_by_likeness(view: ProposalView, others: Iterable[ProposalView]) -> list[ProposalView]:
    """Order other proposals by the similarity of their titles."""
    mine = _triples(view.title)
    return sorted(
        (other for other in others if other.id != view.id),
        key=lambda other: -likeness(mine, _triples(other.title)),
    )


def nearest(text: str, candidates: Iterable[Similar]) -> list[Similar]:
    """Return the few best candidates by Dice's coefficient of letter trigrams."""
    wanted = _triples(text)
    scored = [(likeness(wanted, _triples(candidate.title)), candidate) for candidate in candidates]
    close = sorted((pair for pair in scored if pair[0] >= SIMILAR_FROM), key=lambda pair: -pair[0])
    return [candidate for _, candidate in close[:MOST_SUGGESTED]]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient: twice the size of the intersection, over the sum of sizes; from 0 to 1."""
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0


@lru_cache(maxsize=4096)
def _triples(text: str) -> frozenset[str]:
    """Letter trigrams of each word, so that "electric cars" is near "cars go electric"."""
    triples: set[str] = set()
    for word in _WORD.findall(text.lower()):
        padded = f" {word} "
        triples.update(padded[start : start + 3] for start in range(len(padded) - 2))
    return frozenset(triples)
