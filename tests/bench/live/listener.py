"""One client: a WebSocket with as much of Engine.IO 4 and Socket.IO 5 as listening and posting need.

Frames are told apart by their first bytes; of a news, only its revision is read. That keeps one
process able to play 1,000 phones while it also keeps the time.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import struct
from base64 import b64encode
from collections.abc import Callable
from time import perf_counter_ns
from typing import Any, Self
from urllib.parse import urlencode

from tests.bench.live.web import CHUNK, Answer, Browser, cookie_line, open_socket

SOCKET_IO = "/socket.io/?EIO=4&transport=websocket"
POLLING = "/socket.io/?EIO=4&transport=polling"
PLAIN = "/"
NEWS = b'42["news",'
# Bare WebSockets know no acknowledgements: the one answer of the floor has this number.
PLAIN_ANSWER = 0

# As static/js/lib/live-socket.js asks of the Socket.IO client.
FIRST_DELAY_S, LONGEST_DELAY_S, JITTER = 1.0, 8.0, 0.9
PATIENCE_S = 20.0


def text_frame(text: bytes) -> bytes:
    """Frame a client's text; the mask is zero, which is a mask like any other."""
    size = len(text)
    head = struct.pack("!BB", 0x81, 0x80 | size) if size < 126 else struct.pack("!BBH", 0x81, 0xFE, size)
    return head + b"\0\0\0\0" + text


def revision_of(frame: bytes) -> int:
    """Read the revision that a frame tells."""
    begin = frame.find(b'"revision":') + 11
    end = begin
    while 48 <= frame[end] <= 57:
        end += 1
    return int(frame[begin:end])


def jittered_delay(attempt: int, chance: Callable[[], float] = random.random) -> float:
    """Wait as long as the Socket.IO client would before its ``attempt``-th try (from 0)."""
    delay = FIRST_DELAY_S * 2**attempt
    return float(min(delay * (1 + JITTER * (2 * chance() - 1)), LONGEST_DELAY_S))


class Listener:
    """A client that listens, and remembers when it first saw the newest revision."""

    __slots__ = (
        "_address",
        "_answers",
        "_auth",
        "_cookies",
        "_data",
        "_loop",
        "_path",
        "_posted",
        "_socket",
        "backwards",
        "connected",
        "dropped",
        "fed",
        "frame",
        "frames",
        "polling_first",
        "returning",
        "returns",
        "revision",
        "seen_ns",
    )

    def __init__(
        self, address: tuple[str, int], *, path: str = SOCKET_IO, auth: Any = None, cookies: Any = None
    ) -> None:
        self._address, self._path, self._cookies = address, path, dict(cookies or {})
        self._auth = b"40" + (json.dumps(auth).encode() if auth else b"")
        self._loop = asyncio.get_running_loop()
        self._socket: socket.socket | None = None
        self._data = b""
        self.connected = False
        self.revision, self.seen_ns = -1, 0
        self.frames, self.fed, self.backwards, self.frame = 0, 0, 0, b""
        self.polling_first = False
        # Once in the room, a client whom the server drops comes back by itself.
        self.returns, self.dropped = False, 0
        self._posted = 0
        self._answers: dict[int, asyncio.Future[tuple[bytes, int]]] = {}
        self.returning: asyncio.Task[int] | None = None

    async def connect(self) -> None:
        """Open the socket and shake hands; news follow by themselves."""
        begun = await self._poll() if self.polling_first else ""
        self._socket = await open_socket(self._address)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._shake_hands(self._socket, begun)
        except BaseException:
            self.cut()
            raise
        self.adopt(self._socket)
        if self._path == PLAIN:
            self.connected = True
        else:
            self._socket.send(text_frame(b"2probe" if begun else self._auth))
        self._parse()

    def adopt(self, sock: socket.socket) -> None:
        """Listen on a socket whose hands are shaken."""
        self._socket = sock
        self._loop.add_reader(sock.fileno(), self._readable)

    async def join(self) -> None:
        """Connect, and wait until the server has let the client in."""
        await self.connect()
        async with asyncio.timeout(PATIENCE_S):
            while not self.connected:
                if self._socket is None:
                    raise ConnectionResetError("the server refused the socket")
                await asyncio.sleep(0.005)

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Post a form over the socket, as the page does, and wait until it is acknowledged."""
        said = {"path": path, "body": urlencode(fields)}
        text, asked, complete = await self._ask("post", said)
        status, _, answer = text[2:-2].partition(b",")
        return Answer(int(status), b"", answer, asked, complete)

    async def pass_on(self, frame: bytes) -> Answer:
        """Hand a peer the frame that it shall send to everybody, and wait until it says that it has."""
        if self._path == PLAIN:
            text, asked, complete = await self._send(PLAIN_ANSWER, frame)
        else:
            payload = frame.removeprefix(NEWS).removesuffix(b"]").decode()
            text, asked, complete = await self._ask("pass", payload)
        return Answer(200, b"", text, asked, complete)

    async def _ask(self, event: str, said: Any) -> tuple[bytes, int, int]:
        """Say something that is acknowledged; return the answer, when it was asked and when it came."""
        self._posted += 1
        message = json.dumps([event, said], separators=(",", ":"))
        return await self._send(self._posted, f"42{self._posted}{message}".encode())

    async def _send(self, number: int, text: bytes) -> tuple[bytes, int, int]:
        if self._socket is None:
            raise ConnectionResetError("no socket is open")
        waiting, framed = self._loop.create_future(), text_frame(text)
        self._answers[number] = waiting
        asked = perf_counter_ns()
        self._socket.send(framed)
        answer, complete = await waiting
        return answer, asked, complete

    async def insist(self, attempt: int = -1) -> int:
        """Connect; after failures try again with growing, jittered delays. Return the number of tries.

        From ``attempt`` 0 on, the first try has its delay, too: the client has lost a connection.
        """
        tries = 0
        while True:
            if attempt >= 0:
                await asyncio.sleep(jittered_delay(attempt))
            attempt, tries = attempt + 1, tries + 1
            try:
                await self.join()
            except (OSError, TimeoutError):
                self.cut()
            else:
                return tries

    def cut(self) -> None:
        """Lose the connection at once, without a word, as with a router that is switched off."""
        self.connected = False
        answers, self._answers = self._answers, {}
        for waiting in answers.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the socket was cut"))
        sock, self._socket, self._data = self._socket, None, b""
        if sock is not None:
            self._loop.remove_reader(sock.fileno())
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.close()

    def __enter__(self) -> Self:
        """Leave at the end of a ``with``, also where something fails in it."""
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Go, and do not come back."""
        self.returns = False
        if self.returning is not None:
            self.returning.cancel()
        self.cut()

    def _drop(self) -> None:
        was_in = self.connected
        self.cut()
        if was_in and self.returns:
            self.dropped += 1
            self.returning = self._loop.create_task(self.insist(0))

    async def _poll(self) -> str:
        """Begin with long-polling; return what the upgrade's address must name."""
        browser, path = Browser(self._address, dict(self._cookies)), POLLING
        opened = await browser.get(path)
        begun = "&sid=" + str(json.loads(opened.body[1:])["sid"])
        await browser.send(path + begun, self._auth)
        heard = await browser.get(path + begun)
        browser.close()
        for packet in heard.body.split(b"\x1e"):
            self._take(0x81, packet)
        return begun

    async def _shake_hands(self, sock: socket.socket, begun: str) -> None:
        key = b64encode(os.urandom(16)).decode()
        host, port = self._address
        request = (
            f"GET {self._path}{begun} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nOrigin: http://{host}:{port}\r\nSec-WebSocket-Key: {key}\r\n"
            # Browsers offer it always.
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            f"Sec-WebSocket-Version: 13\r\n{cookie_line(self._cookies)}\r\n"
        )
        await self._loop.sock_sendall(sock, request.encode())
        data = b""
        while b"\r\n\r\n" not in data:
            more = await self._loop.sock_recv(sock, CHUNK)
            if not more:
                raise ConnectionResetError("closed while shaking hands")
            data += more
        head, _, self._data = data.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise ConnectionRefusedError(head.split(b"\r\n", 1)[0].decode())

    def _readable(self) -> None:
        assert self._socket is not None
        try:
            data = self._socket.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop()
            return
        self.fed += len(data)
        self._data = self._data + data if self._data else data
        self._parse()

    def _parse(self) -> None:
        data = self._data
        while len(data) >= 2:
            size, begin = data[1], 2
            if size == 126:
                size, begin = int.from_bytes(data[2:4]), 4
            elif size == 127:
                size, begin = int.from_bytes(data[2:10]), 10
            end = begin + size
            if len(data) < end or len(data) < begin:
                break
            self._take(data[0], data[begin:end])
            data = data[end:]
        self._data = data if self._socket is not None else b""

    def _take(self, opcode: int, text: bytes) -> None:
        if opcode != 0x81:
            if opcode == 0x88:
                self._drop()
            return
        if text.startswith(b"42"):
            self.frames += 1
            if text.startswith(NEWS):
                self._take_news(text)
        elif text.startswith(b"43"):
            begin = text.index(b"[")
            waiting = self._answers.pop(int(text[2:begin]), None)
            if waiting is not None and not waiting.done():
                waiting.set_result((text[begin:], perf_counter_ns()))
        elif text == b"2":
            assert self._socket is not None
            self._socket.send(text_frame(b"3"))
        elif text.startswith(b"40"):
            self.connected = True
        elif text == b"3probe":
            assert self._socket is not None
            self._socket.send(text_frame(b"5"))
        elif text == b"1" or text.startswith((b"41", b"44")):
            self._drop()

    def _take_news(self, text: bytes) -> None:
        now = perf_counter_ns()
        revision = revision_of(text)
        if revision > self.revision:
            self.revision, self.seen_ns, self.frame = revision, now, text
        elif revision < self.revision:
            self.backwards += 1
