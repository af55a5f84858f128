"""Do each operation exactly once, durably, and tell the room.

Every change of a workshop goes through :func:`perform`: one transaction that takes the next
revision (and with it the lock on the workshop), applies the change, writes its receipt and its
row in the change log, commits, and only then signals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from blinker import NamedSignal
from flask import current_app
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from workshop.durability import commit_soon_durable, wait_for_commits, wait_until_durable
from workshop.errors import OperationConflict, Problem
from workshop.extensions import Model, db, table_of
from workshop.i18n import gettext
from workshop.models import (
    Change,
    Count,
    Estimate,
    Objection,
    Operation,
    Participant,
    Phase,
    Proposal,
    Reflection,
    Rules,
    Workshop,
)
from workshop.models.agenda import phase_at
from workshop.signals import room_changed, workshop_changed

# A full hall sends a thousand operations a second: what each of them runs is built once.
_OPERATIONS, _CHANGES, _WORKSHOPS = (table_of(model) for model in (Operation, Change, Workshop))
_FIND_RECEIPT = select(_OPERATIONS.c.digest, _OPERATIONS.c.answer).where(
    _OPERATIONS.c.operation_id == bindparam("wanted")
)
_WRITE_RECEIPT, _WRITE_CHANGE = insert(_OPERATIONS), insert(_CHANGES)

Tracked = Proposal | Workshop | Reflection | Estimate | Objection | Participant | Count

# What the change log can name, and undo can restore.
TRACKED: dict[str, type[Model]] = {
    "proposals": Proposal,
    "workshop": Workshop,
    "reflections": Reflection,
    "estimates": Estimate,
    "objections": Objection,
    "participants": Participant,
    "counts": Count,
}
_NAMES = {model: name for name, model in TRACKED.items()}


@dataclass(frozen=True, kw_only=True)
class OperationRequest:
    """Who asks for what, under an id that the client made."""

    operation_id: str
    kind: str
    actor: str
    content: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Fingerprint of everything but the id."""
        whole = [self.kind, self.actor, dict(self.content)]
        text = json.dumps(whole, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Changes:
    """Collects what an operation changes, so that the log can show it and undo can restore it.

    ``connection`` is the transaction's, for statements without objects.
    """

    connection: Connection
    subject: str = ""
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    after: dict[str, dict[str, Any]] = field(default_factory=dict)
    undoes: int | None = None

    def set(self, row: Tracked, **values: Any) -> None:
        """Set columns of ``row`` and remember what they were."""
        key = _key(row)
        for name, value in values.items():
            old = getattr(row, name)
            if old != value:
                self.before.setdefault(key, {}).setdefault(name, old)
                self.after.setdefault(key, {})[name] = value
                setattr(row, name, value)

    def settle(self, row: Tracked, **values: Any) -> None:
        """Set columns of ``row`` for good: the log shows what they are now, and undo leaves them."""
        for name, value in values.items():
            if getattr(row, name) != value:
                self.after.setdefault(_key(row), {})[name] = value
                setattr(row, name, value)

    def add(self, row: Proposal) -> None:
        """Add a new proposal."""
        db.session.add(row)
        db.session.flush()
        self.note_added(row.id)

    def note_added(self, proposal_id: int) -> None:
        """Note a new proposal; undoing it marks it as removed, so that nobody's words are lost."""
        key = f"{_NAMES[Proposal]}/{proposal_id}"
        self.before[key] = {"removed": True}
        self.after[key] = {"removed": False}

    def note_new(self, row: Tracked) -> None:
        """Note a row that was not there before; undoing it deletes the row."""
        self.before[_key(row)] = {"there": False}
        self.after[_key(row)] = {"there": True}


class Ground(NamedTuple):
    """What an operation of a participant needs to know of the workshop."""

    id: int
    revision: int
    language: str
    territory_id: str
    agenda: list[dict[str, Any]]
    step: int
    focus: dict[str, Any]
    rules: dict[str, Any]
    vote: dict[str, Any]

    @property
    def phase(self) -> Phase:
        """What the meeting does now."""
        return phase_at(self.agenda, self.step)

    @property
    def in_force(self) -> Rules:
        """The rules of the meeting, the usual ones included."""
        return Rules(**self.rules)


_GROUND = tuple(_WORKSHOPS.c[name] for name in Ground._fields)
_FIND_GROUND = select(*_GROUND).where(_WORKSHOPS.c.id == bindparam("wanted"))
_TAKE_REVISION = (
    update(_WORKSHOPS)
    .where(_WORKSHOPS.c.id == bindparam("wanted"))
    .values(revision=_WORKSHOPS.c.revision + 1)
    .returning(*_GROUND)
)


def read_ground(connection: Connection, workshop_id: int) -> Ground:
    """Read what an operation needs to know of the workshop, without a lock."""
    return Ground._make(connection.execute(_FIND_GROUND, {"wanted": workshop_id}).one())


@dataclass(frozen=True)
class Receipt:
    """What a client gets back, the first time and every later time."""

    revision: int
    answer: dict[str, Any]
    repeated: bool = False


@dataclass(frozen=True)
class StoredOperation:
    """An operation that was stored: who did what, and what they were told."""

    workshop_id: int
    actor: str
    kind: str
    revision: int
    answer: dict[str, Any]


def find_operation(operation_id: str) -> StoredOperation | None:
    """Find a stored operation once it is durable; none where nothing is stored under the id."""
    stored = db.session.scalar(select(Operation).where(Operation.operation_id == operation_id))
    if stored is None:
        return None
    found = StoredOperation(
        stored.workshop_id,
        stored.actor,
        stored.kind,
        int(stored.answer["revision"]),
        dict(stored.answer["answer"]),
    )
    db.session.rollback()
    wait_until_durable()
    return found


def perform(
    workshop_id: int,
    request: OperationRequest,
    apply: Callable[[Workshop, Changes], dict[str, Any] | None],
) -> Receipt:
    """Apply ``request`` to the workshop as an object once; see :func:`carry_out`."""

    def apply_to_object(_: Ground, changes: Changes) -> dict[str, Any] | None:
        workshop = db.session.get_one(Workshop, workshop_id, populate_existing=True)
        return apply(workshop, changes)

    return carry_out(workshop_id, request, apply_to_object)


def carry_out(
    workshop_id: int,
    request: OperationRequest,
    apply: Callable[[Ground, Changes], dict[str, Any] | None],
) -> Receipt:
    """Apply ``request`` once and return its receipt; a repeat gets the first receipt again.

    ``apply`` changes rows and returns what the client should know. Whatever it raises undoes
    everything and leaves no receipt.
    """

    def store() -> Receipt:
        # The update comes first: it takes the write lock before anything is read, on SQLite
        # (where a late upgrade of a read would fail) and on PostgreSQL (one row) alike.
        connection = db.session.connection()
        taken = connection.execute(_TAKE_REVISION, {"wanted": workshop_id}).one_or_none()
        if taken is None:
            raise Problem(
                gettext("This workshop no longer exists."), gettext("Ask the facilitator."), status=404
            )
        earlier = _earlier_receipt(connection, request)
        if earlier is not None:
            return _given_again(earlier)
        changes, ground = Changes(connection), Ground._make(taken)
        answer = apply(ground, changes) or {}
        # What was done to objects comes before its receipt, so that its failures do, too.
        db.session.flush()
        _write_receipt(connection, request, workshop_id, ground.revision, answer)
        _write_change(request, workshop_id, ground.revision, changes)
        _commit(workshop_changed, workshop_id)
        return Receipt(ground.revision, answer)

    return _once(request, store)


def record(
    workshop_id: int, request: OperationRequest, apply: Callable[[Ground, Connection], dict[str, Any]]
) -> Receipt:
    """Apply ``request`` once without a revision, for what no scenario knows: people coming in, answers.

    Nothing is locked, so that a hall can join or answer at the same moment; a repeat finds the first receipt.
    """

    def store() -> Receipt:
        connection = db.session.connection()
        earlier = _earlier_receipt(connection, request)
        if earlier is not None:
            return _given_again(earlier)
        ground = read_ground(connection, workshop_id)
        answer = apply(ground, connection)
        _write_receipt(connection, request, workshop_id, ground.revision, answer)
        _commit(room_changed, workshop_id)
        return Receipt(ground.revision, answer)

    return _once(request, store)


def _once(request: OperationRequest, store: Callable[[], Receipt]) -> Receipt:
    """Store, or leave no trace; where another process stored the same meanwhile, find its receipt."""
    try:
        return store()
    except IntegrityError:
        db.session.rollback()
        earlier = _earlier_receipt(db.session.connection(), request)
        if earlier is None:
            raise
        return _given_again(earlier)
    except BaseException:
        db.session.rollback()
        raise


def _given_again(earlier: Receipt) -> Receipt:
    """Give a receipt again once it is durable; its first answer may have been lost before that.

    The lock is given back first: who waits for the disk while holding it would stop everybody.
    """
    db.session.rollback()
    wait_until_durable()
    return earlier


def _commit(signal: NamedSignal, workshop_id: int) -> None:
    """Commit and signal; whoever hears it may draw while the disk works, and tells when it is durable."""
    commit_soon_durable()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    signal.send(app, workshop_id=workshop_id)
    wait_for_commits()


def _earlier_receipt(connection: Connection, request: OperationRequest) -> Receipt | None:
    stored = connection.execute(_FIND_RECEIPT, {"wanted": request.operation_id}).one_or_none()
    if stored is None:
        return None
    digest, receipt = stored
    if digest != request.digest:
        raise OperationConflict(
            gettext("This was sent before with other content."),
            gettext("Reload the page and send it again."),
        )
    return Receipt(int(receipt["revision"]), dict(receipt["answer"]), repeated=True)


def _write_receipt(
    connection: Connection, request: OperationRequest, workshop_id: int, revision: int, answer: dict[str, Any]
) -> None:
    connection.execute(
        _WRITE_RECEIPT,
        {
            "operation_id": request.operation_id,
            "workshop_id": workshop_id,
            "actor": request.actor,
            "kind": request.kind,
            "digest": request.digest,
            "answer": {"revision": revision, "answer": answer},
        },
    )


def _write_change(request: OperationRequest, workshop_id: int, revision: int, changes: Changes) -> None:
    changes.connection.execute(
        _WRITE_CHANGE,
        {
            "workshop_id": workshop_id,
            "revision": revision,
            "actor": request.actor,
            "kind": request.kind,
            "subject": changes.subject,
            "before": changes.before,
            "after": changes.after,
            "undoable": bool(changes.before) and changes.undoes is None,
            "undoes": changes.undoes,
        },
    )


def find_tracked(key: str) -> Tracked | None:
    """Find the row that a change is about, by its name in the log."""
    table, _, row_id = key.partition("/")
    return cast(Tracked | None, db.session.get(TRACKED[table], int(row_id)))


def _key(row: Tracked) -> str:
    return f"{_NAMES[type(row)]}/{row.id}"
