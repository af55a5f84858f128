"""Processes of ours as they run beyond one: on PostgreSQL and Redis, behind nginx."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server
from tests.program import free_port, running
from tests.servers import nginx, postgresql, redis
from tests.tree import ROOT


@contextmanager
def site(folder: Path, plan: Plan, processes: int) -> Iterator[tuple[Server, Prepared, str]]:
    """Start everything; give the address that phones reach, the room, and the database's address."""
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        with _on_all_cores():
            server = stack.enter_context(postgresql())
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE hall")
            ports, front = [free_port() for _ in range(processes)], free_port()
            environment = {
                "DATABASE_URL": f"{server}/hall",
                "REDIS_URL": stack.enter_context(redis(folder)),
                "SECRET_KEY": "s" * 32,
                "HANDLINGSROM_ADDRESS": f"http://127.0.0.1:{front}",
            }
            (room,) = prepare(folder, plan, environment)
            started = [
                stack.enter_context(running(folder / str(port), port=port, environment=environment, cwd=ROOT))
                for port in ports
            ]
            # The configuration names two; where one runs, both names are its own.
            stack.enter_context(nginx(folder, front, [*ports, *ports][:2]))
            pid = started[0].process.pid
            database = f"postgresql+psycopg://{server.partition('://')[2]}/hall"
        yield Server(f"{processes} behind nginx", ("127.0.0.1", front), pid), room, database


@contextmanager
def _on_all_cores() -> Iterator[None]:
    """Let what is started here run on every core, though the load has one of its own."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)
