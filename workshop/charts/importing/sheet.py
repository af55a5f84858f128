"""A list's sheet as a table, with what was recognised of each row and column in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.result import ActionList, RowKind
from scenarios.importing.table_file import name_column
from workshop.i18n import gettext
from workshop.services.importing.list_choices import ANY_YEAR, IGNORED, SIGNS, SINGLE_USES
from workshop.services.importing.list_drafts import ReadList
from workshop.services.importing.paging import Part, find_part, part_starts

ROWS_AT_ONCE = 200
# Of a part: cells, of which a long one counts for several.
_CELLS_AT_ONCE, _LETTERS_OF_A_CELL = 6_000, 60


@dataclass(frozen=True)
class SheetColumn:
    """A column: its letters, heading, and what it is; the year of an effect, and the unit of a figure."""

    letters: str
    heading: str
    use: str
    label: str
    year: str
    unit: str


@dataclass(frozen=True)
class SheetRow:
    """A row: its number, its kind, the kind in words, and its cells with the use of their columns."""

    number: int
    kind: str
    label: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class SheetView:
    """A part of a sheet; ``left_out`` tells of what is hidden or not looked at."""

    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    part: Part
    counts: tuple[tuple[str, str, int], ...]
    left_out: tuple[str, ...]


def build_sheet_view(read: ReadList, first: int = 0) -> SheetView:
    """Build the view of the part of a sheet with the row ``first``."""
    found, picture = read.found, read.picture
    wide = len(found.all_columns)
    weights = (
        wide + sum(len(text) for text in row.cells.values()) / _LETTERS_OF_A_CELL for row in picture.rows
    )
    starts = part_starts(weights, most=_CELLS_AT_ONCE, rows=ROWS_AT_ONCE)
    part = find_part(starts, len(picture.rows), first)
    kinds = {row.row: row.kind for row in found.rows}
    columns = build_column_views(found)
    uses = {column.letters: column.use for column in columns}
    places = {column: name_column(column) for column in found.all_columns}
    rows = []
    for row in picture.rows[part.first : part.end]:
        kind = _kind_of(row.row, row.is_hidden, kinds, found)
        cells = tuple(
            (row.cells.get(column, ""), uses.get(letters, IGNORED)) for column, letters in places.items()
        )
        rows.append(SheetRow(row.row, kind, describe_kind(kind), cells))
    of_kind = Counter(_kind_of(row.row, row.is_hidden, kinds, found) for row in picture.rows)
    counts = tuple((kind, describe_kind(kind), of_kind[kind]) for kind in _KINDS if of_kind[kind] > 0)
    return SheetView(
        columns=columns,
        rows=tuple(rows),
        part=part,
        counts=counts,
        left_out=tuple(_say_left_out(found)),
    )


_KINDS = ("above", "head", "action", "heading", "total", "note", "hidden")


def _kind_of(row: int, is_hidden: bool, kinds: dict[int, RowKind], found: ActionList) -> str:
    if is_hidden:
        return "hidden"
    if row in kinds:
        return kinds[row].value
    return "above" if row in found.above else "head"


def describe_kind(kind: str) -> str:
    """Name the kind of a row."""
    return {
        "above": gettext("Above the list"),
        "head": gettext("Heading"),
        "action": gettext("Action"),
        "heading": gettext("Sub-heading"),
        "total": gettext("Sum"),
        "note": gettext("Remark"),
        "hidden": gettext("Hidden"),
    }[kind]


def build_column_views(found: ActionList) -> tuple[SheetColumn, ...]:
    """Say of each column what it is."""
    uses = _uses_of(found.columns)
    columns = []
    for column in found.all_columns:
        use, _, year = uses.get(column, IGNORED).partition(":")
        columns.append(
            SheetColumn(
                letters=name_column(column),
                heading=found.headings.get(column, ""),
                use=use,
                label=describe_use(use, year),
                year="" if year == ANY_YEAR else year,
                unit=found.reading.units.get(column, "") if use in ("effect", "low", "high") else "",
            )
        )
    return tuple(columns)


def _uses_of(columns: Columns) -> dict[int, str]:
    """Return what each column that is read is."""
    uses: dict[int, str] = {}
    for use in SINGLE_USES:
        column = columns.counted if use == "in_reference" else getattr(columns, use)
        if column is not None:
            uses[column] = use
    uses |= dict.fromkeys(columns.more_targets, "target") | dict.fromkeys(columns.more_notes, "note")
    return uses | {column: f"effect:{year}" for year, column in columns.effects.items()}


def describe_use(use: str, year: str = "") -> str:
    """Name what a column is."""
    if use == "effect" and year and year != ANY_YEAR:
        return gettext("Effect in %(year)s", year=year)
    return {
        "title": gettext("Title"),
        "effect": gettext("Effect"),
        "target": gettext("Sector"),
        "low": gettext("Low"),
        "high": gettext("High"),
        "start_year": gettext("Start"),
        "unit": gettext("Unit"),
        "lead": gettext("Responsible"),
        "others": gettext("Others who take part"),
        "cost": gettext("Cost"),
        "note": gettext("Remark"),
        "in_reference": gettext("In the reference, yes or no"),
        IGNORED: gettext("Not read"),
    }[use]


@dataclass(frozen=True)
class ColumnChoicesView:
    """What can be chosen for a column and for the notation, as pairs of value and label."""

    uses: tuple[tuple[str, str], ...]
    gases: tuple[tuple[str, str], ...]
    signs: tuple[tuple[str, str], ...]


def build_column_choices_view() -> ColumnChoicesView:
    """Build the choices for columns and notation."""
    names = ("title", "effect", "target", "low", "high", "start_year", "unit")
    more = ("lead", "others", "cost", "note", "in_reference", IGNORED)
    positive, negative = SIGNS
    return ColumnChoicesView(
        uses=tuple((use, describe_use(use)) for use in (*names, *more)),
        gases=(("CO2e", "CO₂e"), ("CO2", "CO₂")),
        signs=(
            (positive, gettext("as a positive figure")),
            (negative, gettext("with a minus, as a change")),
        ),
    )


def _say_left_out(found: ActionList) -> list[str]:
    told = []
    if found.hidden_sheets:
        told.append(gettext("Hidden sheets, not read: %(names)s.", names=", ".join(found.hidden_sheets)))
    if found.hidden_rows:
        rows = ", ".join(map(str, found.hidden_rows[:20])) + (" …" if len(found.hidden_rows) > 20 else "")
        told.append(gettext("Hidden rows, not read: %(rows)s.", rows=rows))
    if found.hidden_columns:
        names = ", ".join(map(name_column, found.hidden_columns))
        told.append(gettext("Hidden columns, not read: %(columns)s.", columns=names))
    if found.encoding in _ENCODINGS:
        told.append(
            gettext(
                "The file is read as %(encoding)s text. Check that å, ä, ö, æ and ø are right.",
                encoding=_ENCODINGS[found.encoding],
            )
        )
    if found.heading_row is None:
        told.append(gettext("No heading was recognised: say what the columns are."))
    elif found.columns.title is None or not found.columns.effects:
        told.append(gettext("Title or effect was not recognised: say which columns they are."))
    return told


_ENCODINGS = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "mac_roman": "Mac Roman"}
