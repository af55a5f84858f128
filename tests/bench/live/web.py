"""A phone's browser as far as a server sees it: requests, cookies and forms, on bare sockets."""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import dataclass, field
from time import perf_counter_ns
from urllib.parse import urlencode

CHUNK = 65_536
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\r]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_TOKEN = re.compile(rb'name="csrf-token" content="([^"]+)"')
_OPERATION = re.compile(rb'name="operation_id"[^>]* value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back, and when (ns of the process's clock) it was asked and complete."""

    status: int
    head: bytes
    body: bytes
    asked_ns: int
    complete_ns: int

    @property
    def taken_s(self) -> float:
        """Seconds from asking to the last byte."""
        return (self.complete_ns - self.asked_ns) / 1e9

    @property
    def location(self) -> str:
        """Where the answer sends the browser."""
        found = _LOCATION.search(self.head)
        assert found, f"{self.status} without a place to go"
        return found[1].decode()

    @property
    def operation_id(self) -> str:
        """The operation id that the page's form brings."""
        found = _OPERATION.search(self.body)
        assert found, "the page has no form"
        return found[1].decode()


@dataclass
class Browser:
    """One device: its cookies and its one connection, opened when needed and kept if ``keep``."""

    address: tuple[str, int]
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    keep: bool = True
    _socket: socket.socket | None = None

    async def get(self, path: str, *, accept: str = "text/html") -> Answer:
        """Get a page, and keep its token against forgery."""
        answer = await self._ask("GET", path, f"Accept: {accept}\r\n", b"")
        found = _TOKEN.search(answer.body)
        if found:
            self.token = found[1].decode()
        return answer

    async def post(self, path: str, fields: dict[str, str], *, accept: str = "application/json") -> Answer:
        """Send a form."""
        body = urlencode(fields).encode()
        head = (
            f"Accept: {accept}\r\nX-CSRFToken: {self.token}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        )
        return await self._ask("POST", path, head, body)

    async def send(self, path: str, body: bytes) -> Answer:
        """Post bytes as they are."""
        return await self._ask("POST", path, f"Content-Length: {len(body)}\r\n", body)

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    async def _ask(self, method: str, path: str, headers: str, body: bytes) -> Answer:
        loop = asyncio.get_running_loop()
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.address[0]}:{self.address[1]}\r\n{headers}"
        asked = perf_counter_ns()
        if self._socket is None:
            self._socket = await open_socket(self.address)
        try:
            await loop.sock_sendall(self._socket, f"{head}{cookie_line(self.cookies)}\r\n".encode() + body)
            status, answer_head, answer_body = await self._read(self._socket)
        except BaseException:
            self.close()
            raise
        complete = perf_counter_ns()
        self.cookies.update(
            (name.decode(), value.decode()) for name, value in _COOKIE.findall(answer_head) if value
        )
        if not self.keep:
            self.close()
        return Answer(status, answer_head, answer_body, asked, complete)

    @staticmethod
    async def _read(sock: socket.socket) -> tuple[int, bytes, bytes]:
        loop = asyncio.get_running_loop()
        data = b""
        while b"\r\n\r\n" not in data:
            data += await _some(loop, sock)
        head, _, body = data.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        length = int(found[1]) if found else 0
        while len(body) < length:
            body += await _some(loop, sock)
        return int(head[9:12]), head, body


def cookie_line(cookies: dict[str, str]) -> str:
    """Write the cookies as a header line, or nothing."""
    pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return f"Cookie: {pairs}\r\n" if pairs else ""


async def open_socket(address: tuple[str, int]) -> socket.socket:
    """Connect without blocking the other phones."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        await asyncio.get_running_loop().sock_connect(sock, address)
    except BaseException:
        sock.close()
        raise
    return sock


async def _some(loop: asyncio.AbstractEventLoop, sock: socket.socket) -> bytes:
    data = await loop.sock_recv(sock, CHUNK)
    if not data:
        raise ConnectionResetError("the server closed the connection")
    return data
