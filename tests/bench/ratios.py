"""Ratios on a noisy machine: two things timed in turn, in one run, and their medians compared.

What is timed is the processor time of this process, so that other programs do not count.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """Medians in milliseconds, and how many times as long `ours` takes."""

    bare_ms: float
    ours_ms: float

    @property
    def ratio(self) -> float:
        """How many times as long."""
        return self.ours_ms / self.bare_ms


def compare(bare: Work, ours: Work, *, seconds: float) -> Ratio:
    """Time both in short turns of about equal length until the time is over."""
    loops = _loops(bare), _loops(ours)
    times: tuple[list[float], list[float]] = ([], [])
    end = time.perf_counter() + seconds
    gc.collect()
    while time.perf_counter() < end or len(times[0]) < 5:
        for work, count, found in zip((bare, ours), loops, times, strict=True):
            start = time.process_time()
            for _ in range(count):
                work()
            found.append((time.process_time() - start) / count)
    return Ratio(*(1e3 * statistics.median(found) for found in times))


def _loops(work: Work, turn: float = 2e-3) -> int:
    """How many calls take about `turn` seconds."""
    found = []
    for _ in range(6):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return max(1, round(turn / max(1e-6, min(found))))


def median_ms(work: Work, seconds: float = 0.4) -> float:
    """Milliseconds of one call, the median of many."""
    return compare(work, work, seconds=seconds).ours_ms
