"""A script that joins, posts or connects without end meets a bound; an honest hall never does."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import event

from tests.workshop_room import JSON, Browser, Room, listen
from workshop.extensions import db
from workshop.live import namespace
from workshop.models import Participant
from workshop.pages import allowance
from workshop.services.people import attendance


def come_in(room: Room, browser: Browser, **fields: str) -> int:
    """Join once more on a device, as if it had forgotten who was in."""
    browser.client.delete_cookie(f"participant-{room.code}")
    return browser.send(f"/j/{room.code}", role="resident", **fields).status_code


def device(room: Room) -> Browser:
    """Return a device that has seen the door, and has a token from there."""
    browser = Browser(room.app.test_client())
    browser.open(f"/j/{room.code}")
    return browser


def test_a_workshop_is_full_at_its_bound_and_says_what_to_do(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance, "MOST_PEOPLE", 4)
    phones = [room.phone() for _ in range(3)]
    last = device(room)
    assert come_in(room, last, operation_id="a" * 32) == 200
    late = device(room)
    assert come_in(room, late) == 409
    assert "The room is full." in late.text
    assert "ask the facilitator" in late.text
    assert sum(room.joined().values()) == 4
    # Whose answer was lost comes in again, as the same person; whoever is in goes on.
    assert come_in(room, last, operation_id="a" * 32) == 200
    assert phones[0].open(f"/phone/{room.code}").status_code == 200
    assert sum(room.joined().values()) == 4
    # Where somebody was removed there is a place again.
    with room.app.app_context():
        first = db.session.scalars(db.select(Participant).order_by(Participant.id)).first()
        db.session.delete(first)
        db.session.commit()
    assert come_in(room, late) == 200


def test_one_device_lets_a_family_in_and_not_a_crowd(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "MOST_OF_ONE_DEVICE", 3)
    tablet = device(room)
    assert [come_in(room, tablet) for _ in range(5)] == [200] * 3 + [422] * 2
    assert "with this device" in tablet.text
    assert come_in(room, device(room)) == 200
    assert sum(room.joined().values()) == 4


def test_refused_and_repeated_joins_count_once_for_a_device(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance, "MOST_OF_ONE_DEVICE", 2)
    tablet = device(room)
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="frozen", to="yes")
    assert [come_in(room, tablet) for _ in range(4)] == [422] * 4
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="frozen", to="no")
    assert [come_in(room, tablet, operation_id="a" * 32) for _ in range(4)] == [200] * 4
    assert come_in(room, tablet) == 200
    assert come_in(room, tablet) == 422


def test_people_are_counted_once_and_not_with_each_join(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "RECOUNT_AFTER_S", 600.0)
    asked: list[str] = []

    def note(*said: object) -> None:
        # The desk is told how many are in by a thread of its own.
        if threading.current_thread() is threading.main_thread():
            asked.append(str(said[2]).lower())

    with room.app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    for _ in range(5):
        room.phone()
    counts = [sql for sql in asked if "count(" in sql and "rehearsal_id is null" in sql]
    assert len(counts) == 1, counts


def test_posts_of_one_phone_are_bounded_and_previews_do_not_use_them_up(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "_posts", allowance.RateLimit(3))
    monkeypatch.setattr(allowance, "_previews", allowance.RateLimit(5))
    room.move_to("propose")
    phone, other = room.phone(), room.phone()
    previews = [room.pick(phone, "telework", "10", preview="1", headers=JSON) for _ in range(6)]
    assert [answer.status_code for answer in previews] == [200] * 5 + [429]
    answers = [room.pick(phone, "telework", str(number), headers=JSON) for number in range(1, 5)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429]
    assert answers[3].json is not None
    assert answers[3].json["what"] == "Too many messages from this phone."
    assert answers[3].json["now"]
    # Its neighbour behind the same address goes on, and so do its own pages and its socket.
    assert room.pick(other, "telework", "20", headers=JSON).status_code == 200
    assert phone.open(f"/phone/{room.code}").status_code == 200
    said = {
        "path": f"/phone/{room.code}/catalogue/telework",
        "body": f"operation_id={'b' * 32}&amount=5&start_year=2027",
    }
    assert listen(room, "phone", phone).emit("post", said, callback=True)[0] == 200


def test_nobody_can_say_that_a_post_came_by_socket(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "_posts", allowance.RateLimit(0))
    room.move_to("propose")
    headers = {**JSON, "Handlingsrom.socket": "1", "handlingsrom-socket": "1"}
    assert room.pick(room.phone(), "telework", "20", headers=headers).status_code == 429


def test_the_limit_is_reset_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(allowance, "monotonic", lambda: now[0])
    pace = allowance.RateLimit(2)
    assert [pace.allows("a") for _ in range(3)] == [True, True, False]
    assert pace.allows("b")
    now[0] += 60
    assert [pace.allows("a") for _ in range(3)] == [True, True, False]


def test_the_oldest_socket_of_one_person_makes_room(room: Room) -> None:
    phone, other = room.phone(), room.phone()
    neighbour = listen(room, "phone", other)
    sockets = [listen(room, "phone", phone) for _ in range(namespace.MOST_SOCKETS)]
    assert all(socket.is_connected() for socket in sockets)
    newest = [listen(room, "phone", phone) for _ in range(2)]
    assert [socket.is_connected() for socket in sockets] == [False] * 2 + [True] * (len(sockets) - 2)
    assert all(socket.is_connected() for socket in (neighbour, *newest))
    # One that goes by itself makes room, too.
    newest[0].disconnect()
    assert listen(room, "phone", phone).is_connected()
    assert sockets[2].is_connected()
