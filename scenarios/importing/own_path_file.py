"""Read the file of a reference of one's own: sector, source, year and figure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from scenarios.importing.table_file import ACTION_WORKBOOK, Cell, TableRefusedError
from scenarios.importing.table_guard import read_guarded
from scenarios.inventory.own_path import OwnPath, Quantity
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
        If the file cannot be read, or with one line for each of its faults.
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
    BadReferenceError
        As `read_own_path`.
    """
    if len(content) > _LARGEST_BYTES:
        raise BadReferenceError(f"{name}: the file is larger than {_LARGEST_BYTES:,} bytes.")
    try:
        # In a process of its own: the file may come from anybody.
        table = read_guarded(content, ACTION_WORKBOOK)
    except TableRefusedError as error:
        raise BadReferenceError(f"{name}: {error}") from error
    rows = [
        (row.number, [_written(row.cells.get(column, "")) for column in range(max(row.cells) + 1)])
        for row in table.rows
        if any(_written(cell) for cell in row.cells.values())
    ]
    if not rows:
        raise BadReferenceError(f"{name}: the file is empty; {_EXPECTED}.")
    columns, quantity = _columns([cell.lower() for cell in rows[0][1]], name)
    place = columns[quantity]
    mark = settle_decimal_mark(cells[place] for _, cells in rows[1:] if place < len(cells))
    points: dict[str, dict[int, float]] = {}
    faults: list[str] = []
    for number, cells in rows[1:]:
        named = {column: cells[place] if place < len(cells) else "" for column, place in columns.items()}
        known = points.setdefault(_target(named), {})
        year, value = _read_year(named["year"]), read_with_points(named[quantity], mark)[0]
        found = list(_faults(named, year, known, quantity, mark))
        faults += [f"{name}: row {number}: {fault}" for fault in found]
        if year is not None and not found:
            known[year] = value
    if faults:
        more = len(faults) - _MOST_FAULTS
        told = [*faults[:_MOST_FAULTS], *([f"{name}: and {more} more."] if more > 0 else [])]
        raise BadReferenceError("\n".join(told))
    if not any(points.values()):
        raise BadReferenceError(f"{name}: there is no figure below the heading.")
    return OwnPath(quantity, points, name)


def _columns(heading: Sequence[str], name: str) -> tuple[dict[str, int], Quantity]:
    known = ("sector", "subsector", "year", *_QUANTITIES)
    unknown = [cell for cell in heading if cell not in known]
    missing = [cell for cell in ("sector", "year") if cell not in heading]
    quantities = [quantity for quantity in _QUANTITIES if quantity in heading]
    if unknown or missing or len(quantities) != 1 or len(set(heading)) < len(heading):
        raise BadReferenceError(f"{name}: the heading is {_quote(', '.join(heading))}; {_EXPECTED}.")
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
    named: dict[str, str], year: int | None, known: dict[int, float], quantity: Quantity, mark: str
) -> Iterator[str]:
    if not named["sector"]:
        yield "the sector is missing"
    if year is None:
        yield f"the year is {_quote(named['year'])}; expected a whole year from {FIRST_YEAR} to {LAST_YEAR}"
    elif year in known:
        yield f"{_quote(_target(named))} has a figure for {year} already"
    value, problem = read_with_points(named[quantity], mark)
    if problem:
        yield f"{quantity} is {_quote(named[quantity])}, {problem}"
    elif not math.isfinite(value) or value < 0:
        yield f"{quantity} is {_quote(named[quantity])}; expected zero or more"
