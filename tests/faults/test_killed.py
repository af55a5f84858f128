"""The process is killed while the room sends."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.bench.live.hall import in_turn
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.faults.errands import Account, account, mixed, open_vote
from tests.faults.phones import Phones, play
from tests.program import free_port, running
from tests.servers import postgresql

RUNS = 20


@dataclass(frozen=True)
class Place:
    """A database with workshops in it, and the environment of a program that uses it."""

    folder: Path
    database: str
    environment: dict[str, str]
    rooms: list[Prepared]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=(pytest.mark.servers, pytest.mark.slow))])
def place(request: pytest.FixtureRequest, tmp_path: Path, full: bool) -> Iterator[Place]:
    """Prepare workshops with people on each kind of database."""
    # A workshop for each kill, with enough people that nobody reaches the most that one may propose.
    plan = Plan(workshops=RUNS if full else 2, people=25, frame_bytes=None)
    if request.param == "sqlite":
        rooms = prepare(tmp_path, plan)
        yield Place(tmp_path, f"sqlite:///{tmp_path / 'handlingsrom.sqlite'}", {}, rooms)
        return
    with postgresql() as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE hall")
        environment = {"DATABASE_URL": f"{server}/hall"}
        rooms = prepare(tmp_path, plan, environment)
        database = f"{server}/hall".replace("postgresql://", "postgresql+psycopg://")
        yield Place(tmp_path, database, environment, rooms)


def test_kill_9_in_a_burst(place: Place, full: bool, found: Callable[[str], None]) -> None:
    """`kill -9` at a random moment of a burst of 500 operations: proposals, estimates, votes and people
    coming in, by HTTP and over sockets. Phones say that changes wait and are kept; after the restart they
    go out by themselves. What a phone showed as sent is there, once.
    """
    size = 500 if full else 60
    told, interrupted, downtime = 0, 0, []
    kinds: Counter[str] = Counter()
    for room in place.rooms:
        port = free_port()
        errands = mixed(room, size, place.database)
        phones = Phones(room, ("127.0.0.1", port), errands)
        with running(place.folder, port=port, environment=place.environment) as program:
            play(_burst_until_killed(phones, program.process.kill))
            program.process.wait()
        begin = time.monotonic()
        told += len(phones.acknowledged)
        interrupted += size - len(phones.acknowledged)
        kinds.update(
            f"{errands[each].kind}{' (socket)' * errands[each].socket}" for each in phones.acknowledged
        )
        # What was told is there; what was not told may be there or not, but only whole and once.
        before = account(place.database, room.id, phones.acknowledged, errands)
        assert (before.lost, before.doubled, before.gaps, before.partial) == (0, 0, 0, 0)
        with running(place.folder, port=port, environment=place.environment):
            downtime.append(time.monotonic() - begin)
            # What was not told is sent again, and some of what was: phones cannot know which answer was lost.
            play(_send_the_rest(phones))
        after = account(place.database, room.id, errands, errands)
        assert after == Account(stored=size, lost=0, doubled=0, gaps=0)
    again_s = sorted(downtime)[len(downtime) // 2]
    found(
        f"{len(place.rooms)} kills; {told} operations acknowledged before "
        f"({', '.join(f'{kind} {count}' for kind, count in sorted(kinds.items()))}), {interrupted} "
        f"interrupted and sent again; 0 lost, 0 doubled; serving again after {again_s:.1f} s (median)"
    )


async def _burst_until_killed(phones: Phones, kill: Callable[[], None]) -> None:
    """Send all once, and kill when a random number has been acknowledged."""
    ids = list(phones.errands)
    after = random.randrange(len(ids) // 20, len(ids) * 19 // 20)  # noqa: S311

    async def watch() -> None:
        while len(phones.told) < after:
            await asyncio.sleep(0.001)
        await asyncio.sleep(random.random() * 0.01)  # noqa: S311
        kill()

    async def send(operation_id: str) -> None:
        with suppress(OSError):
            answer = await phones.send(operation_id)
            assert answer.status in {200, 303}, answer.body[:300]

    await open_vote(phones.room, phones.address)
    tasks = [lambda each=each: send(each) for each in ids]  # type: ignore[misc]
    async with phones.listening():
        await asyncio.gather(watch(), in_turn(tasks, at_once=60))


async def _send_the_rest(phones: Phones) -> None:
    told = sorted(phones.acknowledged)
    rest = [each for each in phones.errands if each not in phones.told]
    async with phones.listening():
        await phones.insist_all([*rest, *random.sample(told, len(told) // 5)])
