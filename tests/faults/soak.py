"""``python -m tests.faults.soak``: 300 phones for half an hour; do memory and latency stay flat?

It fails where something that was acknowledged is lost or doubled, a revision is missing, the last screen
waits more than twice as long at the end as at the beginning, or memory grows by more than it may.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.live.figures import QUIET_S
from tests.bench.live.hall import Hall
from tests.bench.live.machine import describe_commit, describe_machine, say_load
from tests.bench.live.rooms import Plan, prepare
from tests.bench.live.servers import Server, ours, prepare_load_process
from tests.bench.live.statistic import middle, p95
from tests.faults.errands import OWN, PICK_AGAIN, Account, Errand, account
from tests.tree import ROOT

TABLE = ROOT / "tests" / "faults" / "SOAK.md"
ABOUT = """\
# The soak

`make soak` lets phones listen, estimate, lose their connection and come back for a while, and writes this
file. *Last screen*: one phone sends an estimate, until the last phone and the wall show it.
"""
PAUSE_S = 1.0
# What the soak itself keeps busy: no more than one of server and phones at a time.
OWN_LOAD = 1.0
# Each tenth change is a proposal; the others are estimates.
PROPOSALS = 10
SLOWER = 2
# What a busy machine does to anybody.
NOTHING_MS = 50.0
# A change was measured to leave 9 kB, which fills caches that have bounds. A queue that kept what it sends
# would add the frames (10 kB) and a place in the queue of each of 300 phones (18 kB).
KB_A_CHANGE, SPARE_MB = 20, 6


@dataclass(frozen=True)
class Stretch:
    """A stretch of the run: how long changes took (ms), and the server's memory at its end."""

    begin_min: float
    last_ms: list[float]
    resident_mb: float
    load: float


async def soak(
    server: Server, hall: Hall, minutes: float, stretches: int, told: dict[str, Errand]
) -> list[Stretch]:
    """Let the hall live for some minutes; return what each stretch showed, and note what was acknowledged."""
    begin, done = time.monotonic(), []
    for number in range(stretches):
        last_ms: list[float] = []
        started = (time.monotonic() - begin) / 60
        while time.monotonic() < begin + minutes * 60 * (number + 1) / stretches:
            await asyncio.sleep(QUIET_S)
            last_ms.append(await _change(hall, told))
            # Somebody's phone loses the network, and comes back by itself.
            lost = random.choice(hall.listeners)  # noqa: S311
            lost.cut()
            await lost.insist(0)
            await asyncio.sleep(PAUSE_S)
        done.append(Stretch(started, last_ms, server.resident_bytes / 2**20, os.getloadavg()[0]))
        print(_line(done[-1]), file=sys.stderr, flush=True)
    return done


async def _change(hall: Hall, told: dict[str, Errand]) -> float:
    """Let one phone send something; return after how long (ms) the last screen shows it."""
    person, operation_id = len(told) % len(hall.listeners), uuid.uuid4().hex
    if len(told) % PROPOSALS:
        kind, amount = PICK_AGAIN, random.randrange(500, 30_000)  # noqa: S311
        answer = await hall.pick(person, amount, operation_id=operation_id)
    else:
        kind, answer = OWN, await hall.propose(person, operation_id)
    assert answer.status == 200, answer.body[:200]
    told[operation_id] = Errand(operation_id, kind, person)
    hall.revision = json.loads(answer.body)["revision"]
    assert await hall.all_at(hall.revision, patience_s=30), "a screen did not come to the newest state"
    return (hall.last_seen_ns() - answer.asked_ns) / 1e6


def find_faults(told: Sequence[Stretch], held: Account) -> list[str]:
    """Say what went wrong, a line each."""
    early, late = (middle(each) for each in _thirds(told))
    changes = sum(len(stretch.last_ms) for stretch in told[1:])
    grown, may = told[-1].resident_mb - told[0].resident_mb, SPARE_MB + changes * KB_A_CHANGE / 1024
    found = {
        f"{held.lost} acknowledged operations are lost": held.lost,
        f"{held.doubled} are there twice": held.doubled,
        f"{held.partial} are there in part": held.partial,
        f"{held.gaps} revisions are missing": held.gaps,
        f"the last screen waits {late:.0f} ms, at the beginning {early:.0f} ms": late
        > SLOWER * max(early, NOTHING_MS),
        f"memory grew by {grown:.0f} MB with {changes} changes, and may by {may:.0f} MB": grown > may,
    }
    return [words for words, wrong in found.items() if wrong]


def _thirds(told: Sequence[Stretch]) -> tuple[list[float], list[float]]:
    """Give how long changes took in the first and in the last third."""
    third = max(1, len(told) // 3)
    early, late = (
        [each for stretch in part for each in stretch.last_ms] for part in (told[:third], told[-third:])
    )
    return early, late


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
                stretches = await soak(server, hall, arguments.minutes, arguments.stretches, sent)
                hall.close()
                return stretches

            sent: dict[str, Errand] = {}
            told = asyncio.run(act())
        held = account(f"sqlite:///{path / 'handlingsrom.sqlite'}", room.id, sent, sent)
    faults = find_faults(told, held)
    text = _table(told, arguments.phones, arguments.minutes, len(sent), faults)
    print(text)
    if arguments.write:
        TABLE.write_text(f"{ABOUT}\n{text}\n", encoding="utf-8")
    return 1 if faults else 0


def _table(told: list[Stretch], phones: int, minutes: float, sent: int, faults: list[str]) -> str:
    head = "| from minute | changes | last screen, median (ms) | p95 (ms) | memory (MB) | load average |"
    third = max(1, len(told) // 3)
    early, late = _thirds(told)
    machine = ", ".join(f"{name} {what}" for name, what in describe_machine(ROOT).items())
    summary = (
        f"First third to last third: last screen {middle(early):.0f} to {middle(late):.0f} ms (median); "
        f"memory {told[0].resident_mb:.0f} MB after the first stretch, {told[third - 1].resident_mb:.0f} MB "
        f"after the first third, {told[-1].resident_mb:.0f} MB at the end. "
        f"{sent} operations were acknowledged. "
        f"{'; '.join(faults) or 'None is lost or doubled, no revision missing'}."
    )
    run_on = f"Run on: {machine}; {say_load([stretch.load for stretch in told], OWN_LOAD)}."
    title = f"## {datetime.now(UTC).date().isoformat()}, {describe_commit(ROOT)}: "
    title += f"{phones} phones, {minutes:g} minutes"
    rows = [head, "|" + " ---: |" * 6, *map(_line, told)]
    return "\n".join([title, "", *rows, "", summary, "", run_on])


if __name__ == "__main__":
    sys.exit(main())
