"""The same operation counts once, whatever the network does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import insert, text

from tests.workshop_room import JSON, Room
from workshop.extensions import db
from workshop.models import Change, Operation
from workshop.store.writer import writer_of

ID, OTHER_ID = "d" * 32, "e" * 32
PATIENCE_S = 30


def test_the_same_operation_gives_the_first_answer_again(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    answers = [room.propose(phone, "A bridge", operation_id=ID, headers=JSON).get_json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert len(room.snapshot().proposals) == 1


def test_the_same_id_with_other_content_is_refused(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    assert room.propose(phone, "A bridge", operation_id=ID, headers=JSON).status_code == 200
    assert room.propose(phone, "A tunnel", operation_id=ID, headers=JSON).status_code == 409
    assert [view.title for view in room.snapshot().proposals] == ["A bridge"]


def test_the_same_id_from_somebody_else_is_refused(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "A bridge", operation_id=ID)
    assert room.propose(room.phone(), "A bridge", operation_id=ID, headers=JSON).status_code == 409
    assert len(room.snapshot().proposals) == 1


def test_a_refused_operation_leaves_no_trace_and_can_be_sent_again(room: Room) -> None:
    phone = room.phone()
    revision = room.snapshot().revision
    assert room.propose(phone, "A bridge", operation_id=ID, headers=JSON).status_code == 409
    assert room.snapshot().revision == revision
    room.move_to("propose")
    assert room.propose(phone, "A bridge", operation_id=ID, headers=JSON).status_code == 200


def test_every_revision_has_one_row_in_the_log_and_one_receipt(room: Room) -> None:
    room.move_to("propose")
    for _ in range(3):
        room.pick(room.phone(), "private-cars-electric", "4000")
    with room.app.app_context():
        revisions = [
            change.revision for change in db.session.scalars(db.select(Change).order_by(Change.revision))
        ]
        receipts = db.session.scalar(db.select(db.func.count()).select_from(Operation))
    assert revisions == [1, 2, 3, 4]
    assert receipts == 8  # four more without revision: opening the workshop, and three who joined


def test_many_at_the_same_moment_are_all_stored_once(room: Room) -> None:
    room.move_to("propose")
    phones = [room.phone() for _ in range(8)]
    tokens = [phone.token() for phone in phones]
    statuses: list[int] = []

    def send(index: int) -> None:
        phone, token = phones[index % 8], tokens[index % 8]
        answer = phone.client.post(
            f"/phone/{room.code}/catalogue/private-cars-electric",
            data={
                "csrf_token": token,
                # Each phone sends its operation twice, at the same time.
                "operation_id": f"{index % 8:032d}",
                "amount": str(1000 * (index % 8 + 1)),
                "start_year": "2027",
            },
            headers=JSON,
        )
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=send, args=(index,)) for index in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 16
    (view,) = room.snapshot().proposals
    assert view.count == 8


def test_an_operation_stored_by_another_process_refuses_nobody_else(room: Room) -> None:
    """Two ask together; the id of one is being stored by another process, with other content."""
    if room.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite lets one process write at a time: the other one is found before")
    room.move_to("propose")
    phones = {ID: room.phone(), OTHER_ID: room.phone()}
    statuses: dict[str, int] = {}

    def send(operation_id: str) -> None:
        answer = room.propose(phones[operation_id], "A bridge", operation_id=operation_id, headers=JSON)
        statuses[operation_id] = answer.status_code

    with room.app.app_context():
        writer, engine = writer_of(room.workshop_id), db.engine
    threads = [threading.Thread(target=send, args=(operation_id,)) for operation_id in phones]
    with engine.connect() as other:
        row = {"operation_id": ID, "workshop_id": room.workshop_id, "actor": "somebody", "kind": "else"}
        other.execute(insert(Operation), {**row, "digest": "other", "answer": {"revision": 1, "answer": {}}})
        with writer._turn:
            for thread in threads:
                thread.start()
            wait_until(lambda: len(writer._waiting) == 2)
        # The one waits for what the other process does; then that is there.
        wait_until(lambda: somebody_waits(room))
        other.commit()
    for thread in threads:
        thread.join()
    assert statuses[ID] in {409, 422}
    assert statuses[OTHER_ID] == 200


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


def somebody_waits(room: Room) -> bool:
    """Tell whether a transaction waits for another one."""
    with room.app.app_context(), db.engine.connect() as connection:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
        return bool(connection.scalar(text(waiting)))
