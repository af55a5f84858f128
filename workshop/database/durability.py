"""Group commit: wait until a commit would survive a power cut, with one flush for many commits.

SQLite in WAL mode with ``synchronous=NORMAL`` writes a commit to its log without flushing the log. Such a
commit is fast and survives a killed process, but not a power cut. Before we acknowledge anything, we flush
the log ourselves: one flush serves all commits made before it began, and it runs beside the event loop, which
meanwhile handles other requests. (A checkpoint flushes the log before it moves it, so a commit is always in
the log or in the database file.) PostgreSQL does the same on its own.

After a failed flush, Linux marks the pages as written, and the next flush succeeds although their bytes never
reached the disk. PostgreSQL then stops and recovers from its log. We cannot: nobody restarts us in a meeting,
and a restart would read the same pages from memory. So after a failure, and at each start, we write the log's
own bytes once more before the next flush. This marks the pages as changed again, and a refused operation is
acknowledged only after the disk has taken all of it. Two limits remain: pages that the system dropped from
memory between the failure and the next attempt are lost (a repeated operation is then stored as new, or the
log is unreadable), and a page opened meanwhile shows commits that the disk refused. News, heartbeats and
acknowledgements wait for the disk.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from flask import Flask, current_app

from workshop.extensions import db

Result = TypeVar("Result")
Flush = Callable[[], None]

_MOMENT_S = 1e-5
_CHUNK_BYTES = 1 << 20
_LOCK_S = 10.0


def commit_durably() -> None:
    """Commit the session and return when the commit would survive a power cut."""
    commit_soon_durable()
    wait_for_commits()


def commit_soon_durable() -> None:
    """Commit the session; call :func:`wait_for_commits` before telling anybody about it."""
    db.session.commit()
    flusher = _flusher()
    if flusher is not None:
        flusher.note()


def note_commit() -> Batch | None:
    """Note a commit made outside the session; return the batch to wait for."""
    flusher = _flusher()
    return None if flusher is None else flusher.note()


def wait_for_batch(batch: Batch | None) -> None:
    """Return when the batch would survive a power cut."""
    flusher = _flusher()
    if flusher is not None and batch is not None:
        flusher.wait_for(batch)


def wait_for_commits() -> None:
    """Return when all commits noted so far would survive a power cut."""
    flusher = _flusher()
    if flusher is not None:
        flusher.wait_for_noted()


def are_commits_durable() -> bool:
    """Return whether :func:`wait_for_commits` would return at once.

    Yields to the flushing thread for a moment, but to no greenlet, so that the caller keeps its turn.
    """
    flusher = _flusher()
    if flusher is None or flusher.noted_is_done:
        return True
    _sleep_for_real(_MOMENT_S)
    return flusher.noted_is_done


def wait_until_durable() -> None:
    """Return when everything committed so far, by any process, would survive a power cut."""
    flusher = _flusher()
    if flusher is not None:
        flusher.wait()


def _flusher() -> GroupFlusher | None:
    flusher: GroupFlusher | None = current_app.extensions["durability"]
    return flusher


def open_durability(app: Flask, database: Path | None) -> None:
    """Flush the log of the SQLite file ``database`` for ``app``; of no other database."""
    app.extensions["durability"] = None if database is None else GroupFlusher(Log(database).opened)


@dataclass
class Batch:
    """The callers that wait for one flush."""

    done: bool = False
    error: OSError | None = None


class GroupFlusher:
    """Flushes for all waiting callers, one flush at a time; each flush serves all who came before it began.

    ``opened`` yields the flush. The flush runs in a thread of its own where an event loop must go on.
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
        """Return after a flush that began after the newest note; raise what :meth:`wait` raises.

        After a failed flush this tries another one, because a mere listener has no other way to recover.
        """
        self.wait_for(self._noted if self._noted.error is None else self.note())

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
                    # Callers from here on wait for the next flush.
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
    """Flush and release the batch at once: other threads need not wait for the event loop."""
    flush()
    batch.done = True


class Log:
    """The log of a SQLite database, flushed; bytes that may have been lost are written again first.

    The file is kept open: Linux reports an error once to each open descriptor, and SQLite, which flushes the
    log before a checkpoint, does not pass on the error it got.
    """

    def __init__(self, database: Path) -> None:
        self._database, self._path = database, Path(f"{database}-wal")
        self._descriptor = -1
        self._close: Callable[[], object] = lambda: None
        # A process before this one may have been ended after a failed flush.
        self._doubted = True

    @contextmanager
    def opened(self) -> Iterator[Flush]:
        """Yield the flush of the log as it is now; everything but the disk's own work is done here."""
        doubted, self._doubted = self._doubted, True  # until the disk has taken it
        if self._open():
            descriptor = self._descriptor
            # Do nothing else in the other thread: each step there would take a turn from the event loop.
            yield (lambda: self._flush_anew(descriptor)) if doubted else (lambda: os.fdatasync(descriptor))
        else:
            # Everything has been moved into the database file, and the log is gone.
            yield self._flush_folder if doubted else (lambda: None)
        self._doubted = False

    def _open(self) -> bool:
        """Open the log, a new file each time the database is opened; return whether there is one."""
        try:
            there = self._path.stat()
            if self._descriptor < 0 or not os.path.samestat(there, os.fstat(self._descriptor)):
                self._close()
                self._descriptor = os.open(self._path, os.O_RDONLY)
                self._close = weakref.finalize(self, os.close, self._descriptor)
        except FileNotFoundError:
            return False
        return True

    def _flush_anew(self, descriptor: int) -> None:
        """Write the log's bytes in place once more, with writers excluded, and flush them."""
        place = f"{self._database.absolute().as_uri()}?mode=rw"
        try:
            with closing(
                sqlite3.connect(place, uri=True, timeout=_LOCK_S, isolation_level=None)
            ) as connection:
                connection.execute("BEGIN IMMEDIATE")
                _rewrite(self._path)
        except sqlite3.Error as error:
            raise OSError(errno.EIO, f"the log could not be written anew: {error}") from error
        os.fdatasync(descriptor)

    def _flush_folder(self) -> None:
        """Flush the folder, so that a log that was moved and removed does not come back after a power cut."""
        folder = os.open(self._database.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _rewrite(path: Path) -> None:
    """Write a file's bytes in their place."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        place = 0
        while chunk := os.pread(descriptor, _CHUNK_BYTES, place):
            place += os.pwrite(descriptor, chunk, place)
    finally:
        os.close(descriptor)


def _sleep_for_real(seconds: float) -> None:
    """Let other threads run, but no other greenlet."""
    from gevent import monkey

    monkey.get_original("time", "sleep")(seconds)


def run_beside_the_loop(call: Callable[[], Result]) -> Result:
    """Run a blocking call in its own thread if an event loop must go on."""
    from gevent import get_hub, monkey

    if monkey.is_module_patched("socket"):
        running = get_hub().threadpool.spawn(call)
        try:
            return cast(Result, running.get())
        finally:
            # A greenlet that is killed meanwhile stays until the thread is done: it uses what we hold open.
            running.wait()
    return call()
