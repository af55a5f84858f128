"""A phone's socket: the parts of WebSocket, Engine.IO 4 and Socket.IO 5 that listening needs."""

from __future__ import annotations

import asyncio
import json
import os
import struct
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

from workshop.rehearsal.browser import Browser, open_streams

_PATH = "/socket.io/?EIO=4&transport=websocket"
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
# A server that is silent for longer is gone: it pings more often.
SILENCE_S = 60.0


async def hear(browser: Browser, code: str) -> AsyncIterator[tuple[str, Any]]:
    """Yield the server's events for a phone, name and content, until the connection ends."""
    reader, writer = await open_streams(browser.server)
    try:
        key = b64encode(os.urandom(16)).decode()
        writer.write(
            (
                f"{browser.begin('GET', _PATH)}Origin: {browser.server}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
            ).encode()
        )
        async with asyncio.timeout(SILENCE_S):
            head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise ConnectionRefusedError("the server opens no socket")
        auth = json.dumps({"audience": "phone", "code": code})
        writer.write(_frame(_TEXT, b"40" + auth.encode()))
        while True:
            async with asyncio.timeout(SILENCE_S):
                kind, text = await _read_frame(reader)
            if kind == _CLOSE or text in (b"1", b"41") or text.startswith(b"44"):
                return
            if kind == _PING:
                writer.write(_frame(_PONG, text))
            elif text == b"2":
                writer.write(_frame(_TEXT, b"3"))
            elif text.startswith(b"42"):
                name, content = json.loads(text[2:])
                yield name, content
    finally:
        writer.close()


def _frame(kind: int, text: bytes) -> bytes:
    """Frame a client's text; the mask is zero, which is valid."""
    size = len(text)
    head = (
        struct.pack("!BB", 0x80 | kind, 0x80 | size)
        if size < 126
        else struct.pack("!BBH", 0x80 | kind, 0xFE, size)
    )
    return head + b"\0\0\0\0" + text


async def _read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    first, second = await reader.readexactly(2)
    size = second & 0x7F
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2))
    elif size == 127:
        size = int.from_bytes(await reader.readexactly(8))
    return first & 0x0F, await reader.readexactly(size)
