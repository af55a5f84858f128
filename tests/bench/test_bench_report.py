"""The live benchmark's report: each word and verdict follows from the figures, and no decimals differ."""

from __future__ import annotations

import re
import shutil
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.bench.live.__main__ import FIGURES, TABLE
from tests.bench.live.machine import describe_commit, say_load
from tests.bench.live.report import FORM, TITLES, form_of_report, whole_text
from tests.bench.live.report.about import ABOUT
from tests.bench.live.report.wording import ms, seconds
from tests.bench.live.statistic import middle

OURS, SOCKET_IO, WS = "Handlingsrom", "Node Socket.IO", "bare Node ws"
# A number, its unit, and in brackets the p95 or the worst.
SPREAD = re.compile(r"([\d,.]+) (?:ms|s|kB) \((?:p95|slowest of \d+:|most of \d+:) ([\d,.]+)\)")


def _told(first: float, phones: float, wall: float, frame: str = "f", size: int = 2000) -> dict[str, Any]:
    return {
        "acknowledged_ms": phones + 1,
        "first_ms": first,
        "phones_ms": phones,
        "last_ms": wall,
        "frame": frame,
        "frame_bytes": size,
        "frames": 1,
        "generator_share": 0.5,
        "server_running_ms": phones,
        "waiting_share": 0.0,
    }


def _server(first: float, phones: float, wall: float) -> dict[str, Any]:
    return {
        "told": [_told(first, phones + n / 10, wall + n / 10, str(n)) for n in range(30)],
        "phone_bytes": [60_000.0] * 5,
        "back_s": [1.94, 1.95, 1.96],
        "back_server_s": [1.0] * 3,
        "back_polling_s": [2.0] * 3,
    }


def _burst(**changed: Any) -> dict[str, Any]:
    server = {"running_s": 0.6, "waiting_s": 0.0}
    return {
        "waited_s": [0.5] * 600,
        "acknowledged_s": 1.0,
        "shown_s": 1.24,
        "failed": [],
        "backwards": 0,
        "dropped": 0,
        "account": {"lost": 0, "doubled": 0, "stored": 600},
        "server": server,
        "floor": {"waited_s": [0.25] * 600, "acknowledged_s": 0.9, "failed": [], "server": server},
        **changed,
    }


def _point(phones: int, actions: int, workshops: int, last: float) -> dict[str, Any]:
    runs = [{"told": [_told(1, last, last)] * 10}] * 3
    return {"phones": phones, "actions": actions, "workshops": workshops, "runs": runs}


def _typing() -> dict[str, Any]:
    def sent(kind: str, ms: float, typing: int) -> dict[str, Any]:
        return {"kind": kind, "acknowledged_ms": ms, "phones_ms": ms, "last_ms": ms + 1, "typing": typing}

    kinds = ("estimate", "proposal") * 10
    return {
        "previews": {"waited_s": [0.004] * 900 + [0.02] * 100, "superseded": 7, "failed": []},
        "similar": {"waited_s": [0.006] * 300, "superseded": 0, "failed": []},
        "typists": 1000,
        "now": 0,
        "most": 600,
        "quiet": [sent(kind, 20, 0) for kind in kinds],
        "meanwhile": [*(sent(kind, 24, 500) for kind in kinds), sent("estimate", 900, 299)],
        "server": {"running_s": 8.0, "waiting_s": 0.1},
        "elapsed_s": 20.0,
        "backwards": 0,
        "dropped": 0,
    }


@pytest.fixture
def report() -> dict[str, Any]:
    """Return figures by which every goal is reached."""
    server = {"running_s": 8.0, "waiting_s": 0.0}
    floor = {"whole_s": [0.05] * 1000, "form_s": [0.01] * 1000, "failed": [], "server": server}
    files = {"requests": 24, "bytes": 75_000, "server_ms": 19.0}
    join = {"whole_s": [0.2] * 1000, "form_s": [0.1] * 1000, "failed": [], "server": server}
    changes = [_told(5, 20, 22)] * 10
    results: dict[str, Any] = {
        "broadcasts": {
            "servers": {OURS: _server(7, 20, 21), SOCKET_IO: _server(2, 20, 20), WS: _server(2, 17, 17)},
            "empty_loop_ms": [10.0] * 5,
        },
        **{name: [_burst() for _ in range(3)] for name in ("proposals", "posts", "estimates", "votes")},
        "joins": [{**join, "files": files, "floor": floor} for _ in range(3)],
        "typing": [_typing() for _ in range(3)],
        "kept": [
            {word: {"bytes": 781, "ours_ms": [0.11] * 40, "bare_ms": [0.1] * 40} for word in ("file", "news")}
            for _ in range(3)
        ],
        "growth": [
            *(_point(phones, 5, 1, last) for phones, last in ((100, 10), (300, 13), (1000, 20))),
            *(_point(1000, actions, 1, last) for actions, last in ((20, 22), (60, 25))),
            _point(100, 5, 10, 80),
        ],
        "processes": {
            number: [{"told": changes, "burst": _burst(), "people": 300} for _ in range(3)] for number in "12"
        },
    }
    when = {"date": "2026-11-22", "commit": "commit 1234567", "load": [0.1, 1.4], "minutes": 2.0}
    return {
        "form": FORM,
        "machine": {"processor": "2 cores"},
        "a_core_each": True,
        "clients": 1000,
        "groups": {name: dict(when) for name in results},
        "results": results,
    }


def _verdict(report: dict[str, Any]) -> str:
    return next(line for line in whole_text(report).splitlines() if "eached" in line and line[:2] == "**")


def _row(report: dict[str, Any], what: str) -> str:
    return next(line for line in whole_text(report).splitlines() if line.startswith(f"| {what}"))


def test_reached_goals_are_said(report: dict[str, Any]) -> None:
    assert _verdict(report) == "**Reached: all 16 goals.**"
    assert "**no**" not in whole_text(report)


def _slow_wall(results: dict[str, Any]) -> None:
    for told in results["broadcasts"]["servers"][OURS]["told"]:
        told["last_ms"] += 2


def _slow_phones(results: dict[str, Any]) -> None:
    for told in results["broadcasts"]["servers"][OURS]["told"]:
        told["phones_ms"], told["last_ms"] = told["phones_ms"] + 3, told["last_ms"] + 3


def _change(name: str, **changed: Any) -> Any:
    return lambda results: [run.update(changed) for run in results[name]]


def _slow_meanwhile(word: str, ms: float) -> Any:
    """Let proposals alone be slow while many type; estimates are not."""

    def spoil(results: dict[str, Any]) -> None:
        for run in results["typing"]:
            for sent in run["meanwhile"]:
                if sent["kind"] == "proposal":
                    sent[word] = ms

    return spoil


@pytest.mark.parametrize(
    ("spoil", "row", "missed"),
    [
        (_slow_wall, "submit to last of 1,000 phones and the wall", 1),
        (_slow_phones, "submit to last of 1,000 phones (", 2),
        (_change("proposals", shown_s=1.51), "600 proposals within 0.6 s: ", 1),
        (_change("proposals", shown_s=None), "600 proposals within 0.6 s: ", 1),
        (_change("posts", account={"lost": 1, "doubled": 0}), "600 proposals within 0.6 s by HTTP", 1),
        (_change("estimates", waited_s=[0.81] * 600), "600 estimates", 1),
        (_change("votes", failed=["TimeoutError"], waited_s=[0.5] * 599), "600 votes", 1),
        (_change("votes", backwards=1), "600 votes", 1),
        (_change("joins", whole_s=[1.02] * 1000), "1,000 joins", 1),
        (
            lambda results: [run["previews"].update(waited_s=[0.1006] * 900) for run in results["typing"]],
            "1,000 phones type",
            1,
        ),
        (
            lambda results: results["typing"][0]["previews"]["failed"].append("TimeoutError"),
            "1,000 phones type",
            1,
        ),
        (_slow_meanwhile("acknowledged_ms", 31), "- meanwhile: acknowledged", 1),
        (_slow_meanwhile("phones_ms", 31), "- meanwhile: submit to last phone", 1),
        (_slow_meanwhile("last_ms", 32), "- meanwhile: submit to last screen", 1),
        (
            lambda results: [run["file"].update(ours_ms=[0.121] * 40) for run in results["kept"]],
            "a small file on a kept connection",
            1,
        ),
        (
            lambda results: results["broadcasts"]["servers"][OURS].update(phone_bytes=[81_000.0]),
            "memory per connected phone",
            1,
        ),
        (
            lambda results: results["broadcasts"]["servers"][OURS].update(back_s=[5.1]),
            "all 1,000 sockets cut at once",
            1,
        ),
        (
            lambda results: results["processes"]["2"][0]["burst"]["account"].update(doubled=1),
            "- 2 processes: 300 proposals",
            1,
        ),
    ],
)
def test_a_goal_that_is_missed_is_said_in_its_row_and_above(
    report: dict[str, Any], spoil: Any, row: str, missed: int
) -> None:
    spoil(report["results"])
    assert _verdict(report).startswith(f"**Not reached: {missed} of 16 goals.**")
    assert _row(report, row).endswith("| **no** |")
    assert whole_text(report).count("**no**") == missed
    assert row.removeprefix("- ") in _verdict(report)


def test_a_verdict_judges_what_is_printed(report: dict[str, Any]) -> None:
    results = report["results"]
    for shown, printed, reached in ((1.504, "1.50", True), (1.506, "1.51", False)):
        _change("proposals", shown_s=shown)(results)
        assert f"shown {printed} s (slowest of 3: {printed})" in _row(report, "600 proposals within 0.6 s: ")
        assert (_verdict(report) == "**Reached: all 16 goals.**") is reached


def test_the_worst_is_never_better_than_the_median_and_has_as_many_decimals(report: dict[str, Any]) -> None:
    for group in ("proposals", "posts"):
        for number, run in enumerate(report["results"][group]):
            run["acknowledged_s"], run["shown_s"] = 1.904 + number / 500, 1.934 + number / 500
    pairs = SPREAD.findall(whole_text(report))
    assert len(pairs) > 60
    for median, worst in pairs:
        assert float(worst.replace(",", "")) >= float(median.replace(",", "")), (median, worst)
        assert len(median.partition(".")[2]) == len(worst.partition(".")[2]), (median, worst)


def test_few_runs_tell_their_slowest_and_many_their_p95() -> None:
    assert seconds([1.934, 1.926, 1.93]) == "1.93 s (slowest of 3: 1.93)"
    assert seconds([1.45]) == "1.45 s (one run)"
    assert ms([*range(1, 101)]) == "50.0 ms (p95 95.0)"
    assert middle([3, 1, 2]) == 2


def test_every_row_with_a_figure_of_ours_tells_how_it_spreads(report: dict[str, Any]) -> None:
    rows = [line for line in whole_text(report).splitlines() if line.startswith("| ") and "---" not in line]
    for row in rows:
        if not row.startswith("| what"):
            assert SPREAD.search(row), row


def test_servers_that_send_other_bytes_are_named(report: dict[str, Any]) -> None:
    assert "all 3 servers sent the same 30 frames, byte for byte" in whole_text(report)
    spoilt = deepcopy(report)
    spoilt["results"]["broadcasts"]["servers"][WS]["told"][4].update(frame="x", frame_bytes=1981)
    assert "**not the same**" in whole_text(spoilt)
    assert "bare Node ws 1,981 to 2,000 B" in whole_text(spoilt)
    report["results"]["broadcasts"]["servers"][OURS]["told"][0]["frames"] = 2
    assert "**not the same**" in whole_text(report)


def test_the_generators_head_room_is_judged(report: dict[str, Any]) -> None:
    text = whole_text(report)
    assert f"It **had head-room** for {OURS} (14.4 ms, 1.44 x), {SOCKET_IO}" in text
    assert "**had none**" not in text
    report["results"]["broadcasts"]["empty_loop_ms"] = [12.0] * 5
    text = whole_text(report)
    assert f"It **had none** for {OURS} (14.4 ms, 1.20 x)" in text
    assert "Ours may be faster" in text
    assert "look better" not in text
    report["results"]["broadcasts"]["empty_loop_ms"] = [16.0] * 5
    assert f"So may {SOCKET_IO} and {WS}, so that our ratios to such a peer look better" in whole_text(report)


def test_growth_is_derived_from_the_figures(report: dict[str, Any]) -> None:
    text = whole_text(report)
    assert "From 100 to 1,000 phones (10.0 times as many) a change takes 2.0 times as long" in text
    assert "From 5 to 60 actions (12.0 times as many) a change takes 1.2 times as long" in text
    assert "From 1 to 10 workshops that change at once (10.0 times as many) a change takes 8.0 times" in text
    assert text.count("less than in proportion") == 3
    assert "equally long in these rows to within 0 %, 2,000 B" in text
    point = report["results"]["growth"][-1]
    point["runs"] = [{"told": [_told(1, 120, 120, size=900)] * 10}] * 3
    text = whole_text(report)
    assert "12.0 times the processor time: **more than in proportion**" in text
    assert "**not equally long** in these rows, 900 to 2,000 B" in text


def test_phones_that_type_are_told_from_the_figures(report: dict[str, Any]) -> None:
    text = whole_text(report)
    assert "3,000 answered, 21 superseded, 0 without answer" in _row(report, "1,000 phones type")
    assert "4.0 ms (slowest of 3: 4.0)" in _row(report, "- of them, p50")
    assert "20.0 ms (slowest of 3: 20.0)" in _row(report, "- of them, p99")
    # What was sent while hardly anybody typed counts neither here nor there.
    assert "24.0 ms (p95 24.0): estimates 1.20 x, proposals 1.20 x" in _row(
        report, "- meanwhile: acknowledged"
    )
    assert "while nobody types 20.0 ms (p95 20.0)" in _row(report, "- meanwhile: acknowledged")
    assert "40 % (most of 3: 40) in use" in _row(report, "- the server's core")
    assert "At most 600 phones typed at the same moment, and all together asked 50 times a second" in text
    assert "60 of 63 estimates and proposals" in text
    for run in report["results"]["typing"]:
        run["meanwhile"] = [sent for sent in run["meanwhile"] if sent["kind"] == "estimate"]
    assert _row(report, "- meanwhile: acknowledged").endswith("| **no** |")


def test_groups_of_another_day_or_a_busier_machine_say_so(report: dict[str, Any]) -> None:
    assert "other programs ran" not in whole_text(report)
    report["groups"]["processes"] = {
        "date": "2026-12-01",
        "commit": "commit 7654321 with changes that are not committed",
        "load": [1.0, 3.3],
        "minutes": 2.0,
    }
    part = whole_text(report).partition("### One process and two")[2]
    assert "Measured 2026-12-01, commit 7654321 with changes that are not committed" in part
    assert "load average 1.0 to 3.3, so other programs ran, too" in part
    assert "## 2026-11-22 and 2026-12-01" in whole_text(report)


def test_a_load_of_nothing_is_not_said_to_be_others() -> None:
    assert say_load([0.0, 0.1], 1) == "load average 0.0 to 0.1"
    assert say_load([0.04, 0.0], 1) == "load average 0.0"
    assert say_load([0.3, 4.2], 1) == "load average 0.3 to 4.2, so other programs ran, too"


def test_the_commit_is_named_with_a_mark_where_files_differ(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not here")
    assert describe_commit(tmp_path) == "commit not known"

    def git(*told: str) -> str:
        known = ("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
        return subprocess.run(
            (*known, *told), cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout.strip()

    report, code = tmp_path / "tests" / "bench" / "LIVE.md", tmp_path / "code.py"
    report.parent.mkdir(parents=True)
    report.write_text("old", encoding="utf-8")
    code.write_text("old", encoding="utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "All")
    name = f"commit {git('rev-parse', '--short', 'HEAD')}"
    report.write_text("new", encoding="utf-8")
    assert describe_commit(tmp_path) == name
    code.write_text("new", encoding="utf-8")
    assert describe_commit(tmp_path) == f"{name} with changes that are not committed"


def test_all_that_is_measured_is_told_and_cores_that_were_shared_are(report: dict[str, Any]) -> None:
    assert tuple(TITLES) == FIGURES == tuple(report["results"])
    assert "had a core each" in whole_text(report)
    report["a_core_each"] = False
    assert "**shared their cores**" in whole_text(report)


def test_the_report_in_the_tree_is_of_the_form_that_the_code_writes() -> None:
    text = TABLE.read_text(encoding="utf-8")
    if form_of_report() not in text:
        pytest.skip("the report in the tree was measured in another way: make bench-live measures again")
    assert text.startswith(ABOUT.strip())
    assert [title for title in TITLES.values() if f"### {title}\n" not in text] == []
