"""Read untrusted files in a separate process, with limits, that can be killed.

A server stays responsive meanwhile: waiting for the process is waiting for a pipe.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from scenarios.importing.table_file import Limits, Refusal, Table, TableRefusedError, TableRow

AT_ONCE: Final = 2
"""How many files are read simultaneously; others wait for their turn."""

_turns = threading.BoundedSemaphore(AT_ONCE)
_PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from scenarios.importing.table_reader import main; main()"
)
_SETS: Final = ("hidden_rows", "hidden_columns", "unstored")
_LISTS: Final = ("other_sheets", "hidden_sheets")


def read_guarded(content: bytes, limits: Limits, sheet: str | None = None) -> Table:
    """Read a workbook or a text in a process of its own.

    Parameters
    ----------
    content
        The bytes of the file, untrusted.
    limits
        Limits of the file, and of the resources for reading it.
    sheet
        Of a workbook; the first that is not hidden if not given.

    Returns
    -------
    Table
        The content of the file.

    Raises
    ------
    TableRefusedError
        If it cannot be read, or a limit is exceeded; no file raises anything else.
    """
    return _in_turn(content, limits, {"sheet": sheet, "every_sheet": False})[0]


def read_sheets_guarded(content: bytes, limits: Limits) -> tuple[Table, ...]:
    """Read every visible sheet of a file in a process of its own.

    Parameters
    ----------
    content
        The bytes of the file, whatever they are.
    limits
        What reading may take, and what each sheet may have.

    Returns
    -------
    tuple of Table
        One for a text; a sheet that exceeds a limit has no rows.

    Raises
    ------
    TableRefusedError
        As `read_guarded`.
    """
    found = find_spec("xlrd") if content.startswith(b"\xd0\xcf\x11\xe0") else None
    folders = [str(Path(found.origin).parents[1])] if found and found.origin else []
    return _in_turn(content, limits, {"every_sheet": True, "folders": folders})


def _in_turn(content: bytes, limits: Limits, order: dict[str, Any]) -> tuple[Table, ...]:
    if not _turns.acquire(timeout=limits.wall_s):
        raise TableRefusedError(Refusal.BUSY)
    try:
        return _understood(_ask(content, limits, order))
    finally:
        _turns.release()


def _ask(content: bytes, limits: Limits, ordered: dict[str, Any]) -> bytes:
    root = str(Path(__file__).resolve().parents[2])
    order = json.dumps({"limits": asdict(limits), **ordered}).encode()
    process = subprocess.Popen(  # noqa: S603  # our own program; the file is its input
        # Isolated and without the environment's packages: the standard library is enough.
        [sys.executable, "-I", "-S", "-B", "-c", _PROGRAM, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Do not pass the server's secrets to the process that reads a stranger's file.
        env={name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
    )
    assert process.stdin is not None  # noqa: S101  # for the type checker: PIPE gives a file
    try:
        said, _ = process.communicate(order + b"\n" + content, timeout=limits.wall_s)
    except subprocess.TimeoutExpired as error:
        raise TableRefusedError(Refusal.TIME) from error
    finally:
        if process.poll() is None:
            process.kill()
            # Close the pipes, so that greenlets waiting on them are woken.
            process.communicate()
        with suppress(OSError):
            process.stdin.close()
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise TableRefusedError(Refusal.TIME)
    return said


def _understood(said: bytes) -> tuple[Table, ...]:
    """Build the tables from the process's output; without a last line, the process died over the file."""
    lines = said.splitlines()
    last: Any = _document(lines[-1]) if lines else None
    if isinstance(last, dict) and "refused" in last:
        raise TableRefusedError(
            Refusal(last["refused"]), row=last["row"], detail=last["detail"], limit=last["limit"]
        )
    if not isinstance(last, dict):
        raise TableRefusedError(Refusal.BROKEN)
    tables, rows = list[Table](), list[TableRow]()
    for line in lines[:-1]:
        document = json.loads(line)
        if isinstance(document, dict):
            tables.append(Table(rows=tuple(rows), **_about(document["table"])))
            rows = []
        else:
            rows.append(_row(*document))
    return tuple(tables)


def _about(about: dict[str, Any]) -> dict[str, Any]:
    about |= {name: frozenset(about[name]) for name in _SETS} | {name: tuple(about[name]) for name in _LISTS}
    about["merges"] = tuple(tuple(merge) for merge in about["merges"])
    about["refused"] = Refusal(about["refused"]) if about["refused"] else None
    return about


def _document(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _row(number: int, columns: Sequence[int], cells: Sequence[Any]) -> TableRow:
    return TableRow(number, dict(zip(columns, cells, strict=True)))
