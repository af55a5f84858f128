"""The door of a workshop: a device's cookie, a bound that the desk sets, and what waits of one person."""

from __future__ import annotations

import re
import threading
import time
import uuid
from dataclasses import replace

from tests.workshop_room import JSON, LAST_STEP, Browser, Room, listen, open_room
from workshop.extensions import db
from workshop.models import Role, Rules, Workshop
from workshop.services.people.attendance import RoomFull, most_people
from workshop.services.people.participants import join
from workshop.services.workshops.example import EXAMPLE
from workshop.store.writer import writer_of


def test_joining_without_the_device_cookie_is_refused_with_advice(room: Room) -> None:
    """A script that keeps no cookies goes no further; a person's second press lets them in."""
    browser = Browser(room.app.test_client())
    fields = {"csrf_token": browser.token(), "operation_id": str(uuid.uuid4()), "role": "resident"}
    path = f"/j/{room.code}"
    refused = browser.client.post(path, data={**fields, "nickname": "Ida", "table": "2"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "has not kept our cookie" in page
    assert 'value="Ida"' in page
    assert sum(room.joined().values()) == 0
    browser.client.set_cookie("device", "made-up")
    assert browser.client.post(path, data=fields).status_code == 409
    assert browser.client.post(path, data=fields).status_code == 303
    assert sum(room.joined().values()) == 1


def test_arrivals_are_bounded_by_who_is_expected_and_one_press_lets_more_in(room: Room) -> None:
    room.expect(1)
    most = most_people(1)
    for _ in range(most):
        room.phone()
    late = Browser(room.app.test_client())
    waiting = late.send(f"/j/{room.code}", role="elected", nickname="Ola")
    assert waiting.status_code == 409
    assert "The room is full." in late.text
    assert 'data-module="wait-outside"' in late.text
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', late.text))
    assert (form["role"], form["nickname"]) == ("elected", "Ola")
    board = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert f"The room is full: {most} of {most}." in board
    press = re.search(r'people/expected".*?name="people" value="(\d+)"', board, re.DOTALL)
    assert press
    room.desk.send(f"/desk/{room.code}/people/expected", people=press[1], raised="yes")
    assert "The room is full" not in room.desk.text
    # The page outside sends the same once more.
    again = late.client.post(f"/j/{room.code}", data=form)
    assert (again.status_code, again.headers["Location"]) == (303, f"/phone/{room.code}")
    assert room.joined()["elected"] == 1


def test_a_crowd_that_comes_in_the_same_moment_is_bounded_too(room: Room) -> None:
    """What arrives together is stored together: each of a group counts for those behind it."""
    room.expect(1)
    most, crowd = most_people(1), 40
    come: list[bool] = []

    def arrive() -> None:
        with room.app.test_request_context():
            try:
                join(room.workshop_id, operation_id=str(uuid.uuid4()), role=Role.RESIDENT, nickname="")
            except RoomFull:
                come.append(False)
            else:
                come.append(True)

    with room.app.app_context():
        writer = writer_of(room.workshop_id)
    threads = [threading.Thread(target=arrive) for _ in range(crowd)]
    with writer._turn:
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 20
        while len(writer._waiting) < crowd and time.monotonic() < deadline:
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert (come.count(True), come.count(False)) == (most, crowd - most)
    assert sum(room.joined().values()) == most


def test_a_repeated_join_takes_no_second_place(room: Room) -> None:
    room.expect(1)
    for _ in range(most_people(1) - 1):
        room.phone()
    with room.app.test_request_context():
        same = {"operation_id": str(uuid.uuid4()), "role": Role.RESIDENT, "nickname": ""}
        first = [join(room.workshop_id, **same)[0].public_id for _ in range(3)]  # type: ignore[arg-type]
        assert len(set(first)) == 1
    assert Browser(room.app.test_client()).send(f"/j/{room.code}", role="resident").status_code == 409
    assert sum(room.joined().values()) == most_people(1)


def test_the_desk_hears_at_once_that_the_room_is_full(room: Room) -> None:
    room.expect(1)
    desk = listen(room, "desk", room.desk)
    for _ in range(most_people(1)):
        room.phone()
    room.app.extensions["broadcaster"]._send_room(room.workshop_id)
    told = [heard["args"][0] for heard in desk.get_received() if heard["name"] == "room"]
    assert told[-1]["full"] is True


def test_a_workshop_from_before_shuts_nobody_out(room: Room) -> None:
    with room.app.app_context():
        workshop = db.session.get_one(Workshop, room.workshop_id)
        workshop.rules = {}
        db.session.commit()
    assert room.snapshot().rules.people == 0
    assert most_people(0) == 5_000
    assert "The room is full" not in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)


def test_the_opening_asks_how_many_are_expected(app: object) -> None:
    room = open_room(app, replace(EXAMPLE, people=250))  # type: ignore[arg-type]
    assert room.snapshot().rules.people == 250
    assert Rules(people=250).differences() == {"people": 250}
    page = room.desk.open(LAST_STEP).get_data(as_text=True)
    assert 'name="people"' in page
    assert 'value="100"' in page


def test_one_persons_waiting_proposals_are_bounded_until_the_desk_decides(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    for number in range(5):
        assert room.propose(phone, f"Number {number}", headers=JSON).status_code == 200
    refused = room.propose(phone, "One too many", headers=JSON)
    assert refused.status_code == 409
    assert refused.json["what"] == "5 of your proposals wait for the facilitator."
    first, second = (view.id for view in room.snapshot().waiting[:2])
    room.decide(first, "approve")
    assert room.propose(phone, "There is room", headers=JSON).status_code == 200
    assert room.propose(phone, "Again too many", headers=JSON).status_code == 409
    room.decide(second, "hide", reason="duplicate")
    assert room.propose(phone, "And again", headers=JSON).status_code == 200
    # One that was decided waits again when its author changes it: the same bound.
    (hidden,) = (view.id for view in room.snapshot().proposals if view.state == "hidden")
    again = {"title": "Changed", "actor": "", "target": "", "direction": "lowers"}
    changed = phone.send(
        f"/phone/{room.code}/own/{hidden}", **again, start_year="2027", ramp_years="1", headers=JSON
    )
    assert changed.status_code == 409
    # Who writes for a table writes for many.
    phone.send(f"/phone/{room.code}/table/pen", table=1, headers=JSON)
    assert room.propose(phone, "For the table", headers=JSON).status_code == 200
    # The desk decides how many.
    other = room.phone()
    room.arrange(scribes="auto", waiting="1")
    assert room.propose(other, "The only one", headers=JSON).status_code == 200
    assert room.propose(other, "One too many", headers=JSON).status_code == 409
