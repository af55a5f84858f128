"""What was understood of an action list."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.figures import Doubt


class RowKind(StrEnum):
    """What a row is."""

    ACTION = "action"
    HEADING = "heading"
    TOTAL = "total"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Action:
    """What an action's row says.

    Attributes
    ----------
    title, note, cost
        As they stand, white space folded; no cost is None.
    targets
        Ids of sources or sectors, as columns and sub-headings say.
    suggested_targets
        What the title hints at, where nothing says it.
    effects_t
        Year or ``*`` to t/yr, a reduction positive; None where the list gives no figure.
    low_t, high_t
        Ends of the estimate in t/yr, of the last year; None where there are none.
    effect_cells
        Year or ``*`` to the (row, column) of its figure: in a list with a row for each year, not all stand in
        the action's own row.
    in_reference
        Whether the effect is in the reference, or not to be added up.
    start_year
        As the list's own column says.
    lead, others
        Names.
    """

    title: str
    targets: tuple[str, ...]
    suggested_targets: tuple[str, ...]
    effects_t: dict[str, float | None]
    low_t: float | None
    high_t: float | None
    effect_cells: dict[str, tuple[int, int]]
    in_reference: bool
    start_year: int | None
    lead: tuple[str, ...]
    others: tuple[str, ...]
    cost: str | None
    note: str

    @property
    def quantified(self) -> bool:
        """Whether the list gives a figure for any year."""
        return any(effect is not None for effect in self.effects_t.values())


@dataclass(frozen=True)
class ListRow:
    """A row below the heading.

    Attributes
    ----------
    row
        Its number in the file.
    kind
        What it is.
    action
        What it says, if it is an action.
    cells
        Column to what stands there.
    """

    row: int
    kind: RowKind
    action: Action | None = None
    cells: dict[int, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What stands in it, on one line."""
        return " | ".join(self.cells.values())


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a person should look at.

    Attributes
    ----------
    row, column
        Of the cell; no column (counted from 0) where the kind of the row is in doubt.
    text
        What stands there.
    doubt
        What is in doubt.
    chosen, other
        In t/yr: how it was read, and how it could be read; None where there is no figure.
    why
        In a sentence.
    """

    row: int
    column: int | None
    text: str
    doubt: Doubt
    why: str
    chosen: float | None = None
    other: float | None = None


@dataclass(frozen=True)
class Fault:
    """What could not be read.

    Attributes
    ----------
    row, column
        Of the cell; None for all of the row, or of the file.
    text
        What stands there.
    why
        In a sentence.
    """

    row: int | None
    column: int | None
    text: str
    why: str


@dataclass(frozen=True)
class StatedTotal:
    """A sum of the list.

    Attributes
    ----------
    row, column
        Of the cell.
    stated_t, read_t
        In t/yr, a reduction positive: what the list says, and what its counted rows add up to.
    agrees
        Whether they are equal within rounding.
    """

    row: int
    column: int
    stated_t: float
    read_t: float
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How figures were read.

    Attributes
    ----------
    thousands, decimal
        Separators; empty where the list shows none.
    unit
        Of the figures, in `units.FACTORS`.
    units
        Column to unit.
    gas
        ``CO2``, ``CO2e``, or None where the list does not say.
    reduction_is_positive
        The list's sign.
    language
        Two letters.
    """

    thousands: str
    decimal: str
    unit: str
    units: dict[int, str]
    gas: str | None
    reduction_is_positive: bool
    language: str


@dataclass(frozen=True, kw_only=True)
class ActionList:
    """All that was understood of a file.

    Attributes
    ----------
    kind, encoding, sheet, sheets, hidden_sheets
        Of the file; no encoding for a workbook.
    heading_row
        None where no heading was found.
    headings
        Column to its heading.
    columns, reading, rows, questions, faults, totals
        As their classes say.
    hidden_rows, hidden_columns
        What was left out.
    all_columns
        Columns in which something stands.
    above
        What stands above the heading: row to text.
    """

    kind: str
    encoding: str
    sheet: str
    sheets: tuple[str, ...]
    hidden_sheets: tuple[str, ...]
    heading_row: int | None
    headings: dict[int, str]
    columns: Columns
    reading: Reading
    rows: tuple[ListRow, ...]
    questions: tuple[Question, ...]
    totals: tuple[StatedTotal, ...]
    faults: tuple[Fault, ...]
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    all_columns: tuple[int, ...] = ()
    above: dict[int, str] = field(default_factory=dict)
