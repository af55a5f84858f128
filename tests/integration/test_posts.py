"""What a phone posts over its socket is what it would post by HTTP: view, errors, language and receipt."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from flask import request
from flask.logging import default_handler
from flask_socketio.test_client import SocketIOTestClient

from tests.workshop_room import JSON, Browser, Room, listen, open_room
from workshop.extensions import db
from workshop.models import Change, Participant

ID = "e" * 32
BRIDGE = {"title": "A bridge", "start_year": "2027", "ramp_years": "1", "direction": "lowers"}
BRIDGE |= {"actor": "", "target": ""}


def post(socket: SocketIOTestClient, path: str, **fields: str) -> Any:
    """Post a form over a socket; return status and answer, or nothing where there is no answer."""
    said = {"path": path, "body": urlencode({"operation_id": ID, **fields})}
    return socket.emit("post", said, callback=True)


def by_http(room: Room, phone: Browser, path: str, **fields: str) -> Any:
    """Post the same by HTTP."""
    headers = {**JSON, "Accept-Language": "nb"}
    answer = phone.send(f"/phone/{room.code}/{path}", headers=headers, operation_id=ID, **fields)
    return [answer.status_code, answer.get_json()]


@pytest.fixture
def phone(room: Room) -> Browser:
    """Let a reader of bokmål in, while the room proposes."""
    room.move_to("propose")
    phone = room.phone()
    phone.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "nb"
    return phone


def test_a_post_is_stored_once_whichever_way_it_comes(room: Room, phone: Browser) -> None:
    socket = listen(room, "phone", phone)
    status, answer = post(socket, f"/phone/{room.code}/own", **BRIDGE)
    assert (status, answer["revision"]) == (200, room.snapshot().revision)
    assert post(socket, f"/phone/{room.code}/own", **BRIDGE) == [status, answer]
    assert by_http(room, phone, "own", **BRIDGE) == [status, answer]
    assert [view.title for view in room.snapshot().proposals] == ["A bridge"]


@pytest.mark.parametrize(
    ("expected", "path", "fields"),
    [
        pytest.param(409, "own", {**BRIDGE, "title": "A tunnel"}, id="same id, other content"),
        pytest.param(422, "own", {**BRIDGE, "title": "", "start_year": "soon"}, id="faults"),
        pytest.param(422, "own", {**BRIDGE, "operation_id": "short"}, id="no operation id"),
        pytest.param(404, "catalogue/flying-carpets", {"amount": "1"}, id="no such action"),
        pytest.param(404, "nothing/here", {}, id="no such page"),
        pytest.param(409, "vote", {}, id="not open"),
    ],
)
def test_what_is_refused_is_refused_in_the_same_words(
    room: Room, phone: Browser, expected: int, path: str, fields: dict[str, str]
) -> None:
    socket = listen(room, "phone", phone)
    post(socket, f"/phone/{room.code}/own", **BRIDGE)
    revision = room.snapshot().revision
    fields = {"operation_id": ID, **fields}
    operation_id = fields.pop("operation_id")
    said = {
        "path": f"/phone/{room.code}/{path}",
        "body": urlencode({"operation_id": operation_id, **fields}),
    }
    status, answer = socket.emit("post", said, callback=True)
    headers = {**JSON, "Accept-Language": "nb"}
    same = phone.send(said["path"], headers=headers, operation_id=operation_id, **fields)
    assert [status, answer] == [same.status_code, same.get_json()]
    assert status == expected
    assert room.snapshot().revision == revision


def test_nobody_posts_but_the_phones_of_the_workshop(room: Room, phone: Browser) -> None:
    other = open_room(room.app)
    socket = listen(room, "phone", phone)
    revision = room.snapshot().revision
    for path in (f"/desk/{room.code}/agenda/move", f"/phone/{other.code}/own", f"/j/{room.code}", "/", ""):
        assert post(socket, path, **BRIDGE, step="1")[0] in {404, 405}
    for face in (listen(room, "wall", key=room.screen_key), listen(room, "desk", room.desk)):
        assert not post(face, f"/phone/{room.code}/own", **BRIDGE)
    assert room.snapshot().revision == revision
    assert other.snapshot().revision == 0


def test_the_participant_is_looked_up_for_each_post(room: Room, phone: Browser) -> None:
    socket = listen(room, "phone", phone)
    with room.app.app_context():
        db.session.execute(db.delete(Participant).where(Participant.workshop_id == room.workshop_id))
        db.session.commit()
    status, answer = post(socket, f"/phone/{room.code}/own", **BRIDGE)
    assert status == 401
    assert answer["what"]


@pytest.mark.parametrize("said", [None, [], "x", {}, {"path": 1, "body": ""}, {"path": "/", "body": {}}])
def test_nonsense_is_not_answered(room: Room, phone: Browser, said: Any) -> None:
    socket = listen(room, "phone", phone)
    assert not socket.emit("post", said, callback=True)
    assert socket.is_connected()


def test_every_post_has_its_revision_and_its_row_in_the_log(room: Room, phone: Browser) -> None:
    sockets = [listen(room, "phone", phone), listen(room, "phone", room.phone())]
    for number in range(6):
        path = f"/phone/{room.code}/catalogue/private-cars-electric"
        fields = {"amount": str(1000 + number), "start_year": "2027", "operation_id": f"{number:032d}"}
        assert post(sockets[number % 2], path, **fields)[0] == 200
    with room.app.app_context():
        log = db.session.scalars(db.select(Change.revision).order_by(Change.revision)).all()
    assert log == list(range(1, 8))


def test_errors_of_posts_are_logged_like_those_of_requests(
    room: Room, phone: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    socket = listen(room, "phone", phone)
    # As outside of tests, where nothing is raised again and nobody else listens.
    room.app.config["TESTING"] = False
    room.app.logger.addHandler(default_handler)
    with room.app.app_context():
        db.session.execute(db.text("ALTER TABLE operation RENAME TO mislaid"))
        db.session.commit()
    status, answer = post(socket, f"/phone/{room.code}/own", **BRIDGE)
    assert status == 500
    assert answer["what"]
    written = capsys.readouterr().err
    assert "unexpected failure at POST own.write" in written
    assert BRIDGE["title"] not in written
    assert "Logging error" not in written


def test_before_request_functions_run_before_a_post_too(room: Room, phone: Browser) -> None:
    socket = listen(room, "phone", phone)
    seen: list[str] = []

    def refuse() -> tuple[str, int]:
        seen.append(request.path)
        return '{"refused": true}', 418

    room.app.before_request_funcs.setdefault(None, []).append(refuse)
    path = f"/phone/{room.code}/own"
    assert post(socket, path, **BRIDGE) == [418, {"refused": True}]
    assert seen == [path]
    assert not room.snapshot().proposals
