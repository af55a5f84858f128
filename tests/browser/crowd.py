"""Many people without browsers: each joins over HTTP and sends what a phone would send."""

from __future__ import annotations

import re
import uuid
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from tests.program import Program

ROLES = ("elected", "administration", "resident", "resident", "business", "association")


class Person:
    """Somebody who has joined."""

    def __init__(self, program: Program, role: str) -> None:
        self._program = program
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.send(f"/j/{program.code}", role=role)

    def send(self, path: str, **fields: str | float) -> str:
        """Send a form, and return the page that follows."""
        if path.startswith("/j/"):
            # The door's page hands out the cookie of the device.
            self._opener.open(self._program.address + path).close()
        form = {"csrf_token": self._token(), "operation_id": str(uuid.uuid4()), **fields}
        with self._opener.open(self._program.address + path, urlencode(form).encode()) as answer:
            return str(answer.read().decode())

    def _token(self) -> str:
        with self._opener.open(f"{self._program.address}/") as answer:
            found = re.search(r'name="csrf-token" content="([^"]+)"', answer.read().decode())
        assert found
        return found[1]


def crowd(program: Program, people: int) -> list[Person]:
    """Let people of all roles in."""
    return [Person(program, ROLES[number % len(ROLES)]) for number in range(people)]
