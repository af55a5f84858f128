"""What is deleted is in no byte of the data folder: not in the database, its log, or any other file."""

from __future__ import annotations

import sqlite3
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from tests.integration.test_rehearsals import begin, come_in, end
from tests.workshop_room import Browser, Room, open_room
from workshop.config import read_settings
from workshop.database.forgetting import Forgetter
from workshop.extensions import db
from workshop.factory import create_app
from workshop.models import Operation, Participant, Proposal
from workshop.services.meeting.votes import KIND

pytestmark = pytest.mark.parametrize("template", ["sqlite"], indirect=True)
PATIENCE_S = 20
NICKNAMES = [f"Nickname-{number}-quokka" for number in range(6)]


def test_no_file_has_a_ballot_after_a_vote_was_closed(room: Room, tmp_path: Path) -> None:
    people, cars = _vote(room)
    receipts = _receipts(room)
    assert len(receipts) == len(people)
    assert _found(tmp_path, receipts) == set(receipts)
    assert room.desk.send(f"/desk/{room.code}/vote/close").status_code == 200
    _wait(room.app)
    assert _found(tmp_path, receipts) == set()
    # The phones, and what the room proposed, are there as before.
    assert _found(tmp_path, NICKNAMES) == set(NICKNAMES)
    assert next(view for view in room.snapshot().shown if view.id == cars).support


def test_no_file_has_a_ballot_after_the_opening_of_a_vote_was_taken_back(room: Room, tmp_path: Path) -> None:
    _vote(room)
    receipts = _receipts(room)
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        key = last.id
    assert room.desk.send(f"/desk/{room.code}/undo", change=key).status_code == 200
    _wait(room.app)
    assert _found(tmp_path, receipts) == set()


def test_no_file_has_a_word_of_a_deleted_workshop(room: Room, tmp_path: Path) -> None:
    _vote(room)
    other = open_room(room.app)
    with room.app.app_context():
        # Pages that are split keep copies of rows, and stay, because others have rows in them, too.
        for number in range(600):
            mine, animal = (room, "numbat") if number % 3 else (other, "wombat")
            db.session.add(_proposal(mine, f"{animal}-{number}"))
            db.session.flush()
            for row in db.session.scalars(db.select(Proposal).where(Proposal.id % 7 == number % 7).limit(3)):
                row.description = f"{row.title} " * (number % 40)
        db.session.commit()
    with room.app.app_context():
        secrets = [
            secret
            for column in (Participant.secret_hash, Proposal.public_id, Operation.operation_id)
            for secret in db.session.scalars(
                db.select(column).where(column.class_.workshop_id == room.workshop_id)
            )
        ]
    words = [*NICKNAMES, "numbat", *secrets]
    assert _found(tmp_path, words) == set(words)
    room.desk.send(f"/workshops/{room.code}/delete")
    _wait(room.app)
    assert _found(tmp_path, words) == set()
    assert _found(tmp_path, ["wombat"])


def test_no_file_has_a_word_of_a_removed_rehearsal(room: Room, tmp_path: Path) -> None:
    room.move_to("propose")
    token = begin(room)
    for number in range(6):
        invented = come_in(room, token, "resident")
        room.pick(invented, "private-cars-electric", 1000 + number)
    with room.app.app_context():
        people = db.session.scalars(db.select(Participant).where(Participant.rehearsal_id.is_not(None))).all()
        secrets = [secret for person in people for secret in (person.secret_hash, person.public_id)]
    assert _found(tmp_path, secrets) == set(secrets)
    assert end(room) == 6
    _wait(room.app)
    assert _found(tmp_path, secrets) == set()


def test_forgetting_waits_for_who_reads_and_then_holds(room: Room, tmp_path: Path) -> None:
    _vote(room)
    receipts = _receipts(room)
    reading = sqlite3.connect(tmp_path / "handlingsrom.sqlite", isolation_level=None)
    with closing(reading):
        reading.execute("BEGIN")
        assert reading.execute("SELECT count(*) FROM ballot").fetchone()[0]
        begun = time.monotonic()
        assert room.desk.send(f"/desk/{room.code}/vote/close").status_code == 200
        assert time.monotonic() - begun < PATIENCE_S / 4, "nobody waits for the reader"
        time.sleep(0.5)
        assert not room.app.extensions["forgetter"].is_done
        assert _found(tmp_path, receipts)
    _wait(room.app)
    assert _found(tmp_path, receipts) == set()


def test_nothing_is_written_to_the_log_once_the_stop_has_emptied_it(room: Room, tmp_path: Path) -> None:
    """The program is stopped while the file is to be rewritten and somebody writes; as at a start on a busy
    machine, where the rewrite that each start asks for comes late.
    """
    database, log = tmp_path / "handlingsrom.sqlite", tmp_path / "handlingsrom.sqlite-wal"
    with room.app.app_context():
        db.session.remove()
        db.engine.dispose()
    with (
        closing(sqlite3.connect(database, isolation_level=None)) as writing,
        ThreadPoolExecutor(1) as stopping,
    ):
        # Which of the two rewrites comes first is not always the same.
        for _ in range(12):
            forgetter = Forgetter(room.app, database)
            writing.execute("BEGIN IMMEDIATE")
            forgetter.ask()
            # Both, the rewrite in the background and that of the stop, wait for whoever writes.
            stopped = stopping.submit(forgetter.finish)
            time.sleep(0.2)
            writing.execute("COMMIT")
            assert stopped.result()
            assert forgetter.is_done
            until = time.monotonic() + 0.3
            while time.monotonic() < until:
                assert not log.exists() or not log.stat().st_size
                time.sleep(0.005)


@pytest.mark.usefixtures("room")
def test_nobody_else_on_the_machine_can_read_the_data_folder(tmp_path: Path) -> None:
    assert (
        _mode(tmp_path / "handlingsrom.sqlite-wal") & 0o077 == _mode(tmp_path / "handlingsrom.sqlite") & 0o077
    )
    folder = tmp_path / "an earlier version's"
    folder.mkdir(mode=0o755)
    for name in ("handlingsrom.sqlite", "secret-key"):
        (folder / name).touch(mode=0o644)
    for data in (folder, tmp_path / "new"):
        app = create_app(read_settings(data))
        with app.app_context():
            db.session.execute(db.text("CREATE TABLE anything (id INTEGER)"))
            db.session.commit()
            assert (data / "handlingsrom.sqlite-wal").exists()
            assert {_mode(path) for path in data.iterdir()} == {0o600}
            assert _mode(data) == 0o700
            db.session.remove()
            db.engine.dispose()
        app.extensions["broadcaster"].close()


def _vote(room: Room) -> tuple[list[Browser], str]:
    """Let six people with nicknames vote on an action."""
    room.move_to("propose")
    people = [room.phone(nickname=nickname) for nickname in NICKNAMES]
    room.pick(people[0], "private-cars-electric", "4000")
    room.move_to("deliberate")
    cars = room.snapshot().shown[0].id
    assert room.desk.send(f"/desk/{room.code}/vote/open", dots="3", hidden="y").status_code == 200
    for person in people:
        given = {f"dots-{cars}": "3", f"supports-{cars}": "yes"}
        assert person.send(f"/phone/{room.code}/vote", **given).status_code == 200
    return people, cars


def _proposal(room: Room, title: str) -> Proposal:
    return Proposal(
        workshop_id=room.workshop_id,
        title=title,
        state="waiting",
        targets=[],
        start_year=2027,
        ramp="step",
        ramp_years=1,
    )


def _receipts(room: Room) -> list[str]:
    with room.app.app_context():
        return list(db.session.scalars(db.select(Operation.operation_id).where(Operation.kind == KIND)))


def _found(folder: Path, words: list[str]) -> set[str]:
    """Return the words that are in the bytes of any file."""
    there = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {word for word in words if any(word.encode() in content for content in there)}


def _wait(app: Flask) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not app.extensions["forgetter"].is_done:
        assert time.monotonic() < deadline, "it is never done"
        time.sleep(0.02)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
