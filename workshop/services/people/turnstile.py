"""One after the other: how strangers try passwords at a name, each slower when many were wrong.

New devices cost nothing, so that a bound for each of them bounds nobody who guesses; and a bound for all
together would lock out a facilitator on a new computer. So strangers wait for each other at a name, and
after many wrong passwords each waits some seconds longer. Devices that have logged in before never wait
here. Each process counts in its memory.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from workshop.errors import Problem
from workshop.i18n import gettext

# So many wrong passwords a minute at one name slow nobody down.
FREE_TRIES = 30
SLOW_S = 2.0
# The last of so many waits half a minute.
MOST_IN_LINE = 16
_MOST_NAMES = 512


class _Line:
    """The strangers who try one name, and when passwords were wrong."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.waiting = 0
        self._wrong: deque[float] = deque(maxlen=FREE_TRIES)

    def note_wrong(self) -> None:
        """Note that a password was wrong just now."""
        self._wrong.append(time.monotonic())

    @property
    def is_slow(self) -> bool:
        """Whether so many were wrong within the last minute that the next one waits."""
        return len(self._wrong) >= FREE_TRIES and self._wrong[0] > time.monotonic() - 60


_lines: OrderedDict[str, _Line] = OrderedDict()


@contextmanager
def wait_in_line(name: str) -> Iterator[_Line]:
    """Wait for one's turn at a name; refuse who would wait too long."""
    line = _lines.setdefault(name, _Line())
    _lines.move_to_end(name)
    while len(_lines) > _MOST_NAMES:
        _lines.popitem(last=False)
    if line.waiting >= MOST_IN_LINE:
        raise too_many()
    line.waiting += 1
    try:
        with line.turn:
            if line.is_slow:
                time.sleep(SLOW_S)
            yield line
    finally:
        line.waiting -= 1


def too_many() -> Problem:
    """Say that others are trying, too."""
    return Problem(
        gettext("Many people are logging in just now."),
        gettext("Wait some seconds and try again."),
        status=429,
    )
