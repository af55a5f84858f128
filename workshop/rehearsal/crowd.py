"""All simulated participants of a rehearsal: they join, take part, and leave when their time is over."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from workshop.rehearsal.browser import Browser
from workshop.rehearsal.person import LeftOut, Person
from workshop.rehearsal.plan import Plan, roles_of

# As many simultaneous requests as a hall makes; more would only wait in the server.
AT_ONCE = 40
LOOK_S = 2.0
# A server that does not answer for longer is not merely restarting.
PATIENCE_S = 60.0
AGAIN_S = 3.0


async def rehearse(
    plan: Plan, tally: Counter[str], *, report: Callable[[Counter[str]], None] = lambda _: None
) -> None:
    """Let all people of a plan take part until its time is over, or the rehearsal is stopped or removed."""
    gate = asyncio.Semaphore(AT_ONCE)
    people = [Person(plan, number, role, gate, tally) for number, role in enumerate(roles_of(plan.people))]
    tasks = [asyncio.create_task(_live(person, plan, number, tally)) for number, person in enumerate(people)]
    watching = asyncio.create_task(_watch(plan, gate, tally, report))
    everybody = asyncio.create_task(_all_of(tasks))
    try:
        done, _ = await asyncio.wait({everybody, watching}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (everybody, *tasks, watching):
            task.cancel()
        await asyncio.gather(everybody, *tasks, watching, return_exceptions=True)


async def _all_of(tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks)


async def _live(person: Person, plan: Plan, number: int, tally: Counter[str]) -> None:
    await asyncio.sleep(plan.arriving_s * number / max(1, plan.people))
    give_up = time.monotonic() + PATIENCE_S
    joined = False
    while time.monotonic() < give_up:
        try:
            if not joined:
                await person.come_in()
                joined = True
            await person.take_part()
        except LeftOut as left:
            if not joined:
                tally[f"not let in: {left}"] += 1
            return
        except (OSError, EOFError, TimeoutError):
            # After a network failure or a restart of the server, try again as a phone does.
            tally["without network"] += 1
            await asyncio.sleep(AGAIN_S)


async def _watch(
    plan: Plan, gate: asyncio.Semaphore, tally: Counter[str], report: Callable[[Counter[str]], None]
) -> None:
    """Poll whether the rehearsal goes on; return when it does not."""
    deadline = time.monotonic() + plan.seconds
    heard = time.monotonic()
    browser = Browser(plan.server, plan.language, gate)
    try:
        while time.monotonic() < deadline and time.monotonic() < heard + PATIENCE_S:
            await asyncio.sleep(min(LOOK_S, max(0.0, deadline - time.monotonic())))
            report(tally)
            with suppress(OSError, EOFError, TimeoutError):
                answer = await browser.get(
                    f"/rehearsals/{plan.code}",
                    accept="application/json",
                    headers=f"X-Rehearsal: {plan.token}\r\n",
                )
                heard = time.monotonic()
                if answer.status in (403, 404) or answer.said.get("acting") is False:
                    return
    finally:
        browser.close()
