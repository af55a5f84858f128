"""Write an event once, as bytes, to every WebSocket that is ready.

The library's way to a thousand clients is a thousand queues, each emptied by its own greenlet that frames the
same text again. Here the frame is made once and handed to the kernel in one loop. A slow client never blocks
the others, and frames are never interleaved: of each kind of event, only the newest waits for a slow client,
and a client that takes nothing is dropped.

This module needs gevent: a greenlet that does not wait is not interrupted, so a check and the step after it
are atomic.
"""

from __future__ import annotations

import socket
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha1
from time import monotonic
from typing import Any, ClassVar

import gevent
from gevent.lock import BoundedSemaphore
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.utilities import ACCEPT_GUID, ProtocolError

STALLED_S = 20.0
# Limits what the kernel holds for a client that does not read: old news is of no use.
SEND_BUFFER_BYTES = 32_768
# A phone says hello, answers a ping each 25 s, posts what waited in its outbox (60 at most), and asks for
# previews while somebody types, four a second at most.
MESSAGES_A_WINDOW, WINDOW_S = 130, 10.0
_CHUNK = 4096

Send = Callable[[bytes], int]


class DirectWebSocket:
    """One client's WebSocket, with the methods that Engine.IO expects.

    ``send_now`` is the kernel's own: it takes as much as it has room for, and raises instead of waiting.
    ``is_packet`` returns false for a message that ends the connection.
    """

    # Clients to which something is being written, or for which something waits.
    _busy: ClassVar[set[DirectWebSocket]] = set()

    def __init__(
        self,
        handler: Callable[[DirectWebSocket], Iterable[bytes]],
        server: Any,
        is_packet: Callable[[str | bytes], bool] = lambda _: True,
    ) -> None:
        self._handler, self._is_packet = handler, is_packet
        # The handler is a method of Engine.IO's own socket, whose queue must not be overtaken.
        self._engine: Any = handler.__self__  # type: ignore[attr-defined]
        self._longest: int = server.max_http_buffer_size
        self._protocol = Connection(ConnectionType.SERVER)
        self._turn, self._writers = BoundedSemaphore(), 0
        self._latest: dict[str, bytes] = {}
        self._flushing = False
        self._messages: deque[str | bytes] = deque()
        self._begun: Any = None
        self._heard, self._window_ends = 0, 0.0

    def __call__(self, environ: dict[str, Any], _: Callable[..., Any]) -> Iterable[bytes]:
        """Shake hands on a request's connection, and serve it until it ends."""
        source = environ["wsgi.input"]
        self._socket = getattr(source, "rfile", source).raw._sock
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self.send_now: Send = self._socket._sock.send  # below gevent's send, which would wait
        try:
            self._write(_accept(environ["HTTP_SEC_WEBSOCKET_KEY"]))
            self._engine.direct = self
            return self._handler(self)
        finally:
            self.close()
            # Leave no reference cycle behind: the collector runs too rarely for them.
            if self._engine.closed:
                self._engine.direct = None
            del self._handler

    @staticmethod
    def offer_all(clients: Sequence[DirectWebSocket], sends: Sequence[Send], kind: str, frame: bytes) -> None:
        """Write a frame to all who take it without waiting; for the others, keep the newest of its kind.

        ``sends`` has the ``send_now`` of each client. For a thousand ready clients the loop touches only
        these functions and no other attribute, to avoid cache misses.
        """
        busy, size = DirectWebSocket._busy, len(frame)
        if busy and not busy.isdisjoint(clients):
            for client in clients:
                if client in busy:
                    client._keep(kind, frame)
            clients = [client for client in clients if client not in busy]
            sends = [client.send_now for client in clients]
        for place, send_now in enumerate(sends):
            try:
                written = send_now(frame)
            except BlockingIOError:
                clients[place]._keep(kind, frame)
            except OSError:
                continue  # It is gone; its reader notices that.
            else:
                if written < size:
                    clients[place]._finish_later(frame[written:])

    def offer(self, kind: str, frame: bytes) -> None:
        """Write a frame after what Engine.IO has queued for this client."""
        if self.is_behind:
            self._keep(kind, frame)
        else:
            self.offer_all([self], [self.send_now], kind, frame)

    @property
    def is_behind(self) -> bool:
        """Whether Engine.IO's own queue holds something for this client."""
        return not self._engine.queue.empty()

    def send(self, text: str) -> None:
        """Write one of Engine.IO's own packets."""
        with self._writing():
            self._write(frame_text(text))

    def wait(self) -> str | bytes | None:
        """Wait for a message that is for Engine.IO; None when the connection has ended.

        Posts are answered here one after the other, so a busy sender delays only its own answers.
        """
        while True:
            while not self._messages:
                try:
                    data = self._socket.recv(_CHUNK)
                    if not data or not self._take(data):
                        return None
                except (OSError, ProtocolError):
                    return None
                if len(data) == _CHUNK:
                    gevent.sleep()  # A busy sender shares the loop with the others.
            message = self._messages.popleft()
            poster = getattr(self._engine, "poster", None)
            answer = poster.answer_message(message) if poster and isinstance(message, str) else None
            if answer is None:
                return message if self._is_packet(message) else None
            try:
                self._acknowledge(frame_text(answer))
            except OSError:
                return None

    def part(self) -> None:
        """Read nothing more: finish the answers under way, then end the connection."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        """End the connection, and wake those who wait for it."""
        with suppress(OSError, ProtocolError):
            if not self._writers:
                self.send_now(self._protocol.send(CloseConnection(1000)))
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _acknowledge(self, frame: bytes) -> None:
        """Write a frame that may not be dropped, at once if that needs no waiting."""
        written = 0
        if self not in self._busy and not self.is_behind:
            with suppress(BlockingIOError):
                written = self.send_now(frame)
        if written < len(frame):
            with self._writing():
                self._write(frame[written:])

    def _keep(self, kind: str, frame: bytes) -> None:
        self._latest[kind] = frame
        self._busy.add(self)
        if not self._flushing:
            self._flushing = True
            gevent.spawn(self._flush)

    def _flush(self) -> None:
        """Write what has been waiting, after everything that was queued before it."""
        try:
            while self.is_behind and not self._engine.closed:
                gevent.sleep(0.001)
            with self._writing():
                while self._latest:
                    self._write(self._latest.pop(next(iter(self._latest))))
        except OSError:
            self._latest.clear()  # It is gone; its reader notices that.
        finally:
            self._flushing = False
            self._settle()

    def _finish_later(self, rest: bytes) -> None:
        """Schedule the rest of a begun frame before anything else."""
        self._begin_writing()
        gevent.spawn(self._finish, rest)

    def _finish(self, rest: bytes) -> None:
        try:
            with suppress(OSError):
                self._write(rest)
        finally:
            self._end_writing()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Wait for the turn to write; meanwhile the client counts as busy."""
        self._begin_writing()
        try:
            yield
        finally:
            self._end_writing()

    def _begin_writing(self) -> None:
        self._writers += 1
        self._busy.add(self)
        try:
            self._turn.acquire()
        except BaseException:  # a greenlet may be ended while it waits
            self._writers -= 1
            self._settle()
            raise

    def _end_writing(self) -> None:
        self._turn.release()
        self._writers -= 1
        self._settle()

    def _settle(self) -> None:
        """Mark the client as ready again if nothing is being written and nothing waits."""
        if not self._writers and not self._latest:
            self._busy.discard(self)

    def _write(self, data: bytes) -> None:
        """Write all of it, or drop a client that takes nothing for long."""
        try:
            with gevent.Timeout(STALLED_S):
                self._socket.sendall(data)
        except gevent.Timeout:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            raise TimeoutError("the client takes nothing") from None

    def _take(self, data: bytes) -> bool:
        """Handle a received frame; return whether the connection goes on."""
        self._protocol.receive_data(data)
        for event in self._protocol.events():
            if isinstance(event, TextMessage | BytesMessage):
                begun: Any = event.data if self._begun is None else self._begun + event.data
                self._begun = None if event.message_finished else begun
                if len(begun) > self._longest:
                    return False
                if event.message_finished:
                    self._messages.append(begun)
            elif isinstance(event, CloseConnection):
                return False
            elif isinstance(event, Ping):
                with self._writing():
                    self._write(self._protocol.send(event.response()))
            if not self._may_say_more():
                return False
        return True

    def _may_say_more(self) -> bool:
        now = monotonic()
        if now > self._window_ends:
            self._heard, self._window_ends = 0, now + WINDOW_S
        self._heard += 1
        return self._heard <= MESSAGES_A_WINDOW


def frame_text(text: str) -> bytes:
    """Frame a text as a server sends it: in one frame, unmasked."""
    data = text.encode()
    if len(data) < 126:
        return bytes((0x81, len(data))) + data
    if len(data) < 65_536:
        return b"\x81\x7e" + len(data).to_bytes(2) + data
    return b"\x81\x7f" + len(data).to_bytes(8) + data


def _accept(key: str) -> bytes:
    token = b64encode(sha1(key.encode() + ACCEPT_GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + token + b"\r\n\r\n"
    )
