"""A list of decided actions is never misread, doubled or shortened without a word."""

from __future__ import annotations

import html
import io
import re

import openpyxl
import pytest
from werkzeug.test import TestResponse

from tests.hostile_files import HOSTILE
from tests.page_forms import fields_of
from tests.workshop_room import Room

HEAD = "title;target;tonnes_per_year;start_year"


def send(room: Room, text: str, **fields: object) -> TestResponse:
    return room.desk.send(f"/desk/{room.code}/decided", text=text, **fields)


def upload(room: Room, content: bytes, name: str = "list.csv") -> TestResponse:
    return room.desk.send(f"/desk/{room.code}/decided", text="", file=(io.BytesIO(content), name))


def confirm(room: Room, **fields: object) -> TestResponse:
    """Import the list as the page shows that it is read."""
    seen = re.search(r'name="seen" value="([^"]+)"', room.desk.text)
    text = re.search(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", room.desk.text, re.DOTALL)
    assert seen
    assert text
    return send(room, html.unescape(text[1]).replace("\n", "\r\n"), seen=seen[1], **fields)


def told(room: Room) -> str:
    """Return what the page says, as a reader sees it."""
    return re.sub(r"[ \n]+", " ", html.unescape(re.sub(r"<[^>]+>", "", room.desk.text)))


def figures(room: Room) -> list[tuple[str, float | None]]:
    views = sorted(room.snapshot().proposals, key=lambda view: view.start_year)
    return [(view.title, view.likely) for view in views if view.layer == "decided"]


def book(*rows: tuple[object, ...]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in (tuple(HEAD.split(";")), *rows):
        made.worksheets[0].append(list(row))
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("164,500", "164\u202f500 or 164.5"),
        ("17,200", "17\u202f200 or 17.2"),
        ("53.500", "53\u202f500 or 53.5"),
    ],
)
def test_a_figure_that_can_be_a_thousandfold_is_a_fault_that_shows_both(
    room: Room, typed: str, readings: str
) -> None:
    assert send(room, f"{HEAD}\nToll;transport;{typed};2026\nFleet;transport;950;2026").status_code == 422
    assert f"“{typed}” can mean {readings}. Write it as one of these." in told(room)
    assert figures(room) == []
    assert typed in room.desk.text


def test_other_cells_of_the_column_settle_a_figure_and_the_person_sees_how(room: Room) -> None:
    text = f"{HEAD}\nToll;transport;5.500;2026\nFleet;transport;480,5;2027"
    assert "Row 2, tonnes_per_year: “5.500” is read as 5\u202f500" in told_after(room, text)
    assert figures(room) == []
    confirm(room)
    assert figures(room) == [("Toll", 5500), ("Fleet", 480.5)]


def told_after(room: Room, text: str) -> str:
    assert send(room, text).status_code == 200
    assert "Nothing is imported yet." in room.desk.text
    return told(room)


def test_the_numbers_of_a_workbook_settle_nothing(room: Room) -> None:
    upload(room, saved(book(("Toll", "transport", "17.200", 2026), ("Fleet", "transport", 17.125, 2026))))
    assert "“17.200” can mean" in told(room)
    assert "17.1250" in room.desk.text
    assert figures(room) == []


def test_the_number_of_a_workbook_is_taken_as_it_is(room: Room) -> None:
    upload(room, saved(book(("Fleet", "transport", 17.125, 2026))))
    assert figures(room) == [("Fleet", 17.125)]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-8-sig", "utf-8"])
def test_letters_stay_whatever_the_spreadsheet_saved(room: Room, encoding: str) -> None:
    titles = ["Elgrävare – två på försök", "Øst for sjøen: båt og ferje", "Återbruk, ÆØÅ"]
    rows = "".join(f"{title};transport;100;{2026 + row}\r\n" for row, title in enumerate(titles))
    upload(room, f"{HEAD}\r\n{rows}".encode(encoding))
    if encoding in ("cp1252", "mac_roman"):
        assert "Check that å, ä, ö, æ and ø are right." in told(room)
        confirm(room)
    assert [title for title, _ in figures(room)] == titles


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            f"{HEAD}\nB\u00e5t;transport;1;2026".encode() + b"\xff\xfe\x81",
            "The text of this file cannot be",
        ),
        (f"{HEAD}\nB\ufffdt;transport;1;2026".encode(), "Letters of this file were lost earlier"),
        (b"\xff\xfea", "The text of this file cannot be read"),
        (
            f'{HEAD}\n"Biogas;transport;1;2026\nTram;transport;1;2026'.encode(),
            "Row 2: A quotation mark",
        ),
    ],
)
def test_undecodable_text_is_a_fault(room: Room, content: bytes, said: str) -> None:
    assert upload(room, content).status_code == 422
    assert said in told(room)
    assert figures(room) == []


def test_a_paste_with_lost_letters_is_a_fault(room: Room) -> None:
    assert send(room, f"{HEAD}\nB\ufffdt;transport;1;2026").status_code == 422
    assert "are lost: write them again" in told(room)


def test_the_same_list_twice_never_doubles(room: Room) -> None:
    text = f"{HEAD}\nTram;transport;500;2026\nBus;transport;40;2027"
    send(room, text)
    told_ = told_after(room, f"{text}\nFerry;transport;70;2029")
    assert "Already there, and not added again: 2." in told_
    confirm(room)
    assert "1 decided actions are in. Already there, and left as they are: 2." in told(room)
    assert figures(room) == [("Tram", 500), ("Bus", 40), ("Ferry", 70)]


def test_a_list_is_known_again_after_the_desk_has_changed_its_words(room: Room) -> None:
    text = f"{HEAD}\nTram;transport;500;2028"
    send(room, text)
    path = f"/desk/{room.code}/proposals/{room.snapshot().decided[0].id}/"
    fields = fields_of(room.desk.open(path).get_data(as_text=True), "likely")
    fields |= {"title": "The tram along the river", "likely": "600", "low": "", "high": ""}
    assert room.desk.send(path, **fields).status_code == 200
    assert "Already there, and not added again: 1." in told_after(room, text)
    confirm(room)
    assert figures(room) == [("The tram along the river", 600)]


def test_a_list_with_new_figures_asks_before_it_changes_any(room: Room) -> None:
    send(room, f"{HEAD}\nTram;transport;500;2028")
    newer = f"{HEAD}\nTram;transport;800;2029"
    assert "These are already there with other figures" in told_after(room, newer)
    confirm(room)
    assert figures(room) == [("Tram", 500)]
    send(room, newer)
    confirm(room, update="y")
    assert figures(room) == [("Tram", 800)]


def test_two_actions_of_one_name_stay_two(room: Room) -> None:
    text = f"{HEAD}\nChargers;transport;5;2028\nChargers;transport;5;2028"
    assert "Rows 2, 3 are the same. Each of them is included." in told_after(room, text)
    confirm(room)
    assert len(figures(room)) == 2
    assert "Already there, and not added again: 2." in told_after(room, text)


@pytest.mark.parametrize(
    "total",
    [
        *("Sum;;540;", "Totalt;;540;", "I alt;;540;", "Total;;540;", "Summa alla åtgärder;;540;"),
        *("SUM TILTAK 2030:;;540;", ";;540;", "The whole plan;;540;", "The plan;transport;540;2026"),
    ],
)
def test_a_total_does_not_count_and_is_reported(room: Room, total: str) -> None:
    text = f"{HEAD}\nTram;transport;500;2026\nBus;transport;40;2027\n{total}"
    assert "is a total and is left out: 540 t, as the rows above add up to." in told_after(room, text)
    confirm(room)
    assert figures(room) == [("Tram", 500), ("Bus", 40)]


def test_a_total_that_disagrees_is_reported(room: Room) -> None:
    text = f"{HEAD}\nTram;transport;300;2028\nBus;transport;70;2027\nTotalt;;470;"
    assert "It says 470 t, but the rows above add up to 370 t." in told_after(room, text)


def test_a_row_that_looks_like_a_total_can_be_declared_an_action(room: Room) -> None:
    text = f"{HEAD}\nTram;transport;100;2026\nBus;transport;200;2027\nFerry;transport;300;2029"
    assert "“Ferry” is a total and is left out" in told_after(room, text)
    confirm(room, counted="4")
    assert figures(room) == [("Tram", 100), ("Bus", 200), ("Ferry", 300)]


@pytest.mark.parametrize("title", ["Totalt förbud mot gas", "Summer streets", "Total renovation"])
def test_an_action_whose_title_begins_like_a_total_counts(room: Room, title: str) -> None:
    send(room, f"{HEAD}\nTram;transport;500;2028\n{title};transport;40;2027")
    assert ("Tram", 500) in figures(room)
    assert (title, 40) in figures(room)


def test_low_and_high_without_a_likely_figure_are_a_fault(room: Room) -> None:
    text = "title;target;tonnes_per_year;low;high;start_year\nTram;transport;;100;300;2028"
    assert send(room, text).status_code == 422
    assert "Row 2, tonnes_per_year: low and high need a figure between them" in told(room)


def test_a_formula_without_a_stored_value_is_a_fault_that_names_the_cell(room: Room) -> None:
    rows = ("Tram", "transport", 100, 2026), ("Bus", "transport", "=C2*2", 2026)
    assert upload(room, saved(book(*rows)), "list.xlsx").status_code == 422
    assert "Cell C3 is a formula whose result the file does not have." in told(room)
    # What stands on the page then is no action without tonnes, either.
    assert "=C2*2" in room.desk.text


def test_hidden_and_other_parts_of_a_workbook_are_reported(room: Room) -> None:
    made = book(
        ("Tram", "transport", 100, 2026), ("Draft", "transport", 7, 2026), ("Bus", "transport", 4, 2027)
    )
    made.worksheets[0].row_dimensions[3].hidden = True
    made.worksheets[0]["E1"] = "Remark"
    made.create_sheet("Sources")
    upload(room, saved(made), "list.xlsx")
    said = told(room)
    assert "These columns are not read: Remark." in said
    assert "Only the sheet “Sheet” is read, not: Sources." in said
    assert "Hidden rows are left out: 3." in said
    confirm(room)
    assert figures(room) == [("Tram", 100), ("Bus", 4)]


def test_a_per_cent_is_no_tonnes(room: Room) -> None:
    made = book(("Tram", "transport", 0.1, 2026))
    made.worksheets[0]["C2"].number_format = "0%"
    assert upload(room, saved(made), "list.xlsx").status_code == 422
    assert "“10 %” is not a number." in told(room)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_fault_below_a_line_break_within_a_cell_names_its_own_row(room: Room, ends: str) -> None:
    lines = [
        HEAD,
        "Path;transport;40;2026",
        '"Deliveries',
        'to ""all"" schools,',
        'from one";transport;310;2026',
    ]
    text = ends.join([*lines, "Sweeper;transport;12x0;2026"])
    assert upload(room, text.encode()).status_code == 422
    assert "Row 6, tonnes_per_year: “12x0” is not a number." in told(room)


def test_a_fault_in_a_row_with_a_line_break_names_its_first_line(room: Room) -> None:
    assert (
        send(room, f'{HEAD}\nTram;transport;5;2026\n"Bus\nand boat";transport;12x0;2026').status_code == 422
    )
    assert "Row 3, tonnes_per_year: “12x0” is not a number." in told(room)


def test_empty_rows_above_the_list_count_as_rows(room: Room) -> None:
    assert send(room, f"\n\n{HEAD}\nTram;transport;many;2026").status_code == 422
    assert "Row 4, tonnes_per_year" in told(room)


def test_a_cell_beyond_the_heading_is_a_fault(room: Room) -> None:
    assert send(room, f"{HEAD}\nTram;transport;500;2028;and more").status_code == 422
    assert "“and more” is outside the last column of the heading." in told(room)


@pytest.mark.parametrize(
    "name", ["a billion laughs", "half a workbook", "a password", "10 million empty rows"]
)
def test_a_hostile_workbook_is_refused_in_a_sentence_and_not_with_an_error(room: Room, name: str) -> None:
    assert upload(room, HOSTILE[name](), "list.xlsx").status_code == 422
    assert re.search(r"This workbook|The sheet has more than", told(room))


def test_a_list_of_changes_is_not_taken_for_increases_without_a_word(room: Room) -> None:
    text = f"{HEAD}\nBuses;transport/buses;-9500;2026\nFerry;transport;−15 807;2027\nTalks;transport;;2028"
    assert "Every figure is below zero: each of these actions raises emissions." in told_after(room, text)
    assert figures(room) == []
    confirm(room)
    assert figures(room) == [("Buses", -9500), ("Ferry", -15807), ("Talks", None)]


def test_one_increase_among_reductions_is_not_asked_about(room: Room) -> None:
    send(room, f"{HEAD}\nRoad;transport;-350;2026\nBuses;transport/buses;900;2027")
    assert figures(room) == [("Road", -350), ("Buses", 900)]
