"""A municipality's own list on the desk's pages: three views, one import, one undo."""

from __future__ import annotations

import re
import uuid

import pytest

from tests.hostile_files import HOSTILE, sheet_of, workbook_of_parts
from tests.listed import bring, import_list, look, press
from tests.page_forms import fields_of
from tests.workshop_room import Room
from workshop.services.importing import list_drafts

HEAD = "title;sector;effect (t CO2);start"
TRAM = f"{HEAD}\nTram;transport;500;2028\nBus;transport/buses;40;2027"


def figures(room: Room) -> list[tuple[str, float | None]]:
    views = sorted(room.snapshot().decided, key=lambda view: (view.start_year, view.title))
    return [(view.title, view.likely) for view in views]


def test_a_list_is_looked_at_corrected_imported_and_taken_back(room: Room) -> None:
    text = "What;Where;Saves;Other\nTram;transport;17,200 t CO2;x\nBus;buses;40 t CO2;y"
    desk, code = room.desk, room.code
    assert bring(desk, code, text, "plan.csv") == 200
    assert "Read as" in desk.text
    assert 'class="kind-action"' in desk.text
    columns = {"use-A": "title", "use-B": "target", "use-C": "effect", "year-C": "2030", "use-D": "note"}
    assert press(desk, code, "columns", "again", **columns) == 200
    page = look(desk, code, "actions")
    assert "F" not in re.findall(r'id="q-figure-(\w)', page)
    assert "Nothing was imported" not in page
    # The figure that can be a thousandfold stays open until it is answered.
    assert press(desk, code, "actions", "import") == 422
    assert "questions are open" in desk.text or "question is open" in desk.text
    assert figures(room) == []
    assert press(desk, code, "actions", "import", **{"a-figure-C2": "chosen"}) == 200
    assert figures(room) == [("Bus", 40), ("Tram", 17200)]
    assert "The import can be undone until one of its actions is changed." in desk.text
    page = desk.open(f"/desk/{code}/decided").get_data(as_text=True)
    undo = re.search(r'action="([^"]+/decided/undo/\d+)"', page)
    assert undo
    assert desk.send(undo[1]).status_code == 200
    assert figures(room) == []
    assert "undone" in desk.text


def test_undo_of_an_import_ends_with_a_change_of_its_actions_and_says_so(room: Room) -> None:
    desk, code = room.desk, room.code
    assert import_list(desk, code, TRAM) == 200
    tram = next(view for view in room.snapshot().decided if view.title == "Tram")
    page = desk.open(f"/desk/{code}/decided").get_data(as_text=True)
    undo = re.search(r'action="([^"]+/decided/undo/\d+)"', page)
    assert undo
    room.decide(tram.id, "include", included="no")
    page = desk.open(f"/desk/{code}/decided").get_data(as_text=True)
    assert "can no longer be undone: “Tram” has been changed since" in page
    assert desk.send(undo[1]).status_code == 409
    assert len(room.snapshot().decided) == 2
    change = re.search(r'name="change" value="(\d+)"', desk.open(f"/desk/{code}").get_data(as_text=True))
    assert change
    desk.send(f"/desk/{code}/undo", change=change[1])
    assert desk.send(undo[1]).status_code == 200
    assert room.snapshot().decided == ()


def test_an_import_sent_twice_counts_once(room: Room) -> None:
    desk, code = room.desk, room.code
    bring(desk, code, TRAM)
    same = {**fields_of(look(desk, code, "actions"), "operation_id"), "do": "import"}
    for _ in range(2):
        assert desk.send(f"/desk/{code}/decided/actions", **same).status_code == 200
    assert len(figures(room)) == 2


def test_a_newer_list_updates_adds_and_shows_what_vanished(room: Room) -> None:
    desk, code = room.desk, room.code
    import_list(desk, code, TRAM)
    tram = next(view for view in room.snapshot().decided if view.title == "Tram")
    path = f"/desk/{code}/proposals/{tram.id}/"
    renamed = fields_of(desk.open(path).get_data(as_text=True), "likely") | {"title": "The tram by the river"}
    assert desk.send(path, **renamed).status_code == 200
    newer = f"{HEAD}\nTram;transport;800;2029\nFerry;transport;70;2029"
    assert bring(desk, code, newer) == 200
    page = look(desk, code, "actions")
    assert "columns are read as you said then" not in page
    assert "Until now: 500\u00a0t from 2028" in page
    gone = re.search(r'name="gone" value="(\w+)"><span>Take out: Bus', page)
    assert gone
    assert press(desk, code, "actions", "import", gone=gone[1]) == 200
    assert figures(room) == [("Ferry", 70), ("The tram by the river", 800)]
    # The same file once more changes nothing.
    assert import_list(desk, code, newer) == 200
    assert "Already there, and left as they are: 2." in desk.text
    assert figures(room) == [("Ferry", 70), ("The tram by the river", 800)]


def test_what_was_said_about_columns_is_remembered_for_the_next_file(room: Room) -> None:
    desk, code = room.desk, room.code
    first = "What;Where;Saves\nTram;transport;1.2 t CO2\nBus;buses;4.5 t CO2"
    columns = {"use-A": "title", "use-B": "target", "use-C": "effect", "unit-C": "kt", "year-C": "2030"}
    bring(desk, code, first)
    assert press(desk, code, "columns", "actions", **columns) == 200
    assert press(desk, code, "actions", "import") == 200, desk.text
    bring(desk, code, "What;Where;Saves\nFerry;transport;3.5 t CO2\nBridge;transport;2.5 t CO2")
    assert "A list of this shape was imported before" in desk.text
    page = look(desk, code, "columns")
    assert 'name="year-C" value="2030"' in page
    desk.send(f"/desk/{code}/decided/forget", list=fields_of(page, "use-A")["list"])
    assert "A list of this shape was imported before" not in look(desk, code, "sheet")


def test_a_row_that_is_left_out_asks_nothing_and_is_not_imported(room: Room) -> None:
    desk, code = room.desk, room.code
    bring(desk, code, f"{HEAD}\nTram;transport;17,200;2028\nBus;transport/buses;40;2027")
    assert press(desk, code, "actions", "leave-2") == 200
    assert "left out" in desk.text
    assert press(desk, code, "actions", "import") == 200
    assert figures(room) == [("Bus", 40)]


def test_a_typed_figure_and_a_target_of_ones_own_count(room: Room) -> None:
    desk, code = room.desk, room.code
    bring(desk, code, "title;effect (t CO2);start\nThing;12x0;2028\nBus;40;2027")
    answers = {"a-figure-B2": "typed", "t-figure-B2": "many", "target-2": "transport/cars"}
    assert press(desk, code, "actions", "save", **answers) == 422
    assert "B2: “many” is not a number." in desk.text
    answers["t-figure-B2"] = "1 200,5"
    assert press(desk, code, "actions", "save", **answers) == 200
    assert press(desk, code, "actions", "import", **{"target-3": "transport"}) == 200
    assert figures(room) == [("Bus", 40), ("Thing", 1200.5)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HOSTILE["half a workbook"](), "This workbook cannot be read"),
        (HOSTILE["a password"](), "This workbook"),
        (f"{HEAD}\nB\ufffdt;transport;1;2026".encode(), "Letters of this file were lost earlier"),
        (f'{HEAD}\n"Biogas;transport;1;2026\nTram;transport;1;2026'.encode(), "Row 2: A quotation mark"),
        (b"", "There is no list yet"),
        (workbook_of_parts(sheet_of([])), "No cell of this file has anything in it"),
        (b"\n;;;\n\n", "No cell of this file has anything in it"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(room: Room, content: bytes, said: str) -> None:
    assert bring(room.desk, room.code, content) == 422
    assert said in room.desk.text


def test_a_reading_that_takes_long_shows_how_far_it_is(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_drafts, "_PATIENCE_S", 0.0)
    desk, code = room.desk, room.code
    assert desk.send(f"/desk/{code}/decided", text=TRAM).status_code == 200
    assert desk.page is not None
    assert desk.page.headers["Refresh"] == "2"
    assert "The list is being read" in desk.text
    # What is pressed meanwhile imports nothing.
    mark = re.search(
        r'name="list" value="([^"]+)"', desk.open(f"/desk/{code}/decided").get_data(as_text=True)
    )
    assert mark
    pressed = desk.send(f"/desk/{code}/decided/actions", do="import", list=mark[1])
    assert "The list is being read" in pressed.get_data(as_text=True)
    assert "Read as" in look(desk, code, "sheet")
    assert room.snapshot().decided == ()


def test_columns_that_contradict_each_other_are_refused_and_stay_as_sent(room: Room) -> None:
    bring(room.desk, room.code, TRAM)
    wrong = {"use-A": "title", "use-B": "title", "use-C": "effect"}
    assert press(room.desk, room.code, "columns", "again", **wrong) == 422
    assert "The columns A and B are said to be the same." in room.desk.text
    assert press(room.desk, room.code, "columns", "again", **{"use-A": "ignored"}) == 422
    assert press(room.desk, room.code, "columns", "again", **{"year-C": "soon"}) == 422
    assert "Column C: “soon” is no year." in room.desk.text


@pytest.mark.parametrize(
    ("name", "typed"),
    [("start_year", "2.027"), ("start_year", "20277"), ("start_year", "next year"), ("heading_row", "9x")],
)
def test_a_number_about_the_columns_that_cannot_be_read_is_a_fault(room: Room, name: str, typed: str) -> None:
    desk, code = room.desk, room.code
    assert bring(desk, code, TRAM) == 200
    assert press(desk, code, "columns", "again", start_year="2031") == 200
    assert press(desk, code, "columns", "again", **{name: typed}) == 422
    assert f"“{typed}” is not a number that fits here." in desk.text
    assert re.search(rf'id="{name}"[^>]*aria-invalid="true"[^>]*value="{typed}"', desk.text)
    assert 'name="start_year"' in look(desk, code, "columns")
    assert re.search(r'id="start_year"[^>]*value="2031"', look(desk, code, "columns"))


def test_another_workshops_list_is_out_of_reach(room: Room) -> None:
    assert room.desk.open(f"/desk/{room.code}/decided/sheet").status_code == 404
    phone = room.phone()
    assert "Log in" in phone.open(f"/desk/{room.code}/decided/actions").get_data(as_text=True)
    missing = room.desk.send(f"/desk/{room.code}/decided/undo/1", operation_id=str(uuid.uuid4()))
    assert missing.status_code == 409


OTHER = f"{HEAD}\nFerry;;900;2026\nBridge;;80;2026"


def test_answers_to_a_list_that_was_replaced_meanwhile_are_refused_and_shown(room: Room) -> None:
    """The page of one list must never import the rows of another."""
    desk, code = room.desk, room.code
    bring(desk, code, f"{HEAD}\nThing;;12x0;2028\nOther;;40;2027")
    page = look(desk, code, "actions")
    answers = {
        **fields_of(page, "operation_id"),
        "a-figure-C2": "typed",
        "t-figure-C2": "1 234",
        "target-2": "transport/cars",
        "target-3": "transport",
        "do": "import",
    }
    columns = {**fields_of(look(desk, code, "columns"), "use-A"), "year-C": "2031", "do": "again"}
    discarded = fields_of(look(desk, code, "sheet"), "list")
    desk.send(f"/desk/{code}/decided/discard", **discarded)
    path = f"/desk/{code}/decided"
    for given in ("", OTHER):
        if given:
            bring(desk, code, given)
        answer = desk.send(f"{path}/actions", **answers)
        assert answer.status_code == 409
        said = answer.get_data(as_text=True)
        assert "1 234 t a year" in said
        assert "Nothing of this page was used." in said
        assert desk.send(f"{path}/columns", **columns).status_code == 409
        assert "Effect in 2031 (t)" in desk.text
        assert desk.send(f"{path}/forget", **discarded).status_code == 409
    assert "This page belongs to another list" in desk.text
    assert desk.send(f"{path}/sheet", **discarded, sheet="x").status_code == 409
    assert desk.send(f"{path}/discard", **discarded).status_code == 409
    assert figures(room) == []
    assert "Ferry" in look(desk, code, "actions")
    assert press(desk, code, "actions", "import", **{"target-2": "transport", "target-3": "transport"}) == 200
    assert figures(room) == [("Bridge", 80), ("Ferry", 900)]


def test_answers_to_a_reading_that_has_changed_meanwhile_are_refused(room: Room) -> None:
    """The questions about cells are others when the columns are read otherwise."""
    desk, code = room.desk, room.code
    bring(desk, code, f"{HEAD}\nTram;transport;17,200;2028\nBus;transport/buses;40;2027")
    answers = {**fields_of(look(desk, code, "actions"), "operation_id"), "a-figure-C2": "chosen"}
    assert press(desk, code, "columns", "again", **{"unit-C": "kt"}) == 200
    assert desk.send(f"/desk/{code}/decided/actions", **answers, do="import").status_code == 409
    assert "the columns of the list are read otherwise" in desk.text
    assert figures(room) == []


def test_every_form_about_a_list_says_which_list_it_is_for(room: Room) -> None:
    bring(room.desk, room.code, TRAM)
    wanted = r'<form[^>]*(?:id="(?:columns|actions)-form"|/discard")[^>]*>.*?</form>'
    for view in ("", "/sheet", "/columns", "/actions"):
        page = room.desk.open(f"/desk/{room.code}/decided{view}").get_data(as_text=True)
        forms = re.findall(wanted, page, re.DOTALL)
        assert forms
        assert all('name="list" value="' in form for form in forms)


def test_a_refused_import_keeps_every_answer_of_the_page(room: Room) -> None:
    desk, code = room.desk, room.code
    rows = "Thing;;12x0;2028\nTram;;17,200;2028\nBus;;40;2027"
    bring(desk, code, f"title;sector;effect (t);start\n{rows}")
    answers = {
        "a-gas": "CO2e",
        "target-2": "transport/cars",
        "target-4": "transport/buses",
        "a-figure-C2": "typed",
        "t-figure-C2": "12,3,4x",
        "a-figure-C3": "chosen",
    }
    assert press(desk, code, "actions", "import", **answers) == 422
    kept = fields_of(desk.text, "operation_id")
    assert {name: kept[name] for name in answers} == answers
    assert 'href="#t-figure-C2">C2: “12,3,4x” is not a number.' in desk.text
    field = r'id="t-figure-C2"[^>]*aria-invalid="true" aria-describedby="t-figure-C2-fault"'
    assert re.search(field, desk.text)
    assert '<div id="faults" class="problem faults" role="group" tabindex="-1" autofocus' in desk.text
    # A form that lacks its operation's id, too.
    assert press(desk, code, "actions", "import", **answers, operation_id="") == 422
    kept = fields_of(desk.text, "operation_id")
    assert {name: kept[name] for name in answers} == answers


def test_a_refused_form_of_columns_leads_to_the_field_and_keeps_all(room: Room) -> None:
    desk, code = room.desk, room.code
    bring(desk, code, TRAM)
    assert press(desk, code, "columns", "again", **{"year-C": "soon", "decimal": ",", "use-D": "note"}) == 422
    assert 'href="#year-C">Column C: “soon” is no year.' in desk.text
    kept = fields_of(desk.text, "use-A")
    assert (kept["year-C"], kept["decimal"], kept["use-D"]) == ("soon", ",", "note")
