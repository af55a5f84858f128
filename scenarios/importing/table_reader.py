"""The program that reads an untrusted file in its own process, with limits set by the system.

`scenarios.importing.table_guard` starts it. It imports neither NumPy nor any web package, so that it starts
in a fraction of a second.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import IO, Final

from scenarios.importing.delimited_text import read_text_table
from scenarios.importing.encodings import decode_text
from scenarios.importing.legacy_workbook import read_legacy_sheets
from scenarios.importing.open_document import is_open_document, read_open_document_sheets
from scenarios.importing.table_file import (
    Limits,
    Refusal,
    Table,
    TableRefusedError,
    leave_out_large,
    refuse_large,
)
from scenarios.importing.workbook import is_workbook, read_workbook, read_workbook_sheets

_OLD: Final = b"\xd0\xcf\x11\xe0"


def main() -> None:
    """Read an order and a file from standard input; write the table, or the reason for refusal."""
    order = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**order["limits"])
    _bind(limits)
    try:
        content = sys.stdin.buffer.read()
        if order["every_sheet"]:
            # The library for .xls is the one thing that the standard library lacks.
            sys.path.extend(order["folders"])
            tables = read_sheets(content, limits)
        else:
            tables = (read_table(content, limits, order["sheet"]),)
        for table in tables:
            _write(table, sys.stdout)
        print(json.dumps({"end": True}))
    except TableRefusedError as refused:
        answer = {"refused": refused.refusal, "row": refused.row, "detail": refused.detail}
        print(json.dumps({**answer, "limit": refused.limit}))
    except MemoryError:
        print(json.dumps({"refused": Refusal.MEMORY, "row": None, "detail": "", "limit": 0}))
    sys.stdout.flush()
    # Freeing a large table takes as long as reading it.
    os._exit(0)


def read_table(content: bytes, limits: Limits, sheet: str | None) -> Table:
    """Read a file as a table, in this process.

    Parameters
    ----------
    content
        A workbook, or a text in one of four encodings.
    limits
        Limits of the file.
    sheet
        Of a workbook; the first that is not hidden if None.

    Returns
    -------
    Table
        The content of the file.

    Raises
    ------
    TableRefusedError
        If it cannot be read, or a limit is exceeded.
    """
    is_book = is_workbook(content)
    table = read_workbook(content, limits, sheet) if is_book else read_text_table(*_decoded(content, limits))
    refuse_large(table, limits)
    return table


def read_sheets(content: bytes, limits: Limits) -> tuple[Table, ...]:
    """Read every visible sheet of a file, without a process of its own.

    Parameters
    ----------
    content
        An .xlsx, .xls or .ods, or a text in one of four encodings.
    limits
        What each sheet may have.

    Returns
    -------
    tuple of Table
        One for a text.

    Raises
    ------
    TableRefusedError
        If it cannot be read, or a limit is exceeded.
    """
    if content.startswith(_OLD):
        return leave_out_large(read_legacy_sheets(content, limits), limits)
    if is_open_document(content):
        return leave_out_large(read_open_document_sheets(content, limits), limits)
    if is_workbook(content):
        return leave_out_large(read_workbook_sheets(content, limits), limits)
    return leave_out_large([read_text_table(*_decoded(content, limits))], limits)


def _decoded(content: bytes, limits: Limits) -> tuple[str, Limits, str]:
    text, encoding = decode_text(content)
    return text, limits, encoding


def _bind(limits: Limits) -> None:
    """Give up what reading does not need, and yield the CPU to the server."""
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(table: Table, file: IO[str]) -> None:
    """Write one line for each row, and a last line about the table once all rows are there."""
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
        "kind": table.kind,
        "merges": table.merges,
        "formats": table.formats,
        "refused": table.refused,
    }
    file.write(json.dumps({"table": about}) + "\n")
