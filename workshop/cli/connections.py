"""Connections of the HTTP server: slow clients, accidental or malicious, block nobody else."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from io import BytesIO
from typing import Any, ClassVar

import gevent
from gevent.lock import BoundedSemaphore
from gevent.pywsgi import WSGIHandler

from workshop.bounded_log import bound_log
from workshop.security import headers_of_all

# Timeouts: between two requests; for all headers of one; for its body, more for a long one.
IDLE_S = 65.0
HEADERS_S = 20.0
BODY_S, BYTES_A_S = 20.0, 10_000
# The application refuses longer bodies, so they are not read.
LONGEST_BYTES = 1_000_000
# A phone's form has a few kilobytes. A longer body, or one of unknown length, is a list or a workbook: it is
# held in memory before its sender is authenticated, so few may be at the same time.
SHORT_BYTES = 65_536
LONG_AT_ONCE, LONG_WAIT_S = 16, 5.0
# Read buffer of a connection: the headers of a request. Each phone's connection keeps as much.
READ_BYTES = 2_048
_long = BoundedSemaphore(LONG_AT_ONCE)
_UNREADABLE = {"400": "400 Bad Request", "414": "414 URI Too Long"}
_log = logging.getLogger("workshop.connections")
bound_log(_log)
_REFUSED = b"Many large files are arriving just now. Send it again in a moment."


class Handler(WSGIHandler):
    """Serves a connection, and closes one that is idle or too slow."""

    # The headers of every answer, as configured.
    always: ClassVar[list[tuple[str, str]]] = headers_of_all(https=False)
    _idle: ClassVar[set[Handler]] = set()
    _ending: ClassVar[bool] = False

    def __init__(self, sock: Any, address: Any, server: Any) -> None:
        super().__init__(sock, address, server, sock.makefile("rb", READ_BYTES))  # type: ignore[call-arg]  # missing from the stubs

    @classmethod
    def end_idle(cls) -> None:
        """On all connections, finish requests under way and read nothing more."""
        cls._ending = True
        for handler in list(cls._idle):
            with suppress(OSError):
                handler.socket.shutdown(socket.SHUT_RD)

    def handle(self) -> None:
        """Serve the connection, without the kernel's delay of 40 ms before sending (Nagle's algorithm)."""
        with suppress(OSError):
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(ConnectionError):
            super().handle()

    def handle_one_request(self) -> Any:
        """Answer a malformed request as briefly as the library, with the headers of all answers."""
        told = super().handle_one_request()
        return (told[0], self._write_head(_UNREADABLE[told[0]])) if isinstance(told, tuple) else told

    def _handle_client_error(self, error: Exception) -> Any:
        """Log a malformed request briefly; the library would log all of it."""
        _log.warning("a request from %s makes no sense: %s", self.client_address, error)
        return ("400", b"")

    def log_request(self) -> None:
        """Write nothing: there is no access log, and formatting a line costs time."""

    def log_error(self, message: str, *arguments: Any) -> None:
        """Log the library's message, within bounds."""
        _log.warning(message, *arguments)

    @classmethod
    def _write_head(cls, status: str, *more: str, length: int = 0) -> bytes:
        headers = [*more, *(f"{name}: {value}" for name, value in cls.always)]
        lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {length}", *headers]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()

    def read_requestline(self) -> str:
        """Wait for a request, with a timeout."""
        if self._ending:
            return ""
        self._idle.add(self)
        try:
            with _quietly(IDLE_S):
                return super().read_requestline()
            return ""
        finally:
            self._idle.discard(self)

    def read_request(self, raw_requestline: str) -> Any:
        """Read the headers in time, or refuse the request."""
        with _quietly(HEADERS_S):
            return super().read_request(raw_requestline)
        return False

    def _write_with_headers(self, data: bytes) -> None:
        """Send headers and a short body in one packet, which the client reads at once."""
        if len(data) > SHORT_BYTES:
            super()._write_with_headers(data)  # type: ignore[misc]  # missing from the stubs
            return
        held: list[bytes] = []
        vars(self)["_sendall"] = held.append
        try:
            super()._write_with_headers(data)  # type: ignore[misc]
        finally:
            # The class has its own: storing a bound method of ourselves would be a reference cycle.
            del vars(self)["_sendall"]
        self._sendall(b"".join(held))  # type: ignore[attr-defined]

    def handle_one_response(self) -> None:
        """Read a body in time before the application begins and holds what others need."""
        assert self.environ is not None
        if "HTTP_UPGRADE" in self.environ:
            # Data after the end of a socket is no request.
            self.close_connection = True
            # The environment has the headers it needs; free the rest for as long as the socket is open.
            del self.headers
        length = self.content_length or 0
        unbounded = self.environ.get("HTTP_TRANSFER_ENCODING") or length > LONGEST_BYTES
        if not length and not unbounded:
            super().handle_one_response()
            return
        patience_s = BODY_S + min(length, LONGEST_BYTES) / BYTES_A_S
        if length <= SHORT_BYTES and not unbounded:
            self._handle_body(length, patience_s, unbounded=False)
        elif _long.acquire(timeout=LONG_WAIT_S):
            try:
                self._handle_body(length, patience_s, unbounded=bool(unbounded))
            finally:
                _long.release()
        else:
            self._refuse(patience_s)

    def _handle_body(self, length: int, patience_s: float, *, unbounded: bool) -> None:
        if unbounded:
            self.close_connection = True
            with _quietly(patience_s):
                super().handle_one_response()
        elif self._read_body(length, patience_s):
            super().handle_one_response()
        else:
            self.close_connection = True

    def _read_body(self, length: int, patience_s: float) -> bool:
        assert self.environ is not None
        assert self.wsgi_input is not None
        body = b""
        with _quietly(patience_s):
            self.wsgi_input._send_100_continue()  # type: ignore[attr-defined]  # missing from the stubs
            body = self.rfile.read(length)
        self.environ["wsgi.input"] = BytesIO(body)
        self.wsgi_input.position = length
        return len(body) == length

    def _refuse(self, patience_s: float) -> None:
        """Refuse for lack of room, and read the rest: a client cut off while sending reads no answer."""
        self.close_connection = True
        head = self._write_head(
            "503 Service Unavailable", "Retry-After: 5", "Content-Type: text/plain", length=len(_REFUSED)
        )
        heard = 0
        with _quietly(patience_s), suppress(OSError):
            self.socket.sendall(head + _REFUSED)
            self.socket.shutdown(socket.SHUT_WR)
            while heard < LONGEST_BYTES and (piece := self.rfile.read1(SHORT_BYTES)):
                heard += len(piece)


def _quietly(seconds: float) -> gevent.Timeout:
    """Leave a block after some seconds, without an error."""
    return gevent.Timeout(seconds, False)  # type: ignore[arg-type]  # missing from the stubs
