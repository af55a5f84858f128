"""The power is cut, or the disk refuses what it is given: what was acknowledged is there afterwards."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench.live.listener import Listener
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.web import Browser
from tests.faults.disk import Disk, Flush
from tests.faults.errands import mixed, open_vote, own
from tests.faults.phones import Phones, new_ids, play
from tests.program import Program, free_port, running
from tests.tree import ROOT

PEOPLE = 12
RECEIPTS = "SELECT operation_id FROM operation"


@dataclass
class Machine:
    """A prepared room on a disk of the tests, and the program that may be started on it."""

    folder: Path
    room: Prepared
    disk: Disk
    port: int

    @property
    def address(self) -> tuple[str, int]:
        """Where the program listens while it runs."""
        return ("127.0.0.1", self.port)

    def running(self) -> AbstractContextManager[Program]:
        """Start the program."""
        return running(self.folder, port=self.port, command=self.disk.command, cwd=ROOT)

    @property
    def database(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.folder / 'handlingsrom.sqlite'}"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Prepare a room of some people on a disk that can be told to fail."""
    folder = tmp_path_factory.mktemp("power")
    (room,) = prepare(folder / "data", Plan(people=PEOPLE, frame_bytes=None))
    return Machine(folder / "data", room, Disk(folder / "disk"), free_port())


def test_the_power_is_cut_after_an_acknowledgement(
    machine: Machine, full: bool, found: Callable[[str], None]
) -> None:
    """The power is cut in the moment when a phone or wall hears that something is stored. When the server
    is back, it is there: proposals, estimates, votes and people, sent by HTTP or over a socket.
    """
    phones = Phones(machine.room, machine.address)
    phones.errands = mixed(machine.room, 240 if full else 48, machine.database)
    # Some are sent twice at the same moment, as after an answer that was long in coming.
    again = Phones(machine.room, machine.address, dict(list(phones.errands.items())[::4]))

    async def act() -> Listener:
        await open_vote(machine.room, machine.address)
        auth = {"audience": "wall", "code": machine.room.code, "key": machine.room.screen_key}
        with Listener(machine.address, auth=auth) as wall:
            await wall.insist()
            async with phones.listening(), again.listening():
                await asyncio.gather(
                    phones.insist_all(list(phones.errands), at_once=6),
                    again.insist_all(list(again.errands), at_once=2),
                )
            async with asyncio.timeout(30):
                while wall.revision < _revision(machine):
                    await asyncio.sleep(0.01)
        return wall

    with machine.running():
        wall = play(act())
    kept: dict[Flush, set[str]] = {}
    for told in (phones, again):
        assert told.acknowledged == set(told.errands)
        for operation_id, moment_ns in told.told.items():
            flush = machine.disk.before(moment_ns)
            there = kept.setdefault(flush, set(flush.read(RECEIPTS)))
            assert operation_id in there, told.errands[operation_id]
    (shown,) = machine.disk.before(wall.seen_ns).read(
        f"SELECT revision FROM workshop WHERE id = {machine.room.id}"  # noqa: S608
    )
    assert int(shown) >= wall.revision
    found(
        f"{len(phones.told)} operations, {len(again.told)} of them sent twice at once, {len(kept)} moments: "
        "each was on the disk before its answer"
    )


def test_the_disk_forgets_what_it_refused(machine: Machine) -> None:
    """A disk refuses what it is given, and from then on takes it for written. Nothing shows as sent, and
    screens hear nothing of it; phones keep it, and what goes out later is on the disk, also where the
    server was killed and started again meanwhile.
    """
    errands = {
        each: own(machine.room, each, number % 2, socket=bool(number % 2))
        for number, each in enumerate(new_ids(4))
    }
    phones = Phones(machine.room, machine.address, errands)
    first, second = list(errands)[:2], list(errands)[2:]
    with machine.running() as program:
        play(_refused(machine, phones, first))
        play(_come_in_late(machine))
        machine.disk.fail(fails=False)
        play(_sent_again(machine, phones, first))
        play(_refused(machine, phones, second))
        program.process.kill()
        program.process.wait()
    machine.disk.fail(fails=False)
    with machine.running():
        play(_sent_again(machine, phones, second))


async def _refused(machine: Machine, phones: Phones, ids: list[str]) -> None:
    """Send while the disk fails, and look at what is shown of it."""
    room = machine.room
    auth = {"audience": "wall", "code": room.code, "key": room.screen_key}
    with (
        closing(Browser(machine.address, dict(room.phones[0]), keep=False)) as phone,
        Listener(machine.address, auth=auth) as wall,
    ):
        news = f"/phone/{room.code}/news"
        before = json.loads((await phone.get(news, accept="application/json")).body)["revision"]
        await wall.insist()
        machine.disk.fail(fails=True)
        async with phones.listening():
            for each in ids:
                answer = await phones.send(each)
                assert (answer.status, json.loads(answer.body)["trouble"]) == (503, "broken")
            # A page that asks for news gets the reason why there is none.
            answer = await phone.get(news, accept="application/json")
            assert (answer.status, json.loads(answer.body)["trouble"]) == (503, "broken")
        # A page can be read all the same, and shows what the database has: also what the disk refused.
        page = await phone.get(f"/phone/{room.code}")
        assert page.status == 200
        assert phones.errands[ids[0]].mark.encode() in page.body
        assert wall.revision <= before


async def _come_in_late(machine: Machine) -> None:
    """Come in while the disk fails: what is heard first is a beat, and no news."""
    auth = {"audience": "phone", "code": machine.room.code}
    with Listener(machine.address, auth=auth, cookies=machine.room.phones[1]) as late:
        await late.insist()
        async with asyncio.timeout(30):
            while late.frames == 0:
                await asyncio.sleep(0.01)
        assert late.revision == -1


async def _sent_again(machine: Machine, phones: Phones, ids: list[str]) -> None:
    """Send again what was refused: there is a receipt of the first try, which the disk does not have."""
    async with phones.listening():
        for each in ids:
            await phones.insist(each)
            assert each in machine.disk.before(phones.told[each]).read(RECEIPTS)


def _revision(machine: Machine) -> int:
    with closing(sqlite3.connect(machine.folder / "handlingsrom.sqlite")) as connection:
        found = connection.execute("SELECT revision FROM workshop WHERE id = ?", (machine.room.id,))
        return int(found.fetchone()[0])
