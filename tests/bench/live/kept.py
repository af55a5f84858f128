"""A small answer on a connection that is kept: ours, and a bare server with the same answer, in turn."""

from __future__ import annotations

import json
import re
import socket
from time import perf_counter
from typing import Any

from tests.bench.live.rooms import Prepared
from tests.bench.live.servers import Server
from tests.bench.live.statistic import middle
from tests.bench.live.web import cookie_line

TURNS, ASKED_A_TURN, WARM_UP = 20, 100, 100
# The smallest file that pages load: answered by the server alone, with the headers of all answers.
FILE = "/static/icon.svg"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
# What a server writes itself.
_OWN = {"date", "connection"}


class Kept:
    """A connection on which one request follows the other; nothing is read but what is there to read."""

    def __init__(self, server: Server, path: str, cookies: dict[str, str]) -> None:
        host = f"{server.address[0]}:{server.address[1]}"
        lines = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n"
        self._request = f"{lines}{cookie_line(cookies)}\r\n".encode()
        self._socket = socket.create_connection(server.address)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> tuple[bytes, bytes]:
        """Ask once; return the head and the body of the answer."""
        self._socket.sendall(self._request)
        data = self._socket.recv(65_536)
        while b"\r\n\r\n" not in data:
            data += self._socket.recv(65_536)
        head, _, body = data.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        assert found, head
        while len(body) < int(found[1]):
            body += self._socket.recv(65_536)
        return head, body

    def time(self, times: int) -> float:
        """Ask some times; return the middle of the seconds that they took."""
        taken = []
        for _ in range(times):
            begin = perf_counter()
            self.ask()
            taken.append(perf_counter() - begin)
        return middle(taken)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


def measure_kept(server: Server, bare: Server, room: Prepared) -> dict[str, Any]:
    """Time a file and a phone's news: ms of one answer in each turn, and its bytes."""
    paths = {"file": FILE, "news": f"/phone/{room.code}/news"}
    return {word: _measure(server, bare, path, dict(room.phones[0])) for word, path in paths.items()}


def _measure(server: Server, bare: Server, path: str, cookies: dict[str, str]) -> dict[str, Any]:
    ours = Kept(server, path, cookies)
    head, body = ours.ask()
    assert head.startswith(b"HTTP/1.1 200"), head
    _hand_over(bare, path, head, body)
    beside = Kept(bare, path, cookies)
    same_head, same_body = beside.ask()
    assert (len(same_head), same_body) == (len(head), body), (head, same_head)
    for each in (ours, beside):
        each.time(WARM_UP)
    taken: dict[str, list[float]] = {"ours_ms": [], "bare_ms": []}
    for _ in range(TURNS):
        for word, each in (("ours_ms", ours), ("bare_ms", beside)):
            taken[word].append(each.time(ASKED_A_TURN) * 1e3)
    for each in (ours, beside):
        each.close()
    return {"bytes": len(head) + 4 + len(body), **taken}


def _hand_over(bare: Server, path: str, head: bytes, body: bytes) -> None:
    """Tell the bare server which answer it gives, with every header that is not its own."""
    lines = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:]]
    told = json.dumps(
        {
            "headers": [line for line in lines if line[0].lower() not in _OWN],
            "body": body.decode("latin-1"),
        }
    ).encode()
    with socket.create_connection(bare.address) as connection:
        request = f"POST {path} HTTP/1.1\r\nHost: bare\r\nContent-Length: {len(told)}\r\n\r\n"
        connection.sendall(request.encode() + told)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 204")
