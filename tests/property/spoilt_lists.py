"""Action lists of many shapes, and workbooks that somebody has spoilt.

A list is made of a few actions with known figures, in one of the shapes that towns use: a column for each
year, a row for each year, two tables on a sheet, a table beside the list, no heading.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import openpyxl
from hypothesis import strategies as st

from scenarios.importing.table_file import Cell, Table, TableRow

YEARS = ("2027", "2030", "2035")
HEADINGS = {
    "nb": ("Tiltak", "Sektor", "Effekt {year} (tonn CO2e)", "Ansvarlig", "År", "Sum", "Nye tiltak"),
    "sv": ("Åtgärd", "Sektor", "Minskning {year} (ton CO2e)", "Ansvarig", "År", "Summa", "Fler åtgärder"),
    "en": ("Action", "Sector", "Reduction {year} (tCO2e)", "Responsible", "Year", "Total", "More actions"),
    "da": ("Indsats", "Sektor", "Reduktion {year} (ton CO2e)", "Ansvarlig", "År", "I alt", "Nye indsatser"),
    "fi": ("Toimenpide", "Sektori", "Vähennys {year} (t CO2e)", "Vastuutaho", "Vuosi", "Yhteensä", "Uudet"),
}
SECTORS = ("Transport", "Industri", "Avfall", "Jordbruk")
TITLES = ("Tram to the harbour", "Reuse centre", "Electric kiln", "Rewetted peat", "Car pool", "Green roofs")
SHAPES = ("wide", "long", "two tables", "beside", "bare")


@dataclass(frozen=True)
class MadeList:
    """A list as it is made: its rows, and title to year (or ``*``) to t/yr."""

    shape: str
    language: str
    rows: tuple[tuple[Cell | None, ...], ...]
    effects: dict[str, dict[str, float]]

    @property
    def table(self) -> Table:
        """The list as a sheet."""
        filled = (
            TableRow(number, {column: cell for column, cell in enumerate(row) if cell is not None})
            for number, row in enumerate(self.rows, start=1)
        )
        return Table(kind="xlsx", sheet="A", rows=tuple(row for row in filled if row.cells))


@st.composite
def made_lists(draw: st.DrawFn) -> MadeList:
    """Make a list; its sectors and columns are shuffled."""
    shape, language = draw(st.sampled_from(SHAPES)), draw(st.sampled_from(sorted(HEADINGS)))
    title, sector, effect, lead, year, total, more = HEADINGS[language]
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=4, max_size=6, unique=True))
    years = ("*",) if shape == "bare" else draw(st.sampled_from((YEARS[:2], YEARS)))
    # Without a heading nobody can tell 2030 tonnes from a year.
    figures = st.integers(10, 90_000).filter(lambda number: not 1900 <= number <= 2200).map(float)
    effects = {each: {key: draw(figures) for key in years} for each in titles}
    sectors = {each: draw(st.sampled_from(SECTORS)) for each in titles}

    def row_of(each: str) -> dict[str, Cell | None]:
        shown: dict[str, Cell | None] = {"title": each, "sector": sectors[each], "lead": "KLI"}
        return {**shown, **effects[each]}

    order = draw(st.permutations(("title", "sector", "lead", *years)))
    named = {"title": title, "sector": sector, "lead": lead, "year": year, "effect": effect.format(year="")}
    named |= {key: effect.format(year=key) for key in years}
    rows: list[list[Cell | None]] = []
    if shape == "long":
        order = draw(st.permutations(("title", "sector", "year", "effect")))
        rows.append([named[each] for each in order])
        for each in titles:
            for key in years:
                cells = row_of(each) | {"year": int(key), "effect": effects[each][key]}
                rows.append([cells[name] for name in order])
    elif shape == "two tables":
        rows = [
            [named[name] for name in order],
            *([row_of(each)[name] for name in order] for each in titles[:2]),
        ]
        other = draw(st.permutations(order))
        rows += [[], [more], [named[name] for name in other]]
        rows += [[row_of(each)[name] for name in other] for each in titles[2:]]
    else:
        rows = [] if shape == "bare" else [[named[name] for name in order]]
        rows += [[row_of(each)[name] for name in order] for each in titles]
        if shape == "wide":
            sums = {key: sum(of[key] for of in effects.values()) for key in years}
            rows.append([total if name == "title" else sums.get(name) for name in order])
        elif shape == "beside":
            beside: list[list[Cell | None]] = [
                [sector, "CO2 2020 (t)"],
                *([name, 50_000.0] for name in SECTORS),
            ]
            rows = [
                [*row, *([None, *beside[place]] if place < len(beside) else [])]
                for place, row in enumerate(rows)
            ]
    return MadeList(shape, language, tuple(map(tuple, rows)), effects)


def to_workbook(made: MadeList) -> bytes:
    """Write a list as .xlsx."""
    book = openpyxl.Workbook()
    for number, row in enumerate(made.rows, start=1):
        for column, cell in enumerate(row, start=1):
            book.worksheets[0].cell(number, column, cell)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@st.composite
def spoilt_workbooks(draw: st.DrawFn) -> bytes:
    """Spoil a workbook: a part of it, its bytes, or its end."""
    content = to_workbook(draw(made_lists()))
    how = draw(st.sampled_from(("part", "bytes", "end")))
    if how == "end":
        return content[: _place(draw, content)]
    if how == "bytes":
        return _changed(draw, content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = _changed(draw, parts[name]) if draw(st.booleans()) else b""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, text in parts.items():
            if each != name or draw(st.booleans()):
                archive.writestr(each, text)
    return file.getvalue()


def _changed(draw: st.DrawFn, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 8)) if content else 0):
        changed[_place(draw, content)] = draw(st.integers(0, 255))
    return bytes(changed)


def _place(draw: st.DrawFn, content: bytes) -> int:
    """Draw a place as a share: a workbook holds the time, and is not always equally long."""
    return int(draw(st.floats(0, 1, exclude_max=True)) * len(content))


def figures_of(found: dict[str, Any]) -> dict[str, dict[str, float | None]]:
    """Return title to year to t/yr of the actions in the reader's answer."""
    return {row["title"]: row["effects_t"] for row in found["rows"] if row["kind"] == "action"}
