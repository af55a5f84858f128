"""The program that reads and recognises an action list in a process of its own.

`scenarios.importing.action_list.guarded` starts it. The untrusted file is opened by yet another process
(`scenarios.importing.table_guard`); this one takes the time that recognition takes.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from scenarios.errors import ScenarioFileError
from scenarios.guarded_process import bind_process
from scenarios.importing.action_list.mapping import ListMapping, read_mapping
from scenarios.importing.action_list.reading import read_tables
from scenarios.importing.action_list.sheet_picture import draw_sheet, dump_picture
from scenarios.importing.action_list.stored_list import dump_list
from scenarios.importing.table_file import ACTION_WORKBOOK, TableRefusedError, refuse_empty
from scenarios.importing.table_guard import read_sheets_guarded
from scenarios.inventory.editions import use_data_folder


def main() -> None:
    """Read an order and a file from standard input; write progress, and the list or why it is refused."""
    order = json.loads(sys.stdin.buffer.readline())
    bind_process(order["memory_bytes"], order["cpu_s"])
    use_data_folder(*map(Path, order["folders"]))
    content = sys.stdin.buffer.read()
    try:
        _say(list=_read(content, order))
    except TableRefusedError as refused:
        _say(refused=[refused.refusal, refused.row, refused.detail, refused.limit])
    except ScenarioFileError as wrong:
        _say(misfit=[str(fault) for fault in wrong.faults])
    os._exit(0)


def _read(content: bytes, order: dict[str, Any]) -> dict[str, Any]:
    mapping = read_mapping(json.dumps(order["mapping"])) if order["mapping"] else ListMapping()
    tables = read_sheets_guarded(content, ACTION_WORKBOOK)
    refuse_empty(tables)
    _say(rows=max(len(table.rows) for table in tables))
    found = read_tables(tables, territory=order["territory"], sheet=order["sheet"], mapping=mapping)
    return {"found": dump_list(found), "picture": dump_picture(draw_sheet(tables, found.sheet))}


def _say(**said: Any) -> None:
    print(json.dumps(said), flush=True)
