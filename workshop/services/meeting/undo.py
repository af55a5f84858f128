"""Undo the desk's steps, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workshop.database.forgetting import forget_soon
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import (
    Change,
    Estimate,
    Facilitator,
    Helper,
    Participant,
    Proposal,
    SavedScenario,
    is_here,
)
from workshop.models.types import utc_now
from workshop.services.meeting import votes
from workshop.services.people import removals
from workshop.services.proposals.free_text import REVISING
from workshop.store.changes import Changes, Tracked, find_tracked, key_of
from workshop.store.context import WorkshopContext
from workshop.store.operations import operation

# A proposal's visibility and the question to its author: the desk decides again once the author has answered.
_SEEN = {"state", "hidden_reason", "included", "merged_into_id", "asked", "written"}


def last_undoable(workshop_id: int) -> Change | None:
    """Return the desk's newest step that has not been undone, or None."""
    taken_back = select(Change.undoes).where(Change.workshop_id == workshop_id, Change.undoes.is_not(None))
    return db.session.scalar(
        select(Change)
        .where(
            Change.workshop_id == workshop_id,
            Change.actor.startswith("desk:") | Change.actor.startswith("helper:"),
            Change.undoable,
            Change.id.not_in(taken_back),
        )
        .order_by(Change.id.desc())
        .limit(1)
    )


def other_of(change: Change, reader: Facilitator) -> str | None:
    """Return the name of the helper or facilitator who took a step; None if the reader took it."""
    kind, _, key = change.actor.partition(":")
    if kind == "helper":
        helper = db.session.get(Helper, int(key))
        return "" if helper is None else helper.label
    if kind != "desk" or int(key) == reader.id:
        return None
    facilitator = db.session.get(Facilitator, int(key))
    return "" if facilitator is None else facilitator.name


@operation("undo")
def undo_last(context: WorkshopContext, changes: Changes, change_id: int) -> None:
    """Undo the step that the desk saw as the last one.

    ``change_id`` names it, so that a second click, or a second desk, never undoes another.
    """
    last = last_undoable(context.id)
    if last is None or last.id != change_id:
        raise Problem(
            gettext("Something else has happened since."),
            gettext("Look at the newest step and undo that one if you want to."),
            status=409,
        )
    removals.require_in_time(last, utc_now())
    restore(last, changes)
    if last.kind == votes.OPENING:
        votes.discard_ballots(context.id)
        changes.after_commit.append(forget_soon)
    changes.subject = last.subject
    changes.undoes = last.id


def restore(step: Change, changes: Changes) -> None:
    """Restore the values before a step; delete rows that did not exist.

    Only the desk decides what the room reads: words that an author has written since stay, and wait or stay
    hidden until the desk has read them.
    """
    gone = []
    for key, values in step.before.items():
        row = find_tracked(key)
        if row is None:
            continue
        if values.get("there") is False:
            if isinstance(row, SavedScenario) and row.final_at is not None:
                raise Problem(
                    gettext("The imported scenario is final."),
                    gettext("Make it a draft again in the library first."),
                    status=409,
                )
            gone.append(row)
        elif isinstance(row, Proposal) and values.get("removed") and _is_shared(row):
            # Others have picked the same action since: keep it, without the step's author.
            changes.set(row, **{name: value for name, value in values.items() if name != "removed"})
        else:
            changes.set(row, **_without_unread(row, values, step))
        if isinstance(row, Proposal) and row.written == {"title": row.title, "description": row.description}:
            # The words are the author's again.
            changes.set(row, written=None)
    db.session.flush()
    for row in gone:
        changes.note_gone(row)
        db.session.delete(row)


def _without_unread(row: Tracked, values: Mapping[str, Any], step: Change) -> Mapping[str, Any]:
    """Omit from the earlier values those that would show words written after the step."""
    if isinstance(row, Estimate) and values.get("reason_shown") and _has_written(row, step):
        return {name: value for name, value in values.items() if name != "reason_shown"}
    if not isinstance(row, Proposal):
        return values
    written = _revised_since(row, step)
    return {name: value for name, value in values.items() if not written or name not in written | _SEEN}


def _revised_since(proposal: Proposal, step: Change) -> set[str]:
    """Return the columns of a proposal that its author has changed since a step."""
    key = key_of(proposal)
    later = select(Change.after).where(
        Change.workshop_id == step.workshop_id, Change.id > step.id, Change.kind == REVISING
    )
    return {name for after in db.session.scalars(later) for name in after.get(key, ())}


def _has_written(estimate: Estimate, step: Change) -> bool:
    """Return whether a person has sent anything since a step: their reason may be new."""
    person = select(Participant.public_id).where(Participant.id == estimate.participant_id)
    later = select(Change.id).where(
        Change.workshop_id == step.workshop_id,
        Change.id > step.id,
        Change.actor == person.scalar_subquery(),
    )
    return db.session.scalar(later.limit(1)) is not None


def _is_shared(proposal: Proposal) -> bool:
    """Return whether somebody else has estimated this action of the catalogue."""
    others = select(Estimate.id).where(
        Estimate.proposal_id == proposal.id,
        Estimate.participant_id != (proposal.author_id or 0),
        is_here(Estimate.participant_id),
    )
    return proposal.catalogue_id is not None and db.session.scalar(others.limit(1)) is not None
