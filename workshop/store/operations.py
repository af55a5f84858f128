"""Do each operation exactly once, durably, and tell the room.

Every change of a workshop goes through :func:`perform` or :func:`carry_out`: it takes the next revision
(and with it the lock on the workshop), applies the change, and writes its receipt and its row in the
change log; the workshop's :class:`~workshop.store.writer.Writer` commits it with those that came at
the same moment, and only then signals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from blinker import NamedSignal
from sqlalchemy import Connection, bindparam, func, insert, select, update

from workshop.database.durability import wait_until_durable
from workshop.database.statements import Statement
from workshop.errors import OperationConflict, Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.models import Change, Operation, Phase, Rules, Workshop
from workshop.models.agenda import phase_at
from workshop.signals import room_changed, workshop_changed
from workshop.store.changes import Changes
from workshop.store.writer import Again, flush_objects, writer_of

# A full hall sends a thousand operations a second: what each of them runs is built once.
_OPERATIONS, _CHANGES, _WORKSHOPS = (table_of(model) for model in (Operation, Change, Workshop))
_FIND_RECEIPT = Statement(
    select(_OPERATIONS.c.digest, _OPERATIONS.c.answer).where(
        _OPERATIONS.c.operation_id == bindparam("wanted")
    )
)
_FIND_SERIAL = Statement(
    select(func.max(_OPERATIONS.c.id)).where(_OPERATIONS.c.workshop_id == bindparam("wanted"))
)
_WRITE_RECEIPT, _WRITE_CHANGE = Statement(insert(_OPERATIONS)), Statement(insert(_CHANGES))


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
_FIND_GROUND = Statement(select(*_GROUND).where(_WORKSHOPS.c.id == bindparam("wanted")))
_TAKE_REVISION = Statement(
    update(_WORKSHOPS)
    .where(_WORKSHOPS.c.id == bindparam("wanted"))
    .values(revision=_WORKSHOPS.c.revision + 1)
    .returning(*_GROUND)
)


def read_ground(connection: Connection, workshop_id: int) -> Ground:
    """Read what an operation needs to know of the workshop, without a lock."""
    (found,) = _FIND_GROUND.run(connection, {"wanted": workshop_id})
    return Ground._make(found)


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


def serial_of(workshop_id: int) -> int:
    """Number what was stored last, answers included, which take no revision.

    Whoever tells it reads it before what they tell: then nothing that it counts is missing there. It
    grows within an epoch.
    """
    ((serial,),) = _FIND_SERIAL.read({"wanted": workshop_id})
    return int(serial or 0)


def read_states(workshop_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Read epoch, revision and serial of several workshops at once."""
    serial = (
        select(func.max(_OPERATIONS.c.id))
        .where(_OPERATIONS.c.workshop_id == _WORKSHOPS.c.id)
        .scalar_subquery()
    )
    columns = _WORKSHOPS.c
    rows = db.session.execute(
        select(columns.id, columns.epoch, columns.revision, serial).where(columns.id.in_(workshop_ids))
    )
    return {
        key: {"epoch": epoch, "revision": revision, "answers": answers or 0}
        for key, epoch, revision, answers in rows
    }


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

    def store(connection: Connection) -> Receipt:
        # The update comes first: on PostgreSQL it takes the lock before anything is read.
        taken = _TAKE_REVISION.first(connection, {"wanted": workshop_id})
        if taken is None:
            raise Problem(
                gettext("This workshop no longer exists."), gettext("Ask the facilitator."), status=404
            )
        _require_new(connection, request)
        changes, ground = Changes(connection), Ground._make(taken)
        answer = apply(ground, changes) or {}
        # What was done to objects comes before its receipt, so that its failures do, too.
        flush_objects()
        _write_receipt(connection, request, workshop_id, ground.revision, answer)
        _write_change(request, workshop_id, ground.revision, changes)
        return Receipt(ground.revision, answer)

    return _once(workshop_id, request, store, workshop_changed)


def record(
    workshop_id: int, request: OperationRequest, apply: Callable[[Ground, Connection], dict[str, Any]]
) -> Receipt:
    """Apply ``request`` once without a revision, for what no scenario knows: people coming in, answers.

    A repeat finds the first receipt.
    """

    def store(connection: Connection) -> Receipt:
        _require_new(connection, request)
        ground = read_ground(connection, workshop_id)
        answer = apply(ground, connection)
        flush_objects()
        _write_receipt(connection, request, workshop_id, ground.revision, answer)
        return Receipt(ground.revision, answer)

    return _once(workshop_id, request, store, room_changed)


def _once(
    workshop_id: int,
    request: OperationRequest,
    store: Callable[[Connection], Receipt],
    signal: NamedSignal,
) -> Receipt:
    """Store with all who come at the same moment; the receipt is there when it is durable."""

    def find_stored(connection: Connection) -> Receipt | None:
        return _earlier_receipt(connection, request)

    return writer_of(workshop_id).store(store, find_stored, signal)


def _require_new(connection: Connection, request: OperationRequest) -> None:
    """Give the first receipt again where there is one."""
    earlier = _earlier_receipt(connection, request)
    if earlier is not None:
        raise Again(earlier)


def _earlier_receipt(connection: Connection, request: OperationRequest) -> Receipt | None:
    stored = _FIND_RECEIPT.first(connection, {"wanted": request.operation_id})
    if stored is None:
        return None
    digest, receipt = stored
    if digest != request.digest:
        raise sent_before()
    return Receipt(int(receipt["revision"]), dict(receipt["answer"]), repeated=True)


def sent_before() -> OperationConflict:
    """Say that an operation id has come back with other content."""
    return OperationConflict(
        gettext("This was sent before with other content."),
        gettext("Reload the page and send it again."),
    )


def _write_receipt(
    connection: Connection, request: OperationRequest, workshop_id: int, revision: int, answer: dict[str, Any]
) -> None:
    _WRITE_RECEIPT.run(
        connection,
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
    _WRITE_CHANGE.run(
        changes.connection,
        {
            "workshop_id": workshop_id,
            "revision": revision,
            "actor": request.actor,
            "kind": request.kind,
            "subject": changes.subject,
            "before": changes.before,
            "after": changes.after,
            "undoable": changes.undoable,
            "undoes": changes.undoes,
        },
    )
