"""One flush serves everybody who committed before it began, and nobody who came later."""

from __future__ import annotations

import threading
import time

import pytest

from workshop.durability import GroupFlusher


class Disk:
    """A disk that takes its time, and can be told to fail."""

    def __init__(self) -> None:
        self.began: list[float] = []
        self.fails = False

    def flush(self) -> None:
        self.began.append(time.monotonic())
        time.sleep(0.02)
        if self.fails:
            raise OSError("no space left on device")


def together(flusher: GroupFlusher, number: int) -> list[tuple[float, float]]:
    """Let ``number`` threads wait at the same time; return when each came and went."""
    times: list[tuple[float, float]] = []

    def wait() -> None:
        came = time.monotonic()
        flusher.wait()
        times.append((came, time.monotonic()))

    threads = [threading.Thread(target=wait) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def test_many_who_wait_share_few_flushes() -> None:
    disk = Disk()
    assert len(together(GroupFlusher(disk.flush), 50)) == 50
    assert 1 <= len(disk.began) <= 5


def test_nobody_goes_before_a_flush_that_began_after_they_came() -> None:
    disk = Disk()
    flusher = GroupFlusher(disk.flush)
    times = [pair for _ in range(5) for pair in together(flusher, 10)]
    for came, went in times:
        assert any(came <= began and began + 0.02 <= went for began in disk.began)


def test_a_disk_that_fails_is_told_to_all_who_waited_for_it_and_to_nobody_later() -> None:
    disk = Disk()
    flusher = GroupFlusher(disk.flush)
    disk.fails = True
    with pytest.raises(OSError, match="no space left"):
        flusher.wait()
    disk.fails = False
    flusher.wait()
    assert len(disk.began) == 2
