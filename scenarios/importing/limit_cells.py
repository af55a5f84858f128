"""The cells of a table of annual limits: their unit, and percentages that are written as a change."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from scenarios.importing.action_list.units import FACTORS, unit_at_begin, unit_in
from scenarios.importing.action_list.vocabulary import fold
from scenarios.numbers import MINUS_SIGNS

_FIGURE: Final = re.compile(r"([^A-Za-z]*\d[^A-Za-z]*?)\s*([A-Za-z].*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class LimitCell:
    """The limit of one year as it is written.

    Attributes
    ----------
    row
        Of the table, from 1.
    year
        A calendar year.
    text
        The figure without its unit, in the table's unit or in per cent.
    is_percent
        Whether it is per cent of something, and no amount.
    """

    row: int
    year: int
    text: str
    is_percent: bool


@dataclass(frozen=True, slots=True)
class LimitsTable:
    """All limits of a table.

    Attributes
    ----------
    cells
        In the order of the table.
    unit
        ``t``, ``kt`` or another unit that the table names; empty if it names none.
    gas
        ``CO2``, ``CO2e`` or empty.
    decimal_mark
        ``,`` or ``.`` where other figures of the table show it; empty if none does.
    left_out
        Numbers of the rows with figures that are no limits of a year.
    turned
        Whether percentages are written as a change, with a minus for less, which `text` leaves out.
    """

    cells: tuple[LimitCell, ...]
    unit: str
    gas: str
    decimal_mark: str
    left_out: tuple[int, ...]
    turned: bool


def share_unit(cells: tuple[LimitCell, ...], words: str) -> tuple[tuple[LimitCell, ...], str]:
    """Leave out a unit that stands behind every amount; others stay, so that they are asked about.

    Parameters
    ----------
    cells
        Of a table.
    words
        All its texts, among which a heading may name the unit.

    Returns
    -------
    cells, unit
        The amounts without their unit, and that unit: ``t``, ``kt`` or another; empty if none is named.
    """
    parts = [(cell, *_split_unit(cell)) for cell in cells]
    units = {unit for cell, _, unit in parts if not cell.is_percent}
    if units <= {""}:
        return cells, unit_in(words)
    if len(units) > 1 or not units <= FACTORS.keys():
        return cells, ""
    return (
        tuple(cell if cell.is_percent else replace(cell, text=figure) for cell, figure, _ in parts),
        units.pop(),
    )


def _split_unit(cell: LimitCell) -> tuple[str, str]:
    found = _FIGURE.fullmatch(cell.text)
    if found is None or not found[2]:
        return cell.text, ""
    # Words that are no unit make the figure one to be asked about.
    return found[1].strip(), unit_at_begin(fold(found[2]))[0] or found[2]


def turn_changes(cells: tuple[LimitCell, ...]) -> tuple[tuple[LimitCell, ...], bool]:
    """Leave out the minus of percentages, where all of them are a change: -61 % is 61 % below.

    Parameters
    ----------
    cells
        Of a table.

    Returns
    -------
    cells, turned
        The cells in per cent below the base year, and whether their minus was left out.
    """
    percents = [cell for cell in cells if cell.is_percent]
    if not percents or not all(cell.text[:1] in MINUS_SIGNS for cell in percents):
        return cells, False
    return (
        tuple(replace(cell, text=cell.text[1:].strip()) if cell.is_percent else cell for cell in cells),
        True,
    )
