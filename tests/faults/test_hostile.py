"""A client that stalls or lies costs only itself."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.bench.live.figures import tell
from tests.bench.live.hall import Hall
from tests.bench.live.listener import SOCKET_IO, text_frame
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server
from tests.bench.live.web import cookie_line
from tests.faults.phones import play
from tests.program import running

PHONES = 40
MEGABYTE = 1 << 20


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Server, Prepared]]:
    """Run the program with a workshop of some people."""
    (room,) = prepare(tmp_path, Plan(people=PHONES + 20))
    with running(tmp_path) as program:
        port = int(program.address.rpartition(":")[2])
        yield Server("Handlingsrom", ("127.0.0.1", port), program.process.pid), room


def handshake(server: Server, room: Prepared, number: int, *, receive_bytes: int = 0) -> socket.socket:
    """Open a WebSocket by hand, as a phone of the room."""
    sock = socket.socket()
    if receive_bytes:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    sock.settimeout(10)
    sock.connect(server.address)
    host = f"{server.address[0]}:{server.address[1]}"
    request = (
        f"GET {SOCKET_IO} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Origin: http://{host}\r\nSec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}\r\n"
        f"Sec-WebSocket-Version: 13\r\n{cookie_line(room.phones[number])}\r\n"
    )
    sock.sendall(request.encode())
    assert sock.recv(4096).startswith(b"HTTP/1.1 101")
    sock.sendall(text_frame(b"40" + json.dumps({"audience": "phone", "code": room.code}).encode()))
    return sock


def test_phones_that_do_not_read(
    served: tuple[Server, Prepared], full: bool, found: Callable[[str], None]
) -> None:
    """Twenty phones stop reading while the room goes on. The others see every change as before; the
    server's memory does not grow with what the stalled ones have not read.
    """
    server, room = served
    stalled = [handshake(server, room, PHONES + number, receive_bytes=1024) for number in range(20)]

    async def act() -> tuple[float, int, int]:
        hall = Hall(server, room, patience_s=30)
        await hall.fill(PHONES)
        before = server.resident_bytes
        told = await tell([hall], 60 if full else 12)
        after = server.resident_bytes
        hall.close()
        return sorted(each.last_ms for each in told)[len(told) // 2], before, after

    last_ms, before, after = play(act())
    for sock in stalled:
        sock.close()
    grown = (after - before) / MEGABYTE
    found(f"the last of {PHONES} phones after {last_ms:.0f} ms; memory grew by {grown:.1f} MB")
    assert last_ms < 5_000
    assert grown < 20


def test_half_frames_and_frames_without_end(
    served: tuple[Server, Prepared], found: Callable[[str], None]
) -> None:
    """A client sends half a frame and stops; another announces a frame of a gigabyte and keeps sending.
    Nobody else notices; the server keeps none of it.
    """
    server, room = served
    half = [handshake(server, room, PHONES + number) for number in range(10)]
    for sock in half:
        sock.sendall(text_frame(b"2" * 100)[:40])
    before = server.resident_bytes
    huge = handshake(server, room, PHONES + 10)
    huge.settimeout(5)
    huge.sendall(struct.pack("!BBQ", 0x81, 0xFF, 1 << 30) + bytes(4))
    sent = 0
    with suppress(OSError):
        while sent < 64 * MEGABYTE:
            sent += huge.send(b"x" * 65_536)
    time.sleep(0.5)
    after = server.resident_bytes

    async def act() -> list[float]:
        hall = Hall(server, room, patience_s=30)
        await hall.fill(PHONES)
        told = await tell([hall], 4)
        hall.close()
        return [each.last_ms for each in told]

    last_ms = min(play(act()))
    for sock in (*half, huge):
        sock.close()
    grown = (after - before) / MEGABYTE
    taken = sent / MEGABYTE
    found(f"{taken:.1f} MB sent before the cut, memory grew by {grown:.1f} MB; others {last_ms:.0f} ms")
    assert grown < 10
    assert last_ms < 5_000


@pytest.mark.slow
def test_a_flood_of_messages(served: tuple[Server, Prepared], found: Callable[[str], None]) -> None:
    """A client floods its socket with messages that nobody asked for. Others see changes as before."""
    server, room = served
    flooding = handshake(server, room, PHONES)

    async def act() -> list[float]:
        hall = Hall(server, room, patience_s=30)
        await hall.fill(PHONES)
        loop = asyncio.get_running_loop()
        flood = loop.run_in_executor(None, _flood, flooding)
        told = await tell([hall], 4)
        hall.close()
        flooding.close()
        await flood
        return [each.last_ms for each in told]

    last_ms = play(act())
    found(f"the last of {PHONES} phones after {sorted(last_ms)[len(last_ms) // 2]:.0f} ms")
    assert min(last_ms) < 5_000


def _flood(sock: socket.socket) -> None:
    frames = text_frame(b'42["news",{}]') * 100
    until = time.monotonic() + 5
    with suppress(OSError):
        while time.monotonic() < until:
            sock.sendall(frames)
