"""One flush serves everybody who committed before it began, and nobody who came later."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest

from workshop.database.durability import GroupFlusher


class Disk:
    """A disk that takes its time, and can be told to fail."""

    def __init__(self) -> None:
        self.began: list[float] = []
        self.fails = False
        # Each flush takes one, where a test holds the disk.
        self.turns: threading.Semaphore | None = None

    def opened(self) -> AbstractContextManager[Callable[[], None]]:
        return nullcontext(self.flush)

    def flush(self) -> None:
        self.began.append(time.monotonic())
        if self.turns is not None:
            self.turns.acquire()
        time.sleep(0.02)
        if self.fails:
            raise OSError("no space left on device")


def together(flusher: GroupFlusher, number: int) -> list[tuple[float, float]]:
    """Let ``number`` threads wait at the same time; return when each came and went."""
    times: list[tuple[float, float]] = []
    gate = threading.Barrier(number)

    def wait() -> None:
        gate.wait()
        came = time.monotonic()
        flusher.wait()
        times.append((came, time.monotonic()))

    threads = [threading.Thread(target=wait) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def test_all_who_come_during_a_flush_share_the_next_one() -> None:
    disk = Disk()
    disk.turns = threading.Semaphore(0)
    flusher = GroupFlusher(disk.opened)
    first = threading.Thread(target=flusher.wait)
    first.start()
    while not disk.began:
        time.sleep(0.001)
    # All of them wait behind the flush that is under way before it ends.
    others = [threading.Thread(target=flusher.wait) for _ in range(50)]
    for other in others:
        other.start()
    time.sleep(0.1)
    disk.turns.release(51)
    for thread in (first, *others):
        thread.join()
    assert len(disk.began) == 2


def test_nobody_returns_before_a_flush_that_began_after_their_call() -> None:
    disk = Disk()
    flusher = GroupFlusher(disk.opened)
    times = [pair for _ in range(5) for pair in together(flusher, 10)]
    for came, went in times:
        assert any(came <= began and began + 0.02 <= went for began in disk.began)


def test_a_failed_flush_is_raised_for_all_who_waited_and_for_nobody_later() -> None:
    disk = Disk()
    flusher = GroupFlusher(disk.opened)
    disk.fails = True
    with pytest.raises(OSError, match="no space left"):
        flusher.wait()
    disk.fails = False
    flusher.wait()
    assert len(disk.began) == 2


def test_what_was_noted_is_durable_when_its_own_flush_is_done_and_not_only_after_the_next() -> None:
    disk = Disk()
    flusher = GroupFlusher(disk.opened)
    assert flusher.noted_is_done
    flusher.note()
    assert not flusher.noted_is_done
    waiting = threading.Thread(target=flusher.wait_for_noted)
    waiting.start()
    while not disk.began:
        time.sleep(0.001)
    # Somebody who tells of it waits for the flush that is under way, and begins none.
    flusher.wait_for_noted()
    waiting.join()
    assert flusher.noted_is_done
    assert len(disk.began) == 1


def test_a_commit_during_a_flush_is_not_durable_by_it() -> None:
    disk = Disk()
    flusher = GroupFlusher(disk.opened)
    flusher.note()
    first = threading.Thread(target=flusher.wait_for_noted)
    first.start()
    while not disk.began:
        time.sleep(0.001)
    flusher.note()
    flusher.wait_for_noted()
    first.join()
    assert len(disk.began) == 2


def test_a_failed_flush_is_retried_before_anything_is_announced() -> None:
    disk = Disk()
    disk.fails = True
    flusher = GroupFlusher(disk.opened)
    batch = flusher.note()
    for _ in range(2):
        with pytest.raises(OSError, match="no space"):
            flusher.wait_for_noted()
    assert not flusher.noted_is_done
    assert len(disk.began) == 2
    disk.fails = False
    flusher.wait_for_noted()
    assert flusher.noted_is_done
    # Who was told of the failure hears of no success: it is sent again.
    with pytest.raises(OSError, match="no space"):
        flusher.wait_for(batch)
    assert len(disk.began) == 3


def test_a_drawing_thread_sees_durability_before_the_event_loop_does() -> None:
    # Greenlets only where gevent has patched the program before anything else.
    script = """
from gevent import monkey; monkey.patch_all()
import time, gevent
from contextlib import nullcontext
from workshop.database.durability import GroupFlusher, _sleep_for_real

slowly = lambda: monkey.get_original("time", "sleep")(0.02)
flusher, went_on = GroupFlusher(lambda: nullcontext(slowly)), []
flusher.note()
gevent.spawn(lambda: (flusher.wait_for_noted(), went_on.append(True)))
gevent.sleep(0)
assert not flusher.noted_is_done, "the disk has only begun"
deadline = time.monotonic() + 5
while not flusher.noted_is_done and time.monotonic() < deadline:
    _sleep_for_real(1e-5)
assert flusher.noted_is_done, "nobody said so"
assert not went_on, "another greenlet has run"
flusher.wait_for_noted()
gevent.sleep(0.01)
assert went_on
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def test_the_log_is_closed_after_its_flush_also_where_nobody_waits_for_it_any_more() -> None:
    script = """
from gevent import monkey; monkey.patch_all()
import gevent
from contextlib import contextmanager
from workshop.database.durability import GroupFlusher

happened = []

def slowly():
    monkey.get_original("time", "sleep")(0.05)
    happened.append("flushed")

@contextmanager
def opened():
    try:
        yield slowly
    finally:
        happened.append("closed")

flusher = GroupFlusher(opened)
leader = gevent.spawn(flusher.wait)
gevent.sleep(0)
leader.kill(timeout=5)
assert leader.ready() and happened == ["flushed", "closed"], happened
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
