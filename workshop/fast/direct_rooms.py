"""The rooms of a Socket.IO server whose WebSockets take frames directly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from time import sleep, time
from typing import Any

import engineio
import gevent
import socketio
from engineio.packet import MESSAGE, PING
from engineio.socket import Socket
from redis import RedisError
from socketio.packet import EVENT

from workshop.fast.direct_websocket import DirectWebSocket, Send, frame_text

POLLED_PACKETS = 16
LISTEN_AGAIN_S = 1


@dataclass
class _Audience:
    """The clients in a room: those that take frames directly, and those that need a check each time.

    For the former, Engine.IO has only pings and goodbyes queued later on, and news may overtake these.
    ``told`` is the newest ``(epoch, revision)`` sent to them.
    """

    ready: list[DirectWebSocket] = field(default_factory=list)
    sends: list[Send] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    told: tuple[str, int] = ("", 0)

    def has_moved_on(self, data: Any) -> bool:
        """Return whether news are older than the last ones sent; remember them otherwise."""
        epoch, revision = data["epoch"], data["revision"]
        if epoch == self.told[0] and revision < self.told[1]:
            return True
        self.told = epoch, revision
        return False


class DirectManager(socketio.Manager):  # type: ignore[misc]  # python-socketio has no types
    """Emits to this process's clients: directly to WebSockets, through the library to polling clients."""

    _newest: tuple[str, str, Any, Any, bytes] | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._audiences: dict[tuple[str, str | None], _Audience] = {}

    def emit(
        self, event: str, data: Any, namespace: str, room: str | None = None, to: str | None = None, **_: Any
    ) -> None:
        """Emit to a room; our code uses no other arguments."""
        # Clients that connect in a wave get the very same object: encode it once.
        if self._newest is None or self._newest[:2] != (event, namespace) or self._newest[2] is not data:
            text: str = self.server.packet_class(EVENT, namespace=namespace, data=[event, data]).encode()
            fresh = engineio.packet.Packet(MESSAGE, text)
            self._newest = event, namespace, data, fresh, frame_text(fresh.encode())
        packet, frame = self._newest[3:]
        audience = self._audience(namespace, to or room)
        # Two processes may draw at the same time, and the one that began earlier may finish later.
        if event == "news" and audience.has_moved_on(data):
            return
        DirectWebSocket.offer_all(audience.ready, audience.sends, event, frame)
        sockets = self.server.eio.sockets
        for engine_sid in audience.others:
            engine = sockets.get(engine_sid)
            if engine is None or engine.closed:
                continue
            if engine.upgraded:
                engine.direct.offer(event, frame)
            elif engine.queue.qsize() < POLLED_PACKETS:
                # A client that polls too rarely misses some; the next heartbeat heals it.
                self.server._send_eio_packet(engine_sid, packet)

    def finish(self) -> None:
        """Return when nothing is left to send to other processes."""

    def basic_enter_room(
        self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None
    ) -> None:
        """Add a client to a room, and forget the cached audience."""
        super().basic_enter_room(sid, namespace, room, eio_sid)
        self._audiences.pop((namespace, room), None)

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        """Remove a client from a room, and forget the cached audience."""
        super().basic_leave_room(sid, namespace, room)
        self._audiences.pop((namespace, room), None)

    def _audience(self, namespace: str, room: str | None) -> _Audience:
        """Look up a room's audience; it is cached until somebody joins or leaves."""
        key = (namespace, room)
        if key not in self._audiences:
            audience, sockets = _Audience(), self.server.eio.sockets
            for _sid, engine_sid in self.get_participants(namespace, room):
                engine = sockets.get(engine_sid)
                if engine is None or engine.closed:
                    continue
                if engine.upgraded and not engine.direct.is_behind:
                    audience.ready.append(engine.direct)
                    audience.sends.append(engine.direct.send_now)
                else:
                    audience.others.append(engine_sid)
            if not audience.ready and not audience.others:
                return audience
            self._audiences[key] = audience
        return self._audiences[key]


class DirectRedisManager(socketio.RedisManager, DirectManager):  # type: ignore[misc]
    """The same, with news of other processes through Redis.

    Clients of this process do not wait for those of others: of what Redis has not taken yet, the newest of
    each kind and room is kept, and sent by a greenlet in the order in which it came.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unsent: dict[Any, dict[str, Any]] = {}
        self._sending = False

    def _publish(self, data: dict[str, Any]) -> None:
        key = (data["event"], data["room"]) if data["method"] == "emit" else object()
        self._unsent.pop(key, None)
        self._unsent[key] = data
        if not self._sending:
            self._sending = True
            gevent.spawn(self._send)

    def _send(self) -> None:
        try:
            while self._unsent:
                # The library gives up by itself and logs it; the next heartbeat heals.
                super()._publish(self._unsent.pop(next(iter(self._unsent))))
        finally:
            self._sending = False

    def finish(self) -> None:
        """Return when everything has been sent or given up."""
        while self._sending:
            gevent.sleep(0.005)

    def _redis_listen_with_retries(self) -> Iterator[Any]:
        """Listen to the channel, and reconnect soon after an outage; the library waits ever longer."""
        while True:
            try:
                self._redis_connect()
                self.pubsub.subscribe(self.channel)
                yield from self.pubsub.listen()
            except (OSError, RedisError) as error:
                self._get_logger().error("Nothing is heard from Redis: %s", error)
            sleep(LISTEN_AGAIN_S)


def use_direct_websockets(server: Any, is_packet: Callable[[str | bytes], bool]) -> None:
    """Make a Socket.IO server with one of these managers use direct WebSockets.

    ``is_packet`` returns false for a message that ends the connection.
    """
    server.eio._async = {**server.eio._async, "websocket": partial(DirectWebSocket, is_packet=is_packet)}
    server.eio.start_background_task = partial(_start, server.eio.start_background_task)


def _start(start: Callable[..., Any], target: Any, *arguments: Any, **named: Any) -> Any:
    """Start a task of Engine.IO; a ping task begins only when it is due.

    The library would let one greenlet per client sleep until then. A greenlet that has not begun has no
    stack: with a thousand clients this saves some 10 MB.
    """
    if getattr(target, "__func__", None) is not Socket._send_ping:
        return start(target, *arguments, **named)
    engine = target.__self__
    return gevent.spawn_later(engine.server.ping_interval, _ping, engine)


def _ping(engine: Any) -> None:
    """Send Engine.IO's ping to a client."""
    if not engine.closing and not engine.closed:
        engine.last_ping = time()
        engine.send(engineio.packet.Packet(PING))
