"""The municipality's own action list comes as it is kept: as a workbook or as text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from workshop.errors import Problem
from workshop.i18n import gettext

MAXIMUM_CELLS = 20_000
_ZIP = b"PK\x03\x04"


def text_of_file(content: bytes) -> str:
    """Read an uploaded list as text separated by tabs or however its CSV is: first sheet of a workbook.

    Numbers are written as they are in the cell, without a unit; a date as YYYY-MM-DD.
    """
    if not content.startswith(_ZIP):
        return content.decode("utf-8-sig", errors="replace")
    # Imported here: few need it, and it is slow to load.
    import openpyxl

    try:
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        return _as_text(sheet.iter_rows(values_only=True))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise Problem(
            gettext("This workbook cannot be read."),
            gettext("Save it as .xlsx or CSV once more, or paste its rows."),
            status=422,
        ) from error


def workbook_of(columns: Sequence[str]) -> bytes:
    """Write an empty workbook with a heading, to be filled in."""
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


def _as_text(rows: Iterator[tuple[Any, ...]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > MAXIMUM_CELLS:
            raise Problem(
                gettext("This workbook is too large."),
                gettext("Keep only the sheet with the list, and paste or upload that."),
                status=422,
            )
        writer.writerow([_cell(value) for value in row])
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
