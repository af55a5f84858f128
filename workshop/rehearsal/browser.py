"""A phone's browser as far as a server sees it: requests, redirects, cookies, forms."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE_S = 30.0
_MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Answer:
    """A response; ``path`` is that of the last redirect."""

    status: int
    path: str
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode(errors="replace")

    @property
    def said(self) -> dict[str, Any]:
        """The JSON content of an answer to a script; empty for any other answer."""
        try:
            told = json.loads(self.body)
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


@dataclass
class Browser:
    """One device: its cookies and its only connection. ``gate`` bounds simultaneous requests."""

    server: str
    language: str
    gate: asyncio.Semaphore
    cookies: dict[str, str] = field(default_factory=dict)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, *, accept: str = "text/html", headers: str = "") -> Answer:
        """Get a page, following redirects."""
        return await self._follow("GET", path, f"Accept: {accept}\r\n{headers}", b"")

    async def post(
        self, path: str, fields: Iterable[tuple[str, str]], *, accept: str = "text/html", headers: str = ""
    ) -> Answer:
        """Send a form, as a page without scripts does, or with them (JSON)."""
        body = urlencode(list(fields)).encode()
        head = f"Accept: {accept}\r\nContent-Type: application/x-www-form-urlencoded\r\n{headers}"
        return await self._follow("POST", path, head, body)

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _follow(self, method: str, path: str, head: str, body: bytes) -> Answer:
        for _ in range(_MOST_REDIRECTS):
            async with self.gate, asyncio.timeout(PATIENCE_S):
                status, location, answer = await self._ask(method, path, head, body)
            if not location:
                return Answer(status, path, answer)
            parts = urlsplit(location)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            method, head, body = "GET", "Accept: text/html\r\n", b""
        raise ConnectionError("redirected in circles")

    async def _ask(self, method: str, path: str, head: str, body: bytes) -> tuple[int, str, bytes]:
        kept = self._streams is not None
        try:
            return await self._ask_once(method, path, head, body)
        except (OSError, EOFError):
            self.close()
            if not kept:
                raise
        except BaseException:
            self.close()
            raise
        # The server had closed the idle connection; an operation sent twice counts once.
        return await self._ask_once(method, path, head, body)

    async def _ask_once(self, method: str, path: str, head: str, body: bytes) -> tuple[int, str, bytes]:
        if self._streams is None:
            self._streams = await open_streams(self.server)
        reader, writer = self._streams
        length = f"Content-Length: {len(body)}\r\n" if method == "POST" else ""
        writer.write(f"{self.begin(method, path)}{head}{length}\r\n".encode() + body)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status, location, length_said, chunked, closing = int(lines[0].split()[1]), "", None, False, False
        for line in lines[1:]:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip()
            if name == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie.strip()] = kept
            elif name == "location":
                location = value
            elif name == "content-length":
                length_said = int(value)
            elif name == "transfer-encoding":
                chunked = "chunked" in value.lower()
            elif name == "connection":
                closing = value.lower() == "close"
        answer = await _read_body(reader, length_said, chunked) if status not in (204, 304) else b""
        if closing or (length_said is None and not chunked and status not in (204, 304)):
            self.close()
        return status, location if 300 <= status < 304 else "", answer

    def begin(self, method: str, path: str) -> str:
        """Write a request's first lines."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line = f"Cookie: {cookies}\r\n" if cookies else ""
        return (
            f"{method} {path} HTTP/1.1\r\nHost: {urlsplit(self.server).netloc}\r\n{line}"
            f"Referer: {self.server}{path}\r\nAccept-Language: {self.language}\r\n"
        )


async def open_streams(server: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to a server, with TLS if its address says so."""
    parts = urlsplit(server)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    return await asyncio.open_connection(parts.hostname, port, ssl=secure or None, limit=4_000_000)


async def _read_body(reader: asyncio.StreamReader, length: int | None, chunked: bool) -> bytes:
    if length is not None:
        return await reader.readexactly(length)
    if not chunked:
        return await reader.read()
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(parts)
