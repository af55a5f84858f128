"""Read an action list beside the server: in a process of its own, with limits, that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scenarios.importing.table_file import Refusal, TableRefusedError
from scenarios.importing.table_guard import AT_ONCE
from scenarios.inventory.editions import data_folders

WALL_S: Final = 120
"""Seconds until reading is given up."""

_ORDER: Final = {"memory_bytes": 2_000_000_000, "cpu_s": 90}
_PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from scenarios.importing.action_list.recogniser import main; main()"
)
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
    process = subprocess.Popen(  # noqa: S603  # our own program; the file is its input
        [sys.executable, "-I", "-B", "-c", _PROGRAM, str(Path(__file__).resolve().parents[3])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # No secrets of the server, and one thread for NumPy, whose others would each reserve memory.
        env={
            "OPENBLAS_NUM_THREADS": "1",
            **{name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
        },
    )
    assert process.stdin is not None  # noqa: S101  # for the type checker: PIPE gives a file
    assert process.stdout is not None  # noqa: S101
    limit = threading.Timer(WALL_S, process.kill)
    limit.start()
    said: dict[str, Any] = {}
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(order).encode() + b"\n" + content)
            process.stdin.close()
        for line in process.stdout:
            said = json.loads(line)
            if "rows" in said and told is not None:
                told(said["rows"])
        process.wait()
    finally:
        limit.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
    return said


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
