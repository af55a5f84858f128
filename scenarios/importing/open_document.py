"""The sheets of an .ods file (OpenDocument) as tables, read as a stream that stops at the first limit.

Source of the names: OASIS OpenDocument 1.3, part 3, chapters 9 and 19.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from typing import Final

from scenarios.importing.table_file import (
    Cell,
    Limits,
    Merge,
    Refusal,
    Table,
    TableRefusedError,
    TableRow,
    name_column,
)
from scenarios.importing.worksheet import MOST_CELL_CHARACTERS
from scenarios.importing.zip_parts import Attributes, ZipParts, refuse_broken

_KIND: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_COLUMNS: Final = 1 << 14


def is_open_document(content: bytes) -> bool:
    """Return whether a file is an .ods by how it begins.

    Parameters
    ----------
    content
        The bytes of the file.

    Returns
    -------
    bool
        True where the kind of the file stands first in the package, as the standard demands.
    """
    return content.startswith(b"PK") and _KIND in content[:200]


def read_open_document_sheets(content: bytes, limits: Limits) -> tuple[Table, ...]:
    """Read every visible sheet of an .ods file.

    Parameters
    ----------
    content
        The bytes of the file.
    limits
        What each sheet may have, and all together unpacked.

    Returns
    -------
    tuple of Table
        As `scenarios.importing.workbook.read_workbook_sheets`.

    Raises
    ------
    TableRefusedError
        If it is no sound file, has a password, or a limit is exceeded.
    """
    with refuse_broken(), zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = _Sheets(limits)
        names = archive.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in _begin(archive):
            raise TableRefusedError(Refusal.LOCKED)
        ZipParts(archive, limits).walk("content.xml", sheets.start, sheets.end, sheets.collect)
    visible = [sheet.name for sheet in sheets.sheets if not sheet.hidden]
    hidden = tuple(sheet.name for sheet in sheets.sheets if sheet.hidden)
    if not visible:
        raise TableRefusedError(Refusal.NO_SHEET, detail=", ".join(hidden)[:200])
    return tuple(sheet.table(visible, hidden) for sheet in sheets.sheets if not sheet.hidden)


def _begin(archive: zipfile.ZipFile) -> bytes:
    with archive.open("META-INF/manifest.xml") as part:
        return part.read(1 << 20)


def _local(has: Attributes) -> dict[str, str]:
    return {name.rpartition(":")[2]: value for name, value in has.items()}


class _OneSheet:
    """What was read of one sheet."""

    def __init__(self, name: str, hidden: bool, limits: Limits) -> None:
        self.name, self.hidden, self.limits = name, hidden, limits
        self.rows: list[TableRow] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.unstored: set[str] = set()
        self.merges: list[Merge] = []
        self.formats: dict[str, str] = {}
        self.next_row, self.next_column, self.described = 1, 0, 0
        self.filled = self.characters = 0
        self.cells: dict[int, Cell] = {}
        self.repeated, self.row_hidden = 1, False

    def table(self, visible: list[str], hidden: tuple[str, ...]) -> Table:
        return Table(
            kind="ods",
            rows=tuple(self.rows),
            sheet=self.name,
            other_sheets=tuple(name for name in visible if name != self.name),
            hidden_sheets=hidden,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            unstored=frozenset(self.unstored),
            merges=tuple(self.merges),
            formats=self.formats,
        )

    def count(self, cell: Cell, times: int) -> None:
        self.filled += times
        self.characters += times * (len(cell) if isinstance(cell, str) else 1)
        if self.filled > self.limits.cells:
            raise TableRefusedError(Refusal.CELLS, row=self.next_row, limit=self.limits.cells)
        if self.characters > self.limits.characters:
            raise TableRefusedError(Refusal.SIZE, row=self.next_row, limit=self.limits.characters)

    def describe_columns(self, has: dict[str, str]) -> None:
        times = min(int(has.get("number-columns-repeated", 1)), _COLUMNS)
        if has.get("visibility", "visible") != "visible":
            self.hidden_columns.update(range(self.described, min(self.described + times, _COLUMNS)))
        self.described += times

    def begin_row(self, has: dict[str, str]) -> None:
        self.repeated = int(has.get("number-rows-repeated", 1))
        self.row_hidden = has.get("visibility", "visible") != "visible"
        self.cells, self.next_column = {}, 0

    def end_row(self) -> None:
        if self.cells:
            for cell in self.cells.values():
                self.count(cell, self.repeated)
            self.rows += [TableRow(self.next_row + more, dict(self.cells)) for more in range(self.repeated)]
            if self.row_hidden:
                self.hidden_rows.update(range(self.next_row, self.next_row + self.repeated))
        self.next_row += self.repeated


class _Sheets:
    """The sheets of one file; annotations and drawings are no part of a cell."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheets: list[_OneSheet] = []
        self.invisible: set[str] = set()
        self.style = ""
        self.has: dict[str, str] = {}
        self.pieces: list[str] = []
        self.length = self.aside = 0
        self.in_cell = self.in_text = False

    def start(self, tag: str, attributes: Attributes) -> None:
        has = _local(attributes)
        sheet = self.sheets[-1] if self.sheets else None
        if tag in ("annotation", "shapes", "frame"):
            self.aside += 1
        elif tag == "style":
            self.style = has.get("name", "")
        elif tag == "table-properties" and has.get("display") == "false":
            self.invisible.add(self.style)
        elif tag == "table":
            hidden = has.get("style-name") in self.invisible
            self.sheets.append(_OneSheet(has.get("name", ""), hidden, self.limits))
        elif sheet is None or self.aside:
            return
        elif tag == "table-column":
            sheet.describe_columns(has)
        elif tag == "table-row":
            sheet.begin_row(has)
        elif tag in ("table-cell", "covered-table-cell"):
            self.has, self.pieces, self.length, self.in_cell = has, [], 0, True
        elif self.in_cell and tag == "p":
            if self.pieces:
                self._add("\n")
            self.in_text = True
        elif self.in_text and tag in ("s", "tab", "line-break"):
            self._add({"tab": "\t", "line-break": "\n"}.get(tag) or " " * min(int(has.get("c", 1)), 100))

    def collect(self, piece: str) -> None:
        if self.in_text and not self.aside:
            self._add(piece)

    def end(self, tag: str) -> None:
        if tag in ("annotation", "shapes", "frame"):
            self.aside -= 1
        elif self.aside or not self.sheets:
            return
        elif tag == "p":
            self.in_text = False
        elif tag in ("table-cell", "covered-table-cell"):
            self._end_cell(self.sheets[-1])
            self.in_cell = False
        elif tag == "table-row":
            self.sheets[-1].end_row()

    def _add(self, piece: str) -> None:
        self.length += len(piece)
        if self.length > MOST_CELL_CHARACTERS:
            raise TableRefusedError(Refusal.CELL, detail=self.sheets[-1].name, limit=MOST_CELL_CHARACTERS)
        self.pieces.append(piece)

    def _end_cell(self, sheet: _OneSheet) -> None:
        has, text = self.has, "".join(self.pieces)
        times = max(1, int(has.get("number-columns-repeated", 1)))
        place = f"{name_column(sheet.next_column)}{sheet.next_row}"
        cell = self._value(text)
        if "formula" in has and cell == "":
            cell = f"={has['formula'].removeprefix('of:=')[:200]}"
            sheet.unstored.add(place)
        if not isinstance(cell, str) or cell.strip():
            if sheet.next_column + times > _COLUMNS:
                raise TableRefusedError(Refusal.BROKEN)
            sheet.cells |= dict.fromkeys(range(sheet.next_column, sheet.next_column + times), cell)
            unit = re.sub(r"[^a-zA-ZåäöæøÅÄÖÆØ. ]", "", text).strip(" .")
            if isinstance(cell, (int, float)) and not isinstance(cell, bool) and unit and "E" not in unit:
                sheet.formats[place] = f'0" {unit}"'
        down, right = int(has.get("number-rows-spanned", 1)), int(has.get("number-columns-spanned", 1))
        if (down > 1 or right > 1) and len(sheet.merges) < self.limits.cells:
            row, column = sheet.next_row, sheet.next_column
            sheet.merges.append((row, column, row + down - 1, column + right - 1))
        sheet.next_column += times

    def _value(self, text: str) -> Cell:
        kind = self.has.get("value-type")
        if kind == "boolean":
            return self.has.get("boolean-value") == "true"
        if kind == "date":
            return self.has.get("date-value", text)[:10]
        if kind in ("float", "currency", "percentage") and "value" in self.has:
            number = float(self.has["value"])
            if not math.isfinite(number):
                return text
            if kind == "percentage":
                return f"{number * 100:.10g} %"
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        return text
