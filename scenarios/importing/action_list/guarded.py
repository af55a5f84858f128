"""Read an action list beside the server: in a process of its own, with limits, that can be killed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scenarios.guarded_process import ask_guarded
from scenarios.importing.table_file import Refusal, TableRefusedError
from scenarios.importing.table_guard import AT_ONCE
from scenarios.inventory.editions import data_folders

WALL_S: Final = 120
"""Seconds until reading is given up."""

_ORDER: Final = {"memory_bytes": 2_000_000_000, "cpu_s": 90}
_PROGRAM: Final = "scenarios.importing.action_list.recogniser"
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class GuardedReading:
    """What the process said.

    Attributes
    ----------
    found
        For `stored_list.load_list`.
    picture
        For `sheet_picture.load_picture`.
    """

    found: dict[str, Any]
    picture: dict[str, Any]


class MappingRefusedError(Exception):
    """What a person has said does not fit the sheet."""


def read_list_guarded(
    content: bytes,
    *,
    territory: str,
    sheet: str | None,
    mapping: Mapping[str, Any],
    told: Callable[[int], None] | None = None,
) -> GuardedReading:
    """Read an action list in a process of its own.

    Parameters
    ----------
    content
        The bytes of the file, untrusted.
    territory, sheet
        As for `reading.read_action_list`.
    mapping
        As `mapping.read_mapping` reads it; empty for nothing.
    told
        Is called with the number of rows once the file is open and recognition begins.

    Returns
    -------
    GuardedReading
        As JSON has it.

    Raises
    ------
    TableRefusedError
        If the file cannot be read, or reading exceeds a limit.
    MappingRefusedError
        If the mapping does not fit the sheet.
    """
    if not _turns.acquire(timeout=WALL_S):
        raise TableRefusedError(Refusal.BUSY)
    try:
        return _understood(_ask(content, territory, sheet, mapping, told))
    finally:
        _turns.release()


def _ask(
    content: bytes,
    territory: str,
    sheet: str | None,
    mapping: Mapping[str, Any],
    told: Callable[[int], None] | None,
) -> dict[str, Any]:
    folders = [str(folder.resolve()) for folder in data_folders()]
    order = {"territory": territory, "sheet": sheet, "mapping": mapping, "folders": folders, **_ORDER}

    def heard(said: dict[str, Any]) -> None:
        if "rows" in said and told is not None:
            told(said["rows"])

    return ask_guarded(_PROGRAM, order, content, wall_s=WALL_S, heard=heard)


def _understood(said: dict[str, Any]) -> GuardedReading:
    if "list" in said:
        return GuardedReading(**said["list"])
    if "misfit" in said:
        raise MappingRefusedError(*said["misfit"])
    if "refused" in said:
        refusal, row, detail, limit = said["refused"]
        raise TableRefusedError(Refusal(refusal), row=row, detail=detail, limit=limit)
    # Its last words were none of these: it was stopped over the file.
    raise TableRefusedError(Refusal.TIME if "rows" in said else Refusal.BROKEN)
