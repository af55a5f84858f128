"""The room estimates one proposal in two rounds, and nobody learns who said what."""

from __future__ import annotations

import re
import time

import pytest

from tests.workshop_room import JSON, Browser, Room
from workshop.extensions import db
from workshop.models import Estimate
from workshop.state.rounds import show_rounds

CARS = "private-cars-electric"


def test_the_pool_takes_the_newest_round_of_each_person(room: Room) -> None:
    phones, cars = _choose(room, 2)
    assert _estimate(room, phones[0], cars, 1, 1000).status_code == 200
    assert _estimate(room, phones[1], cars, 1, 3000).status_code == 200
    assert _likely(room) == pytest.approx([2.1 * 1000, 2.1 * 3000])
    _look(room, cars, 1, shown="yes")
    _look(room, cars, 2)
    assert _estimate(room, phones[0], cars, 2, 2000).status_code == 200
    # The other one did not come back and keeps the voice of the first round.
    assert _likely(room) == pytest.approx([2.1 * 2000, 2.1 * 3000])
    view = room.snapshot().proposals[0]
    assert (view.count, view.rounds) == (2, 2)
    assert view.likely == pytest.approx(2.1 * 2500)


def test_changing_ones_mind_within_a_round_replaces(room: Room) -> None:
    (phone,), cars = _choose(room, 1)
    _estimate(room, phone, cars, 1, 1000, operation_id="a" * 32)
    _estimate(room, phone, cars, 1, 1000, operation_id="a" * 32)  # a repeat counts once
    _estimate(room, phone, cars, 1, 1500)
    assert _likely(room) == pytest.approx([2.1 * 1500])
    assert _rows(room) == 2  # and the one of the buses
    assert _estimate(room, phone, cars, 1, 7, operation_id="a" * 32).status_code == 409


def test_an_estimate_that_is_sent_again_when_its_round_is_over_gets_its_answer(room: Room) -> None:
    (phone,), cars = _choose(room, 1)
    first = _estimate(room, phone, cars, 1, 1000, operation_id="a" * 32)
    room.move_to("combine")
    again = _estimate(room, phone, cars, 1, 1000, operation_id="a" * 32)
    assert (again.status_code, again.json["revision"]) == (200, first.json["revision"])
    # Nothing else gets in: another figure under the same id, a new estimate, an impossible one.
    for number, operation_id in ((7, "a" * 32), (1000, "b" * 32), (-1, "c" * 32)):
        assert _estimate(room, phone, cars, 1, number, operation_id=operation_id).status_code == 409


def test_a_pick_after_the_second_round_is_what_somebody_said_last(room: Room) -> None:
    (phone,), cars = _choose(room, 1)
    _look(room, cars, 2)
    _estimate(room, phone, cars, 2, 2000)
    room.move_to("propose")
    room.pick(phone, CARS, "9000")
    assert _likely(room) == pytest.approx([2.1 * 9000])


def test_a_person_with_estimates_of_two_merged_proposals_counts_with_the_newest_round(room: Room) -> None:
    (phone, other), _ = _choose(room, 2)
    room.move_to("propose")
    ids = [
        room.propose(phone, title, likely=likely, target="transport/cars", headers=JSON).json["proposal"]
        for title, likely in (("A bicycle bridge", "100"), ("A bridge for bicycles", "300"))
    ]
    for proposal in ids:
        room.decide(proposal, "approve")
    room.move_to("estimate")
    _look(room, ids[0], 1)
    _estimate(room, other, ids[0], 1, 700)
    _look(room, ids[1], 2)
    _estimate(room, phone, ids[1], 2, 500)
    room.merge(ids[1], ids[0])
    view = next(view for view in room.snapshot().proposals if view.id == ids[0])
    assert _likely(room, view.action_id) == pytest.approx([500, 700])
    # What was said of the other one tells nothing about how far the room has come with this one.
    assert (view.count, view.rounds) == (2, 1)


def test_a_round_that_is_shown_takes_no_more_and_nothing_outside_it_is_taken(room: Room) -> None:
    (phone,), cars = _choose(room, 1)
    _look(room, cars, 1, shown="yes")
    assert _estimate(room, phone, cars, 1, 2000).status_code == 409
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert _estimate(room, phone, cars, 1, 2000).status_code == 200  # taken back, the round is open again
    assert _estimate(room, phone, cars, 2, 2000).status_code == 422
    other = next(v.id for v in room.snapshot().proposals if v.catalogue_id != CARS)
    assert _estimate(room, phone, other, 1, 2).status_code == 409
    room.move_to("deliberate")
    assert _estimate(room, phone, cars, 1, 2000).status_code == 409
    assert _rows(room) == 2  # the two picks


@pytest.mark.parametrize(
    ("low", "likely", "high"), [(5, 3, 9), (1, 3, 2), (-1, 3, 4), (1, "", 4), (1, 1e6, 4)]
)
def test_impossible_figures_are_refused_with_the_faulty_field(
    room: Room, low: object, likely: object, high: object
) -> None:
    (phone,), cars = _choose(room, 1)
    path = f"/phone/{room.code}/estimates/{cars}"
    answer = phone.send(path, round=1, low=low, likely=likely, high=high, headers=JSON)
    assert answer.status_code == 422
    assert answer.json["faults"]
    assert 'aria-invalid="true"' in phone.send(path, round=1, low=low, likely=likely, high=high).get_data(
        as_text=True
    )


def test_a_phone_learns_before_sending_what_its_figure_means(room: Room) -> None:
    (phone,), cars = _choose(room, 1)
    fields = {"round": 1, "low": "2000", "likely": "4 000", "high": "5000", "preview": "1"}
    told = phone.send(f"/phone/{room.code}/estimates/{cars}", headers=JSON, **fields).json["told"]
    assert told[0]["figure"].endswith(("kt", "\u00a0t"))
    assert _rows(room) == 2  # nothing was stored but the picks


def test_a_preview_beside_grouped_actions_is_shown(room: Room) -> None:
    """Actions of one group once made the preview of another one fail."""
    phone = room.phone()
    room.move_to("propose")
    for action in ("electric-trucks", "biogas-trucks"):
        room.pick(phone, action, "5")
    answer = phone.send(
        f"/phone/{room.code}/catalogue/{CARS}", amount="500", start_year="2027", preview="1", headers=JSON
    )
    assert answer.status_code == 200
    assert answer.json["told"]


def test_a_proposal_that_raises_emissions_is_estimated_in_positive_figures(room: Room) -> None:
    phones = [room.phone() for _ in range(2)]
    room.move_to("propose")
    room.propose(phones[0], "An airport", likely="500", target="transport/cars", direction="raises")
    (view,) = room.snapshot().proposals
    room.decide(view.id, "approve")
    room.move_to("estimate")
    _look(room, view.id, 1)
    assert "would it add" in phones[1].open(f"/phone/{room.code}/estimates/{view.id}").get_data(as_text=True)
    _estimate(room, phones[1], view.id, 1, 300)
    assert _likely(room, view.action_id) == [-500, -300]
    estimates = room.document()["actions"][0]["effect"]["estimates"]
    assert estimates[1] == {"low": -600.0, "likely": -300.0, "high": -150.0}


def test_before_the_desk_shows_it_only_the_number_of_answers_is_shown(room: Room) -> None:
    phones, cars = _choose(room, 6)
    for number, phone in enumerate(phones):
        _estimate(room, phone, cars, 1, 1000 + 111 * number)
    seen = _seen(room, phones[5], cars)
    for text in seen:
        assert "1\u202f333" not in text
        assert "1333" not in text
        assert "spread-dot" not in text
    assert "6 of 6 people have answered" in seen[0]
    _look(room, cars, 1, shown="yes")
    shown = room.desk.open(_wall(room)).get_data(as_text=True)
    assert shown.count('class="spread-dot"') == 7  # six people, and the lane's own sign
    assert "The median is 1\u202f278" in shown


def test_nothing_is_shown_of_fewer_than_five(room: Room) -> None:
    phones, cars = _choose(room, 4)
    for phone in phones:
        _estimate(room, phone, cars, 1, 1000)
    _look(room, cars, 1, shown="yes")
    for text in (room.desk.open(_wall(room)).get_data(as_text=True), *_seen(room, phones[0], cars)):
        assert "spread-dot" not in text
        assert "median is" not in text
    assert "The spread is shown from 5 answers on." in room.desk.open(_wall(room)).get_data(as_text=True)


def test_no_role_of_fewer_than_five_follows_also_not_by_subtraction(room: Room) -> None:
    roles = ["resident"] * 6 + ["elected"] * 5 + ["business"]
    phones, cars = _choose(room, roles)
    for phone in phones:
        _estimate(room, phone, cars, 1, 1000)
    _look(room, cars, 1, shown="yes")
    shown = _show(room, cars)
    # One business alone would be what is left over: the elected stand with it.
    assert {lane: len(said) for lane, said in shown.lanes.items()} == {"resident": 6, "others": 6}
    wall = room.desk.open(_wall(room)).get_data(as_text=True)
    assert "Business" not in wall
    assert "Elected" not in wall
    assert re.findall(r'class="spread-lane".*?>(\w+) <tspan class="spread-people">(\d+)', wall) == [
        ("Residents", "6"),
        ("Others", "6"),
    ]


def test_the_uncertainty_of_the_pool_is_shown(room: Room) -> None:
    phones, cars = _choose(room, 5)
    _look(room, cars, 2)
    for number, phone in enumerate(phones):
        _estimate(room, phone, cars, 2, 1000 * (number + 1))
    _look(room, cars, 2, shown="yes")
    # It is drawn beside everything else: asked for again, it is there.
    deadline = time.monotonic() + 10
    while "of 100 tries" not in room.desk.open(_wall(room)).get_data(as_text=True):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_desk_sees_which_proposals_are_worth_estimating(room: Room) -> None:
    _, cars = _choose(room, 1)
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "biggest effect" in page
    answer = room.desk.send(f"/desk/{room.code}/estimates/look", step=4, proposal="x", headers=JSON)
    assert answer.status_code == 404
    late = room.desk.send(f"/desk/{room.code}/estimates/look", step=1, proposal=cars, headers=JSON)
    assert late.status_code == 409


def test_a_phone_page_needs_no_scripts(room: Room) -> None:
    (phone,), cars = _choose(room, 1)
    assert f"/estimates/{cars}" in phone.open(f"/phone/{room.code}").get_data(as_text=True)
    page = phone.send(f"/phone/{room.code}/estimates/{cars}", round=1, low="", likely="700", high="")
    assert "You said: 700\u00a0cars" in page.get_data(as_text=True)


def test_an_author_reads_nothing_of_the_pool_before_the_round_is_closed(room: Room) -> None:
    phones, cars = _choose(room, 5)
    _look(room, cars, 1)
    for phone, likely in zip(phones, (1000, 5000, 9000, 11000, 20000), strict=True):
        _estimate(room, phone, cars, 1, likely)
    pages = (f"/phone/{room.code}", f"/phone/{room.code}/mine")
    for path in pages:
        page = phones[0].open(path).get_data(as_text=True)
        assert "The figure is shown when the round is over." in page
        assert "together with" not in page
    _look(room, cars, 1, shown="yes")
    for path in pages:
        assert "when the round is over" not in phones[0].open(path).get_data(as_text=True)


def _choose(room: Room, people: int | list[str]) -> tuple[list[Browser], str]:
    """Let people in, let one of them propose two actions, and let the desk choose the cars."""
    roles = ["resident"] * people if isinstance(people, int) else people
    phones = [room.phone(role) for role in roles]
    room.move_to("propose")
    room.pick(phones[0], "electric-buses", "5")
    room.pick(phones[0], CARS, "5000")
    cars: str = next(view.id for view in room.snapshot().proposals if view.catalogue_id == CARS)
    room.move_to("estimate")
    assert _look(room, cars, 1).status_code == 200
    return phones, cars


def _look(room: Room, proposal: str, number: int, **fields: str) -> object:
    step = room.snapshot().step
    return room.desk.send(
        f"/desk/{room.code}/estimates/look", step=step, proposal=proposal, round=number, **fields
    )


def _estimate(room: Room, phone: Browser, proposal: str, number: int, likely: float, **fields: str) -> object:
    said = {"low": likely / 2, "likely": likely, "high": likely * 2}
    path = f"/phone/{room.code}/estimates/{proposal}"
    return phone.send(path, round=number, headers=JSON, **{**said, **fields})


def _likely(room: Room, action_id: str = CARS) -> list[float]:
    actions = room.document()["actions"]
    action = next(a for a in actions if a["id"] == action_id)
    return [estimate["likely"] for estimate in action["effect"]["estimates"]]


def _rows(room: Room) -> int:
    with room.app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(Estimate))


def _show(room: Room, proposal: str) -> object:
    with room.app.app_context():
        return show_rounds(room.workshop_id, proposal, 1).rounds[0]


def _wall(room: Room) -> str:
    return f"/wall/{room.code}/{room.screen_key}"


def _seen(room: Room, phone: Browser, proposal: str) -> list[str]:
    pages = ("", "/news", f"/estimates/{proposal}")
    return [
        *(room.desk.open(f"{_wall(room)}{page}").get_data(as_text=True) for page in ("", "/news")),
        *(phone.open(f"/phone/{room.code}{page}").get_data(as_text=True) for page in pages[:2]),
    ]


def _last_step(room: Room) -> int:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        return last.id


def test_a_range_is_a_block_on_the_phone_and_in_the_row_of_the_desk(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    own = {"target": "transport/cars", "likely": "200", "low": "100", "high": "400"}
    room.propose(phone, "A bridge for bicycles", **own)
    room.decide(room.snapshot().waiting[0].id, "approve")
    room.propose(phone, "Just one figure", **{**own, "low": "200", "high": "200"})
    room.decide(room.snapshot().waiting[0].id, "approve")
    block = 'class="at-likely" width="50.0" height="10"/><rect class="at-least" width="25.0"'
    says = "At least 100 t, likely 200 t, at most 400 t a year"
    for browser, path in ((phone, f"/phone/{room.code}"), (room.desk, f"/desk/{room.code}")):
        page = " ".join(browser.open(path).get_data(as_text=True).split())
        assert block in page
        assert page.count(says) == page.count('class="range-block"') == 1


def test_an_estimate_above_what_the_place_has_is_asked_about_and_not_refused(room: Room) -> None:
    (phone,), cars = _choose(room, 1)
    path = f"/phone/{room.code}/estimates/{cars}"
    page = phone.open(path).get_data(as_text=True)
    # The scale ends with the cars that there are.
    assert 'data-maximum="23486.0"' in page
    figures = {"round": "1", "low": "1000", "likely": "2000", "high": "30000"}
    refused = phone.send(path, headers=JSON, **figures)
    assert refused.status_code == 422
    assert [*refused.json["faults"]] == ["anyway"]
    assert "23\u202f486 petrol and diesel cars" in refused.json["faults"]["anyway"][0]
    assert phone.send(path, headers=JSON, preview="1", **figures).status_code == 200
    assert phone.send(path, headers=JSON, anyway="y", **figures).status_code == 200
    assert _likely(room) == pytest.approx([2.1 * 2000])
