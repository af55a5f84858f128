"""Files that do harm are read apart, within limits, and refused in a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from scenarios.importing.formats import StatisticsFileError
from scenarios.importing.statistics import import_statistics
from scenarios.importing.table_file import ACTION_LIST, STATISTICS, Refusal, TableRefusedError
from scenarios.importing.table_guard import read_guarded
from tests.hostile_files import HOSTILE, ONE_CELL, sheet_of, workbook_of_parts

# So that the guards behind the first one are reached, too.
ROOMY = replace(ACTION_LIST, unpacked_bytes=400_000_000, wall_s=60, cpu_s=30)
EXPECTED = {
    "10 million empty rows": Refusal.ROWS,
    "4 million shared texts": Refusal.CELLS,
    "a cell of 150 MB": Refusal.CELL,
    "an attribute of 50 MB": Refusal.BROKEN,
    "10 million elements in each other": Refusal.BROKEN,
    "8 million cells": Refusal.BROKEN,
    "a billion laughs": Refusal.DECLARATIONS,
    "an external entity": Refusal.DECLARATIONS,
    "half a workbook": Refusal.BROKEN,
    "a size that is a lie": Refusal.BROKEN,
    "a locked archive": Refusal.LOCKED,
    "a password": Refusal.LOCKED,
    "no workbook at all": Refusal.BROKEN,
}


@pytest.mark.parametrize(
    "name", [name for name in HOSTILE if name != "15 million elements without a meaning"]
)
def test_a_hostile_workbook_is_refused_in_a_sentence(name: str) -> None:
    content = HOSTILE[name]()
    assert len(content) < 250_000
    begin = time.monotonic()
    if name in EXPECTED:
        with pytest.raises(TableRefusedError) as refused:
            read_guarded(content, ROOMY)
        assert refused.value.refusal is EXPECTED[name]
        assert "; expected " in str(refused.value)
    else:
        # Nothing between two tags: with that much room it is an empty sheet.
        assert read_guarded(content, replace(ROOMY, cpu_s=100, wall_s=200)).rows == ()
    assert time.monotonic() - begin < 200
    with pytest.raises(TableRefusedError):
        read_guarded(content, replace(ACTION_LIST, cpu_s=2))


def test_a_row_at_the_very_end_of_the_sheet_costs_nothing() -> None:
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    (read,) = read_guarded(workbook_of_parts(sheet_of([row])), ACTION_LIST).rows
    assert (read.number, read.cells) == (1_048_576, {16_383: 1})


def test_memory_time_and_size_are_bounded() -> None:
    content = workbook_of_parts(
        sheet_of(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 60_000))
    )
    for limits, refusal in (
        # With time enough that a busy machine does not refuse it for that.
        (replace(STATISTICS, memory_bytes=30_000_000, cpu_s=300, wall_s=300), Refusal.MEMORY),
        (replace(STATISTICS, wall_s=0), Refusal.TIME),
        (replace(STATISTICS, unpacked_bytes=1_000_000), Refusal.SIZE),
        (replace(STATISTICS, cells=1_000), Refusal.CELLS),
    ):
        with pytest.raises(TableRefusedError) as refused:
            read_guarded(content, limits)
        assert refused.value.refusal is refusal


def test_an_honest_national_workbook_of_83_000_rows_is_read() -> None:
    def rows() -> object:
        for row in range(1, 83_001):
            texts = "".join(f'<c r="{column}{row}" t="s"><v>{row % 1000}</v></c>' for column in "ABCDEF")
            numbers = f'<c r="G{row}"><v>2020</v></c><c r="H{row}"><v>{row}.25</v></c>'
            yield f'<row r="{row}">{texts}{numbers}</row>'

    texts = (f"<si><t>Utslippskilde {number}</t></si>" for number in range(1000))
    table = read_guarded(workbook_of_parts(sheet_of(rows()), texts, level=1), STATISTICS)  # type: ignore[arg-type]
    assert len(table.rows) == 83_000
    assert table.rows[-1].cells[7] == 83_000.25


def test_the_file_reader_imports_neither_web_nor_numpy() -> None:
    code = (
        "import sys, scenarios.importing.table_reader; "
        "print(sorted({'numpy', 'openpyxl', 'flask', 'gevent', 'pandas'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_file_reader_gets_no_secret_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    begun: list[dict[str, str]] = []
    start = subprocess.Popen

    def remember(*arguments: object, **options: object) -> object:
        begun.append(options["env"])  # type: ignore[arg-type]
        return start(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("scenarios.importing.table_guard.subprocess.Popen", remember)
    read_guarded(workbook_of_parts(sheet_of([ONE_CELL])), ACTION_LIST)
    assert begun[0].keys() <= {"PATH", "LD_LIBRARY_PATH"}


def test_a_workbook_of_a_spreadsheet_program_is_read_as_it_shows_its_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    book.create_sheet("Notes")
    book.create_sheet("Old").sheet_state = "hidden"
    rows = [["Tiltak", 1.5, 1757, 0.1, True], ["Blåbær & <æøå>", "17,200", None, 46023, "=A1"]]
    for row in rows:
        sheet.append(row)
    sheet["D1"].number_format = "0%"
    sheet["D2"].number_format = "dd.mm.yyyy"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.save(tmp_path / "list.xlsx")
    table = read_guarded((tmp_path / "list.xlsx").read_bytes(), ACTION_LIST)
    assert [row.cells for row in table.rows] == [
        {0: "Tiltak", 1: 1.5, 2: 1757, 3: "10 %", 4: True},
        {0: "Blåbær & <æøå>", 1: "17,200", 3: "2026-01-01", 4: "=A1"},
    ]
    assert (table.sheet, table.other_sheets, table.hidden_sheets) == ("Sheet", ("Notes",), ("Old",))
    assert (table.hidden_rows, table.hidden_columns, table.unstored) == ({2}, {1}, {"E2"})


@pytest.mark.parametrize(
    "name", ["10 million empty rows", "a billion laughs", "half a workbook", "a password"]
)
def test_a_hostile_workbook_does_not_reach_the_statistics(name: str) -> None:
    with pytest.raises(StatisticsFileError) as refused:
        import_statistics(HOSTILE[name](), country="NO", file_name="figures.xlsx")
    assert "; expected " in str(refused.value)


def test_what_the_reader_writes_is_never_run() -> None:
    """What comes back is JSON: a reader that was taken over cannot send objects."""
    from scenarios.importing import table_guard

    with pytest.raises(TableRefusedError):
        table_guard._understood(json.dumps(["nonsense"]).encode())
