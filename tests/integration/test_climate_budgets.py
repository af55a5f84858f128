"""Whole climate budgets: list imported, limits entered, the mode chosen, the gap table read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from scenarios.file.schema import scenario_from_dict, scenario_to_dict
from scenarios.importing.statistics import import_statistics
from scenarios.inventory import editions
from scenarios.scenario import BaseYear
from tests.climate_budgets import OSLO, OSLO_LIMITS, at, enter, form_of, oslo, plain, rows, undo
from tests.listed import import_list
from tests.page_forms import fields_of
from tests.workshop_room import OPENING, Room, enter_room
from workshop.extensions import db
from workshop.models import Workshop
from workshop.state.limits import GivenLimit, Limits


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
    # The table comes back as it was sent, to write the year into it or to let it lie on a line.
    again = fields_of(room.desk.text, "limit-rows")
    assert [again[name] for name in ("limit-year-1", "limit-amount-1")] == ["2028", "194000"]
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
