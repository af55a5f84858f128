"""The same operation counts once, whatever the network does."""

from __future__ import annotations

import threading

from tests.workshop_room import JSON, Room
from workshop.extensions import db
from workshop.models import Change, Operation

ID = "d" * 32


def test_the_same_operation_gives_the_first_answer_again(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    answers = [room.propose(phone, "A bridge", operation_id=ID, headers=JSON).get_json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert len(room.standing().proposals) == 1


def test_the_same_id_with_other_content_is_refused(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    assert room.propose(phone, "A bridge", operation_id=ID, headers=JSON).status_code == 200
    assert room.propose(phone, "A tunnel", operation_id=ID, headers=JSON).status_code == 409
    assert [view.title for view in room.standing().proposals] == ["A bridge"]


def test_the_same_id_from_somebody_else_is_refused(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "A bridge", operation_id=ID)
    assert room.propose(room.phone(), "A bridge", operation_id=ID, headers=JSON).status_code == 409
    assert len(room.standing().proposals) == 1


def test_a_refused_operation_leaves_no_trace_and_can_be_sent_again(room: Room) -> None:
    phone = room.phone()
    revision = room.standing().revision
    assert room.propose(phone, "A bridge", operation_id=ID, headers=JSON).status_code == 409
    assert room.standing().revision == revision
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
    (view,) = room.standing().proposals
    assert view.count == 8
