"""No list is misread, doubled or shortened without a word: what importing would do, without the pages."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scenarios.file.schema import scenario_from_dict
from scenarios.importing.action_list.mapping import read_mapping
from scenarios.importing.action_list.reading import read_tables
from scenarios.importing.action_list.sheet_picture import draw_sheet
from scenarios.importing.table_file import ACTION_WORKBOOK
from scenarios.importing.table_reader import read_sheets
from tests.workshop_room import Room
from workshop.charts.importing.sheet import build_sheet_view
from workshop.extensions import db
from workshop.forms.importing.lists import read_answers
from workshop.models import Workshop
from workshop.services.importing.list_choices import Choices
from workshop.services.importing.list_drafts import ReadList
from workshop.services.importing.list_import import import_list
from workshop.services.importing.list_plan import plan_import
from workshop.services.importing.planned_import import Plan, PlannedRow
from workshop.services.people.facilitators import ensure_facilitator
from workshop.state.snapshot import current_snapshot

HEAD = "title;sector;effect (t CO2);start"
LISTS = Path(__file__).parents[1] / "action_lists"


def read(content: str | bytes, choices: Choices = Choices()) -> ReadList:  # noqa: B008  # it is frozen
    tables = read_sheets(content.encode() if isinstance(content, str) else content, ACTION_WORKBOOK)
    mapping = read_mapping(json.dumps(choices.mapping()))
    found = read_tables(tables, territory="SE-0480", sheet=choices.sheet, mapping=mapping)
    return ReadList(found, draw_sheet(tables, found.sheet), choices)


def plan(room: Room, content: str | bytes, **said: object) -> Plan:
    with room.app.test_request_context():
        workshop = db.session.get_one(Workshop, room.workshop_id)
        return plan_import(current_snapshot(workshop), read(content, Choices(**said)))  # type: ignore[arg-type]


def bring_in(room: Room, made: Plan, operation: str, **more: object) -> None:
    with room.app.test_request_context():
        import_list(room.workshop_id, ensure_facilitator("facilitator"), operation * 16, made.actions, **more)  # type: ignore[arg-type]


def row_of(made: Plan, title: str) -> PlannedRow:
    return next(row for row in made.rows if row.title == title)


def book(*rows: tuple[object, ...]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in (tuple(HEAD.split(";")), *rows):
        made.worksheets[0].append(list(row))
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("typed", ["164,500", "17,200", "53.500"])
def test_a_figure_that_can_be_a_thousandfold_is_asked_with_both_readings(room: Room, typed: str) -> None:
    made = plan(room, f"{HEAD}\nToll;transport;{typed};2026\nFleet;transport;950;2026")
    (question,) = row_of(made, "Toll").questions[:1]
    digits = typed.replace(",", "").replace(".", "")
    labels = [option.label.replace("\u202f", "").replace("\u00a0", "") for option in question.options]
    assert {f"{int(digits)}t", f"{float(digits) / 1000:g}t"} <= set(labels)
    assert question.cell == "C2"
    assert made.open >= 1


def test_the_number_of_a_workbook_is_taken_as_it_is(room: Room) -> None:
    made = plan(room, saved(book(("Fleet", "transport", 17.125, 2026))))
    assert made.open == 0
    assert made.actions[0].likely == 17.125


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16", "utf-8-sig", "utf-8"])
def test_letters_stay_whatever_the_spreadsheet_saved(room: Room, encoding: str) -> None:
    titles = ["Elgrävare – två på försök", "Øst for sjøen: båt og ferje", "Återbruk, ÆØÅ"]
    rows = "".join(f"{title};transport;100;{2026 + row}\r\n" for row, title in enumerate(titles))
    content = f"{HEAD}\r\n{rows}".encode(encoding)
    assert [row.title for row in plan(room, content).rows] == titles
    with room.app.test_request_context():
        told = build_sheet_view(read(content)).left_out
    assert any("Check that å" in each for each in told) == (encoding in ("cp1252", "mac_roman"))


def test_the_same_list_twice_never_doubles_and_twins_stay_two(room: Room) -> None:
    text = f"{HEAD}\nTram;transport;500;2026\nChargers;transport;5;2028\nChargers;transport;5;2028"
    bring_in(room, plan(room, text), "a")
    assert len(room.snapshot().decided) == 3
    again = plan(room, f"{text}\nFerry;transport;70;2029")
    assert [row.status for row in again.rows] == ["same", "same", "same", "new"]
    bring_in(room, again, "b")
    assert len(room.snapshot().decided) == 4


def test_figures_are_updated_and_a_row_that_is_left_out_stays_as_it_is(room: Room) -> None:
    bring_in(room, plan(room, f"{HEAD}\nTram;transport;500;2028\nBus;transport;40;2027"), "a")
    newer = f"{HEAD}\nTram;transport;800;2029\nBus;transport;90;2027"
    made = plan(room, newer, left_out=(3,))
    assert [(row.status, row.was) for row in made.rows] == [
        ("changed", "500\u00a0t from 2028"),
        ("left_out", ""),
    ]
    assert made.vanished == ()
    left_out = [action for row in made.rows if row.status == "left_out" for action in row.actions]
    bring_in(room, made, "b", left_out=left_out)
    assert sorted((view.title, view.likely) for view in room.snapshot().decided) == [
        ("Bus", 40),
        ("Tram", 800),
    ]


@pytest.mark.parametrize("total", ["Sum;;540;", "Totalt;;540;", "I alt;;540;", "Summa alla åtgärder;;540;"])
def test_a_total_does_not_count_and_is_checked(room: Room, total: str) -> None:
    made = plan(room, f"{HEAD}\nTram;transport;500;2026\nBus;transport;40;2027\n{total}")
    assert [(each.row, each.agrees) for each in made.totals] == [(4, True)]
    assert [each.what for each in made.not_taken] == ["a sum"]
    assert len(made.actions) == 2


def test_a_total_that_disagrees_is_a_question(room: Room) -> None:
    text = f"{HEAD}\nTram;transport;300;2028\nBus;transport;70;2027\nTotalt;;470;"
    made = plan(room, text)
    assert "The list says 470\u00a0t, but its rows add up to 370\u00a0t." in made.questions[0].why
    assert made.open == 1
    assert plan(room, text, accepted=("total-C4",)).open == 0


def test_a_row_that_looks_like_a_total_can_be_said_to_be_an_action(room: Room) -> None:
    text = f"{HEAD}\nTram;transport;100;2026\nBus;transport;200;2027\nSum of ferries;shipping;70;2029"
    made = plan(room, text, kinds={"4": "action"})
    assert [row.title for row in made.rows] == ["Tram", "Bus", "Sum of ferries"]


def test_low_and_high_without_a_likely_figure_are_asked_about(room: Room) -> None:
    made = plan(
        room,
        "title;sector;effect (t CO2);low;high;start\nTram;transport;;100;300;2028\nBus;transport;5;;;2028",
    )
    assert [question.key for question in row_of(made, "Tram").questions] == ["range-2"]


def test_a_formula_without_a_stored_value_is_asked_about_by_its_cell(room: Room) -> None:
    made = plan(room, saved(book(("Tram", "transport", 100, 2026), ("Bus", "transport", "=C2*2", 2026))))
    (question,) = row_of(made, "Bus").questions
    assert (question.cell, question.is_open, question.may_type) == ("C3", True, True)
    assert plan(room, saved(book(("Bus", "transport", "=C2*2", 2026))), figures={"C2": 7.0}).open == 0


def test_hidden_and_unread_parts_are_told(room: Room) -> None:
    made = book(
        ("Tram", "transport", 100, 2026), ("Draft", "transport", 7, 2026), ("Bus", "transport", 4, 2027)
    )
    made.worksheets[0].row_dimensions[3].hidden = True
    made.create_sheet("Secret").sheet_state = "hidden"
    with room.app.test_request_context():
        view = build_sheet_view(read(saved(made)))
    assert view.left_out[:2] == ("Hidden sheets, not read: Secret.", "Hidden rows, not read: 3.")
    assert [row.kind for row in view.rows] == ["head", "action", "hidden", "action"]
    planned = plan(room, saved(made))
    assert [row.title for row in planned.rows] == ["Tram", "Bus"]
    assert ("hidden in the file", 3) in {(each.what, each.row) for each in planned.not_taken}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_question_below_a_line_break_within_a_cell_names_its_own_row(room: Room, ends: str) -> None:
    cell = ['"Deliveries', 'to ""all"" schools,', 'from one";transport;310;2026']
    text = ends.join([HEAD, "Path;transport;40;2026", *cell, "Sweeper;transport;12x0;2026"])
    made = plan(room, text)
    assert [question.cell for row in made.rows for question in row.questions] == ["C6"]


def test_effects_of_named_years_become_points_of_one_group(room: Room) -> None:
    text = (
        "title;sector;Effect 2026 (t CO2);Effect 2030 (t CO2)\n"
        "Fleet;transport;1100;9000\nRoad;transport;-350;-900\nMixed;transport;-50;100\nTalks;transport;;\n"
        "Zero;transport;0;0\n"
    )
    made = plan(room, text, growth="step")
    fleet = row_of(made, "Fleet").actions[0]
    assert fleet.points == ((2026, 0.122222222), (2029, 0.122222222), (2030, 1.0))
    bring_in(room, plan(room, text), "a")
    scenario = room.snapshot().scenario
    by_title = {}
    for action in scenario.actions:
        by_title.setdefault(action.title, []).append(action)
    assert by_title["Fleet"][0].ramp_points == ((2026, 0.122222222), (2030, 1.0))
    assert by_title["Zero"][0].ramp_points == ((2026, 1.0),)
    assert by_title["Talks"][0].effect is None
    signs = sorted(action.effect.estimates[0].likely for action in by_title["Mixed"] if action.effect)
    assert signs == [-50.0, 100.0]
    (group,) = scenario.groups
    assert group.relation == "disjoint"
    increases = {each.id for each in scenario.actions if each.effect and each.effect.estimates[0].likely < 0}
    assert not increases & set(group.actions)
    assert by_title["Fleet"][0].id in group.actions
    assert room.document()["version"] == 2


def test_what_is_in_the_lists_reference_is_asked_again_and_not_counted(room: Room) -> None:
    text = (
        "title;sector;effect (t CO2);start;note\nTram;transport;500;2028;\n"
        "Law;transport;900;2028;Included in the baseline"
    )
    made = plan(room, text)
    assert [question.key for question in made.questions] == ["reference"]
    assert row_of(made, "Law").in_reference
    assert not row_of(plan(room, text, reference="counts"), "Law").in_reference
    bring_in(room, plan(room, text, reference="in"), "a")
    outcome = room.snapshot().outcome
    law = next(action for action in room.snapshot().scenario.actions if action.title == "Law")
    assert outcome.in_reference == (law.id,)


def test_a_list_in_another_gas_is_converted_and_one_without_a_gas_asks(room: Room) -> None:
    rows = "Tram;transport/cars;500;2028\nCows;agriculture;500;2028"
    asked = plan(room, f"title;sector;effect (tonnes);start\n{rows}")
    assert [question.key for question in asked.questions] == ["gas"]
    made = plan(room, f"title;sector;effect (tonnes CO2e);start\n{rows}")
    assert made.converts
    shares = [row.share for row in made.rows]
    assert 0.9 < shares[0] <= 1
    assert shares[1] < 0.5
    assert made.actions[1].likely == pytest.approx(500 * shares[1])


def test_an_action_larger_than_its_emissions_is_asked_about(room: Room) -> None:
    made = plan(room, f"{HEAD}\nTram;transport/buses;900 000;2028\nBus;transport;40;2027")
    assert [question.key for question in row_of(made, "Tram").questions] == ["large-2"]
    assert made.targets[0].emissions_t == max(choice.emissions_t or 0.0 for choice in made.targets)


@pytest.mark.parametrize("typed", ["1e12", "9" * 400, "-1e15"])
def test_a_figure_out_of_range_is_never_imported(room: Room, typed: str) -> None:
    text = f"{HEAD}\nTram;transport;{typed};2028\nBus;transport;40;2027"
    made = plan(room, text, accepted=("figure-C2", "large-2"))
    assert [question.key for question in row_of(made, "Tram").questions if question.is_open] == ["size-2"]


def test_an_action_of_a_list_leaves_its_group_for_another(room: Room) -> None:
    bring_in(
        room,
        plan(room, f"{HEAD}\nTram;transport;500;2028\nBus;transport;40;2027\nWalk;transport;4;2027"),
        "a",
    )
    room.move_to("propose")
    phone = room.phone()
    room.propose(phone, "A metro", likely="400", target="transport")
    metro = next(view for view in room.snapshot().proposals if view.title == "A metro")
    room.decide(metro.id, "approve")
    tram = next(view for view in room.snapshot().decided if view.title == "Tram")
    room.decide(metro.id, "relate", relation="exclusive", other=tram.id)
    assert "“Tram” leaves the group of its adopted list" in room.desk.text
    groups = {group.relation: group.actions for group in room.snapshot().scenario.groups}
    assert tram.action_id in groups["exclusive"]
    assert tram.action_id not in groups["disjoint"]


# The reader has tests of its own with all of them.
SAMPLE = sorted(LISTS.glob("*.expected.json"))[::5]


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.name)
def test_a_whole_list_comes_in_once_everything_is_answered(room: Room, path: Path) -> None:
    content = path.with_name(path.name.removesuffix(".expected.json")).read_bytes()
    bring_whole(room, content, json.loads(path.read_text(encoding="utf-8")))


def bring_whole(room: Room, content: bytes, expected: dict[str, Any]) -> None:
    """Plan a list, answer all questions as it is read, import it, and plan it once more."""
    made = plan(room, content)
    rows = {row.row: row for row in made.rows}
    required = [row for row in expected["rows"] if row.get("kind") == "action" and not row.get("optional")]
    assert {row["row"] for row in required} <= rows.keys()
    for row, _ in (*expected.get("must_ask", ()), *expected.get("must_fault", ())):
        assert row not in rows or any(question.row == row for question in rows[row].questions), row
    said = answer_all(made)
    # What was counted or aimed at something may be asked about now.
    answered = plan(room, content, **said)
    said["accepted"] += tuple(
        question.key for row in answered.rows for question in row.questions if question.is_open
    )
    whole = plan(room, content, **said)
    assert whole.open == 0
    bring_in(room, whole, "a")
    assert len(room.snapshot().decided) == len(whole.actions)
    scenario_from_dict(room.document())
    assert {row.status for row in plan(room, content, **said).rows} == {"same"}


def answer_all(made: Plan) -> dict[str, Any]:
    """Answer every question as the list is read, and what names no emissions with transport."""
    said: dict[str, Any] = {"accepted": (), "kinds": {}, "counted": {}, "targets": {}, "figures": {}}
    for question in (*made.questions, *(question for row in made.rows for question in row.questions)):
        kind, _, rest = question.key.partition("-")
        values = {option.value for option in question.options}
        if kind == "kind":
            said["kinds"][rest] = "action"
        elif kind == "counted":
            said["counted"][rest] = True
        elif kind == "target":
            said["targets"][rest] = "transport"
        elif kind == "gas":
            said["gas"] = "CO2"
        elif kind == "reference":
            said["reference"] = "in"
        elif kind == "figure" and "chosen" not in values:
            said["figures"][question.cell] = None
        else:
            said["accepted"] += (question.key,)
    return said


def test_what_may_be_in_the_reference_is_chosen_row_by_row(room: Room) -> None:
    text = (
        "title;sector;effect (t CO2);start;note\nTram;transport;500;2018;\n"
        "Law;transport;900;2028;Included in the baseline\nBus;transport;40;2029;"
    )
    made = plan(room, text)
    offered = {row.title: row.may_be_in_reference for row in made.rows}
    assert offered == {"Tram": True, "Law": True, "Bus": False}
    assert "its effect may be in the reference" in row_of(made, "Tram").notes[0]
    made = plan(room, text, counted={"2": False, "3": True})
    assert {row.title: row.in_reference for row in made.rows} == {"Tram": True, "Law": False, "Bus": False}
    # What was said of a row needs no answer for all rows any more.
    assert [question.key for question in made.questions] == []
    chosen = read_answers({"counts-2": "no", "counts-3": "no"}, plan(room, text), Choices())
    assert chosen.choices.counted == {"2": False}


def test_a_list_with_a_row_for_each_year_asks_beside_the_right_cell(room: Room) -> None:
    text = (
        "title;sector;year;effect (t CO2)\nTram;transport;2028;500\nTram;transport;2030;ca 900\n"
        "Bus;transport;2028;40\nBus;transport;2030;1,500"
    )
    made = plan(room, text)
    tram, bus = made.rows
    assert [(each.year, each.quoted, each.tonnes) for each in tram.figures] == [
        ("2028", "500", 500),
        ("2030", "ca 900", 900),
    ]
    assert [(question.cell, question.row) for question in (*tram.questions, *bus.questions)] == [
        ("D3", 2),
        ("D5", 4),
    ]
    answered = plan(room, text, figures={"D5": 1500.0}, accepted=("figure-D3",))
    assert answered.open == 0
    assert row_of(answered, "Bus").actions[0].likely == 1500
