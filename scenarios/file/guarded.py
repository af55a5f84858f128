"""Read a scenario file of a stranger beside the server: in a process of its own, with limits."""

from __future__ import annotations

import enum
import threading
from dataclasses import dataclass
from typing import Any, Final

from scenarios.errors import Fault, ScenariosError
from scenarios.guarded_process import ask_guarded

LARGEST_BYTES: Final = 5_000_000
MOST_ACTIONS: Final = 1_000
MOST_ESTIMATES: Final = 20_000
MOST_TARGETS: Final = 20_000
MOST_VALUES: Final = 20_000
"""Of the reference: one for each source and year."""
MOST_FAULTS: Final = 100
"""As many are told; the others are counted."""

_AT_ONCE: Final = 2
_WALL_S: Final = 90
_PROGRAM: Final = "scenarios.file.guarded_reader"
_turns = threading.BoundedSemaphore(_AT_ONCE)


class TooMuch(enum.StrEnum):
    """Why a file is not read, though its form may be sound."""

    SIZE = "size"
    ACTIONS = "actions"
    ESTIMATES = "estimates"
    TARGETS = "targets"
    VALUES = "values"
    WORK = "work"
    BUSY = "busy"


@dataclass(frozen=True)
class GuardedScenario:
    """A sound scenario file, and what it gives without draws.

    Attributes
    ----------
    document
        As `scenarios.file.schema.scenario_to_dict` writes it.
    reference_t, emissions_t, remaining_t
        Over the horizon, t, as in an outcome.
    counted
        How many actions have influence on emissions.
    """

    document: dict[str, Any]
    reference_t: float
    emissions_t: float
    remaining_t: float
    counted: int


class GuardedFileError(ScenariosError):
    """A scenario file has faults.

    Parameters
    ----------
    faults
        The first of them, at most `MOST_FAULTS`.
    count
        How many there are.
    """

    def __init__(self, faults: tuple[Fault, ...], count: int) -> None:
        self.faults, self.count = faults, count
        super().__init__(faults, count)


class TooMuchError(ScenariosError):
    """A scenario file is larger than it may be, or takes too long.

    Parameters
    ----------
    reason
        What is too much.
    limit
        The most that is allowed, in its own unit; 0 where it is no number.
    """

    def __init__(self, reason: TooMuch, limit: int = 0) -> None:
        self.reason, self.limit = reason, limit
        super().__init__(reason, limit)


def read_scenario_guarded(content: bytes, *, draws: int) -> GuardedScenario:
    """Read and evaluate a scenario file in a process of its own.

    Parameters
    ----------
    content
        The bytes of the file, untrusted.
    draws
        How many draws the process tries: a file that needs too much memory or time fails here, not later.

    Returns
    -------
    GuardedScenario
        Of a file whose form and result are sound.

    Raises
    ------
    GuardedFileError
        With the faults of the file.
    TooMuchError
        The file exceeds a limit.
    """
    if len(content) > LARGEST_BYTES:
        raise TooMuchError(TooMuch.SIZE, LARGEST_BYTES)
    if not _turns.acquire(timeout=_WALL_S):
        raise TooMuchError(TooMuch.BUSY)
    try:
        return _understood(ask_guarded(_PROGRAM, {"draws": draws}, content, wall_s=_WALL_S))
    finally:
        _turns.release()


def _understood(said: dict[str, Any]) -> GuardedScenario:
    if "scenario" in said:
        return GuardedScenario(**said["scenario"])
    if "faults" in said:
        raise GuardedFileError(tuple(Fault(*fault) for fault in said["faults"]), said["count"])
    if "too_much" in said:
        raise TooMuchError(TooMuch(said["too_much"]), said["limit"])
    # Its last words were none of these: it was stopped over the file.
    raise TooMuchError(TooMuch.WORK)
