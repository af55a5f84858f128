"""Read a municipality's action list as a workbook or as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from scenarios.importing.delimited_text import read_text_table
from scenarios.importing.table_file import ACTION_LIST, Cell, Refusal, Table, TableRefusedError, name_column
from scenarios.importing.table_guard import read_guarded
from workshop.errors import Problem
from workshop.i18n import format_whole, gettext
from workshop.services.importing.typed_numbers import read_number, settle_decimal_mark, write_number

__all__ = ["Table", "name_column", "read_file", "read_text", "text_of", "workbook_of", "write_cell"]

# More than this many empty rows in a gap are left out of the text on the page.
_MOST_EMPTY = 100


def read_file(content: bytes) -> Table:
    """Read an uploaded list: text, or the first visible sheet of a workbook."""
    try:
        return read_guarded(content, ACTION_LIST)
    except TableRefusedError as refused:
        raise _problem(refused) from refused


def read_text(text: str) -> Table:
    """Read a pasted list."""
    try:
        return read_text_table(text, ACTION_LIST)
    except TableRefusedError as refused:
        raise _problem(refused) from refused


def text_of(table: Table) -> str:
    """Write a table as text for the page: hidden cells are left out, and rows keep their numbers."""
    if table.text:
        return table.text
    shown = [row for row in table.rows if row.number not in table.hidden_rows]
    columns = sorted({column for row in shown for column in row.cells} - table.hidden_columns)
    marks = {
        column: settle_decimal_mark(cell for row in shown if isinstance(cell := row.cells.get(column), str))
        for column in columns
    }
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    number = 1
    for row in shown:
        if row.number - number <= _MOST_EMPTY:
            text.write("\n" * (row.number - number))
        writer.writerow([_write_as_typed(row.cells.get(column), marks[column]) for column in columns])
        number = row.number + 1
    return text.getvalue()


def write_cell(cell: Cell | None) -> str:
    """Write a cell on one line: a number without its unit and with one possible reading."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return write_number(cell)
    return " ".join(str(cell).split())


def _write_as_typed(cell: Cell | None, decimal_mark: str) -> str:
    """Write a cell; an ambiguous figure stays ambiguous beside numbers of the workbook."""
    doubt = isinstance(cell, str) and read_number(cell, decimal_mark).is_ambiguous
    return f"{write_cell(cell)}?" if doubt else write_cell(cell)


def workbook_of(columns: Sequence[str]) -> bytes:
    """Write an empty workbook with a heading, to be filled in."""
    # Imported here because it is slow to load and rarely needed.
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(columns))
    for place, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, len(name) + 4)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _problem(refused: TableRefusedError) -> Problem:
    what, now = _say(refused)
    if refused.row is not None:
        what = f"{gettext('Row %(row)d', row=refused.row)}: {what}"
    return Problem(what, now, status=422)


def _say(refused: TableRefusedError) -> tuple[str, str]:
    """Return what is wrong with a file, and what to do about it."""
    smaller = gettext("Keep only the sheet with the list, and paste or upload that.")
    again = gettext("Save it as .xlsx or CSV once more, or paste its rows.")
    match refused.refusal:
        case Refusal.LOCKED:
            return (
                gettext("This workbook has a password, or is an old .xls file."),
                gettext("Save it as .xlsx without a password, or paste its rows."),
            )
        case Refusal.ROWS:
            return (
                gettext(
                    "The sheet has more than %(number)s rows, counting empty ones.",
                    number=format_whole(refused.limit),
                ),
                gettext("Delete the empty rows below the list, or paste the list."),
            )
        case Refusal.CELLS | Refusal.SIZE | Refusal.MEMORY:
            return gettext("This file is too large."), smaller
        case Refusal.CELL:
            return (
                gettext(
                    "A cell has more than %(number)s characters.",
                    number=format_whole(refused.limit),
                ),
                smaller,
            )
        case Refusal.TIME:
            return gettext("Reading this file takes too long."), smaller
        case Refusal.BUSY:
            return (
                gettext("Other files are being read just now."),
                gettext("Send it again in a minute."),
            )
        case Refusal.ENCODING:
            return (
                gettext("The text of this file cannot be read: it is no UTF-8, UTF-16, Windows or Mac text."),
                gettext("Save it as “CSV UTF-8” or .xlsx, or paste its rows."),
            )
        case Refusal.LOST_LETTERS:
            return (
                gettext("Letters of this file were lost earlier: it has the character � in their place."),
                gettext("Take the original list and save it as “CSV UTF-8” or .xlsx."),
            )
        case Refusal.QUOTES:
            return (
                gettext("A quotation mark opens here and is never closed, so rows run together."),
                gettext("Close it or take it out, and try again."),
            )
        case _:
            return gettext("This workbook cannot be read."), again
