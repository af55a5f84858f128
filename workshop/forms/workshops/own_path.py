"""A path of one's own as a table that is typed on the desk: a row for each sector, a column for each year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from workshop.clean_input import read_whole
from workshop.i18n import current_language, format_tonnes, gettext
from workshop.services.importing.typed_numbers import (
    read_number,
    say_number_fault,
    say_year_fault,
    write_number,
)
from workshop.services.workshops.figures import (
    LARGEST,
    LONGEST_NAME,
    Figures,
    Quantity,
    UnreadableFigures,
    is_in_words,
    say_path_fault,
)
from workshop.services.workshops.references import SectorLevel, name_target

TONNES: Quantity = "emissions_t"
PERCENT: Quantity = "percent_of_base"
UNIT, SOURCE = "path-unit", "path-source"
_USUAL_YEARS = (2030, 2035, 2040)
_FEWEST_YEARS, _MOST_YEARS, _MOST_ROWS = 4, 60, 120
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class PathField:
    """A field of the table: its name, what stands in it, and what is wrong with it."""

    name: str
    text: str = ""
    fault: str = ""


@dataclass(frozen=True)
class PathRow:
    """A sector or source: its id, name and newest level in words, and a field for each year."""

    target: str
    label: str
    newest: str
    cells: tuple[PathField, ...]


@dataclass(frozen=True)
class PathTable:
    """The table as it stands, with faults beside their fields; ``fault`` is one of the whole table."""

    unit: Quantity
    source: str
    years: tuple[PathField, ...]
    rows: tuple[PathRow, ...]
    base_year: int
    fault: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.fault and not any(field.fault for field in self.fields)

    @property
    def fields(self) -> list[PathField]:
        """All fields, the years first."""
        return [*self.years, *(cell for row in self.rows for cell in row.cells)]

    @property
    def is_empty(self) -> bool:
        """Whether no figure is typed."""
        return not any(cell.text.strip() for row in self.rows for cell in row.cells)


def read_path_table(
    sent: Mapping[str, str], territory_id: str, base_year: int, levels: list[SectorLevel], end_year: int
) -> PathTable:
    """Return the table as it was sent, without looking for faults; before anything is sent, an empty one."""
    usual = [year for year in sorted({*_USUAL_YEARS, end_year}) if base_year < year <= end_year]
    count = read_whole(sent.get("path-years"), 1, _MOST_YEARS) or max(_FEWEST_YEARS, len(usual))
    places = range(count)
    typed = {f"path-year-{place}": str(year) for place, year in zip(places, usual, strict=False)}
    years = tuple(
        PathField(name, sent.get(name, typed.get(name, ""))[:20])
        for name in (f"path-year-{place}" for place in places)
    )
    newest = {level.sector: format_tonnes(level.newest_t) for level in levels}
    more = [name.removeprefix("path-row-") for name in sent if name.startswith("path-row-")]
    rows = tuple(
        PathRow(
            target,
            name_target(territory_id, target, current_language()),
            newest.get(target, ""),
            tuple(
                PathField(name, sent.get(name, "")[:40])
                for name in (f"path-{target}-{place}" for place in places)
            ),
        )
        for target in dict.fromkeys([*newest, *more[:_MOST_ROWS]])
    )
    unit = PERCENT if sent.get(UNIT) == PERCENT else TONNES
    return PathTable(unit, sent.get(SOURCE, "")[:LONGEST_NAME], years, rows, base_year)


def write_path_fields(path: Figures) -> dict[str, str]:
    """Return the fields of the table for figures that came from a file or are followed already."""
    years = sorted({year for points in path.points.values() for year in points})[:_MOST_YEARS]
    fields = {UNIT: path.quantity, SOURCE: path.name, "path-years": str(max(len(years), _FEWEST_YEARS))}
    fields |= {f"path-year-{place}": "" for place in range(_FEWEST_YEARS)}
    fields |= {f"path-year-{place}": str(year) for place, year in enumerate(years)}
    for target, points in path.points.items():
        fields[f"path-row-{target}"] = "1"
        for place, year in enumerate(years):
            if year in points:
                fields[f"path-{target}-{place}"] = write_number(points[year])
    return fields


def check_path_table(table: PathTable) -> tuple[PathTable, Figures | None]:
    """Read the figures: the table with what is wrong beside its field, or the path."""
    numbers = [_read_year(field) for field in table.years]
    used = {place for row in table.rows for place, cell in enumerate(row.cells) if cell.text.strip()}
    years = tuple(
        replace(field, fault=_say_wrong_year(field, place, numbers, needed=place in used))
        for place, field in enumerate(table.years)
    )
    rows = tuple(
        replace(
            row, cells=tuple(replace(cell, fault=_say_wrong_figure(cell, table.unit)) for cell in row.cells)
        )
        for row in table.rows
    )
    fault = (
        gettext("Write at least one figure, or choose a file: what stays empty follows nothing.")
        if table.is_empty
        else ""
    )
    checked = replace(table, years=years, rows=rows, fault=fault)
    if not checked.is_sound:
        return checked, None
    points = {
        row.target: {
            year: value
            for year, cell in zip(numbers, row.cells, strict=True)
            if year is not None and (value := _read_figure(cell)) is not None
        }
        for row in table.rows
    }
    name = table.source.strip() or gettext("figures typed at the desk")
    return checked, Figures(table.unit, {target: of for target, of in points.items() if of}, name)


def mark_cell(table: PathTable, target: str, year: int, fault: str) -> PathTable | None:
    """Return the table with a fault beside the figure of a target and year; None if it has no such field."""
    places = [place for place, field in enumerate(table.years) if field.text.strip() == str(year)]
    if not places or target not in {row.target for row in table.rows}:
        return None
    name = f"path-{target}-{places[0]}"

    def mark(row: PathRow) -> PathRow:
        cells = (replace(cell, fault=fault) if cell.name == name else cell for cell in row.cells)
        return replace(row, cells=tuple(cells))

    return replace(table, rows=tuple(map(mark, table.rows)))


def say_unreadable(error: UnreadableFigures) -> Markup:
    """List each fault of a file with its row; the model's messages on whole files are in English."""
    lines = []
    for fault in error.faults[:20]:
        said = (
            escape(say_path_fault(fault))
            if is_in_words(fault)
            else Markup('<span lang="en">{}: {}</span>').format(error.name, fault.message)
        )
        row = escape(gettext("Row %(row)s:", row=str(fault.row))) + " " if fault.row else Markup()
        lines.append(row + said)
    more = len(error.faults) - len(lines)
    if more > 0:
        lines.append(escape(gettext("And %(number)d more.", number=more)))
    return escape(gettext("This file cannot be read.")) + " " + Markup(" ").join(lines)


def _read_year(field: PathField) -> int | None:
    value = read_number(field.text).value if field.text.strip() else None
    return int(value) if value is not None and 0 < value <= _LAST_YEAR and value.is_integer() else None


def _say_wrong_year(field: PathField, place: int, numbers: list[int | None], *, needed: bool) -> str:
    year = numbers[place]
    if not field.text.strip():
        return gettext("Write the year of these figures.") if needed else ""
    if year is None:
        return say_year_fault(field.text)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        bounds = {"first": str(_FIRST_YEAR), "last": str(_LAST_YEAR)}
        return gettext("Write a year from %(first)s to %(last)s.", **bounds)
    return gettext("%(year)s stands twice.", year=str(year)) if year in numbers[:place] else ""


def _say_wrong_figure(cell: PathField, unit: Quantity) -> str:
    if not cell.text.strip():
        return ""
    value = _read_figure(cell)
    if value is None or not math.isfinite(value):
        return say_number_fault(cell.text)
    if value > LARGEST[unit]:
        return gettext("“%(text)s” is more than any place can emit.", text=cell.text.strip())
    return gettext("Write zero or more.") if value < 0 else ""


def _read_figure(cell: PathField) -> float | None:
    return read_number(cell.text).value if cell.text.strip() else None
