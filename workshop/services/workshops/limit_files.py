"""The gap table as files for spreadsheet programs."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from scenarios.comparison.files import guard_formula
from scenarios.outcome import Outcome
from scenarios.scenario import Scenario
from workshop.services.workshops.csv_files import write_rows

COLUMNS = (
    *("year", "gas", "limit_t", "decided_t", "emissions_t", "difference_t", "met"),
    *("base_year", "base_t", "limit_below_base_pct", "decided_below_base_pct", "emissions_below_base_pct"),
    *("points_missing", "adopted_in"),
)
Row = tuple[str | int | float | None, ...]


def gap_rows(scenario: Scenario, outcome: Outcome) -> list[Row]:
    """Return one row for each limit, as `COLUMNS` name them; amounts in t/yr with every digit."""
    base = scenario.base
    limits = scenario.provenance.get("limits")
    source = str(limits.get("source", "")) if isinstance(limits, dict) else ""
    rows: list[Row] = []
    for limit in outcome.limits:
        decided = float(outcome.decided.emissions_t[limit.year - outcome.years[0]])
        below: tuple[float | None, ...] = (None, None, None, None)
        if base is not None and base.emissions_t > 0:
            target, adopted, now = (
                100 * (1 - tonnes / base.emissions_t)
                for tonnes in (limit.limit_t, decided, limit.emissions_t)
            )
            below = (target, adopted, now, 0.0 if limit.met else target - now)
        rows.append(
            (
                *(limit.year, outcome.gas, limit.limit_t, decided, limit.emissions_t, limit.difference_t),
                "yes" if limit.met else "no",
                None if base is None else base.year,
                None if base is None else base.emissions_t,
                *below,
                source,
            )
        )
    return rows


def gap_csv(scenario: Scenario, outcome: Outcome) -> str:
    """Return the gap table as CSV, for the reader's spreadsheet program."""
    return write_rows(COLUMNS, gap_rows(scenario, outcome))


def gap_workbook(scenario: Scenario, outcome: Outcome) -> bytes:
    """Return the gap table as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "gap"
    sheet.append(list(COLUMNS))
    for row in gap_rows(scenario, outcome):
        sheet.append([guard_formula(field) if isinstance(field, str) else field for field in row])
    for place in range(1, len(COLUMNS) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _width(COLUMNS, place)
    sheet.freeze_panes = "B2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _width(columns: Sequence[str], place: int) -> float:
    return max(12.0, len(columns[place - 1]) + 2.0)
