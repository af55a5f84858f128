"""The program that reads somebody's file, in a process of its own with limits that the system keeps.

`scenarios.importing.table_guard` starts it. It loads neither NumPy nor anything of the web, so that it is
there in a fraction of a second.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import IO

from scenarios.importing.delimited_text import read_text_table
from scenarios.importing.encodings import decode_text
from scenarios.importing.table_file import Limits, Refusal, Table, TableRefusedError
from scenarios.importing.workbook import is_workbook, read_workbook


def main() -> None:
    """Read an order and a file from standard input; write the table, or why it is refused."""
    order = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**order["limits"])
    _bind(limits)
    try:
        content = sys.stdin.buffer.read()
        _write(read_table(content, limits, order["sheet"]), sys.stdout)
    except TableRefusedError as refused:
        answer = {"refused": refused.refusal, "row": refused.row, "detail": refused.detail}
        print(json.dumps({**answer, "limit": refused.limit}))
    except MemoryError:
        print(json.dumps({"refused": Refusal.MEMORY, "row": None, "detail": "", "limit": 0}))
    sys.stdout.flush()
    # Taking a large table apart again takes as long as reading it.
    os._exit(0)


def read_table(content: bytes, limits: Limits, sheet: str | None) -> Table:
    """Read a file as a table, without a process of its own.

    Parameters
    ----------
    content
        A workbook, or a text in one of four encodings.
    limits
        What it may have.
    sheet
        Of a workbook; the first that is not hidden if None.

    Returns
    -------
    Table
        What was read.

    Raises
    ------
    TableRefusedError
        If it cannot be read, or a limit is exceeded.
    """
    if is_workbook(content):
        return read_workbook(content, limits, sheet)
    return read_text_table(*_decoded(content, limits))


def _decoded(content: bytes, limits: Limits) -> tuple[str, Limits, str]:
    text, encoding = decode_text(content)
    return text, limits, encoding


def _bind(limits: Limits) -> None:
    """Give up what reading does not need. What the people of the meeting wait for goes first."""
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(table: Table, file: IO[str]) -> None:
    """Write a line for each row, and what is told about the table last, when all rows are there."""
    for row in table.rows:
        file.write(json.dumps([row.number, list(row.cells), list(row.cells.values())]) + "\n")
    about = {
        "text": table.text,
        "encoding": table.encoding,
        "sheet": table.sheet,
        "other_sheets": table.other_sheets,
        "hidden_sheets": table.hidden_sheets,
        "hidden_rows": sorted(table.hidden_rows),
        "hidden_columns": sorted(table.hidden_columns),
        "unstored": sorted(table.unstored),
    }
    file.write(json.dumps({"table": about}) + "\n")
