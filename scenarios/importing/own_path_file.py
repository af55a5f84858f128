"""Read the file of a reference of one's own: sector, source, year and figure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from scenarios.importing.delimited_text import find_delimiter, number_records
from scenarios.importing.encodings import decode_text
from scenarios.importing.table_file import TableRefusedError
from scenarios.inventory.own_path import OwnPath, Quantity
from scenarios.inventory.reference_steps import BadReferenceError
from scenarios.numbers import read_with_points, settle_decimal_mark

_QUANTITIES: Final[tuple[Quantity, ...]] = ("emissions_t", "percent_of_base")
_LARGEST_BYTES: Final = 1_000_000
_MOST_FAULTS: Final = 20
_EXPECTED: Final = (
    "the columns are sector, subsector (if wanted), year, and one of emissions_t and percent_of_base"
)


def read_own_path(file: Path) -> OwnPath:
    """Read a CSV file ``sector[,subsector],year,emissions_t`` or ``sector[,subsector],year,percent_of_base``.

    Parameters
    ----------
    file
        Comma, semicolon or tab between cells, decimal point, in any order of columns; UTF-8, UTF-16, cp1252
        or Mac. Figures are t/yr, or percent of the newest statistic.

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
        text, _ = decode_text(content)
        records = list(number_records(text.removeprefix("\ufeff"), find_delimiter(text)))
    except TableRefusedError as error:
        raise BadReferenceError(f"{name}: {error}") from error
    rows = [
        (number, [cell.strip() for cell in cells]) for number, cells in records if any(map(str.strip, cells))
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
        found = list(_faults(named, quantity, points, mark))
        faults += [f"{name}: row {number}: {fault}" for fault in found]
        if not found:
            value, _ = read_with_points(named[quantity], mark)
            points.setdefault(_target(named), {})[int(named["year"])] = value
    if faults:
        more = len(faults) - _MOST_FAULTS
        told = [*faults[:_MOST_FAULTS], *([f"{name}: and {more} more."] if more > 0 else [])]
        raise BadReferenceError("\n".join(told))
    if not points:
        raise BadReferenceError(f"{name}: there is no figure below the heading.")
    return OwnPath(quantity, points, name)


def _columns(heading: Sequence[str], name: str) -> tuple[dict[str, int], Quantity]:
    known = ("sector", "subsector", "year", *_QUANTITIES)
    unknown = [cell for cell in heading if cell not in known]
    missing = [cell for cell in ("sector", "year") if cell not in heading]
    quantities = [quantity for quantity in _QUANTITIES if quantity in heading]
    if unknown or missing or len(quantities) != 1 or len(set(heading)) < len(heading):
        raise BadReferenceError(f"{name}: the heading is {', '.join(heading)}; {_EXPECTED}.")
    return {cell: place for place, cell in enumerate(heading)}, quantities[0]


def _target(named: dict[str, str]) -> str:
    return "/".join(part for part in (named["sector"], named.get("subsector", "")) if part)


def _faults(
    named: dict[str, str], quantity: Quantity, points: dict[str, dict[int, float]], mark: str
) -> Iterator[str]:
    target, year = _target(named), named["year"]
    if not named["sector"]:
        yield "the sector is missing"
    if not (year.isascii() and year.isdigit() and 1900 <= int(year[:9]) <= 2200):
        yield f"the year is {year!r}; expected a whole year from 1900 to 2200"
    elif int(year) in points.get(target, {}):
        yield f"{target} has a figure for {year} already"
    value, problem = read_with_points(named[quantity], mark)
    if problem:
        yield f"{quantity} is {named[quantity]!r}, {problem}"
    elif not math.isfinite(value) or value < 0:
        yield f"{quantity} is {named[quantity]!r}; expected zero or more"
