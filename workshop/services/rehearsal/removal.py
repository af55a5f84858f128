"""Remove a rehearsal without a trace: the workshop is as if nobody invented had ever been in it.

The log is gone through without what simulated participants did and without what the desk decided while they
were there; what real people sent meanwhile stays, as if they alone had sent it. The desk may keep what
it prepared meanwhile: agenda, rules and the list of what is decided.
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
# What can be frozen anew from the log, and is too large to be remembered twice.
_FACTS = ("budget", "marks", "reference", "history")
# These are about the moment, not about how the meeting is prepared.
_MOMENTARY = ("frozen", "still", "wall", "dots", "dots_hidden")
# How the log says that a row came to be, or went.
_THERE = "there"
# As many keys as any database takes in one statement.
_AT_ONCE = 500


@dataclass(frozen=True)
class _Past:
    """What happened since a rehearsal began, and whose it is.

    ``invented`` are the ids of its people, public ones beside them, ``kept`` those of the changes that
    stay. ``entered`` names the rows that only the desk made, by the log: they go with their changes.
    """

    workshop: Workshop
    rehearsal: Rehearsal
    invented: dict[int, str]
    changes: list[Change]
    kept: set[int]
    entered: set[str]

    @property
    def key(self) -> str:
        """The workshop's name in the log."""
        return f"workshop/{self.workshop.id}"

    def is_desk(self, actor: str) -> bool:
        """Tell whether somebody at the desk did it."""
        return actor.startswith(("desk:", "helper:"))


def remove(workshop_id: int, *, keep_preparations: bool = False) -> int | None:
    """Remove a workshop's rehearsal; return how many simulated participants went, or None without any.

    All screens are healed by a new epoch. There is no receipt: once more, there is nothing to remove.
    """
    # The update comes first, as in every operation: whoever else writes waits until we are done.
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
    # No vote was open when it began: every ballot is one of the rehearsal's votes.
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
    # With it go its people, and with them their estimates, answers, seats, objections and thoughts.
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
    """Tell which proposals go, and which of an invented author belongs to a real one now.

    Picks of one catalogue action share a proposal, whoever came first: where somebody real has picked
    it, too, it stays, as theirs.
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
    """Find who estimated a proposal first of those who stay, in an estimate that stays."""
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
    """Give every row that stays the values that it has without what is removed."""
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
    # What votes gave is in the log without what was before.
    support = past.rehearsal.before["support"]
    for proposal in db.session.scalars(select(Proposal).where(Proposal.workshop_id == past.workshop.id)):
        if proposal.support != support.get(str(proposal.id)):
            proposal.support = support.get(str(proposal.id))
    db.session.flush()


def _restore_course(past: _Past, keep_preparations: bool) -> None:
    """Bring the meeting back to where it was."""
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
    """Take out of the log what is removed; what stays names no row that is gone."""
    removed = [change.id for change in past.changes if change.id not in past.kept]
    for change in past.changes:
        if change.id not in past.kept:
            continue
        for side in ("before", "after"):
            told = getattr(change, side)
            if leaving & told.keys():
                setattr(change, side, {key: value for key, value in told.items() if key not in leaving})
        if past.is_desk(change.actor):
            # What was before it is no longer what was before it.
            change.undoable = False
    db.session.flush()
    for keys in _slices(removed):
        _execute(update(Change).where(Change.undoes.in_(keys)).values(undoes=None))
    for keys in _slices(removed):
        _execute(delete(Change).where(Change.id.in_(keys)))


def _forget_receipts(past: _Past) -> None:
    """Delete the receipts of simulated participants and of what the desk did meanwhile."""
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
