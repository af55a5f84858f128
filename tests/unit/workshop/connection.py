"""A connection whose both ends are under a test's hand."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from types import SimpleNamespace
from typing import Any

import engineio
import gevent
from engineio.socket import Socket
from gevent.socket import socketpair

from workshop.fast.direct_websocket import DirectWebSocket, frame_text

PATIENCE_S = 5.0


def in_its_own_thread(test: Callable[[], None]) -> Callable[[], None]:
    """Run a test with an event loop of its own: greenlets of the main thread are other tests'."""

    def run() -> None:
        try:
            test()
        finally:
            gevent.get_hub().destroy(destroy_loop=True)

    @wraps(test)
    def started() -> None:
        with ThreadPoolExecutor(max_workers=1) as threads:
            threads.submit(run).result(timeout=60)

    return started


class Line:
    """A client's connection, from the server's end to the reader's."""

    def __init__(self, server: Any = None, name: str = "one") -> None:
        self.near, self.far = socketpair()
        server = server or engineio.Server(async_mode="gevent")
        self.engine = Socket(server, name)
        self.client = DirectWebSocket(self.engine._websocket_handler, server)
        environ: dict[str, Any] = {
            "wsgi.input": SimpleNamespace(raw=SimpleNamespace(_sock=self.near)),
            "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        self.kept = gevent.spawn(self.client, environ, None)
        with gevent.Timeout(PATIENCE_S):
            assert self.far.recv(4096).startswith(b"HTTP/1.1 101")

    def offer(self, text: str, kind: str = "news") -> None:
        """Offer a frame as the rooms do."""
        DirectWebSocket.offer_all([self.client], [self.client.send_now], kind, frame_text(text))

    def read(self, size: int) -> bytes:
        """Read so many bytes."""
        data = b""
        with gevent.Timeout(PATIENCE_S):
            while len(data) < size:
                data += self.far.recv(size - len(data))
        return data

    def read_all(self) -> bytes:
        """Read what has come."""
        gevent.sleep(0.01)
        self.far.setblocking(False)
        try:
            return bytes(self.far.recv(1_000_000))
        except BlockingIOError:
            return b""
        finally:
            self.far.setblocking(True)

    @property
    def is_busy(self) -> bool:
        """Whether something waits for the client, once everybody else has run."""
        gevent.sleep(0.01)
        return self.client in DirectWebSocket._busy

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it, from the reader's end first."""
        self.far.close()
        self.kept.join(PATIENCE_S)
        self.near.close()
