"""``python -m workshop.rehearsal``: read a plan from standard input, and run it while that is open."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from contextlib import suppress

from workshop.rehearsal.crowd import rehearse
from workshop.rehearsal.plan import Plan


async def _rehearse(plan: Plan) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    # The starting process holds the other end; when it is gone, stop.
    left = asyncio.create_task(reader.read())
    acting = asyncio.create_task(rehearse(plan, Counter()))
    await asyncio.wait({left, acting}, return_when=asyncio.FIRST_COMPLETED)
    for task in (left, acting):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def main() -> int:
    """Run the plan; the desk reads the progress from the database."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_rehearse(Plan.from_json(sys.stdin.readline())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
