"""A network in between that loses answers, cuts connections and refuses WebSockets, as real ones do."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 65_536


@dataclass
class Proxy:
    """Passes bytes on to ``target``; what it does to them may be changed at any time."""

    target: tuple[str, int]
    port: int = 0
    lose_answers: float = 0.0
    down: bool = False
    refuse_websockets: bool = False
    lost: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Where clients connect."""
        return ("127.0.0.1", self.port)

    def cut_all(self) -> None:
        """Cut every connection at once, without a word."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self.reset_all)

    def reset_all(self) -> None:
        """Cut every connection, from the proxy's own thread."""
        for writer in list(self._open):
            _reset(writer)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client."""
        self._open.add(writer)
        try:
            if self.down:
                _reset(writer)
                return
            there_reader, there_writer = await asyncio.open_connection(*self.target)
            self._open.add(there_writer)
            asked = asyncio.Event()
            await asyncio.gather(
                self._pass_requests(reader, there_writer, asked),
                self._pass_answers(there_reader, writer, asked),
            )
        except OSError:
            pass
        finally:
            for each in (writer, locals().get("there_writer")):
                if each is not None:
                    self._open.discard(each)
                    each.close()

    async def _pass_requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: asyncio.Event
    ) -> None:
        while data := await reader.read(CHUNK):
            if self.refuse_websockets and b"Upgrade: websocket" in data:
                _reset(writer)
                raise ConnectionResetError
            asked.set()
            writer.write(data)
            await writer.drain()
        with suppress(OSError):
            writer.write_eof()

    async def _pass_answers(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: asyncio.Event
    ) -> None:
        while data := await reader.read(CHUNK):
            if self.down:
                _reset(writer)
                raise ConnectionResetError
            # The server has done what was asked; the answer is lost on its way.
            if asked.is_set():
                asked.clear()
                if random.random() < self.lose_answers:  # noqa: S311
                    self.lost += 1
                    _reset(writer)
                    raise ConnectionResetError
            writer.write(data)
            await writer.drain()
        writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    if sock is not None:
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@contextmanager
def between(target_port: int) -> Iterator[Proxy]:
    """Put a proxy before a port of this machine, in a thread of its own."""
    proxy, ready = Proxy(("127.0.0.1", target_port)), threading.Event()
    ended = asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(proxy.meet, "127.0.0.1", 0)
        proxy.port = server.sockets[0].getsockname()[1]
        proxy._loop = asyncio.get_running_loop()
        ready.set()
        await ended.wait()
        server.close()
        proxy.reset_all()
        await asyncio.sleep(0.05)

    def run() -> None:
        # A loop of its own, opened and closed in its own thread: the tests' thread may have another.
        with asyncio.Runner() as runner:
            runner.run(serve())

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(10)
    try:
        yield proxy
    finally:
        assert proxy._loop is not None
        proxy._loop.call_soon_threadsafe(ended.set)
        thread.join(10)
