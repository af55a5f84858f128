"""Browsers without scripts that ask in their own time, and how long their answers take."""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.program import Program


class Device:
    """A browser without scripts, on a connection that it keeps."""

    def __init__(self, program: Program, cookies: dict[str, str] | None = None, token: str = "") -> None:
        host, _, port = program.address.removeprefix("http://").partition(":")
        self._connection = HTTPConnection(host, int(port), timeout=60)
        self.cookies = dict(cookies or {})
        self.token = token

    def get(self, path: str) -> tuple[int, str]:
        """Get a page, and keep its token against forgery."""
        status, text = self._ask("GET", path, None)
        found = re.search(r'name="csrf-token" content="([^"]+)"', text)
        self.token = found[1] if found else self.token
        return status, text

    def post(self, path: str, *fields: tuple[str, str]) -> tuple[int, str]:
        """Send a form with an operation id of its own."""
        own = ("operation_id", uuid.uuid4().hex), ("csrf_token", self.token)
        return self._ask("POST", path, urlencode([*own, *fields]))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """Do something again and again in a thread of its own."""
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            act()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def timed(act: Callable[[], tuple[int, str]], status: int = 200) -> float:
    """Do something that must succeed; return the seconds that it took."""
    begun = time.monotonic()
    answered, text = act()
    assert answered == status, text[:500]
    return time.monotonic() - begun
