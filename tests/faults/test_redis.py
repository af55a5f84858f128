"""Redis hangs without a word: who is in this process hears as before."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from tests.bench.live.hall import Hall
from tests.bench.live.rooms import Plan, prepare
from tests.bench.live.servers import Server
from tests.faults.phones import play
from tests.faults.web_socket import Client
from tests.program import running
from tests.servers import redis

pytestmark = pytest.mark.servers

# Who waited for Redis would be told after some ten seconds, the desk after twenty.
IN_TIME_S = 8.0


@contextmanager
def standing_still(address: str) -> Iterator[None]:
    """Let Redis stand still."""
    with Redis.from_url(address) as asked:
        pid = int(asked.info("server")["process_id"])  # type: ignore[index]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_redis_hangs(tmp_path: Path, found: Callable[[str], None]) -> None:
    """Redis takes what it is told, and does not answer. Phones, wall and desk of the same process hear at
    once all the same, and the heartbeat goes on.
    """
    (room,) = prepare(tmp_path, Plan(people=2, frame_bytes=None))
    with redis(tmp_path) as address, running(tmp_path, environment={"REDIS_URL": address}) as program:
        server = Server(
            "Handlingsrom", ("127.0.0.1", int(program.address.rpartition(":")[2])), program.process.pid
        )
        wall = Client(server, {"audience": "wall", "code": room.code, "key": room.screen_key})
        desk = Client(server, {"audience": "desk", "code": room.code}, room.desk)

        async def change() -> int:
            hall = Hall(server, room)
            await hall.fill(2)
            answer = await hall.pick(0, 1000)
            hall.close()
            return int(json.loads(answer.body)["revision"])

        with standing_still(address):
            begin = time.monotonic()
            revision = play(change())
            for face in (wall, desk):
                face.read_until(lambda face=face: face.revisions[-1] >= revision, patience_s=30)
            told_s = time.monotonic() - begin
            # Beats go on, with what this process knows.
            seen = len(wall.beats)
            wall.read_until(lambda: len(wall.beats) > seen, patience_s=30)
        assert wall.revisions[-1] == desk.revisions[-1] == revision
        assert told_s < IN_TIME_S
        assert len(wall.beats) > seen
        found(f"everybody was told after {told_s:.1f} s")
        for face in (wall, desk):
            face.close()
