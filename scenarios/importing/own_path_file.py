"""Read the file of a reference of one's own: sector, source, year and figure."""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scenarios.importing.table_file import ACTION_WORKBOOK, Cell, TableRefusedError
from scenarios.importing.table_guard import read_guarded
from scenarios.inventory.own_path import LARGEST, OwnPath, Quantity
from scenarios.inventory.reference_steps import BadReferenceError
from scenarios.numbers import read_with_points, settle_decimal_mark, write_number
from scenarios.years import FIRST_YEAR, LAST_YEAR

_QUANTITIES: Final[tuple[Quantity, ...]] = ("emissions_t", "percent_of_base")
_LARGEST_BYTES: Final = 1_000_000
_MOST_FAULTS: Final = 20
_LONGEST_QUOTE: Final = 40
_EXPECTED: Final = (
    "the columns are sector, subsector (if wanted), year, and one of emissions_t and percent_of_base"
)


class Kind(enum.StrEnum):
    """What is wrong with a row, or ``FILE`` for the whole file."""

    SECTOR = "sector"
    YEAR = "year"
    TWICE = "twice"
    NUMBER = "number"
    NEGATIVE = "negative"
    LARGE = "large"
    FILE = "file"


@dataclass(frozen=True)
class PathFault:
    """One fault of the file of a path.

    Attributes
    ----------
    kind
        What is wrong.
    message
        The fault in words, without file and row.
    row
        Row number of a spreadsheet, with the heading in row 1; None for the whole file.
    text
        The text of the faulty cell, or what stands twice.
    column
        The column of the faulty cell.
    """

    kind: Kind
    message: str
    row: int | None = None
    text: str = ""
    column: str = ""


class OwnPathFileError(BadReferenceError):
    """A file of a path is refused.

    Parameters
    ----------
    name
        Of the file.
    faults
        All of them, at least one; the message has the first twenty.
    """

    def __init__(self, name: str, faults: Sequence[PathFault]) -> None:
        self.name, self.faults = name, tuple(faults)
        more = len(faults) - _MOST_FAULTS
        lines = [_place(name, fault.row) + fault.message for fault in faults[:_MOST_FAULTS]]
        super().__init__("\n".join([*lines, *([f"{name}: and {more} more."] if more > 0 else [])]))


def _place(name: str, row: int | None) -> str:
    return f"{name}: " if row is None else f"{name}: row {row}: "


def read_own_path(file: Path) -> OwnPath:
    """Read a file ``sector[,subsector],year,emissions_t`` or ``sector[,subsector],year,percent_of_base``.

    Parameters
    ----------
    file
        CSV with comma, semicolon or tab between cells and a decimal point, in UTF-8, UTF-16, cp1252 or Mac;
        or a workbook (.xlsx). Columns in any order. Figures are t/yr, or percent of the newest statistic.

    Returns
    -------
    OwnPath
        With the figures by sector or source.

    Raises
    ------
    BadReferenceError
        If the file cannot be read; `OwnPathFileError` with all its faults, one line for each.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadReferenceError(f"{file.name}: cannot be read: {error.strerror}") from error
    return parse_own_path(content, file.name)


def parse_own_path(content: bytes, name: str) -> OwnPath:
    """Read the content of such a file; otherwise as `read_own_path`.

    Parameters
    ----------
    content
        The bytes.
    name
        Of the file, for messages and steps.

    Returns
    -------
    OwnPath
        In t/yr or percent.

    Raises
    ------
    BadReferenceError, OwnPathFileError
        As `read_own_path`.
    """
    if len(content) > _LARGEST_BYTES:
        raise _refused(name, f"the file is larger than {_LARGEST_BYTES:,} bytes.")
    try:
        # In a process of its own: the file may come from anybody.
        table = read_guarded(content, ACTION_WORKBOOK)
    except TableRefusedError as error:
        raise _refused(name, str(error)) from error
    rows = [
        (row.number, [_written(row.cells.get(column, "")) for column in range(max(row.cells) + 1)])
        for row in table.rows
        if any(_written(cell) for cell in row.cells.values())
    ]
    if not rows:
        raise _refused(name, f"the file is empty; {_EXPECTED}.")
    columns, quantity = _columns([cell.lower() for cell in rows[0][1]], name)
    place = columns[quantity]
    mark = settle_decimal_mark(cells[place] for _, cells in rows[1:] if place < len(cells))
    points: dict[str, dict[int, float]] = {}
    faults: list[PathFault] = []
    for number, cells in rows[1:]:
        named = {column: cells[place] if place < len(cells) else "" for column, place in columns.items()}
        known = points.setdefault(_target(named), {})
        year, value = _read_year(named["year"]), read_with_points(named[quantity], mark)[0]
        found = list(_faults(number, named, year, known, quantity, mark))
        faults += found
        if year is not None and not found:
            known[year] = value
    if faults:
        raise OwnPathFileError(name, faults)
    if not any(points.values()):
        raise _refused(name, "there is no figure below the heading.")
    return OwnPath(quantity, points, name)


def _columns(heading: Sequence[str], name: str) -> tuple[dict[str, int], Quantity]:
    known = ("sector", "subsector", "year", *_QUANTITIES)
    unknown = [cell for cell in heading if cell not in known]
    missing = [cell for cell in ("sector", "year") if cell not in heading]
    quantities = [quantity for quantity in _QUANTITIES if quantity in heading]
    if unknown or missing or len(quantities) != 1 or len(set(heading)) < len(heading):
        raise _refused(name, f"the heading is {_quote(', '.join(heading))}; {_EXPECTED}.")
    return {cell: place for place, cell in enumerate(heading)}, quantities[0]


def _target(named: dict[str, str]) -> str:
    return "/".join(part for part in (named["sector"], named.get("subsector", "")) if part)


def _written(cell: Cell) -> str:
    """Return a cell as text; a number of a workbook is written so that it has one meaning."""
    return write_number(cell) if isinstance(cell, float) else str(cell).strip()


def _quote(text: str) -> str:
    """Return the text of a cell for a message, cut where it is long."""
    return repr(text) if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]!r} ..."


def _read_year(text: str) -> int | None:
    year = int(text) if re.fullmatch(r"\d{4}", text, re.ASCII) else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _faults(
    row: int,
    named: dict[str, str],
    year: int | None,
    known: dict[int, float],
    quantity: Quantity,
    mark: str,
) -> Iterator[PathFault]:
    if not named["sector"]:
        yield PathFault(Kind.SECTOR, "the sector is missing", row)
    if year is None:
        written = named["year"]
        expected = f"expected a whole year from {FIRST_YEAR} to {LAST_YEAR}"
        yield PathFault(Kind.YEAR, f"the year is {_quote(written)}; {expected}", row, written, "year")
    elif year in known:
        target = _target(named)
        yield PathFault(
            Kind.TWICE, f"{_quote(target)} has a figure for {year} already", row, f"{target} {year}"
        )
    written = named[quantity]
    value, problem = read_with_points(written, mark)
    if problem:
        yield PathFault(Kind.NUMBER, f"{quantity} is {_quote(written)}, {problem}", row, written, quantity)
    elif not math.isfinite(value) or value < 0:
        said = f"{quantity} is {_quote(written)}; expected zero or more"
        yield PathFault(Kind.NEGATIVE, said, row, written, quantity)
    elif value > LARGEST[quantity]:
        said = f"{quantity} is {_quote(written)}; expected at most {int(LARGEST[quantity]):,}"
        yield PathFault(Kind.LARGE, said, row, written, quantity)


def _refused(name: str, message: str) -> OwnPathFileError:
    return OwnPathFileError(name, [PathFault(Kind.FILE, message)])
