"""The disk is full or SQLite takes only reading: nothing is pretended, and all heals."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.bench.live.rooms import Plan, prepare
from tests.bench.live.web import Browser as Phone
from tests.faults.disk import Disk
from tests.faults.errands import Account, account, mixed, open_vote
from tests.faults.healing import gather, notice_and_heal
from tests.faults.phones import Phones, play
from tests.program import free_port, running
from tests.tree import ROOT


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
            step = {"operation_id": ids[0], "name": "As it should appear", "note": ""}
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
