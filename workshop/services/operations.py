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
from typing import Any

from blinker import NamedSignal
from flask import current_app
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from workshop.durability import commit_durably, wait_until_durable
from workshop.errors import OperationConflict, Problem
from workshop.extensions import Model, db
from workshop.i18n import gettext
from workshop.models import Change, Operation, Proposal, Workshop
from workshop.signals import room_changed, workshop_changed

_TRACKED: dict[type[Model], str] = {Proposal: "proposals", Workshop: "workshop"}


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
    """Collects what an operation changes, so that the log can show it and undo can restore it."""

    subject: str = ""
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    after: dict[str, dict[str, Any]] = field(default_factory=dict)
    undoes: int | None = None

    def set(self, row: Proposal | Workshop, **values: Any) -> None:
        """Set columns of ``row`` and remember what they were."""
        key = _key(row)
        for name, value in values.items():
            old = getattr(row, name)
            if old != value:
                self.before.setdefault(key, {}).setdefault(name, old)
                self.after.setdefault(key, {})[name] = value
                setattr(row, name, value)

    def add(self, row: Proposal) -> None:
        """Add a new proposal; undoing it marks it as removed, so that nobody's words are lost."""
        db.session.add(row)
        db.session.flush()
        self.before[_key(row)] = {"removed": True}
        self.after[_key(row)] = {"removed": False}


@dataclass(frozen=True)
class Receipt:
    """What a client gets back, the first time and every later time."""

    revision: int
    answer: dict[str, Any]
    repeated: bool = False


def perform(
    workshop_id: int,
    request: OperationRequest,
    apply: Callable[[Workshop, Changes], dict[str, Any] | None],
) -> Receipt:
    """Apply ``request`` once and return its receipt; a repeat gets the first receipt again.

    ``apply`` changes rows and returns what the client should know. Whatever it raises undoes
    everything and leaves no receipt.
    """

    def store() -> Receipt:
        # The update comes first: it takes the write lock before anything is read, on SQLite
        # (where a late upgrade of a read would fail) and on PostgreSQL (one row) alike.
        workshop = db.session.scalar(
            update(Workshop)
            .where(Workshop.id == workshop_id)
            .values(revision=Workshop.revision + 1)
            .returning(Workshop)
            .execution_options(populate_existing=True, synchronize_session=False)
        )
        if workshop is None:
            raise Problem(
                gettext("This workshop no longer exists."), gettext("Ask the facilitator."), status=404
            )
        earlier = _earlier_receipt(request)
        if earlier is not None:
            return _given_again(earlier)
        changes, revision = Changes(), workshop.revision
        answer = apply(workshop, changes) or {}
        _write_receipt(request, workshop_id, revision, answer)
        _write_change(request, workshop_id, revision, changes)
        commit_durably()
        return Receipt(revision, answer)

    return _announced(_once(request, store), workshop_changed, workshop_id)


def record(
    workshop_id: int, request: OperationRequest, apply: Callable[[Workshop], dict[str, Any]]
) -> Receipt:
    """Apply ``request`` once without a revision, for what no scenario knows: people coming in, answers.

    Nothing is locked, so that a hall can join or answer at the same moment; a repeat finds the first receipt.
    """

    def store() -> Receipt:
        earlier = _earlier_receipt(request)
        if earlier is not None:
            return _given_again(earlier)
        workshop = db.session.get_one(Workshop, workshop_id)
        answer, revision = apply(workshop), workshop.revision
        _write_receipt(request, workshop_id, revision, answer)
        commit_durably()
        return Receipt(revision, answer)

    return _announced(_once(request, store), room_changed, workshop_id)


def _once(request: OperationRequest, store: Callable[[], Receipt]) -> Receipt:
    """Store, or leave no trace; where another process stored the same meanwhile, find its receipt."""
    try:
        return store()
    except IntegrityError:
        db.session.rollback()
        earlier = _earlier_receipt(request)
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


def _announced(receipt: Receipt, signal: NamedSignal, workshop_id: int) -> Receipt:
    """Signal what is new; a repeat is not."""
    if not receipt.repeated:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        signal.send(app, workshop_id=workshop_id)
    return receipt


def _earlier_receipt(request: OperationRequest) -> Receipt | None:
    stored = db.session.execute(
        select(Operation.digest, Operation.answer).where(Operation.operation_id == request.operation_id)
    ).one_or_none()
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
    request: OperationRequest, workshop_id: int, revision: int, answer: dict[str, Any]
) -> None:
    db.session.execute(
        insert(Operation).values(
            operation_id=request.operation_id,
            workshop_id=workshop_id,
            actor=request.actor,
            kind=request.kind,
            digest=request.digest,
            answer={"revision": revision, "answer": answer},
        )
    )


def _write_change(request: OperationRequest, workshop_id: int, revision: int, changes: Changes) -> None:
    db.session.execute(
        insert(Change).values(
            workshop_id=workshop_id,
            revision=revision,
            actor=request.actor,
            kind=request.kind,
            subject=changes.subject,
            before=changes.before,
            after=changes.after,
            undoable=bool(changes.before) and changes.undoes is None,
            undoes=changes.undoes,
        )
    )


def _key(row: Proposal | Workshop) -> str:
    return f"{_TRACKED[type(row)]}/{row.id}"
