"""``python -m tests.bench.live``: measure, print the table, write it down."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import shutil
import signal
import sys
import time
from datetime import UTC, datetime
from typing import Any

from tests.bench.live.machine import describe_machine
from tests.bench.live.report import as_markdown, head_room, rows_of
from tests.bench.live.rounds import Bench, Size
from tests.bench.live.servers import has_two_cores, prepare_load_process
from tests.tree import ROOT

FIGURES = ("broadcasts", "votes", "proposals", "posts", "joins", "workshops", "growth", "processes")
TABLE = ROOT / "tests" / "bench" / "LIVE.md"
WORK = ROOT / "build" / "bench-live"
JSON_FILE = ROOT / "build" / "bench-live.json"

ABOUT = """\
# The live benchmark

`make bench-live` measures what a room may rely on and writes this file. One process plays all phones on
one core; the server under test has the other. Ours is the real program with its SQLite database in the
path: a commit is on the disk before it is acknowledged. The peers are a Node Socket.IO server, a bare
Node `ws` server and python-socketio on uvicorn, which send frames of the same length to as many clients
when something is posted to them; they store nothing. The runs take turns. Figures are medians; p95 is by
nearest rank; "to" is the slowest run.

Phones post as their page does: over the socket that they listen on, acknowledged there; *by HTTP requests
alone* is as where no socket gets through. Peers are posted to by HTTP.

*Submit*: one phone sends an estimate, until the last phone has the new state: as many frames, and as long
ones, as the peers send. The wall is drawn for itself and told after the phones; it has a row of its own, and
counts in all other figures. The workshop was quiet before, so no coalescing tick is waited for. The room
comes first: where the disk has the change before the phones' frame is drawn, its poster is thanked after
everybody has heard. *Undisturbed* are those changes during which server and generator together waited for
their cores less than a tenth of the time, as other programs ran, too. *Processor time* is what the kernel
counted for the server's threads; it says what things cost where other programs take the cores.

People of prepared workshops joined through the services before the server started. The joins that are
measured went over HTTP, without the styles and scripts that a phone fetches besides. To make a phone's
frame 2 kB long, the place has a long name; with a usual one it is 0.7 to 1.1 kB. Sockets are WebSockets
from the first request.

What the first figure is made of: before the first phone hears of a change, ours has read the post, stored it
with its receipt and its row in the log, committed it, evaluated the scenario and put the verdict into words
in three languages; the peers store and compute nothing. From the first phone to the last, each takes what
the generator takes to read the frames.

*Processes*: with one or two of them go PostgreSQL, Redis and nginx as we ship its configuration, and all of
it shares the two cores with the generator; more cores are needed to see what a second process gains. Their
commits are durable, too: PostgreSQL has each on the disk before it is acknowledged.
"""


def main() -> int:
    """Run the figures that were asked for, one after the other."""
    arguments = _arguments()
    prepare_load_process()
    # Whoever ends the benchmark ends its servers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # A collection in the middle of a broadcast would be counted as the server's.
    gc.disable()
    size = Size(
        clients=arguments.clients,
        rounds=arguments.rounds,
        changes=arguments.changes,
        heavy_rounds=min(arguments.rounds, Size.heavy_rounds),
    )
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    begin, before_min = time.monotonic(), 0.0
    report: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": describe_machine(ROOT),
        "a_core_each": has_two_cores(),
        "load_average": [os.getloadavg()[0]],
        "clients": size.clients,
    }
    bench = Bench(WORK, size, lambda text: print(text, file=sys.stderr, flush=True))
    if arguments.keep:
        earlier = json.loads(JSON_FILE.read_text(encoding="utf-8"))
        report["load_average"] += earlier["load_average"]
        before_min = earlier["minutes"]
        bench.results.update(earlier["results"])
    for name in arguments.figures or FIGURES:
        bench.forget(name)
        asyncio.run(getattr(bench, name)())
        gc.collect()
        report["load_average"].append(os.getloadavg()[0])
        report["minutes"] = round(before_min + (time.monotonic() - begin) / 60, 1)
        report["results"] = bench.results
        JSON_FILE.write_text(json.dumps(report, indent=1), encoding="utf-8")
    shutil.rmtree(WORK)
    text = _text(report)
    print(text)
    if arguments.write:
        shutil.copy(JSON_FILE, TABLE.with_suffix(".json"))
        TABLE.write_text(f"{ABOUT}\n{text}\n", encoding="utf-8")
    return 0


def _text(report: dict[str, Any]) -> str:
    machine = ", ".join(f"{name} {what}" for name, what in report["machine"].items())
    load = report["load_average"]
    measured = (
        f"Measured on: {machine}. {report['clients']} phones; "
        f"{report['minutes']:.0f} minutes; load average {min(load):.1f} to {max(load):.1f}, other programs "
        "included."
    )
    parts = [
        f"## {report['date']}",
        as_markdown(rows_of(report["results"], report["clients"])),
        head_room(report["results"], report["clients"]),
        measured,
    ]
    return "\n\n".join(part for part in parts if part)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-live", description=__doc__)
    parser.add_argument(
        "figures", nargs="*", choices=[[], *FIGURES], help="which figures; all if none is named"
    )
    parser.add_argument("--clients", type=int, default=Size.clients, help="phones (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=Size.rounds, help="rounds (default: %(default)s)")
    parser.add_argument(
        "--changes", type=int, default=Size.changes, help="changes a round (default: %(default)s)"
    )
    parser.add_argument("--keep", action="store_true", help="keep the other figures of the last run")
    parser.add_argument("--write", action="store_true", help="write the table into tests/bench/LIVE.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
