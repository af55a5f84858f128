"""Who does not read, or says too much, costs nobody else anything and never gets half a frame."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench.live.hall import Hall
from tests.bench.live.rooms import Plan, Prepared, prepare
from tests.bench.live.servers import Server
from tests.faults.phones import play
from tests.faults.web_socket import PATIENCE_S, Client
from tests.program import running

PHONES = 12
IN_TIME_S = 3.0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Prepared]]:
    """Run the real program with a workshop that a dozen people have joined."""
    folder: Path = tmp_path_factory.mktemp("stalled")
    (room,) = prepare(folder, Plan(people=PHONES))
    with running(folder) as program:
        port = int(program.address.rpartition(":")[2])
        yield Server("Handlingsrom", ("127.0.0.1", port), program.process.pid), room


@pytest.fixture
def wall(served: tuple[Server, Prepared]) -> Iterator[Client]:
    """Connect a screen; its frames are many times longer than what the connection holds."""
    server, room = served
    client = Client(server, {"audience": "wall", "code": room.code, "key": room.screen_key})
    yield client
    client.close()


def change(served: tuple[Server, Prepared], times: int) -> tuple[int, float]:
    """Let phones change something again and again; the newest revision, and the longest that one waited."""

    async def act() -> tuple[int, float]:
        hall, longest, revision = Hall(*served), 0.0, 0
        await hall.fill(PHONES)
        for number in range(times):
            begin = time.monotonic()
            answer = await hall.pick(number % PHONES, 1000 + number)
            revision = json.loads(answer.body)["revision"]
            assert await hall.all_at(revision, patience_s=PATIENCE_S)
            longest = max(longest, time.monotonic() - begin)
        hall.close()
        return revision, longest

    return play(act())


def test_a_screen_that_stops_reading_holds_nobody_up_and_gets_whole_frames_later(
    served: tuple[Server, Prepared], wall: Client
) -> None:
    """A screen stops reading for a while in the midst of news. Nobody else waits for it; when it reads on,
    it gets whole news, the newest at last, and not all those that it has missed.
    """
    newest, longest = change(served, 12)
    assert longest < IN_TIME_S
    wall.read_until(lambda: wall.revisions[-1] >= newest)
    assert not wall.broken
    assert wall.revisions[-1] == newest
    assert wall.revisions == sorted(wall.revisions)
    # What was old before it could be written was never written.
    assert len(wall.revisions) < 12
    # And it goes on.
    newest, _ = change(served, 1)
    wall.read_until(lambda: wall.revisions[-1] >= newest)
    assert wall.revisions[-1] == newest


@pytest.mark.slow
def test_a_screen_that_never_reads_again_is_dropped(served: tuple[Server, Prepared], wall: Client) -> None:
    """A screen stops reading for good. After twenty seconds it is cut off; nobody else notices."""
    change(served, 12)
    time.sleep(22)
    _, longest = change(served, 4)
    assert longest < IN_TIME_S
    wall.read_until(lambda: False, patience_s=5)
    assert wall.ended
    assert not wall.broken


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(lambda client: client.say("4" + "x" * 20_000), id="one too long"),
        pytest.param(lambda client: [client.say("3") for _ in range(200)], id="too many"),
        pytest.param(lambda client: client._socket.sendall(b"\xff" * 64), id="no frame at all"),
    ],
)
def test_a_client_that_says_too_much_is_dropped_and_the_others_hear(
    served: tuple[Server, Prepared], wall: Client, say: Any
) -> None:
    """A client says what no page of ours says. It is cut off, and the others hear every change."""
    try:
        say(wall)
        wall.read_until(lambda: False, patience_s=5)
    except (BrokenPipeError, ConnectionResetError):
        wall.ended = True
    assert wall.ended
    _, longest = change(served, 2)
    assert longest < IN_TIME_S
