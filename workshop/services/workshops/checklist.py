"""What is prepared before a meeting, as the data have it."""

from __future__ import annotations

import enum
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from workshop.errors import Problem
from workshop.extensions import db
from workshop.models import Facilitator, Layer, Operation, Proposal, State, Workshop
from workshop.services.people.helpers import list_helpers
from workshop.services.people.screens import list_screens
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

_KIND = "workshop.prepared"


class Preparation(enum.StrEnum):
    """What leaves no other trace that it was done."""

    VENUE = "venue"
    REHEARSAL = "rehearsal"
    PAPER = "paper"


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What is prepared: numbers, and when something was last noted (None: never)."""

    has_password: bool
    screens: int
    decided: int
    helpers: int
    venue: datetime | None
    rehearsal: datetime | None
    paper: datetime | None


@operation(_KIND, revision=False)
def _note(context: WorkshopContext, changes: Changes, what: str) -> Answer:  # noqa: ARG001
    return {"prepared": what}


def note_prepared(workshop: Workshop, what: Preparation) -> None:
    """Note that something was done; the first time counts. A page is shown also if nothing can be stored."""
    # One id for each workshop and matter: a repeat stores nothing more.
    with suppress(DBAPIError, Problem):
        _note(workshop.id, workshop.owner, f"prepared-{what.value}-{workshop.code}", what.value)


def read_prepared(workshop: Workshop, facilitator: Facilitator) -> Prepared:
    """Return what is prepared for a workshop."""
    noted = {
        str(answer["answer"]["prepared"]): moment
        for answer, moment in db.session.execute(
            select(Operation.answer, Operation.created_at).where(
                Operation.workshop_id == workshop.id, Operation.kind == _KIND
            )
        )
    }
    decided = db.session.scalar(
        select(func.count(Proposal.id)).where(
            Proposal.workshop_id == workshop.id,
            Proposal.layer == Layer.DECIDED.value,
            Proposal.state == State.VISIBLE.value,
            Proposal.removed.is_(False),
        )
    )
    return Prepared(
        has_password=facilitator.password_hash is not None,
        screens=len(list_screens(workshop.id)),
        decided=decided or 0,
        helpers=len(list_helpers(workshop)),
        **{what.value: noted.get(what.value) for what in Preparation},
    )
