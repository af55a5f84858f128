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
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from flask import Flask, current_app

from workshop.extensions import db

Result = TypeVar("Result")
Flush = Callable[[], None]

_MOMENT_S = 1e-5


def commit_durably() -> None:
    """Commit the session and return when the commit would survive a power cut."""
    commit_soon_durable()
    wait_for_commits()


def commit_soon_durable() -> None:
    """Commit the session; whoever tells of it calls :func:`wait_for_commits` before."""
    db.session.commit()
    flusher = _flusher()
    if flusher is not None:
        flusher.note()


def note_commit() -> Batch | None:
    """Note that something was committed beside the session; return what to wait for."""
    flusher = _flusher()
    return None if flusher is None else flusher.note()


def wait_for_batch(batch: Batch | None) -> None:
    """Return when what was noted would survive a power cut."""
    flusher = _flusher()
    if flusher is not None and batch is not None:
        flusher.wait_for(batch)


def wait_for_commits() -> None:
    """Return when everything that was committed durably or soon so would survive a power cut."""
    flusher = _flusher()
    if flusher is not None:
        flusher.wait_for_noted()


def are_commits_durable() -> bool:
    """Tell whether :func:`wait_for_commits` would return at once.

    The thread that flushes is given a moment to say so, and no greenlet is: whoever asks may go first.
    """
    flusher = _flusher()
    if flusher is None or flusher.noted_is_done:
        return True
    _sleep_for_real(_MOMENT_S)
    return flusher.noted_is_done


def wait_until_durable() -> None:
    """Return when everything committed so far, by whomever, would survive a power cut."""
    flusher = _flusher()
    if flusher is not None:
        flusher.wait()


def _flusher() -> GroupFlusher | None:
    flusher: GroupFlusher | None = current_app.extensions["durability"]
    return flusher


def open_durability(app: Flask, database: Path | None) -> None:
    """Flush the log of the SQLite file ``database`` for ``app``; of no other database."""
    app.extensions["durability"] = None if database is None else GroupFlusher(lambda: _opened_log(database))


@dataclass
class Batch:
    """Those who wait for one flush."""

    done: bool = False
    error: OSError | None = None


class GroupFlusher:
    """Flushes for all who wait, one flush at a time, each for everybody who came before it began.

    ``opened`` gives the flush; it runs in a thread of its own where an event loop must go on.
    """

    def __init__(self, opened: Callable[[], AbstractContextManager[Flush]]) -> None:
        self._opened = opened
        self._turn = threading.Lock()
        self._next = Batch()
        self._noted = Batch(done=True)

    @property
    def noted_is_done(self) -> bool:
        """Whether everything noted has been flushed."""
        return self._noted.done and self._noted.error is None

    def note(self) -> Batch:
        """Note that there is something to flush, for :meth:`wait_for` and :meth:`wait_for_noted`."""
        self._noted = self._next
        return self._noted

    def wait_for_noted(self) -> None:
        """Return after a flush that began after the newest note; raise what :meth:`wait` raises."""
        self.wait_for(self._noted)

    def wait(self) -> None:
        """Return after a flush that began after this call.

        Raises
        ------
        OSError
            The disk did not take it: nothing may be acknowledged.
        """
        self.wait_for(self._next)

    def wait_for(self, batch: Batch) -> None:
        """Return after the flush of what was noted; raise what :meth:`wait` raises."""
        if not batch.done:
            with self._turn:
                if not batch.done:
                    # Whoever comes from here on waits for the next flush.
                    self._next = Batch()
                    try:
                        with self._opened() as flush:
                            run_beside_the_loop(lambda: _flush_for(batch, flush))
                    except OSError as error:
                        batch.error = error
                        batch.done = True
        if batch.error is not None:
            raise batch.error


def _flush_for(batch: Batch, flush: Flush) -> None:
    """Flush, and say so at once: who draws meanwhile need not wait until the event loop knows."""
    flush()
    batch.done = True


@contextmanager
def _opened_log(database: Path) -> Iterator[Flush]:
    """Open the log of ``database`` to be flushed; it is another file each time the database is opened."""
    try:
        descriptor = os.open(f"{database}-wal", os.O_RDONLY)
    except FileNotFoundError:
        # Everything has been moved into the database's file and the log closed.
        yield lambda: None
        return
    try:
        # In the other thread nothing but this: each step there would take the turn from the event loop.
        yield lambda: os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def _sleep_for_real(seconds: float) -> None:
    """Let other threads run, and no other greenlet."""
    from gevent import monkey

    monkey.get_original("time", "sleep")(seconds)


def run_beside_the_loop(call: Callable[[], Result]) -> Result:
    """Run a call that takes its time in a thread of its own where an event loop must go on."""
    from gevent import get_hub, monkey

    if monkey.is_module_patched("socket"):
        running = get_hub().threadpool.spawn(call)
        try:
            return cast(Result, running.get())
        finally:
            # Whoever is ended meanwhile stays until the thread has: it works with what they hold open.
            running.wait()
    return call()
