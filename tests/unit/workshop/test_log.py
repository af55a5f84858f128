"""The log of a real SQLite file: the one that is there is flushed, and written anew where it is doubted."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from workshop.database import durability
from workshop.database.durability import Log


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """List what is flushed: how often since it was opened, and which file."""
    found: list[tuple[int, int]] = []
    flush = os.fdatasync

    def fdatasync(descriptor: int) -> None:
        # What is opened anew begins at its start.
        found.append((os.lseek(descriptor, 1, os.SEEK_CUR), os.fstat(descriptor).st_ino))
        flush(descriptor)

    monkeypatch.setattr(os, "fdatasync", fdatasync)
    return found


def opened(database: Path) -> sqlite3.Connection:
    """Open a database that has a log, and write something into it."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE IF NOT EXISTS said (what TEXT)")
    connection.execute("INSERT INTO said VALUES ('something')")
    return connection


def flush(log: Log) -> None:
    """Flush once, as the flusher does."""
    with log.opened() as now:
        now()


def test_one_descriptor_stays_open_as_long_as_the_log_is_the_same_file(
    tmp_path: Path, flushed: list[tuple[int, int]]
) -> None:
    database = tmp_path / "hall.sqlite"
    path, log = Path(f"{database}-wal"), Log(database)
    with closing(opened(database)):
        first = path.stat().st_ino
        flush(log)
        flush(log)
        # Linux tells of an error only to who had the file open when it happened.
        assert flushed == [(1, first), (2, first)]
    assert not path.exists()
    flush(log)
    assert len(flushed) == 2
    with closing(opened(database)):
        second = path.stat().st_ino
        assert second != first
        flush(log)
        assert flushed[2:] == [(1, second)]
        links = [each.readlink() for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
        assert sum(link.name.startswith(path.name) for link in links) == 2  # SQLite's own, and ours


def test_a_log_with_a_writer_is_not_rewritten_and_stays_doubted(
    tmp_path: Path, flushed: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durability, "_LOCK_S", 0.05)
    database = tmp_path / "hall.sqlite"
    log = Log(database)
    with closing(opened(database)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(OSError, match="locked"):
                flush(log)
        assert flushed == []
        writer.execute("INSERT INTO said VALUES ('more')")
        writer.execute("COMMIT")
        before = Path(f"{database}-wal").read_bytes()
        flush(log)
        assert len(flushed) == 1
        assert Path(f"{database}-wal").read_bytes() == before
        assert writer.execute("SELECT count(*) FROM said").fetchone() == (2,)
        assert writer.execute("PRAGMA integrity_check").fetchone() == ("ok",)
