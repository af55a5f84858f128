"""The whole benchmark: which figures are measured, how often, and in which order."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.live import figures, floor, typists
from tests.bench.live.files import fetch_files
from tests.bench.live.hall import Hall
from tests.bench.live.headroom import empty_loop_ms
from tests.bench.live.kept import measure_kept
from tests.bench.live.listener import SOCKET_IO
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server, has_peer, ours, peer
from tests.bench.live.site import site
from tests.bench.live.statistic import middle
from tests.bench.live.stored import embedded

OURS = "ours"
PEERS = ("socketio.mjs", "ws.mjs", "asgi.py")
FLOOR, BARE = "plain.py", "kept.py"
FIRST = 20  # phones that connect before memory is counted, so that everything is loaded
WARM_UP = 6
EMPTY_LOOPS = 25
SETTLE_S = 1.0

Say = Callable[[str], None]
Measure = Callable[[Server, list[Prepared], Path], Awaitable[dict[str, Any]]]
Beneath = Callable[[Server, Prepared, dict[str, Any]], Awaitable[dict[str, Any]]]


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

    async def broadcasts(self) -> None:
        """Submit to last screen, memory and reconnection, ours and the peers' in turn."""
        size = self._size
        found: dict[str, dict[str, list[Any]]] = {}
        frame = b""
        for number in range(size.rounds):
            # What ours sends in this round, the peers send after it, frame for frame.
            script: list[bytes] = []
            for name in (OURS, *filter(has_peer, PEERS)):
                with self._server(name, Plan(people=size.clients)) as (server, rooms, _):
                    hall = Hall(server, rooms[0] if rooms else None, script=iter(script))
                    # Uvicorn's answers to polls come in chunks, which our browser does not read.
                    polls = server.path == SOCKET_IO and name != "asgi.py"
                    each = await self._one_round(hall, polls=polls)
                    hall.close()
                    if rooms:
                        script, frame = hall.told, hall.listeners[0].frame
                for word, value in each.items():
                    kept = found.setdefault(server.name, {}).setdefault(word, [])
                    kept += value
                last = middle([told["phones_ms"] for told in each["told"]])
                self._say(
                    f"round {number + 1}, {server.name}: last phone after {last:.0f} ms, "
                    f"{each['phone_bytes'][0] / 1e3:.0f} kB a phone, all back after {each['back_s'][0]:.1f} s"
                )
        empty = [await empty_loop_ms(size.clients, frame) for _ in range(EMPTY_LOOPS)]
        self.results["broadcasts"] = {"servers": found, "empty_loop_ms": empty}

    async def _one_round(self, hall: Hall, *, polls: bool) -> dict[str, list[Any]]:
        """Let one server's hall fill, hear changes, and lose all its sockets."""
        size, server = self._size, hall.server
        await hall.fill(FIRST)
        await figures.tell([hall], 1)
        before = server.resident_bytes
        await hall.fill(size.clients)
        await asyncio.sleep(SETTLE_S)
        phone_bytes = (server.resident_bytes - before) / (size.clients - FIRST)
        await figures.tell([hall], WARM_UP)
        told = await figures.tell([hall], size.changes)
        before_cut = server.times
        came_back, tries = await figures.cut(hall)
        spent = server.times - before_cut
        polled = []
        if polls:
            await asyncio.sleep(SETTLE_S)
            polled.append((await figures.cut(hall, polling_first=True))[0])
        return {
            "told": [asdict(each) for each in told],
            "phone_bytes": [phone_bytes],
            "back_s": [came_back],
            "back_server_s": [spent.running_s],
            "back_polling_s": polled,
            "tries": [tries],
        }

    async def proposals(self) -> None:
        """As many proposals as phones, as fast as 1,000 a second."""
        await self._burst("proposals", self._propose)

    async def posts(self) -> None:
        """The same by plain HTTP requests, as where no socket gets through."""
        await self._burst("posts", self._propose, sockets=False)

    async def estimates(self) -> None:
        """Many estimates of one action at once."""
        await self._burst("estimates", self._estimate)

    async def votes(self) -> None:
        """Many ballots at once, in a vote that is open."""
        await self._burst("votes", self._vote, Plan(people=self._size.clients, vote=True))

    async def _propose(self, hall: Hall, database: str) -> figures.Burst:
        return await figures.propose(hall, self._size.clients, self._size.burst_s, database)

    async def _estimate(self, hall: Hall, database: str) -> figures.Burst:
        return await figures.estimate(hall, self._size.voters, database)

    async def _vote(self, hall: Hall, database: str) -> figures.Burst:
        return await figures.vote(hall, self._size.voters, database)

    async def _burst(
        self,
        name: str,
        act: Callable[[Hall, str], Awaitable[figures.Burst]],
        plan: Plan | None = None,
        *,
        sockets: bool = True,
    ) -> None:
        size, plan = self._size, plan or Plan(people=self._size.clients)

        async def measure(server: Server, rooms: list[Prepared], folder: Path) -> dict[str, Any]:
            hall = Hall(server, rooms[0], sockets=sockets)
            await hall.fill(size.clients)
            before = server.times
            burst = await act(hall, embedded(folder))
            spent = server.times - before
            hall.close()
            return asdict(burst) | {"server": asdict(spent)}

        async def beneath(server: Server, room: Prepared, run: dict[str, Any]) -> dict[str, Any]:
            number = len(run["waited_s"]) + len(run["failed"])
            over_s = size.burst_s if act == self._propose else 0.001
            return await floor.post_at_once(server, room, number, over_s, run["answer_bytes"])

        self.results[name] = await self._repeat(name, plan, measure, beneath)

    async def joins(self) -> None:
        """A hall comes in: 100 people a second."""
        size = self._size

        async def measure(server: Server, rooms: list[Prepared], _: Path) -> dict[str, Any]:
            before = server.times
            joined = await figures.join(server, rooms[0], size.clients, size.joining_s)
            spent = server.times - before
            return {**joined, "server": asdict(spent), "files": await fetch_files(server, rooms[0])}

        async def beneath(server: Server, room: Prepared, run: dict[str, Any]) -> dict[str, Any]:
            return await floor.come_in(server, room, size.clients, size.joining_s, run["sizes"])

        self.results["joins"] = await self._repeat("joins", Plan(people=2), measure, beneath)

    async def typing(self) -> None:
        """As many phones as there are type and ask for previews, while some others send."""
        size = self._size

        async def measure(server: Server, rooms: list[Prepared], _: Path) -> dict[str, Any]:
            hall = Hall(server, rooms[0])
            await hall.fill(size.clients + typists.SENDERS)
            await hall.seat_desk()
            found = await typists.type_and_send(hall, size.clients, size.changes)
            hall.close()
            return found

        plan = Plan(people=size.clients + typists.SENDERS)
        self.results["typing"] = await self._repeat("typing", plan, measure)

    async def kept(self) -> None:
        """A small answer on a connection that is kept, and the same answer of a bare server, in turn."""
        runs = []
        for number in range(self._size.heavy_rounds):
            with self._server(OURS, Plan(people=2)) as (server, rooms, _), peer(BARE) as bare:
                runs.append(measure_kept(server, bare, rooms[0]))
            self._say(f"kept: {number + 1}")
        self.results["kept"] = runs

    async def growth(self) -> None:
        """Submit to last screen with more phones, more actions, and more workshops changed at once."""
        size = self._size
        tenth = size.clients // 10
        plans = [
            *(Plan(people=people) for people in (tenth, 3 * tenth, size.clients)),
            *(Plan(people=size.clients, actions=actions) for actions in (20, 60)),
            Plan(people=tenth, workshops=10),
        ]
        points = []
        for plan in plans:

            async def measure(server: Server, rooms: list[Prepared], _: Path) -> dict[str, Any]:
                return await self._changes([Hall(server, room) for room in rooms])

            label = f"growth: {plan.workshops} x {plan.people} phones, {plan.actions} actions"
            runs = await self._repeat(label, plan, measure)
            point = {"phones": plan.people, "actions": plan.actions, "workshops": plan.workshops}
            points.append({**point, "runs": runs})
        self.results["growth"] = points

    async def processes(self) -> None:
        """One process and two behind nginx, on PostgreSQL and Redis: a change, and a burst of proposals."""
        people = self._size.clients * 3 // 10
        found: dict[str, list[dict[str, Any]]] = {"1": [], "2": []}
        for run in range(self._size.heavy_rounds):
            for number, runs in found.items():
                folder = self._folder / f"site-{number}-{run}"
                # PostgreSQL takes no name of a place that is long enough to fill a frame up.
                plan = Plan(people=people, frame_bytes=None)
                with site(folder, plan, int(number)) as (server, room, database):
                    hall = Hall(server, room)
                    changes = await self._changes([hall], keep=True)
                    burst = await figures.propose(hall, people, people / 1000, database)
                    hall.close()
                runs.append({**changes, "burst": asdict(burst), "people": people})
                self._say(f"processes: {number}, run {run + 1}")
        self.results["processes"] = found

    async def _changes(self, halls: list[Hall], *, keep: bool = False) -> dict[str, Any]:
        """Let the halls fill and hear changes."""
        for hall in halls:
            assert hall.room is not None
            await hall.fill(len(hall.room.phones))
        await figures.tell(halls, 2)
        told = await figures.tell(halls, self._size.changes)
        if not keep:
            for hall in halls:
                hall.close()
        return {"told": [asdict(each) for each in told]}

    async def _repeat(
        self, name: str, plan: Plan, measure: Measure, beneath: Beneath | None = None
    ) -> list[dict[str, Any]]:
        """Measure some times, and each time the floor beneath it where there is one."""
        begin, runs = time.monotonic(), []
        for number in range(self._size.heavy_rounds):
            with self._server(OURS, plan) as (server, rooms, folder):
                run = await measure(server, rooms, folder)
            if beneath is not None:
                with self._server(FLOOR, plan) as (server, _, _):
                    run["floor"] = await beneath(server, rooms[0], run)
            runs.append(run)
            self._say(f"{name}: {number + 1}, after {time.monotonic() - begin:.0f} s")
        return runs

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
