"""The heartbeat: every face hears the revision and the trouble, and one beat that fails is not the last."""

from __future__ import annotations

import errno
import threading
import time
from contextlib import nullcontext
from typing import Any

import pytest
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.workshop_room import Room, listen, open_room
from workshop.database.durability import GroupFlusher
from workshop.database.storage import Trouble
from workshop.extensions import db
from workshop.live import heartbeat


def beats(socket: SocketIOTestClient) -> list[dict[str, Any]]:
    """Return the beats that a socket has heard since it was asked last."""
    return [message["args"][0] for message in socket.get_received() if message["name"] == "beat"]


def test_every_face_hears_the_revision_of_now(room: Room) -> None:
    sockets = [
        listen(room, "wall", key=room.screen_key),
        listen(room, "phone", room.phone()),
        listen(room, "desk", room.desk),
    ]
    room.move_to("propose")
    room.app.extensions["heartbeat"].beat_once()
    snapshot = room.snapshot()
    for socket in sockets:
        (beat,) = beats(socket)
        assert (beat["epoch"], beat["revision"]) == (snapshot.epoch, snapshot.revision)
        assert beat["trouble"] is None
        assert beat["connected"] == 1


def test_one_question_tells_every_workshop_its_state_and_what_was_answered(room: Room) -> None:
    other = open_room(room.app)
    desks = [listen(each, "desk", each.desk) for each in (room, other)]
    for each in (room, other, room):
        each.phone()
    asked: list[str] = []
    with room.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    room.app.extensions["heartbeat"].beat_once()
    assert len(asked) == 1
    told = [beats(desk)[-1] for desk in desks]
    assert [beat["revision"] for beat in told] == [0, 0]
    # Who came in last is in the first workshop.
    assert told[0]["answers"] > told[1]["answers"] > 0
    assert told[0]["epoch"] != told[1]["epoch"]


def test_signals_about_answers_are_numbered_in_one_order_for_all(room: Room) -> None:
    wall, desk = listen(room, "wall", key=room.screen_key), listen(room, "desk", room.desk)
    (news,) = wall.get_received()
    before = news["args"][0]["answers"]
    assert before > 0
    room.phone()
    deadline = time.monotonic() + 10
    told: list[dict[str, Any]] = []
    while len(told) < 2 and time.monotonic() < deadline:
        for socket in (wall, desk):
            heard = [message["args"][0] for message in socket.get_received() if message["name"] == "room"]
            # What the room was told before is not what this is about.
            told += [said for said in heard if said["answers"] > before]
        time.sleep(0.01)
    asked = [
        room.desk.open(path).json
        for path in (f"/wall/{room.code}/{room.screen_key}/news", f"/desk/{room.code}/news")
    ]
    room.app.extensions["heartbeat"].beat_once()
    assert len(told) == 2
    each = {(said["epoch"], said["answers"]) for said in (*told, *asked, *beats(wall))}
    assert len(each) == 1


def test_trouble_is_sent_until_something_can_be_stored_again(room: Room) -> None:
    desk = listen(room, "desk", room.desk)
    storage = room.app.extensions["storage"]
    revision = room.snapshot().revision
    storage.trouble = Trouble.FULL
    # It tries by itself, finds that all is well, and changes nothing by trying.
    room.app.extensions["heartbeat"].beat_once()
    (beat,) = beats(desk)
    assert beat["trouble"] is None
    assert storage.trouble is None
    assert room.snapshot().revision == revision


def test_an_unreachable_database_is_reported_without_a_revision(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = listen(room, "desk", room.desk)

    def fail(*_: object) -> None:
        raise OperationalError("", {}, Exception("no route to host"))

    with monkeypatch.context() as patch:
        patch.setattr(db.session, "execute", fail)
        room.app.extensions["heartbeat"].beat_once()
    (beat,) = beats(desk)
    assert beat["trouble"] == Trouble.AWAY
    assert "revision" not in beat
    room.app.extensions["heartbeat"].beat_once()
    (healed,) = beats(desk)
    assert healed["trouble"] is None
    assert healed["revision"] == room.snapshot().revision


def test_a_revision_that_the_disk_refused_is_not_sent(room: Room) -> None:
    desk = listen(room, "desk", room.desk)

    def refuse() -> None:
        raise OSError(errno.EIO, "refused")

    flusher = GroupFlusher(lambda: nullcontext(refuse))
    room.app.extensions["durability"] = flusher
    flusher.note()
    room.app.extensions["heartbeat"].beat_once()
    (beat,) = beats(desk)
    assert beat["trouble"] == Trouble.BROKEN
    assert "revision" not in beat


def test_a_beat_that_fails_is_not_the_last(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "BEAT_S", 0.01)
    beating, calls, enough = room.app.extensions["heartbeat"], [0], threading.Event()

    class EndOfTestError(BaseException):
        pass

    def beat_once() -> None:
        calls[0] += 1
        if calls[0] == 1:
            raise RuntimeError("something unforeseen")
        enough.set()
        raise EndOfTestError

    monkeypatch.setattr(beating, "beat_once", beat_once)
    with pytest.raises(EndOfTestError):
        beating.beat()
    assert enough.is_set()


def test_joined_connected_and_answered_are_counted_separately(room: Room) -> None:
    room.move_to("propose")
    phones = [room.phone() for _ in range(3)]
    for phone in phones[:2]:
        listen(room, "phone", phone)
    room.pick(phones[0], "private-cars-electric", "100")
    room.pick(phones[0], "electric-buses", "10")
    room.propose(phones[0], "A bridge")
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert '<dd id="joined">3</dd>' in page
    assert '<dd id="answered">1</dd>' in page
    assert room.app.extensions["presence"].connected(room.workshop_id) == 2


def test_a_join_wave_is_sampled(room: Room) -> None:
    """Sixty joins are not sixty broadcasts."""
    wall, desk = listen(room, "wall", key=room.screen_key), listen(room, "desk", room.desk)
    begin = time.monotonic()
    for _ in range(60):
        room.phone()
    time.sleep(1.2)
    lasted = time.monotonic() - begin
    for socket in (wall, desk):
        told = [message for message in socket.get_received() if message["name"] == "room"]
        assert 1 <= len(told) <= 2 + lasted
    assert sum(room.joined().values()) == 60
