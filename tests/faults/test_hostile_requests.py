"""Whatever anybody sends, the answer is no failure of ours, and the log holds no traceback."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server
from tests.faults import hostile
from tests.faults.hostile import Hostile, Visitor
from tests.faults.hostile_values import AUTHS, PACKETS
from tests.faults.web_socket import Client
from tests.program import running
from tests.servers import postgresql

OURS = 500
LIST = "title;sector;effect (t CO2);start\nHeat pumps;heating_buildings;400;2027\nA tram;transport;500;2028\n"
REFUSED = 400
LAST = 999


@dataclass(frozen=True)
class Served:
    """The running program, a workshop, and what the program has written down."""

    server: Server
    room: Prepared
    log: Path

    def connect(self) -> HTTPConnection:
        """Open a connection to the program."""
        return HTTPConnection(*self.server.address, timeout=20)

    @property
    def visitors(self) -> dict[str, Visitor]:
        """The desk, a phone and a stranger."""
        room = self.room
        return {
            "desk": Visitor({**room.desk}, room.desk_token),
            "phone": Visitor({**room.phones[0]}, room.token),
            "stranger": Visitor({name: room.phones[0][name] for name in ("session",)}, room.token),
        }

    def page(self, path: str, visitor: Visitor) -> str:
        """Get a page."""
        connection = self.connect()
        _, text = hostile.send(connection, Hostile("", "GET", path), visitor)
        connection.close()
        return text

    @property
    def failures(self) -> list[str]:
        """What the program says went wrong on its side."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        wrong = ("Traceback", "unexpected failure", "could not be let in", "failed with", "Error: ")
        return [line for line in lines if any(word in line for word in wrong)]


@contextmanager
def serving(folder: Path, environment: dict[str, str]) -> Iterator[Served]:
    """Run the program with a workshop of some people."""
    (room,) = prepare(folder, Plan(people=40, frame_bytes=None), environment)
    with running(folder, environment=environment) as program:
        port = int(program.address.rpartition(":")[2])
        server = Server("Handlingsrom", ("127.0.0.1", port), program.process.pid)
        yield Served(server, room, folder / "program.log")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Run the program on SQLite."""
    with serving(tmp_path_factory.mktemp("hostile"), {}) as served:
        yield served


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Run the program on PostgreSQL, which refuses more than SQLite does."""
    with postgresql(durable=False) as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE hostile")
        with serving(tmp_path_factory.mktemp("hostile"), {"DATABASE_URL": f"{server}/hostile"}) as served:
            yield served


def send_all(served: Served, requests: Sequence[Hostile], who: Sequence[str]) -> list[str]:
    """Send each request in turn as one of the visitors; list those that failed on our side."""
    failed, connection, visitors = [], served.connect(), served.visitors
    for number, request in enumerate(requests):
        name = who[number % len(who)]
        status, text = hostile.send(connection, request, visitors[name])
        if status >= OURS or "Traceback" in text:
            failed.append(f"{status} {name}: {request.method} {request.path[:80]} ({request.what})")
    connection.close()
    return failed


def read_pages(served: Served) -> dict[str, dict[str, str]]:
    """Return every page that each visitor may read: by the routes, so that none is forgotten."""
    code, visitors = served.room.code, served.visitors
    # The pages about a list are there while it is looked at.
    path = f"/desk/{code}/decided"
    given = {"text": LIST, "operation_id": uuid.uuid4().hex}
    connection = served.connect()
    status, _ = hostile.send(connection, Hostile("", "POST", path, given), visitors["desk"])
    connection.close()
    assert status < REFUSED
    paths = hostile.list_pages(hostile.list_rules(), served.room)
    pages = {name: {path: served.page(path, visitors[name]) for path in paths} for name in visitors}
    read = {name: {path: page for path, page in of.items() if "<form" in page} for name, of in pages.items()}
    desk = {f"/desk/{code}/reference", f"{path}/columns", f"{path}/actions", "/accounts/"}
    assert desk <= set(read["desk"])
    assert {f"/phone/{code}/own", f"/j/{code}/me"} <= set(read["phone"])
    return read


def offered_forms(served: Served) -> Iterator[Hostile]:
    """Spoil the forms on the pages of the desk, a phone and a stranger."""
    for name, pages in read_pages(served).items():
        for request in hostile.hostile_forms(pages):
            # Sent as who was offered it.
            yield Hostile(f"{name}| {request.what}", request.method, request.path, request.fields)


def send_forms(served: Served, number: int) -> list[str]:
    """Send some of the spoilt forms, each as who was offered it."""
    failed = []
    requests = hostile.sample(offered_forms(served), number)
    for who in ("desk", "phone", "stranger"):
        failed += send_all(served, [each for each in requests if each.what.startswith(f"{who}|")], [who])
    return failed


def test_hostile_addresses_queries_and_headers(
    served: Served, full: bool, found: Callable[[str], None]
) -> None:
    """Somebody asks for every address by every method with arguments and headers that no page of ours
    sends: NUL, 5,000 digits, half a host. They are told that it makes no sense; nothing fails, and the log
    stays empty.
    """
    rules, names = hostile.list_rules(), hostile.query_names(read_pages(served)["desk"])
    assert {"path-year-0", "path-transport-0", "words", "only"} <= set(names)
    requests = [
        *hostile.sample(hostile.hostile_addresses(rules, served.room, names), 9_999 if full else 500),
        *hostile.sample(hostile.hostile_headers(served.room), 9_999 if full else 150),
    ]
    failed = send_all(served, requests, ["desk", "phone", "stranger"])
    found(f"{len(requests)} requests, {len(failed)} failures")
    assert failed == []
    # The desk was not logged out on the way: then it would have been a stranger.
    assert "/login/out" in served.page(f"/desk/{served.room.code}", served.visitors["desk"])
    assert served.failures == []


def test_hostile_forms(served: Served, full: bool, found: Callable[[str], None]) -> None:
    """Somebody sends each form with fields that no page of ours sends. They are told what is wrong."""
    number = 9_999 if full else 350
    failed = send_forms(served, number)
    found(f"at most {number} forms, {len(failed)} failures")
    assert failed == []
    assert served.failures == []


def test_hostile_sockets(served: Served, found: Callable[[str], None]) -> None:
    """Somebody opens sockets as nobody of ours, and says what makes no sense: lists for words, lone
    surrogates, ids of 5,000 digits, 7,000 brackets. Each gets a refusal or nothing; the log stays empty.
    """
    sent = speak(served)
    found(f"{sent} messages")
    assert served.failures == []


@pytest.mark.servers
def test_hostile_requests_on_postgresql(on_postgresql: Served, found: Callable[[str], None]) -> None:
    """The same requests come in where the data are on PostgreSQL, which takes no NUL and no number above its
    bounds. They are told that it makes no sense; nothing fails, and the log stays empty.
    """
    served = on_postgresql
    names = hostile.query_names(read_pages(served)["desk"])
    requests = hostile.sample(hostile.hostile_addresses(hostile.list_rules(), served.room, names), 150)
    failed = [*send_all(served, requests, ["desk", "phone", "stranger"]), *send_forms(served, 150)]
    speak(served)
    found(f"{len(requests) + 150} requests, {len(failed)} failures")
    assert failed == []
    assert served.failures == []


def speak(served: Served) -> int:
    """Open sockets and post over them what no page of ours does; return how much was said."""
    said, room = 0, served.room
    for auth in AUTHS:
        _say(served, 1, "40" + hostile.write_auth(auth, room.code))
        _open(served, hostile.write_auth(auth, room.code))
        said += 1
    for packet in PACKETS:
        _say(served, 2, packet)
        said += 1
    for number, post in enumerate(hostile.posts_over_the_socket(room.code, room.proposals[0])):
        client = _say(served, 3 + number // 10, f'42{number}["post",{json.dumps(post)}]')
        assert all(status < OURS for status, _ in client.answers), post
        said += 1
    for body in (b"\xff\xfe", b"42[", b"4" * 5_000, b"40[]\x1e" * 30, b"b4", b"bAAAA", b"42" + b"[" * 7_000):
        connection = served.connect()
        _poll(connection, room, body)
        connection.close()
        said += 1
    for headers in hostile.HALF_HANDSHAKES:
        # Proxies that do not know WebSockets leave headers out.
        connection = served.connect()
        connection.request("GET", "/socket.io/?EIO=4&transport=websocket", headers=headers)
        assert connection.getresponse().status == REFUSED, headers
        connection.close()
        said += 1
    return said


def _say(served: Served, phone: int, message: str) -> Client:
    """Let a phone say something, and wait until the server has heard it."""
    client = Client(served.server, {"audience": "phone", "code": served.room.code}, served.room.phones[phone])
    client.say(message)
    client.say(f'42{LAST}["post",{{"path":"/nowhere","body":""}}]')
    client.read_until(lambda: LAST in client.acknowledged)
    client.close()
    return client


def _open(served: Served, auth: str) -> None:
    """Open a socket by polling with hostile words at the door."""
    connection = served.connect()
    connection.request("GET", "/socket.io/?EIO=4&transport=polling")
    sid = json.loads(connection.getresponse().read()[1:])["sid"]
    connection.request("POST", f"/socket.io/?EIO=4&transport=polling&sid={sid}", b"40" + auth.encode())
    answer = connection.getresponse()
    answer.read()
    assert answer.status < OURS
    connection.request("GET", f"/socket.io/?EIO=4&transport=polling&sid={sid}")
    answer = connection.getresponse()
    assert answer.status < OURS, auth
    answer.read()
    connection.close()


def _poll(connection: HTTPConnection, room: Prepared, body: bytes) -> None:
    """Let a phone that polls send bytes."""
    cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in room.phones[9].items())}
    connection.request("GET", "/socket.io/?EIO=4&transport=polling", headers=cookies)
    sid = json.loads(connection.getresponse().read()[1:])["sid"]
    address = f"/socket.io/?EIO=4&transport=polling&sid={sid}"
    connection.request("POST", address, b"40" + json.dumps({"audience": "phone", "code": room.code}).encode())
    connection.getresponse().read()
    connection.request("POST", address, body)
    answer = connection.getresponse()
    answer.read()
    assert answer.status < OURS, body[:20]
