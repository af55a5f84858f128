"""What is told of one process and two on PostgreSQL, Redis and nginx."""

from __future__ import annotations

from typing import Any

from tests.bench.live.report.bursts import account, how_long, is_clean
from tests.bench.live.report.table import Row
from tests.bench.live.report.wording import extent, ms, times


def rows(found: dict[str, list[dict[str, Any]]]) -> list[Row]:
    """Write two rows for each number of processes: changes, and a burst."""
    written = []
    for number, runs in found.items():
        name = f"{number} process" if number == "1" else f"{number} processes"
        told = [each for run in runs for each in run["told"]]
        bursts, people = [run["burst"] for run in runs], runs[0]["people"]
        size = extent(each["frame_bytes"] for each in told)
        several = number != "1"
        written += [
            Row(
                f"{name}: submit to last screen of {people:,} phones ({size} B)",
                "",
                ms([each["last_ms"] for each in told]),
            ),
            Row(
                f"- {name}: {people:,} proposals within {people / 1000:g} s",
                "0 lost, 0 doubled" if several else "",
                f"{how_long(bursts)}; {account(bursts)}",
                reached=is_clean(bursts) if several else None,
            ),
        ]
    return written


def sentences(found: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Say what a second process changes on these cores."""
    if len(found) < 2:
        return []
    one, two = found["1"], found["2"]

    def changes(runs: list[dict[str, Any]]) -> list[float]:
        return [each["last_ms"] for run in runs for each in run["told"]]

    def bursts(runs: list[dict[str, Any]]) -> list[float]:
        return [run["burst"]["acknowledged_s"] for run in runs]

    change, burst = times(changes(two), changes(one)), times(bursts(two), bursts(one))
    said = f"With two processes a change takes {change:.2f} times as long to the last screen as with one, "
    return [f"{said}and a burst {burst:.2f} times as long until all of it is acknowledged."]
