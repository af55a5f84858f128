"""Above forty people one phone a table writes own words; everybody goes on choosing."""

from __future__ import annotations

from sqlalchemy import insert
from werkzeug.test import TestResponse

from tests.workshop_room import JSON, Browser, Room, listen
from workshop.extensions import db
from workshop.models import Participant
from workshop.services.people.scribes import MANY


def test_people_whom_a_script_made_let_nobody_write_less(room: Room) -> None:
    """Hundreds of rows say nothing of who takes part: phones that are connected do, and seats."""
    room.move_to("propose")
    honest = room.phone()
    with room.app.app_context():
        people = [
            {"workshop_id": room.workshop_id, "secret_hash": f"{number:064}", "role": "resident"}
            for number in range(271)
        ]
        db.session.execute(insert(Participant), people)
        db.session.commit()
    home = honest.open(f"/phone/{room.code}").get_data(as_text=True)
    assert "Write one of your own" in home
    assert room.propose(honest, "From an honest phone", headers=JSON).status_code == 200


def test_a_seated_person_counts_without_a_connection(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.arrange(tables=6)
    for number in range(MANY):
        room.phone(table=str(1 + number % 6))
    assert room.propose(phone, "One of forty", headers=JSON).status_code == 200
    listening = listen(room, "phone", phone)
    assert listening.is_connected()
    assert room.propose(phone, "The forty-first", headers=JSON).status_code == 409


def test_from_forty_people_on_one_phone_a_table_writes(room: Room) -> None:
    room.move_to("propose")
    phones = [room.phone() for _ in range(MANY)]
    sockets = [listen(room, "phone", phone) for phone in phones]
    assert room.propose(phones[0], "While we were few").status_code == 200
    phones.append(room.phone())
    sockets.append(listen(room, "phone", phones[-1]))
    assert all(socket.is_connected() for socket in sockets)
    home = phones[1].open(f"/phone/{room.code}").get_data(as_text=True)
    assert "Free text: one phone per table" in home
    assert "Write one of your own" not in home
    refused = room.propose(phones[1], "From everybody", headers=JSON)
    assert (refused.status_code, refused.json["what"]) == (409, "One phone writes for each table.")
    # Nobody writes a whole form to hear it then.
    assert phones[1].open(f"/phone/{room.code}/own").status_code == 409
    assert room.pick(phones[1], "car-sharing", "10").status_code == 200

    assert _take_pen(room, phones[1], 4).status_code == 200
    assert "You write for table 4" in phones[1].open(f"/phone/{room.code}").get_data(as_text=True)
    assert room.propose(phones[1], "What table four thinks").status_code == 200
    # Whoever takes the pen has it alone.
    _take_pen(room, phones[2], 4)
    assert room.propose(phones[1], "Too late", headers=JSON).status_code == 409
    assert room.propose(phones[2], "The same table").status_code == 200
    # A scribe who moves to another table leaves the pen behind.
    assert phones[2].send(f"/phone/{room.code}/table", table=5).status_code == 200
    assert room.propose(phones[2], "At another table", headers=JSON).status_code == 409
    titles = {view.title for view in room.snapshot().waiting}
    assert titles == {"While we were few", "What table four thinks", "The same table"}


def test_the_desk_says_who_writes(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    assert room.propose(phone, "A small room").status_code == 200
    room.arrange(scribes="always")
    assert room.propose(phone, "Now only scribes", headers=JSON).status_code == 409
    room.arrange(tables=3)
    assert _take_pen(room, phone, 4).status_code == 409
    assert _take_pen(room, phone, 3).status_code == 200
    assert room.propose(phone, "From table three").status_code == 200
    room.arrange(scribes="never")
    assert room.propose(room.phone(), "Everybody again").status_code == 200


def _take_pen(room: Room, phone: Browser, table: int) -> TestResponse:
    return phone.send(f"/phone/{room.code}/table/pen", table=table, headers=JSON)
