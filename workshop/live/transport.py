"""How sockets are carried."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

from flask import Flask
from flask_socketio import SocketIO

from workshop.config import REDIS_PATIENCE
from workshop.live.broadcaster import Broadcaster
from workshop.live.heartbeat import Heartbeat
from workshop.live.namespace import RoomNamespace
from workshop.live.packets import GuardedTransport, guard_packets, is_packet
from workshop.live.presence import Presence
from workshop.live.venue import VenueNamespace

MAXIMUM_MESSAGE_BYTES = 8_192
CHANNEL = "handlingsrom"

AsyncMode = Literal["threading", "gevent"]
WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WithoutDeflate:
    """Hide the offer to compress each frame.

    Accepting it costs a compressor a client: with 1,000 phones some 200 MB more memory, and the
    last one hears the news almost three times later.
    """

    def __init__(self, app: WSGIApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return self._app(environ, start_response)


def bound_messages(socketio: SocketIO) -> None:
    """Refuse a message while it is still coming in; Engine.IO would look at its size only afterwards."""
    engine = socketio.server.eio  # type: ignore[attr-defined]
    engine._async = {**engine._async, "websocket": _bounded(engine._async["websocket"])}


def _bounded(carrier: type[Any]) -> type[Any]:
    class Bounded(carrier):  # type: ignore[misc]
        """The carrier with a bound."""

        def __init__(self, handler: Any, server: Any) -> None:
            super().__init__(handler, server)
            self.server_args["max_message_size"] = MAXIMUM_MESSAGE_BYTES

    return Bounded


def open_live(app: Flask, *, async_mode: AsyncMode, redis_url: str = "") -> None:
    """Bind Socket.IO to ``app`` and start telling its rooms."""
    direct: dict[str, Any] = {}
    if async_mode == "gevent" and app.extensions["fast_paths"].direct_websockets:
        from workshop.fast.direct_rooms import DirectManager, DirectRedisManager, use_direct_websockets

        direct = {"client_manager": DirectManager()}
        if redis_url:
            direct["client_manager"] = DirectRedisManager(
                redis_url, channel=CHANNEL, redis_options=REDIS_PATIENCE
            )
    socketio = SocketIO(
        app,
        async_mode=async_mode,
        # With Redis, news of one process reaches the clients of all.
        message_queue=redis_url or None,
        channel=CHANNEL,
        **direct,
        max_http_buffer_size=MAXIMUM_MESSAGE_BYTES,
        http_compression=False,
        manage_session=False,
        async_handlers=False,
    )
    if direct:
        # Its own sockets bound what they take.
        use_direct_websockets(socketio.server, is_packet)  # type: ignore[attr-defined]  # missing from the stubs
    else:
        bound_messages(socketio)
    guard_packets(socketio.server)  # type: ignore[attr-defined]  # missing from the stubs
    app.wsgi_app = GuardedTransport(app.wsgi_app, MAXIMUM_MESSAGE_BYTES)  # type: ignore[method-assign]
    app.wsgi_app = WithoutDeflate(app.wsgi_app)  # type: ignore[method-assign]
    presence = Presence(redis_url)
    namespace = RoomNamespace(presence)
    socketio.on_namespace(namespace)
    socketio.on_namespace(VenueNamespace())
    broadcaster = Broadcaster(app, socketio, presence)
    app.extensions["presence"] = presence
    app.extensions["broadcaster"] = broadcaster
    app.extensions["heartbeat"] = Heartbeat(app, socketio, presence, namespace)


def part_all(server: Any) -> None:
    """Send all clients away, to wherever the program goes on; they come back by themselves."""
    for engine in list(server.eio.sockets.values()):
        if engine.closed:
            continue
        direct = getattr(engine, "direct", None)
        if engine.upgraded and direct is not None:
            direct.part()
        else:
            engine.close(wait=False, abort=True)
