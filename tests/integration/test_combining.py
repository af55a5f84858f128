"""Combining: the vote decides what counts, and the screen says what overlaps and what it would take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from scenarios.engine.prepared import prepare
from tests.workshop_room import JSON, Room, open_room
from workshop.charts.meeting.compared import build_compared_view
from workshop.charts.meeting.phone_pictures import build_saved_view
from workshop.extensions import db
from workshop.i18n import spoken_in
from workshop.models import Workshop
from workshop.services.meeting.combining import needed_scale
from workshop.services.meeting.undo import last_undoable
from workshop.services.workshops.example import EXAMPLE

ACTIONS = ("private-cars-electric", "electric-buses", "car-sharing")


def _proposed(room: Room) -> dict[str, str]:
    room.move_to("propose")
    phone = room.phone()
    for action in ACTIONS:
        room.pick(phone, action, "100")
    return {view.catalogue_id: view.id for view in room.snapshot().shown}


def _voted(room: Room) -> dict[str, str]:
    """Let six people give the first action two dots each, and the second one."""
    ids = _proposed(room)
    room.move_to("deliberate")
    room.desk.send(f"/desk/{room.code}/vote/open", dots="3", hidden="yes")
    for _ in range(6):
        fields = {f"dots-{ids[ACTIONS[0]]}": "2", f"dots-{ids[ACTIONS[1]]}": "1"}
        assert room.phone().send(f"/phone/{room.code}/vote", **fields).status_code == 200
    room.desk.send(f"/desk/{room.code}/vote/close")
    room.move_to("combine")
    return ids


def test_the_board_and_the_verdict_count_the_same_actions(app: Flask) -> None:
    """Skien burns no oil in public buildings: saving some of it has no block on the beam."""
    room = open_room(app, replace(EXAMPLE, territory_id="NO-4003", preset="per-capita"))
    room.move_to("propose")
    phone = room.phone()
    for action, amount in (("private-cars-electric", "4000"), ("tune-public-buildings", "5")):
        room.pick(phone, action, amount)
    idle = next(view for view in room.snapshot().shown if view.catalogue_id == "tune-public-buildings")
    assert (idle.included, idle.block_t) == (True, None)
    # As the newest on the wall it says why it changes nothing, and so does the phone that sent it.
    wall = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    assert "changes nothing: these emissions are zero in Skien already" in wall
    assert "0\u00a0t a year" not in wall
    sent = phone.open(f"/phone/{room.code}?sent={idle.id}").get_data(as_text=True)
    assert "changes nothing: these emissions are zero in Skien already" in sent
    room.move_to("combine")
    page = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    assert "<strong>1 in, 0 out, 1 without effect</strong>" in page
    assert "<strong>no effect</strong>" in page
    on_phone = phone.open(f"/phone/{room.code}/picture").get_data(as_text=True)
    assert "In: 1<" in on_phone
    assert "Also in, no CO₂ figure in the result: 1<" in on_phone
    with app.test_request_context():
        room.desk.send(f"/desk/{room.code}/save", name="Both", note="")
        workshop = db.session.get_one(Workshop, room.workshop_id)
        assert [each.actions for each in build_saved_view(room.snapshot(), workshop).saved] == ["1 action"]
    room.desk.send(f"/desk/{room.code}/proposals/{idle.id}/include", included="no")
    page = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    assert "<strong>1 in, 1 out</strong>" in page


def test_a_threshold_counts_the_actions_that_the_verdict_counts(app: Flask) -> None:
    """In Skien, saving oil in public buildings changes nothing, whatever the vote gave it."""
    room = open_room(app, replace(EXAMPLE, territory_id="NO-4003", preset="per-capita"))
    room.move_to("propose")
    phone = room.phone()
    for action, amount in (("private-cars-electric", "4000"), ("tune-public-buildings", "5")):
        room.pick(phone, action, amount)
    ids = [view.id for view in room.snapshot().shown]
    room.move_to("deliberate")
    room.desk.send(f"/desk/{room.code}/vote/open", dots="2", hidden="yes")
    for _ in range(6):
        room.phone().send(f"/phone/{room.code}/vote", **{f"dots-{each}": "1" for each in ids})
    room.desk.send(f"/desk/{room.code}/vote/close")
    room.move_to("combine")
    assert len(room.snapshot().counted) == 1
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert '<span class="muted">1 action, 1 without effect</span>' in desk


def test_the_wall_says_from_which_support_on_actions_are_in_and_newer_ones_may_stay(room: Room) -> None:
    ids = _voted(room)
    room.move_to("propose")
    room.pick(room.phone(), "cycling", "100")
    room.move_to("combine")
    newest = room.snapshot().shown[0].id
    assert "came after the vote" not in _wall(room)
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "1 proposal came after the vote and has no support in it" in desk
    room.desk.send(f"/desk/{room.code}/combine/threshold", least=7)
    wall = _wall(room)
    assert "In: at least 12 dots." in wall
    assert "1 that came after the vote is out." in wall
    room.desk.send(f"/desk/{room.code}/proposals/{newest}/include", included="yes")
    room.desk.send(f"/desk/{room.code}/combine/threshold", least=7, newer="keep")
    assert {view.id for view in room.snapshot().shown if view.included} == {ids[ACTIONS[0]], newest}
    wall = _wall(room)
    assert "In: at least 12 dots." in wall
    assert "came after the vote" not in wall


def test_other_estimates_than_in_a_saved_scenario_are_said(room: Room) -> None:
    _proposed(room)
    room.move_to("combine")
    room.desk.send(f"/desk/{room.code}/save", name="Before", note="")
    said = "Since “Before” was saved, the estimate of 1 action has changed"
    assert said not in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    room.move_to("propose")
    room.pick(room.phone(), ACTIONS[0], "900")
    room.move_to("combine")
    assert said in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    with room.app.test_request_context(), spoken_in("en"):
        compared = build_compared_view(room.snapshot())
        assert compared is not None
        assert compared.about.startswith("The estimate of 1 action changed meanwhile")


def _wall(room: Room) -> str:
    return room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)


def test_the_vote_decides_what_counts_and_undo_takes_it_back(room: Room) -> None:
    ids = _voted(room)
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "At least 12 dots" in desk
    assert "At least 6 dots" in desk
    before = {view.id for view in room.snapshot().shown if view.included}
    room.desk.send(f"/desk/{room.code}/combine/threshold", least=7)
    assert {view.id for view in room.snapshot().shown if view.included} == {ids[ACTIONS[0]]}
    room.desk.send(f"/desk/{room.code}/combine/threshold", least=6)
    assert {view.id for view in room.snapshot().shown if view.included} == {ids[name] for name in ACTIONS[:2]}
    for _ in range(2):
        with room.app.app_context():
            last = last_undoable(room.workshop_id)
            assert last is not None
        room.desk.send(f"/desk/{room.code}/undo", change=last.id)
    assert {view.id for view in room.snapshot().shown if view.included} == before


def test_without_a_vote_there_is_nothing_to_go_by(room: Room) -> None:
    _proposed(room)
    room.move_to("combine")
    answer = room.desk.send(f"/desk/{room.code}/combine/threshold", least=1, headers=JSON)
    assert (answer.status_code, answer.json["what"]) == (409, "There is no result of a vote to go by.")
    assert "After a vote, its result can decide what is included." in room.desk.open(
        f"/desk/{room.code}"
    ).get_data(as_text=True)


def test_the_screen_says_what_it_would_take(room: Room) -> None:
    _proposed(room)
    room.move_to("combine")
    room.desk.send(f"/desk/{room.code}/combine/say", say="take")
    wall = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    outcome = room.snapshot().outcome
    assert not outcome.fits
    assert "It would take" in wall
    assert "Even 10 times as large, these actions would not be enough." in wall
    room.desk.send(f"/desk/{room.code}/combine/say", say="none")
    wall = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    assert "It would take" not in wall
    assert "stage-said" not in wall


@pytest.mark.parametrize("fraction", [0.5, 0.9])
def test_the_scale_that_is_needed_is_the_one_at_which_it_fits(room: Room, fraction: float) -> None:
    room.move_to("propose")
    room.pick(room.phone(), ACTIONS[0], "100")
    snapshot = room.snapshot()
    # A budget that this action alone, with nothing to overlap, would keep at 1 / fraction of its size.
    without = snapshot.outcome.decided.cumulative_emissions_t
    avoided = without - snapshot.outcome.cumulative_emissions_t
    scenario = replace(snapshot.scenario, budget_t=without - avoided / fraction)
    prepared = prepare(scenario)
    scale = needed_scale(replace(snapshot, scenario=scenario, prepared=prepared, outcome=prepared.outcome()))
    assert scale == pytest.approx(1 / fraction, rel=1e-3)
