"""Two processes behind nginx on PostgreSQL and Redis keep the same promises, also when one is killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.bench.live.figures import Burst, propose
from tests.bench.live.hall import Hall
from tests.bench.live.rooms import Plan
from tests.bench.live.site import site
from tests.browser.faces import Faces, pick
from tests.faults.phones import play
from tests.patience import LIVE_MS
from tests.program import Program, free_port, running
from tests.servers import nginx, postgresql, redis

pytestmark = [pytest.mark.browser, pytest.mark.servers]


PEOPLE = 200


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[Program, list[Program]]]:
    """Start everything; give the program as people reach it, and its two processes."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql())
        with psycopg.connect(f"{database}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE hall")
        ports, front = [free_port(), free_port()], free_port()
        environment = {
            "DATABASE_URL": f"{database}/hall",
            "REDIS_URL": stack.enter_context(redis(tmp_path)),
            "SECRET_KEY": "s" * 32,
            "HANDLINGSROM_ADDRESS": f"http://127.0.0.1:{front}",
        }
        processes = [
            stack.enter_context(running(tmp_path / str(port), port=port, environment=environment))
            for port in ports
        ]
        address = stack.enter_context(nginx(tmp_path, front, ports))
        first = processes[0]
        yield (
            replace(
                first,
                address=address,
                login=first.login.replace(first.address, address),
                wall=first.wall.replace(first.address, address),
                join=first.join.replace(first.address, address),
            ),
            processes,
        )


def test_news_cross_from_one_process_to_the_other_and_survive_a_killed_one(
    chromium: Browser, hall: tuple[Program, list[Program]]
) -> None:
    """One of two processes behind nginx is killed. Its phones move over to the other one within seconds;
    everything sent before and after is there once.
    """
    program, processes = hall
    faces = Faces(chromium, program)
    desk, wall = faces.desk(), faces.wall()
    desk.click("button[data-phase=propose]")
    expect(wall.locator(".stage")).to_have_attribute("data-phase", "propose", timeout=LIVE_MS)
    phones = [faces.phone() for _ in range(6)]
    # Both processes hold phones, and their counts are one count.
    expect(desk.locator("#connected")).to_have_text("6", timeout=15_000)
    for number, phone in enumerate(phones):
        pick(phone, program, "electric-buses", str(10 + number))
    expect(wall.locator("#ticker")).to_contain_text("City buses go electric", timeout=LIVE_MS)
    expect(desk.locator("li.proposal")).to_contain_text("6 estimates", timeout=LIVE_MS)

    _part_a_screen_of_the_other_process(faces, program, processes)

    processes[1].process.kill()
    processes[1].process.wait()
    # What Chromium says about the sockets that broke is no fault of the pages.
    faces.problems.clear()
    for number, phone in enumerate(phones):
        pick(phone, program, "telework", str(100 + number))
    expect(wall.locator("#ticker")).to_contain_text("Work from home", timeout=10_000)
    expect(desk.locator("li.proposal", has_text="Work from home")).to_contain_text(
        "6 estimates", timeout=10_000
    )
    with psycopg.connect(_database(hall)) as connection:
        stored = connection.execute("SELECT count(*) FROM estimate").fetchone()
    assert stored == (12,)
    for context in faces.contexts:
        context.close()


def test_a_burst_over_two_processes_is_acknowledged_whole(
    tmp_path: Path, found: Callable[[str], None]
) -> None:
    """Two hundred people send a proposal to two processes at the same moment. Each is acknowledged at the
    first try, and no screen hears of an older state after a newer one.
    """
    with site(tmp_path / "site", Plan(people=PEOPLE, frame_bytes=None), 2) as (server, room, database):

        async def act() -> Burst:
            hall = Hall(server, room)
            await hall.fill(PEOPLE)
            burst = await propose(hall, PEOPLE, 0.1, database)
            hall.close()
            return burst

        burst = play(act())
    account = burst.account
    assert account is not None
    found(
        f"{account.stored} of {PEOPLE} stored, all acknowledged within {burst.acknowledged_s:.1f} s; "
        f"{account.lost} lost, {account.doubled} doubled, {burst.backwards} older states"
    )
    assert burst.failed == []
    assert (account.stored, account.lost, account.doubled) == (PEOPLE, 0, 0)
    assert burst.backwards == 0


def _part_a_screen_of_the_other_process(faces: Faces, program: Program, processes: list[Program]) -> None:
    """Pair a screen that one process holds with a desk of the other, and take it away."""
    screen, desk = faces.open("wall"), faces.open("desk")
    screen.goto(f"{processes[1].address}/wall")
    desk.context.add_cookies(program.cookies)
    desk.goto(f"{processes[0].address}/desk/{program.code}")
    desk.fill("#screen_code", screen.locator("body").get_attribute("data-mark") or "")
    desk.click(".screen-pair button")
    expect(screen.locator("body")).to_have_attribute("data-connection", "on")
    desk.locator(".screen-list button").click()
    expect(screen.locator(".pair-code")).to_be_visible(timeout=LIVE_MS)
    for page in (screen, desk):
        page.close()


def _database(hall: tuple[Program, list[Program]]) -> str:
    environment = Path(f"/proc/{hall[1][0].process.pid}/environ").read_bytes().decode().split("\0")
    return next(line for line in environment if line.startswith("DATABASE_URL=")).partition("=")[2]
