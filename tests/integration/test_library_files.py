"""The library with imported files, and with other statistics than when a scenario was saved."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from scenarios.inventory.editions import use_data_folder
from tests.integration.library_room import continued, emitted, save, step, stored
from tests.integration.test_scenario_files import of_this_place, press, put
from tests.integration.test_statistics import take_into_use, upload
from tests.unit.scenarios.scenario_file import SOUND
from tests.unit.scenarios.statistics_files import FIRST, workbook
from tests.workshop_room import OPENING, Room, enter_room
from workshop.extensions import db
from workshop.models import Workshop


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> Iterator[Path]:
    """Keep imports of a test in a folder of its own."""
    folder = tmp_path / "statistics-data"
    use_data_folder(folder)
    yield folder
    use_data_folder(None)


def test_an_imported_scenario_is_in_the_library_with_its_place(room: Room) -> None:
    document = {**copy.deepcopy(SOUND), "provenance": {"territory": "NO-4001", "place": "Porsgrunn"}}
    put(room, document)
    assert press(room, "keep", name="Theirs", note="From the county") == 200
    text = room.desk.open("/library/?place=Porsgrunn").get_data(as_text=True)
    assert "Theirs" in text
    assert "imported" in text
    page = room.desk.open(f"/library/{room.code}/1").get_data(as_text=True)
    assert "It is about another place: Porsgrunn." in page
    assert "Make it the live one" not in page
    assert step(room, 1, "live") == 409
    assert "An imported scenario cannot become the live one." in room.desk.text
    assert step(room, 1, "rename", name="Theirs, renamed", note="") == 200


def test_a_workshop_continues_from_a_file_of_another_place(room: Room) -> None:
    document = {**copy.deepcopy(SOUND), "provenance": {"territory": "NO-4001", "place": "Porsgrunn"}}
    put(room, document)
    press(room, "keep", name="Theirs")
    with room.app.app_context():
        outcome = evaluate(scenario_from_dict(stored(room, 1).document))
    second = continued(room, 1, "At their place")
    snapshot = second.snapshot()
    assert snapshot.place == "Porsgrunn"
    assert (snapshot.start_year, snapshot.end_year) == (SOUND["start_year"], SOUND["end_year"])
    assert snapshot.outcome.budget_t == SOUND["budget_t"]
    assert snapshot.outcome.cumulative_emissions_t == pytest.approx(outcome.cumulative_emissions_t, rel=1e-9)
    for page in ("", "/reference", "/decided", "/result"):
        assert second.desk.open(f"/desk/{second.code}{page}").status_code == 200, page
    assert second.desk.open(f"/budget/{second.code}").status_code == 200


def test_a_workshop_continues_from_a_file_of_this_place(room: Room) -> None:
    put(room, of_this_place(room))
    press(room, "keep", name="The plan")
    with room.app.app_context():
        outcome = evaluate(scenario_from_dict(stored(room, 1).document))
    second = continued(room, 1, "Goes on")
    assert emitted(second) == pytest.approx(outcome.cumulative_emissions_t, rel=1e-9)


def test_a_final_import_is_not_undone(room: Room) -> None:
    put(room, of_this_place(room))
    press(room, "keep", name="The plan")
    assert step(room, 1, "final") == 200
    change = re.search(
        r'name="change" value="(\d+)"', room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    )
    assert change
    assert room.desk.send(f"/desk/{room.code}/undo", change=change[1]).status_code == 409
    assert "The imported scenario is final." in room.desk.text
    step(room, 1, "draft")
    assert room.desk.send(f"/desk/{room.code}/undo", change=change[1]).status_code == 200
    assert room.desk.open(f"/library/{room.code}/1").status_code == 404


def porsgrunn(room: Room) -> Room:
    """Open a meeting of Porsgrunn, where somebody proposes."""
    room.desk.send(
        "/workshops/new",
        **{**OPENING, "territory": "NO-4001", "preset": "emission-share", "title": "Porsgrunn’s meeting"},
    )
    with room.app.app_context():
        opened = db.session.scalars(db.select(Workshop).where(Workshop.title == "Porsgrunn’s meeting")).one()
        other = enter_room(room.app, opened.id)
    other.move_to("propose")
    assert other.pick(other.phone(), "electric-buses", 5).status_code == 200
    return other


def publish(room: Room, content: bytes) -> None:
    """Import statistics that are newer than the shipped ones."""
    upload(room, content, "new.xlsx", published="2027-01-01")
    take_into_use(room, older="y")


def test_new_statistics_are_told_and_evaluated_beside_the_old(room: Room) -> None:
    other = porsgrunn(room)
    number = save(other, "Before the new statistics")
    with other.app.app_context():
        before = stored(other, number)
        kept = (before.result, before.document, before.figures_hash)
    cars = {row: (*FIRST, "CO2", year, 60_000.0) for row, year in enumerate(range(2009, 2026), start=2)}
    publish(room, workbook(cars))
    assert "other statistics today" in other.desk.open("/library/").get_data(as_text=True)
    assert "stands on other statistics" in other.desk.open("/").get_data(as_text=True)
    page = other.desk.open(f"/library/{other.code}/{number}").get_data(as_text=True)
    assert "Evaluated again today, it gives another result" in page
    assert "The statistics are others now." in page
    row = re.search(r"Budget</th><td>([^<]+)</td><td>([^<]+)</td>", page)
    assert row
    assert row[1] != row[2]
    # The town of the new statistics has no buses.
    assert "1 action has no effect today" in page
    with other.app.app_context():
        after = stored(other, number)
        assert (after.result, after.document, after.figures_hash) == kept


def test_statistics_that_cannot_be_used_are_said_to_be_so(room: Room) -> None:
    other = porsgrunn(room)
    number = save(other, "Before the new statistics")
    publish(room, workbook())
    page = other.desk.open(f"/library/{other.code}/{number}").get_data(as_text=True)
    assert "It cannot be evaluated with the statistics of today" in page
    assert "give the same" not in page
