"""Proposals that say the same: found while somebody types, and merged by the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from scenarios.catalogue.catalogue import load_catalogue
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Proposal, State
from workshop.services.proposals.moderation import answer_about
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
    """Something like what is being typed: a catalogue action (with its id) or a proposal of the room."""

    title: str
    catalogue_id: str | None


@operation("proposal.merge")
def merge(context: WorkshopContext, changes: Changes, public_id: str, into_id: str) -> Answer:
    """Let a proposal stand within another; its author reads where it went, its estimates count there."""
    proposal, into = find_proposal(context.id, public_id), find_proposal(context.id, into_id)
    if into.id == proposal.id or into.merged_into_id is not None or into.layer != proposal.layer:
        raise Problem(gettext("These two cannot be merged."), gettext("Choose another proposal."), status=409)
    # Whatever was merged into this one goes along.
    children = db.session.scalars(select(Proposal).where(Proposal.merged_into_id == proposal.id))
    for child in children:
        changes.set(child, merged_into_id=into.id)
    changes.set(
        proposal, state=State.MERGED.value, merged_into_id=into.id, included=False, asked="", overlap=None
    )
    return answer_about(proposal, changes)


def similar_to(snapshot: Snapshot, text: str, language: str) -> list[Similar]:
    """Find what says nearly the same as ``text``, the nearest first; others' proposals once all see them."""
    if not _WORD.search(text):
        return []
    catalogue = [Similar(action.text("title", language), action.id) for action in load_catalogue()]
    proposed = [Similar(view.title, None) for view in views_for_room(snapshot) if view.catalogue_id is None]
    return nearest(text, [*catalogue, *proposed])


def order_by_likeness(view: ProposalView, others: Iterable[ProposalView]) -> list[ProposalView]:
    """Order other proposals by how much their titles are like one's."""
    mine = _triples(view.title)
    return sorted(
        (other for other in others if other.id != view.id),
        key=lambda other: -likeness(mine, _triples(other.title)),
    )


def nearest(text: str, candidates: Iterable[Similar]) -> list[Similar]:
    """Order candidates by likeness (Dice's coefficient of letter triples) and keep the nearest few."""
    wanted = _triples(text)
    scored = [(likeness(wanted, _triples(candidate.title)), candidate) for candidate in candidates]
    close = sorted((pair for pair in scored if pair[0] >= SIMILAR_FROM), key=lambda pair: -pair[0])
    return [candidate for _, candidate in close[:MOST_SUGGESTED]]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Twice what two sets share, over what they hold together: 0 for nothing, 1 for the same."""
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0


@lru_cache(maxsize=4096)
def _triples(text: str) -> frozenset[str]:
    """Letter triples of each word, so that "electric cars" is near "cars go electric"."""
    triples: set[str] = set()
    for word in _WORD.findall(text.lower()):
        padded = f" {word} "
        triples.update(padded[start : start + 3] for start in range(len(padded) - 2))
    return frozenset(triples)
