"""A room tells those who are in it now, by the way that each has."""

from __future__ import annotations

import gc
from typing import Any

import gevent
import socketio
from engineio.socket import Socket

from tests.unit.workshop.connection import Line, in_its_own_thread
from workshop.fast.direct_rooms import DirectManager, use_direct_websockets
from workshop.fast.direct_websocket import frame_text

PINGED = frame_text("2")


class Hall:
    """A Socket.IO server with its rooms, and clients who come in and go."""

    def __init__(self) -> None:
        self.server = socketio.Server(async_mode="gevent", client_manager=DirectManager())
        use_direct_websockets(self.server, lambda _: True)
        self.lines: list[Line] = []

    def connect(self) -> Line:
        """Open a WebSocket that is in no room yet."""
        line = Line(self.server.eio, f"engine-{len(self.lines)}")
        self.lines.append(line)
        line.read_all()
        line.engine.upgraded = True
        return line

    def let_in(self, engine: Any) -> str:
        """Let an Engine.IO client into the room; return its id there."""
        self.server.eio.sockets[engine.sid] = engine
        sid: str = self.server.manager.connect(engine.sid, "/")
        self.server.manager.enter_room(sid, "/", "phones")
        return sid

    def __enter__(self) -> Hall:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self.lines:
            line.close()

    def tell(self, revision: int) -> None:
        """Tell the room a state."""
        self.server.manager.emit("news", {"epoch": "e", "revision": revision}, "/", to="phones")


def heard(line: Line) -> list[int]:
    """Say which revisions a client has got."""
    return [int(part.split(b"}")[0]) for part in line.read_all().split(b'"revision":')[1:]]


@in_its_own_thread
def test_joining_clients_get_news_and_leaving_ones_do_not() -> None:
    with Hall() as hall:
        first, second = hall.connect(), hall.connect()
        hall.let_in(first.engine)
        hall.tell(1)
        sid = hall.let_in(second.engine)
        hall.tell(2)
        assert (heard(first), heard(second)) == ([1, 2], [2])
        hall.server.manager.leave_room(sid, "/", "phones")
        hall.tell(3)
        assert (heard(first), heard(second)) == ([3], [])


@in_its_own_thread
def test_a_client_is_pinged_when_it_is_due_and_again_after_its_answer() -> None:
    with Hall() as hall:
        hall.server.eio.ping_interval = 0.05
        line = hall.connect()
        for _ in range(2):
            line.engine.schedule_ping()
            assert line.read_all() == b""
            assert line.read(len(PINGED)) == PINGED
            assert line.engine.last_ping
        # Who is gone by then is not asked.
        line.engine.schedule_ping()
        line.engine.closed = True
        gevent.sleep(0.2)
        assert line.engine.last_ping is None


@in_its_own_thread
def test_a_ping_that_is_not_due_has_no_stack_yet() -> None:
    with Hall() as hall:
        line = hall.connect()
        before = {id(each) for each in gc.get_objects() if isinstance(each, gevent.Greenlet)}
        line.engine.schedule_ping()
        fresh = [
            each for each in gc.get_objects() if isinstance(each, gevent.Greenlet) and id(each) not in before
        ]
        gevent.sleep(0)
        assert [each.started and each.gr_frame is None for each in fresh] == [True]
        fresh[0].kill()


@in_its_own_thread
def test_polling_clients_get_news_by_the_library_and_directly_once_upgraded() -> None:
    with Hall() as hall:
        polling, line = Socket(hall.server.eio, "polling"), hall.connect()
        hall.let_in(polling)
        hall.tell(1)
        (packet,) = polling.poll()
        assert '"revision":1' in packet.data
        polling.direct, polling.upgraded = line.client, True
        hall.tell(2)
        assert heard(line) == [2]


@in_its_own_thread
def test_news_older_than_the_last_ones_are_not_sent() -> None:
    with Hall() as hall:
        line = hall.connect()
        hall.let_in(line.engine)
        for revision in (1, 4, 3, 4, 5):
            hall.tell(revision)
        # The same state again heals who missed it.
        assert heard(line) == [1, 4, 4, 5]
        hall.server.manager.emit("news", {"epoch": "f", "revision": 2}, "/", to="phones")
        assert heard(line) == [2]


@in_its_own_thread
def test_an_empty_room_gets_nothing_and_is_forgotten() -> None:
    with Hall() as hall:
        sid = hall.let_in(hall.connect().engine)
        hall.tell(1)
        hall.server.manager.leave_room(sid, "/", "phones")
        hall.tell(2)
        manager: Any = hall.server.manager
        assert not manager._audiences
