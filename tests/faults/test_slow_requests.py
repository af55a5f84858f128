"""Requests that never end: each keeps only its own connection, and not for long."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import pytest

from tests.program import Program, running
from workshop.cli import connections

CLIENTS = 40
PATIENCE_S = 2.0
# The program with less patience, so that the test ends.
IMPATIENT = f"""
from gevent import monkey
monkey.patch_all()
from workshop.cli import connections, main
connections.HEADERS_S = connections.BODY_S = {PATIENCE_S}
connections.BYTES_A_S = 1e9
raise SystemExit(main.main())
"""
HALVES = {
    "half the headers": b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: ",
    "half a form": b"POST /j/ABCDEF HTTP/1.1\r\nHost: here\r\nContent-Length: 500\r\n\r\nrole=",
    "half a chunk": b"POST /j/ABCDEF HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nrole=",
    "half of too much": b"POST /j/ABCDEF HTTP/1.1\r\nHost: here\r\nContent-Length: 9000000\r\n\r\nrole=",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Run the real program."""
    with running(tmp_path_factory.mktemp("slow"), command=(sys.executable, "-c", IMPATIENT)) as program:
        yield program


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_a_request_that_never_ends(program: Program, half: bytes, found: Callable[[str], None]) -> None:
    """Forty clients send half a request and then a letter now and then. Others are answered as before; the
    forty are cut off: after twenty seconds, with a long form some more, and in this test after two.
    """
    host, _, port = program.address.removeprefix("http://").partition(":")
    slow = []
    for _ in range(CLIENTS):
        sock = socket.create_connection((host, int(port)), timeout=10)
        sock.sendall(half)
        slow.append(sock)
    begin = time.monotonic()
    other = HTTPConnection(host, int(port), timeout=10)
    other.request("GET", "/")
    assert other.getresponse().status == 200
    other.close()
    answered_s = time.monotonic() - begin
    waiting = list(slow)
    while waiting and time.monotonic() < begin + 6 * PATIENCE_S:
        waiting = [sock for sock in waiting if not _ended(sock)]
        time.sleep(0.1)
    cut_s = time.monotonic() - begin
    for sock in slow:
        sock.close()
    found(
        f"others were answered after {answered_s * 1e3:.0f} ms; with a patience of {PATIENCE_S:.0f} s, all "
        f"{CLIENTS} were cut off after {cut_s:.1f} s"
    )
    assert not waiting
    assert answered_s < PATIENCE_S
    # Without the test's impatience.
    assert (connections.HEADERS_S, connections.BODY_S, connections.BYTES_A_S) == (20.0, 20.0, 10_000)


def _ended(sock: socket.socket) -> bool:
    """Send another letter; tell whether the server has ended the connection."""
    try:
        sock.setblocking(True)
        sock.sendall(b"x")
        sock.settimeout(0.01)
        return sock.recv(65_536) == b"" or _ended(sock)
    except TimeoutError:
        return False
    except OSError:
        return True
