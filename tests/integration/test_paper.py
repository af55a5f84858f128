"""Paper and plenary: what the desk enters for others counts, is marked, counts once and can be undone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.page_forms import fields_of
from tests.workshop_room import JSON, Browser, Room, open_room
from workshop.charts.proposals.paper import describe_ballot
from workshop.extensions import db
from workshop.models import Count, Estimate, Participant, Seat
from workshop.services.workshops.example import EXAMPLE
from workshop.state.tallies import tally

CARS = "private-cars-electric"


def test_a_line_of_the_list_is_a_pick_with_the_papers_number(room: Room) -> None:
    number = _number(room, "electric-buses")
    answer = _enter(room, "pick", action=f"{number} City buses go electric", amount="12", role="elected")
    assert answer.request.args["sheet"] == "1"
    assert "Paper 1: City buses go electric" in room.desk.text
    assert re.search(r'<input[^>]*autofocus[^>]*name="action"', room.desk.text)
    _enter(room, "pick", action=str(_number(room, CARS)), amount="500", sheet="1", role="elected")
    buses, cars = (_view(room, "electric-buses"), _view(room, CARS))
    assert (buses.role, buses.source, buses.on_paper) == ("elected", "paper", 1)
    assert cars.on_paper == 1
    assert room.joined()["elected"] == 1
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "On paper · 1 estimate on paper" in desk
    about = [action["about"] for action in room.document()["actions"]]
    assert all(said["source"] == "paper" and said["estimates_on_paper"] == 1 for said in about)


def test_somebody_new_needs_a_role_and_somebody_known_only_the_number(room: Room) -> None:
    number = str(_number(room, CARS))
    assert _enter(room, "pick", action=number, amount="300", sheet="4", role="").status_code == 422
    assert "Paper 4 is new." in room.desk.text
    assert room.standing().proposals == ()
    _enter(room, "pick", action=number, amount="300", sheet="4", role="business")
    _enter(room, "pick", action=number, amount="400", sheet="4", role="")
    assert _amounts(room) == [400]
    assert room.joined()["business"] == 1


def test_paper_counts_beside_phones_and_a_second_paper_of_a_person_stands_in_place_of_the_first(
    room: Room,
) -> None:
    phone = room.phone()
    room.move_to("propose")
    room.pick(phone, CARS, "100")
    number = str(_number(room, CARS))
    _enter(room, "pick", action=number, amount="300", sheet="7")
    assert _amounts(room) == [100, 300]
    _enter(room, "pick", action=number, amount="200", sheet="7")
    assert _amounts(room) == [100, 200]
    assert _view(room, CARS).source == ""  # it came from a phone
    _undo(room)
    assert _amounts(room) == [100, 300]
    _undo(room)
    assert _amounts(room) == [100]
    with room.app.app_context():
        assert db.session.query(Participant).filter(Participant.sheet.is_not(None)).count() == 0


def test_an_entry_counts_once_and_undo_leaves_no_trace(room: Room) -> None:
    number = str(_number(room, CARS))
    for _ in range(2):
        _enter(room, "pick", action=number, amount="300", operation_id="a" * 32)
    assert _amounts(room) == [300]
    _undo(room)
    assert room.standing().proposals == ()
    assert room.joined()["resident"] == 0
    _enter(room, "pick", action=number, amount="40")
    assert _amounts(room) == [40]
    # Of somebody who is known already, the entry alone is taken back.
    room.move_to("propose")
    room.pick(room.phone(), "electric-buses", "10")
    _enter(room, "pick", action=str(_number(room, "electric-buses")), amount="12", sheet="1")
    assert _view(room, "electric-buses").count == 2
    _undo(room)
    assert _view(room, "electric-buses").count == 1
    assert room.joined()["resident"] == 2


def test_undoing_the_paper_that_began_a_proposal_keeps_it_for_those_who_chose_it_since(room: Room) -> None:
    _enter(room, "pick", action=str(_number(room, CARS)), amount="300")
    phone = room.phone()
    room.move_to("propose")
    room.pick(phone, CARS, "100")
    _undo(room)  # the step of the agenda
    _undo(room)
    assert _amounts(room) == [100]
    assert _view(room, CARS).role == ""


def test_words_from_paper_have_a_role_and_words_from_the_plenary_an_agreed_figure(room: Room) -> None:
    plain = {"title": "Bicycle bridge", "actor": "", "direction": "lowers", "start_year": "2027"}
    plain["ramp_years"] = "1"
    figures = {"likely": "120", "target": "transport/cars"}
    _enter(room, "own", **plain, **figures, source="paper", role="business", sheet="3")
    _enter(room, "own", **{**plain, "title": "Car-free square"}, **figures, source="plenary")
    square, bridge = room.standing().shown
    assert (bridge.role, bridge.source, bridge.likely, bridge.agreed) == ("business", "paper", 120, False)
    assert (square.role, square.source, square.likely, square.agreed) == ("", "plenary", 120, True)
    assert "figure agreed in the plenary" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    room.move_to("propose")
    assert "In the plenary" in room.desk.open(_wall(room)).get_data(as_text=True)
    about = {action["title"]: action["about"] for action in room.document()["actions"]}
    assert about["Car-free square"]["figure"] == "agreed in the plenary"
    fields = {"title": "Car-free square", "start_year": "2027", "ramp": "step", "ramp_years": "1"}
    fields |= {"low": "80", "likely": "90", "high": "100", "target": "transport/cars"}
    room.desk.send(f"/desk/{room.code}/proposals/{square.id}/", **fields)
    assert not room.standing().shown[0].agreed


def test_figures_belong_to_the_proposal_whose_question_was_read(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    room.pick(phone, CARS, "100")
    room.pick(phone, "cycling", "300")
    cars, cycling = _view(room, CARS), _view(room, "cycling")
    path = f"/desk/{room.code}/paper/estimate"
    form = fields_of(room.desk.open(f"{path}?proposal={cars.id}").get_data(as_text=True), "likely")
    typed = {**form, "likely": "400", "proposal": cycling.id, "role": "business"}
    # Another proposal is chosen, and Save is pressed below the question about the first.
    refused = room.desk.send(path, **typed)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "You have chosen another proposal." in page
    assert _view(room, CARS).count == _view(room, "cycling").count == 1
    again = fields_of(page, "likely")
    assert (again["proposal"], again["asked"], again["likely"]) == (cycling.id, cycling.id, "400")
    # The button beside it only turns to the other question.
    turned = room.desk.send(path, **{**typed, "choose": "1"}).get_data(as_text=True)
    assert fields_of(turned, "likely")["asked"] == cycling.id
    assert room.desk.send(path, **again).status_code == 200
    assert (_view(room, CARS).count, _view(room, "cycling").count) == (1, 2)


def test_estimates_from_paper_stand_in_their_round(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    room.pick(phone, CARS, "100")
    view = _view(room, CARS)
    where = f"estimate?proposal={view.id}"
    for sheet, likely in ((1, "300"), (2, "500")):
        _enter(room, where, round="1", likely=likely, low="100", sheet=str(sheet), source="paper")
    _enter(room, where, round="2", likely="400", sheet="2", source="paper")
    assert _amounts(room) == [100, 300, 400]
    refused = _enter(room, where, round="2", likely="40", low="50", source="paper")
    assert refused.status_code == 422
    same = {"round": "2", "sheet": "2", "source": "paper", "operation_id": "a" * 32}
    assert _enter(room, where, likely="400", **same).status_code == 200
    assert _enter(room, where, likely="450", **same).status_code == 409
    assert _amounts(room) == [100, 300, 400]
    _enter(room, where, round="1", likely="1 000", source="plenary")
    agreed = _view(room, CARS)
    assert agreed.agreed
    assert agreed.fixed
    _undo(room)
    assert _amounts(room) == [100, 300, 400]
    assert not _view(room, CARS).fixed


def test_hands_and_ballots_count_beside_dots_and_nobody_can_be_traced(room: Room) -> None:
    phones, cars, buses = _vote(room, 6)
    for phone in phones:
        _ballot(phone, room, {cars: 2})
    _enter(room, "count", source="paper", voters="8", **{f"dots-{buses}": "10", f"supporters-{buses}": "7"})
    _enter(room, "count", source="plenary", voters="2", **{f"supporters-{cars}": "2"})
    wall = room.desk.open(_wall(room)).get_data(as_text=True)
    assert "16 of 16 people have voted" in wall
    assert "12 dots" not in wall
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "On paper: 8 · In the plenary: 2" in desk
    room.desk.send(f"/desk/{room.code}/vote/close")
    cars_support = _view(room, CARS).support
    assert (cars_support["dots"], cars_support["supporters"]) == (12, 2)
    assert _view(room, "electric-buses").support["supporters"] == 7
    # Two hands alone would tell about two people: they stand with others.
    lanes = cars_support["by_role"]
    assert "plenary" not in lanes
    assert sum(lane["supporters"] for lane in lanes.values()) == 2
    assert room.standing().vote == {"state": "closed", "voters": 16, "counted": {"paper": 8, "plenary": 2}}
    assert room.document()["about"] == {"vote": {"voters": 16, "paper": 8, "plenary": 2}}
    with room.app.app_context():
        assert db.session.query(Count).count() == 0
    # What was counted before the vote was closed is in the totals; undo must not take half of it.
    assert "Counted by hand" not in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)


def test_a_small_count_is_not_shown_alone_nor_by_subtraction(room: Room) -> None:
    phones, cars, _ = _vote(room, 12)
    for phone in phones:
        _ballot(phone, room, {cars: 1})
    _enter(room, "count", source="plenary", voters="3", **{f"supporters-{cars}": "3"})
    with room.app.app_context():
        _, totals = tally(room.workshop_id)
    assert [total.by_role for total in totals.values()] == [{}]
    room.desk.send(f"/desk/{room.code}/vote/close")
    # Known results get nothing added from which a small group follows.
    answer = _enter(room, "count", source="paper", voters="4", **{f"supporters-{cars}": "4"})
    assert answer.status_code == 422
    assert "Fewer than five votes" in room.desk.text
    assert _view(room, CARS).support["supporters"] == 3
    _enter(room, "count", source="paper", voters="5", **{f"supporters-{cars}": "4"})
    assert _view(room, CARS).support["supporters"] == 7
    _undo(room)
    assert _view(room, CARS).support["supporters"] == 3
    assert room.standing().vote["voters"] == 15


def test_a_meeting_without_phones_votes_by_hand(room: Room) -> None:
    _enter(room, "pick", action=str(_number(room, CARS)), amount="300")
    cars = _view(room, CARS).id
    assert _enter(room, "count", source="plenary", voters="4").status_code == 422
    for _ in range(2):
        hands = {f"supporters-{cars}": "21", "operation_id": "b" * 32}
        _enter(room, "count", source="plenary", voters="30", **hands)
    assert room.standing().vote["voters"] == 30
    room.move_to("deliberate")
    wall = room.desk.open(_wall(room)).get_data(as_text=True)
    assert "21 support it" in wall
    _undo(room)
    _undo(room)
    assert room.standing().vote == {}
    assert _view(room, CARS).support is None


def test_a_count_can_be_taken_away_until_the_vote_is_closed(room: Room) -> None:
    _, cars, _ = _vote(room, 1)
    _enter(room, "count", source="paper", voters="8", **{f"supporters-{cars}": "8"})
    page = room.desk.open(_at(room, "count")).get_data(as_text=True)
    found = re.search(r"/paper/count/(\d+)/away", page)
    assert found
    room.desk.send(_at(room, f"count/{found[1]}/away"))
    assert "8 votes" not in room.desk.text
    _undo(room)
    assert "8 votes" in room.desk.open(_at(room, "count")).get_data(as_text=True)
    _undo(room)
    assert "8 votes" not in room.desk.open(_at(room, "count")).get_data(as_text=True)


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
    _, cars, _ = _vote(room, 1)
    fields = {f"{name}-{cars}" if name != "voters" else name: value for name, value in typed.items()}
    assert _enter(room, "count", source="paper", **fields).status_code == 422
    assert all(f'value="{value}"' in room.desk.text for value in typed.values())


def test_the_service_checks_counts_that_no_form_has_seen(room: Room) -> None:
    from workshop.errors import Problem
    from workshop.models import Facilitator, Source
    from workshop.services.meeting.counts import Counted, enter_count

    _, cars, _ = _vote(room, 1)
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


def test_a_table_card_seats_who_joins_by_it(room: Room) -> None:
    room.arrange(tables="4")
    cards = room.desk.open(_at(room, "tables")).get_data(as_text=True)
    assert cards.count('class="form table-card"') == 4
    phone = Browser(room.app.test_client())
    page = phone.open(f"/j/{room.code}?table=3").get_data(as_text=True)
    assert "You sit at table 3." in page
    phone.send(f"/j/{room.code}?table=3", role="resident", table="3")
    assert "You sit at table 3." in phone.text
    assert _seats(room) == [3]
    # The card of another table asks, and moves nobody by a mere look.
    assert "So far you sit at table 3." in phone.open(f"/j/{room.code}?table=2").get_data(as_text=True)
    assert _seats(room) == [3]
    phone.send(f"/phone/{room.code}/table", table="2")
    assert _seats(room) == [2]
    # Who sits there already is asked nothing.
    assert phone.open(f"/j/{room.code}?table=2").request.path == f"/phone/{room.code}"


@pytest.mark.parametrize("table", ["0", "9", "x", "99999999999", ""])
def test_nobody_is_kept_out_by_a_card_of_a_table_that_is_not_there(room: Room, table: str) -> None:
    room.arrange(tables="4")
    phone = room.phone(table=table)
    assert phone.open(f"/j/{room.code}?table={table}").status_code == 200
    assert _seats(room) == []
    assert room.joined()["resident"] == 1


def test_forms_are_printed_in_the_language_of_the_workshop(room: Room) -> None:
    norwegian = open_room(room.app, replace(EXAMPLE, language="nb"))
    for form, words in {
        "ballot": "Stemmeseddel",
        "actions": "Bybussene",
        "proposal": "Jeg er her som",
    }.items():
        page = norwegian.desk.open(_at(norwegian, f"forms/{form}")).get_data(as_text=True)
        assert words in page, form
        assert 'lang="nb"' in page
    _enter(room, "pick", action=str(_number(room, CARS)), amount="300")
    for form in ("actions", "proposal", "estimate", "ballot"):
        assert room.desk.open(_at(room, f"forms/{form}")).status_code == 200
    assert room.desk.open(_at(room, "forms/other")).status_code == 404
    assert "Private cars become electric" in room.desk.open(_at(room, "forms/ballot")).get_data(as_text=True)


@pytest.mark.parametrize(
    ("titles", "layout"),
    [
        ([], "two"),
        (["Short"] * 12, "two"),
        (["Short"] * 13, "page"),
        (["x" * 110] * 5, "page"),
        (["Short"] * 28, "page"),
        (["x" * 60] * 15, "flows"),
    ],
)
def test_no_line_of_a_ballot_is_cut_off(titles: list[str], layout: str) -> None:
    assert describe_ballot(titles) == layout


def test_the_policy_names_every_reason_and_follows_the_gate(room: Room) -> None:
    anybody = Browser(room.app.test_client())
    page = anybody.open("/policy").get_data(as_text=True)
    for reason in ("it is there already", "it tells about a person", "it hurts somebody"):
        assert reason in page
    assert "unless the facilitator lets own words through" in page
    assert "is read by the facilitator or a helper before the room sees it." in anybody.open(
        f"/policy/{room.code}"
    ).get_data(as_text=True)
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="gate", to="no")
    assert "are shown at once; objections" in anybody.open(f"/policy/{room.code}").get_data(as_text=True)
    assert f"/policy/{room.code}" in anybody.open(f"/j/{room.code}").get_data(as_text=True)
    assert f"/policy/{room.code}" in room.phone().open(f"/phone/{room.code}").get_data(as_text=True)


def _at(room: Room, what: str) -> str:
    return f"/desk/{room.code}/paper/{what}"


def _enter(room: Room, what: str, **fields: Any) -> Any:
    return room.desk.send(_at(room, what), **{"role": "resident", **fields})


def _number(room: Room, action_id: str) -> int:
    from workshop.services.proposals.catalogue_actions import number_actions

    standing = room.standing()
    with room.app.test_request_context():
        return next(number for number, action in number_actions(standing).items() if action.id == action_id)


def _view(room: Room, catalogue_id: str) -> Any:
    return next(view for view in room.standing().proposals if view.catalogue_id == catalogue_id)


def _amounts(room: Room) -> list[float]:
    """List what each person said last about electric cars."""
    with room.app.app_context():
        rows = db.session.scalars(db.select(Estimate).order_by(Estimate.round, Estimate.id))
        return sorted({row.participant_id: row.amount or 0 for row in rows}.values())


def _undo(room: Room) -> None:
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    found = re.search(r'name="change" value="(\d+)"', page)
    assert found
    assert room.desk.send(f"/desk/{room.code}/undo", change=found[1]).status_code == 200


def _vote(room: Room, people: int) -> tuple[list[Browser], str, str]:
    """Open a vote on two actions."""
    phones = [room.phone() for _ in range(people)]
    room.move_to("propose")
    room.pick(phones[0], CARS, "100")
    room.pick(phones[0], "electric-buses", "10")
    room.move_to("deliberate")
    room.desk.send(f"/desk/{room.code}/vote/open", dots="5", hidden="y")
    return phones, _view(room, CARS).id, _view(room, "electric-buses").id


def _ballot(phone: Browser, room: Room, dots: dict[str, int]) -> None:
    fields = {f"dots-{proposal}": str(number) for proposal, number in dots.items()}
    assert phone.send(f"/phone/{room.code}/vote", headers=JSON, **fields).status_code == 200


def _seats(room: Room) -> list[int]:
    with room.app.app_context():
        return list(db.session.scalars(db.select(Seat.table_number)))


def _wall(room: Room) -> str:
    return f"/wall/{room.code}/{room.screen_key}"
