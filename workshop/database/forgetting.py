"""Remove deleted rows from the files, too: rewrite the SQLite database and empty its log.

``secure_delete`` overwrites deleted cells but leaves two kinds of copies: the log keeps every earlier version
of a page until it is truncated, and a page that SQLite has split or balanced keeps stale copies of rows in
its unused space. So after an erasure we rewrite the file (``VACUUM``), move the log into it, and truncate the
log.

This happens after the answer, in a thread beside the event loop. Meanwhile writers wait here without blocking
the loop; readers go on. If the database is busy or its disk is full, we retry until it succeeds. Each start
does it once more, in case a process was killed.

PostgreSQL keeps deleted rows in its tables until its own VACUUM, and in its log and backups as long as its
administrators keep these. We do nothing there, and the privacy page says so.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from workshop.database.durability import run_beside_the_loop

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 5.0
# How long a rewrite waits for a writer, and emptying the log waits for a reader.
_LOCK_S, _READERS_S = 2.0, 0.2
# A rewrite needs twice the file's size; this much is left for other writers.
_SPARE_BYTES = 20_000_000
# When the program stops, readers of other processes may hold the log for a moment.
_STOP_S = 3.0


def open_forgetting(app: Flask, database: Path | None) -> None:
    """Rewrite the SQLite file ``database`` for ``app`` on demand; no other database."""
    app.extensions["forgetter"] = Forgetter(app, database)


def forget_soon() -> None:
    """Schedule the removal of deleted rows from the files; call it after the commit."""
    _forgetter().ask()


def wait_while_rewriting() -> None:
    """Return when a writer may take its turn: at once, unless the file is being rewritten."""
    _forgetter().wait_for_turn()


def _forgetter() -> Forgetter:
    forgetter: Forgetter = current_app.extensions["forgetter"]
    return forgetter


class Forgetter:
    """Rewrites one database file on request, once for all requests made meanwhile."""

    def __init__(self, app: Flask, database: Path | None) -> None:
        self._app, self._database = app, database
        self._asked = self._done = 0
        self._is_running = self._is_ending = False
        # A rewrite writes the whole file to the log: it must not begin while another has just emptied that.
        self._at_work = threading.Lock()
        self._lock = threading.Lock()
        self._turn = threading.Event()
        self._turn.set()

    @property
    def is_done(self) -> bool:
        """Whether all requests so far are done."""
        return self._done == self._asked

    def ask(self) -> None:
        """Rewrite the file soon, in the background, and retry until it succeeds."""
        if self._database is None:
            return
        with self._lock:
            self._asked += 1
            if self._is_running or self._is_ending:
                return
            self._is_running = True
        self._app.extensions["socketio"].start_background_task(self._run)

    def wait_for_turn(self) -> None:
        """Wait while the file is being rewritten; without a rewrite this costs nothing."""
        if not self._turn.is_set():
            self._turn.wait(_LOCK_S * 5)

    def finish(self, seconds: float = _STOP_S) -> bool:
        """Do outstanding work now and move the log into the database file; return whether the log is empty.

        Call it last when stopping, with all own connections closed. It waits for a rewrite that has begun,
        however long that takes; the background begins no other.
        """
        if self._database is None or not self._database.exists():
            return True
        self._is_ending = True
        with self._at_work:
            deadline = time.monotonic() + seconds
            while True:
                asked = self._asked
                if self._try(rewriting=not self.is_done):
                    self._done = max(self._done, asked)
                    # Somebody may have written or deleted again while the thread that emptied it came back.
                    if self.is_done and self._is_log_empty():
                        return True
                if time.monotonic() > deadline:
                    # Where there is no room for a rewrite the next start does it; the log is emptied now.
                    return self._try(rewriting=False) and self._is_log_empty()
                time.sleep(_FIRST_PAUSE_S)

    def _is_log_empty(self) -> bool:
        try:
            return Path(f"{self._database}-wal").stat().st_size == 0
        except FileNotFoundError:
            return True

    def _run(self) -> None:
        pause = _FIRST_PAUSE_S
        while True:
            with self._at_work:
                asked = self._asked
                # No failure may end the retries: the erasure was promised.
                is_done = not self._is_ending and self._try(rewriting=True)
                if is_done:
                    self._done = max(self._done, asked)
            if is_done:
                pause = _FIRST_PAUSE_S
            elif not self._is_ending:
                self._sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
            with self._lock:
                # At a stop, the thread that stops the server does what is left.
                if self.is_done or self._is_ending:
                    self._is_running = False
                    return

    def _try(self, *, rewriting: bool) -> bool:
        """Rewrite the file if asked and empty the log; return whether both succeeded."""
        database = self._database
        assert database is not None
        try:
            if rewriting:
                if not _has_room(database):
                    return False
                self._turn.clear()
                run_beside_the_loop(lambda: _rewrite(database))
                self._turn.set()
            # Most of the log is moved while others write.
            run_beside_the_loop(lambda: _checkpoint(database, "PASSIVE"))
            self._turn.clear()
            return run_beside_the_loop(lambda: _checkpoint(database, "TRUNCATE"))
        except (sqlite3.Error, OSError) as error:
            if not _is_busy(error):
                self._app.logger.error("what was deleted is not yet overwritten: %s", error)
            return False
        finally:
            self._turn.set()

    def _sleep(self, seconds: float) -> None:
        socketio: Any = self._app.extensions["socketio"]
        socketio.sleep(seconds)


def _rewrite(database: Path) -> None:
    """Build the file from its rows alone, so that no page keeps bytes of deleted rows."""
    with closing(_connect(database, _LOCK_S)) as connection:
        # The copy that SQLite builds must not be written to a temporary file.
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("VACUUM")


def _checkpoint(database: Path, mode: str) -> bool:
    """Move the log into the database file; return whether all of it was moved."""
    with closing(_connect(database, _READERS_S)) as connection:
        busy, _, _ = connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
    return not busy


def _connect(database: Path, patience_s: float) -> sqlite3.Connection:
    place = f"{database.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(place, uri=True, timeout=patience_s, isolation_level=None)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")
    return connection


def _has_room(database: Path) -> bool:
    """Return whether a rewrite leaves room on the disk for other writers."""
    log = Path(f"{database}-wal")
    size = database.stat().st_size
    with suppress(FileNotFoundError):
        size = max(size, log.stat().st_size)
    return shutil.disk_usage(database.parent).free > 2 * size + _SPARE_BYTES


def _is_busy(error: Exception) -> bool:
    # https://www.sqlite.org/rescode.html: busy and locked
    return isinstance(error, sqlite3.Error) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in (5, 6)
