"""The transport of sockets."""

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
    """Removes the client's offer to compress each frame.

    Accepting it costs one compressor per client: with 1,000 phones some 200 MB more memory, and the last one
    gets the news almost three times later.
    """

    def __init__(self, app: WSGIApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return self._app(environ, start_response)


def bound_messages(socketio: SocketIO) -> None:
    """Bound messages while they are received; Engine.IO checks their size only afterwards."""
    engine = socketio.server.eio  # type: ignore[attr-defined]
    engine._async = {**engine._async, "websocket": _bounded(engine._async["websocket"])}


def _bounded(carrier: type[Any]) -> type[Any]:
    class Bounded(carrier):  # type: ignore[misc]
        """The transport with a bound."""

        def __init__(self, handler: Any, server: Any) -> None:
            super().__init__(handler, server)
            self.server_args["max_message_size"] = MAXIMUM_MESSAGE_BYTES

    return Bounded


def open_live(app: Flask, *, async_mode: AsyncMode, redis_url: str = "") -> None:
    """Bind Socket.IO to ``app`` and start the broadcaster and the heartbeat."""
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
        # With Redis, news of one process reach the clients of all.
        message_queue=redis_url or None,
        channel=CHANNEL,
        **direct,
        max_http_buffer_size=MAXIMUM_MESSAGE_BYTES,
        http_compression=False,
        manage_session=False,
        async_handlers=False,
    )
    if direct:
        # Our own sockets bound their messages themselves.
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
    """Disconnect all clients when the program stops; they reconnect by themselves."""
    for engine in list(server.eio.sockets.values()):
        if engine.closed:
            continue
        direct = getattr(engine, "direct", None)
        if engine.upgraded and direct is not None:
            direct.part()
        else:
            engine.close(wait=False, abort=True)
