"""The whole benchmark: which figures are measured, how often, and in which order."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.live import figures
from tests.bench.live.files import fetch_files
from tests.bench.live.hall import Hall
from tests.bench.live.headroom import empty_loop_ms
from tests.bench.live.listener import SOCKET_IO
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server, has_peer, ours, peer
from tests.bench.live.site import site
from tests.bench.live.stored import embedded

OURS = "ours"
PEERS = ("socketio.mjs", "ws.mjs", "asgi.py")
FIRST = 20  # phones that connect before memory is counted, so that everything is loaded
WARM_UP = 6
REPEAT_S = 60  # a figure that takes longer is not repeated
SETTLE_S = 1.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much load: phones, rounds, changes a round, seconds that all joins are spread over."""

    clients: int = 1000
    rounds: int = 5
    changes: int = 10
    heavy_rounds: int = 3

    @property
    def voters(self) -> int:
        """How many vote at once."""
        return self.clients * 6 // 10

    @property
    def joining_s(self) -> float:
        """How long the joins last: 100 a second."""
        return self.clients / 100

    @property
    def burst_s(self) -> float:
        """How long the burst lasts: 1,000 proposals a second."""
        return self.clients / 1000


class Bench:
    """Prepares databases, runs the servers in turn and collects what was measured."""

    def __init__(self, folder: Path, size: Size, say: Say) -> None:
        self._folder, self._size, self._say = folder, size, say
        self._prepared: dict[Plan, tuple[Path, list[Prepared]]] = {}
        self.results: dict[str, Any] = {}

    def forget(self, name: str) -> None:
        """Drop what an earlier run found for a figure."""
        key = {"broadcasts": "broadcast"}.get(name, name)
        for each in [each for each in self.results if each.partition(":")[0] == key]:
            del self.results[each]

    async def broadcasts(self) -> None:
        """Submit to last screen, memory and reconnection, ours and the peers' in turn."""
        size = self._size
        payload: dict[str, Any] = {}
        for number in range(size.rounds):
            for name in (OURS, *filter(has_peer, PEERS)):
                with self._server(name, Plan(people=size.clients)) as (server, rooms, _):
                    hall = Hall(server, rooms[0] if rooms else None)
                    await hall.fill(FIRST)
                    await figures.tell([hall], 1, payload)
                    before = server.resident_bytes
                    await hall.fill(size.clients)
                    await asyncio.sleep(SETTLE_S)
                    each = (server.resident_bytes - before) / (size.clients - FIRST)
                    await figures.tell([hall], WARM_UP, payload)
                    told = await figures.tell([hall], size.changes, payload)
                    before_cut = server.times
                    came_back, tries = await figures.cut(hall, payload)
                    spent = server.times - before_cut
                    found = self.results.setdefault("broadcast", {}).setdefault(server.name, _nothing())
                    # Uvicorn's answers to polls come in chunks, which our browser does not read.
                    if server.path == SOCKET_IO and name != "asgi.py":
                        await asyncio.sleep(SETTLE_S)
                        polled, _ = await figures.cut(hall, payload, polling_first=True)
                        found["back_polling_s"].append(polled)
                    if rooms:
                        payload = _plain_payload(hall.listeners[0].frame)
                    hall.close()
                found["told"] += [asdict(each_told) for each_told in told]
                found["phone_bytes"].append(each)
                found["back_s"].append(came_back)
                found["back_server_s"].append(spent.running_s)
                found["tries"].append(tries)
                last = sorted(each_told.phones_ms for each_told in told)[len(told) // 2]
                self._say(
                    f"round {number + 1}, {server.name}: last phone after {last:.0f} ms, "
                    f"{each / 1e3:.0f} kB a phone, all back after {came_back:.1f} s"
                )
        frame = json.dumps(payload, separators=(",", ":")).encode()
        self.results["empty_loop_ms"] = [await empty_loop_ms(size.clients, frame) for _ in range(5)]

    async def votes(self) -> None:
        """Many estimates of one action at once."""

        async def measure(server: Server, rooms: list[Prepared], _: Path) -> dict[str, Any]:
            hall = Hall(server, rooms[0])
            await hall.fill(self._size.clients)
            before = server.times
            burst = await figures.vote(hall, self._size.voters)
            spent = server.times - before
            hall.close()
            return asdict(burst) | {"server": asdict(spent)}

        await self._repeat("votes", Plan(people=self._size.clients), measure)

    async def proposals(self) -> None:
        """As many proposals as phones, as fast as 1,000 a second."""
        await self._propose("proposals", sockets=True)

    async def posts(self) -> None:
        """The same by plain HTTP requests, as where no socket gets through."""
        await self._propose("posts", sockets=False)

    async def _propose(self, name: str, *, sockets: bool) -> None:
        async def measure(server: Server, rooms: list[Prepared], folder: Path) -> dict[str, Any]:
            hall = Hall(server, rooms[0], sockets=sockets)
            await hall.fill(self._size.clients)
            before = server.times
            burst = await figures.propose(hall, self._size.clients, self._size.burst_s, embedded(folder))
            spent = server.times - before
            hall.close()
            return asdict(burst) | {"server": asdict(spent)}

        await self._repeat(name, Plan(people=self._size.clients), measure)

    async def joins(self) -> None:
        """A hall comes in: 100 people a second."""

        async def measure(server: Server, rooms: list[Prepared], _: Path) -> dict[str, Any]:
            before = server.times
            joined = await figures.join(server, rooms[0], self._size.clients, self._size.joining_s)
            spent = server.times - before
            return {**joined, "server": asdict(spent), "files": await fetch_files(server, rooms[0])}

        await self._repeat("joins", Plan(people=2), measure)

    async def workshops(self) -> None:
        """Ten workshops of a tenth each, all changed at once."""
        tenth = self._size.clients // 10

        async def measure(server: Server, rooms: list[Prepared], _: Path) -> dict[str, Any]:
            halls = [Hall(server, room) for room in rooms]
            for hall in halls:
                await hall.fill(tenth)
            await figures.tell(halls, 2)
            told = await figures.tell(halls, self._size.changes)
            for hall in halls:
                hall.close()
            return {"told": [asdict(each) for each in told]}

        await self._repeat("workshops", Plan(workshops=10, people=tenth), measure)

    async def processes(self) -> None:
        """One process and two behind nginx, on PostgreSQL and Redis: a change, and a burst of proposals."""
        people = self._size.clients * 3 // 10
        for number in (1, 2):
            folder = self._folder / f"site-{number}"
            with site(folder, Plan(people=people, frame_bytes=None), number) as (server, room, database):
                hall = Hall(server, room)
                await hall.fill(people)
                await figures.tell([hall], 2)
                told = await figures.tell([hall], self._size.changes)
                burst = await figures.propose(hall, people, people / 1000, database)
                hall.close()
            found = {"told": [asdict(each) for each in told], "burst": asdict(burst), "people": people}
            self.results.setdefault("processes", {})[str(number)] = found
            self._say(f"processes: {number}")

    async def growth(self) -> None:
        """Submit to last screen with fewer phones, and with more actions."""
        size = self._size
        plans = {
            f"{people} phones, 3 actions": Plan(people=people)
            for people in (size.clients // 10, size.clients * 3 // 10)
        }
        plans[f"{size.clients} phones, 60 actions"] = Plan(people=size.clients, actions=60, frame_bytes=None)
        for label, plan in plans.items():

            async def measure(
                server: Server, rooms: list[Prepared], _: Path, plan: Plan = plan
            ) -> dict[str, Any]:
                hall = Hall(server, rooms[0])
                await hall.fill(plan.people)
                await figures.tell([hall], 2)
                told = await figures.tell([hall], size.changes)
                hall.close()
                return {"told": [asdict(each) for each in told]}

            await self._repeat(f"growth: {label}", plan, measure)

    async def _repeat(
        self,
        name: str,
        plan: Plan,
        measure: Callable[[Server, list[Prepared], Path], Awaitable[dict[str, Any]]],
    ) -> None:
        begin = time.monotonic()
        for number in range(self._size.heavy_rounds):
            with self._server(OURS, plan) as (server, rooms, folder):
                self.results.setdefault(name, []).append(await measure(server, rooms, folder))
            self._say(f"{name}: {number + 1}, after {time.monotonic() - begin:.0f} s")
            if time.monotonic() - begin > REPEAT_S:
                break

    @contextmanager
    def _server(self, name: str, plan: Plan) -> Iterator[tuple[Server, list[Prepared], Path]]:
        """Start ours on a fresh copy of a prepared database, or a peer, which knows no workshop."""
        if name != OURS:
            with peer(name) as server:
                yield server, [], self._folder
            return
        prepared, rooms = self._ready(plan)
        folder = self._folder / "running"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(prepared, folder)
        with ours(folder) as server:
            yield server, rooms, folder

    def _ready(self, plan: Plan) -> tuple[Path, list[Prepared]]:
        if plan not in self._prepared:
            self._say(f"preparing {plan.workshops} x {plan.people} people, {plan.actions} actions")
            folder = self._folder / f"prepared-{len(self._prepared)}"
            self._prepared[plan] = (folder, prepare(folder, plan))
        return self._prepared[plan]


def _plain_payload(frame: bytes) -> dict[str, Any]:
    """Take the payload of our frame, every escaped letter replaced by as many plain ones.

    So each server sends frames of the same length, however it writes letters beyond ASCII.
    """
    text = frame.decode().replace("\\u", "uu")
    payload: dict[str, Any] = json.loads(text.removeprefix('42["news",').removesuffix("]"))
    return payload


def _nothing() -> dict[str, list[Any]]:
    words = ("told", "phone_bytes", "back_s", "back_server_s", "back_polling_s", "tries")
    return {word: [] for word in words}
