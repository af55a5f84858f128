"""Acknowledged is stored: wait until a commit would survive a power cut, many commits at a time.

SQLite in WAL mode with ``synchronous=NORMAL`` writes a commit to its log and leaves the log to the
operating system, so that a commit takes no time and survives a killed process, but not a power cut.
Before anything is acknowledged we flush the log ourselves: one flush serves everybody who committed
before it began, and it runs beside the event loop, which goes on with other requests meanwhile.
(A checkpoint flushes the log before it moves it, so a commit is always in the log or in the file.)
PostgreSQL does the same on its own.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from flask import Flask, current_app

from workshop.extensions import db

Result = TypeVar("Result")


def commit_durably() -> None:
    """Commit the session and return when the commit would survive a power cut."""
    db.session.commit()
    wait_until_durable()


def wait_until_durable() -> None:
    """Return when everything committed so far would survive a power cut."""
    flusher: GroupFlusher | None = current_app.extensions["durability"]
    if flusher is not None:
        flusher.wait()


def open_durability(app: Flask, database: Path | None) -> None:
    """Flush the log of the SQLite file ``database`` for ``app``; of no other database."""
    app.extensions["durability"] = None if database is None else GroupFlusher(lambda: _flush(database))


class _Batch:
    """Those who wait for one flush."""

    def __init__(self) -> None:
        self.done = False
        self.error: OSError | None = None


class GroupFlusher:
    """Runs ``flush`` for all who wait, one at a time, each for everybody who came before it began."""

    def __init__(self, flush: Callable[[], None]) -> None:
        self._flush = flush
        self._turn = threading.Lock()
        self._next = _Batch()

    def wait(self) -> None:
        """Return after a flush that began after this call.

        Raises
        ------
        OSError
            The disk did not take it: nothing may be acknowledged.
        """
        batch = self._next
        with self._turn:
            if not batch.done:
                # Whoever comes from here on waits for the next flush.
                self._next = _Batch()
                try:
                    self._flush()
                except OSError as error:
                    batch.error = error
                finally:
                    batch.done = True
        if batch.error is not None:
            raise batch.error


def _flush(database: Path) -> None:
    log = database.with_name(database.name + "-wal")
    # No log: everything has been moved into the file and the log closed.
    with suppress(FileNotFoundError):
        descriptor = os.open(log, os.O_RDONLY)
        try:
            run_beside_the_loop(lambda: os.fdatasync(descriptor))
        finally:
            os.close(descriptor)


def run_beside_the_loop(call: Callable[[], Result]) -> Result:
    """Run a call that takes its time in a thread of its own where an event loop must go on."""
    from gevent import get_hub, monkey

    if monkey.is_module_patched("socket"):
        result: Result = get_hub().threadpool.apply(call)
        return result
    return call()
