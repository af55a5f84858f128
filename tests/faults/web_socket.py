"""A WebSocket of one's own, for what no browser does."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Mapping
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Request, TextMessage
from wsproto.utilities import RemoteProtocolError

from tests.bench.live.servers import Server

PATIENCE_S = 15.0


class Client:
    """A WebSocket whose reader is under the test's hand; every byte goes through a strict parser."""

    def __init__(
        self, server: Server, auth: dict[str, str], cookies: Mapping[str, str] | None = None
    ) -> None:
        self._socket = socket.socket()
        # Little room, so that the server's writes soon meet a wall.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(PATIENCE_S)
        self._socket.connect(server.address)
        self._protocol = WSConnection(ConnectionType.CLIENT)
        host = f"{server.address[0]}:{server.address[1]}"
        pairs = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        headers = [(b"Cookie", pairs.encode())] if pairs else []
        target = "/socket.io/?EIO=4&transport=websocket"
        self._socket.sendall(self._protocol.send(Request(host=host, target=target, extra_headers=headers)))
        self.revisions: list[int] = []
        self.ended = self.broken = False
        self.goodbye = 0
        self.beats: list[dict[str, Any]] = []
        self.refused: list[str] = []
        self.answers: list[tuple[int, Any]] = []
        self.acknowledged: list[int] = []
        self._text = ""
        self.say("40" + json.dumps(auth), first=True)
        self.read_until(lambda: bool(self.revisions))

    def say(self, text: str, *, first: bool = False) -> None:
        """Send a message."""
        if first:
            while not any(isinstance(event, AcceptConnection) for event in self._receive()):
                assert not self.ended, "the server refuses the connection"
        self._socket.sendall(self._protocol.send(Message(data=text)))

    def read_until(self, enough: Any, *, patience_s: float = PATIENCE_S) -> None:
        """Read until there is enough, or the connection has ended."""
        deadline = time.monotonic() + patience_s
        while not self.ended and not enough() and time.monotonic() < deadline:
            for event in self._receive():
                self._hear(event)

    def close(self) -> None:
        """Go away."""
        self._socket.close()

    def _receive(self) -> list[Any]:
        try:
            data = self._socket.recv(65_536)
        except (ConnectionResetError, TimeoutError):
            data = b""
        if not data:
            self.ended = True
            return []
        try:
            self._protocol.receive_data(data)
            return list(self._protocol.events())
        except RemoteProtocolError:
            self.ended = self.broken = True
            return []

    def _hear(self, event: Any) -> None:
        if isinstance(event, CloseConnection):
            self.ended = True
            self.goodbye = event.code
            self.broken = event.code not in (1000, 1001, 1005, 1006)
        if not isinstance(event, TextMessage):
            return
        self._text += event.data
        if not event.message_finished:
            return
        text, self._text = self._text, ""
        if text == "2":
            self.say("3")
        if text.startswith('42["news"'):
            self.revisions.append(json.loads(text[2:])[1]["revision"])
        if acknowledged := re.match(r"43(\d+)(.*)", text, re.DOTALL):
            self.acknowledged.append(int(acknowledged[1]))
            self.answers += [(status, said) for status, said in json.loads(acknowledged[2])]
        if text.startswith("44"):
            self.refused.append(text)
        if text.startswith('42["beat"'):
            self.beats.append(json.loads(text[2:])[1])
