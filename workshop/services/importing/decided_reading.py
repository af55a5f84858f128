"""Read a list of decided actions row by row, with a note on everything left out or assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from workshop.i18n import format_decimal, gettext
from workshop.services.importing.decided_rows import DecidedAction, RowFault, RowReader
from workshop.services.importing.decided_totals import TotalFinder
from workshop.services.importing.spreadsheet import Table, name_column, write_cell
from workshop.services.importing.typed_numbers import settle_decimal_mark

COLUMNS = ("title", "target", "tonnes_per_year", "low", "high", "start_year", "ramp_years", "actor")
REQUIRED = (*COLUMNS[:3], "start_year")
FIGURES = ("tonnes_per_year", "low", "high")
MAXIMUM_ROWS = 300
_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}


@dataclass(frozen=True)
class LeftOut:
    """A row left out as a total; the user can declare that it is an action."""

    row: int
    told: str


@dataclass
class Reading:
    """The result of reading a list; ``notes`` must be shown before it is imported."""

    actions: list[DecidedAction] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    totals: list[LeftOut] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """Whether nothing was left out or assumed."""
        return not self.notes and not self.totals


@dataclass(frozen=True)
class _Row:
    number: int
    texts: dict[str, str]
    # Columns with text: a number of a workbook cell has no notation of its own.
    written: dict[str, str]
    places: dict[str, str]
    beyond: str


def read_table(table: Table, known_sources: Sequence[str], counted: Collection[int] = ()) -> Reading:
    """Read a list and collect all faults. ``counted`` are rows that look like totals but are actions."""
    reading = Reading(notes=list(_notes_on_file(table)))
    rows = _rows(table, reading)
    if not rows and not reading.faults:
        reading.faults.append(RowFault(1, "", gettext("There is no row below the heading.")))
    if len(rows) > MAXIMUM_ROWS:
        told = gettext("The list has more than %(number)d rows.", number=MAXIMUM_ROWS)
        reading.faults.append(RowFault(rows[MAXIMUM_ROWS].number, "", told))
        return reading
    marks = {name: settle_decimal_mark(row.written.get(name, "") for row in rows) for name in FIGURES}
    reader = RowReader(known_sources, marks, reading.faults, reading.notes)
    totals = TotalFinder(marks["tonnes_per_year"], [row.texts for row in rows], known_sources)
    for index, row in enumerate(rows):
        total = None if row.number in counted else totals.find(index)
        if total is not None:
            reading.totals.append(LeftOut(row.number, _tell_total(row, total.stated, total.read)))
            continue
        if row.beyond:
            told = gettext("“%(text)s” is outside the last column of the heading.", text=row.beyond[:80])
            reading.faults.append(RowFault(row.number, "", told))
        action = reader.read(row.number, row.texts, row.places)
        if action is not None:
            reading.actions.append(action)
            totals.count(action.likely)
    reading.notes += [*_notes_on_twins(reading.actions), *_notes_on_signs(reading.actions)]
    return reading


def _rows(table: Table, reading: Reading) -> list[_Row]:
    """Return the visible, non-empty rows below the heading."""
    shown = [row for row in table.rows if row.number not in table.hidden_rows]
    if not shown:
        return []
    heading = {
        column: write_cell(cell)
        for column, cell in shown[0].cells.items()
        if column not in table.hidden_columns
    }
    names = {column: name.lower() for column, name in heading.items() if name.lower() in COLUMNS}
    for name in REQUIRED:
        if name not in names.values():
            told = gettext("This column is missing in the heading.")
            reading.faults.append(RowFault(shown[0].number, name, told))
    for name, times in Counter(names.values()).items():
        if times > 1:
            told = gettext("This column is in the heading more than once.")
            reading.faults.append(RowFault(shown[0].number, name, told))
    if reading.faults:
        return []
    if unread := [heading[column] for column in heading if column not in names]:
        reading.notes.append(gettext("These columns are not read: %(names)s.", names=", ".join(unread)))
    last = max(heading)
    rows = []
    for row in shown[1:]:
        cells = {
            column: write_cell(cell)
            for column, cell in row.cells.items()
            if column not in table.hidden_columns
        }
        texts = {name: cells[column] for column, name in names.items() if column in cells}
        written = {
            name: texts[name]
            for column, name in names.items()
            if isinstance(row.cells.get(column), str) and name in texts
        }
        places = {name: f"{name_column(column)}{row.number}" for column, name in names.items()}
        beyond = next((text for column, text in cells.items() if column > last and text), "")
        if texts or beyond:
            rows.append(_Row(row.number, texts, written, places, beyond))
    return rows


def _notes_on_file(table: Table) -> Iterator[str]:
    if table.encoding in _ENCODINGS:
        yield gettext(
            "The file is read as %(encoding)s text. Check that å, ä, ö, æ and ø are right.",
            encoding=_ENCODINGS[table.encoding],
        )
    if others := (*table.other_sheets, *table.hidden_sheets):
        yield gettext(
            "Only the sheet “%(sheet)s” is read, not: %(others)s.",
            sheet=table.sheet,
            others=", ".join(others),
        )
    hidden = [row.number for row in table.rows if row.number in table.hidden_rows]
    if hidden:
        listed = ", ".join(map(str, hidden[:20])) + (" …" if len(hidden) > 20 else "")
        yield gettext("Hidden rows are left out: %(rows)s.", rows=listed)
    used = {column for row in table.rows for column in row.cells}
    if columns := sorted(used & table.hidden_columns):
        yield gettext(
            "Hidden columns are left out: %(columns)s.", columns=", ".join(map(name_column, columns))
        )


def _notes_on_twins(actions: Sequence[DecidedAction]) -> Iterator[str]:
    rows: dict[object, list[int]] = {}
    for action in actions:
        rows.setdefault(action.content, []).append(action.row)
    for numbers in rows.values():
        if len(numbers) > 1:
            yield gettext(
                "Rows %(rows)s are the same. Each of them is included.", rows=", ".join(map(str, numbers))
            )


def _notes_on_signs(actions: Sequence[DecidedAction]) -> Iterator[str]:
    """Ask about a list with only negative figures: as changes of emissions they would mean reductions."""
    known = [action.likely for action in actions if action.likely is not None]
    if len(known) > 1 and max(known) < 0:
        yield gettext(
            "Every figure is below zero: each of these actions raises emissions. If the list says how "
            "emissions change, write the figures without the minus."
        )


def _tell_total(row: _Row, stated: float | None, read: float) -> str:
    name = row.texts.get("title") or next(iter(row.texts.values()))
    if stated is None:
        return gettext("“%(name)s” is a total and is left out.", name=name)
    if abs(stated - read) <= max(0.5, abs(read) * 1e-6):
        return gettext(
            "“%(name)s” is a total and is left out: %(stated)s t, as the rows above add up to.",
            name=name,
            stated=format_decimal(stated),
        )
    return gettext(
        "“%(name)s” is a total and is left out. It says %(stated)s t, but the rows above add up to "
        "%(read)s t.",
        name=name,
        stated=format_decimal(stated),
        read=format_decimal(read),
    )
