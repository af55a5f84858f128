"""What stands in the parts of an .xlsx workbook: its formats, the texts that cells share, and the cells."""

from __future__ import annotations

import math
from typing import Any, Final

from scenarios.importing.cell_formats import Look, shows_more, write_styled
from scenarios.importing.table_file import (
    Cell,
    Limits,
    Merge,
    Refusal,
    TableRefusedError,
    TableRow,
    name_column,
)
from scenarios.importing.zip_parts import Attributes

MOST_CELL_CHARACTERS: Final = 32_767
_COLUMNS: Final = 1 << 14
_TEXT: Final = frozenset({"t", "v", "f"})


class Styles:
    """How cells are shown, as far as it changes what a number means."""

    def __init__(self) -> None:
        self.own: dict[int, str] = {}
        self.formats: list[int] = []
        self.among_cells = False

    def start(self, tag: str, has: Attributes) -> None:
        """Take the beginning of an element.

        Parameters
        ----------
        tag, has
            Its name and attributes.
        """
        if tag == "numFmt" and "numFmtId" in has:
            self.own[int(has["numFmtId"])] = has.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            self.among_cells = tag == "cellXfs"
        elif tag == "xf" and self.among_cells:
            self.formats.append(int(has.get("numFmtId", 0)))

    def looks(self) -> list[tuple[Look, str]]:
        """Return for each style what it makes of a number, and its pattern where that says more.

        Returns
        -------
        list of (Look, str)
            By the number of the style.
        """
        codes = [self.own.get(number, "") for number in self.formats]
        return [
            (Look.of(number, self.own.get(number)), code if shows_more(code) else "")
            for number, code in zip(self.formats, codes, strict=True)
        ]


class _Pieces:
    """Text of one cell, collected up to what a cell can hold."""

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


class SharedTexts:
    """The texts that cells share; readings above East Asian signs are no part of them.

    Parameters
    ----------
    limits
        How many there may be.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits, self.texts = limits, list[str]()
        self.pieces, self.inside, self.reading = _Pieces(), False, False
        self.characters = 0

    def start(self, tag: str, has: Attributes) -> None:  # noqa: ARG002
        """Take the beginning of an element.

        Parameters
        ----------
        tag, has
            Its name and attributes.
        """
        if tag == "rPh":
            self.reading = True
        self.inside = tag == "t" and not self.reading

    def collect(self, piece: str) -> None:
        """Take a piece of text.

        Parameters
        ----------
        piece
            Of the text.
        """
        if self.inside:
            self.pieces.add(piece, f"(text {len(self.texts) + 1})")

    def end(self, tag: str) -> None:
        """Take the end of an element.

        Parameters
        ----------
        tag
            Its name.

        Raises
        ------
        TableRefusedError
            If a limit is exceeded.
        """
        self.inside = False
        if tag == "rPh":
            self.reading = False
        elif tag == "si":
            self.texts.append(self.pieces.take())
            self.characters += len(self.texts[-1])
            # Texts of the sheets that are not read stand here, too.
            if len(self.texts) > self.limits.shared_texts:
                raise TableRefusedError(Refusal.CELLS, limit=self.limits.shared_texts)
            if self.characters > 10 * self.limits.characters:
                raise TableRefusedError(Refusal.SIZE, limit=self.limits.characters)


class SheetCells:
    """The rows of a sheet.

    Parameters
    ----------
    texts
        That cells share.
    looks
        As `Styles.looks` gives them.
    epoch
        The day from which days are counted.
    limits
        What the sheet may have.
    """

    def __init__(self, texts: list[str], looks: list[tuple[Look, str]], epoch: Any, limits: Limits) -> None:
        self.texts, self.looks, self.epoch, self.limits = texts, looks, epoch, limits
        self.rows: list[TableRow] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.unstored: set[str] = set()
        self.merges: list[Merge] = []
        self.formats: dict[str, str] = {}
        self.listed = self.filled = self.characters = 0
        self.number = 0
        self.column = -1
        self.cells: dict[int, Cell] = {}
        self.kind, self.style, self.inside = "n", 0, ""
        self.collected = {tag: _Pieces() for tag in _TEXT}
        self.formula, self.reading = False, False

    def start(self, tag: str, has: Attributes) -> None:
        """Take the beginning of an element.

        Parameters
        ----------
        tag, has
            Its name and attributes.

        Raises
        ------
        TableRefusedError
            If a limit is exceeded.
        ValueError
            If a reference is none.
        """
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
        elif tag == "mergeCell":
            self._merge(has["ref"])
        elif tag == "col" and has.get("hidden") in ("1", "true"):
            last = min(int(has["max"]), _COLUMNS)
            self.hidden_columns.update(range(int(has["min"]) - 1, last))

    def collect(self, piece: str) -> None:
        """Take a piece of text.

        Parameters
        ----------
        piece
            Of the text.
        """
        if self.inside:
            self.collected[self.inside].add(piece, f"{name_column(self.column)}{self.number}")

    def end(self, tag: str) -> None:
        """Take the end of an element.

        Parameters
        ----------
        tag
            Its name.

        Raises
        ------
        TableRefusedError
            If a limit is exceeded.
        """
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

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left, bottom, right = (*_place(first), *_place(last or first))
        if len(self.merges) >= self.limits.cells:
            raise TableRefusedError(Refusal.CELLS, limit=self.limits.cells)
        self.merges.append((min(top, bottom), min(left, right), max(top, bottom), max(left, right)))

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
        look, pattern = self.looks[self.style] if self.style < len(self.looks) else (Look.NUMBER, "")
        if look is not Look.NUMBER:
            return write_styled(number, look, self.epoch)
        if pattern:
            self.formats[f"{name_column(self.column)}{self.number}"] = pattern
        return int(number) if "." not in value and abs(number) < 1e15 and number.is_integer() else number


def _column(reference: str) -> int:
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    if not 1 <= column <= _COLUMNS:
        raise ValueError(reference)
    return column - 1


def _place(reference: str) -> tuple[int, int]:
    letters = reference.replace("$", "").rstrip("0123456789")
    return int(reference.replace("$", "")[len(letters) :]), _column(letters)
