"""Acknowledged is stored: wait until a commit would survive a power cut, many commits at a time.

SQLite in WAL mode with ``synchronous=NORMAL`` writes a commit to its log and leaves the log to the
operating system, so that a commit takes no time and survives a killed process, but not a power cut.
Before anything is acknowledged we flush the log ourselves: one flush serves everybody who committed
before it began, and it runs beside the event loop, which goes on with other requests meanwhile.
(A checkpoint flushes the log before it moves it, so a commit is always in the log or in the file.)
PostgreSQL does the same on its own.

A flush that failed may not simply be tried again: Linux then takes the pages for written, and the next
flush succeeds though their bytes never reached the disk. PostgreSQL stops at that and begins anew from
its log; a meeting has nobody who would start us again, and a start reads the same pages from memory. So
after a failure, and at each start, the log's own bytes are written once more before the next flush: the
pages count as changed again, and what was refused is acknowledged only when the disk has taken all of
it. Two things nobody can promise: pages that the system dropped from memory between the failure and the
next try are lost (what is sent again is then stored anew, or the log cannot be read); and whoever opens
a page meanwhile sees what was committed, also what the disk refused. News, beats and acknowledgements
wait for the disk.
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
    """Return whether :func:`wait_for_commits` would return at once.

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
    app.extensions["durability"] = None if database is None else GroupFlusher(Log(database).opened)


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
        """Return after a flush that began after the newest note; raise what :meth:`wait` raises.

        Where it has failed, another one is tried: nothing else would tell who only listens that all is well.
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


class Log:
    """The log of a SQLite database, flushed; where its bytes may have got lost, they are written anew before.

    It is kept open: Linux tells of an error once to each who had the file open, and SQLite, which flushes
    the log before a checkpoint, says nothing of what it was told.
    """

    def __init__(self, database: Path) -> None:
        self._database, self._path = database, Path(f"{database}-wal")
        self._descriptor = -1
        self._close: Callable[[], object] = lambda: None
        # A process before this one may have been ended after a flush that failed.
        self._doubted = True

    @contextmanager
    def opened(self) -> Iterator[Flush]:
        """Give the flush of the log as it is now; all but the disk's own work is done here."""
        doubted, self._doubted = self._doubted, True  # until the disk has taken it
        if self._open():
            descriptor = self._descriptor
            # In the other thread nothing but this: each step there would take the turn from the event loop.
            yield (lambda: self._flush_anew(descriptor)) if doubted else (lambda: os.fdatasync(descriptor))
        else:
            # Everything has been moved into the database's file, and the log is gone.
            yield self._flush_folder if doubted else (lambda: None)
        self._doubted = False

    def _open(self) -> bool:
        """Open the log, another file each time the database is opened; return whether there is one."""
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
        """Write the log's bytes in their place once more, while nobody else writes, and flush them."""
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
        """Make sure that a log which was moved and removed does not come back after a power cut."""
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
