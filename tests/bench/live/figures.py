"""The figures: each function lets a hall do one thing and tells how long it took."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
import uuid
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.bench.live.hall import COALESCED_S, Hall, failures, spread
from tests.bench.live.listener import Listener
from tests.bench.live.rooms import Prepared
from tests.bench.live.servers import Server, times_of
from tests.bench.live.stored import Account, compare, count_ballots
from tests.bench.live.web import Answer, Browser

# Longer than the coalescing tick, so that each change finds a quiet workshop.
QUIET_S = COALESCED_S + 0.35
ANSWER_S = 120


@dataclass(frozen=True)
class Told:
    """One change on its way: ms until acknowledged, on the first phone, the last, and on every screen.

    ``last_ms`` waits for the wall, too, where there is one; it is drawn separately, after the phones.
    ``frame`` tells frames apart, and ``frames`` says how many different ones the phones have got.
    """

    acknowledged_ms: float
    first_ms: float
    phones_ms: float
    last_ms: float
    frame: str
    frame_bytes: int
    frames: int
    generator_share: float
    server_running_ms: float
    waiting_share: float


@dataclass(frozen=True)
class Burst:
    """Many operations at once: what each waited (s), until all was acknowledged and shown (s)."""

    waited_s: list[float]
    acknowledged_s: float
    shown_s: float | None
    failed: list[str]
    backwards: int
    dropped: int
    answer_bytes: int = 0
    account: Account | None = None


async def tell(halls: Sequence[Hall], times: int) -> list[Told]:
    """Change one thing in each hall at once, wait for the last screen; as often as asked."""
    told = []
    for number in range(times):
        await asyncio.sleep(QUIET_S)
        processes = (halls[0].server.pid, os.getpid())
        begin, before = time.perf_counter(), [times_of(pid) for pid in processes]
        answers = await asyncio.gather(*(_change(hall, number) for hall in halls))
        shown = await asyncio.gather(*(hall.all_at(hall.revision, patience_s=30) for hall in halls))
        elapsed = time.perf_counter() - begin
        of_server, of_load = (times_of(pid) - earlier for pid, earlier in zip(processes, before, strict=True))
        assert all(shown), "a screen did not come to the newest state"
        asked = min(answer.asked_ns for answer in answers)
        for hall in halls:
            hall.remember()
        told.append(
            Told(
                max(answer.taken_s for answer in answers) * 1e3,
                (min(hall.first_seen_ns() for hall in halls) - asked) / 1e6,
                (max(hall.last_phone_ns() for hall in halls) - asked) / 1e6,
                (max(hall.last_seen_ns() for hall in halls) - asked) / 1e6,
                f"{zlib.crc32(halls[0].listeners[0].frame):08x}",
                len(halls[0].listeners[0].frame),
                max(len(hall.frames()) for hall in halls),
                of_load.running_s / elapsed,
                of_server.running_s * 1e3,
                (of_server.waiting_s + of_load.waiting_s) / elapsed,
            )
        )
    return told


async def cut(hall: Hall, *, polling_first: bool = False) -> tuple[float, int]:
    """Cut all sockets, change something meanwhile; seconds until everybody is current, and tries."""
    begin = time.perf_counter_ns()
    for screen in hall.screens:
        screen.polling_first = polling_first
        screen.cut()
    coming = [asyncio.ensure_future(screen.insist(0)) for screen in hall.screens]
    await _change(hall, 0)
    tries = await asyncio.gather(*coming)
    assert await hall.all_at(hall.revision), "a phone did not come back"
    hall.remember()
    return (hall.last_seen_ns() - begin) / 1e9, sum(tries)


async def estimate(hall: Hall, people: int, database: str) -> Burst:
    """Let many people estimate the same action at the same moment."""
    ids = _ids(people)
    tasks = [lambda n=n: hall.pick(n, 500 + 10 * n, operation_id=ids[n]) for n in range(people)]
    burst, acknowledged = await _burst(hall, tasks, ids, 0.001)
    assert hall.room is not None
    return replace(burst, account=compare(database, hall.room.id, acknowledged, ideas=False))


async def vote(hall: Hall, people: int, database: str) -> Burst:
    """Let many people send their ballots at the same moment."""
    ids = _ids(people)
    tasks = [lambda n=n: hall.vote(n, ids[n]) for n in range(people)]
    burst, acknowledged = await _burst(hall, tasks, ids, 0.001)
    assert hall.room is not None
    return replace(burst, account=count_ballots(database, hall.room.id, acknowledged))


async def propose(hall: Hall, number: int, over_s: float, database: str) -> Burst:
    """Let phones write proposals of their own within some seconds; compare with the database."""
    assert hall.room is not None
    ids, people = _ids(number), len(hall.room.phones)
    tasks = [lambda n=n: hall.propose(n % people, ids[n]) for n in range(number)]
    burst, acknowledged = await _burst(hall, tasks, ids, over_s)
    return replace(burst, account=compare(database, hall.room.id, acknowledged))


async def join(server: Server, room: Prepared, number: int, over_s: float) -> dict[str, Any]:
    """Let people come in: seconds of each whole join (door to first news) and of its form; who failed."""
    listeners: list[Listener] = []
    sizes: list[int] = []

    async def come_in() -> tuple[float, float]:
        begin = time.perf_counter()
        browser = Browser(server.address)
        door = await browser.get(f"/j/{room.code}")
        form = {"operation_id": door.operation_id, "role": "resident", "nickname": ""}
        answer = await browser.post(f"/j/{room.code}", form, accept="text/html")
        page = await browser.get(answer.location)
        sizes[:] = len(door.body), len(page.body)
        listener = Listener(
            server.address, auth={"audience": "phone", "code": room.code}, cookies=browser.cookies
        )
        listeners.append(listener)
        await listener.insist()
        while listener.revision < 0:
            await asyncio.sleep(0.002)
        browser.close()
        return time.perf_counter() - begin, answer.taken_s

    results = await spread([come_in] * number, over_s, patience_s=ANSWER_S)
    for listener in listeners:
        listener.leave()
    came = [result for result in results if not isinstance(result, BaseException)]
    return {
        "whole_s": [whole for whole, _ in came],
        "form_s": [form for _, form in came],
        "failed": failures(results),
        "sizes": sizes,
    }


async def _change(hall: Hall, number: int) -> Answer:
    """Make one change that every screen hears."""
    if hall.room is None:
        return await hall.pass_on(number % len(hall.listeners))
    amount = random.randrange(500, 30_000)  # noqa: S311
    answer = await hall.pick(number % len(hall.room.phones), amount)
    assert answer.status == 200, answer.body[:200]
    hall.revision = json.loads(answer.body)["revision"]
    return answer


def _ids(number: int) -> list[str]:
    return [uuid.uuid4().hex for _ in range(number)]


async def _burst(
    hall: Hall, tasks: Sequence[Callable[[], Awaitable[Answer]]], ids: Sequence[str], over_s: float
) -> tuple[Burst, list[str]]:
    """Let phones send, and wait until all is shown; return which operations were acknowledged, too."""
    backwards, dropped = _count(hall)
    begin = time.perf_counter_ns()
    results = await spread(tasks, over_s, patience_s=ANSWER_S)
    answers = [result for result in results if isinstance(result, Answer)]
    acknowledged = [
        (operation_id, json.loads(result.body)["revision"])
        for operation_id, result in zip(ids, results, strict=True)
        if isinstance(result, Answer) and result.status == 200
    ]
    complete = max((answer.complete_ns for answer in answers), default=begin)
    hall.revision = max((revision for _, revision in acknowledged), default=hall.revision)
    shown = await hall.all_at(hall.revision)
    burst = Burst(
        [answer.taken_s for answer in answers],
        (complete - begin) / 1e9,
        (max(complete, hall.last_seen_ns()) - begin) / 1e9 if shown else None,
        failures(results),
        _count(hall)[0] - backwards,
        _count(hall)[1] - dropped,
        max((len(answer.body) for answer in answers), default=0),
    )
    return burst, [operation_id for operation_id, _ in acknowledged]


def _count(hall: Hall) -> tuple[int, int]:
    """Count the older states that screens were told, and the screens that the server dropped."""
    return sum(screen.backwards for screen in hall.screens), hall.dropped()
