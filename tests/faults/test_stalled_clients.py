"""Who does not read, or says too much, costs nobody else anything and never gets half a frame."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Request, TextMessage
from wsproto.utilities import RemoteProtocolError

from tests.bench.live.hall import Hall
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server
from tests.faults.phones import play
from tests.program import running

PHONES = 12
IN_TIME_S = 3.0
PATIENCE_S = 15.0


class Client:
    """A WebSocket whose reader is under the test's hand; every byte goes through a strict parser."""

    def __init__(self, server: Server, auth: dict[str, str]) -> None:
        self._socket = socket.socket()
        # Little room, so that the server's writes soon meet a wall.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(PATIENCE_S)
        self._socket.connect(server.address)
        self._protocol = WSConnection(ConnectionType.CLIENT)
        host = f"{server.address[0]}:{server.address[1]}"
        target = "/socket.io/?EIO=4&transport=websocket"
        self._socket.sendall(self._protocol.send(Request(host=host, target=target)))
        self.revisions: list[int] = []
        self.ended = self.broken = False
        self._text = ""
        self.say("40" + json.dumps(auth), first=True)
        self.read_until(lambda: bool(self.revisions))

    def say(self, text: str, *, first: bool = False) -> None:
        """Send a message."""
        if first:
            while not any(isinstance(event, AcceptConnection) for event in self._receive()):
                pass
        self._socket.sendall(self._protocol.send(Message(data=text)))

    def read_until(self, enough: Any, *, patience_s: float = PATIENCE_S) -> None:
        """Read until there is enough, or the connection has ended."""
        deadline = time.monotonic() + patience_s
        while not self.ended and not enough() and time.monotonic() < deadline:
            for event in self._receive():
                self._hear(event)

    def close(self) -> None:
        """Go away."""
        self._socket.close()

    def _receive(self) -> list[Any]:
        try:
            data = self._socket.recv(65_536)
        except (ConnectionResetError, TimeoutError):
            data = b""
        if not data:
            self.ended = True
            return []
        try:
            self._protocol.receive_data(data)
            return list(self._protocol.events())
        except RemoteProtocolError:
            self.ended = self.broken = True
            return []

    def _hear(self, event: Any) -> None:
        if isinstance(event, CloseConnection):
            self.ended = True
            self.broken = event.code not in (1000, 1005, 1006)
        if not isinstance(event, TextMessage):
            return
        self._text += event.data
        if not event.message_finished:
            return
        text, self._text = self._text, ""
        if text == "2":
            self.say("3")
        if text.startswith('42["news"'):
            self.revisions.append(json.loads(text[2:])[1]["revision"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Prepared]]:
    """Run the real program with a workshop that a dozen people have joined."""
    folder: Path = tmp_path_factory.mktemp("stalled")
    (room,) = prepare(folder, Plan(people=PHONES))
    with running(folder) as program:
        port = int(program.address.rpartition(":")[2])
        yield Server("Handlingsrom", ("127.0.0.1", port), program.process.pid), room


@pytest.fixture
def wall(served: tuple[Server, Prepared]) -> Iterator[Client]:
    """Connect a screen; its frames are many times longer than what the connection holds."""
    server, room = served
    client = Client(server, {"audience": "wall", "code": room.code, "key": room.screen_key})
    yield client
    client.close()


def change(served: tuple[Server, Prepared], times: int) -> tuple[int, float]:
    """Let phones change something again and again; the newest revision, and the longest that one waited."""

    async def act() -> tuple[int, float]:
        hall, longest, revision = Hall(*served), 0.0, 0
        await hall.fill(PHONES)
        for number in range(times):
            begin = time.monotonic()
            answer = await hall.pick(number % PHONES, 1000 + number)
            revision = json.loads(answer.body)["revision"]
            assert await hall.all_at(revision, patience_s=PATIENCE_S)
            longest = max(longest, time.monotonic() - begin)
        hall.close()
        return revision, longest

    return play(act())


def test_a_screen_that_stops_reading_holds_nobody_up_and_gets_whole_frames_later(
    served: tuple[Server, Prepared], wall: Client
) -> None:
    newest, longest = change(served, 12)
    assert longest < IN_TIME_S
    wall.read_until(lambda: wall.revisions[-1] >= newest)
    assert not wall.broken
    assert wall.revisions[-1] == newest
    assert wall.revisions == sorted(wall.revisions)
    # What was old before it could be written was never written.
    assert len(wall.revisions) < 12
    # And it goes on.
    newest, _ = change(served, 1)
    wall.read_until(lambda: wall.revisions[-1] >= newest)
    assert wall.revisions[-1] == newest


@pytest.mark.slow
def test_a_screen_that_never_reads_again_is_dropped(served: tuple[Server, Prepared], wall: Client) -> None:
    change(served, 12)
    time.sleep(22)
    _, longest = change(served, 4)
    assert longest < IN_TIME_S
    wall.read_until(lambda: False, patience_s=5)
    assert wall.ended
    assert not wall.broken


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(lambda client: client.say("4" + "x" * 20_000), id="one too long"),
        pytest.param(lambda client: [client.say("3") for _ in range(200)], id="too many"),
        pytest.param(lambda client: client._socket.sendall(b"\xff" * 64), id="no frame at all"),
    ],
)
def test_a_client_that_says_too_much_is_dropped_and_the_others_hear(
    served: tuple[Server, Prepared], wall: Client, say: Any
) -> None:
    try:
        say(wall)
        wall.read_until(lambda: False, patience_s=5)
    except (BrokenPipeError, ConnectionResetError):
        wall.ended = True
    assert wall.ended
    _, longest = change(served, 2)
    assert longest < IN_TIME_S
