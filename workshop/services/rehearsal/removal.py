"""Remove a rehearsal without a trace, as if no simulated participant had ever been in the workshop.

The log is replayed without the steps of simulated participants and without the desk's decisions while they
were there; what real people sent meanwhile stays. The desk may keep its preparations from that time: agenda,
rules and the list of decided actions.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, select, update

from workshop.database.durability import commit_soon_durable
from workshop.database.forgetting import forget_soon
from workshop.extensions import db
from workshop.models import (
    Ballot,
    Change,
    Estimate,
    HeldPicture,
    Operation,
    Participant,
    Proposal,
    Rehearsal,
    Rules,
    SavedScenario,
    TableChoice,
    Workshop,
)
from workshop.services.rehearsal.rehearsals import find_rehearsal, tell
from workshop.state.published import discard_published
from workshop.state.shown_totals import discard_shown
from workshop.store.changes import find_tracked

PREPARATIONS = {"workshop.agenda", "workshop.rules", "decided.import"}
# Large facts that can be restored from the log, instead of being stored twice.
_FACTS = ("budget", "marks", "reference", "history", "limits", "gas", "start_year", "end_year")
# Rules of the moment, not of the preparation.
_MOMENTARY = ("frozen", "still", "wall", "dots", "dots_hidden")
# The log's name for whether a row exists.
_THERE = "there"
# Every database accepts as many parameters in one statement.
_AT_ONCE = 500


@dataclass(frozen=True)
class _Past:
    """What happened since a rehearsal began, and by whom.

    ``invented`` are its people by key, with public ids; ``kept`` are the changes that stay. ``entered`` are
    the log keys of rows that only the desk made: they go with their changes.
    """

    workshop: Workshop
    rehearsal: Rehearsal
    invented: dict[int, str]
    changes: list[Change]
    kept: set[int]
    entered: set[str]

    @property
    def key(self) -> str:
        """The workshop's key in the log."""
        return f"workshop/{self.workshop.id}"

    def is_desk(self, actor: str) -> bool:
        """Return whether the actor is somebody at the desk."""
        return actor.startswith(("desk:", "helper:"))


def remove(workshop_id: int, *, keep_preparations: bool = False) -> int | None:
    """Remove a workshop's rehearsal; return the number of simulated participants, or None if there was none.

    A new epoch refreshes all screens. There is no receipt: a repeat finds nothing to remove.
    """
    # Update first, as in every operation: it takes the lock.
    db.session.execute(
        update(Workshop)
        .where(Workshop.id == workshop_id)
        .values(revision=Workshop.revision + 1, epoch=secrets.token_hex(4))
    )
    rehearsal = find_rehearsal(workshop_id)
    if rehearsal is None:
        db.session.rollback()
        return None
    try:
        gone = _remove(_read_past(workshop_id, rehearsal, keep_preparations), keep_preparations)
        commit_soon_durable()
    except BaseException:
        db.session.rollback()
        raise
    forget_soon()
    tell(workshop_id)
    return gone


def _remove(past: _Past, keep_preparations: bool) -> int:
    workshop = past.workshop
    gone, adopted = _sort_proposals(past)
    _restore_rows(past, gone, adopted)
    _restore_course(past, keep_preparations)
    _forget_changes(past, {f"proposals/{key}" for key in gone})
    _forget_receipts(past)
    db.session.execute(
        delete(SavedScenario).where(
            SavedScenario.workshop_id == workshop.id, SavedScenario.revision > past.rehearsal.revision
        )
    )
    db.session.execute(
        delete(HeldPicture).where(
            HeldPicture.workshop_id == workshop.id, HeldPicture.revision > past.rehearsal.revision
        )
    )
    # No vote was open when it began: every ballot is from one of the rehearsal's votes.
    db.session.execute(delete(Ballot).where(Ballot.workshop_id == workshop.id))
    discard_shown(workshop.id)
    discard_published(workshop.id)
    db.session.execute(
        delete(TableChoice).where(TableChoice.workshop_id == workshop.id, TableChoice.rehearsal.is_(True))
    )
    db.session.flush()
    for keys in _slices(gone):
        _execute(update(Proposal).where(Proposal.merged_into_id.in_(keys)).values(merged_into_id=None))
    for keys in _slices(gone):
        _execute(delete(Proposal).where(Proposal.id.in_(keys)))
    db.session.expunge_all()
    for key in past.entered:
        row = find_tracked(key)
        if row is not None:
            db.session.delete(row)
    db.session.flush()
    # Cascades to its people, and from them to estimates, answers, seats, objections and thoughts.
    _execute(delete(Rehearsal).where(Rehearsal.id == past.rehearsal.id))
    return len(past.invented)


def _read_past(workshop_id: int, rehearsal: Rehearsal, keep_preparations: bool) -> _Past:
    workshop = db.session.get_one(Workshop, workshop_id, populate_existing=True)
    people = db.session.execute(
        select(Participant.id, Participant.public_id).where(Participant.rehearsal_id == rehearsal.id)
    )
    past = _Past(workshop, rehearsal, {key: name for key, name in people}, [], set(), set())  # noqa: C416
    past.changes.extend(
        db.session.scalars(
            select(Change)
            .where(Change.workshop_id == workshop_id, Change.revision > rehearsal.revision)
            .order_by(Change.revision)
        )
    )
    names = set(past.invented.values())
    undone = {change.undoes for change in past.changes}
    for change in past.changes:
        if past.is_desk(change.actor):
            prepared = keep_preparations and change.kind in PREPARATIONS and change.id not in undone
            if prepared:
                past.kept.add(change.id)
        elif change.actor not in names:
            past.kept.add(change.id)
        if change.id not in past.kept:
            past.entered.update(key for key, old in change.before.items() if old.get(_THERE) is False)
    return past


def _sort_proposals(past: _Past) -> tuple[list[int], dict[int, int]]:
    """Return the proposals to delete, and new real authors of proposals by invented ones.

    Picks of one catalogue action share a proposal: if somebody real has picked it, too, it becomes theirs.
    """
    stay = {f"proposals/{key}" for key in past.rehearsal.before["proposals"]}
    for change in past.changes:
        if change.id in past.kept:
            stay.update(key for key, new in change.after.items() if new.get("removed") is False)
    found = db.session.execute(
        select(Proposal.id, Proposal.catalogue_id).where(Proposal.workshop_id == past.workshop.id)
    )
    gone, adopted = [], {}
    for key, catalogue_id in found.all():
        if f"proposals/{key}" in stay:
            continue
        heir = _first_real(key, past) if catalogue_id else None
        if heir is None:
            gone.append(key)
        else:
            adopted[key] = heir
    return gone, adopted


def _first_real(proposal_id: int, past: _Past) -> int | None:
    """Return who first estimated a proposal among the remaining people and estimates."""
    estimated = db.session.execute(
        select(Estimate.id, Estimate.participant_id)
        .where(Estimate.proposal_id == proposal_id)
        .order_by(Estimate.id)
    )
    return next(
        (
            person
            for key, person in estimated
            if person not in past.invented and f"estimates/{key}" not in past.entered
        ),
        None,
    )


def _restore_rows(past: _Past, gone: Iterable[int], adopted: dict[int, int]) -> None:
    """Give every remaining row the values that it has without the removed steps."""
    leaving = {f"proposals/{key}" for key in gone} | past.entered
    values: dict[str, dict[str, Any]] = {}
    for change in past.changes:
        for key, old in change.before.items():
            if key != past.key and key not in leaving:
                for column, value in old.items():
                    values.setdefault(key, {}).setdefault(column, value)
        if change.id in past.kept:
            for key in values.keys() & change.after.keys():
                values[key].update(
                    {name: new for name, new in change.after[key].items() if name in values[key]}
                )
    for key, columns in values.items():
        row = find_tracked(key)
        if row is not None:
            for column, value in columns.items():
                if column != _THERE:
                    setattr(row, column, value)
        if isinstance(row, Proposal) and row.effect_kind is None and _first_real(row.id, past) is not None:
            # Somebody invented put tonnes on it first, and somebody real did, too.
            row.effect_kind = "tonnes"
    for proposal_id, heir in adopted.items():
        proposal = db.session.get_one(Proposal, proposal_id)
        proposal.author_id, proposal.removed = heir, False
    # The log has the results of votes without the values before.
    support = past.rehearsal.before["support"]
    for proposal in db.session.scalars(select(Proposal).where(Proposal.workshop_id == past.workshop.id)):
        if proposal.support != support.get(str(proposal.id)):
            proposal.support = support.get(str(proposal.id))
    db.session.flush()


def _restore_course(past: _Past, keep_preparations: bool) -> None:
    """Restore the course of the meeting from before."""
    workshop, course = past.workshop, dict(past.rehearsal.before["course"])
    for change in past.changes:
        for column, value in change.before.get(past.key, {}).items():
            if column in _FACTS:
                course.setdefault(column, value)
    if keep_preparations:
        usual = Rules(**course["rules"])
        now = {name: getattr(usual, name) for name in _MOMENTARY}
        course["rules"] = replace(workshop.in_force, **now).differences()
        phase = course["agenda"][course["step"]]["phase"]
        course["agenda"] = workshop.agenda
        course["step"] = _nearest(workshop.agenda, phase, course["step"])
    for column, value in course.items():
        if getattr(workshop, column) != value:
            setattr(workshop, column, value)


def _nearest(agenda: list[dict[str, Any]], phase: str, place: int) -> int:
    fitting = [number for number, step in enumerate(agenda) if step["phase"] == phase]
    return min(fitting, key=lambda number: abs(number - place), default=0)


def _forget_changes(past: _Past, leaving: set[str]) -> None:
    """Delete removed steps from the log; the remaining ones name no deleted row."""
    removed = [change.id for change in past.changes if change.id not in past.kept]
    for change in past.changes:
        if change.id not in past.kept:
            continue
        for side in ("before", "after"):
            told = getattr(change, side)
            if leaving & told.keys():
                setattr(change, side, {key: value for key, value in told.items() if key not in leaving})
        if past.is_desk(change.actor):
            # Its logged earlier values no longer apply.
            change.undoable = False
    db.session.flush()
    for keys in _slices(removed):
        _execute(update(Change).where(Change.undoes.in_(keys)).values(undoes=None))
    for keys in _slices(removed):
        _execute(delete(Change).where(Change.id.in_(keys)))


def _forget_receipts(past: _Past) -> None:
    """Delete the receipts of simulated participants and of the desk's steps meanwhile."""
    names = set(past.invented.values())
    rows = db.session.execute(
        select(Operation.id, Operation.actor, Operation.answer).where(
            Operation.workshop_id == past.workshop.id
        )
    )
    removed = [
        key
        for key, actor, answer in rows
        if actor in names
        or (past.is_desk(actor) and int(answer["revision"]) > past.rehearsal.revision)
        or answer["answer"].get("participant") in names
    ]
    for keys in _slices(removed):
        _execute(delete(Operation).where(Operation.id.in_(keys)))


def _execute(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


def _slices(keys: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(keys)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))
