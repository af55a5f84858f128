"""Adopted annual limits: entered, saved, exported, undone; and the gap table of whole climate budgets."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from scenarios.file.schema import scenario_from_dict, scenario_to_dict
from scenarios.importing.statistics import import_statistics
from scenarios.inventory import editions
from scenarios.scenario import BaseYear
from tests.listed import import_list
from tests.page_forms import fields_of
from tests.workshop_room import OPENING, Room, enter_room, open_room
from workshop.extensions import db
from workshop.models import Change, Workshop
from workshop.services.workshops.opening import Setup
from workshop.state.limits import GivenLimit, Limits
from workshop.step_words import say_step

# The layout and the figures of a published climate budget; the titles are ours.
OSLO = """Tiltak;Sektor;Effekt 2030 (tonn CO2e)
Varme av deponigass;electricity_district_heating/district_heating;250
CO2-fangst på avfallslinjen;electricity_district_heating/waste_incineration;164 500
Dyrere passering;road_transport/cars;17 200
Kommunens kjøretøy på strøm;road_transport/cars;900
Sone uten eksos;road_transport/cars;4 800
Drosjer på strøm;road_transport/cars;8 000
Varer uten diesel;road_transport/vans;10 000
Lading for håndverkere;road_transport/vans;20 700
Minibusser til pasienter;road_transport/buses;800
Strøm i massetransport;road_transport/heavy_vehicles;31 000
Elektriske byggeplasser, egne bygg;machinery;15 200
Byggeplass uten diesel;machinery;49 000
Kaikraner på batteri;machinery;2 800
Parkavdelingens maskiner;machinery;3 300
Byggestrøm;machinery;800
Hurtigbåt uten diesel;shipping;1 400
Strøm til skip ved kai;shipping;5 700
Samlet effekt;;336 350"""
# Its published limits, as per cent of 2009.
OSLO_LIMITS = "År\t2026\t2027\t2028\nRamme\t-73 %\t-81 %\t-86 %\nÅr\t2029\t2030\nRamme\t-90 %\t-95 %"


def at(room: Room) -> str:
    return f"/desk/{room.code}/limits"


def form_of(room: Room) -> dict[str, Any]:
    return fields_of(room.desk.open(at(room)).get_data(as_text=True), "limit-rows")


def enter(room: Room, **fields: Any) -> int:
    return room.desk.send(at(room), **{**form_of(room), **fields}).status_code


def rows(*limits: tuple[str, str, str]) -> dict[str, str]:
    return {
        f"limit-{part}-{place}": text
        for place, limit in enumerate(limits)
        for part, text in zip(("year", "amount", "below"), limit, strict=True)
    }


def stored(room: Room) -> dict[str, Any]:
    with room.app.app_context():
        return db.session.get_one(Workshop, room.workshop_id).limits


def undo(room: Room) -> None:
    form = fields_of(room.desk.open(f"/desk/{room.code}").get_data(as_text=True), "change")
    assert room.desk.send(f"/desk/{room.code}/undo", **form).status_code == 200


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").replace("\u202f", " "))


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


def oslo(app: Flask, **more: Any) -> Room:
    setup = {"title": "Oslo", "territory_id": "NO-0301", "preset": "emission-share", "start_year": 2026}
    return open_room(app, Setup(**{**setup, **more}))


def test_oslos_climate_budget_comes_out_with_its_own_sum(app: Flask) -> None:
    """List imported, limits pasted, mode chosen, gap table read."""
    room = oslo(app)
    assert enter(room, pasted=OSLO_LIMITS, fill_table="1") == 200
    form = fields_of(room.desk.text, "limit-rows")
    assert "they are read as so many per cent below" in room.desk.text
    form |= {"base_year": "2009", "source": "Byrådets budsjett", "gas": "CO2e", "pasted": ""}
    assert room.desk.send(at(room), **form).status_code == 422
    assert "use their sum as the budget" in plain(room.desk.text)
    assert room.desk.send(at(room), **{**form, "use_sum": "1"}).status_code == 200
    snapshot = room.snapshot()
    assert (snapshot.gas, snapshot.start_year, snapshot.end_year) == ("CO2e", 2026, 2030)
    base = 1_388_245.6
    expected = sum(base * (100 - below) / 100 for below in (73, 81, 86, 90, 95))
    assert snapshot.outcome.budget_t == pytest.approx(expected)
    assert snapshot.scenario.warming_marks == ()
    assert {each["preset"] for each in snapshot.budget["beside"]} == {"emission-share", "per-capita"}
    assert import_list(room.desk, room.code, OSLO, **{"a-gas": "CO2e"}) == 200, plain(room.desk.text)
    snapshot = room.snapshot()
    last = snapshot.outcome.limits[-1]
    assert snapshot.outcome.reference_t[-1] - last.emissions_t == pytest.approx(336_350)
    assert last.limit_t == pytest.approx(base * 0.05)
    page = plain(room.desk.open(at(room)).get_data(as_text=True))
    adopted = round(100 * (1 - last.emissions_t / base))
    assert f"2030: adopted {adopted} %, target 95 %, {95 - adopted} percentage points missing." in page
    for path in (f"/desk/{room.code}", f"/budget/{room.code}", f"/desk/{room.code}/result"):
        shown = plain(room.desk.open(path).get_data(as_text=True))
        assert "sum of the adopted annual limits" in shown, path
        assert "Byrådets budsjett" in shown, path
        assert f"{95 - adopted} percentage points missing" in shown, path
    # With actions counted in CO2e, the gas stays.
    assert "Use their sum as the budget" not in room.desk.open(at(room)).get_data(as_text=True)


def test_stavangers_climate_budget_comes_out_with_its_own_sum(app: Flask, tmp_path: Path) -> None:
    """Sum and target are the published ones; the rows, and the statistics that are imported, are ours."""
    editions.use_data_folder(tmp_path / "statistics-of-stavanger")
    heading = "municipality_code,municipality,sector,year,emissions_t,gas"
    levels = {"road_transport": 180_000, "shipping": 90_000, "machinery": 60_000, "waste": 20_000}
    statistics = [
        f"1103,Stavanger,{sector},{year},{level + 2_000 * (2024 - year)},CO2e"
        for sector, level in levels.items()
        for year in range(2015, 2025)
    ]
    import_statistics("\n".join([heading, *statistics]).encode(), country="NO", file_name="stavanger.csv")
    limits = Limits(
        given=(GivenLimit(2026, 300_000.0), GivenLimit(2030, 0.2 * 422_000, 80.0)),
        base=BaseYear(2015, 422_000.0),
        source="Handlings- og økonomiplan",
        fill=True,
    )
    years = {"start_year": 2026, "end_year": 2030}
    room = oslo(
        app, title="Stavanger", territory_id="NO-1103", preset="climate-budget", limits=limits, **years
    )
    # No inhabitants are known: only the share by emissions can be computed.
    assert [each["preset"] for each in room.snapshot().budget["beside"]] == ["emission-share"]
    actions = """Tiltak;Sektor;Effekt 2026 (tonn CO2e);Effekt 2030 (tonn CO2e);Merknad
Bompenger;road_transport;4 100;12 803;
Lading;road_transport;2 000;9 500;
Landstrøm;shipping;1 500;14 000;
Utslippsfrie byggeplasser;machinery;3 200;11 000;
Matavfall;waste;500;2 000;
Elektriske busser;road_transport;900;6 000;inngår i referansebanen
Klimaråd;;Ikke beregnet;Ikke beregnet;
Sum;;11 300;49 303;"""
    said = import_list(room.desk, room.code, actions, **{"a-reference": "in"})
    assert said == 200, plain(room.desk.text)
    snapshot = room.snapshot()
    first, last = snapshot.outcome.limits
    assert snapshot.outcome.reference_t[-1] - last.emissions_t == pytest.approx(49_303)
    assert snapshot.outcome.reference_t[0] - first.emissions_t == pytest.approx(11_300)
    assert (len(snapshot.outcome.in_reference), len(snapshot.outcome.unquantified)) == (1, 1)
    adopted = round(100 * (1 - last.emissions_t / 422_000))
    page = plain(room.desk.open(at(room)).get_data(as_text=True))
    assert f"2030: adopted {adopted} %, target 80 %, {80 - adopted} percentage points missing." in page


def test_sinks_and_effects_outside_the_border_are_listed_apart_with_their_figures(app: Flask) -> None:
    room = oslo(app)
    rows_of_list = "Tiltak;Sektor;Effekt 2030 (tonn CO2)\nSkog;;900\nSky;;50\nBuss;road_transport/buses;100"
    assert import_list(room.desk, room.code, rows_of_list) == 422
    said = {"target-2": "sink", "target-3": "outside"}
    assert import_list(room.desk, room.code, rows_of_list, **said) == 200, plain(room.desk.text)
    snapshot = room.snapshot()
    listed = {view.title: view.listed_as for view in snapshot.decided}
    assert listed == {"Skog": "sink", "Sky": "outside", "Buss": ""}
    assert len(snapshot.outcome.in_reference) == 2
    assert snapshot.outcome.reference_t[-1] - snapshot.outcome.emissions_t[-1] == pytest.approx(100)
    document = room.document()
    about = {action["title"]: action["about"] for action in document["actions"]}
    assert about["Skog"]["listed_as"] == "sink"
    assert about["Skog"]["listed_t"] == {"2030": 900}
    assert scenario_to_dict(scenario_from_dict(document)) == document
    page = plain(room.desk.open(f"/desk/{room.code}").get_data(as_text=True))
    assert "a sink, listed only" in page
    assert "outside the border, listed only" in page
    page = plain(room.desk.open(f"/desk/{room.code}/result").get_data(as_text=True))
    assert "Decided, sinks : Skog." in page or "Decided, sinks: Skog." in page
    # The same list again doubles nothing.
    assert import_list(room.desk, room.code, rows_of_list, **said) == 200
    assert len(room.snapshot().decided) == 3


def test_the_mode_follows_its_limits_and_undo_brings_the_carbon_budget_back(app: Flask) -> None:
    room = oslo(app)
    before = room.snapshot()
    given = rows(("2026", "375", ""), ("2027", "264", ""), ("2028", "194", ""))
    asked = {"gas": "CO2e", "unit": "kt", **given}
    assert enter(room, use_sum="1", **asked) == 200
    assert room.snapshot().outcome.budget_t == 833_000
    assert enter(room, **rows(("2026", "380000", ""), ("2028", "", ""))) == 422
    assert enter(room, **rows(("2026", "380000", ""), ("2027", "264000", ""), ("2028", "194000", ""))) == 200
    assert room.snapshot().outcome.budget_t == 838_000
    assert room.desk.send(f"/desk/{room.code}/briefing/key", key="population").status_code in (404, 409)
    undo(room)
    undo(room)
    after = room.snapshot()
    assert (after.gas, after.start_year, after.end_year) == ("CO2", before.start_year, before.end_year)
    assert after.outcome.budget_t == before.outcome.budget_t
    assert after.scenario.limits == ()
    # A replay goes through both.
    assert room.desk.open(f"/desk/{room.code}/replay").status_code == 200


def test_the_mode_is_refused_once_something_is_decided_or_a_year_is_missing(app: Flask) -> None:
    room = oslo(app)
    sparse = {"gas": "CO2e", **rows(("2026", "375000", ""), ("2028", "194000", ""))}
    assert room.desk.send(at(room), **{**form_of(room), **sparse, "use_sum": "1"}).status_code == 409
    assert "2027" in room.desk.text
    assert import_list(room.desk, room.code, OSLO, **{"a-gas": "CO2e"}) == 200
    filled = {**sparse, "fill": "y", "use_sum": "1"}
    assert room.desk.send(at(room), **{**form_of(room), **filled}).status_code == 409
    assert room.snapshot().gas == "CO2"


def test_a_workshop_opens_in_climate_budget_mode(room: Room) -> None:
    opening = {
        **OPENING,
        "territory": "NO-0301",
        "preset": "climate-budget",
        "limits": "2026: 73 %; 2028: 86 %; 2030: 95 %",
        "limits_base": "2009",
        "limits_source": "Council, 2025",
    }
    assert room.desk.send("/workshops/new", **opening).status_code == 422
    assert "2027, 2029" in plain(room.desk.text)
    opening["limits_fill"] = "y"
    page = room.desk.open("/workshops/new", query_string=opening)
    assert page.status_code == 200
    assert room.desk.send("/workshops/new", **opening).status_code == 200, plain(room.desk.text)
    found = re.search(r'data-code="(\w+)"', room.desk.text)
    assert found
    with room.app.app_context():
        opened = db.session.scalars(db.select(Workshop).where(Workshop.code == found[1])).one()
        assert (opened.gas, opened.start_year, opened.end_year) == ("CO2e", 2026, 2030)
        limits = Limits.of(opened.limits)
        assert [each.below_pct for each in limits.given] == [73, 86, 95]
        number = opened.id
    there = enter_room(room.app, number)
    assert there.snapshot().outcome.budget_t == pytest.approx(1_388_245.6 * (27 + 20.5 + 14 + 9.5 + 5) / 100)
    wall = there.desk.open(f"/wall/{there.code}/{there.screen_key}").get_data(as_text=True)
    assert "sum of the adopted annual limits 2026–2030" in plain(wall)


def test_a_copy_keeps_the_limits(room: Room) -> None:
    enter(room, **rows(("2026", "120 000", "")))
    room.desk.send(f"/workshops/{room.code}/copy", title="Again")
    with room.app.app_context():
        copies = db.session.scalars(db.select(Workshop).where(Workshop.title == "Again")).all()
        assert [Limits.of(copy.limits).given for copy in copies] == [(GivenLimit(2026, 120_000.0),)]


def test_every_face_names_the_gas_and_the_sum_in_climate_budget_mode(app: Flask) -> None:
    limits = Limits(given=(GivenLimit(2026, 375_000.0), GivenLimit(2027, 264_000.0)), source="The council")
    room = oslo(app, preset="climate-budget", limits=limits, end_year=2027)
    phone = room.phone()
    said = "The budget is the sum of the adopted annual limits 2026–2027, in CO₂e. Adopted in: The council"
    wall = f"/wall/{room.code}/{room.screen_key}"
    for phase in ("lobby", "predict", "briefing", "propose", "deliberate", "combine", "compare", "thanks"):
        room.move_to(phase)
        assert said in plain(room.desk.open(wall).get_data(as_text=True)), phase
        assert said in plain(phone.open(f"/phone/{room.code}").get_data(as_text=True)), phase
        assert said in plain(room.desk.open(f"/desk/{room.code}").get_data(as_text=True)), phase
    assert said in plain(room.desk.open(f"/compare/{room.code}").get_data(as_text=True))
    room.move_to("propose")
    for browser, path in (
        (phone, f"/phone/{room.code}/own"),
        (room.desk, f"/desk/{room.code}/paper/own"),
        (room.desk, f"/desk/{room.code}/reference"),
        (room.desk, f"/budget/{room.code}"),
        (phone, f"/phone/{room.code}"),
    ):
        page = plain(browser.open(path).get_data(as_text=True))
        assert browser.page is not None
        assert browser.page.status_code == 200, path
        named = re.sub("No CO₂ figure|no CO₂ figure|the CO₂ figure|an amount of CO₂|Amounts of CO₂", "", page)
        named = re.sub(r"[\d.]+ Mt CO₂(?!e)", "", named)
        assert not re.search("CO₂(?!e)", named), (path, re.findall(".{40}CO₂(?!e).{20}", named))


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
