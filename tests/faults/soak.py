"""``python -m tests.faults.soak``: 300 phones for half an hour; do memory and latency stay flat?"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.live.figures import tell
from tests.bench.live.hall import Hall
from tests.bench.live.machine import describe_machine
from tests.bench.live.rooms import Plan, prepare
from tests.bench.live.servers import Server, ours, prepare_load_process
from tests.bench.live.statistic import middle, p95
from tests.faults.errands import account
from tests.tree import ROOT

TABLE = ROOT / "tests" / "faults" / "SOAK.md"
ABOUT = """\
# The soak

`make soak` lets phones listen, estimate, lose their connection and come back for a while, and writes this
file. *Last screen*: one phone sends an estimate, until the last phone and the wall show it.
"""
PAUSE_S = 1.0


@dataclass(frozen=True)
class Stretch:
    """A stretch of the run: how long changes took (ms), and the server's memory at its end."""

    begin_min: float
    last_ms: list[float]
    resident_mb: float
    load: float


async def soak(server: Server, hall: Hall, minutes: float, stretches: int) -> list[Stretch]:
    """Let the hall live for some minutes; return what each stretch showed."""
    begin, done = time.monotonic(), []
    for number in range(stretches):
        last_ms: list[float] = []
        started = (time.monotonic() - begin) / 60
        while time.monotonic() < begin + minutes * 60 * (number + 1) / stretches:
            last_ms += [each.last_ms for each in await tell([hall], 1)]
            # Somebody's phone loses the network, and comes back by itself.
            lost = random.choice(hall.listeners)  # noqa: S311
            lost.cut()
            await lost.insist(0)
            await asyncio.sleep(PAUSE_S)
        done.append(Stretch(started, last_ms, server.resident_bytes / 2**20, os.getloadavg()[0]))
        print(_line(done[-1]), file=sys.stderr, flush=True)
    return done


def _line(stretch: Stretch) -> str:
    return (
        f"| {stretch.begin_min:.0f} | {len(stretch.last_ms)} | {middle(stretch.last_ms):.0f} | "
        f"{p95(stretch.last_ms):.0f} | {stretch.resident_mb:.0f} | {stretch.load:.1f} |"
    )


def main() -> int:
    """Soak, print the table, write it where asked."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--stretches", type=int, default=10)
    parser.add_argument("--write", action="store_true", help=f"write the table into {TABLE.name}")
    arguments = parser.parse_args()
    prepare_load_process()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (room,) = prepare(path, Plan(people=arguments.phones))
        with ours(path) as server:

            async def act() -> list[Stretch]:
                hall = Hall(server, room)
                await hall.fill(arguments.phones)
                told = await soak(server, hall, arguments.minutes, arguments.stretches)
                hall.close()
                return told

            told = asyncio.run(act())
        held = account(f"sqlite:///{path / 'handlingsrom.sqlite'}", room.id, set())
    text = _table(told, arguments.phones, arguments.minutes, held.doubled + held.gaps)
    print(text)
    if arguments.write:
        TABLE.write_text(f"{ABOUT}\n{text}\n", encoding="utf-8")
    return 0


def _table(told: list[Stretch], phones: int, minutes: float, wrong: int) -> str:
    head = "| from minute | changes | last screen, median (ms) | p95 (ms) | memory (MB) | load average |"
    third = max(1, len(told) // 3)
    early = [each for stretch in told[:third] for each in stretch.last_ms]
    late = [each for stretch in told[-third:] for each in stretch.last_ms]
    machine = ", ".join(f"{name} {what}" for name, what in describe_machine(ROOT).items())
    summary = (
        f"First third to last third: last screen {middle(early):.0f} to {middle(late):.0f} ms (median); "
        f"memory {told[0].resident_mb:.0f} MB after the first stretch, {told[third - 1].resident_mb:.0f} MB "
        f"after the first third, {told[-1].resident_mb:.0f} MB at the end. "
        f"{wrong} revisions missing or doubled."
    )
    run_on = f"Run on: {machine}. Other programs ran, too: see the load average."
    title = f"## {datetime.now(UTC).date().isoformat()}: {phones} phones, {minutes:.0f} minutes"
    rows = [head, "|" + " ---: |" * 6, *map(_line, told)]
    return "\n".join([title, "", *rows, "", summary, "", run_on])


if __name__ == "__main__":
    sys.exit(main())
