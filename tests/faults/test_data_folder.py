"""The folder with the data: copied after a stop, used by two servers, left behind by a killed one."""

from __future__ import annotations

import fcntl
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.program import free_port, running

COMMAND = (sys.executable, "-m", "workshop.cli.main")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl+C"])
def test_a_copy_of_the_database_file_after_a_stop(tmp_path: Path, number: signal.Signals) -> None:
    """The program is stopped, and the file `handlingsrom.sqlite` alone is copied, as people make backups.
    Everything is in the copy: at the stop the log is moved into the file and emptied.
    """
    with running(tmp_path) as program:
        code = program.code
        assert (tmp_path / "handlingsrom.sqlite-wal").stat().st_size
        program.process.send_signal(number)
        assert program.process.wait(30) == 0
    log = tmp_path / "handlingsrom.sqlite-wal"
    assert not log.exists() or not log.stat().st_size
    (tmp_path / "copy").mkdir()
    copy = shutil.copy(tmp_path / "handlingsrom.sqlite", tmp_path / "copy")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT code FROM workshop").fetchall() == [(code,)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_second_server_on_the_same_folder(tmp_path: Path) -> None:
    """A second server is started on the SQLite folder of one that runs, and one after `kill -9`. The
    second says why it does not start and what to do; other commands go on; a killed server leaves no lock.
    """
    with running(tmp_path) as program:
        second = _run("run", "--port", str(free_port()), "--data", str(tmp_path))
        assert second.returncode == 1
        assert "Another Handlingsrom server runs on the data folder" in second.stderr
        assert "--data" in second.stderr
        link = _run("login-link", "--data", str(tmp_path))
        assert link.returncode == 0, link.stderr
        assert "/login/link/" in link.stdout
        program.process.kill()
        program.process.wait()
    with running(tmp_path) as program:
        assert program.process.poll() is None
        with (tmp_path / "server.lock").open() as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)
