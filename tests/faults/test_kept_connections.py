"""A connection that is kept answers its next request as quickly as its first."""

from __future__ import annotations

import http.client
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from tests.program import running

REQUESTS = 15
# The kernel holds the second of two packets back for 40 ms.
MOST_S = 0.025
# Where Linux counts, in what it tells of a connection, the packets with data that have come in.
PACKETS = 152


@pytest.mark.clock
def test_the_next_request_of_a_kept_connection(tmp_path: Path, found: Callable[[str], None]) -> None:
    """A browser asks for one thing after the other on one connection. Each answer comes at once, and not
    40 ms later; its headers and its body in one packet.
    """
    with running(tmp_path) as program:
        host, _, port = program.address.removeprefix("http://").partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=10)
        connection.connect()
        taken = []
        for path in ["/static/js/start.js", "/nowhere"] * REQUESTS:
            begin = time.perf_counter()
            connection.request("GET", path)
            connection.getresponse().read()
            taken.append(time.perf_counter() - begin)
        packets = _packets(connection.sock)
        connection.close()
    found(f"{median(taken[2:]) * 1e3:.1f} ms")
    assert median(taken[2:]) < MOST_S
    assert packets == len(taken)


def _packets(connection: socket.socket) -> int:
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, PACKETS + 4)
    (packets,) = struct.unpack_from("I", told, PACKETS)
    return int(packets)
