"""A frame goes at once to who is ready; for who is not the newest waits, and then they are ready again."""

from __future__ import annotations

import gc
import weakref

from tests.unit.workshop.connection import PATIENCE_S, Line, in_its_own_thread
from workshop.fast.direct_websocket import frame_text


def ended(line: Line) -> bool:
    """End a connection; tell whether nothing waits for its client any more."""
    line.close()
    return not line.is_busy


@in_its_own_thread
def test_ready_clients_get_the_frame_before_anything_else_runs() -> None:
    with Line() as line:
        line.offer("one")
        line.offer("two")
        line.far.setblocking(False)
        assert line.far.recv(4096) == frame_text("one") + frame_text("two")
        assert not line.is_busy
    assert ended(line)


@in_its_own_thread
def test_for_who_does_not_read_the_newest_waits_behind_what_was_begun() -> None:
    with Line() as line:
        texts = [letter * 400_000 for letter in "abcd"]
        for text in texts:
            line.offer(text)
        assert line.is_busy
        first, last = frame_text(texts[0]), frame_text(texts[-1])
        assert line.read(len(first) + len(last)) == first + last
        assert not line.is_busy
        line.offer("again")
        assert line.read(len(frame_text("again"))) == frame_text("again")
    assert ended(line)


@in_its_own_thread
def test_a_frame_does_not_come_between_the_parts_of_another() -> None:
    with Line() as line:
        first, second = frame_text("a" * 400_000), frame_text("b")
        line.offer("a" * 400_000)
        # There is room again before the rest could be written.
        line.far.setblocking(False)
        begun = line.far.recv(1_000_000)
        line.far.setblocking(True)
        line.offer("b")
        rest = line.read(len(first) + len(second) - len(begun))
        assert begun + rest == first + second
    assert ended(line)


@in_its_own_thread
def test_nobody_waits_for_a_disconnected_client() -> None:
    with Line() as line:
        line.offer("x" * 400_000)
        line.offer("later")
        line.offer("people", "room")
        assert line.is_busy
        line.far.close()
        line.kept.join(PATIENCE_S)
        line.offer("too late")
        assert not line.is_busy
    assert ended(line)


@in_its_own_thread
def test_a_disconnected_client_leaves_no_reference_cycle() -> None:
    gc.disable()
    try:
        line = Line()
        client, engine = weakref.ref(line.client), line.engine
        line.close()
        del line
        assert engine.closed
        assert client() is None
    finally:
        gc.enable()
