"""The benchmark's short form: a small hall, in which no promise may break."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.bench.live import kept, typists
from tests.bench.live.figures import cut, propose, tell, vote
from tests.bench.live.floor import come_in, post_at_once
from tests.bench.live.hall import Hall
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.rounds import BARE, FLOOR, PEERS
from tests.bench.live.servers import Server, has_peer, peer
from tests.bench.live.stored import compare, embedded
from tests.bench.live.web import Answer, Browser
from tests.program import running
from tests.tree import ROOT

pytestmark = pytest.mark.clock

PHONES, PROPOSALS = 60, 100
LAST_SCREEN_MS = 1_000
PATIENCE_S = 30


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Prepared, Path]]:
    """Run the real program with a workshop that 60 people have joined."""
    folder = tmp_path_factory.mktemp("hall")
    (room,) = prepare(folder, Plan(people=PHONES, vote=True))
    with running(folder) as program:
        port = int(program.address.rpartition(":")[2])
        yield Server("Handlingsrom", ("127.0.0.1", port), program.process.pid), room, folder


@asynccontextmanager
async def filled(served: tuple[Server, Prepared, Path]) -> AsyncIterator[Hall]:
    """Let everybody and the wall listen."""
    hall = Hall(*served[:2], patience_s=PATIENCE_S)
    await hall.fill(PHONES)
    try:
        yield hall
    finally:
        hall.close()


def test_the_last_screen_shows_a_change_within_a_second(served: tuple[Server, Prepared, Path]) -> None:
    async def act() -> None:
        async with filled(served) as hall:
            told = await tell([hall], 4)
            # The best of some, because machines that run tests are busy.
            assert min(each.last_ms for each in told) < LAST_SCREEN_MS

    asyncio.run(act())


def test_a_burst_is_stored_once_and_seen_by_all(served: tuple[Server, Prepared, Path]) -> None:
    async def act() -> None:
        async with filled(served) as hall:
            burst = await propose(hall, PROPOSALS, 1.0, embedded(served[2]))
            assert burst.failed == []
            assert burst.shown_s is not None, "a screen missed the final state"
            assert burst.backwards == 0
            assert burst.account is not None
            assert (burst.account.lost, burst.account.doubled) == (0, 0)
            assert burst.account.stored == PROPOSALS
            assert len({screen.revision for screen in hall.screens}) == 1

    asyncio.run(act())


def test_phones_that_type_ask_for_the_newest_alone_and_all_are_answered(
    served: tuple[Server, Prepared, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typists, "BEGIN_S", 1.0)
    monkeypatch.setattr(typists, "TYPE_S", 2.0)
    typing = PHONES // 2

    async def act() -> None:
        async with filled(served) as hall:
            await hall.seat_desk()
            found = await typists.type_and_send(hall, typing, 2)
        previews = found["previews"]
        assert (previews["failed"], found["similar"]["failed"], found["dropped"]) == ([], [], 0)
        assert typing <= len(previews["waited_s"]) <= 4 * typing
        assert len(found["similar"]["waited_s"]) >= typing // 2
        assert [sent["kind"] for sent in found["quiet"]] == ["estimate", "proposal"] * 2
        assert {sent["kind"] for sent in found["meanwhile"]} == {"estimate", "proposal"}
        assert max(sent["typing"] for sent in found["meanwhile"]) <= found["most"] <= typing

    asyncio.run(act())


def test_of_the_previews_that_wait_the_newest_wins() -> None:
    async def act() -> None:
        asked, begun, gate = typists.Asked(), [], asyncio.Event()

        async def send() -> Answer:
            begun.append(time.perf_counter_ns())
            await gate.wait()
            return Answer(200, b"", b"", 0, time.perf_counter_ns())

        previews = typists.Asking(send, asked)
        for _ in range(4):
            previews.ask()
            await asyncio.sleep(0.01)
        assert (len(begun), asked.superseded) == (1, 2)
        gate.set()
        await previews.finish()
        assert (len(begun), len(asked.waited_s)) == (2, 2)
        # Each waited for the first one, and the time counts from its own question.
        assert asked.waited_s[0] >= 0.04
        assert 0.01 <= asked.waited_s[1] < asked.waited_s[0]

    asyncio.run(act())


def test_votes_of_everybody_at_once_are_stored_once(served: tuple[Server, Prepared, Path]) -> None:
    async def act() -> None:
        async with filled(served) as hall:
            burst = await vote(hall, PHONES, embedded(served[2]))
            assert burst.failed == []
            assert burst.account is not None
            assert (burst.account.lost, burst.account.doubled) == (0, 0)
            assert burst.account.stored == PHONES

    asyncio.run(act())


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_sends_the_very_bytes_that_it_is_handed(name: str) -> None:
    if not has_peer(name):
        pytest.skip("its program is not here")
    # What servers write in their own ways: letters beyond ASCII, fractions and empty space.
    frames = [
        b'42["news",{"epoch":"e","revision":%d, "share":1.0,"words":"utsl\\u00e4pp"}]' % n for n in (7, 8)
    ]

    async def act() -> None:
        with peer(name) as server:
            hall = Hall(server, script=iter(frames), patience_s=PATIENCE_S)
            await hall.fill(5)
            told = await tell([hall], 1)
            await cut(hall)
            hall.close()
        assert hall.told == frames
        assert hall.frames() == {frames[-1]}
        assert told[0].frames == 1

    asyncio.run(act())


def test_the_floor_answers_as_long_as_it_is_asked_to(served: tuple[Server, Prepared, Path]) -> None:
    async def act() -> None:
        with peer(FLOOR) as server:
            posted = await post_at_once(server, served[1], 20, 0.01, 143)
            came = await come_in(server, served[1], 5, 0.01, [5_000, 6_000])
            browser = Browser(server.address)
            assert [len((await browser.get(f"/{length}")).body) for length in (0, 5_000)] == [0, 5_000]
            browser.close()
        assert (posted["failed"], len(posted["waited_s"])) == ([], 20)
        assert (came["failed"], len(came["whole_s"])) == ([], 5)

    asyncio.run(act())


def test_a_bare_server_gives_the_answers_of_ours(
    served: tuple[Server, Prepared, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TURNS", "ASKED_A_TURN", "WARM_UP"):
        monkeypatch.setattr(kept, name, 3)
    with peer(BARE) as bare:
        found = kept.measure_kept(served[0], bare, served[1])
    assert {len(found[word][of]) for word in ("file", "news") for of in ("ours_ms", "bare_ms")} == {3}
    assert found["file"]["bytes"] < found["news"]["bytes"]


def test_the_load_asks_for_cores_before_it_takes_its_own() -> None:
    asked = "import os; from tests.bench.live.servers import prepare_load_process as take; "
    asked += "print({0, 1} <= os.sched_getaffinity(0), take())"
    told = subprocess.run((sys.executable, "-c", asked), capture_output=True, text=True, check=True, cwd=ROOT)
    before, said = told.stdout.split()
    assert said == before


def test_the_second_of_two_quick_changes_is_shown_too(served: tuple[Server, Prepared, Path]) -> None:
    async def act() -> None:
        async with filled(served) as hall:
            for number in range(5):
                answers = await asyncio.gather(
                    *(hall.pick(2 * number + each, 600 + each) for each in range(2))
                )
                newest = max(json.loads(answer.body)["revision"] for answer in answers)
                assert await hall.all_at(newest, patience_s=5), "coalescing swallowed the last state"

    asyncio.run(act())


def test_what_is_sent_twice_at_once_counts_once(served: tuple[Server, Prepared, Path]) -> None:
    async def act() -> None:
        async with filled(served) as hall:
            ids = [uuid.uuid4().hex for _ in range(20)]
            answers = await asyncio.gather(
                *(hall.propose(number, operation_id) for number, operation_id in enumerate(ids) for _ in "ab")
            )
            assert {answer.status for answer in answers} == {200}
            revisions = [json.loads(answer.body)["revision"] for answer in answers]
            assert revisions[::2] == revisions[1::2]
            account = compare(embedded(served[2]), served[1].id, ids)
            assert (account.lost, account.doubled) == (0, 0)
            assert await hall.all_at(max(revisions))

    asyncio.run(act())


def test_everybody_comes_back_after_a_cut_to_the_newest_state(served: tuple[Server, Prepared, Path]) -> None:
    async def act() -> None:
        async with filled(served) as hall:
            seconds, _ = await cut(hall)
            assert seconds < 10
            assert all(screen.revision == hall.revision for screen in hall.screens)

    asyncio.run(act())
