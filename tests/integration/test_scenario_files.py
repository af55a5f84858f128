"""Scenario files come back: as a saved scenario, or their actions as decided ones, after a look at them."""

from __future__ import annotations

import copy
import io
import json
import re
from typing import Any

import pytest

from tests.page_forms import fields_of
from tests.unit.scenarios.scenario_file import SOUND
from tests.workshop_room import Room
from workshop.extensions import db
from workshop.models import SavedScenario, ScenarioDraft, Workshop

_MARKED = '<div id="faults"'


def put(room: Room, document: Any, file_name: str = "plan.json", **fields: str) -> int:
    """Send a scenario file; return the status of the answer."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    path = f"/desk/{room.code}/scenario-files"
    return room.desk.send(
        path, **{"purpose": "save", "name": "", "note": "", **fields}, file=(io.BytesIO(content), file_name)
    ).status_code


def press(room: Room, do: str, **fields: Any) -> int:
    """Press a button of the preview, with some fields filled in."""
    path = f"/desk/{room.code}/scenario-files/preview"
    form = fields_of(room.desk.open(path).get_data(as_text=True), "name")
    return room.desk.send(path, **{**form, **fields, "do": do}).status_code


def export(room: Room, number: int) -> dict[str, Any]:
    """Download a saved scenario."""
    answer = room.desk.client.get(f"/compare/{room.code}/{number}/scenario.json")
    assert answer.status_code == 200
    return json.loads(answer.get_data(as_text=True))  # type: ignore[no-any-return]


def of_this_place(room: Room, **more: Any) -> dict[str, Any]:
    """Return a file about the workshop's place and years, with the actions of the sound file."""
    document = room.document()
    document["actions"] = [
        {**copy.deepcopy(action), "targets": ["transport/cars"] if action["targets"] else []}
        for action in SOUND["actions"]
    ]
    for action in document["actions"]:
        if "start_year" in action:
            action["start_year"] = 2027
    return {**document, "title": "The plan of spring", "groups": SOUND["groups"], **more}


def move_to_comparing(room: Room) -> None:
    """Add a step of comparing to the agenda, and go to it."""
    with room.app.app_context():
        workshop = db.session.get_one(Workshop, room.workshop_id)
        workshop.agenda = [*workshop.agenda, {**workshop.agenda[-1], "phase": "compare"}]
        step = len(workshop.agenda) - 1
        db.session.commit()
    assert room.desk.send(f"/desk/{room.code}/agenda/move", step=step).status_code == 200


def stored(room: Room) -> str:
    """Return all that is kept of scenarios and their files."""
    with room.app.app_context():
        kept = [each.document for each in db.session.scalars(db.select(SavedScenario))]
        kept += [each.document for each in db.session.scalars(db.select(ScenarioDraft))]
    return json.dumps(kept)


def decided(room: Room) -> dict[str, Any]:
    """Return the decided actions by their titles."""
    return {view.title: view for view in room.snapshot().decided}


def test_an_exported_scenario_comes_back_and_goes_out_as_it_was(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "A tram", likely="500", target="transport/cars")
    (tram,) = room.snapshot().proposals
    room.decide(tram.id, "approve")
    room.desk.send(f"/desk/{room.code}/save", name="Evening", note="As it was")
    first = export(room, 1)
    assert put(room, first, note="From last time") == 200
    for told in ("Nothing is stored yet", "Evening", "Place, gas and years are those of this workshop."):
        assert told in re.sub(r"\s", " ", room.desk.text)
    assert press(room, "keep") == 200
    assert "The file is saved as scenario number 2." in room.desk.text
    assert "Imported from the file “plan.json”." in room.desk.text
    second = export(room, 2)
    imported = second["about"].pop("imported")
    assert imported["file"] == "plan.json"
    assert imported["at"]
    assert second == first
    # And once more, as far as another program can tell.
    assert put(room, export(room, 2), "again.json") == 200
    assert press(room, "keep") == 200
    third = export(room, 3)
    assert third["about"].pop("imported")["file"] == "again.json"
    assert third == first


def test_what_is_imported_is_in_every_list_with_its_origin(room: Room) -> None:
    assert put(room, of_this_place(room), file_name="spring.json") == 200
    assert press(room, "keep", name="Spring", note="The council's plan") == 200
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert re.search(r'<li value="1"><a [^>]+>Spring</a>\s*<span class="tag">imported</span>', desk)
    compared = room.desk.open(f"/compare/{room.code}").get_data(as_text=True)
    assert "Imported from the file “spring.json”." in compared
    assert "Electric municipal fleet" in compared
    assert "The council&#39;s plan" in compared
    assert export(room, 1)["title"] == "Spring"
    phone = room.phone()
    move_to_comparing(room)
    assert "Spring" in phone.open(f"/phone/{room.code}/picture").get_data(as_text=True)


def test_keeping_a_file_can_be_undone(room: Room) -> None:
    put(room, of_this_place(room))
    assert press(room, "keep", name="Spring") == 200
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "Imported the scenario: Spring" in desk
    change = re.search(r'name="change" value="(\d+)"', desk)
    assert change
    room.desk.send(f"/desk/{room.code}/undo", change=change[1])
    assert "No scenario is saved yet" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert room.desk.client.get(f"/compare/{room.code}/1/scenario.json").status_code == 404


def test_sent_twice_a_file_is_kept_once(room: Room) -> None:
    put(room, of_this_place(room))
    path = f"/desk/{room.code}/scenario-files/preview"
    same = {**fields_of(room.desk.open(path).get_data(as_text=True), "name"), "do": "keep"}
    for _ in range(2):
        assert room.desk.send(path, **same).status_code == 200
        assert "saved as scenario number 1" in room.desk.text
    assert room.desk.client.get(f"/compare/{room.code}/2/scenario.json").status_code == 404


def test_actions_come_in_as_decided_ones_with_all_that_the_file_says(room: Room) -> None:
    assert put(room, of_this_place(room), purpose="decided") == 200
    assert "New: 4." in room.desk.text
    assert press(room, "import") == 200
    assert "4 decided actions are in." in room.desk.text
    found = decided(room)
    fleet, pool, road = found["Electric municipal fleet"], found["Fleet pool"], found["Ring road"]
    assert (fleet.likely, fleet.start_year, fleet.actor) == (210, 2027, "the municipality")
    assert found["A climate council of residents"].likely is None
    stored = {action["title"]: action for action in room.document()["actions"]}
    assert stored[fleet.title]["ramp_years"] == 4
    assert stored[pool.title]["effect"]["kind"] == "share"
    assert stored[pool.title]["effect"]["estimates"][0]["likely"] == 0.002
    # Units are multiplied out.
    assert stored[road.title]["effect"]["estimates"] == [{"low": -27, "likely": 3, "high": 6}]
    assert stored[road.title]["ramp"] == "s-curve"
    # Only one of the two can come, as the file says.
    (group,) = room.document()["groups"]
    assert group["relation"] == "exclusive"
    assert set(group["actions"]) == {stored[fleet.title]["id"], stored[pool.title]["id"]}


def test_the_same_file_again_doubles_nothing_and_a_newer_one_updates(room: Room) -> None:
    document = of_this_place(room)
    for _ in range(2):
        put(room, document, purpose="decided")
        assert press(room, "import") == 200
        assert len(decided(room)) == 4
    assert "Already there, and left as they are: 4." in room.desk.text
    document["actions"][0]["effect"]["estimates"][0]["likely"] = 220
    del document["actions"][2]
    put(room, document, purpose="decided")
    assert "Until now: 210" in room.desk.text
    gone = re.search(r'name="gone" value="(\w+)"><span>Take out: A climate council', room.desk.text)
    assert gone
    assert press(room, "import", gone=gone[1]) == 200
    assert decided(room)["Electric municipal fleet"].likely == 220
    assert len(decided(room)) == 3


@pytest.mark.parametrize(
    "course", [{"ramp": "s-curve"}, {"ramp_years": 9}, {"end_year": 2040}, {"rebound": 0.5}]
)
def test_every_change_of_course_in_a_newer_file_is_taken_over(room: Room, course: dict[str, Any]) -> None:
    document = of_this_place(room)
    put(room, document, purpose="decided")
    press(room, "import")
    document["actions"][0] |= course
    put(room, document, purpose="decided")
    assert press(room, "import") == 200
    assert "With new figures: 1." in room.desk.text
    (fleet,) = (a for a in room.document()["actions"] if a["title"] == "Electric municipal fleet")
    assert fleet.items() >= course.items()


def test_an_import_of_actions_is_undone_in_one_step(room: Room) -> None:
    put(room, of_this_place(room), purpose="decided")
    press(room, "import")
    page = room.desk.open(f"/desk/{room.code}/decided").get_data(as_text=True)
    undo = re.search(r'action="([^"]+/decided/undo/\d+)"', page)
    assert undo
    assert room.desk.send(undo[1]).status_code == 200
    assert room.snapshot().decided == ()


def test_emissions_that_the_place_lacks_are_asked_about_or_left_out_and_told(room: Room) -> None:
    document = of_this_place(room)
    document["sources"].append({"id": "ships/ferries", "reference_t": document["sources"][0]["reference_t"]})
    document["actions"][0]["targets"] = ["ships/ferries"]
    put(room, document, purpose="decided")
    assert "Emissions that this place lacks" in room.desk.text
    assert "The statistics of the place have no ships/ferries." in room.desk.text
    assert "New: 3." in room.desk.text
    assert press(room, "look", **{"target-ships/ferries": "transport/cars"}) == 200
    assert "New: 4." in room.desk.text
    assert press(room, "import", **{"target-ships/ferries": ""}) == 200
    assert "Electric municipal fleet" not in decided(room)
    put(room, document, purpose="decided")
    assert press(room, "import", **{"target-ships/ferries": "transport/cars"}) == 200
    (fleet,) = (a for a in room.document()["actions"] if a["title"] == "Electric municipal fleet")
    assert fleet["targets"] == ["transport/cars"]


def test_proposals_of_this_workshop_are_not_doubled_as_decided_ones(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "A tram", likely="500", target="transport/cars")
    (tram,) = room.snapshot().proposals
    room.decide(tram.id, "approve")
    room.desk.send(f"/desk/{room.code}/save", name="Evening", note="")
    put(room, export(room, 1), purpose="decided")
    assert "It is a proposal of this workshop already." in room.desk.text
    assert press(room, "import") == 422
    assert "There is nothing to import." in room.desk.text
    assert room.snapshot().decided == ()


def test_another_place_and_other_years_are_told_and_stay_off_the_screens(room: Room) -> None:
    document = {**copy.deepcopy(SOUND), "provenance": {"territory": "NO-4001", "place": "Porsgrunn"}}
    assert put(room, document) == 200
    assert "The file is about another place: Porsgrunn." in room.desk.text
    assert "The file counts 2025–2027, this workshop 2026–2045." in room.desk.text
    assert press(room, "keep", name="Theirs") == 200
    compared = room.desk.open(f"/compare/{room.code}?s=1").get_data(as_text=True)
    assert "It is about another place: Porsgrunn." in compared
    assert "It counts other years than this workshop." in compared
    room.desk.send(f"/desk/{room.code}/save", name="Ours", note="")
    both = room.desk.open(f"/compare/{room.code}?s=1&s=2")
    assert both.status_code == 200
    for file in ("figures.json?s=1&s=2", "comparison.csv?s=1&s=2"):
        assert room.desk.client.get(f"/compare/{room.code}/{file}").status_code == 200
    move_to_comparing(room)
    phone = room.phone().open(f"/phone/{room.code}/picture").get_data(as_text=True)
    wall = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    for page in (phone, wall):
        assert "Ours" in page
        assert "Theirs" not in page


def test_another_gas_is_not_kept_beside_the_workshop_and_is_converted_when_brought_in(room: Room) -> None:
    document = of_this_place(room, gas="CO2e", warming_marks=[])
    put(room, document)
    assert "this file cannot be kept as a saved scenario here" in room.desk.text
    assert press(room, "keep", name="x") == 422
    assert "CO₂ and CO₂e are never compared" in room.desk.text
    assert press(room, "to-decided") == 200
    assert re.search(r"Of its CO₂e, \d+ % is CO₂ here.", room.desk.text)
    assert press(room, "import") == 200
    assert 0 < decided(room)["Electric municipal fleet"].likely <= 210


@pytest.mark.parametrize("version", [1, 2])
def test_every_fault_is_told_with_its_pointer_and_the_form_keeps_what_was_chosen(
    room: Room, version: int
) -> None:
    document = {**copy.deepcopy(SOUND), "version": version, "gas": "N2O"}
    document["actions"][0]["rebound"] = 2
    assert put(room, document, purpose="decided", name="Mine", note="Of the spring") == 422
    page = room.desk.text
    assert "The file has 2 faults" in page
    for pointer in ("/gas", "/actions/0/rebound"):
        assert f"<code>{pointer}</code>" in page
    form = fields_of(page, "purpose")
    assert (form["purpose"], form["name"], form["note"]) == ("decided", "Mine", "Of the spring")
    assert room.desk.open(f"/desk/{room.code}/scenario-files/preview").status_code == 404


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty."),
        (b"title;tonnes", "no JSON"),
        (json.dumps({**SOUND, "version": 3}).encode(), "3 is another version"),
        (json.dumps({**SOUND, "title": "a\0b"}).encode(), "a control character"),
        (json.dumps({**SOUND, "about": {"a\0b": 1}}).encode(), "a control character"),
        (json.dumps({**SOUND, "actions": [{}] * 1_001}).encode(), "more than 1 000 actions"),
        (b"[" * 100_000, "nested too deeply"),
    ],
    ids=["empty", "table", "version", "title", "key", "actions", "deep"],
)
def test_what_is_no_scenario_file_is_refused_by_a_sentence(room: Room, content: bytes, told: str) -> None:
    assert put(room, content) == 422
    assert told in re.sub(r"\s", " ", room.desk.text)
    assert _MARKED in room.desk.text


def test_a_page_of_an_earlier_file_is_refused(room: Room) -> None:
    put(room, of_this_place(room))
    path = f"/desk/{room.code}/scenario-files/preview"
    old = fields_of(room.desk.open(path).get_data(as_text=True), "name")
    put(room, of_this_place(room, title="Another"))
    assert room.desk.send(path, **{**old, "do": "keep"}).status_code == 409
    assert "This page belongs to another file" in room.desk.text
    assert press(room, "keep", name="Another") == 200
    assert room.desk.send(path, **{**old, "operation_id": "x" * 20, "do": "keep"}).status_code == 404


def test_a_file_is_discarded_without_a_trace(room: Room) -> None:
    put(room, of_this_place(room))
    form = fields_of(room.desk.open(f"/desk/{room.code}/scenario-files").get_data(as_text=True), "draft")
    assert room.desk.send(f"/desk/{room.code}/scenario-files/discard", **form).status_code == 200
    assert "A file is waiting" not in room.desk.text
    assert room.snapshot().revision == 0


@pytest.mark.parametrize("how", ["hide", "erase"])
def test_words_that_were_taken_away_do_not_come_back_with_a_file(room: Room, how: str) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Words to forget", likely="500", target="transport/cars")
    (wish,) = room.snapshot().proposals
    room.decide(wish.id, "approve")
    room.desk.send(f"/desk/{room.code}/save", name="Evening", note="")
    before = export(room, 1)
    assert before["actions"][0]["title"] == "Words to forget"
    assert room.decide(wish.id, "hide", reason="personal").status_code == 200
    if how == "erase":
        assert room.desk.send(f"/desk/{room.code}/people/of/{wish.id}/erase").status_code == 200
    assert put(room, before) == 200
    assert "Its words stay away." in room.desk.text
    assert "Words to forget" not in room.desk.text
    assert press(room, "keep", name="Again") == 200
    after = export(room, 2)
    assert "Words to forget" not in json.dumps(after)
    assert after["actions"][0]["effect"] == before["actions"][0]["effect"]
    put(room, before, purpose="decided")
    assert "It is a proposal of this workshop that is not shown now." in room.desk.text
    assert press(room, "import") == 422
    assert "Words to forget" not in json.dumps(export(room, 2))
    assert stored(room).count("Words to forget") == (1 if how == "hide" else 0)


def test_a_file_that_is_being_looked_at_loses_the_words_that_are_erased(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Words to forget", likely="500", target="transport/cars")
    (wish,) = room.snapshot().proposals
    room.decide(wish.id, "approve")
    room.desk.send(f"/desk/{room.code}/save", name="Evening", note="")
    put(room, export(room, 1))
    assert "Words to forget" in room.desk.text
    room.decide(wish.id, "hide", reason="personal")
    room.desk.send(f"/desk/{room.code}/people/of/{wish.id}/erase")
    assert "Words to forget" not in stored(room)
    assert press(room, "keep", name="Again") == 200
    assert "Words to forget" not in json.dumps(export(room, 2))


def test_of_very_many_missing_emissions_the_first_are_asked_about(room: Room) -> None:
    document = of_this_place(room)
    length = len(document["sources"][0]["reference_t"])
    names = [f"ships/ferry-{number}" for number in range(700)]
    document["sources"] += [{"id": name, "reference_t": [1] * length} for name in names]
    document["actions"][0]["targets"] = names
    assert put(room, document, purpose="decided") == 200
    assert "660 more emission sources or sectors are missing" in room.desk.text
    assert room.desk.text.count("<select") < 60
    assert len(room.desk.text) < 400_000


def test_words_that_are_hidden_after_the_import_are_not_shown_in_it(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Words to forget", likely="500", target="transport/cars")
    (wish,) = room.snapshot().proposals
    room.decide(wish.id, "approve")
    room.desk.send(f"/desk/{room.code}/save", name="Evening", note="")
    put(room, export(room, 1))
    press(room, "keep", name="Again")
    assert "Words to forget" in json.dumps(export(room, 2))
    room.decide(wish.id, "hide", reason="personal")
    assert "Words to forget" not in json.dumps(export(room, 2))
    room.desk.send(f"/desk/{room.code}/people/of/{wish.id}/erase")
    assert "Words to forget" not in stored(room)
