"""What is told of a small answer on a connection that is kept."""

from __future__ import annotations

from typing import Any

from tests.bench.live.report.table import Row
from tests.bench.live.report.wording import extent, spread, times
from tests.bench.live.statistic import middle

BARE = "bare gevent, the same answer"
MOST = 1.20
WHAT = {"file": "a small file on a kept connection", "news": "a phone's news on a kept connection"}


def rows(runs: list[dict[str, Any]]) -> list[Row]:
    """Write a row each; only the file has a goal, as nothing of a room is behind it."""
    return [_row(word, [run[word] for run in runs]) for word in WHAT]


def _row(word: str, runs: list[dict[str, Any]]) -> Row:
    ours, bare = ([middle(run[name]) for run in runs] for name in ("ours_ms", "bare_ms"))
    # Both were asked in turn, so that each run is a comparison of its own.
    ratio = middle([times([one], [other]) for one, other in zip(ours, bare, strict=True)])
    size = extent(run["bytes"] for run in runs)
    return Row(
        f"{WHAT[word]} ({size} B with its headers)",
        f"{MOST:.2f} x" if word == "file" else "",
        f"{spread(ours, 'ms', 3)}: {ratio:.2f} x",
        f"{BARE}: {spread(bare, 'ms', 3)}",
        reached=ratio <= MOST if word == "file" else None,
    )
