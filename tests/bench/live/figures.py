"""The figures: each function lets a hall do one thing and tells how long it took."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.bench.live.hall import COALESCED_S, Hall, failures, pass_on, spread
from tests.bench.live.listener import Listener
from tests.bench.live.rooms import Prepared
from tests.bench.live.servers import Server, times_of
from tests.bench.live.stored import Account, compare
from tests.bench.live.web import Answer, Browser

# Longer than the coalescing tick, so that each change finds a quiet workshop.
QUIET_S = COALESCED_S + 0.35
ANSWER_S = 120


@dataclass(frozen=True)
class Told:
    """One change on its way: ms until acknowledged, on the first phone, the last, and on every screen.

    ``last_ms`` waits for the wall, too, where there is one; it is drawn for itself, after the phones.
    """

    acknowledged_ms: float
    first_ms: float
    phones_ms: float
    last_ms: float
    frame_bytes: int
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
    account: Account | None = None


async def tell(halls: Sequence[Hall], times: int, payload: dict[str, Any] | None = None) -> list[Told]:
    """Change one thing in each hall at once, wait for the last screen; as often as asked."""
    told = []
    for number in range(times):
        await asyncio.sleep(QUIET_S)
        processes = (halls[0].server.pid, os.getpid())
        begin, before = time.perf_counter(), [times_of(pid) for pid in processes]
        answers = await asyncio.gather(*(_change(hall, number, payload) for hall in halls))
        shown = await asyncio.gather(*(hall.all_at(hall.revision, patience_s=30) for hall in halls))
        elapsed = time.perf_counter() - begin
        of_server, of_load = (times_of(pid) - earlier for pid, earlier in zip(processes, before, strict=True))
        assert all(shown), "a screen did not come to the newest state"
        asked = min(answer.asked_ns for answer in answers)
        told.append(
            Told(
                max(answer.taken_s for answer in answers) * 1e3,
                (min(hall.first_seen_ns() for hall in halls) - asked) / 1e6,
                (max(hall.last_phone_ns() for hall in halls) - asked) / 1e6,
                (max(hall.last_seen_ns() for hall in halls) - asked) / 1e6,
                len(halls[0].listeners[0].frame),
                of_load.running_s / elapsed,
                of_server.running_s * 1e3,
                (of_server.waiting_s + of_load.waiting_s) / elapsed,
            )
        )
    return told


async def cut(
    hall: Hall, payload: dict[str, Any] | None = None, *, polling_first: bool = False
) -> tuple[float, int]:
    """Cut all sockets, change something meanwhile; seconds until everybody is current, and tries."""
    begin = time.perf_counter_ns()
    for screen in hall.screens:
        screen.polling_first = polling_first
        screen.cut()
    coming = [asyncio.ensure_future(screen.insist(0)) for screen in hall.screens]
    await _change(hall, 0, payload)
    tries = await asyncio.gather(*coming)
    assert await hall.all_at(hall.revision), "a phone did not come back"
    return (hall.last_seen_ns() - begin) / 1e9, sum(tries)


async def vote(hall: Hall, people: int) -> Burst:
    """Let many people estimate the same action at the same moment."""
    before = _count(hall)
    begin = time.perf_counter_ns()
    tasks = [lambda number=number: hall.pick(number, 500 + 10 * number) for number in range(people)]
    results = await spread(tasks, 0.001, patience_s=ANSWER_S)
    return await _settle(hall, begin, results, *before)


async def propose(hall: Hall, number: int, over_s: float, database: str) -> Burst:
    """Let phones write proposals of their own within some seconds; compare with the database."""
    assert hall.room is not None
    before = _count(hall)
    ids = [uuid.uuid4().hex for _ in range(number)]
    people = len(hall.room.phones)
    begin = time.perf_counter_ns()
    tasks = [lambda n=n: hall.propose(n % people, ids[n]) for n in range(number)]
    results = await spread(tasks, over_s, patience_s=ANSWER_S)
    burst = await _settle(hall, begin, results, *before)
    acknowledged = [
        operation_id
        for operation_id, result in zip(ids, results, strict=True)
        if isinstance(result, Answer) and result.status == 200
    ]
    account = compare(database, hall.room.id, acknowledged)
    return replace(burst, account=account)


async def join(server: Server, room: Prepared, number: int, over_s: float) -> dict[str, Any]:
    """Let people come in: seconds of each whole join (door to first news) and of its form; who failed."""
    listeners: list[Listener] = []

    async def come_in() -> tuple[float, float]:
        begin = time.perf_counter()
        browser = Browser(server.address)
        door = await browser.get(f"/j/{room.code}")
        form = {"operation_id": door.operation_id, "role": "resident", "nickname": ""}
        answer = await browser.post(f"/j/{room.code}", form, accept="text/html")
        await browser.get(answer.location)
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
    }


async def _change(hall: Hall, number: int, payload: dict[str, Any] | None) -> Answer:
    """Make one change that every screen hears."""
    if hall.room is None:
        assert payload is not None
        hall.revision = max(hall.revision, 1_000) + 1
        browser = Browser(hall.server.address)
        answer = await pass_on(hall.server, {**payload, "revision": hall.revision}, browser)
        browser.close()
        return answer
    amount = random.randrange(500, 30_000)  # noqa: S311
    answer = await hall.pick(number % len(hall.room.phones), amount)
    assert answer.status == 200, answer.body[:200]
    hall.revision = json.loads(answer.body)["revision"]
    return answer


async def _settle(hall: Hall, begin: int, results: Sequence[Any], backwards: int, dropped: int) -> Burst:
    answers = [result for result in results if isinstance(result, Answer)]
    stored = [json.loads(answer.body)["revision"] for answer in answers if answer.status == 200]
    acknowledged = max((answer.complete_ns for answer in answers), default=begin)
    hall.revision = max(stored, default=hall.revision)
    shown = await hall.all_at(hall.revision)
    return Burst(
        [answer.taken_s for answer in answers],
        (acknowledged - begin) / 1e9,
        (max(acknowledged, hall.last_seen_ns()) - begin) / 1e9 if shown else None,
        failures(results),
        _count(hall)[0] - backwards,
        _count(hall)[1] - dropped,
    )


def _count(hall: Hall) -> tuple[int, int]:
    """Count the older states that screens were told, and the screens that the server dropped."""
    return sum(screen.backwards for screen in hall.screens), hall.dropped()
