"""The library: saved scenarios across workshops, and what can be done with them afterwards."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from scenarios.engine.evaluation import evaluate
from scenarios.file.fingerprint import hash_figures
from scenarios.file.schema import scenario_from_dict
from tests.integration.library_room import save, shown_proposal, step, stored
from tests.integration.test_accounts import accept, invite, log_in
from tests.workshop_room import Browser, Room
from workshop.charts.library.rows import describe_hash
from workshop.extensions import db
from workshop.models import Change, Workshop
from workshop.models.types import utc_now
from workshop.services.library.entries import PAGE, Search, Status, list_entries, search
from workshop.services.library.upkeep import TRASH_DAYS, empty_trash
from workshop.services.people.facilitators import ensure_facilitator
from workshop.services.workshops.saved_scenarios import list_saved, save_scenario
from workshop.state.snapshot import current_snapshot


@pytest.fixture
def meeting(room: Room) -> Room:
    """A meeting that proposes."""
    room.move_to("propose")
    return room


def test_a_saved_scenario_has_author_hash_and_result(meeting: Room) -> None:
    shown_proposal(meeting, "Car-free centre")
    number = save(meeting, "First round", "Before the break")
    with meeting.app.app_context():
        saved = stored(meeting, number)
        assert saved.author is not None
        assert saved.author.name == "facilitator"
        assert saved.figures_hash == hash_figures(scenario_from_dict(saved.document))
        assert saved.result is not None
        outcome = evaluate(scenario_from_dict(saved.document))
        assert saved.result["cumulative_emissions_t"] == pytest.approx(outcome.cumulative_emissions_t)
    text = meeting.desk.open("/library/").get_data(as_text=True)
    for said in ("First round", "Before the break", "Nyköping", "saved by facilitator", "1 scenario"):
        assert said in text
    text = meeting.desk.open(f"/library/{meeting.code}/{number}").get_data(as_text=True)
    assert "Car-free centre" in text
    assert "The statistics and the program of today give the same." in text


def test_empty_places_say_what_to_do(app: Flask) -> None:
    newcomer = log_in(app, "Adviser 2")
    assert "No scenario is saved yet" in newcomer.open("/library/").get_data(as_text=True)
    assert "No workshop yet" in newcomer.open("/").get_data(as_text=True)


def test_only_owner_and_team_find_a_scenario(meeting: Room) -> None:
    number = save(meeting, "Round of the council")
    address = f"/library/{meeting.code}/{number}"
    stranger = log_in(meeting.app, "Adviser 2")
    assert "Round of the council" not in stranger.open("/library/").get_data(as_text=True)
    assert stranger.open(address).status_code == 403
    assert "Round of the council" not in stranger.text
    viewer = accept(
        meeting.app, invite(meeting.desk, f"/workshops/{meeting.code}/team/", "viewer"), "Councillor 5"
    )
    assert "Round of the council" in viewer.open("/library/").get_data(as_text=True)
    assert viewer.open(address).status_code == 200
    assert "Make it the live one" not in viewer.text
    for kind in ("rename", "final", "draft", "trash", "restore", "live"):
        assert viewer.send(f"{address}/{kind}", name="Other").status_code == 403
    # A viewer's account opens no workshop.
    assert viewer.open(f"{address}/continue").status_code == 403
    nobody = Browser(meeting.app.test_client())
    nobody.open("/library/")
    assert "Log in" in nobody.text
    nobody.open(address)
    assert "Round of the council" not in nobody.text
    helper = meeting.phone()
    helper.open(address)
    assert "Round of the council" not in helper.text


def test_names_change_and_the_hash_stays(meeting: Room) -> None:
    shown_proposal(meeting, "Car-free centre")
    number = save(meeting, "Draft of Monday")
    with meeting.app.app_context():
        before = stored(meeting, number).figures_hash
    assert step(meeting, number, "rename", name="First draft", note="Spelt right") == 200
    assert step(meeting, number, "rename", name="", note="") == 422
    with meeting.app.app_context():
        saved = stored(meeting, number)
        assert (saved.name, saved.note) == ("First draft", "Spelt right")
        assert saved.document["title"] == "First draft"
        assert hash_figures(scenario_from_dict(saved.document)) == before == saved.figures_hash
    log = meeting.desk.open(f"/workshops/{meeting.code}/team/log").get_data(as_text=True)
    assert "Renamed the scenario" in log


def test_a_final_scenario_is_frozen_until_that_is_taken_back(meeting: Room) -> None:
    number = save(meeting, "For the council")
    assert step(meeting, number, "final") == 200
    assert step(meeting, number, "rename", name="Other", note="") == 409
    assert step(meeting, number, "trash") == 409
    assert "is final" in meeting.desk.text
    assert step(meeting, number, "draft") == 200
    assert step(meeting, number, "rename", name="Other", note="") == 200


def test_the_trash_keeps_and_then_deletes(meeting: Room) -> None:
    kept, number = save(meeting, "Kept"), save(meeting, "Thrown away")
    assert step(meeting, number, "trash") == 200
    assert "Thrown away" not in meeting.desk.open("/library/").get_data(as_text=True)
    assert "Thrown away" in meeting.desk.open("/library/?status=trash").get_data(as_text=True)
    assert "Thrown away" not in meeting.desk.open(f"/compare/{meeting.code}").get_data(as_text=True)
    assert meeting.desk.open(f"/compare/{meeting.code}?s={number}").status_code == 404
    assert step(meeting, number, "live") == 409
    assert step(meeting, number, "continue", title="On") == 409
    assert step(meeting, number, "restore") == 200
    assert "Thrown away" in meeting.desk.open("/library/").get_data(as_text=True)
    step(meeting, number, "trash")
    with meeting.app.app_context():
        now = utc_now()
        assert empty_trash(now + timedelta(days=TRASH_DAYS - 1)) == 0
        assert empty_trash(now + timedelta(days=TRASH_DAYS, minutes=1)) == 1
        assert [saved.number for saved in list_saved(meeting.workshop_id)] == [kept]
    assert meeting.desk.open(f"/library/{meeting.code}/{number}").status_code == 404


def test_sixty_scenarios_are_searched_and_turned(meeting: Room) -> None:
    with meeting.app.app_context():
        owner = ensure_facilitator("facilitator")
        for number in range(1, 61):
            note = "With the harbour" if number % 20 == 0 else ""
            save_scenario(meeting.workshop_id, owner, str(uuid.uuid4()), name=f"Round {number}", note=note)
        entries = list_entries(owner)
        assert len(entries) == 60
        first = search(entries, Search())
        assert (len(first.entries), first.pages, first.total) == (PAGE, 2, 60)
        assert first.entries[0].name == "Round 60"
        assert search(entries, Search(page=9)).page == 2
        assert search(entries, Search(words="HARBOUR")).total == 3
        assert search(entries, Search(words="NYKÖPING harbour")).total == 3
        assert search(entries, Search(place="Nyköping")).total == 60
        assert search(entries, Search(place="Oslo")).total == 0
        assert search(entries, Search(status=Status.FINAL)).total == 0
        assert search(entries, Search(words=entries[0].figures_hash[:12])).total == 60
        assert search(entries, Search(words=describe_hash(entries[0].figures_hash))).total == 60
        assert search(entries, Search(words="0000 0000 0000")).total == 0
    page = meeting.desk.open("/library/?page=2").get_data(as_text=True)
    assert "page 2 of 2" in page
    assert "Round 30" in page
    assert "Nothing was found" in meeting.desk.open("/library/?words=zeppelin").get_data(as_text=True)
    assert meeting.desk.open("/library/?status=nonsense&page=x&place=%00").status_code in (200, 400, 422)


def test_new_figures_stand_beside_the_stored_ones(meeting: Room) -> None:
    number = save(meeting, "First round")
    with meeting.app.app_context():
        saved = stored(meeting, number)
        assert saved.result is not None
        old = {**saved.result, "cumulative_emissions_t": 2 * saved.result["cumulative_emissions_t"]}
        saved.result = {**old, "program": "0.0.1"}
        db.session.commit()
    text = meeting.desk.open(f"/library/{meeting.code}/{number}").get_data(as_text=True)
    assert "Evaluated again today, it gives another result" in text
    assert "it was saved with version 0.0.1" in text
    with meeting.app.app_context():
        assert stored(meeting, number).result == {**old, "program": "0.0.1"}


def test_a_changed_file_is_noticed(meeting: Room) -> None:
    number = save(meeting, "First round")
    with meeting.app.app_context():
        saved = stored(meeting, number)
        saved.document = {**saved.document, "budget_t": 1.0}
        db.session.commit()
    text = meeting.desk.open(f"/library/{meeting.code}/{number}").get_data(as_text=True)
    assert "their hash is another one" in text


def test_a_scenario_of_an_earlier_version_says_that_it_has_no_result(meeting: Room) -> None:
    number = save(meeting, "First round")
    with meeting.app.app_context():
        saved = stored(meeting, number)
        saved.result, saved.author_id = None, None
        db.session.commit()
    text = meeting.desk.open(f"/library/{meeting.code}/{number}").get_data(as_text=True)
    assert "saved it without a result" in text
    assert "author not known" in meeting.desk.open("/library/").get_data(as_text=True)


def test_steps_of_the_library_are_not_undone_at_the_desk(meeting: Room) -> None:
    shown_proposal(meeting, "Car-free centre")
    number = save(meeting, "First round")
    step(meeting, number, "rename", name="Other", note="")
    step(meeting, number, "final")
    with meeting.app.app_context():
        kinds = db.session.scalars(db.select(Change.kind).where(Change.kind.startswith("scenario."))).all()
        undoable = db.session.scalars(
            db.select(Change.kind).where(Change.kind.startswith("scenario."), Change.undoable)
        ).all()
    assert kinds == ["scenario.save", "scenario.rename", "scenario.final"]
    assert undoable == []


def test_the_start_page_is_the_facilitators_work(meeting: Room) -> None:
    phone = meeting.phone()
    meeting.propose(phone, "Something new")
    text = meeting.desk.open("/").get_data(as_text=True)
    assert "1 proposal waits for the desk" in text
    assert "Used last" in text
    assert 'name="code"' not in text
    meeting.move_to("thanks")
    assert "is over, and no scenario of it is saved" in meeting.desk.open("/").get_data(as_text=True)
    save(meeting, "At the end")
    text = meeting.desk.open("/").get_data(as_text=True)
    assert "is over, and no scenario" not in text
    assert "At the end" in text
    participant = phone.open("/").get_data(as_text=True)
    assert 'name="code"' in participant
    assert "At the end" not in participant


def test_the_desk_leads_on_after_the_meeting(meeting: Room) -> None:
    meeting.move_to("thanks")
    text = meeting.desk.open(f"/desk/{meeting.code}").get_data(as_text=True)
    assert "After the meeting" in text
    assert 'href="#save"' in text
    number = save(meeting, "At the end")
    text = meeting.desk.open(f"/desk/{meeting.code}").get_data(as_text=True)
    assert f"/library/{meeting.code}/{number}" in text
    assert f"/library/{meeting.code}/{number}/continue" in text


def test_a_table_that_was_adopted_is_named(meeting: Room) -> None:
    shown_proposal(meeting, "Car-free centre")
    meeting.arrange(tables=2)
    assert meeting.desk.send(f"/desk/{meeting.code}/tables/adopt", table="2").status_code == 200
    number = save(meeting, "Table 2")
    with meeting.app.app_context():
        assert stored(meeting, number).table_number == 2
        snapshot = current_snapshot(db.session.get_one(Workshop, meeting.workshop_id))
        view = snapshot.shown[0]
    meeting.decide(view.id, "include", included="yes")
    number = save(meeting, "Changed since")
    with meeting.app.app_context():
        assert stored(meeting, number).table_number is None
