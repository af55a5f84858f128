"""The faults that were tried, what a user saw, and whether the promises held: as Markdown."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.live.machine import ask_versions, describe_commit, describe_machine
from tests.tree import ROOT

ABOUT = """\
# The faults

`make faults` does to the real program what networks, disks and people do, and writes this file. Every row
is a test of `tests/faults`; a short form of most runs in `make test`. *Held* means that nothing acknowledged
was lost, nothing counted twice, and the user saw what the row says.
"""
KEPT = ROOT / "build" / "faults.json"
_HELD = {"passed": "yes", "failed": "**no**", "skipped": "not tried"}


def write_table(path: Path, reports: Sequence[Any]) -> None:
    """Write one row a test, with the commit that it was tried on; rows of tests that did not run now stay."""
    kept: dict[str, list[str]] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    commit = describe_commit(ROOT).removeprefix("commit ")
    kept |= {report.nodeid: [*_row(report), commit] for report in reports}
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    rows = [row for _, row in sorted(kept.items())]
    header = ["fault", "what the user sees", "found", "held", "commit"]
    lines = ["| " + " | ".join(cells) + " |" for cells in (header, ["---"] * 5, *rows)]
    chromium = ask_versions({"Chromium": "chromium --version | cut -d' ' -f2"})
    facts = {**describe_machine(ROOT), "machine": platform.machine(), **chromium}
    machine = ", ".join(f"{name} {what}" for name, what in facts.items())
    load = f"load average {os.getloadavg()[2]:.1f} over the last quarter of an hour, other programs included"
    table = "\n".join(lines)
    path.write_text(
        f"{ABOUT}\n## {datetime.now(UTC).date().isoformat()}\n\n{table}\n\nRun on: {machine}; {load}.\n",
        encoding="utf-8",
    )


def _row(report: Any) -> list[str]:
    properties = dict(report.user_properties)
    fault, _, sees = " ".join(properties["about"].split()).partition(". ")
    form = {"": "", "sqlite": ", SQLite", "postgresql": ", PostgreSQL"}
    variant = form.get(properties["variant"], f": {properties['variant']}")
    found = [text for name, text in report.user_properties if name == "found"]
    if report.outcome == "skipped":
        found = [str(report.longrepr[-1]).removeprefix("Skipped: ")]
    return [fault.rstrip(".") + variant, sees, "; ".join(found), _HELD[report.outcome]]
