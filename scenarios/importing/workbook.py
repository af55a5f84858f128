"""One sheet of an .xlsx workbook as a table, read as a stream that stops at the first limit.

Only the needed parts are unpacked, chunk by chunk, and no chunk is kept: a workbook that unpacks to gigabytes
costs only the reading up to the limit. XML declarations, with which entities begin, are refused.
"""

from __future__ import annotations

import io
import math
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from scenarios.importing.cell_formats import EPOCH, EPOCH_1904, Look, write_styled
from scenarios.importing.table_file import (
    Cell,
    Limits,
    Refusal,
    Table,
    TableRefusedError,
    TableRow,
    name_column,
)

MOST_CELL_CHARACTERS: Final = 32_767
_PIECE: Final = 1 << 16
_LONGEST_TAG: Final = 1 << 20
_DEEPEST: Final = 100
_LOCKED: Final = b"\xd0\xcf\x11\xe0"
_COLUMNS: Final = 1 << 14
_TEXT: Final = frozenset({"t", "v", "f"})
Attributes = Mapping[str, str]


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
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Workbook(archive, limits).read(sheet)
    except RuntimeError as error:  # zipfile's word for a password
        raise TableRefusedError(Refusal.LOCKED) from error
    except expat.ExpatError as error:
        no_memory = error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
        raise TableRefusedError(Refusal.MEMORY if no_memory else Refusal.BROKEN) from error
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
        *(NotImplementedError, KeyError, IndexError, StopIteration, ValueError, OverflowError),
    ) as error:
        raise TableRefusedError(Refusal.BROKEN) from error


class _Workbook:
    """The parts of one workbook."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.archive, self.limits = archive, limits
        self.unpacked = 0

    def read(self, wanted: str | None) -> Table:
        main = next((target for kind, target in self._related("") if kind == "officeDocument"), None)
        if main is None:
            raise TableRefusedError(Refusal.BROKEN)
        book = _Book()
        self._walk(main, book.start)
        related = dict(self._related_by_id(main))
        sheets = [sheet for sheet in book.sheets if related[sheet.related][0] == "worksheet"]
        visible = [sheet.name for sheet in sheets if not sheet.hidden]
        name = wanted if wanted is not None else next(iter(visible), "")
        chosen = next((sheet for sheet in sheets if sheet.name == name), None)
        if chosen is None:
            raise TableRefusedError(Refusal.NO_SHEET, detail=", ".join(sheet.name for sheet in sheets)[:200])
        parts = {kind: target for kind, target in related.values() if kind in ("styles", "sharedStrings")}
        styles, texts = _Styles(), _Texts(self.limits)
        if "styles" in parts:
            self._walk(parts["styles"], styles.start)
        if "sharedStrings" in parts:
            self._walk(parts["sharedStrings"], texts.start, texts.end, texts.collect)
        page = _Sheet(texts.texts, styles.looks(), book.epoch, self.limits)
        self._walk(related[chosen.related][1], page.start, page.end, page.collect)
        return Table(
            rows=tuple(page.rows),
            sheet=name,
            other_sheets=tuple(other for other in visible if other != name),
            hidden_sheets=tuple(sheet.name for sheet in sheets if sheet.hidden and sheet is not chosen),
            hidden_rows=frozenset(page.hidden_rows),
            hidden_columns=frozenset(page.hidden_columns),
            unstored=frozenset(page.unstored),
        )

    def _related(self, part: str) -> Iterator[tuple[str, str]]:
        return (about for _, about in self._related_by_id(part))

    def _related_by_id(self, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield id, type and target of a part's relationships."""
        folder, name = posixpath.split(part)
        found: list[tuple[str, tuple[str, str]]] = []

        def start(tag: str, has: Attributes) -> None:
            if tag == "Relationship" and has.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, has["Target"])).lstrip("/")
                found.append((has["Id"], (posixpath.basename(has["Type"]), target)))

        self._walk(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        yield from found

    def _walk(
        self,
        name: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Call back for every element of a part; tags come without namespace prefix."""
        info = self.archive.getinfo(name)
        # The stated size is binding: the library reads no byte more.
        self.unpacked += info.file_size
        if self.unpacked > self.limits.unpacked_bytes:
            raise TableRefusedError(Refusal.SIZE, limit=self.limits.unpacked_bytes)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _PIECE
        parser.StartDoctypeDeclHandler = _refuse_declarations
        depth = 0

        def begin(tag: str, has: Attributes) -> None:
            nonlocal depth
            depth += 1
            if depth > _DEEPEST:
                raise TableRefusedError(Refusal.BROKEN)
            start(tag if ":" not in tag else tag.partition(":")[2], has)

        def finish(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(tag if ":" not in tag else tag.partition(":")[2])

        parser.StartElementHandler, parser.EndElementHandler = begin, finish
        if text is not None:
            parser.CharacterDataHandler = text
        given = 0
        with self.archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
                given += len(piece)
                # The parser scans an unfinished tag from its beginning with every chunk.
                if given - parser.CurrentByteIndex > _LONGEST_TAG:
                    raise TableRefusedError(Refusal.BROKEN)
            parser.Parse(b"", True)


def _refuse_declarations(*_: Any) -> None:
    raise TableRefusedError(Refusal.DECLARATIONS)


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


class _Styles:
    """The formats of cells, as far as they change the meaning of a number."""

    def __init__(self) -> None:
        self.own: dict[int, str] = {}
        self.formats: list[int] = []
        self.among_cells = False

    def start(self, tag: str, has: Attributes) -> None:
        if tag == "numFmt" and "numFmtId" in has:
            self.own[int(has["numFmtId"])] = has.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            self.among_cells = tag == "cellXfs"
        elif tag == "xf" and self.among_cells:
            self.formats.append(int(has.get("numFmtId", 0)))

    def looks(self) -> list[Look]:
        return [Look.of(number, self.own.get(number)) for number in self.formats]


class _Pieces:
    """The text of one cell, up to the maximum length of a cell."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0

    def add(self, piece: str, where: str) -> None:
        self.length += len(piece)
        if self.length > MOST_CELL_CHARACTERS:
            raise TableRefusedError(Refusal.CELL, detail=where, limit=MOST_CELL_CHARACTERS)
        self.pieces.append(piece)

    def take(self) -> str:
        text = "".join(self.pieces)
        self.pieces, self.length = [], 0
        return text


class _Texts:
    """The shared strings; phonetic readings of East Asian text are left out."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.texts = limits, list[str]()
        self.pieces, self.inside, self.reading = _Pieces(), False, False
        self.characters = 0

    def start(self, tag: str, _: Attributes) -> None:
        if tag == "rPh":
            self.reading = True
        self.inside = tag == "t" and not self.reading

    def collect(self, piece: str) -> None:
        if self.inside:
            self.pieces.add(piece, f"(text {len(self.texts) + 1})")

    def end(self, tag: str) -> None:
        self.inside = False
        if tag == "rPh":
            self.reading = False
        elif tag == "si":
            self.texts.append(self.pieces.take())
            self.characters += len(self.texts[-1])
            # Texts of sheets that are not read are included, too.
            if len(self.texts) > self.limits.shared_texts:
                raise TableRefusedError(Refusal.CELLS, limit=self.limits.shared_texts)
            if self.characters > 10 * self.limits.characters:
                raise TableRefusedError(Refusal.SIZE, limit=self.limits.characters)


class _Sheet:
    """The rows of a sheet."""

    def __init__(self, texts: list[str], looks: list[Look], epoch: Any, limits: Limits) -> None:
        self.texts, self.looks, self.epoch, self.limits = texts, looks, epoch, limits
        self.rows: list[TableRow] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.unstored: set[str] = set()
        self.listed = self.filled = self.characters = 0
        self.number = 0
        self.column = -1
        self.cells: dict[int, Cell] = {}
        self.kind, self.style, self.inside = "n", 0, ""
        self.collected = {tag: _Pieces() for tag in _TEXT}
        self.formula, self.reading = False, False

    def start(self, tag: str, has: Attributes) -> None:
        self.inside = ""
        if tag == "c":
            self.kind, self.style, self.formula = has.get("t", "n"), int(has.get("s", 0)), False
            self.column = _column(has["r"]) if "r" in has else self.column + 1
            if self.column >= _COLUMNS:
                raise TableRefusedError(Refusal.BROKEN)
        elif tag == "row":
            self._begin_row(has)
        elif tag in _TEXT and not self.reading:
            self.inside = tag
            self.formula = self.formula or tag == "f"
        elif tag == "rPh":
            self.reading = True
        elif tag == "col" and has.get("hidden") in ("1", "true"):
            last = min(int(has["max"]), _COLUMNS)
            self.hidden_columns.update(range(int(has["min"]) - 1, last))

    def collect(self, piece: str) -> None:
        if self.inside:
            self.collected[self.inside].add(piece, f"{name_column(self.column)}{self.number}")

    def end(self, tag: str) -> None:
        self.inside = ""
        if tag == "c":
            self._end_cell()
        elif tag == "rPh":
            self.reading = False
        elif tag == "row" and self.cells:
            self.rows.append(TableRow(self.number, self.cells))

    def _begin_row(self, has: Attributes) -> None:
        self.number = int(has["r"]) if "r" in has else self.number + 1
        self.cells, self.column = {}, -1
        self.listed += 1
        if self.listed > self.limits.rows:
            raise TableRefusedError(Refusal.ROWS, limit=self.limits.rows)
        if has.get("hidden") in ("1", "true"):
            self.hidden_rows.add(self.number)

    def _end_cell(self) -> None:
        value, formula, shown = (self.collected[tag].take() for tag in ("v", "f", "t"))
        if self.formula and not value and self.kind != "str":
            self.unstored.add(f"{name_column(self.column)}{self.number}")
            cell: Cell = f"={formula[:200]}"
        elif self.kind == "inlineStr":
            cell = shown
        else:
            cell = self._cell(value)
        if isinstance(cell, str) and not cell.strip():
            return
        self.cells[self.column] = cell
        self.filled += 1
        self.characters += len(cell) if isinstance(cell, str) else 1
        if self.filled > self.limits.cells:
            raise TableRefusedError(Refusal.CELLS, row=self.number, limit=self.limits.cells)
        if self.characters > self.limits.characters:
            raise TableRefusedError(Refusal.SIZE, row=self.number, limit=self.limits.characters)

    def _cell(self, value: str) -> Cell:
        if not value or self.kind in ("str", "e", "d"):
            return value
        if self.kind == "s":
            return self.texts[int(value)]
        if self.kind == "b":
            return value.strip() in ("1", "true")
        number = float(value)
        if not math.isfinite(number):
            return value
        look = self.looks[self.style] if self.style < len(self.looks) else Look.NUMBER
        if look is not Look.NUMBER:
            return write_styled(number, look, self.epoch)
        return int(number) if "." not in value and abs(number) < 1e15 and number.is_integer() else number


def _column(reference: str) -> int:
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    if not 1 <= column <= _COLUMNS:
        raise ValueError(reference)
    return column - 1
