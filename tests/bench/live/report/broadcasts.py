"""What is told of broadcasts: from submit to the last screen, sockets that are cut, and memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.bench.live.listener import FIRST_DELAY_S, JITTER
from tests.bench.live.report.table import Row
from tests.bench.live.report.wording import extent, kilobytes, listed, ms, seconds, times, within
from tests.bench.live.statistic import middle, p95

OURS = "Handlingsrom"
BOUNDS = {"Node Socket.IO": (1.10, "Socket.IO"), "bare Node ws": (1.30, "ws")}
GOAL = "1.10 x Socket.IO, 1.30 x ws"
DISTURBED = 0.1
# Below it, a server waits for the generator more than the generator for the server.
HEAD_ROOM = 1.25

Take = Callable[[Any], float]


def rows(found: dict[str, Any], clients: int) -> list[Row]:
    """Write the rows of a group."""
    servers = found["servers"]
    told = {name: each["told"] for name, each in servers.items()}
    size = extent(one["frame_bytes"] for each in told.values() for one in each)
    return [
        _submit(f"submit to last of {clients:,} phones ({size} B)", told),
        *_undisturbed(told),
        _submit(f"submit to last of {clients:,} phones and the wall, drawn after them", told, "last_ms"),
        _part("- of it, submit to first phone", told, lambda one: one["first_ms"]),
        _part("- of it, first phone to last phone", told, lambda one: one["phones_ms"] - one["first_ms"]),
        _part("- to the poster: acknowledged", told, lambda one: one["acknowledged_ms"]),
        _part("- the server's processor time for it", told, lambda one: one["server_running_ms"]),
        *_connections(servers, clients),
    ]


def sentences(found: dict[str, Any], clients: int) -> list[str]:
    """Say what the table does not: whether all sent the same, and what the generator itself costs."""
    return [
        _same_frames(found["servers"]),
        _head_room(found, clients),
        _generator(found["servers"]),
        _jitter(found["servers"]),
    ]


def _submit(what: str, told: dict[str, Any], word: str = "phones_ms") -> Row:
    """Compare what ours takes with the peers' last client; they have as many clients, and no wall."""
    last = {name: [one[word] for one in each] for name, each in told.items()}
    ratios = {name: times(last[OURS], last[name]) for name in BOUNDS if name in last}
    written = ", ".join(f"{ratio:.2f} x {BOUNDS[name][1]}" for name, ratio in ratios.items())
    return Row(
        what,
        GOAL,
        ms(last[OURS]) + (f": {written}" if written else ""),
        _others(last, ms),
        reached=all(ratio <= BOUNDS[name][0] for name, ratio in ratios.items()) if ratios else None,
    )


def _undisturbed(told: dict[str, Any]) -> list[Row]:
    calm = {name: [one for one in each if one["waiting_share"] < DISTURBED] for name, each in told.items()}
    if not all(calm.values()) or calm == told:
        return []
    counts = ", ".join(f"{name} {len(calm[name])} of {len(each)}" for name, each in told.items())
    row = _submit(f"- the same, undisturbed changes alone ({counts})", calm)
    # Changes that were picked out tell more about the server, but no goal is reached by them.
    return [replace(row, goal="", reached=None)]


def _part(what: str, told: dict[str, Any], take: Take) -> Row:
    values = {name: [take(one) for one in each] for name, each in told.items()}
    return Row(what, "", ms(values[OURS]), _others(values, ms))


def _connections(servers: dict[str, Any], clients: int) -> list[Row]:
    def row(what: str, goal: str, word: str, write: Callable[[Any], str], limit: float | None = None) -> Row:
        values = {name: each[word] for name, each in servers.items() if each[word]}
        reached = None if limit is None else within(middle(values[OURS]), limit)
        return Row(what, goal, write(values[OURS]), _others(values, write), reached=reached)

    return [
        row(f"all {clients:,} sockets cut at once: everybody current again", "5 s", "back_s", seconds, 5),
        row("- the server's processor time for it", "", "back_server_s", seconds),
        row(
            "- the same, long-polling first and then upgraded, as where sockets are cut",
            "5 s",
            "back_polling_s",
            seconds,
            5,
        ),
        row("memory per connected phone", "80 kB", "phone_bytes", kilobytes, 80_000),
    ]


def _others(values: dict[str, Any], write: Callable[[Any], str]) -> str:
    return "; ".join(f"{name} {write(each)}" for name, each in values.items() if name != OURS)


def _same_frames(servers: dict[str, Any]) -> str:
    sent = {name: [one["frame"] for one in each["told"]] for name, each in servers.items()}
    one_each = all(one["frames"] == 1 for each in servers.values() for one in each["told"])
    others = [name for name in sent if name != OURS]
    if others and one_each and all(sent[name] == sent[OURS] for name in others):
        return (
            f"Frames: all {len(sent)} servers sent the same {len(sent[OURS])} frames, byte for byte and in "
            "the same order, and every phone got each of them; their checksums were compared."
        )
    sizes = listed(
        [f"{name} {extent(one['frame_bytes'] for one in each['told'])} B" for name, each in servers.items()]
    )
    return f"Frames: the servers' frames were **not the same**: {sizes}."


def _head_room(found: dict[str, Any], clients: int) -> str:
    alone = found["empty_loop_ms"]
    spreads = {
        name: middle([one["phones_ms"] - one["first_ms"] for one in each["told"]])
        for name, each in found["servers"].items()
    }
    shares = {name: times([value], alone) for name, value in spreads.items()}
    long = [name for name, share in shares.items() if share >= HEAD_ROOM]
    short = [name for name in shares if name not in long]

    def those(names: list[str]) -> str:
        return listed([f"{name} ({spreads[name]:.1f} ms, {shares[name]:.2f} x)" for name in names])

    said = (
        f"Head-room: the generator needs {ms(alone)} to read {clients:,} such frames that wait for it "
        f"already. From the first phone to the last it is no bottleneck where a server takes at least "
        f"{HEAD_ROOM} times that."
    )
    if long:
        said += f" It **had head-room** for {those(long)}."
    if short:
        said += f" It **had none** for {those(short)}: that part is the generator's own pace."
    if OURS in short:
        said += " Ours may be faster there than the figure tells."
    if flattered := [name for name in short if name != OURS]:
        said += f" So may {listed(flattered)}, so that our ratios to such a peer look better than they are."
    return said


def _generator(servers: dict[str, Any]) -> str:
    def shares(word: str, of: Callable[[Any], float]) -> str:
        return listed(
            [
                f"{name} {of([one[word] for one in each['told']]) * 100:.0f} %"
                for name, each in servers.items()
            ]
        )

    return (
        "While a change was under way, the generator used of its core, p95: "
        f"{shares('generator_share', p95)}. Server and generator together were ready, but waited for their "
        f"cores, in the median: {shares('waiting_share', middle)} of the time."
    )


def _jitter(servers: dict[str, Any]) -> str:
    longest = FIRST_DELAY_S * (1 + JITTER)
    beyond = {name: max(0.0, middle(each["back_s"]) - longest) for name, each in servers.items()}
    written = listed([f"{name} {value:.2f} s" for name, value in beyond.items()])
    return (
        f"Coming back: phones wait for {FIRST_DELAY_S * (1 - JITTER):.1f} to {longest:.1f} s, by chance, "
        "before they try again, as the page has them do; so the generator's last one waits for nearly "
        f"{longest:.1f} s whatever the server does. What comes on top of that is the server's: {written}."
    )
