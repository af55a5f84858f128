"""One server per SQLite folder: claim the folder for as long as the server runs."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workshop.config import PRIVATE_FILE, Settings
from workshop.errors import Problem

LOCK = "server.lock"


class FolderInUse(Problem):
    """Another server uses the folder."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(
            f"Another Handlingsrom server runs on the data folder {data_dir.resolve()}.",
            "Two servers on one SQLite file do not hear of each other's changes. Use the one that runs, "
            "stop it first (Ctrl+C, or its service), or choose another folder with --data. For several "
            "processes set DATABASE_URL (PostgreSQL) and REDIS_URL: see the README, On a server.",
        )


@contextmanager
def claim_database(settings: Settings) -> Iterator[None]:
    """Hold the lock of the SQLite file's folder; raise :class:`FolderInUse` if another server does.

    Any number of servers may use one PostgreSQL. The system releases the lock with the process, however that
    ends: ``kill -9`` leaves an unlocked file. Child processes do not inherit the descriptor.
    """
    if settings.sqlite_file is None:
        yield
        return
    data_dir = settings.sqlite_file.parent
    lock = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUse(data_dir) from error
        yield
    finally:
        os.close(lock)
