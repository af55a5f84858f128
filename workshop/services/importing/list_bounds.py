"""How large a list can be for the pages about it, and turns for other requests meanwhile."""

from __future__ import annotations

import time
from typing import Final

from scenarios.importing.action_list.result import ActionList
from scenarios.importing.table_file import Refusal, TableRefusedError

# A large list of a municipality has 500 actions with 40 columns, and some dozens of doubtful figures.
MOST_CELLS: Final = 30_000
MOST_QUESTIONS: Final = 2_000
AT_ONCE: Final = 100
"""Rows or questions between two turns of other requests."""
_TURN_S: Final = 0.003
"""A short page takes several rounds of the server's loop: a sleep of 0 s would give it one."""


def require_bounds(found: ActionList) -> None:
    """Refuse a list that is too large to be looked at."""
    if sum(len(row.cells) for row in found.rows) > MOST_CELLS:
        raise TableRefusedError(Refusal.CELLS, limit=MOST_CELLS)
    if len(found.questions) > MOST_QUESTIONS:
        raise TableRefusedError(Refusal.DOUBTS, limit=MOST_QUESTIONS)


def let_others_on() -> None:
    """Let other requests have their turn in the middle of long work."""
    time.sleep(_TURN_S)
