"""Write each news once, as bytes, straight to every socket that is ready.

The library's way to a thousand clients is a thousand queues, each emptied by a greenlet of its own
that frames the same text again. Here the frame is made once and handed to the kernel in one loop.
Who is not ready never holds up the others and never gets half a frame before another: of each kind
of event only the newest waits for a slow client, and one that takes nothing at all is dropped.

Without this module and its use in :mod:`workshop.live.transport`, the library sends. It needs
gevent: where nothing waits, nobody else runs, so that a look and what follows are one.
"""

from __future__ import annotations

import socket
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha1
from time import monotonic
from typing import Any

import engineio
import gevent
import socketio
from engineio.packet import MESSAGE
from gevent.lock import BoundedSemaphore
from socketio.packet import EVENT
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.utilities import ACCEPT_GUID, ProtocolError

from workshop.live.posts import answer_message

STALLED_S = 20.0
# What the kernel holds for a client that does not read: old news are no use to anybody.
SEND_BUFFER_BYTES = 32_768
# A phone says hello, answers a ping each 25 s, and posts all that waited in its outbox: 60 at most.
MESSAGES_A_WINDOW, WINDOW_S = 90, 10.0
POLLED_PACKETS = 16
_CHUNK = 4096


class StraightSocket:
    """One client's WebSocket, with the methods that Engine.IO expects of one."""

    def __init__(self, handler: Callable[[StraightSocket], Iterable[bytes]], server: Any) -> None:
        self._handler = handler
        # The handler is a method of Engine.IO's own socket, whose queue must not be overtaken.
        self._engine: Any = handler.__self__  # type: ignore[attr-defined]
        self._longest: int = server.max_http_buffer_size
        self._protocol = Connection(ConnectionType.SERVER)
        self._turn = BoundedSemaphore()
        # Asked of each client for each news: found once.
        self._is_writing, self._has_none_before = self._turn.locked, self._engine.queue.empty
        self._latest: dict[str, bytes] = {}
        self._flushing = False
        self._messages: deque[str | bytes] = deque()
        self._begun: Any = None
        self._heard, self._window_ends = 0, 0.0

    def __call__(self, environ: dict[str, Any], _: Callable[..., Any]) -> Iterable[bytes]:
        """Shake hands on the connection of a request, and keep it until it ends."""
        source = environ["wsgi.input"]
        self._socket = getattr(source, "rfile", source).raw._sock
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        # Beneath gevent's socket: what the kernel does not take at once is refused.
        self._send_now = self._socket._sock.send
        try:
            self._write(_accept(environ["HTTP_SEC_WEBSOCKET_KEY"]))
            self._engine.straight = self
            return self._handler(self)
        finally:
            self.close()

    def offer(self, kind: str, frame: bytes) -> None:
        """Write a frame if that needs no waiting; otherwise the newest of its kind waits."""
        if self._latest or self._is_writing() or not self._has_none_before():
            self._keep(kind, frame)
            return
        try:
            written = self._send_now(frame)
        except BlockingIOError:
            self._keep(kind, frame)
        except OSError:
            return  # It is gone, as its reader finds out.
        else:
            if written < len(frame):
                self._turn.acquire()
                gevent.spawn(self._finish, frame[written:])

    def send(self, text: str) -> None:
        """Write one of Engine.IO's own packets."""
        with self._turn:
            self._write(frame_text(text))

    def wait(self) -> str | bytes | None:
        """Wait for a message that is not for us; none when the connection has ended.

        Posts are answered here, one after the other: who sends more waits for its own answers only.
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
                    gevent.sleep()  # Whoever says much shares the loop with the others.
            message = self._messages.popleft()
            poster = getattr(self._engine, "poster", None)
            answer = answer_message(poster, message) if poster and isinstance(message, str) else None
            if answer is None:
                return message
            try:
                self._acknowledge(frame_text(answer))
            except OSError:
                return None

    def close(self) -> None:
        """End the connection, and wake who waits for it."""
        with suppress(OSError, ProtocolError):
            if not self._turn.locked():
                self._send_now(self._protocol.send(CloseConnection(1000)))
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _acknowledge(self, frame: bytes) -> None:
        """Write a frame that may not be left out: at once where that needs no waiting."""
        written = 0
        if not self._latest and not self._is_writing() and self._has_none_before():
            with suppress(BlockingIOError):
                written = self._send_now(frame)
        if written < len(frame):
            with self._turn:
                self._write(frame[written:])

    def _keep(self, kind: str, frame: bytes) -> None:
        self._latest[kind] = frame
        if not self._flushing:
            self._flushing = True
            gevent.spawn(self._flush)

    def _flush(self) -> None:
        """Write what has been waiting, behind everything that was there before it."""
        try:
            while not self._engine.queue.empty() and not self._engine.closed:
                gevent.sleep(0.001)
            with self._turn, suppress(OSError):
                while self._latest:
                    self._write(self._latest.pop(next(iter(self._latest))))
        finally:
            self._flushing = False

    def _finish(self, rest: bytes) -> None:
        """Write the rest of a frame that was begun, whose writer has taken the turn."""
        try:
            with suppress(OSError):
                self._write(rest)
        finally:
            self._turn.release()

    def _write(self, data: bytes) -> None:
        """Write all of it, or give up a client that takes nothing for long."""
        try:
            with gevent.Timeout(STALLED_S):
                self._socket.sendall(data)
        except gevent.Timeout:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            raise TimeoutError("the client takes nothing") from None

    def _take(self, data: bytes) -> bool:
        """Take what was received; tell whether the connection goes on."""
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
                with self._turn:
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


class StraightManager(socketio.Manager):  # type: ignore[misc]  # python-socketio has no types
    """Emits to this process's clients: straight to WebSockets, by the library to who polls."""

    _newest: tuple[str, str, Any, Any, bytes] | None = None

    def emit(
        self, event: str, data: Any, namespace: str, room: str | None = None, to: str | None = None, **_: Any
    ) -> None:
        """Emit to a room; nothing of ours asks for more."""
        # Who connects in a wave hears the very object that the one before heard: encoded once.
        if self._newest is None or self._newest[:2] != (event, namespace) or self._newest[2] is not data:
            text: str = self.server.packet_class(EVENT, namespace=namespace, data=[event, data]).encode()
            fresh = engineio.packet.Packet(MESSAGE, text)
            self._newest = event, namespace, data, fresh, frame_text(fresh.encode())
        packet, frame = self._newest[3:]
        sockets = self.server.eio.sockets
        for _sid, engine_sid in self.get_participants(namespace, to or room):
            engine = sockets.get(engine_sid)
            if engine is None or engine.closed:
                continue
            if engine.upgraded:
                engine.straight.offer(event, frame)
            elif engine.queue.qsize() < POLLED_PACKETS:
                # Who polls too rarely misses some, and is healed by the next beat.
                self.server._send_eio_packet(engine_sid, packet)


class StraightRedisManager(socketio.RedisManager, StraightManager):  # type: ignore[misc]
    """The same where news of other processes come by Redis, too."""


def write_straight(server: Any) -> None:
    """Let a Socket.IO server that was made with one of these managers use these sockets, too."""
    server.eio._async = {**server.eio._async, "websocket": StraightSocket}


def frame_text(text: str) -> bytes:
    """Frame a text as a server sends it: whole, and without a mask."""
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
