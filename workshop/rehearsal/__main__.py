"""``python -m workshop.rehearsal``: read a plan from the standard input, and do it."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter

from workshop.rehearsal.crowd import rehearse
from workshop.rehearsal.plan import Plan


def main() -> int:
    """Do the plan; how far it is, the desk reads from the database."""
    tally: Counter[str] = Counter()
    asyncio.run(rehearse(Plan.from_json(sys.stdin.read()), tally))
    return 0


if __name__ == "__main__":
    sys.exit(main())
