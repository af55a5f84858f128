"""The table: each figure beside its goal and, where there is one, beside its peer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.live.statistic import middle, p95

OURS = "Handlingsrom"
BOUNDS = {"Node Socket.IO": 1.1, "bare Node ws": 1.3}
GOAL = "1.1 x Socket.IO, 1.3 x ws"
DISTURBED = 0.1


@dataclass(frozen=True)
class Row:
    """One figure: what, the goal in words, ours, the peers', and whether the goal is reached."""

    what: str
    goal: str
    ours: str
    peers: str = ""
    reached: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        verdict = {True: "yes", False: "no", None: ""}[self.reached]
        return self.what, self.goal, self.ours, self.peers, verdict


HEADING = ("what", "goal", "ours", "peers in the same run", "reached")


def rows_of(results: dict[str, Any], clients: int) -> list[Row]:
    """Turn what was measured into rows, the figures of the table first."""
    rows: list[Row] = []
    if "broadcast" in results:
        rows += _broadcast(results["broadcast"], clients)
    if "proposals" in results:
        rows += [_proposals(results["proposals"], clients), _processor(results["proposals"], clients)]
    if "posts" in results:
        rows += [
            _proposals(results["posts"], clients, " by HTTP requests alone"),
            _processor(results["posts"], clients),
        ]
    if "votes" in results:
        voters = len(results["votes"][0]["waited_s"]) + len(results["votes"][0]["failed"])
        rows += [_votes(results["votes"]), _processor(results["votes"], voters)]
    if "joins" in results:
        rows += _joins(results["joins"])
    if "broadcast" in results:
        rows += _connections(results["broadcast"], clients)
    if "workshops" in results:
        rows.append(_simple(f"10 workshops of {clients // 10}, all changed at once", results["workshops"]))
    rows += [
        _simple(f"submit to last screen, {name.removeprefix('growth: ')}", found)
        for name, found in results.items()
        if name.startswith("growth: ")
    ]
    return [*rows, *_processes(results.get("processes", {}))]


def as_markdown(rows: Sequence[Row]) -> str:
    """Write the rows as a table that reads well as plain text, too."""
    table = [HEADING, *(row.cells for row in rows)]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(HEADING))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([line(table[0]), rule, *(line(cells) for cells in table[1:])])


def head_room(results: dict[str, Any], clients: int) -> str:
    """Say how much of its core the generator used, and what it costs alone."""
    if "broadcast" not in results:
        return ""
    alone = middle(results["empty_loop_ms"])

    def shares(word: str, of: Callable[[Sequence[float]], float]) -> str:
        found = results["broadcast"].items()
        return ", ".join(f"{of([told[word] for told in each['told']]):.0%} ({name})" for name, each in found)

    return (
        f"Generator: {clients} frames that wait for it already are read in {alone:.1f} ms (median of "
        f"{len(results['empty_loop_ms'])}). While a change was under way it used of its core, p95: "
        f"{shares('generator_share', p95)}. Server and generator added up were ready but had to wait for "
        f"their cores, in the median, for {shares('waiting_share', middle)} of the time."
    )


def _broadcast(found: dict[str, Any], clients: int) -> list[Row]:
    told = {name: each["told"] for name, each in found.items()}
    calm = {name: [one for one in each if one["waiting_share"] < DISTURBED] for name, each in told.items()}
    frame = told[OURS][-1]["frame_bytes"]
    rows = [_submit(f"submit to last of {clients} phones ({frame} B)", GOAL, told)]
    if all(calm.values()):
        numbers = " + ".join(f"{len(calm[name])} of {len(each)}" for name, each in told.items())
        rows.append(_submit(f"- the same, undisturbed ({numbers})", GOAL, calm))
    rows += [
        _part("- of it, submit to first phone", told, lambda one: one["first_ms"]),
        _part("- of it, first phone to last phone", told, lambda one: one["phones_ms"] - one["first_ms"]),
        _part("- and the wall, drawn after them", told, lambda one: one["last_ms"], only_ours=True),
        _part("- to the poster: acknowledged", told, lambda one: one["acknowledged_ms"], only_ours=True),
        _part("- the server's processor time for it", told, lambda one: one["server_running_ms"]),
    ]
    return rows


def _submit(what: str, goal: str, told: dict[str, Any]) -> Row:
    last = {name: [one["phones_ms"] for one in each] for name, each in told.items()}
    mine = middle(last[OURS])
    bounds = [(mine / middle(last[name]), bound) for name, bound in BOUNDS.items() if name in last]
    ratios = ", ".join(f"{ratio:.2f} x" for ratio, _ in bounds)
    return Row(
        what,
        goal,
        _ms(last[OURS]) + (f": {ratios}" if ratios else ""),
        "; ".join(f"{name} {_ms(values)}" for name, values in last.items() if name != OURS),
        all(ratio <= bound for ratio, bound in bounds) if bounds else None,
    )


def _part(what: str, told: dict[str, Any], take: Callable[[Any], float], *, only_ours: bool = False) -> Row:
    values = {name: [take(one) for one in each] for name, each in told.items()}
    peers = "; ".join(f"{name} {_ms(each)}" for name, each in values.items() if name != OURS)
    return Row(what, "", _ms(values[OURS]), "" if only_ours else peers)


def _proposals(runs: list[dict[str, Any]], clients: int, how: str = "") -> Row:
    shown = [run["shown_s"] for run in runs if run["shown_s"] is not None]
    lost, doubled = (sum(run["account"][word] for run in runs) for word in ("lost", "doubled"))
    failed, backwards = sum(len(run["failed"]) for run in runs), sum(run["backwards"] for run in runs)
    acknowledged = middle([run["acknowledged_s"] for run in runs])
    said = f"acknowledged {acknowledged:.1f} s, shown {_s(shown) if shown else 'never'}"
    said += f"; {lost} lost, {doubled} doubled, {failed} without answer, {backwards} older states, "
    said += f"{sum(run['dropped'] for run in runs)} sockets dropped"
    clean = not (lost or doubled or failed or backwards)
    return Row(
        f"{clients} proposals within {clients / 1000:g} s{how}: acknowledged, and on all screens",
        "0 lost, 0 doubled" if how else "1.5 s, 0 lost, 0 doubled",
        said,
        reached=clean and len(shown) == len(runs) and (bool(how) or middle(shown) <= 1.5),
    )


def _processor(runs: list[dict[str, Any]], number: int) -> Row:
    """Say what each cost the server, and how long it had to wait for its core meanwhile."""
    running, waiting = (middle([run["server"][word] for run in runs]) for word in ("running_s", "waiting_s"))
    return Row(
        "- the server's processor time for each",
        "",
        f"{running / number * 1e3:.1f} ms; in all {running:.1f} s, and {waiting:.1f} s waiting for its core",
    )


def _votes(runs: list[dict[str, Any]]) -> Row:
    waited = [p95(run["waited_s"]) for run in runs]
    failed = sum(len(run["failed"]) for run in runs)
    number = len(runs[0]["waited_s"]) + len(runs[0]["failed"])
    return Row(
        f"{number} estimates of one action at once, acknowledged after commit, p95",
        "0.8 s",
        f"{_s(waited)}; {failed} without answer, {sum(run['dropped'] for run in runs)} sockets dropped",
        "arsnova.eu 0.79 to 0.99 s",
        not failed and middle(waited) <= 0.8,
    )


def _joins(runs: list[dict[str, Any]]) -> list[Row]:
    whole, form = ([p95(run[word]) for run in runs] for word in ("whole_s", "form_s"))
    failed, files = sum(len(run["failed"]) for run in runs), runs[-1]["files"]
    number = len(runs[0]["whole_s"]) + len(runs[0]["failed"])
    return [
        Row(
            f"{number} joins in {number / 100:g} s, p95 of one (door, form, page, socket)",
            "1 s",
            f"{_s(whole)}; {failed} failed",
            "arsnova.eu 3.57 s (500 joins)",
            not failed and middle(whole) <= 1.0,
        ),
        Row("- of it, the form alone, p95", "", _s(form)),
        _processor(runs, number),
        Row(
            f"- besides, with an empty cache: {files['requests']} files, {files['bytes'] / 1e3:.0f} kB",
            "",
            f"{files['server_ms']:.0f} ms of the server's processor",
        ),
    ]


def _connections(found: dict[str, Any], clients: int) -> list[Row]:
    def others(word: str, write: Any) -> str:
        return "; ".join(
            f"{name} {write(each[word])}" for name, each in found.items() if name != OURS and each[word]
        )

    def kilobytes(values: Sequence[float]) -> str:
        return f"{middle(values) / 1e3:.0f} kB"

    mine = found[OURS]
    return [
        Row(
            f"all {clients} sockets cut at once: everybody current again",
            "5 s",
            _s(mine["back_s"]),
            others("back_s", _s),
            middle(mine["back_s"]) <= 5,
        ),
        Row(
            "- the server's processor time for it",
            "",
            f"{middle(mine['back_server_s']):.2f} s",
            others("back_server_s", lambda values: f"{middle(values):.2f} s"),
        ),
        Row(
            "- the same, long-polling first and then upgraded, as where sockets are cut",
            "5 s",
            _s(mine["back_polling_s"]),
            others("back_polling_s", _s),
            middle(mine["back_polling_s"]) <= 5,
        ),
        Row(
            "memory per connected phone",
            "80 kB",
            kilobytes(mine["phone_bytes"]),
            others("phone_bytes", kilobytes),
            middle(mine["phone_bytes"]) <= 80_000,
        ),
    ]


def _simple(what: str, runs: list[dict[str, Any]]) -> Row:
    told = [each for run in runs for each in run["told"]]
    frame = told[-1]["frame_bytes"]
    last, processor = ([each[word] for each in told] for word in ("last_ms", "server_running_ms"))
    return Row(f"{what} ({frame} B)", "", f"{_ms(last)}; {middle(processor):.0f} ms of the processor")


def _processes(found: dict[str, Any]) -> list[Row]:
    rows = []
    for number, each in found.items():
        burst, account = each["burst"], each["burst"]["account"]
        lost, doubled = account["lost"], account["doubled"]
        clean = not (lost or doubled or burst["failed"] or burst["backwards"])
        last = _ms([told["last_ms"] for told in each["told"]])
        name = "process" if number == "1" else "processes"
        rows.append(
            Row(
                f"{number} {name} on PostgreSQL, Redis and nginx, {each['people']} phones: "
                "submit to last screen; as many proposals at once",
                "the same promises" if number != "1" else "",
                f"{last}; acknowledged {burst['acknowledged_s']:.2f} s, shown {burst['shown_s']:.2f} s; "
                f"{lost} lost, {doubled} doubled, {len(burst['failed'])} without answer, "
                f"{burst['backwards']} older states",
                reached=clean if number != "1" else None,
            )
        )
    return rows


def _ms(values: Sequence[float]) -> str:
    return f"{middle(values):.0f} ms (p95 {p95(values):.0f})"


def _s(values: Sequence[float]) -> str:
    extra = f" (to {max(values):.1f})" if len(values) > 1 else ""
    return f"{middle(values):.2f} s{extra}"
