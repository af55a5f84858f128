"""Decisions of the desk about several proposals at once: one receipt, one step to undo."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import HiddenReason, Proposal, State
from workshop.services.proposals.words_read import words_seen
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

# A public id, and the digest of what was read.
Read = tuple[str, str]


@operation("proposals.approve")
def approve_together(context: WorkshopContext, changes: Changes, chosen: Sequence[Read]) -> Answer:
    """Approve the proposals that wait and were read as they stand; the others stay as they are."""
    decided, left = find_as_read(context, chosen)
    for proposal in decided:
        changes.set(
            proposal,
            state=State.VISIBLE.value,
            hidden_reason=None,
            included=True,
            asked="",
        )
    changes.subject = str(len(decided))
    return {"approved": len(decided), "left": left}


@operation("proposals.hide")
def hide_together(
    context: WorkshopContext, changes: Changes, chosen: Sequence[Read], reason: HiddenReason
) -> Answer:
    """Hide the proposals that wait and were read as they stand; the others stay as they are."""
    decided, left = find_as_read(context, chosen)
    for proposal in decided:
        changes.set(
            proposal,
            state=State.HIDDEN.value,
            hidden_reason=reason.value,
            included=False,
            asked="",
        )
    changes.subject = str(len(decided))
    return {"hidden": len(decided), "left": left}


def find_as_read(context: WorkshopContext, chosen: Sequence[Read]) -> tuple[list[Proposal], int]:
    """Find those that still wait with the words that were read, and how many do not.

    Somebody else may have decided one, or its author may have written it anew.
    """
    read = dict(chosen)
    found = db.session.scalars(
        select(Proposal).where(
            Proposal.workshop_id == context.id,
            Proposal.public_id.in_(read),
            Proposal.state == State.WAITING.value,
            Proposal.removed.is_(False),
        )
    )
    as_read = [proposal for proposal in found if words_seen(proposal) == read[proposal.public_id]]
    if not as_read:
        raise Problem(
            gettext("None of these waits as you read it."),
            gettext("Somebody else has decided them, or they were changed: read them again."),
            status=409,
        )
    return as_read, len(read) - len(as_read)
