"""``handlingsrom read-actions``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.unit.workshop.cli.conftest import Run

LIST = (
    "Kode;Tiltak;Tonn;Virkning\n"
    "7;Landstrøm;17,200;Hvem\n"
    "8;Elbusser;12x0;Alle\n"
    "9;Biogass;4,800;Ingen\n"
    ";Sum;22,000;\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiltak.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_the_document_has_the_keys_of_the_contract(handlingsrom: Run, file: Path) -> None:
    done = handlingsrom("read-actions", str(file), "--territory", "NO-4001", "--language", "nb", "--json")
    assert (done.status, done.err) == (0, "")
    found = done.document
    assert found.keys() == {
        *("file", "columns", "ignored_columns", "reading", "rows", "questions", "totals", "faults")
    }
    assert found["file"] | {"above": []} == {
        "kind": "csv",
        "encoding": "utf-8",
        "sheet": None,
        "sheets": [],
        "heading_row": 1,
        "hidden_sheets": [],
        "hidden_rows": [],
        "above": [],
    }
    assert found["columns"]["title"] == "B"
    assert found["rows"][0]["effects_t"] == {"*": 17200.0}
    asked = next(each for each in found["questions"] if each["row"] == 2)
    assert (asked["column"], asked["text"], asked["chosen"], asked["other"]) == ("C", "17,200", 17200.0, 17.2)
    assert {(each["row"], each["column"]) for each in found["faults"]} == {(3, "C")}


def test_a_person_is_told_beside_each_cell(handlingsrom: Run, file: Path) -> None:
    done = handlingsrom("read-actions", str(file), "--territory", "NO-4001", "--language", "nb")
    assert done.status == 0
    lines = done.out.splitlines()
    place = next(index for index, line in enumerate(lines) if "Landstrøm" in line)
    assert "17 200 t" in lines[place]
    assert "? C2 “17,200”: 17 200 t or 17.2 t?" in lines[place + 1]
    assert "Sum in C5: 22 000 t; agrees." in lines
    assert lines[-1] == "3 actions, 3 of them with a question."


def test_a_mapping_counts_more_than_what_is_recognised(handlingsrom: Run, file: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    said = {
        "columns": {"title": "B", "effects": {"2030": "C"}, "lead": "D"},
        "reading": {"unit": "kt", "decimal": ","},
    }
    mapping.write_text(json.dumps(said), encoding="utf-8")
    arguments = ("read-actions", str(file), "--territory", "NO-4001", "--json")
    found = handlingsrom(*arguments, "--mapping", str(mapping)).document
    assert found["columns"]["effects"] == {"2030": "C"}
    assert found["rows"][0]["effects_t"] == {"2030": 17200.0}
    assert found["rows"][0]["lead"] == ["Hvem"]
    # an answer is a mapping
    mapping.write_text(json.dumps(found), encoding="utf-8")
    again = handlingsrom(*arguments, "--mapping", str(mapping)).document
    assert again["columns"] == found["columns"]


def test_a_wrong_mapping_is_told_all_that_is_wrong(handlingsrom: Run, file: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    said = {
        "columns": {"title": "Z", "effects": {"20x": "C", "2030": 4}, "colour": "A"},
        "reading": {"unit": "lb"},
        "x": 1,
    }
    arguments = ("read-actions", str(file), "--territory", "NO-4001", "--mapping", str(mapping))
    mapping.write_text(json.dumps(said), encoding="utf-8")
    done = handlingsrom(*arguments)
    assert (done.status, done.out) == (2, "")
    told = {line.split(": ")[1] for line in done.err.splitlines()}
    assert told == {"/columns/effects/20x", "/columns/effects/2030", "/columns/colour", "/reading/unit", "/x"}
    mapping.write_text('{"columns": {"title": "Z"}}', encoding="utf-8")
    assert (
        "/columns/title: Z is no column of the sheet; expected one from A to D"
        in handlingsrom(*arguments).err
    )
    mapping.write_text('{"columns": {"title": "B", "lead": "B"}}', encoding="utf-8")
    assert "B is said to be two things" in handlingsrom(*arguments).err
    mapping.write_text("no", encoding="utf-8")
    assert "this is no JSON" in handlingsrom(*arguments).err


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04nonsense", "the workbook cannot be opened"),
        (b'a;"b\n', "a quote that opens is never closed"),
        ("a;b\n\ufffd;1\n".encode(), "letters were lost"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1nonsense", "the workbook cannot be opened"),
    ],
)
def test_an_unreadable_file_is_refused_in_a_sentence(
    handlingsrom: Run, tmp_path: Path, content: bytes, why: str
) -> None:
    path = tmp_path / "list.bin"
    path.write_bytes(content)
    done = handlingsrom("read-actions", str(path), "--territory", "NO-4001", "--json")
    assert (done.status, done.out) == (2, "")
    assert why in done.err
    assert len(done.err.splitlines()) == 1


def test_what_is_not_there_is_told(handlingsrom: Run, file: Path, tmp_path: Path) -> None:
    missing = handlingsrom("read-actions", str(tmp_path / "none.csv"), "--territory", "NO-4001")
    assert (missing.status, "cannot be read" in missing.err) == (2, True)
    elsewhere = handlingsrom("read-actions", str(file), "--territory", "XX-1")
    assert elsewhere.status == 2
    sheet = handlingsrom("read-actions", str(file), "--territory", "NO-4001", "--sheet", "Plan")
    assert (sheet.status, "'Plan' is not among the visible sheets" in sheet.err) == (2, True)


def test_a_range_without_a_likely_figure_is_asked_about_as_on_the_desk(
    handlingsrom: Run, tmp_path: Path
) -> None:
    path = tmp_path / "ranges.csv"
    path.write_text("title;sector;low (t);likely (t);high (t)\nTram;transport;100;;300\n", encoding="utf-8")
    done = handlingsrom("read-actions", str(path), "--territory", "NO-4001")
    lines = done.out.splitlines()
    assert "       ? 2: there is a low or high figure, but no likely one" in lines
    assert lines[-1] == "1 actions, 1 of them with a question."


def test_a_formula_without_a_value_is_asked_about_as_on_the_desk(handlingsrom: Run, tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["title", "sector", "effect (t)"], ["Tram", "transport", "=40*2"], ["Bus", "transport", 30]):
        sheet.append(row)
    book.save(path)
    done = handlingsrom("read-actions", str(path), "--territory", "NO-4001")
    lines = done.out.splitlines()
    assert any("the formula has no stored value" in line and "C2" in line for line in lines), done.out
    assert lines[-1] == "2 actions, 1 of them with a question."
