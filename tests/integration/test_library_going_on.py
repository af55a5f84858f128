"""A saved scenario becomes the live one, or another workshop continues from it; erased words go."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from scenarios.file.fingerprint import hash_figures
from scenarios.file.schema import scenario_from_dict
from tests.climate_budgets import at, form_of, oslo, rows
from tests.integration.library_room import continued, emitted, save, shown_proposal, step, stored
from tests.workshop_room import Room, silence
from workshop.extensions import db
from workshop.models import AdoptedWords, Proposal, Workshop
from workshop.services.people.adopted_words import erase_adopted


@pytest.fixture
def meeting(room: Room) -> Room:
    """A meeting that proposes."""
    room.move_to("propose")
    return room


def test_the_live_scenario_goes_back_and_forth(meeting: Room) -> None:
    phone, first = shown_proposal(meeting, "Car-free centre")
    meeting.pick(phone, "electric-buses", 5)
    number = save(meeting, "First round")
    with meeting.app.app_context():
        wanted = stored(meeting, number).figures_hash
    at_first = emitted(meeting)
    # Later the room adds, switches, estimates on and changes the reference path.
    _, second = shown_proposal(meeting, "A later idea", "9000")
    meeting.pick(meeting.phone(), "electric-buses", 9)
    meeting.decide(first, "include", included="")
    path = f"/desk/{meeting.code}/reference"
    assert meeting.desk.send(path, reference_method="trend").status_code == 200
    later = emitted(meeting)
    assert later != pytest.approx(at_first)

    assert step(meeting, number, "live") == 200
    assert "1 later proposal is switched off" in meeting.desk.text
    assert emitted(meeting) == pytest.approx(at_first, rel=1e-12)
    views = {view.id: view for view in meeting.snapshot().proposals}
    assert views[first].included
    assert not views[second].included
    # Without what came later, every figure is the saved one, the estimates behind it included.
    live = meeting.snapshot().scenario
    actions = tuple(action for action in live.actions if action.id != f"free-{second}")
    assert hash_figures(type(live)(**{**_fields(live), "actions": actions})) == wanted

    text = meeting.desk.open(f"/desk/{meeting.code}").get_data(as_text=True)
    assert "Made the saved scenario the live one: First round" in text
    change = re.search(r'name="change" value="(\d+)"', text)
    assert change
    assert meeting.desk.send(f"/desk/{meeting.code}/undo", change=change[1]).status_code == 200
    assert emitted(meeting) == pytest.approx(later, rel=1e-12)


def _fields(scenario: Any) -> dict[str, Any]:
    return {name: getattr(scenario, name) for name in scenario.__slots__}


def test_what_was_moderated_away_does_not_come_back(meeting: Room) -> None:
    _, proposal = shown_proposal(meeting, "Something about my neighbour")
    number = save(meeting, "First round")
    meeting.decide(proposal, "hide", reason="personal")
    page = meeting.desk.open(f"/library/{meeting.code}/{number}").get_data(as_text=True)
    assert "neighbour" not in page
    assert "1 of its actions is not shown now" in page
    step(meeting, number, "live")
    assert "it stays away" in meeting.desk.text
    assert meeting.snapshot().shown == ()
    meeting.desk.send(f"/library/{meeting.code}/{number}/continue", title="Next meeting")
    with meeting.app.app_context():
        opened = db.session.scalars(db.select(Workshop).where(Workshop.title == "Next meeting")).one()
        titles = db.session.scalars(db.select(Proposal.title).where(Proposal.workshop_id == opened.id)).all()
    assert titles == []


def test_a_silent_round_shows_nothing_of_the_proposals_in_the_library(meeting: Room) -> None:
    shown_proposal(meeting, "Car-free centre")
    number = save(meeting, "First round")
    silence(meeting)
    text = meeting.desk.open(f"/library/{meeting.code}/{number}").get_data(as_text=True)
    assert "Car-free centre" not in text


def test_a_new_workshop_continues_from_what_was_adopted(meeting: Room) -> None:
    phone, _ = shown_proposal(meeting, "Car-free centre")
    for who, amount in ((phone, 5), (meeting.phone(), 9), (meeting.phone(), 12)):
        meeting.pick(who, "electric-buses", amount)
        meeting.pick(who, "charging-points", 10 * amount)
    _, left_out = shown_proposal(meeting, "Not adopted", "9000")
    meeting.decide(left_out, "include", included="")
    number = save(meeting, "What we adopted")
    at_end = meeting.snapshot().outcome
    meeting.decide(left_out, "include", included="yes")
    second = continued(meeting, number, "Second meeting")
    snapshot = second.snapshot()
    titles = {view.title for view in snapshot.proposals}
    assert "Car-free centre" in titles
    assert "Not adopted" not in titles
    assert {view.layer for view in snapshot.proposals} == {"decided"}
    assert snapshot.outcome.cumulative_emissions_t == pytest.approx(at_end.cumulative_emissions_t, rel=1e-9)
    assert snapshot.outcome.budget_t == at_end.budget_t
    assert snapshot.outcome.decided.cumulative_emissions_t == pytest.approx(at_end.cumulative_emissions_t)
    assert not any(second.joined().values())
    assert "Second meeting" in meeting.desk.open("/").get_data(as_text=True)


def test_groups_go_on(meeting: Room) -> None:
    phone = meeting.phone()
    meeting.pick(phone, "electric-cars", 4000)
    meeting.pick(phone, "municipal-fleet", 50)
    number = save(meeting, "Both kinds of cars")
    with meeting.app.app_context():
        groups = stored(meeting, number).document["groups"]
    at_end = emitted(meeting)
    second = continued(meeting, number, "Second meeting")
    assert len(second.snapshot().scenario.groups) == len(groups)
    assert emitted(second) == pytest.approx(at_end, rel=1e-9)


def erase(room: Room, title: str) -> None:
    """Remove the only person with free-text proposals, and erase them."""
    text = room.desk.open(f"/desk/{room.code}/people").get_data(as_text=True)
    person = re.search(r'name="people" value="([0-9a-f]{16})"', text)
    assert person, text
    room.desk.send(f"/desk/{room.code}/people/remove", people=person[1])
    answer = room.desk.send(f"/desk/{room.code}/people/{person[1]}/erase")
    assert answer.status_code == 200, title


def test_an_erased_persons_words_go_everywhere_and_the_figures_stay(meeting: Room) -> None:
    shown_proposal(meeting, "Words of one person")
    number = save(meeting, "First round")
    second = continued(meeting, number, "Second meeting")
    kept = save(second, "Second round")
    third = continued(second, kept, "Third meeting")
    second.desk.send(f"/workshops/{second.code}/copy", title="A copy")
    step(meeting, number, "trash")
    with meeting.app.app_context():
        assert db.session.scalar(db.select(db.func.count(AdoptedWords.proposal_id))) == 3
        before = stored(meeting, number).figures_hash, stored(second, kept).figures_hash
    figures = emitted(second), emitted(third)
    asked = meeting.desk.open(f"/workshops/{meeting.code}/delete").get_data(as_text=True)
    assert "has adopted 1 free-text proposal of this one" in asked
    erase(meeting, "Words of one person")
    with meeting.app.app_context():
        after = stored(meeting, number).figures_hash, stored(second, kept).figures_hash
        assert after == before
        for room, saved in ((meeting, number), (second, kept)):
            assert hash_figures(scenario_from_dict(stored(room, saved).document)) in before
        for table in db.metadata.sorted_tables:
            rows = db.session.execute(db.select(table)).all()
            assert "Words of one person" not in repr(rows), table.name
        assert db.session.scalar(db.select(db.func.count(AdoptedWords.proposal_id))) == 0
    assert (emitted(second), emitted(third)) == pytest.approx(figures)
    for room in (second, third):
        assert "Words of one person" not in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "Words of one person" not in second.desk.open(f"/library/{second.code}/{kept}").get_data(True)


def test_what_was_left_to_erase_is_erased_later(meeting: Room) -> None:
    shown_proposal(meeting, "Words of one person")
    second = continued(meeting, save(meeting, "First round"), "Second meeting")
    with meeting.app.app_context():
        # A process was killed between the two steps.
        db.session.execute(db.update(AdoptedWords).values(due=True))
        db.session.commit()
        erase_adopted()
        titles = db.session.scalars(
            db.select(Proposal.title).where(Proposal.workshop_id == second.workshop_id)
        ).all()
        erase_adopted()
    assert "Words of one person" not in titles


def test_annual_limits_go_on(app: Flask) -> None:
    room = oslo(app)
    given = {"gas": "CO2e", **rows(("2026", "375000", ""), ("2027", "194000", ""))}
    assert room.desk.send(at(room), **{**form_of(room), **given, "use_sum": "1"}).status_code == 200
    limits = room.snapshot().scenario.limits
    assert len(limits) == 2
    second = continued(room, save(room, "As adopted"), "Next year")
    assert second.snapshot().scenario.limits == limits
