"""Deleted is gone from the files, too: rewrite the SQLite database and empty its log after deletions.

``secure_delete`` overwrites the cells that are deleted. It leaves two kinds of copies: the log keeps
every earlier version of a page until it is truncated, and a page that SQLite has split or balanced keeps
stale copies of rows in its unused space. So after rows were deleted that must not be found any more, we
rewrite the file (``VACUUM``), move the log into it and truncate the log.

This happens after the answer, in a thread beside the event loop. Meanwhile the writers wait for their
turn here, without holding up the loop; readers go on. Where the database is busy or its disk has no
room, we try again until it holds. Another start does it once more, for a process that was killed.

PostgreSQL keeps what was deleted in its tables until its own VACUUM, and in its log and its backups as
long as those who run it keep these: nothing is done here, and the page about privacy says so.
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
# How long a rewrite waits for a writer, and emptying the log for whoever reads it.
_LOCK_S, _READERS_S = 2.0, 0.2
# A rewrite needs the file's size twice; this is left to those who act.
_SPARE_BYTES = 20_000_000
# When the program stops, readers of other processes may hold the log for a moment.
_STOP_S = 3.0


def open_forgetting(app: Flask, database: Path | None) -> None:
    """Rewrite the SQLite file ``database`` for ``app`` on demand; no other database."""
    app.extensions["forgetter"] = Forgetter(app, database)


def forget_soon() -> None:
    """Let what has just been deleted disappear from the files; call it after the commit."""
    _forgetter().ask()


def wait_while_rewriting() -> None:
    """Return when a writer may take its turn: at once, unless the file is being rewritten."""
    _forgetter().wait_for_turn()


def _forgetter() -> Forgetter:
    forgetter: Forgetter = current_app.extensions["forgetter"]
    return forgetter


class Forgetter:
    """Rewrites one database's file when it is asked to, one time for all who asked meanwhile."""

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
        """Whether everything that was asked for so far has disappeared from the files."""
        return self._done == self._asked

    def ask(self) -> None:
        """Rewrite the file soon, in the background, and again until it has been done."""
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
        """Do now what is outstanding, and move the log into the database's file; tell whether it is empty.

        Whoever stops calls this last, with their own connections closed. A rewrite that has begun comes to
        its end before, however long it takes; the background begins none any more.
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
                # A failure of any kind must not end the trying: what was promised is to be gone.
                is_done = not self._is_ending and self._try(rewriting=True)
                if is_done:
                    self._done = max(self._done, asked)
            if is_done:
                pause = _FIRST_PAUSE_S
            elif not self._is_ending:
                self._sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
            with self._lock:
                # At the end whoever ends does what is left.
                if self.is_done or self._is_ending:
                    self._is_running = False
                    return

    def _try(self, *, rewriting: bool) -> bool:
        """Rewrite the file, if it is to be, and empty the log; tell whether both have happened."""
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
    """Build the file from its rows alone: no page keeps bytes of what is not there any more."""
    with closing(_connect(database, _LOCK_S)) as connection:
        # The copy that SQLite builds must not be written to a temporary file.
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("VACUUM")


def _checkpoint(database: Path, mode: str) -> bool:
    """Move the log into the database's file; tell whether all of it is there."""
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
    """Tell whether a rewrite would leave room on the disk for those who act."""
    log = Path(f"{database}-wal")
    size = database.stat().st_size
    with suppress(FileNotFoundError):
        size = max(size, log.stat().st_size)
    return shutil.disk_usage(database.parent).free > 2 * size + _SPARE_BYTES


def _is_busy(error: Exception) -> bool:
    # https://www.sqlite.org/rescode.html: busy and locked
    return isinstance(error, sqlite3.Error) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in (5, 6)
