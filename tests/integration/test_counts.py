"""Hands and ballots that the desk counts beside the dots of phones."""

from __future__ import annotations

import re

import pytest

from tests.integration.paper import (
    address,
    enter,
    number_of,
    send_ballot,
    undo_at_desk,
    view_of,
    vote_by_phone,
    wall_of,
)
from tests.workshop_room import Room
from workshop.extensions import db
from workshop.models import Count
from workshop.state.tallies import tally

CARS = "private-cars-electric"


def test_hands_and_ballots_count_beside_dots_and_nobody_can_be_traced(room: Room) -> None:
    phones, cars, buses = vote_by_phone(room, 6)
    for phone in phones:
        send_ballot(phone, room, {cars: 2})
    enter(room, "count", source="paper", voters="8", **{f"dots-{buses}": "10", f"supporters-{buses}": "7"})
    enter(room, "count", source="plenary", voters="2", **{f"supporters-{cars}": "2"})
    wall = room.desk.open(wall_of(room)).get_data(as_text=True)
    assert "16 of 16 people have voted" in wall
    assert "12 dots" not in wall
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "On paper: 8 · In the plenary: 2" in desk
    room.desk.send(f"/desk/{room.code}/vote/close")
    cars_support = view_of(room, CARS).support
    assert (cars_support["dots"], cars_support["supporters"]) == (12, 2)
    assert view_of(room, "electric-buses").support["supporters"] == 7
    # Two hands alone would tell about two people: they stand with others.
    lanes = cars_support["by_role"]
    assert "plenary" not in lanes
    assert sum(lane["supporters"] for lane in lanes.values()) == 2
    assert room.snapshot().vote == {"state": "closed", "voters": 16, "counted": {"paper": 8, "plenary": 2}}
    assert room.document()["about"] == {"vote": {"voters": 16, "paper": 8, "plenary": 2}}
    with room.app.app_context():
        assert db.session.query(Count).count() == 0
    # What was counted before the vote was closed is in the totals; undo must not take half of it.
    assert "Counted by hand" not in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)


def test_a_small_count_is_not_shown_alone_nor_by_subtraction(room: Room) -> None:
    phones, cars, _ = vote_by_phone(room, 12)
    for phone in phones:
        send_ballot(phone, room, {cars: 1})
    enter(room, "count", source="plenary", voters="3", **{f"supporters-{cars}": "3"})
    with room.app.app_context():
        _, totals = tally(room.workshop_id)
    assert [total.by_role for total in totals.values()] == [{}]
    room.desk.send(f"/desk/{room.code}/vote/close")
    # Known results get nothing added from which a small group follows.
    answer = enter(room, "count", source="paper", voters="4", **{f"supporters-{cars}": "4"})
    assert answer.status_code == 422
    assert "Fewer than five votes" in room.desk.text
    assert view_of(room, CARS).support["supporters"] == 3
    enter(room, "count", source="paper", voters="5", **{f"supporters-{cars}": "4"})
    assert view_of(room, CARS).support["supporters"] == 7
    undo_at_desk(room)
    assert view_of(room, CARS).support["supporters"] == 3
    assert room.snapshot().vote["voters"] == 15


def test_a_meeting_without_phones_votes_by_hand(room: Room) -> None:
    enter(room, "pick", action=str(number_of(room, CARS)), amount="300")
    cars = view_of(room, CARS).id
    assert enter(room, "count", source="plenary", voters="4").status_code == 422
    for _ in range(2):
        hands = {f"supporters-{cars}": "21", "operation_id": "b" * 32}
        enter(room, "count", source="plenary", voters="30", **hands)
    assert room.snapshot().vote["voters"] == 30
    room.move_to("deliberate")
    wall = room.desk.open(wall_of(room)).get_data(as_text=True)
    assert "21 support it" in wall
    undo_at_desk(room)
    undo_at_desk(room)
    assert room.snapshot().vote == {}
    assert view_of(room, CARS).support is None


def test_a_count_that_is_sent_again_is_the_same_whatever_the_room_sees_now(room: Room) -> None:
    """The desk lost the answer and sends its count again. Meanwhile a proposal came, and one went."""
    phones, cars, buses = vote_by_phone(room, 1)
    hands = {f"supporters-{cars}": "21", f"dots-{buses}": "4", f"supporters-{buses}": ""}
    sent = {"source": "plenary", "voters": "30", **hands, "operation_id": "b" * 32}
    assert enter(room, "count", **sent).status_code == 200
    room.move_to("propose")
    assert room.pick(phones[0], "telework", "100").status_code == 200
    room.decide(buses, "hide", reason="duplicate")
    assert enter(room, "count", **sent).status_code == 200
    with room.app.app_context():
        assert db.session.query(Count).count() == 1
    # Another count that names what is gone is not taken in without it.
    other = enter(room, "count", **{**sent, "operation_id": "c" * 32})
    assert other.status_code == 422
    assert "A proposal that you chose is not shown any more." in room.desk.text


def test_a_count_can_be_taken_away_until_the_vote_is_closed(room: Room) -> None:
    _, cars, _ = vote_by_phone(room, 1)
    enter(room, "count", source="paper", voters="8", **{f"supporters-{cars}": "8"})
    page = room.desk.open(address(room, "count")).get_data(as_text=True)
    found = re.search(r"/paper/count/(\d+)/away", page)
    assert found
    room.desk.send(address(room, f"count/{found[1]}/away"))
    assert "8 votes" not in room.desk.text
    undo_at_desk(room)
    assert "8 votes" in room.desk.open(address(room, "count")).get_data(as_text=True)
    undo_at_desk(room)
    assert "8 votes" not in room.desk.open(address(room, "count")).get_data(as_text=True)


@pytest.mark.parametrize(
    "typed",
    [
        {"voters": "0"},
        {"voters": "5", "supporters": "6"},
        {"voters": "5", "dots": "26"},
        {"voters": "5", "dots": "-1"},
        {"voters": "x"},
    ],
)
def test_impossible_counts_are_refused_with_what_was_typed(room: Room, typed: dict[str, str]) -> None:
    _, cars, _ = vote_by_phone(room, 1)
    fields = {f"{name}-{cars}" if name != "voters" else name: value for name, value in typed.items()}
    assert enter(room, "count", source="paper", **fields).status_code == 422
    assert all(f'value="{value}"' in room.desk.text for value in typed.values())


def test_the_service_checks_counts_that_no_form_has_seen(room: Room) -> None:
    from workshop.errors import Problem
    from workshop.models import Facilitator, Source
    from workshop.services.meeting.counts import Counted, enter_count

    _, cars, _ = vote_by_phone(room, 1)
    with room.app.app_context():
        desk = db.session.scalars(db.select(Facilitator)).one()
        wrong = [
            (cars, Counted(26, 0)),
            (cars, Counted(0, 6)),
            (cars, Counted(-1, 0)),
            ("none", Counted(1, 0)),
        ]
        for number, (proposal, gift) in enumerate(wrong):
            operation_id, gifts = f"{number:032d}", {proposal: gift}
            with pytest.raises(Problem):
                enter_count(room.workshop_id, desk, operation_id, source=Source.PAPER, voters=5, gifts=gifts)
