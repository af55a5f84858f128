"""A WebSocket that reads and writes as a test tells it to, however badly that is."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Request, TextMessage
from wsproto.utilities import RemoteProtocolError

from tests.bench.live.servers import Server

PATIENCE_S = 15.0


class Client:
    """A WebSocket whose reader is under the test's hand; every byte goes through a strict parser."""

    def __init__(self, server: Server, auth: dict[str, str]) -> None:
        self._socket = socket.socket()
        # Little room, so that the server's writes soon meet a wall.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(PATIENCE_S)
        self._socket.connect(server.address)
        self._protocol = WSConnection(ConnectionType.CLIENT)
        host = f"{server.address[0]}:{server.address[1]}"
        target = "/socket.io/?EIO=4&transport=websocket"
        self._socket.sendall(self._protocol.send(Request(host=host, target=target)))
        self.revisions: list[int] = []
        self.ended = self.broken = False
        self._text = ""
        self.say("40" + json.dumps(auth), first=True)
        self.read_until(lambda: bool(self.revisions))

    def say(self, text: str, *, first: bool = False) -> None:
        """Send a message."""
        if first:
            while not any(isinstance(event, AcceptConnection) for event in self._receive()):
                pass
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
            self.broken = event.code not in (1000, 1005, 1006)
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
