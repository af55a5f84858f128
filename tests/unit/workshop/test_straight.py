"""A frame goes at once to who is ready; for who is not the newest waits, and then they are ready again."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import engineio
import gevent
import pytest
from engineio.socket import Socket
from gevent.socket import socketpair

from workshop.live.straight import StraightSocket, frame_text

PATIENCE_S = 5.0


class Line:
    """A client's connection, from the server's end to the reader's."""

    def __init__(self) -> None:
        self.near, self.far = socketpair()
        server = engineio.Server(async_mode="gevent")
        self.client = StraightSocket(Socket(server, "one")._websocket_handler, server)
        environ: dict[str, Any] = {
            "wsgi.input": SimpleNamespace(raw=SimpleNamespace(_sock=self.near)),
            "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        self.kept = gevent.spawn(self.client, environ, None)
        with gevent.Timeout(PATIENCE_S):
            assert self.far.recv(4096).startswith(b"HTTP/1.1 101")

    def offer(self, text: str, kind: str = "news") -> None:
        """Offer a frame as the rooms do."""
        StraightSocket.offer_all([(self.client, self.client.send_now)], kind, frame_text(text))

    def read(self, size: int) -> bytes:
        """Read so many bytes."""
        data = b""
        with gevent.Timeout(PATIENCE_S):
            while len(data) < size:
                data += self.far.recv(size - len(data))
        return data

    @property
    def is_busy(self) -> bool:
        """Whether something waits for the client, once everybody else has run."""
        gevent.sleep(0.01)
        return self.client in StraightSocket._busy


@pytest.fixture
def line() -> Iterator[Line]:
    """Open a connection, and end it."""
    opened = Line()
    yield opened
    opened.far.close()
    opened.kept.join(PATIENCE_S)
    opened.near.close()
    assert not opened.is_busy


def test_who_is_ready_has_the_frame_before_anybody_else_runs(line: Line) -> None:
    line.offer("one")
    line.offer("two")
    line.far.setblocking(False)
    assert line.far.recv(4096) == frame_text("one") + frame_text("two")
    assert not line.is_busy


def test_for_who_does_not_read_the_newest_waits_behind_what_was_begun(line: Line) -> None:
    texts = [letter * 400_000 for letter in "abcd"]
    for text in texts:
        line.offer(text)
    assert line.is_busy
    first, last = frame_text(texts[0]), frame_text(texts[-1])
    assert line.read(len(first) + len(last)) == first + last
    assert not line.is_busy
    line.offer("again")
    assert line.read(len(frame_text("again"))) == frame_text("again")


def test_a_frame_does_not_come_between_the_parts_of_another(line: Line) -> None:
    first, second = frame_text("a" * 400_000), frame_text("b")
    line.offer("a" * 400_000)
    # There is room again before the rest could be written.
    line.far.setblocking(False)
    begun = line.far.recv(1_000_000)
    line.far.setblocking(True)
    line.offer("b")
    rest = line.read(len(first) + len(second) - len(begun))
    assert begun + rest == first + second


def test_nobody_waits_for_who_has_gone(line: Line) -> None:
    line.offer("x" * 400_000)
    line.offer("later")
    line.offer("people", "room")
    assert line.is_busy
    line.far.close()
    line.kept.join(PATIENCE_S)
    line.offer("too late")
    assert not line.is_busy
