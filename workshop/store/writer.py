"""Group commit: store operations that arrive together in one transaction with one flush.

The first thread that finds a workshop's turn free stores for all that wait; operations that arrive meanwhile,
also during the flush, are the next group. Each operation of a group is independent: a refused one rolls back
only its own changes. No operation is acknowledged before the whole group is durable.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from blinker import NamedSignal
from flask import Flask, current_app
from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import DBAPIError

from workshop.database.durability import Batch, note_commit, wait_for_batch
from workshop.database.forgetting import wait_while_rewriting
from workshop.database.statements import Statement
from workshop.errors import Problem
from workshop.extensions import db, joined, table_of
from workshop.models import Workshop

Result = TypeVar("Result")

# A larger group would block the event loop for too long.
LARGEST = 200
_WORKSHOPS = table_of(Workshop)
# The lock that taking a revision needs, and no stronger one: others may insert rows that refer to it.
_HOLD = Statement(
    select(_WORKSHOPS.c.id).where(_WORKSHOPS.c.id == bindparam("wanted")).with_for_update(key_share=True)
)
_BEGIN, _ENTER, _UNDO, _LEAVE = (
    Statement(text(sql))
    for sql in (
        "BEGIN IMMEDIATE",
        "SAVEPOINT operation",
        "ROLLBACK TO SAVEPOINT operation",
        "RELEASE SAVEPOINT operation",
    )
)


@dataclass(eq=False)
class _Waiting(Generic[Result]):
    """One queued operation; it runs in the context, and so in the language, of its caller."""

    store: Callable[[Connection], Result]
    find_stored: Callable[[Connection], Result | None]
    signal: NamedSignal
    context: Context = field(default_factory=copy_context)
    settled: bool = False
    fresh: bool = False
    result: Result | None = None
    error: Exception | None = None
    batch: Batch | None = None


class Writer:
    """Stores for one workshop, a group at a time."""

    def __init__(self, app: Flask, workshop_id: int) -> None:
        self._app = app
        self._workshop_id = workshop_id
        self._turn = threading.Lock()
        self._waiting: list[_Waiting[Any]] = []

    def store(
        self,
        store: Callable[[Connection], Result],
        find_stored: Callable[[Connection], Result | None],
        signal: NamedSignal,
        after_commit: Collection[Callable[[], None]] = (),
    ) -> Result:
        """Return what ``store`` returns once that is durable, or raise what it raises.

        ``find_stored`` looks for an earlier result under the same key: if there is one, nothing is stored and
        it is returned again. ``signal`` is sent after the commit, once per group; its receivers may draw
        during the flush. ``after_commit`` has calls that ``store`` defers until it is stored.
        """
        # Release our connection while waiting: the thread that stores may need it.
        if db.session.registry.has():
            db.session.rollback()
        mine = _Waiting(store, find_stored, signal)
        self._waiting.append(mine)
        with self._turn:
            # Turns are not first come, first served: the first groups may be without ours.
            while not mine.settled:
                self._store_group(mine)
        if mine.error is not None:
            raise mine.error
        try:
            wait_for_batch(mine.batch)
        finally:
            # Also if the flush failed: it is committed, and a repeat is no longer fresh.
            for follow_up in after_commit if mine.fresh else ():
                follow_up()
        return mine.result  # type: ignore[return-value]  # settled without an error, it is there

    def _store_group(self, leader: _Waiting[Any]) -> None:
        wait_while_rewriting()
        group, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
        try:
            with db.engine.begin() as connection:
                self._begin(connection, len(group))
                for each in group:
                    each.context.run(_store_one, each, connection)
        except Exception as error:
            # Nothing of the group is stored.
            for each in group:
                each.error = each.error or error
                each.settled = True
            return
        except BaseException:
            # The leader was killed: somebody else of the group leads.
            self._waiting[:0] = [each for each in group if each is not leader]
            raise
        batch = note_commit()
        for each in group:
            each.batch, each.settled = batch, True
        for signal in {each.signal for each in group if each.fresh}:
            signal.send(self._app, workshop_id=self._workshop_id)
        # Operations that arrive during the flush are the next group.
        with suppress(OSError):
            wait_for_batch(batch)

    def _begin(self, connection: Connection, number: int) -> None:
        """Lock before anything is read; a single operation locks what it needs itself."""
        if connection.dialect.name == "sqlite":
            _BEGIN.run(connection, {})
        elif number > 1:
            _HOLD.run(connection, {"wanted": self._workshop_id})


def writer_of(workshop_id: int) -> Writer:
    """Return the only writer of a workshop in this process."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    writers: dict[int, Writer] = app.extensions.setdefault("writers", {})
    # Atomic, also between threads.
    return writers.setdefault(workshop_id, writers.get(workshop_id) or Writer(app, workshop_id))


def _store_one(waiting: _Waiting[Any], connection: Connection) -> None:
    """Store one operation of a group, or roll back this operation alone."""
    waiting.error, waiting.fresh = None, False
    try:
        waiting.result = waiting.find_stored(connection)
    except Problem as problem:
        waiting.error = problem
    if waiting.result is not None or waiting.error is not None:
        return
    _ENTER.run(connection, {})
    token = joined.set(connection)
    try:
        waiting.result = waiting.store(connection)
        if _has_objects():
            db.session.commit()
        waiting.fresh = True
    except Exception as error:
        _undo(connection, error)
        waiting.result, waiting.error = _settle(waiting, connection, error)
    finally:
        joined.reset(token)
    _LEAVE.run(connection, {})


def _settle(
    waiting: _Waiting[Result], connection: Connection, error: Exception
) -> tuple[Result | None, Exception | None]:
    """Set the result of an operation that was rolled back: an earlier stored one, or its error.

    Another process may have stored the same operation since we looked, and that may be why this one failed.
    If it stored something else under the key, only this operation is refused, not its group.
    """
    try:
        stored = waiting.find_stored(connection)
    except Problem as problem:
        return None, problem
    return stored, error if stored is None else None


def _undo(connection: Connection, error: Exception) -> None:
    """Roll back one operation; if the whole transaction is gone, raise why."""
    try:
        if _has_objects():
            db.session.rollback()
        _UNDO.run(connection, {})
    except Exception as gone:
        raise error if isinstance(error, DBAPIError) else gone from None


def flush_objects() -> None:
    """Flush the session's changes, if any."""
    if _has_objects():
        db.session.flush()


def _has_objects() -> bool:
    return db.session.registry.has() and db.session().in_transaction()
