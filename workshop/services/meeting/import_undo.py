"""Undo an import of a list as long as none of its actions has been changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Change, Proposal
from workshop.services.importing.list_import import IMPORT
from workshop.services.meeting.undo import restore
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import operation


@dataclass(frozen=True)
class PastImport:
    """An import: when, how many actions, whether it was undone, and what has changed its actions since."""

    change: int
    at: datetime
    actions: str
    undone: bool
    changed_since: str

    @property
    def can_be_undone(self) -> bool:
        """Whether it can still be undone."""
        return not self.undone and not self.changed_since


def list_imports(workshop_id: int) -> list[PastImport]:
    """List a workshop's imports, newest first."""
    steps = _steps(workshop_id)
    return [_past(step, steps) for step in reversed(steps) if step.kind == IMPORT]


@operation("undo")
def undo_import(context: WorkshopContext, changes: Changes, change_id: int) -> None:
    """Undo an import; refused once one of its actions has been changed."""
    steps = _steps(context.id)
    step = next((each for each in steps if each.id == change_id and each.kind == IMPORT), None)
    past = None if step is None else _past(step, steps)
    if step is None or past is None or past.undone:
        raise Problem(
            gettext("This import has been undone already."),
            gettext("Reload the page to see what is there now."),
            status=409,
        )
    if past.changed_since:
        raise Problem(
            gettext("“%(title)s” has been changed since this import.", title=past.changed_since),
            gettext("Undo that change first, or change the actions one by one."),
            status=409,
        )
    restore(step, changes)
    changes.subject = step.subject
    changes.undoes = step.id


def _steps(workshop_id: int) -> Sequence[Change]:
    wanted = select(Change).where(Change.workshop_id == workshop_id).order_by(Change.id)
    return db.session.scalars(wanted).all()


def _past(step: Change, steps: Sequence[Change]) -> PastImport:
    undone = {each.undoes for each in steps if each.undoes is not None}
    changed = next(
        (
            key
            for each in steps
            if each.id > step.id and each.undoes is None and each.id not in undone
            for key in each.after
            if key in step.after
        ),
        None,
    )
    return PastImport(
        step.id,
        step.created_at,
        step.subject,
        step.id in undone,
        "" if changed is None or step.id in undone else _title(changed),
    )


def _title(key: str) -> str:
    table, _, number = key.partition("/")
    proposal = db.session.get(Proposal, int(number)) if table == "proposals" else None
    return "" if proposal is None else proposal.title
