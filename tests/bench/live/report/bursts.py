"""What is told of bursts: proposals, estimates, votes and people who come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.bench.live.report.table import Row
from tests.bench.live.report.wording import ms, seconds, spread, within
from tests.bench.live.statistic import middle, p95

FLOOR = "HTTP alone"
VOTES_S, SHOWN_S, JOIN_S = 0.80, 1.50, 1.00

Runs = list[dict[str, Any]]


def proposals(runs: Runs, *, sockets: bool) -> list[Row]:
    """Write the rows of a burst of proposals."""
    number = number_of(runs)
    how = "" if sockets else " by HTTP requests alone"
    return [
        Row(
            f"{number:,} proposals within {number / 1000:g} s{how}: acknowledged, and on all screens",
            "1.50 s, 0 lost, 0 doubled" if sockets else "0 lost, 0 doubled",
            f"{how_long(runs)}; {account(runs)}",
            f"{FLOOR}: acknowledged {seconds([run['floor']['acknowledged_s'] for run in runs])}",
            reached=is_clean(runs)
            and (not sockets or within(middle([run["shown_s"] for run in runs]), SHOWN_S)),
        ),
        _waiting(runs),
        processor(runs, number),
    ]


def at_once(runs: Runs, what: str, published: str) -> list[Row]:
    """Write the rows of what many send at the same moment."""
    number = number_of(runs)
    waited = [p95(run["waited_s"]) for run in runs]
    return [
        Row(
            f"{number:,} {what} at once, acknowledged after commit, p95",
            "0.80 s, 0 lost, 0 doubled",
            f"{seconds(waited)}; {account(runs)}",
            f"{FLOOR} {seconds([p95(run['floor']['waited_s']) for run in runs])}",
            published,
            is_clean(runs) and within(middle(waited), VOTES_S),
        ),
        processor(runs, number),
    ]


def joins(runs: Runs) -> list[Row]:
    """Write the rows of people who come in."""
    whole, form = ([p95(run[word]) for run in runs] for word in ("whole_s", "form_s"))
    beneath = {word: [p95(run["floor"][word]) for run in runs] for word in ("whole_s", "form_s")}
    failed, files = sum(len(run["failed"]) for run in runs), [run["files"] for run in runs]
    number = len(runs[0]["whole_s"]) + len(runs[0]["failed"])
    fetched = f"{files[-1]['requests']} files, {files[-1]['bytes'] / 1e3:.0f} kB"
    return [
        Row(
            f"{number:,} joins in {number / 100:g} s, p95 of one (door, form, page, socket)",
            "1.00 s",
            f"{seconds(whole)}; {failed} failed",
            f"{FLOOR}, no socket: {seconds(beneath['whole_s'])}",
            "arsnova.eu 3.57 s (500 joins)",
            not failed and within(middle(whole), JOIN_S),
        ),
        Row("- of it, the form alone, p95", "", _short(form), f"{FLOOR} {_short(beneath['form_s'])}"),
        processor(runs, number),
        Row(
            f"- besides, with an empty cache: {fetched}; the server's processor time for them",
            "",
            spread([each["server_ms"] for each in files], "ms", 1, "most"),
        ),
    ]


def number_of(runs: Runs) -> int:
    """Count how many operations a run asked for."""
    return len(runs[0]["waited_s"]) + len(runs[0]["failed"])


def is_clean(runs: Sequence[dict[str, Any]]) -> bool:
    """Tell whether everything was shown, and nothing lost, doubled, unanswered or in the wrong order."""
    return all(
        run["shown_s"] is not None
        and not (run["account"]["lost"] or run["account"]["doubled"] or run["failed"] or run["backwards"])
        for run in runs
    )


def how_long(runs: Sequence[dict[str, Any]]) -> str:
    """Say when all was acknowledged, and when all screens showed it."""
    shown = [run["shown_s"] for run in runs if run["shown_s"] is not None]
    said = f"acknowledged {seconds([run['acknowledged_s'] for run in runs])}, "
    if len(shown) < len(runs):
        return said + f"shown in {len(shown)} of {len(runs)} runs"
    return said + f"shown {seconds(shown)}"


def account(runs: Sequence[dict[str, Any]]) -> str:
    """Say what went wrong, also where it is nothing."""
    lost, doubled = (sum(run["account"][word] for run in runs) for word in ("lost", "doubled"))
    failed, backwards = sum(len(run["failed"]) for run in runs), sum(run["backwards"] for run in runs)
    dropped = sum(run["dropped"] for run in runs)
    return (
        f"{lost} lost, {doubled} doubled, {failed} without answer, {backwards} older states, "
        f"{dropped} sockets dropped"
    )


def processor(runs: Runs, number: int) -> Row:
    """Say what each cost the server, and how long it had to wait for its core meanwhile."""

    def each(servers: Sequence[dict[str, Any]]) -> str:
        return spread([server["running_s"] / number * 1e3 for server in servers], "ms", 2, "most")

    waiting = seconds([run["server"]["waiting_s"] for run in runs])
    return Row(
        "- the server's processor time for each",
        "",
        f"{each([run['server'] for run in runs])}; waiting for its core, in all, {waiting}",
        f"{FLOOR} {each([run['floor']['server'] for run in runs])}",
    )


def _waiting(runs: Runs) -> Row:
    return Row(
        "- of it, how long one waited, p95",
        "",
        _short([p95(run["waited_s"]) for run in runs]),
        f"{FLOOR} {_short([p95(run['floor']['waited_s']) for run in runs])}",
    )


def _short(values: Sequence[float]) -> str:
    """Write seconds that are few as milliseconds."""
    return ms([value * 1e3 for value in values])
