"""PostgreSQL hangs or has vanished: who waits is told in seconds, and all goes on when it is back."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.integration.conftest import Template
from tests.workshop_room import JSON, Room
from workshop.database.postgresql import ImpatientConnection
from workshop.database.storage import Trouble, find_trouble
from workshop.database.upgrade import upgrade_database
from workshop.extensions import db
from workshop.factory import create_app

pytestmark = [
    pytest.mark.servers,
    pytest.mark.parametrize("template", ["postgresql"], indirect=True),
    # What is given up is let go of, not closed.
    pytest.mark.filterwarnings("ignore:Exception ignored in.*BaseConnection"),
]

PATIENCE_S = 20


@contextmanager
def frozen(room: Room) -> Iterator[None]:
    """Let those processes of PostgreSQL stand still that serve the workshop's database."""
    with room.app.app_context():
        url = room.app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        ours = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = [pid for (pid,) in connection.execute(ours)]
    assert backends
    for pid in backends:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in backends:
            with suppress(ProcessLookupError):  # one may have ended
                os.kill(pid, signal.SIGCONT)


def wait_until_it_has_ended(url: str, pid: int) -> None:
    """Wait until PostgreSQL has ended one of its processes."""
    deadline = time.monotonic() + PATIENCE_S
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone():
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_a_hanging_database_is_reported_and_the_meeting_goes_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.move_to("propose")
    phone = room.phone()
    token = phone.token()
    monkeypatch.setattr(ImpatientConnection, "patience_s", 0.5)
    fields = {"csrf_token": token, "operation_id": "v" * 32, "amount": "1000", "start_year": "2027"}
    path = f"/phone/{room.code}/catalogue/private-cars-electric"
    told = []

    def send() -> None:
        told.append(phone.client.post(path, data=fields, headers=JSON))

    with frozen(room):
        sending = threading.Thread(target=send, daemon=True)
        sending.start()
        sending.join(PATIENCE_S)
        assert told, "nobody was told"
    assert (told[0].status_code, told[0].json["trouble"]) == (503, "away")
    assert phone.client.post(path, data=fields, headers=JSON).status_code == 200
    assert room.snapshot().shown[0].count == 1


@pytest.mark.parametrize(
    ("bound", "question"),
    [
        ("statement_timeout", "SELECT pg_sleep(20)"),
        ("lock_timeout", "LOCK TABLE participant"),
        ("idle_in_transaction_session_timeout", "SELECT 1"),
    ],
)
def test_an_operation_that_the_database_aborts_can_be_repeated(room: Room, bound: str, question: str) -> None:
    url = room.app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    with room.app.app_context(), psycopg.connect(url) as other, db.engine.connect() as connection:
        # It is bounded by what the program asked for when it connected.
        assert connection.execute(text(f"SELECT current_setting('{bound}')")).scalar() != "0"
        other.execute("LOCK TABLE participant")
        connection.execute(text(f"SET {bound} = 100"))
        driver = connection.connection.driver_connection
        assert driver is not None
        if bound.startswith("idle"):
            wait_until_it_has_ended(url, driver.info.backend_pid)
        with pytest.raises(DBAPIError) as raised:
            connection.execute(text(question))
    assert find_trouble(raised.value) is Trouble.BUSY


def test_a_machine_that_is_gone_is_noticed_in_seconds(room: Room) -> None:
    with room.app.app_context(), db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        asked = driver.info.get_parameters()
    assert int(asked["tcp_user_timeout"]) == 10_000
    assert int(asked["keepalives_idle"]) + 3 * int(asked["keepalives_interval"]) < 15


def test_a_migration_may_take_longer(
    template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = template.copy_for(tmp_path, opened=False)
    bounds = "options=-c%20statement_timeout%3D200%20-c%20lock_timeout%3D200"
    app = create_app(replace(settings, database_url=f"{settings.database_url}?{bounds}"))
    monkeypatch.setattr(ImpatientConnection, "patience_s", 0.2)
    failed: list[BaseException] = []

    def migrate() -> None:
        with app.app_context():
            try:
                upgrade_database()
            except BaseException as error:
                failed.append(error)

    migrating = threading.Thread(target=migrate)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("LOCK TABLE alembic_version")
        migrating.start()
        migrating.join(1.5)
        # It waits, and does not give up.
        assert migrating.is_alive()
    migrating.join(PATIENCE_S)
    assert failed == []
    with app.app_context():
        # Whoever comes afterwards is as impatient as before.
        assert db.session.scalar(text("SELECT current_setting('lock_timeout')")) == "200ms"
        db.session.remove()
        db.engine.dispose()
