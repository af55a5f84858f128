"""Processes of ours as they run beyond one: on PostgreSQL and Redis, behind nginx."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server
from tests.program import Program, free_port, running
from tests.servers import nginx, postgresql, redis
from tests.tree import ROOT

_ESTABLISHED = "01"


@dataclass
class Site:
    """Several processes behind one address, on one database and one Redis; each may end and begin again."""

    folder: Path
    front: int
    ports: list[int]
    environment: dict[str, str]
    processes: list[Program]
    _all: ExitStack
    _redis: ExitStack

    @property
    def server(self) -> Server:
        """The site as phones reach it; the process is the first one."""
        name = f"{len(self.ports)} behind nginx"
        return Server(name, ("127.0.0.1", self.front), self.processes[0].process.pid)

    @property
    def database(self) -> str:
        """The database as SQLAlchemy calls it."""
        return self.environment["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:")

    def prepare(self, plan: Plan) -> list[Prepared]:
        """Fill workshops with people, from beside the processes."""
        return prepare(self.folder, plan, self.environment)

    def connect(self, *, autocommit: bool = True) -> psycopg.Connection[tuple[object, ...]]:
        """Look into the database."""
        return psycopg.connect(self.environment["DATABASE_URL"], autocommit=autocommit)

    def kill(self, number: int) -> None:
        """End a process at once, without a word."""
        self.processes[number].process.kill()
        self.processes[number].process.wait()

    def start(self, number: int) -> None:
        """Start a process that has ended again where it was."""
        if self.processes[number].process.poll() is None:
            return
        port = self.ports[number]
        self.processes[number] = self._all.enter_context(
            running(self.folder / str(port), port=port, environment=self.environment, cwd=ROOT)
        )

    def held(self, number: int) -> int:
        """Count the connections that a process holds open: WebSockets, where nothing is asked just now."""
        port = f":{self.ports[number]:04X}"
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        cells = [line.split() for line in lines]
        return sum(1 for each in cells if each[1].endswith(port) and each[3] == _ESTABLISHED)

    def stop_redis(self) -> None:
        """End Redis, and what it remembers with it."""
        self._redis.close()

    def start_redis(self) -> None:
        """Start Redis anew where it was."""
        port = int(self.environment["REDIS_URL"].rpartition(":")[2].partition("/")[0])
        self._redis.enter_context(redis(self.folder, port))


@contextmanager
def whole_site(folder: Path, processes: int) -> Iterator[Site]:
    """Start everything, the processes at the same moment."""
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        with _on_all_cores():
            server = stack.enter_context(postgresql())
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE hall")
            ports, front = [free_port() for _ in range(processes)], free_port()
            environment = {
                "DATABASE_URL": f"{server}/hall",
                "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
                "SECRET_KEY": "0123456789abcdef" * 2,
                "HANDLINGSROM_ADDRESS": f"http://127.0.0.1:{front}",
            }
            found = Site(folder, front, ports, environment, [], stack, stack.enter_context(ExitStack()))
            found.start_redis()

            def start(port: int) -> Program:
                return stack.enter_context(
                    running(folder / str(port), port=port, environment=environment, cwd=ROOT)
                )

            with ThreadPoolExecutor(processes) as pool:
                found.processes += pool.map(start, ports)
            # The configuration names two; where one runs, both names are its own.
            stack.enter_context(nginx(folder, front, [*ports, *ports][:2]))
        yield found


@contextmanager
def site(folder: Path, plan: Plan, processes: int) -> Iterator[tuple[Server, Prepared, str]]:
    """Start everything; give the address that phones reach, the room, and the database's address."""
    with whole_site(folder, processes) as found:
        with _on_all_cores():
            (room,) = found.prepare(plan)
        yield found.server, room, found.database


@contextmanager
def _on_all_cores() -> Iterator[None]:
    """Let what is started here run on every core, though the load has one of its own."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)
