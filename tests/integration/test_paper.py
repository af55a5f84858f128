"""Paper and plenary: what the desk enters for others counts, is marked, counts once and can be undone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.integration.paper import (
    address,
    amounts_of,
    enter,
    number_of,
    seats_of,
    undo_at_desk,
    view_of,
    wall_of,
)
from tests.page_forms import fields_of
from tests.workshop_room import Browser, Room, open_room, silence
from workshop.charts.proposals.paper import describe_ballot
from workshop.extensions import db
from workshop.models import Participant
from workshop.services.workshops.example import EXAMPLE

CARS = "private-cars-electric"


def test_a_line_of_the_list_is_a_pick_with_the_papers_number(room: Room) -> None:
    number = number_of(room, "electric-buses")
    answer = enter(room, "pick", action=f"{number} City buses go electric", amount="12", role="elected")
    assert answer.request.args["sheet"] == "1"
    assert "Paper 1: City buses go electric" in room.desk.text
    assert re.search(r'<input[^>]*autofocus[^>]*name="action"', room.desk.text)
    enter(room, "pick", action=str(number_of(room, CARS)), amount="500", sheet="1", role="elected")
    buses, cars = (view_of(room, "electric-buses"), view_of(room, CARS))
    assert (buses.role, buses.source, buses.on_paper) == ("elected", "paper", 1)
    assert cars.on_paper == 1
    assert room.joined()["elected"] == 1
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "On paper · 1 estimate on paper" in desk
    about = [action["about"] for action in room.document()["actions"]]
    assert all(said["source"] == "paper" and said["estimates_on_paper"] == 1 for said in about)


def test_somebody_new_needs_a_role_and_somebody_known_only_the_number(room: Room) -> None:
    number = str(number_of(room, CARS))
    assert enter(room, "pick", action=number, amount="300", sheet="4", role="").status_code == 422
    assert "Paper 4 is new." in room.desk.text
    assert room.snapshot().proposals == ()
    enter(room, "pick", action=number, amount="300", sheet="4", role="business")
    enter(room, "pick", action=number, amount="400", sheet="4", role="")
    assert amounts_of(room) == [400]
    assert room.joined()["business"] == 1


def test_paper_counts_beside_phones_and_a_persons_second_paper_replaces_the_first(
    room: Room,
) -> None:
    phone = room.phone()
    room.move_to("propose")
    room.pick(phone, CARS, "100")
    number = str(number_of(room, CARS))
    enter(room, "pick", action=number, amount="300", sheet="7")
    assert amounts_of(room) == [100, 300]
    enter(room, "pick", action=number, amount="200", sheet="7")
    assert amounts_of(room) == [100, 200]
    assert view_of(room, CARS).source == ""  # it came from a phone
    undo_at_desk(room)
    assert amounts_of(room) == [100, 300]
    undo_at_desk(room)
    assert amounts_of(room) == [100]
    with room.app.app_context():
        assert db.session.query(Participant).filter(Participant.sheet.is_not(None)).count() == 0


def test_an_entry_counts_once_and_undo_leaves_no_trace(room: Room) -> None:
    number = str(number_of(room, CARS))
    for _ in range(2):
        enter(room, "pick", action=number, amount="300", operation_id="a" * 32)
    assert amounts_of(room) == [300]
    undo_at_desk(room)
    assert room.snapshot().proposals == ()
    assert room.joined()["resident"] == 0
    enter(room, "pick", action=number, amount="40")
    assert amounts_of(room) == [40]
    # Of somebody who is known already, the entry alone is taken back.
    room.move_to("propose")
    room.pick(room.phone(), "electric-buses", "10")
    enter(room, "pick", action=str(number_of(room, "electric-buses")), amount="12", sheet="1")
    assert view_of(room, "electric-buses").count == 2
    undo_at_desk(room)
    assert view_of(room, "electric-buses").count == 1
    assert room.joined()["resident"] == 2


def test_undoing_the_paper_that_began_a_proposal_keeps_it_for_those_who_chose_it_since(room: Room) -> None:
    enter(room, "pick", action=str(number_of(room, CARS)), amount="300")
    phone = room.phone()
    room.move_to("propose")
    room.pick(phone, CARS, "100")
    undo_at_desk(room)  # the step of the agenda
    undo_at_desk(room)
    assert amounts_of(room) == [100]
    assert view_of(room, CARS).role == ""


def test_words_from_paper_have_a_role_and_words_from_the_plenary_an_agreed_figure(room: Room) -> None:
    plain = {"title": "Bicycle bridge", "actor": "", "direction": "lowers", "start_year": "2027"}
    plain["ramp_years"] = "1"
    figures = {"likely": "120", "target": "transport/cars"}
    enter(room, "own", **plain, **figures, source="paper", role="business", sheet="3")
    enter(room, "own", **{**plain, "title": "Car-free square"}, **figures, source="plenary")
    square, bridge = room.snapshot().shown
    assert (bridge.role, bridge.source, bridge.likely, bridge.agreed) == ("business", "paper", 120, False)
    assert (square.role, square.source, square.likely, square.agreed) == ("", "plenary", 120, True)
    assert "figure agreed in the plenary" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    room.move_to("propose")
    assert "In the plenary" in room.desk.open(wall_of(room)).get_data(as_text=True)
    about = {action["title"]: action["about"] for action in room.document()["actions"]}
    assert about["Car-free square"]["figure"] == "agreed in the plenary"
    fields = {"title": "Car-free square", "start_year": "2027", "ramp": "step", "ramp_years": "1"}
    fields |= {"low": "80", "likely": "90", "high": "100", "target": "transport/cars"}
    room.desk.send(f"/desk/{room.code}/proposals/{square.id}/", **fields)
    assert not room.snapshot().shown[0].agreed


def test_figures_belong_to_the_proposal_whose_question_was_read(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    room.pick(phone, CARS, "100")
    room.pick(phone, "cycling", "300")
    cars, cycling = view_of(room, CARS), view_of(room, "cycling")
    path = f"/desk/{room.code}/paper/estimate"
    form = fields_of(room.desk.open(f"{path}?proposal={cars.id}").get_data(as_text=True), "likely")
    typed = {**form, "likely": "400", "proposal": cycling.id, "role": "business"}
    # Another proposal is chosen, and Save is pressed below the question about the first.
    refused = room.desk.send(path, **typed)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "You have chosen another proposal." in page
    assert view_of(room, CARS).count == view_of(room, "cycling").count == 1
    again = fields_of(page, "likely")
    assert (again["proposal"], again["asked"], again["likely"]) == (cycling.id, cycling.id, "400")
    # The button beside it only turns to the other question.
    turned = room.desk.send(path, **{**typed, "choose": "1"}).get_data(as_text=True)
    assert fields_of(turned, "likely")["asked"] == cycling.id
    assert room.desk.send(path, **again).status_code == 200
    assert (view_of(room, CARS).count, view_of(room, "cycling").count) == (1, 2)


def test_estimates_from_paper_stand_in_their_round(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    room.pick(phone, CARS, "100")
    view = view_of(room, CARS)
    where = f"estimate?proposal={view.id}"
    for sheet, likely in ((1, "300"), (2, "500")):
        enter(room, where, round="1", likely=likely, low="100", sheet=str(sheet), source="paper")
    enter(room, where, round="2", likely="400", sheet="2", source="paper")
    assert amounts_of(room) == [100, 300, 400]
    refused = enter(room, where, round="2", likely="40", low="50", source="paper")
    assert refused.status_code == 422
    same = {"round": "2", "sheet": "2", "source": "paper", "operation_id": "a" * 32}
    assert enter(room, where, likely="400", **same).status_code == 200
    assert enter(room, where, likely="450", **same).status_code == 409
    assert amounts_of(room) == [100, 300, 400]
    enter(room, where, round="1", likely="1 000", source="plenary")
    agreed = view_of(room, CARS)
    assert agreed.agreed
    assert agreed.fixed
    undo_at_desk(room)
    assert amounts_of(room) == [100, 300, 400]
    assert not view_of(room, CARS).fixed


def test_a_table_card_seats_who_joins_by_it(room: Room) -> None:
    room.arrange(tables="4")
    cards = room.desk.open(address(room, "tables")).get_data(as_text=True)
    assert cards.count('class="form table-card"') == 4
    phone = Browser(room.app.test_client())
    page = phone.open(f"/j/{room.code}?table=3").get_data(as_text=True)
    assert "You sit at table 3." in page
    phone.send(f"/j/{room.code}?table=3", role="resident", table="3")
    assert "You sit at table 3." in phone.text
    assert seats_of(room) == [3]
    # The card of another table asks, and moves nobody by a mere look.
    assert "Until now you sit at table 3." in phone.open(f"/j/{room.code}?table=2").get_data(as_text=True)
    assert seats_of(room) == [3]
    phone.send(f"/phone/{room.code}/table", table="2")
    assert seats_of(room) == [2]
    # Who sits there already is asked nothing.
    assert phone.open(f"/j/{room.code}?table=2").request.path == f"/phone/{room.code}"


@pytest.mark.parametrize("table", ["0", "9", "x", "99999999999", ""])
def test_nobody_is_kept_out_by_a_card_of_a_table_that_is_not_there(room: Room, table: str) -> None:
    room.arrange(tables="4")
    phone = room.phone(table=table)
    assert phone.open(f"/j/{room.code}?table={table}").status_code == 200
    assert seats_of(room) == []
    assert room.joined()["resident"] == 1


@pytest.mark.parametrize("form", ["ballot", "estimate"])
def test_what_is_printed_in_a_silent_round_names_no_hidden_proposal(room: Room, form: str) -> None:
    room.move_to("propose")
    room.pick(room.phone(), CARS, "400")
    page = room.desk.open(address(room, f"forms/{form}")).get_data(as_text=True)
    assert "Private cars become electric" in page
    silence(room)
    page = room.desk.open(address(room, f"forms/{form}")).get_data(as_text=True)
    assert "Private cars become electric" not in page


def test_forms_are_printed_in_the_language_of_the_workshop(room: Room) -> None:
    norwegian = open_room(room.app, replace(EXAMPLE, language="nb"))
    for form, words in {
        "ballot": "Stemmeseddel",
        "actions": "Bybussene",
        "proposal": "Jeg er her som",
    }.items():
        page = norwegian.desk.open(address(norwegian, f"forms/{form}")).get_data(as_text=True)
        assert words in page, form
        assert 'lang="nb"' in page
    enter(room, "pick", action=str(number_of(room, CARS)), amount="300")
    for form in ("actions", "proposal", "estimate", "ballot"):
        assert room.desk.open(address(room, f"forms/{form}")).status_code == 200
    assert room.desk.open(address(room, "forms/other")).status_code == 404
    assert "Private cars become electric" in room.desk.open(address(room, "forms/ballot")).get_data(
        as_text=True
    )


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
    assert "unless the facilitator publishes free-text proposals" in page
    assert "is read by the facilitator or a helper before the room sees it." in anybody.open(
        f"/policy/{room.code}"
    ).get_data(as_text=True)
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="gate", to="no")
    assert "are shown at once; objections" in anybody.open(f"/policy/{room.code}").get_data(as_text=True)
    assert f"/policy/{room.code}" in anybody.open(f"/j/{room.code}").get_data(as_text=True)
    assert f"/policy/{room.code}" in room.phone().open(f"/phone/{room.code}").get_data(as_text=True)


def test_more_than_the_place_has_is_asked_about_at_the_desk(room: Room) -> None:
    number = str(number_of(room, CARS))
    asked = enter(room, "pick", action=number, amount="40000", sheet="1")
    assert asked.status_code == 422
    assert "This is more than fits: Nyköping has about" in room.desk.text
    assert 'name="anyway"' in room.desk.text
    assert room.snapshot().proposals == ()
    assert enter(room, "pick", action=number, amount="40000", sheet="1", anyway="y").status_code == 200
    assert amounts_of(room) == [40_000]
    cars = view_of(room, CARS).id
    figures = {"proposal": cars, "asked": cars, "sheet": "2", "round": "1", "source": "paper"}
    assert enter(room, "estimate", likely="50000", **figures).status_code == 422
    assert "Send it anyway?" in room.desk.text
    assert enter(room, "estimate", likely="50000", anyway="y", **figures).status_code == 200
    assert amounts_of(room) == [40_000, 50_000]
