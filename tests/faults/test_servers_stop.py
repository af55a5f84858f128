"""PostgreSQL takes only reading or stops, Redis stops: nothing is pretended, and all heals."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.bench.live.listener import Listener
from tests.bench.live.rooms import Plan, prepare
from tests.browser.faces import Faces, pick
from tests.faults.errands import account
from tests.faults.healing import gather, notice_and_heal
from tests.faults.pair import wait_until
from tests.faults.phones import Phones, new_ids, play
from tests.patience import LIVE_MS
from tests.program import Program, free_port, running
from tests.servers import postgresql, redis, stoppable_postgresql


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.servers
def test_the_database_becomes_read_only(chromium: Browser, tmp_path: Path) -> None:
    """PostgreSQL takes only reading, as after a fail-over. Phones and desk can be read and say so; what
    phones send is kept and goes out when it takes changes again.
    """
    with postgresql() as server:
        _create_hall(server)
        with running(tmp_path, environment={"DATABASE_URL": f"{server}/hall"}) as program:
            faces = gather(chromium, program)
            _set_read_only(server, "on")
            notice_and_heal(
                faces, program, "may only read", "read-only", lambda: _set_read_only(server, "off")
            )
            # The desk has heard beats all the time.
            assert "a heartbeat failed" not in (tmp_path / "program.log").read_text(encoding="utf-8")
            for context in faces.contexts:
                context.close()


@pytest.mark.servers
def test_postgresql_stops_and_starts(tmp_path: Path, full: bool, found: Callable[[str], None]) -> None:
    """PostgreSQL is stopped in a burst and started again. Phones say that changes wait; they go out when
    it is back, and are there once. The heartbeat goes on.
    """
    size = 300 if full else 60
    with stoppable_postgresql() as (server, switch):
        _create_hall(server)
        environment = {"DATABASE_URL": f"{server}/hall"}
        (room,) = prepare(tmp_path, Plan(people=30, frame_bytes=None), environment)
        with running(tmp_path, environment=environment) as program:
            phones = Phones(room, ("127.0.0.1", int(program.address.rpartition(":")[2])))
            ids = new_ids(size)
            # Somebody listens: so each beat asks the database how it stands.
            seconds = play(_send_through(phones, ids, switch))
            told = account(f"{server}/hall".replace("postgresql:", "postgresql+psycopg:"), room.id, set(ids))
            assert (told.stored, told.lost, told.doubled, told.gaps) == (size, 0, 0, 0)
            log = (tmp_path / "program.log").read_text(encoding="utf-8")
            assert "the database stores nothing (away)" in log
            assert "a heartbeat failed" not in log
    found(
        f"{size} operations through a stop of some seconds, {phones.tries} requests, {seconds:.1f} s; "
        "0 lost, 0 doubled"
    )


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.servers
def test_redis_stops_and_starts(chromium: Browser, tmp_path: Path) -> None:
    """Redis stops and starts again between two processes. News of the other process comes with the next
    heartbeat, within five seconds; joining goes on; wrong codes are still counted.
    """
    port = free_port()
    with postgresql() as server:
        _create_hall(server)
        environment = {
            "DATABASE_URL": f"{server}/hall",
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            "SECRET_KEY": "0123456789abcdef" * 2,
        }
        with ExitStack() as stack:
            storage = ExitStack()
            storage.enter_context(redis(tmp_path, port))
            here, there = (
                stack.enter_context(running(tmp_path / name, environment=environment)) for name in "ab"
            )
            faces, far = Faces(chromium, here), Faces(chromium, _seen_at(here, there))
            desk = faces.desk()
            storage.close()
            wall, phone = far.wall(), far.phone()
            desk.click("button[data-phase=propose]")
            expect(wall.locator(".stage")).to_have_attribute("data-phase", "propose", timeout=9_000)
            expect(phone.get_by_role("link", name="All actions")).to_be_visible(timeout=9_000)
            pick(phone, far.program, "telework", "900")
            expect(desk.locator("li.proposal")).to_contain_text("Work from home", timeout=9_000)
            guesser = chromium.new_context()
            codes = [f"{there.address}/j/ZZZZ{2 + number // 8}{2 + number % 8}" for number in range(22)]
            statuses = [guesser.request.get(code).status for code in codes]
            assert statuses == [404] * 21 + [429]  # the first one has no token yet
            stack.enter_context(redis(tmp_path, port))
            wall.wait_for_timeout(2_000)
            # By push again, as test_behind_one_address.py makes sure.
            desk.click("button[data-phase=combine]")
            expect(wall.locator(".stage")).to_have_attribute("data-phase", "combine", timeout=LIVE_MS)
            for context in (guesser, *faces.contexts, *far.contexts):
                context.close()


def _seen_at(here: Program, there: Program) -> Program:
    """Give the program of one process as the other process answers it."""
    links = {name: getattr(here, name).replace(here.address, there.address) for name in ("wall", "join")}
    return replace(here, address=there.address, **links)


class _Beats(Listener):
    """A phone that also keeps what the beats say."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.beats: list[dict[str, Any]] = []

    def _take(self, opcode: int, text: bytes) -> None:
        if text.startswith(b'42["beat"'):
            self.beats.append(json.loads(text[2:])[1])
        super()._take(opcode, text)


async def _send_through(phones: Phones, ids: list[str], switch: Callable[[bool], None]) -> float:
    auth = {"audience": "phone", "code": phones.room.code}
    with _Beats(phones.address, auth=auth, cookies=phones.room.phones[0]) as listener:
        await listener.join()
        begin = time.monotonic()
        sending = asyncio.ensure_future(phones.insist_all(ids, at_once=10))
        while len(phones.acknowledged) < len(ids) // 4:
            await asyncio.sleep(0.01)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, switch, False)
        # A beat that says so and has no revision has asked the database.
        await wait_until(
            lambda: any(beat["trouble"] == "away" and "revision" not in beat for beat in listener.beats)
        )
        await loop.run_in_executor(None, switch, True)
        await sending
        seconds = time.monotonic() - begin
        await wait_until(lambda: listener.beats[-1]["trouble"] is None and "revision" in listener.beats[-1])
        assert listener.connected
    return seconds


def _create_hall(server: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE hall")


def _set_read_only(server: str, how: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {how}")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")
