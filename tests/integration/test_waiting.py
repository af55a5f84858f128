"""The desk sees everything that waits, with its age; nothing is offered or claimed where there is nothing."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from tests.workshop_room import JSON, Browser, Room
from workshop.extensions import db
from workshop.models import Objection, Proposal, Reflection
from workshop.services.meeting.monte_carlo import draw_tries
from workshop.services.workshops.saved_scenarios import list_saved

NOTHING = "Nothing to review."


def desk_text(room: Room, browser: Browser | None = None, path: str = "") -> str:
    page = (browser or room.desk).open(path or f"/desk/{room.code}").get_data(as_text=True)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def count(room: Room) -> str:
    """Read how much waits, as the desk counts it."""
    found = re.search(r"Waiting for you (\d+)", desk_text(room))
    assert found
    return found[1]


def make_older(room: Room, minutes: int) -> None:
    """Let everything have been sent earlier."""
    with room.app.app_context():
        for model in (Proposal, Objection, Reflection):
            for each in db.session.scalars(db.select(model)):
                each.created_at -= timedelta(minutes=minutes)
        db.session.commit()


def test_the_desk_does_not_say_that_nothing_waits_while_an_objection_waits(room: Room) -> None:
    assert NOTHING in desk_text(room)
    phone = room.phone()
    room.move_to("propose")
    room.pick(phone, "electric-buses", "12")
    room.move_to("deliberate")
    (view,) = room.snapshot().proposals
    room.desk.send(f"/desk/{room.code}/spotlight", step=room.snapshot().step, proposal=view.id)
    path = f"/phone/{room.code}/objections/{view.id}"
    assert phone.send(path, headers=JSON, kind="fact", text="The grid cannot take it").status_code == 200
    make_older(room, 4)
    text = desk_text(room)
    assert NOTHING not in text
    assert "4 min · A fact: I doubt that it is so The grid cannot take it" in text
    assert count(room) == "1"


def test_each_kind_that_waits_is_in_one_list_with_its_age(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    room.propose(phone, "Bicycle bridge", likely="1200", target="transport/cars")
    room.decide(room.snapshot().waiting[0].id, "approve")
    room.pick(phone, "private-cars-electric", "4000")
    room.move_to("thanks")
    make_older(room, 150)
    phone.send(f"/phone/{room.code}/reflect/thought", prompt="surprised", text="How much heat takes")
    promised = {"text": "We share our vans", "owner": "The harbour", "due": "2031-05-17"}
    phone.send(f"/phone/{room.code}/reflect/pledge", **promised)
    make_older(room, 3)
    with room.app.app_context():
        assert [each.state for each in db.session.scalars(db.select(Reflection))] == ["waiting"] * 2
    text = desk_text(room)
    overlap = text.index("Overlap: what “Bicycle bridge”")
    thought = text.index("Thought 3 min · What surprised you? How much heat takes")
    # Nobody waits for what overlaps: it comes last, however old it is.
    assert thought < overlap
    assert "2 h" in text[overlap:]
    # It can be decided in this phase, too.
    assert "Show it" in text[thought:overlap]
    assert "Pledge 3 min The harbour , 17 May 2031: We share our vans" in text[:overlap]
    assert count(room) == "3"


def test_what_waits_for_its_author_is_listed_but_not_counted_as_waiting_for_the_desk(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Something with ferries")
    assert count(room) == "1"
    room.decide(room.snapshot().waiting[0].id, "ask", question="Which ferry?")
    assert count(room) == "0"
    assert re.search(r"With the author \(1\) Something with ferries waiting for the author", desk_text(room))


def test_a_helper_is_shown_what_helpers_decide(room: Room) -> None:
    room.desk.send(f"/desk/{room.code}/helpers")
    link = re.search(r"/moderation/[^\"<\s]+/enter/[^\"<\s]+", room.desk.text)
    assert link
    helper = Browser(room.app.test_client())
    helper.open(link[0])
    assert NOTHING in desk_text(room, helper, f"/moderation/{room.code}")
    room.move_to("propose")
    room.propose(room.phone(), "Cable car")
    make_older(room, 7)
    assert "Cable car 7 min" in desk_text(room, helper, f"/moderation/{room.code}")


def test_no_vote_is_opened_on_nothing_and_the_button_says_why(room: Room) -> None:
    room.move_to("deliberate")
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert re.search(r'<button class="primary" disabled aria-describedby="vote-why">Open the vote', page)
    assert "Approve a proposal first" in page
    refused = room.desk.send(f"/desk/{room.code}/vote/open", dots=5, headers=JSON)
    assert refused.status_code == 409
    assert refused.json["what"] == "There is no proposal to vote on."
    # What waits or is hidden is nothing to vote on either.
    room.move_to("propose")
    room.propose(room.phone(), "Cable car")
    assert room.desk.send(f"/desk/{room.code}/vote/open", dots=5, headers=JSON).status_code == 409
    room.decide(room.snapshot().waiting[0].id, "approve")
    assert room.desk.send(f"/desk/{room.code}/vote/open", dots=5, headers=JSON).status_code == 200


@pytest.mark.parametrize("phase", ["combine", "estimate"])
def test_no_share_of_tries_is_shown_where_no_action_counts(room: Room, phase: str) -> None:
    from workshop.charts.budget.monte_carlo import describe_tries
    from workshop.services.meeting import monte_carlo

    room.move_to(phase)
    snapshot = room.snapshot()
    with room.app.app_context():
        # As if it had been drawn already.
        drawn = monte_carlo._Drawn(draw_tries(snapshot), monte_carlo._totals(snapshot))
        monte_carlo._drawn[snapshot.workshop_id] = (monte_carlo._state(snapshot), drawn)
        assert describe_tries(snapshot) == ""
    assert "of 100 tries" not in desk_text(room)


def test_a_saved_scenario_without_actions_fits_in_no_share_of_tries(room: Room) -> None:
    room.desk.send(f"/desk/{room.code}/save", name="Nothing yet")
    with room.app.app_context():
        assert len(list_saved(room.workshop_id)) == 1
    assert "0 of 100" not in desk_text(room, path=f"/compare/{room.code}")
