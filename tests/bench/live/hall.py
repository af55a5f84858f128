"""A hall of phones before one server: they listen, act, lose the network and come back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.bench.live import forms
from tests.bench.live.listener import Listener, revision_of
from tests.bench.live.rooms import Prepared
from tests.bench.live.servers import Server
from tests.bench.live.web import Answer, Browser

PATIENCE_S = 180
LOOK_S = 0.004
AT_ONCE = 50
COALESCED_S = 0.25


@dataclass
class Hall:
    """Everybody who listens to one workshop of a server."""

    server: Server
    room: Prepared | None = None
    listeners: list[Listener] = field(default_factory=list)
    wall: Listener | None = None
    desk: Listener | None = None
    revision: int = 0
    patience_s: float = PATIENCE_S
    # Phones post as the page does: over their socket, or by HTTP where none is open.
    sockets: bool = True
    # What a peer, who knows no workshop, is handed, one frame a change; and what ours has sent.
    script: Iterator[bytes] = field(default_factory=lambda: iter(()))
    told: list[bytes] = field(default_factory=list)

    @property
    def screens(self) -> list[Listener]:
        """The phones and, where they are there, wall and desk."""
        return [*self.listeners, *(screen for screen in (self.wall, self.desk) if screen)]

    async def fill(self, count: int) -> list[float]:
        """Let phones connect, some at a time, and the wall; return the seconds that each needed."""
        taken: list[float] = []
        fresh = [self._listener(number) for number in range(len(self.listeners), count)]

        async def enter(listener: Listener) -> None:
            begin = time.perf_counter()
            await listener.insist()
            taken.append(time.perf_counter() - begin)
            listener.returns = True

        await in_turn([lambda listener=each: enter(listener) for each in fresh])  # type: ignore[misc]
        self.listeners += fresh
        if self.room is not None and self.wall is None:
            auth = {"audience": "wall", "code": self.room.code, "key": self.room.screen_key}
            self.wall = Listener(self.server.address, auth=auth)
            await self.wall.insist()
            self.wall.returns = True
        return taken

    async def seat_desk(self) -> None:
        """Let the desk listen, too."""
        assert self.room is not None
        auth = {"audience": "desk", "code": self.room.code}
        self.desk = Listener(self.server.address, auth=auth, cookies=self.room.desk)
        await self.desk.insist()
        self.desk.returns = True

    def browser(self, number: int, *, keep: bool = False) -> Browser:
        """Take the browser of a phone."""
        assert self.room is not None
        return Browser(self.server.address, dict(self.room.phones[number]), token=self.room.token, keep=keep)

    async def pick(self, number: int, amount: int, *, operation_id: str = "") -> Answer:
        """Estimate the first action on a phone."""
        return await self.post(number, *forms.estimate(amount, operation_id))

    async def propose(self, number: int, operation_id: str) -> Answer:
        """Write a proposal on a phone."""
        return await self.post(number, *forms.idea(operation_id))

    async def vote(self, number: int, operation_id: str) -> Answer:
        """Give dots and support on a phone, in the vote that is open."""
        assert self.room is not None
        return await self.post(number, *forms.ballot(self.room.proposals, number, operation_id))

    async def pass_on(self, number: int) -> Answer:
        """Let a client of a peer hand it the next frame of the script, which everybody shall get."""
        frame = next(self.script)
        self.revision = revision_of(frame)
        if self.listeners[number].connected:
            return await self.listeners[number].pass_on(frame)
        # All sockets are cut: somebody comes in for it, as ours is asked by HTTP then.
        with self._listener(number) as visitor:
            await visitor.join()
            return await visitor.pass_on(frame)

    async def all_at(self, revision: int, *, patience_s: float | None = None) -> bool:
        """Wait until every screen shows ``revision`` or a later state; tell whether they did."""
        deadline = time.monotonic() + (patience_s or self.patience_s)
        while time.monotonic() < deadline:
            if all(screen.revision >= revision for screen in self.screens):
                return True
            await asyncio.sleep(LOOK_S)
        return False

    def remember(self) -> None:
        """Remember the frame that the phones have of the newest state."""
        self.told.append(self.listeners[0].frame)

    def frames(self) -> set[bytes]:
        """Collect the different frames that phones have of the newest state: one, where all is well."""
        return {listener.frame for listener in self.listeners}

    def last_seen_ns(self) -> int:
        """When the last screen came to its newest state."""
        return max(screen.seen_ns for screen in self.screens)

    def first_seen_ns(self) -> int:
        """When the first phone came to its newest state."""
        return min(listener.seen_ns for listener in self.listeners)

    def last_phone_ns(self) -> int:
        """When the last phone came to its newest state."""
        return max(listener.seen_ns for listener in self.listeners)

    def dropped(self) -> int:
        """How often the server has dropped somebody."""
        return sum(screen.dropped for screen in self.screens)

    def close(self) -> None:
        """Cut everybody off."""
        for screen in self.screens:
            screen.leave()

    async def post(self, number: int, form: str, fields: dict[str, str]) -> Answer:
        """Send a form of a phone's page, whose place below the page is ``form``."""
        assert self.room is not None
        path = f"/phone/{self.room.code}/{form}"
        if self.sockets and number < len(self.listeners) and self.listeners[number].connected:
            return await self.listeners[number].post(path, fields)
        return await self.browser(number).post(path, fields)

    def _listener(self, number: int) -> Listener:
        if self.room is None:
            return Listener(self.server.address, path=self.server.path)
        auth = {"audience": "phone", "code": self.room.code}
        return Listener(self.server.address, auth=auth, cookies=self.room.phones[number])


async def in_turn(tasks: Sequence[Callable[[], Awaitable[Any]]], *, at_once: int = AT_ONCE) -> list[Any]:
    """Run all tasks, never more than ``at_once`` at the same time."""
    gate = asyncio.Semaphore(at_once)

    async def run(task: Callable[[], Awaitable[Any]]) -> Any:
        async with gate:
            return await task()

    return await asyncio.gather(*(run(task) for task in tasks))


async def spread(
    tasks: Sequence[Callable[[], Awaitable[Any]]], over_s: float, *, patience_s: float
) -> list[Any]:
    """Start the tasks evenly over a time, and return what they return, exceptions included."""
    begin = time.monotonic()

    async def run(number: int, task: Callable[[], Awaitable[Any]]) -> Any:
        await asyncio.sleep(begin + over_s * number / len(tasks) - time.monotonic())
        async with asyncio.timeout(patience_s):
            return await task()

    return await asyncio.gather(
        *(run(number, task) for number, task in enumerate(tasks)), return_exceptions=True
    )


def failures(results: Iterable[Any]) -> list[str]:
    """List what did not come back as an answer with status 200, in words."""
    found = []
    for result in results:
        if isinstance(result, BaseException):
            found.append(type(result).__name__)
        elif isinstance(result, Answer) and result.status != 200:
            found.append(f"status {result.status}")
    return found
