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
from tests.bench.live.listener import POLLING, SOCKET_IO, text_frame
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server
from tests.bench.live.statistic import middle
from tests.bench.live.web import Answer, Browser, cookie_line
from tests.faults.phones import play
from tests.faults.web_socket import Client
from tests.program import running
from workshop.fast.direct_rooms import POLLED_PACKETS

PHONES, STALLED = 40, 20
MEGABYTE = 1 << 20
# Told, not healed by the next beat.
IN_TIME_S = 3.0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Prepared]]:
    """Run the program with a workshop of some people."""
    folder = tmp_path_factory.mktemp("hostile")
    (room,) = prepare(folder, Plan(people=PHONES + 20))
    with running(folder) as program:
        port = int(program.address.rpartition(":")[2])
        yield Server("Handlingsrom", ("127.0.0.1", port), program.process.pid), room


def handshake(server: Server, room: Prepared, number: int) -> socket.socket:
    """Open a WebSocket by hand, as a phone of the room."""
    sock = socket.socket()
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


def test_screens_that_do_not_read(
    served: tuple[Server, Prepared], full: bool, found: Callable[[str], None]
) -> None:
    """Twenty screens stop reading while the room goes on. The others see every change as before; when the
    twenty read on, they get the newest state and not what they have missed, which nobody has kept for them.
    """
    server, room = served
    auth = {"audience": "wall", "code": room.code, "key": room.screen_key}
    stalled = [Client(server, auth) for _ in range(STALLED)]
    missed = 24 if full else 6

    async def act() -> tuple[list[float], int, int]:
        hall, taken = Hall(server, room, patience_s=30), []
        await hall.fill(PHONES)
        full_ones: list[int] = []
        # Until the kernel takes nothing more for any of them, and then some more.
        while len(taken) < 60:
            taken.append(await _change(hall, len(taken)))
            before, full_ones = full_ones, _unsent(server)
            if len(full_ones) >= STALLED and full_ones == before:
                break
        else:
            raise AssertionError("nobody stalls")
        there = len(taken)
        for _ in range(missed):
            taken.append(await _change(hall, len(taken)))
        hall.close()
        return taken, there, hall.revision

    taken, there, newest = play(act())
    assert len(_unsent(server)) >= STALLED
    for client in stalled:
        client.read_until(lambda client=client: client.revisions[-1] >= newest)  # type: ignore[misc]
        client.close()
    read = [len(client.revisions) for client in stalled]
    found(
        f"the last of {PHONES} phones after {middle(taken) * 1e3:.0f} ms; who stalled after {there} changes "
        f"and missed {missed} more read {max(read) - there} of these at most"
    )
    assert middle(taken) < IN_TIME_S
    assert not any(client.broken for client in stalled)
    assert {client.revisions[-1] for client in stalled} == {newest}
    # The state at the door; of what came after they had stalled, one that was under way and the newest.
    assert max(read) <= 1 + there + 2 < 1 + there + missed


async def _change(hall: Hall, number: int) -> float:
    """Change something; seconds until all who read have seen it."""
    begin = time.monotonic()
    answer = await hall.pick(number % PHONES, 1_000 + number)
    hall.revision = json.loads(answer.body)["revision"]
    assert await hall.all_at(hall.revision)
    return time.monotonic() - begin


def _unsent(server: Server) -> list[int]:
    """List how much the kernel has to send on each connection of the server where nobody takes it."""
    port = f"{server.address[1]:04X}"
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    waiting = [
        int(row[4].partition(":")[0], 16) for row in map(str.split, lines) if row[1].endswith(f":{port}")
    ]
    return [size for size in waiting if size]


def test_a_phone_that_polls_and_falls_silent(
    served: tuple[Server, Prepared], found: Callable[[str], None]
) -> None:
    """A phone whose socket comes by polling does not ask for a while. Of what it misses, no more than
    sixteen messages are kept for it; then it learns the newest state from the next beat, or by asking.
    """
    server, room = served
    changes = POLLED_PACKETS + 6

    async def act() -> tuple[list[int], int, list[int]]:
        phone = Browser(server.address, dict(room.phones[PHONES + 15]), keep=False)
        opened = await phone.get(POLLING)
        address = f"{POLLING}&sid={json.loads(opened.body[1:])['sid']}"
        await phone.send(address, b"40" + json.dumps({"audience": "phone", "code": room.code}).encode())
        hall = Hall(server, room, patience_s=30)
        await hall.fill(PHONES)
        while not _told(await phone.get(address)):
            pass
        for number in range(changes):
            await _change(hall, number)
        kept = _told(await phone.get(address))
        after: list[int] = []
        await _change(hall, changes)
        while hall.revision not in after:
            after += _told(await phone.get(address))
        hall.close()
        return kept, hall.revision, after

    kept, newest, after = play(act())
    found(f"of {changes} news, {len(kept)} were kept")
    assert 1 < len(kept) <= POLLED_PACKETS
    assert max(kept) < newest - 1
    assert after[-1] == newest


def _told(answer: Answer) -> list[int]:
    """List the revisions of the news in the answer to a poll."""
    packets = answer.body.decode().split("\x1e")
    return [json.loads(each[2:])[1]["revision"] for each in packets if each.startswith('42["news"')]


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

    last_ms = middle(play(act()))
    for sock in (*half, huge):
        sock.close()
    grown = (after - before) / MEGABYTE
    taken = sent / MEGABYTE
    found(f"{taken:.1f} MB sent before the cut, memory grew by {grown:.1f} MB; others {last_ms:.0f} ms")
    assert grown < 10
    assert last_ms < IN_TIME_S * 1e3


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

    last_ms = middle(play(act()))
    found(f"the last of {PHONES} phones after {last_ms:.0f} ms")
    assert last_ms < IN_TIME_S * 1e3


def _flood(sock: socket.socket) -> None:
    frames = text_frame(b'42["news",{}]') * 100
    until = time.monotonic() + 5
    with suppress(OSError):
        while time.monotonic() < until:
            sock.sendall(frames)
