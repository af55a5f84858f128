"""What holds for any action list: nothing is lost, nothing is a thousand times too large, nothing crashes."""

from __future__ import annotations

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenarios.importing.action_list.document import write_document
from scenarios.importing.action_list.reading import read_tables
from scenarios.importing.delimited_text import read_text_table
from scenarios.importing.table_file import ACTION_LIST, ACTION_WORKBOOK, Table, TableRefusedError, TableRow
from scenarios.importing.table_reader import read_sheets

WORDS = (
    "Åtgärd",
    "Sektor",
    "Summa",
    "Transporter",
    "Effekt 2030 (ton)",
    "ingår i referensbanan",
    "* not",
    "2030",
)
CELLS = st.one_of(
    st.integers(-20_000, 20_000),
    st.floats(-1e5, 1e5, allow_nan=False).map(lambda number: round(number, 3)),
    st.sampled_from(WORDS),
    st.sampled_from(
        ("1 200", "17,200", "4.800", "ca 14", "–", "12x0", "10 %", "3-5 kt", "2026-2030", "0,5 kt")
    ),
    st.text("abcåäö 0123456789.,-*¹()", min_size=1, max_size=20).filter(str.strip),
)
ROWS = st.lists(st.dictionaries(st.integers(0, 5), CELLS, min_size=1, max_size=6), max_size=12)
HEADING = {0: "Åtgärd", 1: "Sektor", 2: "Effekt 2027 (ton)", 3: "Effekt 2030 (ton)", 4: "Ansvarig", 5: "Kod"}
MERGES = st.lists(
    st.tuples(st.integers(1, 8), st.integers(0, 4), st.integers(0, 3), st.integers(0, 2)).map(
        lambda m: (m[0], m[1], m[0] + m[2], m[1] + m[3])
    ),
    max_size=2,
)


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, merges=MERGES, headed=st.booleans())
def test_every_row_and_every_cell_stands_somewhere(
    rows: list[dict[int, object]], merges: list[tuple[int, int, int, int]], headed: bool
) -> None:
    listed = ([HEADING] if headed else []) + rows
    table = Table(
        kind="xlsx",
        sheet="A",
        rows=tuple(TableRow(place, dict(cells)) for place, cells in enumerate(listed, start=1)),  # type: ignore[arg-type]
        merges=tuple(merges),
    )
    found = write_document(read_tables([table], territory="SE-0580"))
    json.dumps(found, allow_nan=False)
    above = {each["row"] for each in found["file"]["above"]}
    below = [row["row"] for row in found["rows"]]
    assert below == sorted(set(below))
    heading = found["file"]["heading_row"]
    in_heading = set(range(heading - 2, heading + 3)) if heading else set()
    assert {row.number for row in table.rows} <= above | set(below) | in_heading
    for row in found["rows"]:
        said = row["text"] if row["kind"] != "action" else " ".join(row["cells"].values())
        (cells,) = (each.cells for each in table.rows if each.number == row["row"])
        for cell in cells.values():
            if isinstance(cell, int) and not isinstance(cell, bool):
                assert str(cell) in said


@settings(max_examples=200, deadline=None)
@given(
    content=st.binary(max_size=300), begin=st.sampled_from((b"", b"PK\x03\x04", b"\xff\xfe", b"a;b\n1;2\n"))
)
@example(content=b"", begin=b"")
@example(content=b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", begin=b"PK\x03\x04")
def test_any_bytes_are_read_or_refused(content: bytes, begin: bytes) -> None:
    try:
        tables = read_sheets(begin + content, ACTION_WORKBOOK)
    except TableRefusedError:
        return
    write_document(read_tables(tables, territory="NO-4001"))


@settings(max_examples=150, deadline=None)
@given(
    tonnes=st.integers(1_000, 999_999),
    separator=st.sampled_from((",", ".", " ", "\u00a0", "'", "\u202f")),
    others=st.lists(st.sampled_from(("950", "12", "1,5", "2.25", "3 400", "7,900")), max_size=3),
    language=st.sampled_from(("en", "nb", "sv", "da", "fi")),
)
def test_a_separator_between_thousands_never_changes_a_figure_in_silence(
    tonnes: int, separator: str, others: list[str], language: str
) -> None:
    figure = f"{tonnes:,}".replace(",", separator)
    lines = [f"Del {place};{other}" for place, other in enumerate(others)]
    text = "\n".join(["Tiltak;Effekt 2030 (tonn)", *lines, f"Buss i by;{figure}"])
    found = write_document(
        read_tables([read_text_table(text, ACTION_LIST)], territory="NO-4001", language=language)
    )
    row = found["rows"][-1]
    asked = [each for each in found["questions"] if (each["row"], each.get("column")) == (row["row"], "B")]
    assert row["effects_t"]["2030"] == tonnes or any(
        tonnes in (each["chosen"], each["other"]) for each in asked
    )
