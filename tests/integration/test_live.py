"""What the sockets let in and what they tell."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from typing import Any

import pytest
from flask import has_app_context
from flask_socketio.test_client import SocketIOTestClient

from tests.workshop_room import Room, listen, open_room
from workshop.database.durability import GroupFlusher
from workshop.extensions import db
from workshop.live.namespace import ADMITTED


def heard(socket: SocketIOTestClient, revision: int, within: float = 1.0) -> dict[str, Any]:
    """Wait until a socket has heard the news of ``revision``."""
    deadline = time.monotonic() + within
    last: dict[str, Any] = {}
    while time.monotonic() < deadline:
        for message in socket.get_received():
            last = message["args"][0]
        if last.get("revision", -1) >= revision:
            return last
        time.sleep(0.01)
    raise AssertionError(f"heard {last.get('revision')}, not {revision}")


def test_every_face_hears_the_present_state_when_it_connects(room: Room) -> None:
    wall = listen(room, "wall", key=room.screen_key)
    (news,) = wall.get_received()
    assert news["name"] == "news"
    assert news["args"][0]["revision"] == room.snapshot().revision
    assert 'data-phase="lobby"' in news["args"][0]["html"]


@pytest.mark.parametrize(
    ("audience", "auth"),
    [
        ("wall", {}),
        ("wall", {"key": "guess"}),
        ("wall", {"key": None}),
        ("desk", {}),
        ("phone", {}),
        ("everybody", {}),
        ("wall", {"code": "ZZZZZZ", "key": "x"}),
        ("wall", {"code": {"a": 1}, "key": []}),
    ],
)
def test_a_stranger_hears_nothing(room: Room, audience: str, auth: dict[str, Any]) -> None:
    assert not listen(room, audience, **auth).is_connected()


def test_a_phone_of_another_workshop_hears_nothing_of_this_one(room: Room) -> None:
    other = open_room(room.app)
    assert not listen(room, "phone", other.phone()).is_connected()


def test_a_change_is_heard_by_wall_phone_and_desk_within_a_second(room: Room) -> None:
    phone = room.phone()
    sockets = [
        listen(room, "wall", key=room.screen_key),
        listen(room, "phone", phone),
        listen(room, "desk", room.desk),
    ]
    room.move_to("propose")
    for socket in sockets:
        assert heard(socket, room.snapshot().revision)["phase"] == "propose"


def test_a_phone_hears_no_more_than_a_kilobyte_and_a_half_in_three_languages(room: Room) -> None:
    import json

    room.move_to("propose")
    phone = room.phone()
    for action in ("private-cars-electric", "electric-buses", "electric-trucks", "telework"):
        room.pick(phone, action, "100")
    (news,) = listen(room, "phone", phone).get_received()
    words = news["args"][0]["words"]
    assert set(words) == {"en", "nb", "sv"}
    assert len(json.dumps(news["args"][0], ensure_ascii=False).encode()) < 1536


def test_a_burst_is_sent_at_once_and_then_at_most_four_times_a_second(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    wall = listen(room, "wall", key=room.screen_key)
    time.sleep(0.3)
    wall.get_received()
    begun = time.monotonic()
    for amount in range(20):
        room.pick(phone, "private-cars-electric", 100 + amount)
    revision = room.snapshot().revision
    messages: list[dict[str, Any]] = []
    while time.monotonic() < begun + 10 and (not messages or messages[-1]["args"][0]["revision"] < revision):
        messages += wall.get_received()
        time.sleep(0.01)
    lasted = time.monotonic() - begun
    assert messages[-1]["args"][0]["revision"] == revision
    assert len(messages) <= 2 + lasted / 0.25
    revisions = [message["args"][0]["revision"] for message in messages]
    assert revisions == sorted(revisions)


def test_a_missed_state_is_healed_by_one_get_and_an_unchanged_one_costs_nothing(room: Room) -> None:
    phone = room.phone()
    for browser, path in (
        (phone, f"/phone/{room.code}/news"),
        (room.desk, f"/desk/{room.code}/news"),
        (phone, f"/wall/{room.code}/{room.screen_key}/news"),
    ):
        first = browser.open(path)
        assert first.json["revision"] == room.snapshot().revision
        again = browser.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_polling_screens_see_people_join_and_an_unchanged_state_still_costs_nothing(room: Room) -> None:
    desk = room.desk
    for path in (f"/desk/{room.code}/news", f"/wall/{room.code}/{room.screen_key}/news"):
        before = desk.open(path)
        assert before.status_code == 200
        room.phone()
        tag = {"If-None-Match": before.headers["ETag"]}
        after = desk.client.get(path, headers=tag)
        assert (after.status_code, after.json["revision"]) == (200, before.json["revision"])
        assert after.json["html"] != before.json["html"]
        tag = {"If-None-Match": after.headers["ETag"]}
        assert desk.client.get(path, headers=tag).status_code == 304


def test_joins_are_sent_to_wall_and_desk_and_not_to_phones(room: Room) -> None:
    wall = listen(room, "wall", key=room.screen_key)
    phone = listen(room, "phone", room.phone())
    time.sleep(0.2)
    wall.get_received()
    phone.get_received()
    for _ in range(10):
        room.phone()
    deadline = time.monotonic() + 3
    told: list[str] = []
    while time.monotonic() < deadline and not any("11 people" in text for text in told):
        told += [message["args"][0]["html"] for message in wall.get_received() if message["name"] == "room"]
        time.sleep(0.02)
    assert "11 people have joined" in told[-1]
    assert len(told) <= 5
    assert phone.get_received() == []


def test_connected_phones_are_counted_apart_from_those_who_joined(room: Room) -> None:
    phones = [room.phone() for _ in range(3)]
    sockets = [listen(room, "phone", phone) for phone in phones[:2]]
    # A page that was turned has left its old socket behind: still the same person.
    listen(room, "phone", phones[1])
    presence = room.app.extensions["presence"]
    assert presence.connected(room.workshop_id) == 2
    sockets[0].disconnect()
    assert presence.connected(room.workshop_id) == 1
    assert sum(room.joined().values()) == 3


def test_news_are_sent_only_once_they_would_survive_a_power_cut(room: Room) -> None:
    wall = listen(room, "wall", key=room.screen_key)
    wall.get_received()
    disk = threading.Event()

    def flush() -> None:
        assert disk.wait(10)

    room.app.extensions["durability"] = GroupFlusher(lambda: nullcontext(flush))
    moving = threading.Thread(target=room.move_to, args=("propose",))
    moving.start()
    time.sleep(0.6)
    assert [message["name"] for message in wall.get_received()] == []
    disk.set()
    moving.join()
    assert heard(wall, room.snapshot().revision, within=5)["phase"] == "propose"


def test_the_broadcaster_holds_no_database_connection(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    listening = [listen(room, "wall", key=room.screen_key), listen(room, "desk", room.desk)]
    socketio, holds = room.app.extensions["socketio"], list[bool]()
    emit = socketio.emit

    def watch(*arguments: Any, **options: Any) -> None:
        # What is told of the room itself is told outside, where there is none.
        holds.append(has_app_context() and db.session.registry.has() and db.session().in_transaction())
        emit(*arguments, **options)

    monkeypatch.setattr(socketio, "emit", watch)
    # Who is there is drawn with questions of its own.
    room.move_to("propose")
    room.move_to("lobby")
    for socket in listening:
        heard(socket, room.snapshot().revision, within=10)
    assert len(holds) >= 3
    assert not any(holds)


def test_a_wave_of_reconnections_is_let_in_a_few_at_a_time_and_holds_nobody_up_who_acts(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = [room.phone() for _ in range(ADMITTED + 6)]
    presence, answered = room.app.extensions["presence"], threading.Event()
    enter, inside = presence.enter, []

    def enter_slowly(*who: Any) -> None:
        inside.append(who)
        assert answered.wait(30)
        enter(*who)

    monkeypatch.setattr(presence, "enter", enter_slowly)
    coming = [threading.Thread(target=listen, args=(room, "phone", phone)) for phone in phones]
    for each in coming:
        each.start()
    deadline = time.monotonic() + 20
    while len(inside) < ADMITTED and time.monotonic() < deadline:
        time.sleep(0.01)
    # However long it takes them, nobody else comes in, and whoever acts is answered.
    for _ in range(20):
        room.phone()
        assert len(inside) == ADMITTED
    answered.set()
    for each in coming:
        each.join(20)
    assert presence.connected(room.workshop_id) == len(phones)


def test_what_does_not_change_the_scenario_is_not_evaluated_again(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "private-cars-electric", "100")
    before = room.snapshot()
    room.propose(phone, "Close the main street")
    waiting = room.snapshot()
    assert waiting.revision > before.revision
    assert waiting.outcome is before.outcome
    room.pick(phone, "private-cars-electric", "200")
    assert room.snapshot().outcome is not before.outcome


def test_listeners_of_a_deleted_workshop_are_disconnected_and_get_no_news_of_the_next(room: Room) -> None:
    """The next one would have the same number, and thereby the same rooms."""
    phone = room.phone()
    faces = [
        listen(room, "wall", key=room.screen_key),
        listen(room, "desk", room.desk),
        listen(room, "phone", phone),
    ]
    other = open_room(room.app)
    neighbour = listen(other, "wall", key=other.screen_key)
    assert other.desk.send(f"/workshops/{other.code}/delete").status_code == 200
    assert not neighbour.is_connected()
    assert all(face.is_connected() for face in faces)
    following = open_room(room.app)
    assert following.workshop_id > other.workshop_id
    for face in faces:
        face.get_received()
    following.move_to("propose")
    heard(listen(following, "wall", key=following.screen_key), 1)
    assert not neighbour.is_connected()
    assert room.desk.send(f"/workshops/{room.code}/delete").status_code == 200
    assert not any(face.is_connected() for face in faces)
