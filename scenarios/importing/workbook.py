"""The sheets of an .xlsx workbook as tables, read as a stream that stops at the first limit.

Only the needed parts are unpacked, chunk by chunk, and no chunk is kept: a workbook that unpacks to gigabytes
costs only the reading up to the limit. XML declarations, with which entities begin, are refused.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any, Final

from scenarios.importing.cell_formats import EPOCH, EPOCH_1904
from scenarios.importing.table_file import Limits, Refusal, Table, TableRefusedError, read_each
from scenarios.importing.worksheet import SharedTexts, SheetCells, Styles
from scenarios.importing.zip_parts import Attributes, ZipParts, refuse_broken

_LOCKED: Final = b"\xd0\xcf\x11\xe0"


def is_workbook(content: bytes) -> bool:
    """Return whether a file is a workbook, by its signature.

    Parameters
    ----------
    content
        The bytes of the file.

    Returns
    -------
    bool
        True for an .xlsx, and for locked or older formats, which `read_workbook` refuses.
    """
    return content.startswith((b"PK", _LOCKED))


def read_workbook(content: bytes, limits: Limits, sheet: str | None = None) -> Table:
    """Read one sheet of a workbook.

    Parameters
    ----------
    content
        The bytes of the file.
    limits
        Limits of the file.
    sheet
        Its name; the first that is not hidden if not given.

    Returns
    -------
    Table
        Dates are text as YYYY-MM-DD, and numbers shown as per cent are text such as ``10 %``.

    Raises
    ------
    TableRefusedError
        If it is no workbook, has no such sheet, or a limit is exceeded.
    """
    if content.startswith(_LOCKED):
        raise TableRefusedError(Refusal.LOCKED)
    with refuse_broken(), zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _Workbook(archive, limits).read(sheet)


def read_workbook_sheets(content: bytes, limits: Limits) -> tuple[Table, ...]:
    """Read every visible sheet of a workbook.

    Parameters
    ----------
    content
        The bytes of the file.
    limits
        What each sheet may have, and all together unpacked.

    Returns
    -------
    tuple of Table
        As `read_workbook`; a sheet that exceeds a limit has no rows, and `Table.refused`.

    Raises
    ------
    TableRefusedError
        If it is no workbook, has no visible sheet, or all of its sheets are refused.
    """
    with refuse_broken(), zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _Workbook(archive, limits).read_all()


class _Workbook:
    """The parts of one workbook."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.parts, self.limits = ZipParts(archive, limits), limits
        main = next((place for _, (kind, place) in self.parts.related("") if kind == "officeDocument"), None)
        if main is None:
            raise TableRefusedError(Refusal.BROKEN)
        self.book = _Book()
        self.parts.walk(main, self.book.start)
        self.related = dict(self.parts.related(main))
        self.sheets = [sheet for sheet in self.book.sheets if self.related[sheet.related][0] == "worksheet"]
        self.visible = [sheet.name for sheet in self.sheets if not sheet.hidden]
        self.styles, self.texts = Styles(), SharedTexts(limits)

    def read(self, wanted: str | None) -> Table:
        name = wanted if wanted is not None else next(iter(self.visible), "")
        self._find(name)
        self._prepare()
        return self._table(name)

    def read_all(self) -> tuple[Table, ...]:
        if not self.visible:
            self._find("")
        self._prepare()
        return read_each(self.visible, self._table)

    def _find(self, name: str) -> _SheetName:
        chosen = next((sheet for sheet in self.sheets if sheet.name == name), None)
        if chosen is None:
            names = ", ".join(sheet.name for sheet in self.sheets)[:200]
            raise TableRefusedError(Refusal.NO_SHEET, detail=names)
        return chosen

    def _prepare(self) -> None:
        places = {kind: place for kind, place in self.related.values() if kind in ("styles", "sharedStrings")}
        if "styles" in places:
            self.parts.walk(places["styles"], self.styles.start)
        if "sharedStrings" in places:
            texts = self.texts
            self.parts.walk(places["sharedStrings"], texts.start, texts.end, texts.collect)

    def _table(self, name: str) -> Table:
        chosen = self._find(name)
        page = SheetCells(self.texts.texts, self.styles.looks(), self.book.epoch, self.limits)
        self.parts.walk(self.related[chosen.related][1], page.start, page.end, page.collect)
        return Table(
            kind="xlsx",
            rows=tuple(page.rows),
            sheet=name,
            other_sheets=tuple(other for other in self.visible if other != name),
            hidden_sheets=tuple(sheet.name for sheet in self.sheets if sheet.hidden and sheet is not chosen),
            hidden_rows=frozenset(page.hidden_rows),
            hidden_columns=frozenset(page.hidden_columns),
            unstored=frozenset(page.unstored),
            merges=tuple(page.merges),
            formats=page.formats,
        )


@dataclass(frozen=True)
class _SheetName:
    name: str
    related: str
    hidden: bool


def _related_id(has: Attributes) -> str:
    return next(value for name, value in has.items() if name.endswith(":id"))


@dataclass
class _Book:
    """The names of the sheets, and the epoch of dates."""

    sheets: list[_SheetName] = field(default_factory=list)
    epoch: Any = EPOCH

    def start(self, tag: str, has: Attributes) -> None:
        if tag == "sheet":
            hidden = has.get("state", "visible") != "visible"
            self.sheets.append(_SheetName(has["name"], _related_id(has), hidden))
        elif tag == "workbookPr" and has.get("date1904") in ("1", "true"):
            self.epoch = EPOCH_1904
