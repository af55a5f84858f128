"""The floor: the same requests, to a bare server that answers them with nothing behind it."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from tests.bench.live.figures import ANSWER_S
from tests.bench.live.forms import idea
from tests.bench.live.hall import failures, spread
from tests.bench.live.rooms import Prepared
from tests.bench.live.servers import Server
from tests.bench.live.web import Answer, Browser


async def post_at_once(
    server: Server, room: Prepared, number: int, over_s: float, answer_bytes: int
) -> dict[str, Any]:
    """Post as many forms, each over a connection of its own, answered with as many bytes."""
    _, fields = idea("0" * 32)

    async def post(phone: int) -> Answer:
        cookies = dict(room.phones[phone % len(room.phones)])
        browser = Browser(server.address, cookies, token=room.token, keep=False)
        return await browser.post(f"/{answer_bytes}", fields)

    before, begin = server.times, time.perf_counter()
    tasks = [lambda n=n: post(n) for n in range(number)]
    results = await spread(tasks, over_s, patience_s=ANSWER_S)
    return {
        "waited_s": [result.taken_s for result in results if isinstance(result, Answer)],
        "acknowledged_s": time.perf_counter() - begin,
        "failed": failures(results),
        "server": asdict(server.times - before),
    }


async def come_in(
    server: Server, room: Prepared, number: int, over_s: float, sizes: list[int]
) -> dict[str, Any]:
    """Ask for as many doors, forms and pages of the same length; no socket follows."""
    form = {"operation_id": "0" * 32, "role": "resident", "nickname": ""}
    door_bytes, page_bytes = sizes

    async def join() -> tuple[float, float]:
        begin = time.perf_counter()
        browser = Browser(server.address, dict(room.phones[0]), token=room.token)
        await browser.get(f"/{door_bytes}")
        answer = await browser.post("/0", form, accept="text/html")
        await browser.get(f"/{page_bytes}")
        browser.close()
        return time.perf_counter() - begin, answer.taken_s

    before = server.times
    results = await spread([join] * number, over_s, patience_s=ANSWER_S)
    came = [result for result in results if not isinstance(result, BaseException)]
    return {
        "whole_s": [whole for whole, _ in came],
        "form_s": [form_s for _, form_s in came],
        "failed": failures(results),
        "server": asdict(server.times - before),
    }
