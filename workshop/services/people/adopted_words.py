"""Erase a person's words also in workshops that have adopted their proposals as decided actions.

The action and its figures stay there: others have decided it. Its title becomes “Erased”, in its workshop's
log and saved scenarios, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, func, select, update

from workshop.database.forgetting import forget_soon
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import AdoptedWords, HeldPicture, Proposal
from workshop.services.people.blanking import Erased, blank_log, blank_saved
from workshop.store.actors import Actor
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import operation

_BY_ITSELF = Actor(0, "desk:0")


def find_origins(proposals: Sequence[Proposal]) -> list[str | None]:
    """Return, for each proposal, its id if its words are or may be a participant's; None for others."""
    ids = [proposal.id for proposal in proposals]
    known = set(db.session.scalars(select(AdoptedWords.proposal_id).where(AdoptedWords.proposal_id.in_(ids))))
    return [
        proposal.public_id
        if proposal.catalogue_id is None and (proposal.author_id is not None or proposal.id in known)
        else None
        for proposal in proposals
    ]


def note_origins(origins: Mapping[Proposal, str | None]) -> None:
    """Note, for proposals that were just flushed, whose words they have; the caller commits."""
    db.session.add_all(
        AdoptedWords(proposal_id=proposal.id, origin_id=origin)
        for proposal, origin in origins.items()
        if origin is not None
    )


def mark_due(public_ids: Iterable[str]) -> None:
    """Mark, within an operation, whatever was adopted from erased proposals, directly or by way of others."""
    origins = set(public_ids)
    while origins:
        found = db.session.execute(
            select(AdoptedWords.proposal_id, Proposal.public_id)
            .join(Proposal, Proposal.id == AdoptedWords.proposal_id)
            .where(AdoptedWords.origin_id.in_(origins), AdoptedWords.due.is_(False))
        ).all()
        ids = [row.proposal_id for row in found]
        db.session.execute(update(AdoptedWords).where(AdoptedWords.proposal_id.in_(ids)).values(due=True))
        origins = {row.public_id for row in found}


def erase_adopted() -> None:
    """Erase what is marked, one step in each workshop that has some of it."""
    due: dict[int, list[int]] = {}
    for workshop_id, proposal_id in db.session.execute(
        select(Proposal.workshop_id, Proposal.id)
        .join(AdoptedWords, AdoptedWords.proposal_id == Proposal.id)
        .where(AdoptedWords.due.is_(True))
        .order_by(Proposal.id)
    ):
        due.setdefault(workshop_id, []).append(proposal_id)
    db.session.rollback()
    for workshop_id, ids in due.items():
        # Two processes that look at the same moment use the same operation id: only one erases.
        _take_words_out(workshop_id, _BY_ITSELF, f"words-{workshop_id}-{ids[-1]}-{len(ids)}", ids)


def count_adopted_elsewhere(workshop_id: int) -> int:
    """Count the proposals of a workshop whose words decided actions of other workshops have."""
    own = select(Proposal.public_id).where(Proposal.workshop_id == workshop_id)
    found = select(func.count(AdoptedWords.origin_id.distinct())).where(AdoptedWords.origin_id.in_(own))
    return db.session.scalar(found) or 0


@operation("words.erase")
def _take_words_out(context: WorkshopContext, changes: Changes, ids: Sequence[int]) -> None:
    proposals = db.session.scalars(select(Proposal).where(Proposal.id.in_(ids))).all()
    workshop = context.load_workshop()
    erased = Erased(
        proposals={proposal.id: proposal.public_id for proposal in proposals},
        keys={f"proposals/{proposal.id}" for proposal in proposals},
        titles={proposal.title for proposal in proposals},
    )
    blank_log(workshop, erased)
    blank_saved(workshop, erased)
    db.session.execute(delete(HeldPicture).where(HeldPicture.workshop_id == workshop.id))
    for proposal in proposals:
        proposal.title, proposal.description, proposal.written = gettext("Erased"), "", None
    db.session.execute(delete(AdoptedWords).where(AdoptedWords.proposal_id.in_(ids)))
    changes.subject = str(len(proposals))
    changes.after_commit.append(forget_soon)
