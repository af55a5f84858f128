"""The sheets of an old .xls workbook as tables. xlrd reads them; the process that calls it has limits.

Of the libraries that read .xls only xlrd tells number formats and hidden rows and columns.
"""

from __future__ import annotations

import os
from typing import Any

from scenarios.importing.cell_formats import EPOCH, EPOCH_1904, Look, shows_more, write_styled
from scenarios.importing.table_file import (
    Cell,
    Limits,
    Refusal,
    Table,
    TableRefusedError,
    TableRow,
    name_column,
    read_each,
)

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5


def read_legacy_sheets(content: bytes, limits: Limits) -> tuple[Table, ...]:
    """Read every visible sheet of an .xls workbook.

    Parameters
    ----------
    content
        The bytes of the file.
    limits
        What each sheet may have.

    Returns
    -------
    tuple of Table
        As `scenarios.importing.workbook.read_workbook_sheets`.

    Raises
    ------
    TableRefusedError
        If it is no workbook, has a password, or all of its sheets are refused.
    """
    import xlrd
    from xlrd.biffh import XLRDError

    try:
        with open(os.devnull, "w") as silence:  # noqa: PTH123  # pathlib's is no faster to read
            book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=silence)
    except XLRDError as error:
        words = str(error).lower()
        locked = "encrypt" in words or "password" in words or "can't find workbook" in words
        raise TableRefusedError(Refusal.LOCKED if locked else Refusal.BROKEN) from error
    except MemoryError:
        raise
    except Exception as error:  # a spoilt file makes xlrd stumble anywhere
        raise TableRefusedError(Refusal.BROKEN) from error
    visible = [sheet.name for sheet in book.sheets() if not sheet.visibility]
    hidden = tuple(sheet.name for sheet in book.sheets() if sheet.visibility)
    if not visible:
        raise TableRefusedError(Refusal.NO_SHEET, detail=", ".join(hidden)[:200])

    def read(name: str) -> Table:
        others = tuple(other for other in visible if other != name)
        try:
            return _table(book, book.sheet_by_name(name), limits, others, hidden)
        except (IndexError, KeyError, AttributeError, ValueError) as error:
            raise TableRefusedError(Refusal.BROKEN) from error

    return read_each(visible, read)


def _table(
    book: Any, sheet: Any, limits: Limits, others: tuple[str, ...], hidden_sheets: tuple[str, ...]
) -> Table:
    rows, formats = list[TableRow](), dict[str, str]()
    filled = characters = 0
    for row in range(sheet.nrows):
        cells: dict[int, Cell] = {}
        for column, cell in enumerate(sheet.row(row)):
            value, pattern = _cell(book, cell)
            if isinstance(value, str) and not value.strip():
                continue
            cells[column] = value
            if pattern:
                formats[f"{name_column(column)}{row + 1}"] = pattern
            filled += 1
            characters += len(value) if isinstance(value, str) else 1
        if filled > limits.cells:
            raise TableRefusedError(Refusal.CELLS, row=row + 1, limit=limits.cells)
        if characters > limits.characters:
            raise TableRefusedError(Refusal.SIZE, row=row + 1, limit=limits.characters)
        if cells:
            rows.append(TableRow(row + 1, cells))
    return Table(
        kind="xls",
        rows=tuple(rows),
        sheet=sheet.name,
        other_sheets=others,
        hidden_sheets=hidden_sheets,
        hidden_rows=frozenset(row + 1 for row, about in sheet.rowinfo_map.items() if about.hidden),
        hidden_columns=frozenset(column for column, about in sheet.colinfo_map.items() if about.hidden),
        merges=tuple(
            (top + 1, left, bottom, right - 1)
            for top, bottom, left, right in sheet.merged_cells[: limits.cells]
        ),
        formats=formats,
    )


def _cell(book: Any, cell: Any) -> tuple[Cell, str]:
    if cell.ctype == _TEXT:
        return str(cell.value), ""
    if cell.ctype == _BOOLEAN:
        return bool(cell.value), ""
    if cell.ctype == _ERROR:
        return "#REF!", ""
    if cell.ctype not in (_NUMBER, _DATE):
        return "", ""
    number = float(cell.value)
    about = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    code = about.format_str if about is not None else ""
    look = Look.of(0, code)
    if look is not Look.NUMBER:
        return write_styled(number, look, EPOCH_1904 if book.datemode else EPOCH), ""
    plain: Cell = int(number) if number.is_integer() and abs(number) < 1e15 else number
    return plain, code if shows_more(code) else ""
