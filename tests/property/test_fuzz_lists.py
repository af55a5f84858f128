"""Lists of every shape are read as they were made; spoilt workbooks are read or refused, never a traceback.

``make fuzz-lists`` tries 10 000; HANDLINGSROM_FUZZ_LISTS is their number, 60 where it is not set.
"""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, event, given, settings

from scenarios.importing.action_list.document import write_document
from scenarios.importing.action_list.reading import read_tables
from scenarios.importing.table_file import ACTION_WORKBOOK, TableRefusedError, TableRow, name_column
from scenarios.importing.table_reader import read_sheets
from tests.property.spoilt_lists import MadeList, figures_of, made_lists, spoilt_workbooks

EXAMPLES = int(os.environ.get("HANDLINGSROM_FUZZ_LISTS", "60"))

fuzzing = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.timeout(120 + EXAMPLES // 5)
@fuzzing
@given(made_lists())
def test_a_list_of_any_shape_is_read_as_it_was_made(made: MadeList) -> None:
    event(made.shape)
    found = write_document(read_tables([made.table], territory="SE-0480"))
    assert figures_of(found) == made.effects
    assert all(total["agrees"] for total in found["totals"])


@pytest.mark.timeout(120 + EXAMPLES // 5)
@fuzzing
@given(made_lists())
def test_no_digit_of_a_list_is_lost(made: MadeList) -> None:
    table = made.table
    found = write_document(read_tables([table], territory="SE-0480"))
    below = {row["row"]: row for row in found["rows"]}
    above = {row["row"] for row in found["file"]["above"]}
    heading = found["file"]["heading_row"]
    told = {(each["row"], each.get("column")) for each in (*found["questions"], *found["faults"])}
    ignored = {each["column"] for each in found["ignored_columns"]}
    for row in table.rows:
        if row.number not in above and (heading is None or row.number > heading + 2):
            assert_told(row, below[row.number], told, ignored)


def assert_told(row: TableRow, read: dict[str, object], told: set[object], ignored: set[str]) -> None:
    """Expect each number of a row in what is said of the row, or beside it."""
    cells = read.get("cells", {})
    said = str(read.get("text", "")) + " ".join(cells.values())  # type: ignore[attr-defined]
    for column, cell in row.cells.items():
        if isinstance(cell, (int, float)):
            place = (row.number, name_column(column))
            assert f"{cell:g}" in said or f"{cell:.0f}" in said or place in told or place[1] in ignored


@pytest.mark.timeout(120 + EXAMPLES // 5)
@fuzzing
@given(spoilt_workbooks())
def test_a_spoilt_workbook_is_read_or_refused(content: bytes) -> None:
    try:
        tables = read_sheets(content, ACTION_WORKBOOK)
    except TableRefusedError as refused:
        event(f"refused: {refused.refusal}")
        return
    event("read")
    json.dumps(write_document(read_tables(tables, territory="NO-4001")), allow_nan=False)
