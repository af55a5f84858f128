"""Adopted annual limits at the desk: entered, saved, exported, undone, and shown."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest

from scenarios.file.schema import scenario_from_dict, scenario_to_dict
from tests.climate_budgets import at, enter, form_of, plain, rows, undo
from tests.page_forms import fields_of
from tests.workshop_room import Room
from workshop.extensions import db
from workshop.models import Change, Workshop
from workshop.step_words import say_step


def stored(room: Room) -> dict[str, Any]:
    with room.app.app_context():
        return db.session.get_one(Workshop, room.workshop_id).limits


def test_limits_are_typed_saved_with_scenarios_and_taken_back(room: Room) -> None:
    given = rows(("2026", "120 000", ""), ("2030", "", "50"))
    assert enter(room, base_year="2015", source="Council, 12 June", **given) == 200
    base = dict(zip(*(room.snapshot().history[name] for name in ("years", "total_t")), strict=True))[2015]
    scenario = room.snapshot().scenario
    assert [(each.year, each.limit_t) for each in scenario.limits] == [(2026, 120_000.0), (2030, base / 2)]
    assert scenario.base is not None
    assert (scenario.base.year, scenario.base.emissions_t) == (2015, base)
    assert scenario_from_dict(json.loads(json.dumps(scenario_to_dict(scenario)))) == scenario
    assert scenario_to_dict(scenario)["version"] == 2
    page = plain(room.desk.open(f"/desk/{room.code}").get_data(as_text=True))
    assert "2030: adopted" in page
    assert "target 50 %" in page
    assert "Adopted in: Council, 12 June" in page
    # The form shows what is in force, as it was given.
    assert form_of(room)["limit-below-1"] == "50"
    undo(room)
    assert stored(room) == {}
    assert room.snapshot().scenario.limits == ()
    with room.app.app_context(), room.app.test_request_context():
        change = db.session.scalars(db.select(Change).where(Change.kind == "workshop.limits")).one()
        assert say_step(change.kind, change.subject) == "Annual limits were entered: 2"


@pytest.mark.parametrize(
    ("given", "fields", "said"),
    [
        (("2026", "17,200", ""), {}, "can mean 17 200 or 17.2"),
        (("2026", "1.500", ""), {}, "can mean 1 500 or 1.5"),
        (("26", "5", ""), {}, "is not a year"),
        (("2046", "5", ""), {}, "This workshop counts 2026–2045"),
        (("2026", "-5", ""), {}, "Write zero or more."),
        (("2026", "many", ""), {}, "is not a number"),
        (("2026", "", ""), {}, "Write the limit of this year."),
        (("", "5", ""), {}, "Write the year of this limit."),
        (("2026", "5", "5"), {"base_year": "2015"}, "not both"),
        (("2026", "", "-61"), {"base_year": "2015"}, "Write 61 if you mean"),
        (("2026", "", "101"), {"base_year": "2015"}, "More than 100 per cent"),
        (("2026", "", "50"), {}, "from which the percentages are counted"),
        (("2026", "", "50"), {"base_year": "1850"}, "The statistics have no such year"),
        (("2026", "5", ""), {"gas": "CO2e"}, "This workshop counts CO₂"),
    ],
)
def test_what_cannot_be_used_is_refused_beside_its_field_and_nothing_is_lost(
    room: Room, given: tuple[str, str, str], fields: dict[str, str], said: str
) -> None:
    assert enter(room, source="kept", **rows(given), **fields) == 422
    page = room.desk.text
    assert said in plain(page), plain(page)
    again = fields_of(page, "limit-rows")
    assert again["source"] == "kept"
    assert (again["limit-year-0"], again["limit-amount-0"], again["limit-below-0"]) == given
    assert stored(room) == {}


def test_a_pasted_table_fills_the_rows_and_doubts_are_asked(room: Room) -> None:
    pasted = "Year;Limit (kt CO2)\n2026;120,5\n2028;100,250\nSum;220,75"
    assert enter(room, pasted=pasted, fill_table="1") == 200
    form = fields_of(room.desk.text, "limit-rows")
    # Another figure of the column shows its decimal mark.
    assert [form[f"limit-amount-{place}"] for place in (0, 1)] == ["120.5", "100.25"]
    assert form["unit"] == "kt"
    assert "These rows have no year and are left out: 4." in room.desk.text
    assert room.desk.send(at(room), **{**form, "pasted": ""}).status_code == 200
    assert [each["limit_t"] for each in stored(room)["given"]] == [120_500.0, 100_250.0]
    assert enter(room, pasted="2026;120,500\n2027;110,250", fill_table="1") == 200
    assert "can mean" in plain(room.desk.text)
    assert enter(room, pasted="Year;Limit (Mt)\n2026;0.12\n2027;0.1", fill_table="1") == 200
    form = fields_of(room.desk.text, "limit-rows")
    assert [form[f"limit-amount-{place}"] for place in (0, 1)] == ["120000", "100000"]
    assert form["unit"] == "t"
    file = {"file": (io.BytesIO(b"2029;90000\n2030;80000"), "limits.csv")}
    assert enter(room, fill_table="1", **file) == 200
    assert fields_of(room.desk.text, "limit-rows")["limit-year-1"] == "2030"
    assert enter(room, pasted="nothing", fill_table="1") == 422
    assert "No year with a figure was found." in room.desk.text


def test_rows_can_be_added_and_emptying_them_removes_the_limits(room: Room) -> None:
    assert enter(room, **rows(("2026", "5", ""))) == 200
    before = len(stored(room)["given"])
    assert enter(room, more="1") == 200
    assert int(fields_of(room.desk.text, "limit-rows")["limit-rows"]) == 12
    assert before == 1
    assert enter(room, **rows(("", "", ""))) == 200
    assert stored(room) == {}


def test_comparison_result_and_files_have_the_limits(room: Room) -> None:
    enter(room, base_year="2015", source="=Council", **rows(("2026", "120 000", ""), ("2030", "", "50")))
    room.desk.send(f"/desk/{room.code}/save", name="Now", note="")
    page = plain(room.desk.open(f"/compare/{room.code}").get_data(as_text=True))
    assert "Annual limits and what is missing to them" in page
    assert "of 2 limits are met" in page
    table = room.desk.open(f"/compare/{room.code}/comparison.csv?s=1").get_data(as_text=True)
    measures = {line["measure"] for line in csv.DictReader(io.StringIO(table.lstrip("\ufeff")))}
    assert {"limit", "limit_difference", "limit_below_base", "decided_below_base"} <= measures
    file = json.loads(room.desk.open(f"/compare/{room.code}/1/scenario.json").get_data(as_text=True))
    assert [limit["year"] for limit in file["limits"]] == [2026, 2030]
    assert file["base"]["year"] == 2015
    assert "Annual limits" in plain(room.desk.open(f"/desk/{room.code}/result").get_data(as_text=True))
    assert "Annual limits" in plain(room.desk.open(f"/budget/{room.code}").get_data(as_text=True))
    text = room.desk.open(f"{at(room)}/gap.csv").get_data(as_text=True)
    lines = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [line["year"] for line in lines] == ["2026", "2030"]
    assert float(lines[1]["limit_below_base_pct"]) == pytest.approx(50)
    assert lines[0]["adopted_in"] == "'=Council"
    book = openpyxl.load_workbook(io.BytesIO(room.desk.open(f"{at(room)}/gap.xlsx").get_data()))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet["A"]] == ["year", 2026, 2030]
    assert sheet["C2"].value == 120_000


def test_a_scenario_file_with_limits_comes_back_with_them(room: Room) -> None:
    enter(room, **rows(("2026", "120 000", "")))
    room.desk.send(f"/desk/{room.code}/save", name="Now", note="")
    file = room.desk.open(f"/compare/{room.code}/1/scenario.json").get_data()
    again = json.loads(file)
    assert scenario_to_dict(scenario_from_dict(again)) == again


def test_another_facilitators_limits_are_out_of_reach(room: Room) -> None:
    phone = room.phone()
    assert "Log in" in phone.open(at(room)).get_data(as_text=True)
    assert "Log in" in phone.open(f"{at(room)}/gap.csv").get_data(as_text=True)


def test_the_wall_shows_the_limits_where_the_desk_turns_to_them(room: Room) -> None:
    enter(room, base_year="2015", **rows(("2026", "120 000", ""), ("2030", "", "50")))
    wall = f"/wall/{room.code}/{room.screen_key}"
    room.move_to("briefing")
    step = room.snapshot().step
    assert room.desk.send(f"/desk/{room.code}/briefing/card", step=step, card="limits").status_code == 200
    assert "percentage points missing" in plain(room.desk.open(wall).get_data(as_text=True))
    phone = room.phone()
    assert "percentage points missing" in plain(phone.open(f"/phone/{room.code}").get_data(as_text=True))
    room.arrange(**{"steps-8-phase": "compare"})
    room.move_to("compare")
    assert "percentage points missing" not in plain(room.desk.open(wall).get_data(as_text=True))
    assert room.desk.send(f"/desk/{room.code}/combine/beams", beams="limits").status_code == 200
    assert "percentage points missing" in plain(room.desk.open(wall).get_data(as_text=True))
    undo(room)
    assert "percentage points missing" not in plain(room.desk.open(wall).get_data(as_text=True))
