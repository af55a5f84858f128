"""Packets of Engine.IO and Socket.IO from outside: refuse, without logging, what no page of ours sends.

The libraries log a traceback for each malformed packet, with which strangers could fill the disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from socketio.packet import CONNECT, DISCONNECT, EVENT

# Pings, probes and goodbyes are one digit; a message begins with its Socket.IO type.
_PACKET = re.compile(r"4[0-6]|[12356](?:probe)?\Z")
_KNOWN = {CONNECT, DISCONNECT, EVENT}
# Events of the library itself: a client that could send them would choose their content.
_RESERVED = {"connect", "disconnect"}
_PATH, _BETWEEN, _MOST_PACKETS = "/socket.io/", "\x1e", 16
_REFUSED = b"No page of this server sends that."

WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def is_packet(message: str | bytes) -> bool:
    """Return whether a message is an Engine.IO packet that a page of ours could send."""
    return isinstance(message, str) and _PACKET.match(message) is not None


def guard_packets(server: Any) -> None:
    """Let a Socket.IO server handle only sensible packets, and end the connection at any other."""
    handle = server.eio.handlers["message"]

    def handle_sensible(engine_sid: str, data: Any) -> None:
        if makes_sense(server.packet_class, data):
            handle(engine_sid, data)
        else:
            server.start_background_task(server.eio.disconnect, engine_sid)

    server.eio.on("message", handle_sensible)


def makes_sense(packet_class: type[Any], data: Any) -> bool:
    """Return whether a message opens, closes or names an event."""
    if not isinstance(data, str):
        return False
    try:
        packet = packet_class(encoded_packet=data)
    except (ValueError, TypeError, IndexError, RecursionError):
        return False
    if packet.packet_type != EVENT:
        return packet.packet_type in _KNOWN
    said = packet.data
    return isinstance(said, list) and bool(said) and isinstance(said[0], str) and said[0] not in _RESERVED


class GuardedTransport:
    """Refuses polls with a malformed or too long body, and WebSockets without the key header."""

    def __init__(self, app: WSGIApp, longest: int) -> None:
        self._app, self._longest = app, longest

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(_PATH):
            return self._app(environ, start_response)
        upgrade = environ.get("HTTP_UPGRADE", "").lower()
        if upgrade == "websocket" and not environ.get("HTTP_SEC_WEBSOCKET_KEY"):
            return _refuse(start_response)
        if environ["REQUEST_METHOD"] != "POST":
            return self._app(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or "0"
        body = environ["wsgi.input"].read(int(length)) if self._is_short(length) else b"\xff"
        try:
            packets = body.decode().split(_BETWEEN)
        except UnicodeDecodeError:
            packets = []
        if not 1 <= len(packets) <= _MOST_PACKETS or not all(map(is_packet, packets)):
            return _refuse(start_response)
        environ["wsgi.input"] = BytesIO(body)
        return self._app(environ, start_response)

    def _is_short(self, length: str) -> bool:
        return length.isascii() and length.isdecimal() and len(length) < 9 and int(length) <= self._longest


def _refuse(start_response: Callable[..., Any]) -> list[bytes]:
    start_response(
        "400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", str(len(_REFUSED)))]
    )
    return [_REFUSED]
