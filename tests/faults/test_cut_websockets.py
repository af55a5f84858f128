"""Where a proxy cuts WebSockets, a phone comes in by polling, and stays current until it has."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.faces import Faces
from tests.program import Program, running

pytestmark = pytest.mark.browser

REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FALLBACK_S = 30.0


@contextmanager
def proxy(program: Program, how: str) -> Iterator[str]:
    """Pass everything on but WebSockets, which are refused at once or never answered."""
    host, _, port = program.address.removeprefix("http://").partition(":")
    listening = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def serve(near: socket.socket) -> None:
        with suppress(OSError):
            head = near.recv(65_536)
            if b"upgrade: websocket" in head.lower():
                if how == "refused":
                    near.sendall(REFUSED)
                    near.close()
                return
            far = socket.create_connection((host, int(port)))
            held.append(far)
            far.sendall(head)
            threading.Thread(target=pump, args=(far, near), daemon=True).start()
            pump(near, far)

    def pump(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                held.append(near)
                threading.Thread(target=serve, args=(near,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        for each in (listening, *held):
            each.close()


@pytest.mark.parametrize("how", ["refused", pytest.param("unanswered", marks=pytest.mark.slow)])
def test_a_phone_comes_in_by_polling_where_websockets_are_cut(
    chromium: Browser, tmp_path: Path, how: str
) -> None:
    """A proxy cuts WebSockets. A phone comes in by asking again and again, within half a minute, and shows
    what the room does also before that.
    """
    with running(tmp_path) as program, proxy(program, how) as address:
        through = replace(program, address=address, join=program.join.replace(program.address, address))
        desk = Faces(chromium, program).desk()
        faces = Faces(chromium, through)
        phone = faces.open("phone")
        phone.goto(through.join)
        phone.click("button[value=resident]")
        begin = time.monotonic()
        # Also before there is any connection, what the room does is seen within some seconds.
        desk.click("button[data-phase=propose]")
        expect(phone.locator("#phase")).to_have_text("Propose", timeout=15_000)
        expect(phone.locator("body")).to_have_attribute("data-connection", "on", timeout=FALLBACK_S * 1e3)
        assert time.monotonic() - begin < FALLBACK_S
        phone.context.close()
        desk.context.close()
