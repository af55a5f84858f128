"""What is told of phones that type: how long previews take, and what others notice of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.bench.live.report.table import Row
from tests.bench.live.report.wording import ms, seconds, spread, times, within
from tests.bench.live.statistic import middle, p95, percentile

PREVIEW_MS, SLOWER = 100, 1.5
KINDS = ("estimate", "proposal")

Runs = list[dict[str, Any]]


def rows(runs: Runs) -> list[Row]:
    """Write the rows of a group."""
    asked = [run["previews"] for run in runs]
    answered = [[value * 1e3 for value in each["waited_s"]] for each in asked]
    typists, number = runs[0]["typists"], sum(len(each) for each in answered)
    failed, superseded = sum(len(each["failed"]) for each in asked), sum(each["superseded"] for each in asked)
    used = [run["server"]["running_s"] / run["elapsed_s"] * 100 for run in runs]
    slow = [p95(each) for each in answered]
    return [
        Row(
            f"{typists:,} phones type, beginning within 10 s: a preview that is answered, p95",
            f"{PREVIEW_MS} ms, all answered",
            f"{ms(slow)}; {number:,} answered, {superseded:,} superseded, {failed} without answer",
            reached=not failed and within(middle(slow), PREVIEW_MS, 1),
        ),
        Row("- of them, p50", "", ms([middle(each) for each in answered])),
        Row("- of them, p99", "", ms([percentile(each, 0.99) for each in answered])),
        _meanwhile("- meanwhile: submit to last phone", runs, "phones_ms"),
        _meanwhile("- meanwhile: submit to last screen, wall and desk included", runs, "last_ms"),
        _meanwhile("- meanwhile: acknowledged", runs, "acknowledged_ms"),
        Row(
            "- meanwhile: proposals with nearly the same title, by HTTP, p95",
            "",
            ms([p95([value * 1e3 for value in run["similar"]["waited_s"]]) for run in runs]),
        ),
        Row(
            "- the server's core while they type",
            "",
            f"{spread(used, '%', 0, 'most')} in use; waiting for it, in all, "
            f"{seconds([run['server']['waiting_s'] for run in runs])}",
        ),
    ]


def sentences(runs: Runs) -> list[str]:
    """Say how many typed at once, and what counts as meanwhile."""
    most = middle([run["most"] for run in runs])
    counted, sent = sum(len(busy(run)) for run in runs), sum(len(run["meanwhile"]) for run in runs)
    asked = sum(len(run["previews"]["waited_s"]) + run["previews"]["superseded"] for run in runs)
    elapsed = sum(run["elapsed_s"] for run in runs)
    said = (
        f"At most {most:,.0f} phones typed at the same moment, and all together asked {asked / elapsed:,.0f} "
        f"times a second from the first key to the last answer. {counted} of {sent} estimates and proposals "
        "that others sent meanwhile were sent while at least half as many typed: these are compared with "
        "those before and after."
    )
    return [said]


def busy(run: dict[str, Any]) -> list[dict[str, Any]]:
    """List what was sent while at least half as many typed as did at most."""
    return [sent for sent in run["meanwhile"] if 2 * sent["typing"] >= run["most"]]


def _quiet(run: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run["quiet"]
    return found


def _meanwhile(what: str, runs: Runs, word: str) -> Row:
    """Compare what others sent meanwhile with what they sent in quiet, each kind with its own."""
    quiet, meanwhile = ([sent for run in runs for sent in take(run)] for take in (_quiet, busy))

    def of(kind: str, sent: Sequence[dict[str, Any]]) -> list[float]:
        return [each[word] for each in sent if each["kind"] == kind]

    # Where nobody gets anything through any more, there is nothing to compare.
    counted = [kind for kind in KINDS if of(kind, meanwhile)]
    ratios = {kind: times(of(kind, meanwhile), of(kind, quiet)) for kind in counted}
    written = ", ".join(f"{kind}s {ratio:.2f} x" for kind, ratio in ratios.items())
    return Row(
        what,
        f"{SLOWER:.2f} x",
        f"{ms([each[word] for each in meanwhile])}: {written}" if counted else "nothing got through",
        f"while nobody types {ms([each[word] for each in quiet])}",
        reached=len(counted) == len(KINDS) and all(ratio <= SLOWER for ratio in ratios.values()),
    )
