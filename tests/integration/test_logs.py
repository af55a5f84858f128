"""What lets people in, and what they wrote, stands in no log."""

from __future__ import annotations

import errno
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask
from flask.logging import default_handler

from tests.integration.conftest import Template
from tests.program import free_port
from tests.servers import nginx
from tests.workshop_room import OPENING, Browser, Room
from workshop.cli.main import main
from workshop.config import Settings
from workshop.database.durability import Flush, GroupFlusher
from workshop.extensions import db
from workshop.factory import create_app
from workshop.services.people.facilitators import (
    FACILITATOR,
    ensure_facilitator,
    issue_login_link,
    set_password,
)

WORDS = "Words of Resident 12"
WORDED = {**OPENING, "title": WORDS}
START_S = 60


@pytest.fixture
def logged(room: Room) -> Room:
    """Let failures be answered and logged as outside of tests."""
    room.app.config["TESTING"] = False
    room.app.logger.addHandler(default_handler)
    return room


def test_the_error_log_has_no_words_of_people(logged: Room, capsys: pytest.CaptureFixture[str]) -> None:
    with logged.app.app_context():
        db.session.execute(db.text("ALTER TABLE workshop RENAME TO mislaid"))
        db.session.commit()
    assert logged.desk.client.post(
        "/workshops/new",
        data={"csrf_token": logged.desk.token(), "operation_id": "a" * 32, **WORDED},
    ).status_code in {500, 503}
    written = capsys.readouterr().err
    assert "POST workshops.new" in written
    assert "INSERT INTO workshop" in written
    assert WORDS not in written


def test_a_login_link_is_not_in_the_log_of_what_failed(
    logged: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> AbstractContextManager[Flush]:
        raise OSError(errno.EIO, "the disk takes nothing")

    with logged.app.app_context():
        secret = issue_login_link(ensure_facilitator(FACILITATOR), datetime.now(UTC))
    logged.app.extensions["durability"] = GroupFlusher(refuse)
    assert Browser(logged.app.test_client()).send(f"/login/link/{secret}").status_code == 503
    written = capsys.readouterr().err
    assert "stores nothing (broken) at POST login.link" in written
    assert secret not in written


@pytest.mark.servers
def test_the_proxy_writes_no_address_down(tmp_path: Path) -> None:
    """Also where no process answers, which nginx writes into its log of errors."""
    secret, port = "o1n2e3t4i5m6e7", free_port()
    with nginx(tmp_path, port, [free_port(), free_port()]):
        assert _status(port, f"/login/link/{secret}") == 502
    logs = {path: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.log")}
    assert tmp_path / "error.log" in logs
    assert not [path.name for path, text in logs.items() if secret in text]


def test_a_service_prints_no_link_once_there_is_a_password(
    sqlite_template: Template, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = sqlite_template.copy_for(tmp_path, opened=False)
    _give_password(settings)
    command = [sys.executable, "-m", "workshop.cli.main"]
    with (tmp_path / "journal").open("w", encoding="utf-8") as journal:
        port = free_port()
        arguments = ["run", "--port", str(port), "--data", str(tmp_path)]
        with _started([*command, *arguments], stdout=journal.fileno()):
            _wait_until(lambda: "is running" in _read(tmp_path / "journal"))
            server = f"http://127.0.0.1:{port}"
            assert main(["login-link", "--data", str(tmp_path), "--server", server]) == 0
            link = capsys.readouterr().out.strip()
            assert link.startswith(f"{server}/login/link/")
            assert _status(port, link.removeprefix(server)) == 200
    printed = _read(tmp_path / "journal")
    assert "/login/link/" not in printed
    assert "/wall/" not in printed
    assert "handlingsrom login-link" in printed


@pytest.mark.slow
def test_a_start_from_a_terminal_prints_its_links_also_with_a_password(
    sqlite_template: Template, tmp_path: Path
) -> None:
    _give_password(sqlite_template.copy_for(tmp_path, opened=False))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "workshop.cli.main", "run", "--port", str(free_port())]
    printed = b""
    with _started([*command, "--data", str(tmp_path)], stdout=theirs):
        os.close(theirs)
        while b"Ctrl+C" not in printed:
            assert select.select([ours], [], [], START_S)[0], printed
            printed += os.read(ours, 65_536)
    os.close(ours)
    for word in (b"/login/link/", b"/wall/", b"/j/"):
        assert word in printed


def _give_password(settings: Settings) -> None:
    app: Flask = create_app(settings)
    with app.app_context():
        set_password(ensure_facilitator(FACILITATOR), "a long enough sentence")
        db.session.remove()
        db.engine.dispose()


@contextmanager
def _started(command: list[str], *, stdout: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=stdout, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=START_S)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=START_S)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
