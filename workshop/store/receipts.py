"""Receipts: the stored answers to operations, found again when the same operation is repeated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, is_dataclass, replace
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select

from workshop.database.durability import wait_until_durable
from workshop.database.statements import Statement
from workshop.errors import OperationConflict
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.models import Change, Operation, Participant, Workshop

# A full hall sends a thousand operations a second: compile these statements once.
_OPERATIONS, _WORKSHOPS = table_of(Operation), table_of(Workshop)
_FIND_RECEIPT = Statement(
    select(_OPERATIONS.c.digest, _OPERATIONS.c.actor, _OPERATIONS.c.answer).where(
        _OPERATIONS.c.operation_id == bindparam("wanted")
    )
)
_FIND_SERIAL = Statement(
    select(func.max(_OPERATIONS.c.id)).where(_OPERATIONS.c.workshop_id == bindparam("wanted"))
)
_PHONES, _PEOPLE = table_of(Participant), table_of(Participant).alias("people")
_FIND_PHONE = Statement(
    select(_PHONES.c.id)
    .join(_PEOPLE, _PEOPLE.c.id == _PHONES.c.same_as_id)
    .where(_PHONES.c.public_id == bindparam("phone"), _PEOPLE.c.public_id == bindparam("person"))
)
_WRITE_RECEIPT = Statement(insert(_OPERATIONS))


@dataclass(frozen=True, kw_only=True)
class OperationRequest:
    """A request for an operation: its actor and content, under an id that the client made."""

    operation_id: str
    kind: str
    actor: str
    content: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Digest of everything except the id."""
        whole = [self.kind, self.actor, dict(self.content)]
        text = json.dumps(whole, sort_keys=True, default=_plain, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Receipt:
    """The answer that a client gets, the first time and every later time."""

    revision: int
    answer: dict[str, Any]
    repeated: bool = False


@dataclass(frozen=True)
class StoredOperation:
    """A stored operation: its actor, content and answer."""

    workshop_id: int
    actor: str
    kind: str
    revision: int
    answer: dict[str, Any]


def find_operation(operation_id: str) -> StoredOperation | None:
    """Return a stored operation once it is durable; None if there is none with this id."""
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


def find_step(operation_id: str) -> tuple[str, str] | None:
    """Return the kind and the subject of a stored operation; who has no row in the log has no subject."""
    found = db.session.execute(
        select(Operation.kind, Change.subject)
        .outerjoin(
            Change,
            and_(
                Change.workshop_id == Operation.workshop_id,
                Change.revision == Operation.answer["revision"].as_integer(),
                Change.kind == Operation.kind,
            ),
        )
        .where(Operation.operation_id == operation_id)
    ).first()
    return None if found is None else (found[0], found[1] or "")


def serial_of(workshop_id: int) -> int:
    """Return a number that grows with each stored operation, including answers, which take no revision.

    Read it before the state that is sent with it: then the state has everything that the number counts. It
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


def find_receipt(connection: Connection, request: OperationRequest) -> Receipt | None:
    """Return the receipt of an operation that was stored before; refuse its id with other content."""
    stored = _FIND_RECEIPT.first(connection, {"wanted": request.operation_id})
    if stored is None:
        return None
    digest, actor, receipt = stored
    if digest != request.digest:
        # What a phone sent before the desk joined it with another one was stored under its own name.
        sent = replace(request, actor=actor)
        if digest != sent.digest or not is_phone_of(connection, actor, request.actor):
            raise sent_before()
    return Receipt(int(receipt["revision"]), dict(receipt["answer"]), repeated=True)


def is_phone_of(connection: Connection, phone: str, person: str) -> bool:
    """Return whether the desk has made a phone that of a person; both are public ids."""
    return _FIND_PHONE.first(connection, {"phone": phone, "person": person}) is not None


def write_receipt(
    connection: Connection, workshop_id: int, request: OperationRequest, receipt: Receipt
) -> None:
    """Write the receipt of an operation in its transaction."""
    _WRITE_RECEIPT.run(
        connection,
        {
            "operation_id": request.operation_id,
            "workshop_id": workshop_id,
            "actor": request.actor,
            "kind": request.kind,
            "digest": request.digest,
            "answer": {"revision": receipt.revision, "answer": receipt.answer},
        },
    )


def sent_before() -> OperationConflict:
    """Return the error for an operation id that comes again with other content."""
    return OperationConflict(
        gettext("This was sent before with other content."),
        gettext("Reload the page and send it again."),
    )


def _plain(value: Any) -> Any:
    """Return a value that JSON cannot express as one that compares equal if the value does."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
