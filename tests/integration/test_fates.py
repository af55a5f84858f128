"""What a phone says of a proposal is so: received or seen, whose words it has, whose step is taken back."""

from __future__ import annotations

import re

import pytest

from tests.integration.meeting_of_words import EDIT
from tests.integration.test_secrets import _helper
from tests.workshop_room import Room, silence
from workshop.state.visibility import not_shown


def test_in_a_silent_round_a_proposal_is_received_and_the_room_sees_it_when_the_round_is_over(
    room: Room,
) -> None:
    silence(room)
    author, other = room.phone(), room.phone()
    room.propose(author, "A tram to the harbour")
    room.pick(author, "private-cars-electric", 100)
    (waiting,) = room.snapshot().waiting
    room.decide(waiting.id, "approve")
    for page in (f"/phone/{room.code}", f"/phone/{room.code}/mine"):
        told = author.open(page).get_data(as_text=True)
        assert "Received. The room sees it when this round is over" in told
        assert "Visible to the room" not in told
    assert "A tram to the harbour" not in _wall(room)
    assert "A tram to the harbour" not in other.open(f"/phone/{room.code}").get_data(as_text=True)
    assert "proposes it" not in other.open(f"/phone/{room.code}/catalogue").get_data(as_text=True)
    for phase in ("estimate", "deliberate"):
        room.move_to(phase)
        assert "A tram to the harbour" in _wall(room), phase
        assert "A tram to the harbour" in other.open(f"/phone/{room.code}").get_data(as_text=True), phase
    assert "1 person proposes it" in other.open(f"/phone/{room.code}/catalogue").get_data(as_text=True)
    assert "Visible to the room" in author.open(f"/phone/{room.code}").get_data(as_text=True)


def test_what_the_desk_rewords_is_marked_and_its_author_reads_their_own_words(room: Room) -> None:
    author, other = room.phone("elected"), room.phone()
    room.move_to("propose")
    room.propose(author, "Trams everywhere", description="Now")
    (waiting,) = room.snapshot().waiting
    room.decide(waiting.id, "approve")
    plain = {"actor": "", "target": "", "start_year": "2027", "ramp_years": "1", **EDIT}
    room.decide(waiting.id, "", title="A tram line", description="Now", **plain)
    mine = author.open(f"/phone/{room.code}/mine").get_data(as_text=True)
    assert "A tram line" in mine
    assert "changed by the facilitator" in mine
    assert "You wrote: “Trams everywhere”" in mine
    wall = _wall(room)
    # Fewer than five people hold the role: the wall does not name it.
    assert "<span>changed by the facilitator</span>" in wall
    replay = room.desk.open(f"/desk/{room.code}/replay").text
    assert "Proposed: A tram line, changed by the facilitator" in replay
    for phase in ("propose", "deliberate"):
        room.move_to(phase)
        assert "changed by the facilitator" in other.open(f"/phone/{room.code}").text, phase
    room.desk.send(f"/desk/{room.code}/spotlight", step=room.snapshot().step, proposal=waiting.id)
    wall = _wall(room)
    assert re.search(r'class="spotlight-effect">.* · changed by the facilitator</p>', wall)
    for page in (replay, wall, other.open(f"/phone/{room.code}").get_data(as_text=True)):
        assert "Trams everywhere" not in page
    action = next(action for action in room.document()["actions"] if action["title"] == "A tram line")
    assert action["about"]["wording"] == "changed by the facilitator"
    assert "Trams everywhere" not in str(room.document())
    # The author's own words, put back, are the author's.
    room.decide(waiting.id, "", title="Trams everywhere", description="Now", **plain)
    assert "changed by the facilitator" not in author.open(f"/phone/{room.code}/mine").get_data(as_text=True)


def test_reworded_actions_are_marked_on_the_board_of_phones(room: Room) -> None:
    author, other = room.phone(), room.phone()
    room.move_to("propose")
    room.propose(author, "Trams everywhere", likely="500", target="transport/cars")
    (waiting,) = room.snapshot().waiting
    room.decide(waiting.id, "approve")
    plain = {"actor": "", "description": "", "start_year": "2027", "ramp_years": "1", **EDIT}
    room.decide(waiting.id, "", title="A tram line", **{**plain, "target": "transport/cars"})
    room.move_to("combine")
    board = other.open(f"/phone/{room.code}/picture").text
    assert re.search(r"A tram line <span[^>]*>· changed by the facilitator", board)


def test_a_figure_of_the_desk_replaces_estimates_only_where_there_are_some(room: Room) -> None:
    author = room.phone()
    room.move_to("propose")
    plain = {"actor": "", "description": "", "start_year": "2027", "ramp_years": "1", **EDIT}
    for title, likely in (("Trams", ""), ("Ferries", "50")):
        room.propose(author, title, likely=likely, target="transport/cars" if likely else "")
        (waiting,) = room.snapshot().waiting
        room.decide(waiting.id, "approve")
        edited = room.decide(
            waiting.id, "", title=title, **{**plain, "target": "transport/cars", "likely": "900"}
        )
        assert edited.status_code == 200
    mine = author.open(f"/phone/{room.code}/mine").text
    assert mine.count("The facilitator entered its figure.") == 1
    assert mine.count("The facilitator replaced the room’s estimates") == 1


def test_in_a_silent_round_an_author_reads_nothing_of_what_others_estimate(room: Room) -> None:
    silence(room)
    mine, other = room.phone(), room.phone("elected")
    room.pick(mine, "private-cars-electric", "17 200")
    alone = mine.open(f"/phone/{room.code}").get_data(as_text=True)
    room.pick(other, "private-cars-electric", "12 000")
    for path in (f"/phone/{room.code}", f"/phone/{room.code}/mine"):
        page = mine.open(path).get_data(as_text=True)
        assert "The figure is shown when the round is over." in page
        assert "one of 2" not in page
        assert "Without it" not in page
        assert not re.search(r"\d\s?kt a year", page), path
    assert re.search(r"\d\s?kt a year", alone)
    room.move_to("combine")
    assert "together with 1 other" in mine.open(f"/phone/{room.code}").get_data(as_text=True)


def test_before_undo_the_desk_reads_whose_step_and_which(room: Room) -> None:
    helper = _helper(room)
    room.move_to("propose")
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert _before_undo(page) == "The desk: Agenda: Propose"
    room.propose(room.phone(), "A tram line")
    (waiting,) = room.snapshot().waiting
    assert helper.send(f"/desk/{room.code}/proposals/{waiting.id}/approve").status_code == 200
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert re.fullmatch(r"Helper 1: Approved: A tram line", _before_undo(page))


def test_an_estimate_does_not_reveal_a_hidden_proposals_words(room: Room) -> None:
    author, other = room.phone(), room.phone()
    room.move_to("propose")
    room.propose(author, "Close the main street", likely="100", target="transport/cars")
    (waiting,) = room.snapshot().waiting
    room.decide(waiting.id, "approve")
    room.move_to("deliberate")
    other.send(f"/phone/{room.code}/objections/{waiting.id}", kind="fact", text="It is a short street")
    assert "Close the main street" in other.open(f"/phone/{room.code}").get_data(as_text=True)
    room.decide(waiting.id, "hide", reason="personal")
    page = other.open(f"/phone/{room.code}").get_data(as_text=True)
    assert "Close the main street" not in page
    assert "It is a short street" in page
    with room.app.test_request_context():
        assert not_shown() in page


@pytest.mark.parametrize(
    ("template", "said"),
    [("sqlite", "overwritten in the files"), ("postgresql", "PostgreSQL server")],
    indirect=["template"],
)
def test_the_policy_says_what_the_database_keeps_of_a_closed_vote(room: Room, said: str) -> None:
    page = room.phone().open(f"/policy/{room.code}").get_data(as_text=True)
    assert said in page
    assert "backup" in page
    assert "nobody can find out afterwards what you gave" not in page


def _wall(room: Room) -> str:
    return room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)


def _before_undo(page: str) -> str:
    # The button's name says it, so that screen readers say it, too.
    found = re.search(
        r'<button class="bar-press bar-undo"[^>]*>.*?<span class="bar-state">(.*?)</span></button>',
        page,
        re.S,
    )
    assert found
    return found[1]
