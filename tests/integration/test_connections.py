"""Real connections to the real program: large bodies have a budget, and one person's sockets a bound."""

from __future__ import annotations

import json
import os
import select
import socket
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.bench.live.listener import SOCKET_IO, text_frame
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.web import cookie_line
from tests.program import Program, running
from workshop.cli.connections import LONG_AT_ONCE, SHORT_BYTES
from workshop.live.namespace import MOST_SOCKETS

PATIENCE_S, SILENCE_S = 60.0, 20.0
LONG = 1_000_000
# The program as it is, but that it waits less for a place, so that the test ends.
IMPATIENT = """
from gevent import monkey
monkey.patch_all()
from workshop.cli import connections, main
connections.LONG_WAIT_S = 0.5
raise SystemExit(main.main())
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Prepared]]:
    """Run the real program with a workshop of two people."""
    folder: Path = tmp_path_factory.mktemp("connections")
    (room,) = prepare(folder, Plan(people=2))
    with running(folder, command=(sys.executable, "-c", IMPATIENT)) as program:
        yield program, room


def address(program: Program) -> tuple[str, int]:
    """Return where the program listens."""
    host, _, port = program.address.removeprefix("http://").partition(":")
    return host, int(port)


def post(program: Program, body_bytes: int, header: str = "") -> socket.socket:
    """Announce a form, and send nothing of it yet."""
    sock = socket.create_connection(address(program), timeout=PATIENCE_S)
    lines = (
        *("POST /j/ABCDEF HTTP/1.1", "Host: here", "Connection: close"),
        *("Content-Type: application/x-www-form-urlencoded", header or f"Content-Length: {body_bytes}"),
    )
    sock.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode())
    return sock


def status(sock: socket.socket) -> int:
    """Wait for the answer and read its status."""
    said = b""
    while b"\r\n" not in said:
        piece = sock.recv(4096)
        assert piece, "the connection ended without an answer"
        said += piece
    return int(said.split(b" ", 2)[1])


def test_large_bodies_wait_for_a_place_and_small_ones_do_not(served: tuple[Program, Prepared]) -> None:
    program, _ = served
    with ExitStack() as open_ones:
        # Half announce their length, half do not say it.
        headers = ("", "Transfer-Encoding: chunked")
        waiting = [
            open_ones.enter_context(post(program, LONG, headers[number % 2]))
            for number in range(LONG_AT_ONCE + 4)
        ]
        refused: list[socket.socket] = []
        deadline = time.monotonic() + PATIENCE_S
        while len(refused) < 4 and time.monotonic() < deadline:
            readable, _, _ = select.select([sock for sock in waiting if sock not in refused], [], [], 1.0)
            refused += readable
        assert [status(sock) for sock in refused] == [503] * 4
        holding = [sock for sock in waiting if sock not in refused]
        # Forms of phones are read meanwhile, up to the size of which there may be many.
        for size in (200, SHORT_BYTES):
            small = open_ones.enter_context(post(program, size))
            small.sendall(b"x" * size)
            assert status(small) == 400  # without a token against forgery
        # Who was refused may send all of it, and reads the answer: nothing cuts it off in between.
        late = open_ones.enter_context(post(program, LONG))
        late.sendall(b"x" * LONG)
        assert status(late) == 503
        # A place that becomes free is given to the next.
        assert not select.select(holding, [], [], 0)[0]
        for sock in holding:
            sock.close()
        while True:
            following = open_ones.enter_context(post(program, LONG))
            following.sendall(b"x" * LONG)
            if status(following) == 400:
                break
            assert time.monotonic() < deadline, "no place became free"


def test_the_oldest_socket_of_one_person_is_hung_up_though_it_stays(
    served: tuple[Program, Prepared],
) -> None:
    program, room = served
    with ExitStack() as open_ones:
        neighbour = open_ones.enter_context(connect(program, room, 1))
        sockets = [open_ones.enter_context(connect(program, room, 0)) for _ in range(MOST_SOCKETS)]
        newest = open_ones.enter_context(connect(program, room, 0))
        # It ignores that it was told to go, as a script would: nothing else hangs it up before 45 s.
        oldest = sockets[0]
        deadline = time.monotonic() + SILENCE_S
        while time.monotonic() < deadline and not ended(oldest):
            time.sleep(0.1)
        assert ended(oldest)
        for sock in (*sockets[1:], neighbour, newest):
            assert not ended(sock)


def connect(program: Program, room: Prepared, number: int) -> socket.socket:
    """Open a WebSocket by hand, as a phone of the room, and wait until it hears."""
    sock = socket.create_connection(address(program), timeout=PATIENCE_S)
    host = "{}:{}".format(*address(program))
    sock.sendall(
        (
            f"GET {SOCKET_IO} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Origin: http://{host}\r\nSec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}\r\n"
            f"Sec-WebSocket-Version: 13\r\n{cookie_line(room.phones[number])}\r\n"
        ).encode()
    )
    assert sock.recv(4096).startswith(b"HTTP/1.1 101")
    sock.sendall(text_frame(b"40" + json.dumps({"audience": "phone", "code": room.code}).encode()))
    heard = b""
    while b'"news"' not in heard:
        piece = sock.recv(65_536)
        assert piece, heard[-200:]
        heard += piece
    return sock


def ended(sock: socket.socket) -> bool:
    """Tell whether the server has ended a connection; what it says before that is read."""
    sock.settimeout(0.05)
    try:
        while sock.recv(65_536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True
