"""``python -m tests.bench.live``: measure, print the report, write it down."""

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

from tests.bench.live.machine import describe_commit, describe_machine
from tests.bench.live.report import FORM, whole_text
from tests.bench.live.rounds import Bench, Size
from tests.bench.live.servers import prepare_load_process
from tests.tree import ROOT

FIGURES = (
    "broadcasts",
    "proposals",
    "posts",
    "estimates",
    "votes",
    "joins",
    "typing",
    "kept",
    "growth",
    "processes",
)
TABLE = ROOT / "tests" / "bench" / "LIVE.md"
WORK = ROOT / "build" / "bench-live"
JSON_FILE = ROOT / "build" / "bench-live.json"


def main() -> int:
    """Run the figures that were asked for, one after the other."""
    arguments = _arguments()
    report = _read(JSON_FILE) if arguments.report else _measure(arguments)
    text = whole_text(report)
    print(text)
    if arguments.write or arguments.report:
        TABLE.write_text(text, encoding="utf-8")
    return 0


def _measure(arguments: argparse.Namespace) -> dict[str, Any]:
    a_core_each = prepare_load_process()
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
    report: dict[str, Any] = {
        "form": FORM,
        "machine": describe_machine(ROOT),
        "a_core_each": a_core_each,
        "clients": size.clients,
        "groups": {},
    }
    bench = Bench(WORK, size, lambda text: print(text, file=sys.stderr, flush=True))
    if arguments.keep:
        earlier = _read(JSON_FILE)
        if earlier["clients"] != size.clients:
            sys.exit("The figures of the last run are of another number of phones.")
        report["groups"], bench.results = earlier["groups"], earlier["results"]
    report["results"] = bench.results
    commit = describe_commit(ROOT)
    for name in arguments.figures or FIGURES:
        begin, load = time.monotonic(), os.getloadavg()[0]
        asyncio.run(getattr(bench, name)())
        gc.collect()
        # Figures that are kept beside these may be of another day, another commit or a busier machine.
        report["groups"][name] = {
            "date": datetime.now(UTC).date().isoformat(),
            "commit": commit,
            "load": [load, os.getloadavg()[0]],
            "minutes": (time.monotonic() - begin) / 60,
        }
        JSON_FILE.write_text(json.dumps(report, indent=1), encoding="utf-8")
    shutil.rmtree(WORK)
    return report


def _read(path: Any) -> dict[str, Any]:
    """Read figures that were measured before, in the way that the report tells."""
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if report.get("form") != FORM:
        sys.exit(f"{path.name} was measured in another way than the report tells: measure anew.")
    return report


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
    parser.add_argument("--write", action="store_true", help=f"write the report into {TABLE.name}")
    parser.add_argument(
        "--report",
        action="store_true",
        help=f"measure nothing; write {TABLE.name} anew from {JSON_FILE.name}",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
