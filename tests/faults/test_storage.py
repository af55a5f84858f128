"""The disk is full or read-only, the servers behind us stop: nothing is pretended, and all heals."""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bench.live.listener import Listener
from tests.bench.live.rooms import Plan, prepare
from tests.bench.live.web import Browser as Phone
from tests.browser.faces import Faces, pick
from tests.faults.disk import Disk
from tests.faults.errands import Account, account, mixed, open_vote
from tests.faults.pair import wait_until
from tests.faults.phones import Phones, new_ids, play
from tests.patience import LIVE_MS
from tests.program import Program, free_port, running
from tests.servers import postgresql, redis, stoppable_postgresql
from tests.tree import ROOT

NOTICED_MS = 12_000
HEALED_MS = 40_000


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a small disk of its own, where we may; else the test cannot be run here."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk may be mounted here: {done.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill_up(disk: Path) -> Path:
    """Leave no room on a disk."""
    ballast = disk / "ballast"
    file = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while os.write(file, b"x" * 4096):
            pass
    os.close(file)
    return ballast


def write_much(phone: Page, program: Program, title: str) -> None:
    """Write a proposal of one's own on a phone that needs some room in the database."""
    phone.goto(f"{program.address}/phone/{program.code}/own")
    phone.fill("#title", title)
    phone.fill("#description", "Because " * 120)
    phone.wait_for_selector("form[data-bound~=outbox]")
    phone.click("main button.primary")


def notice_and_heal(
    faces: Faces, program: Program, words: str, trouble: str, mend: Callable[[], object]
) -> None:
    """See on phone and desk that nothing can be stored, that it is kept, and that it goes out afterwards."""
    desk, phone = faces.contexts[0].pages[0], faces.contexts[1].pages[0]
    for number in range(20):
        write_much(phone, program, f"Kept {number}")
        box = phone.locator("#outbox")
        phone.wait_for_timeout(1_000)
        if box.is_visible():
            break
    else:
        raise AssertionError("everything was stored")
    # The phone has gone on to its own page, says why and that it keeps what was written; nothing there
    # or on the desk looks as if it had been received.
    home, refused = re.compile(rf"/phone/{program.code}$"), f"Kept {number}"
    for _ in range(2):
        expect(phone).to_have_url(home)
        expect(box).to_contain_text("Nothing can be stored right now", timeout=NOTICED_MS)
        expect(box).to_contain_text(words)
        expect(box).to_contain_text("1 change waits to be sent. It is kept on this phone.")
        expect(phone.locator(".mine li", has_text=refused)).to_have_count(0)
        expect(phone.locator(".flash")).to_have_count(0)
        phone.reload()
    # The desk hears it with the next heartbeat, with what to do, and a step of its own is refused in words.
    expect(desk.locator(f"[data-trouble={trouble}]")).to_be_visible(timeout=NOTICED_MS)
    expect(desk.locator("#trouble")).to_contain_text("The phones keep what they want to send")
    expect(desk.locator("li.proposal", has_text=refused)).to_have_count(0)
    save(desk)
    expect(desk.locator("#said")).to_contain_text("Nothing can be stored right now")
    expect(desk.locator("#said")).to_contain_text("Send this again in a moment: nothing counts twice.")
    mend()
    expect(box).to_be_hidden(timeout=HEALED_MS)
    expect(phone.locator(".mine li", has_text=refused)).to_have_count(1, timeout=NOTICED_MS)
    expect(desk.locator("#trouble")).to_be_hidden(timeout=NOTICED_MS)
    expect(desk.locator("li.proposal", has_text=refused)).to_have_count(1, timeout=NOTICED_MS)
    save(desk)
    expect(desk.locator("#said")).to_contain_text("is saved.")


def save(desk: Page) -> None:
    """Save the scenario on the desk, with a note that needs some room."""
    form = desk.locator("details.save")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.locator("#name").fill("As it stands")
    form.locator("#note").fill("Because " * 120)
    form.get_by_role("button").click()


def gather(chromium: Browser, program: Program) -> Faces:
    """Open a desk and a phone while proposals are open."""
    faces = Faces(chromium, program)
    faces.desk().click("button[data-phase=propose]")
    faces.phone()
    return faces


@pytest.mark.slow
@pytest.mark.browser
def test_the_disk_is_full(chromium: Browser, tmp_path: Path) -> None:
    """The disk under the database is full. Phones say so, keep what was written, and send it by themselves
    when there is room; the desk says what to do. Nothing shows as received that is not stored.
    """
    with small_disk(tmp_path, 8) as disk, running(disk) as program:
        faces = gather(chromium, program)
        ballast = fill_up(disk)
        notice_and_heal(faces, program, "disk is full", "full", ballast.unlink)
        for context in faces.contexts:
            context.close()


@pytest.mark.browser
def test_the_program_may_write_no_larger_files(chromium: Browser, tmp_path: Path) -> None:
    """A quota or limit stops the database's growth. As with a full disk: phones keep and send later, the
    desk says what to do.
    """
    with running(tmp_path) as program:
        faces = gather(chromium, program)
        # Less than a page of the database's log, also where it begins anew from its start.
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (4_096, resource.RLIM_INFINITY))
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        notice_and_heal(
            faces,
            program,
            "disk refuses",
            "broken",
            lambda: resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, unlimited),
        )
        for context in faces.contexts:
            context.close()


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


@pytest.mark.slow
@pytest.mark.browser
def test_sqlite_takes_only_reading(chromium: Browser, tmp_path: Path) -> None:
    """SQLite takes only reading during a meeting. Phones and desk can be read and say so; what phones send
    is kept and goes out when it takes changes again.
    """
    disk = Disk(tmp_path / "disk")
    with running(tmp_path / "data", command=disk.command, cwd=ROOT) as program:
        faces = gather(chromium, program)
        disk.take_only_reading(only=True)
        notice_and_heal(
            faces, program, "may only read", "read-only", lambda: disk.take_only_reading(only=False)
        )
        for context in faces.contexts:
            context.close()


def test_phones_insist_while_sqlite_takes_only_reading(tmp_path: Path) -> None:
    """SQLite takes only reading while a room sends. Each is told that nothing can be stored, and why, also
    the desk; pages and news can be read as they were; what is sent again later is stored once.
    """
    (room,) = prepare(tmp_path / "data", Plan(people=8, frame_bytes=None))
    disk, database = Disk(tmp_path / "disk"), f"sqlite:///{tmp_path / 'data' / 'handlingsrom.sqlite'}"
    with running(tmp_path / "data", command=disk.command, cwd=ROOT) as program:
        address = ("127.0.0.1", int(program.address.rpartition(":")[2]))
        errands = mixed(room, 24, database)
        phones = Phones(room, address, errands)

        async def act() -> None:
            await open_vote(room, address)
            reader, ids = Phone(address, dict(room.phones[0]), keep=False), list(errands)
            news = f"/phone/{room.code}/news"
            before = await reader.get(news, accept="application/json")
            disk.take_only_reading(only=True)
            async with phones.listening():
                for answer in [await phones.send(each) for each in ids]:
                    assert (answer.status, json.loads(answer.body)["trouble"]) == (503, "read-only")
                    assert "may only read" in json.loads(answer.body)["what"]
            desk = Phone(address, dict(room.desk), token=room.desk_token, keep=False)
            step = {"operation_id": ids[0], "name": "As it stands", "note": ""}
            refused = await desk.post(f"/desk/{room.code}/save", step)
            assert (refused.status, json.loads(refused.body)["trouble"]) == (503, "read-only")
            assert (await reader.get(news, accept="application/json")).body == before.body
            page = await reader.get(f"/phone/{room.code}")
            assert (page.status, b"Idea " in page.body) == (200, False)
            disk.take_only_reading(only=False)
            async with phones.listening():
                await phones.insist_all(ids, at_once=8)

        play(act())
    told = account(database, room.id, errands, errands)
    assert told == Account(stored=len(errands), lost=0, doubled=0, gaps=0)


def test_the_data_folder_is_read_only_at_the_start(tmp_path: Path) -> None:
    """The data folder may not be written when the server is started. It does not start, and says which
    folder it is and what to do, instead of failing under the room's hands.
    """
    with running(tmp_path):
        pass
    for path in (tmp_path, *tmp_path.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    # The superuser may write anyway, until that is taken away.
    setpriv = shutil.which("setpriv")
    no_override = ["--inh-caps=-dac_override", "--bounding-set=-dac_override"]
    prefix = [str(setpriv), *no_override] if os.geteuid() == 0 and setpriv else []
    command = [*prefix, sys.executable, "-m", "workshop.cli.main", "run", "--port", str(free_port())]
    done = subprocess.run(
        [*command, "--data", str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    tmp_path.chmod(0o755)
    assert done.returncode == 1
    assert "may only read its database" in done.stderr
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr


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
            "SECRET_KEY": "s" * 32,
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
            expect(phone.get_by_role("link", name="Choose an action")).to_be_visible(timeout=9_000)
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
    listener = _Beats(
        phones.address, auth={"audience": "phone", "code": phones.room.code}, cookies=phones.room.phones[0]
    )
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
    listener.leave()
    return seconds


def _create_hall(server: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE hall")


def _set_read_only(server: str, how: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {how}")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")
