"""What is told of growth: how the cost of a change grows with phones, actions and workshops."""

from __future__ import annotations

from typing import Any

from tests.bench.live.report.table import Row
from tests.bench.live.report.wording import extent, ms
from tests.bench.live.statistic import middle

Point = dict[str, Any]
# Frames that differ by less count as equally long: the verdict in them has longer and shorter words.
ALIKE = 1.10
NAMES = {"phones": "phones", "actions": "actions", "workshops": "workshops that change at once"}


def rows(points: list[Point]) -> list[Row]:
    """Write one row a point, with the processor time of the server beside."""
    return [
        Row(
            f"submit to last screen: {_describe(point)} ({extent(_take(point, 'frame_bytes'))} B)",
            "",
            f"{ms(_take(point, 'last_ms'))}; processor {ms(_take(point, 'server_running_ms'))}",
        )
        for point in points
    ]


def sentences(points: list[Point]) -> list[str]:
    """Say how the cost grows with each of the three, the other two being equal, and how long frames are."""
    said = [_grow(points, word) for word in NAMES]
    return [" ".join(each for each in said if each), _frames(points)]


def _grow(points: list[Point], word: str) -> str:
    """Compare the least with the most along the longest line on which nothing else changes."""
    lines: dict[tuple[int, ...], list[Point]] = {}
    for point in points:
        lines.setdefault(tuple(point[other] for other in NAMES if other != word), []).append(point)
    line = sorted(max(lines.values(), key=lambda found: len(found)), key=lambda point: int(point[word]))
    if len(line) < 2:
        return ""
    least, most = line[0], line[-1]
    grown = most[word] / least[word]
    last, cost = (_factor(least, most, what) for what in ("last_ms", "server_running_ms"))
    return (
        f"From {least[word]:,} to {most[word]:,} {NAMES[word]} ({grown:.1f} times as many) a change takes "
        f"{last:.1f} times as long to the last screen and {cost:.1f} times the processor time: "
        f"{_judge(cost, grown)}."
    )


def _judge(cost: float, grown: float) -> str:
    cost, grown = round(cost, 1), round(grown, 1)
    if cost < grown:
        return "less than in proportion"
    return "in proportion" if cost == grown else "**more than in proportion**"


def _factor(least: Point, most: Point, what: str) -> float:
    return middle(_take(most, what)) / middle(_take(least, what))


def _frames(points: list[Point]) -> str:
    sizes = [size for point in points for size in _take(point, "frame_bytes")]
    apart = max(sizes) / min(sizes)
    if apart <= ALIKE:
        return (
            f"Frames are equally long in these rows to within {(apart - 1) * 100:.0f} %, {extent(sizes)} B."
        )
    return f"Frames are **not equally long** in these rows, {extent(sizes)} B: that counts, too."


def _describe(point: Point) -> str:
    words = f"{point['phones']:,} phones, {point['actions']} actions"
    return words if point["workshops"] == 1 else f"{point['workshops']} workshops of {words}, changed at once"


def _take(point: Point, what: str) -> list[float]:
    return [told[what] for run in point["runs"] for told in run["told"]]
