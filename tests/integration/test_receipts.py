"""Whoever lost the answer can ask whether it was stored; nobody else can."""

from __future__ import annotations

from tests.workshop_room import JSON, Browser, Room, open_room

ID = "e" * 32


def test_a_phone_reads_the_receipt_of_what_it_sent(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    answer = room.propose(phone, "A bridge", operation_id=ID, headers=JSON).get_json()
    receipt = phone.client.get(f"/receipts/{ID}")
    assert receipt.status_code == 200
    assert receipt.json is not None
    assert receipt.json["operation"] == ID
    assert receipt.json["kind"] == "proposal.free"
    assert (receipt.json["revision"], receipt.json["proposal"]) == (answer["revision"], answer["proposal"])
    assert "no-store" in receipt.headers["Cache-Control"]


def test_the_desk_reads_the_receipt_of_its_own_step(room: Room) -> None:
    assert room.desk.send(f"/desk/{room.code}/agenda/move", step=1, operation_id=ID).status_code == 200
    receipt = room.desk.client.get(f"/receipts/{ID}")
    assert receipt.json is not None
    assert receipt.json["kind"] == "workshop.step"
    assert room.phone().client.get(f"/receipts/{ID}").status_code == 404


def test_nobody_else_reads_it_and_nobody_learns_that_it_exists(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "A bridge", operation_id=ID)
    strangers = [room.phone(), room.desk, Browser(room.app.test_client()), open_room(room.app).phone()]
    for browser in strangers:
        hidden = browser.client.get(f"/receipts/{ID}", headers=JSON)
        unknown = browser.client.get(f"/receipts/{'0' * 32}", headers=JSON)
        assert (hidden.status_code, hidden.data) == (404, unknown.data)


def test_what_was_refused_has_no_receipt(room: Room) -> None:
    phone = room.phone()
    assert room.propose(phone, "A bridge", operation_id=ID, headers=JSON).status_code == 409
    assert phone.client.get(f"/receipts/{ID}").status_code == 404
