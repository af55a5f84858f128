"""A hall of phones that type: each asks for previews as its page does, while others send and all listen."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

from scenarios.catalogue.catalogue import load_catalogue
from tests.bench.live import forms
from tests.bench.live.figures import ANSWER_S, QUIET_S
from tests.bench.live.hall import Hall, failures, spread
from tests.bench.live.web import Answer

# The page waits as long for the next key (static/js/components/preview.js).
PAUSE_S = 0.25
BEGIN_S, TYPE_S = 10.0, 6.0
# A word or a figure, whose keys follow each other within the page's pause, and a look at what is told.
KEYS, KEY_S, REST_S = (3, 6), (0.15, 0.25), (0.3, 0.9)
# Phones that send and do not type.
SENDERS = 20
_WORDS = ("fewer", "cars", "buses", "heat", "pumps", "for", "all", "schools", "and", "ferries")

Chance = random.Random


@dataclass
class Asked:
    """Questions: seconds until each answer, how many a newer one replaced unsent, and what failed."""

    waited_s: list[float] = field(default_factory=list)
    superseded: int = 0
    failed: list[str] = field(default_factory=list)


@dataclass
class Typing:
    """What phones that type ask for, how many type now, and how many typed at the same moment at most."""

    previews: Asked = field(default_factory=Asked)
    similar: Asked = field(default_factory=Asked)
    now: int = 0
    most: int = 0


@dataclass(frozen=True)
class Sent:
    """What somebody sent: its kind, ms until acknowledged, on the last phone and the last screen.

    ``typing`` is how many others typed when it was sent.
    """

    kind: str
    acknowledged_ms: float
    phones_ms: float
    last_ms: float
    typing: int


class Asking:
    """What a form asks for: one question is under way, and of those that wait the newest wins."""

    def __init__(self, send: Callable[[], Awaitable[Answer]], asked: Asked) -> None:
        self._send, self._asked = send, asked
        self._waiting: int | None = None
        self._running: asyncio.Task[None] | None = None

    def ask(self) -> None:
        """Ask about what stands in the form when it is sent; the time of the answer counts from now."""
        if self._waiting is not None:
            self._asked.superseded += 1
        self._waiting = time.perf_counter_ns()
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(self._run())

    async def finish(self) -> None:
        """Wait for the last answer."""
        if self._running is not None:
            await self._running

    async def _run(self) -> None:
        while self._waiting is not None:
            begin, self._waiting = self._waiting, None
            try:
                async with asyncio.timeout(ANSWER_S):
                    answer = await self._send()
            except OSError as error:  # a time that is over is one, too
                self._asked.failed.append(type(error).__name__)
                continue
            if answer.status == 200:
                self._asked.waited_s.append((answer.complete_ns - begin) / 1e9)
            self._asked.failed += failures([answer])


async def type_and_send(hall: Hall, typists: int, changes: int) -> dict[str, Any]:
    """Let the first ``typists`` phones of a full hall type; the others send meanwhile, before and after."""
    quiet = [await _send(hall, number, typists, 0) for number in range(changes)]
    seen, before, begin = Typing(), hall.server.times, time.monotonic()
    typed = asyncio.ensure_future(_type_all(hall, typists, seen))
    meanwhile: list[Sent] = []
    while not typed.done():
        meanwhile.append(await _send(hall, len(meanwhile), typists, seen.now))
    await typed
    spent, elapsed = hall.server.times - before, time.monotonic() - begin
    quiet += [await _send(hall, number, typists, 0) for number in range(changes)]
    return {
        **asdict(seen),
        "typists": typists,
        "quiet": [asdict(each) for each in quiet],
        "meanwhile": [asdict(each) for each in meanwhile],
        "server": asdict(spent),
        "elapsed_s": elapsed,
        "backwards": sum(screen.backwards for screen in hall.screens),
        "dropped": hall.dropped(),
    }


async def _send(hall: Hall, number: int, typists: int, typing: int) -> Sent:
    """Let a phone that does not type send an estimate or a proposal, in turn; wait for the last screen."""
    await asyncio.sleep(QUIET_S)
    who = typists + number % (len(hall.listeners) - typists)
    if number % 2:
        kind, answer = "proposal", await hall.propose(who, uuid.uuid4().hex)
    else:
        kind, answer = "estimate", await hall.pick(who, random.randrange(500, 30_000))  # noqa: S311
    assert answer.status == 200, answer.body[:200]
    hall.revision = json.loads(answer.body)["revision"]
    assert await hall.all_at(hall.revision, patience_s=30), "a screen did not come to the newest state"
    phones, last = hall.last_phone_ns() - answer.asked_ns, hall.last_seen_ns() - answer.asked_ns
    return Sent(kind, answer.taken_s * 1e3, phones / 1e6, last / 1e6, typing)


async def _type_all(hall: Hall, typists: int, seen: Typing) -> None:
    """Let the phones begin one after the other."""

    async def type_on(number: int) -> None:
        seen.now += 1
        seen.most = max(seen.most, seen.now)
        try:
            # The same phone types the same in each run.
            chance = random.Random(number)  # noqa: S311
            await (_type_words if number % 2 else _type_amounts)(hall, number, seen, chance)
        finally:
            seen.now -= 1

    tasks = [lambda n=n: type_on(n) for n in random.sample(range(typists), typists)]
    for result in await spread(tasks, BEGIN_S, patience_s=ANSWER_S):
        if isinstance(result, BaseException):
            raise result


async def _type_amounts(hall: Hall, number: int, seen: Typing, chance: Chance) -> None:
    """Try figures for an action of the catalogue."""
    action = chance.choice([each for each in load_catalogue() if each.counts])
    form, fields = forms.typed_amount(action.id)
    previews = Asking(lambda: hall.post(number, form, fields), seen.previews)
    async for _ in _words(chance, TYPE_S):
        fields["amount"] = str(chance.randint(1, int(action.amount.default)))
        previews.ask()
    await previews.finish()


async def _type_words(hall: Hall, number: int, seen: Typing, chance: Chance) -> None:
    """Write a title, for which the page looks for similar ones, too; then tonnes."""
    assert hall.room is not None
    form, fields = forms.typed_idea()
    previews = Asking(lambda: hall.post(number, form, fields), seen.previews)
    browser, path = hall.browser(number, keep=True), f"/phone/{hall.room.code}/own/similar?"
    similar = Asking(lambda: browser.get(path + urlencode({"q": fields["title"]})), seen.similar)
    try:
        async for _ in _words(chance, TYPE_S / 2):
            fields["title"] = f"{fields['title']} {chance.choice(_WORDS)}".strip()
            similar.ask()
            previews.ask()
        async for _ in _words(chance, TYPE_S / 2):
            fields["likely"] = str(chance.randint(100, 9_000))
            previews.ask()
        await previews.finish()
        await similar.finish()
    finally:
        browser.close()


async def _words(chance: Chance, for_s: float) -> AsyncIterator[None]:
    """Type one word after the other; each stands there as long as the page waits before it asks."""
    ends = time.monotonic() + for_s
    while time.monotonic() < ends:
        keys = [chance.uniform(*KEY_S) for _ in range(chance.randint(*KEYS))]
        await asyncio.sleep(sum(keys) + PAUSE_S)
        yield
        await asyncio.sleep(chance.uniform(*REST_S) - PAUSE_S)
