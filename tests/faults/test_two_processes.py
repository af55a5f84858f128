"""Two processes behind nginx on PostgreSQL and Redis keep the same promises, also when one is killed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.request import urlopen

import pytest
import redis
from playwright.sync_api import Browser, expect

from tests.bench.live.figures import Burst, propose
from tests.bench.live.hall import Hall
from tests.bench.live.machine import describe_machine
from tests.bench.live.rooms import Plan
from tests.browser.faces import Faces, pick
from tests.faults.errands import account
from tests.faults.pair import Pair, wait_until
from tests.faults.phones import Phones, new_ids, play
from tests.patience import LIVE_MS
from tests.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.servers]

CURRENT_S = 10
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


def test_news_cross_from_one_process_to_the_other_and_survive_a_killed_one(
    chromium: Browser, pair: Pair
) -> None:
    """One of two processes behind nginx is killed. Its phones move over to the other one within seconds;
    everything sent before and after is there once.
    """
    program = pair.program
    faces = Faces(chromium, program)
    desk, wall = faces.desk(), faces.wall()
    desk.click("button[data-phase=propose]")
    expect(wall.locator(".stage")).to_have_attribute("data-phase", "propose", timeout=LIVE_MS)
    phones = [faces.phone() for _ in range(6)]
    # Both processes hold phones, and their counts are one count.
    expect(desk.locator("#connected")).to_have_text("6", timeout=15_000)
    for number, phone in enumerate(phones):
        pick(phone, program, "electric-buses", str(10 + number))
    expect(wall.locator("#newest")).to_contain_text("City buses go electric", timeout=LIVE_MS)
    expect(desk.locator("li.proposal")).to_contain_text("6 estimates", timeout=LIVE_MS)

    _part_a_screen_of_the_other_process(chromium, pair)

    pair.site.kill(1)
    for number, phone in enumerate(phones):
        pick(phone, program, "telework", str(100 + number))
    expect(wall.locator("#newest")).to_contain_text("Work from home", timeout=10_000)
    expect(desk.locator("li.proposal", has_text="Work from home")).to_contain_text(
        "6 estimates", timeout=10_000
    )
    with pair.site.connect() as connection:
        stored = connection.execute(
            "SELECT count(*) FROM estimate JOIN proposal ON proposal.id = estimate.proposal_id"
            " JOIN workshop ON workshop.id = proposal.workshop_id WHERE workshop.code = %s",
            (program.code,),
        ).fetchone()
    assert stored == (12,)
    pair.site.start(1)
    # Sockets broke, and Chromium may say so; nothing else may be wrong.
    faces.problems = [problem for problem in faces.problems if "WebSocket connection to" not in problem]
    faces.close()


@pytest.mark.parametrize("number", [0, 1], ids=["the first", "the second"])
def test_kill_9_of_one_of_two_in_a_burst(
    pair: Pair, number: int, full: bool, found: Callable[[str], None]
) -> None:
    """`kill -9` of one of two processes in a burst of proposals. Its phones move over to the other one and
    are current again within ten seconds; what any phone showed as sent is there, once.
    """
    room, ids = pair.new_room(), new_ids(500 if full else 60)
    phones = Phones(room, pair.site.server.address)

    def current_revision() -> int:
        with pair.site.connect() as connection:
            (found,) = connection.execute("SELECT revision FROM workshop WHERE id = %s", (room.id,))
        return int(str(found[0]))

    async def act() -> tuple[int, int, float]:
        hall = await pair.fill_both(room)
        sending = asyncio.ensure_future(phones.insist_all(ids, at_once=15))
        await wait_until(lambda: len(phones.acknowledged) >= len(ids) // 4)
        pair.site.kill(number)
        told, revision, begin = len(phones.acknowledged), current_revision(), time.monotonic()
        assert told < len(ids)
        await wait_until(lambda: any(screen.dropped for screen in hall.screens))
        await wait_until(lambda: all(each.connected and each.revision >= revision for each in hall.screens))
        back_s = time.monotonic() - begin
        await sending
        assert await hall.all_at(current_revision()), "a screen missed the last state"
        moved = sum(1 for screen in hall.screens if screen.dropped)
        assert 0 < moved < len(hall.screens)
        # Who comes in may be told first what came last; pages take no state that is older than theirs.
        assert sum(screen.backwards for screen in hall.screens if not screen.dropped) == 0
        hall.close()
        return told, moved, back_s

    try:
        told, moved, back_s = play(act())
    finally:
        pair.site.start(number)
    stored = account(pair.site.database, room.id, phones.acknowledged)
    assert (stored.stored, stored.lost, stored.doubled, stored.gaps) == (len(ids), 0, 0, 0)
    assert back_s < CURRENT_S
    found(
        f"{told} of {len(ids)} acknowledged before; 0 lost, 0 doubled; its {moved} screens current again "
        f"after {back_s:.1f} s"
    )


def test_a_burst_over_two_processes_is_acknowledged_whole(
    pair: Pair, full: bool, found: Callable[[str], None]
) -> None:
    """A whole hall sends a proposal to two processes at the same moment. Each is acknowledged at the
    first try, and no screen hears of an older state after a newer one.
    """
    people = 1_000 if full else 200
    (room,) = pair.site.prepare(Plan(people=people, frame_bytes=None))

    async def act() -> Burst:
        hall = Hall(pair.site.server, room)
        await hall.fill(people)
        burst = await propose(hall, people, people / 2_000, pair.site.database)
        hall.close()
        return burst

    burst = play(act())
    account = burst.account
    assert account is not None
    found(
        f"{account.stored} of {people} stored, all acknowledged within {burst.acknowledged_s:.1f} s; "
        f"{account.lost} lost, {account.doubled} doubled, {burst.backwards} older states"
    )
    assert burst.failed == []
    assert (account.stored, account.lost, account.doubled) == (people, 0, 0)
    assert burst.backwards == 0


@pytest.mark.ground
def test_the_database_of_faults_and_benchmark_is_durable(pair: Pair) -> None:
    with pair.site.connect() as connection:
        asked = {name: connection.execute(f"SHOW {name}").fetchone() for name in DURABLE}
    assert asked == dict.fromkeys(DURABLE, ("on",))


@pytest.mark.ground
def test_the_benchmark_names_the_servers_that_take_part(pair: Pair) -> None:
    named = describe_machine(ROOT)
    with pair.site.connect() as connection:
        (database,) = connection.execute("SHOW server_version").fetchone() or ("",)
    with redis.Redis.from_url(pair.site.environment["REDIS_URL"]) as client:
        news = client.info("server")["redis_version"]
    with urlopen(pair.program.address) as page:  # noqa: S310  # our own address
        front = page.headers["Server"]
    found = (str(database).partition(" ")[0], news, front.partition("/")[2])
    assert (named["PostgreSQL"], named["Redis"], named["nginx"]) == found


def _part_a_screen_of_the_other_process(chromium: Browser, pair: Pair) -> None:
    """Pair a screen that one process holds with a desk of the other, and take it away."""
    here, there = (
        Faces(chromium, replace(pair.program, address=process.address)) for process in pair.site.processes
    )
    screen, desk = there.open("wall"), here.open("desk")
    screen.goto(f"{there.program.address}/wall")
    desk.context.add_cookies(pair.program.cookies)
    desk.goto(f"{here.program.address}/desk/{pair.program.code}")
    desk.fill("#screen_code", screen.locator("body").get_attribute("data-mark") or "")
    desk.click(".screen-pair button")
    expect(screen.locator("body")).to_have_attribute("data-connection", "on")
    desk.locator(".screen-list button").click()
    expect(screen.locator(".pair-code")).to_be_visible(timeout=LIVE_MS)
    for faces in (here, there):
        faces.close()
