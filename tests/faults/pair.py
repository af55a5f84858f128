"""Two processes behind nginx, as tests use them: one pair for all, because it takes long to start."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tests.bench.live.hall import Hall, in_turn
from tests.bench.live.rooms import Plan, Prepared
from tests.bench.live.site import Site
from tests.bench.live.web import Browser
from tests.program import Program

PEOPLE, ROOMS = 20, 5
PATIENCE_S = 60


@dataclass
class Pair:
    """The site, and a workshop for each test that takes one."""

    site: Site
    # The example as people reach it, whichever process is there.
    program: Program
    _rooms: list[Prepared] = field(default_factory=list)

    @classmethod
    def of(cls, site: Site) -> Pair:
        """Take a site that has just begun."""
        first, address = site.processes[0], f"http://127.0.0.1:{site.front}"
        links = {
            name: getattr(first, name).replace(first.address, address) for name in ("login", "wall", "join")
        }
        program = replace(first, address=address, **links)
        # At once: the rooms are prepared with a link of their own, and using one ends the others.
        program.cookies.extend(_log_in(program.login, address))
        return cls(site, program)

    @cached_property
    def room(self) -> Prepared:
        """A workshop that tests share which count only what is theirs."""
        return self.new_room()

    def new_room(self) -> Prepared:
        """Take a workshop that nobody has used yet."""
        if not self._rooms:
            self._rooms += self.site.prepare(Plan(workshops=ROOMS, people=PEOPLE, frame_bytes=None))
        return self._rooms.pop()

    def direct(self, number: int) -> tuple[str, int]:
        """Where a process answers without nginx."""
        return ("127.0.0.1", self.site.ports[number])

    async def fill_both(self, room: Prepared) -> Hall:
        """Let everybody of a workshop listen through nginx, as browsers: with a device's token, on both."""
        await in_turn([lambda number=n: self._visit(room, number) for n in range(len(room.phones))])  # type: ignore[misc]
        hall = Hall(self.site.server, room)
        await hall.fill(len(room.phones))
        assert all(self.site.held(number) for number in range(2)), "one process holds nobody"
        return hall

    async def _visit(self, room: Prepared, number: int) -> None:
        browser = Browser(self.site.server.address, dict(room.phones[number]), keep=False)
        await browser.get("/j/")
        assert "device" in browser.cookies
        room.phones[number].update(browser.cookies)


def _log_in(login: str, address: str) -> list[dict[str, str]]:
    """Use a login link; return the cookies that a browser under test takes."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = browser.open(login).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    browser.open(login, data=urlencode({"csrf_token": token[1]}).encode()).close()
    return [{"name": cookie.name, "value": cookie.value or "", "url": address} for cookie in jar]


async def wait_until(true: Callable[[], bool], *, patience_s: float = PATIENCE_S) -> float:
    """Wait until something is so; return the seconds that it took."""
    begin = time.monotonic()
    while not true():
        assert time.monotonic() - begin < patience_s, "it never came to that"
        await asyncio.sleep(0.01)
    return time.monotonic() - begin
