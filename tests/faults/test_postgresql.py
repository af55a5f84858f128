"""PostgreSQL fails, keeps everybody waiting or stands still: whoever comes in or sends comes again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server
from tests.faults.errands import account
from tests.faults.phones import Phones, new_ids, play
from tests.faults.web_socket import Client
from tests.program import START_S, running
from tests.servers import postgresql

pytestmark = pytest.mark.servers

NORMAL_CLOSURE = 1000
PATIENCE_S = 30


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """Start PostgreSQL with a database for the hall."""
    with postgresql() as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE hall")
        yield f"{server}/hall"


@pytest.fixture(scope="module")
def served(
    database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, list[Prepared]]]:
    """Run the real program with a workshop a test, which two people have joined."""
    folder: Path = tmp_path_factory.mktemp("letting-in")
    environment = {"DATABASE_URL": database}
    rooms = prepare(folder, Plan(workshops=3, people=20, frame_bytes=None), environment)
    with running(folder, environment=environment) as program:
        port = int(program.address.rpartition(":")[2])
        yield Server("Handlingsrom", ("127.0.0.1", port), program.process.pid), rooms


def come_in(served: tuple[Server, list[Prepared]], room: Prepared, number: int) -> Client:
    """Open the socket of a phone."""
    return Client(served[0], {"audience": "phone", "code": room.code}, room.phones[number])


def count_connected(client: Client) -> int:
    """Wait for a beat, and say how many phones it counts."""
    client.read_until(lambda: bool(client.beats))
    return int(client.beats[-1]["connected"])


def test_a_phone_that_could_not_be_let_in_is_sent_away_to_come_again(
    served: tuple[Server, list[Prepared]], database: str
) -> None:
    """The database fails at the moment in which a phone comes in. Its connection ends, so that it comes
    back by itself, and nobody counts it meanwhile.
    """
    room = served[1][0]
    with psycopg.connect(database, autocommit=True) as connection:
        # Who it is can be found; how the workshop stands cannot.
        connection.execute("ALTER TABLE proposal RENAME TO elsewhere")
        try:
            early = come_in(served, room, 0)
        finally:
            connection.execute("ALTER TABLE elsewhere RENAME TO proposal")
    assert early.goodbye == NORMAL_CLOSURE
    assert early.refused == []
    later = come_in(served, room, 1)
    assert later.revisions
    assert count_connected(later) == 1
    again = come_in(served, room, 0)
    assert again.revisions
    for client in (early, later, again):
        client.close()


def test_a_phone_that_went_away_while_the_database_kept_it_waiting_is_no_ghost(
    served: tuple[Server, list[Prepared]], database: str
) -> None:
    """A phone gives up while it waits to be let in. It is not counted as connected afterwards."""
    room, address = (
        served[1][1],
        f"http://127.0.0.1:{served[0].address[1]}/socket.io/?EIO=4&transport=polling",
    )
    cookies = "; ".join(f"{name}={value}" for name, value in room.phones[0].items())

    def ask(url: str, body: str | None = None) -> str:
        request = urllib.request.Request(url, body and body.encode(), {"Cookie": cookies})  # noqa: S310
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
            return str(answer.read().decode())

    session = f"{address}&sid={json.loads(ask(address)[1:])['sid']}"
    knock = "40" + json.dumps({"audience": "phone", "code": room.code})
    knocking = threading.Thread(target=ask, args=(session, knock))
    with psycopg.connect(database) as connection:
        connection.execute("LOCK TABLE participant IN ACCESS EXCLUSIVE MODE")
        knocking.start()
        _wait_until_somebody_waits(database)
        # Goodbye, before there was a welcome.
        ask(session, "1")
    knocking.join(PATIENCE_S)
    other = come_in(served, room, 1)
    assert count_connected(other) == 1
    other.close()


def test_processes_that_start_together_on_a_new_database(database: str, tmp_path: Path) -> None:
    """Two processes are started at the same moment on a database in which there is nothing. Both serve, and
    the facilitator and the example are there once.
    """
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE DATABASE fresh")
    fresh = database.rpartition("/")[0] + "/fresh"
    environment = {"DATABASE_URL": fresh, "SECRET_KEY": "0123456789abcdef" * 2}

    def start(name: str) -> str:
        with running(tmp_path / name, environment=environment) as program:
            both_serve.wait(START_S)
            return program.code

    both_serve = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(start, "ab")
    assert first == second
    with psycopg.connect(fresh) as connection:
        for table in ("facilitator", "workshop"):
            (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)  # type: ignore[arg-type]  # noqa: S608
            assert count == 1


@pytest.mark.slow
def test_postgresql_hangs_and_recovers(
    served: tuple[Server, list[Prepared]], database: str, found: Callable[[str], None]
) -> None:
    """PostgreSQL, or the machine that it runs on, stands still without a word. Phones are told within
    seconds that nothing can be stored now, and what they keep goes out when it goes on, and is there once.
    """
    server, rooms = served
    room, ids = rooms[2], new_ids(20)
    phones = Phones(room, server.address)

    async def knock() -> float:
        begin = time.monotonic()
        answers = await asyncio.gather(*(asyncio.wait_for(phones.send(each), 60) for each in ids))
        assert [(answer.status, json.loads(answer.body)["trouble"]) for answer in answers] == [
            (503, "away")
        ] * len(ids)
        return time.monotonic() - begin

    with standing_still(database):
        waited = play(knock())
    begin = time.monotonic()
    play(phones.insist_all(ids))
    told = account(database.replace("postgresql:", "postgresql+psycopg:"), room.id, set(ids))
    assert (told.stored, told.lost, told.doubled, told.gaps) == (len(ids), 0, 0, 0)
    again = time.monotonic() - begin
    found(f"all told after {waited:.1f} s; all stored {again:.1f} s after it went on")


@contextmanager
def standing_still(database: str) -> Iterator[None]:
    """Let all processes of PostgreSQL stand still."""
    with psycopg.connect(database) as connection:
        first = _parent(connection.info.backend_pid)
    everybody = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    # The first one goes first, so that it starts no other.
    stopped = [first, *(pid for pid in everybody if _parent(pid) == first)]
    _send(signal.SIGSTOP, stopped)
    try:
        yield
    finally:
        # Who started it under another account stands still with it.
        _send(signal.SIGCONT, [*stopped, _parent(first)])


def _send(number: int, pids: Iterable[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):  # the one that told us who the others are may just have ended
            os.kill(pid, number)


def _parent(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:  # it may just have ended
        return 0
    return int(stat.rpartition(")")[2].split()[1])


def _wait_until_somebody_waits(database: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with psycopg.connect(database, autocommit=True) as connection:
        while connection.execute(waiting).fetchone() == (0,):
            assert time.monotonic() < deadline
            time.sleep(0.01)
