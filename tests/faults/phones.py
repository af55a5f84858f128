"""Phones that insist: they send again until they have an answer, as the outbox does."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.bench.live.hall import in_turn
from tests.bench.live.listener import Listener
from tests.bench.live.rooms import Prepared
from tests.bench.live.web import Answer, Browser
from tests.faults.errands import JOIN, Errand, own

Result = TypeVar("Result")

AGAIN_S = 0.1
PATIENCE_S = 300


@dataclass
class Phones:
    """The phones of a prepared workshop, before the server at ``address``.

    What they send is in ``errands``; an operation id that is not there is a proposal by HTTP.
    """

    room: Prepared
    address: tuple[str, int]
    errands: Mapping[str, Errand] = field(default_factory=dict)
    # When each was acknowledged, by the machine's clock (ns).
    told: dict[str, int] = field(default_factory=dict)
    tries: int = 0
    listeners: dict[int, Listener] = field(default_factory=dict)

    @property
    def acknowledged(self) -> set[str]:
        """The operations that are acknowledged."""
        return set(self.told)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Let all of them open a socket meanwhile."""
        auth = {"audience": "phone", "code": self.room.code}
        self.listeners = {
            number: Listener(self.address, auth=auth, cookies=cookies)
            for number, cookies in enumerate(self.room.phones)
        }
        try:
            await in_turn([each.insist for each in self.listeners.values()])
            yield
        finally:
            for each in self.listeners.values():
                each.leave()
            self.listeners = {}

    async def send(self, operation_id: str) -> Answer:
        """Send something once, always from the same phone: over its socket, or by HTTP where none is open."""
        self.tries += 1
        errand = self.errands.get(operation_id) or self._own(operation_id)
        listener = self.listeners.get(errand.person)
        fields = {"operation_id": operation_id, **errand.fields}
        if errand.socket and listener is not None and listener.connected:
            answer = await listener.post(errand.path, fields)
        else:
            answer = await self._post(errand, fields)
        if answer.status in {200, 303}:
            self.told.setdefault(operation_id, answer.complete_ns)
        return answer

    def _own(self, operation_id: str) -> Errand:
        return own(self.room, operation_id, int(operation_id[:8], 16) % len(self.room.phones))

    async def _post(self, errand: Errand, fields: dict[str, str]) -> Answer:
        cookies = dict(self.room.phones[errand.person])
        if errand.kind == JOIN:
            # Somebody new at the door.
            cookies = {"session": cookies["session"]}
        browser = Browser(self.address, cookies, token=self.room.token, keep=False)
        try:
            if errand.kind == JOIN:
                # The door hands out the cookie of the device.
                await browser.get("/j/")
            return await browser.post(errand.path, fields)
        finally:
            browser.close()

    async def insist(self, operation_id: str) -> None:
        """Send until an answer says that it is stored."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with suppress(OSError, TimeoutError):
                answer = await asyncio.wait_for(self.send(operation_id), 60)
                assert answer.status in {200, 303, 503}, (answer.status, answer.body[:300])
                if answer.status != 503:
                    return
            await asyncio.sleep(AGAIN_S * (0.5 + random.random()))  # noqa: S311
        raise AssertionError("never acknowledged")

    async def insist_all(self, ids: Sequence[str], *, at_once: int = 15) -> None:
        """Send all, some at a time, until all are acknowledged."""
        tasks = [lambda each=each: self.insist(each) for each in ids]  # type: ignore[misc]
        await in_turn(tasks, at_once=at_once)


def play(scene: Coroutine[Any, Any, Result]) -> Result:
    """Run a scene in a thread of its own: the browser tests keep a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, scene).result()


def new_ids(count: int) -> list[str]:
    """Make operation ids as phones do."""
    return [uuid.uuid4().hex for _ in range(count)]
