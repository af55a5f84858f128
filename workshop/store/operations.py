"""Operations: each change of a workshop, run exactly once, stored durably, and announced.

An operation is one function ``(context, changes, input) -> answer`` with :func:`operation` above it. Around
it, the frame takes the next revision (which locks the workshop), returns the first receipt to a repeated
operation, writes the receipt and the row in the change log, commits it with those that came at the same
moment (:class:`~workshop.store.writer.Writer`), and announces it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from functools import partial, update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec

from sqlalchemy import Connection, insert

from workshop.database.statements import Statement
from workshop.extensions import table_of
from workshop.identity import Person
from workshop.models import Change, Participant
from workshop.signals import room_changed, workshop_changed
from workshop.store.actors import Actor, Moderator, actor_of
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext, read_context, take_revision
from workshop.store.receipts import OperationRequest, Receipt, find_receipt, write_receipt
from workshop.store.writer import flush_objects, writer_of

Answer = Mapping[str, Any] | None
P = ParamSpec("P")

_WRITE_CHANGE = Statement(insert(table_of(Change)))


class Operation(Generic[P]):
    """One kind of change of a workshop; call it to run it once."""

    def __init__(
        self,
        run: Callable[Concatenate[WorkshopContext, Changes, P], Answer],
        kind: str,
        *,
        revision: bool,
        leave_out: Collection[str],
    ) -> None:
        update_wrapper(self, run)
        self.kind, self._name = kind, getattr(run, "__name__", "")
        self._run, self._takes_revision, self._left_out = run, revision, frozenset(leave_out)
        self._signature = inspect.signature(run)

    def __call__(
        self,
        workshop_id: int,
        actor: Actor | Person | Participant | Moderator,
        operation_id: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Receipt:
        """Run the operation once and return its receipt; a repeat gets the first receipt again.

        Any exception of the function rolls everything back and leaves no receipt.
        """
        who = actor_of(actor)
        request = OperationRequest(
            operation_id=operation_id, kind=self.kind, actor=who.name, content=self._content(*args, **kwargs)
        )
        after_commit: list[Callable[[], None]] = []
        return writer_of(workshop_id).store(
            partial(self._store, workshop_id, who, request, after_commit, args, kwargs),
            lambda connection: find_receipt(connection, request),
            workshop_changed if self._takes_revision else room_changed,
            after_commit,
        )

    def _store(
        self,
        workshop_id: int,
        who: Actor,
        request: OperationRequest,
        after_commit: list[Callable[[], None]],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        connection: Connection,
    ) -> Receipt:
        """Run the function in the transaction of ``connection``, and write receipt and log."""
        # Take the revision first: on PostgreSQL this locks the row before anything is read.
        begin = take_revision if self._takes_revision else read_context
        context = begin(connection, workshop_id, who, request.operation_id)
        changes = Changes(connection)
        answer = self._run(context, changes, *args, **kwargs)
        # Flush objects before writing the receipt, so that their errors come first.
        flush_objects()
        receipt = Receipt(context.revision, dict(answer or {}))
        write_receipt(connection, workshop_id, request, receipt)
        if self._takes_revision:
            _write_change(workshop_id, request, receipt, changes)
        after_commit[:] = changes.after_commit
        return receipt

    def _content(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        bound = self._signature.bind(None, None, *args, **kwargs)
        bound.apply_defaults()
        given = list(bound.arguments.items())[2:]
        # Several functions can share a kind.
        return {self._name: {name: value for name, value in given if name not in self._left_out}}


def operation(
    kind: str, *, revision: bool = True, leave_out: Collection[str] = ()
) -> Callable[[Callable[Concatenate[WorkshopContext, Changes, P], Answer]], Operation[P]]:
    """Make a function an operation; ``kind`` is its name in receipts and the change log.

    Use ``revision=False`` for what changes no scenario (people joining, answers, votes): it takes no lock and
    writes no row in the change log. Two requests are the same if function and arguments are, except for those
    in ``leave_out``: secrets, and what the server looked up itself.
    """
    return partial(Operation, kind=kind, revision=revision, leave_out=leave_out)


def _write_change(workshop_id: int, request: OperationRequest, receipt: Receipt, changes: Changes) -> None:
    _WRITE_CHANGE.run(
        changes.connection,
        {
            "workshop_id": workshop_id,
            "revision": receipt.revision,
            "actor": request.actor,
            "kind": request.kind,
            "subject": changes.subject,
            "before": changes.before,
            "after": changes.after,
            "undoable": changes.undoable,
            "undoes": changes.undoes,
        },
    )
