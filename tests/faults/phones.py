"""Phones that insist: they send again until they have an answer, as the outbox does."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import create_engine, text

from tests.bench.live.hall import in_turn
from tests.bench.live.rooms import Prepared
from tests.bench.live.web import Answer, Browser

Result = TypeVar("Result")

AGAIN_S = 0.1
PATIENCE_S = 300


@dataclass
class Phones:
    """The phones of a prepared workshop, before the server at ``address``."""

    room: Prepared
    address: tuple[str, int]
    acknowledged: set[str] = field(default_factory=set)
    tries: int = 0

    async def propose(self, operation_id: str) -> Answer:
        """Send a proposal once, always from the same phone; its title names the operation."""
        self.tries += 1
        phones, number = self.room.phones, int(operation_id[:8], 16)
        browser = Browser(self.address, dict(phones[number % len(phones)]), token=self.room.token, keep=False)
        fields = {
            "operation_id": operation_id,
            "title": f"Idea {operation_id}",
            "actor": "",
            "target": "",
            "direction": "lowers",
            "start_year": "2027",
            "ramp_years": "3",
        }
        try:
            answer = await browser.post(f"/phone/{self.room.code}/own", fields)
        finally:
            browser.close()
        if answer.status == 200:
            self.acknowledged.add(operation_id)
        return answer

    async def insist(self, operation_id: str) -> None:
        """Send until an answer says that it is stored."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with suppress(OSError, TimeoutError):
                answer = await asyncio.wait_for(self.propose(operation_id), 60)
                assert answer.status in {200, 503}, (answer.status, answer.body[:300])
                if answer.status == 200:
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


@dataclass(frozen=True)
class Account:
    """What the database holds against what phones were told."""

    stored: int
    lost: int
    doubled: int
    gaps: int


def account(database: str, workshop_id: int, acknowledged: set[str]) -> Account:
    """Compare proposals, receipts and the change log of a workshop with what was acknowledged."""
    engine = create_engine(database)
    with engine.connect() as connection:

        def column(query: str) -> list[str]:
            return [str(row[0]) for row in connection.execute(text(query), {"id": workshop_id})]

        titles = Counter(column("SELECT title FROM proposal WHERE workshop_id = :id AND title LIKE 'Idea %'"))
        receipts = Counter(column("SELECT operation_id FROM operation WHERE workshop_id = :id"))
        revisions = Counter(column("SELECT revision FROM change WHERE workshop_id = :id"))
        (revision,) = column("SELECT revision FROM workshop WHERE id = :id")
    engine.dispose()
    lost = sum(1 for each in acknowledged if receipts[each] != 1 or not titles[f"Idea {each}"])
    doubled = sum(
        count - 1 for counted in (titles, receipts, revisions) for count in counted.values() if count > 1
    )
    return Account(sum(titles.values()), lost, doubled, int(revision) - len(revisions))
