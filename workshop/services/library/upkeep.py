"""What the library changes about a saved scenario: its name and note, final or draft, the trash.

Each step stands in the workshop's log. None is undone at the desk, where a meeting may go on: each has a way
back in the library.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete

from workshop.database.durability import commit_durably
from workshop.database.forgetting import forget_soon
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import SavedScenario
from workshop.models.types import utc_now
from workshop.services.library.entries import require_used
from workshop.services.workshops.saved_scenarios import find_saved
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

TRASH_DAYS: Final = 60
"""Days in the trash before a scenario is deleted for good."""


@operation("scenario.rename")
def rename_scenario(
    context: WorkshopContext, changes: Changes, number: int, *, name: str, note: str
) -> Answer:
    """Give a draft another name and note; its figures stay, and so does its hash."""
    saved = _require_draft(context.id, number)
    saved.name, saved.note = name, note
    document = saved.document
    about = {**document["about"], "note": note} if "note" in document["about"] else document["about"]
    saved.document = {**document, "title": name, "about": about}
    return _told(saved, changes)


@operation("scenario.final")
def mark_final(context: WorkshopContext, changes: Changes, number: int) -> Answer:
    """Mark a draft as final: it can be neither renamed nor thrown away until that is taken back."""
    saved = _require_draft(context.id, number)
    saved.final_at = utc_now()
    return _told(saved, changes)


@operation("scenario.draft")
def mark_draft(context: WorkshopContext, changes: Changes, number: int) -> Answer:
    """Take back that a scenario is final."""
    saved = find_saved(context.id, number)
    saved.final_at = None
    return _told(saved, changes)


@operation("scenario.trash")
def trash_scenario(context: WorkshopContext, changes: Changes, number: int) -> Answer:
    """Put a draft into the trash, from where it can be restored for :data:`TRASH_DAYS` days."""
    saved = _require_draft(context.id, number)
    saved.trashed_at = utc_now()
    return _told(saved, changes)


@operation("scenario.restore")
def restore_scenario(context: WorkshopContext, changes: Changes, number: int) -> Answer:
    """Take a scenario out of the trash."""
    saved = find_saved(context.id, number)
    saved.trashed_at = None
    return _told(saved, changes)


def gone_at(trashed_at: datetime) -> datetime:
    """Return when a scenario in the trash is deleted for good."""
    return trashed_at + timedelta(days=TRASH_DAYS)


def empty_trash(now: datetime) -> int:
    """Delete the scenarios whose time in the trash is over; return how many."""
    due = delete(SavedScenario).where(SavedScenario.trashed_at <= now - timedelta(days=TRASH_DAYS))
    gone = db.session.execute(due.returning(SavedScenario.id)).all()
    commit_durably()
    if gone:
        forget_soon()
    return len(gone)


def _require_draft(workshop_id: int, number: int) -> SavedScenario:
    saved = require_used(workshop_id, number)
    if saved.final_at is not None:
        raise Problem(
            gettext("“%(name)s” is final.", name=saved.name),
            gettext("Make it a draft again first."),
            status=409,
        )
    return saved


def _told(saved: SavedScenario, changes: Changes) -> Answer:
    changes.subject = saved.name
    return {"number": saved.number}
