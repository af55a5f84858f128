"""What the wall shows in its phases: all proposals by sector, scenarios under each other, two languages."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from flask import Flask

from tests.workshop_room import JSON, Room, open_room, silence
from workshop.charts.budget.loupe import build_loupe_view, find_part
from workshop.charts.meeting.compared import build_compared_view
from workshop.charts.meeting.moments import build_moments_views, find_large_roles
from workshop.charts.meeting.municipalities import build_municipalities_view
from workshop.charts.meeting.picture import build_phone_news_view, build_wall_news_view
from workshop.i18n import spoken_in
from workshop.services.meeting.undo import last_undoable
from workshop.services.people.facilitators import ensure_facilitator
from workshop.services.workshops.municipalities import is_regional, read_municipalities, share_out
from workshop.services.workshops.opening import Setup
from workshop.services.workshops.saved_scenarios import save_scenario


def opened(app: Flask, **more: object) -> Room:
    place = {"territory_id": "SE-0480", "preset": "uppsala-2022-1.7"}
    setup = {**place, "title": "Meeting", "start_year": 2026, "agenda": "90"}
    room = open_room(app, Setup(**{**setup, **more}))  # type: ignore[arg-type]
    room.move_to("propose")
    return room


def wall_of(room: Room) -> str:
    page = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    return " ".join(html.unescape(page).split())


def test_a_step_for_proposals_begins_with_its_question_and_not_with_an_old_proposal(app: Flask) -> None:
    room = opened(app)
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 6000)
    assert "newest-first" in wall_of(room)
    room.move_to("deliberate")
    room.move_to("propose")
    wall = wall_of(room)
    assert "newest-first" not in wall
    assert "What do you propose?" in wall
    assert "<strong>1 proposal</strong>" in wall
    room.pick(room.phone(), "electric-buses", 20)
    assert "newest-first" in wall_of(room)
    assert "What do you propose?" not in wall_of(room)


def test_after_a_silent_round_all_proposals_come_at_once_by_sector(app: Flask) -> None:
    room = opened(app)
    silence(room)
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 6000)
    room.pick(phone, "electric-buses", 20)
    assert "Private cars" not in wall_of(room)
    room.move_to("estimate")
    page = wall_of(room)
    assert "Proposed so far: 2 proposals" in page
    assert 'class="gathered-sector">Transport <strong>2</strong>' in page
    assert page.index("Private cars become electric") < page.index("City buses go electric")


def test_the_desk_turns_the_pages_of_the_wall_and_lets_go(app: Flask) -> None:
    room = opened(app)
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 6000)
    room.pick(phone, "electric-buses", 20)
    assert "data-turn" not in wall_of(room)
    with app.app_context():
        before = build_phone_news_view(room.snapshot()).page
    for by, turn in (("1", 1), ("1", 2), ("-1", 1)):
        assert room.desk.send(f"/desk/{room.code}/screen/turn", by=by).status_code == 200
        assert f'data-turn="{turn}"' in wall_of(room)
    # The phones' pages stay as they are, and undo passes over it.
    with app.app_context():
        assert build_phone_news_view(room.snapshot()).page == before
        last = last_undoable(room.workshop_id)
        assert last is not None
        assert last.kind == "workshop.step"
    room.desk.send(f"/desk/{room.code}/screen/turn", by="0")
    assert "data-turn" not in wall_of(room)
    room.desk.send(f"/desk/{room.code}/screen/turn", by="1")
    room.move_to("deliberate")
    assert "data-turn" not in wall_of(room)


def test_the_desk_turns_no_page_where_there_is_one(app: Flask) -> None:
    room = opened(app)

    def turns(page: str) -> tuple[int, int]:
        """Count the buttons that turn pages, and those of them that are disabled."""
        buttons = re.findall(r'<button class="bar-turn"[^>]*>', page)
        return len(buttons), sum(" disabled" in button for button in buttons)

    def desk() -> str:
        return room.desk.open(f"/desk/{room.code}").get_data(as_text=True)

    assert turns(desk()) == (2, 2)
    assert "One screen page" in desk()
    phone = room.phone()
    for title in ("One", "Two", "Three", "Four"):
        room.propose(phone, title)
        room.decide(room.snapshot().waiting[0].id, "approve")
    # Three older ones: on a narrow screen they may need a second page.
    assert turns(desk()) == (2, 0)
    assert "One screen page" not in desk()
    # In the spotlight there is one proposal, and in the reflection a picture without a list.
    room.move_to("deliberate")
    assert turns(desk()) == (2, 0)
    room.desk.send(
        f"/desk/{room.code}/spotlight", step=room.snapshot().step, proposal=room.snapshot().shown[0].id
    )
    assert turns(desk()) == (2, 2)
    for phase in ("reflect", "combine"):
        room.move_to(phase)
        assert turns(desk()) == (2, 2), phase
    room.move_to("thanks")
    assert turns(desk()) == (2, 0)


def test_many_older_proposals_are_titles_and_a_few_have_their_figures(app: Flask) -> None:
    room = opened(app)
    phone = room.phone()
    for title in ("One", "Two", "Three", "Four"):
        room.propose(phone, title)
        room.decide(room.snapshot().waiting[0].id, "approve")
    assert '<span class="newest-title">One</span> <span>no CO₂ figure yet</span>' in wall_of(room)
    for title in ("Five", "Six"):
        room.propose(phone, title)
        room.decide(room.snapshot().waiting[0].id, "approve")
    page = wall_of(room)
    assert 'class="older many"' in page
    assert '<span class="newest-title">One</span></li>' in page


def test_saved_scenarios_stand_under_each_other_and_name_what_differs(app: Flask) -> None:
    room = opened(app)
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 6000)
    room.pick(phone, "electric-buses", 20)
    with app.app_context(), spoken_in("en"):
        assert build_compared_view(room.snapshot()) is None
        facilitator = ensure_facilitator("facilitator")
        save_scenario(room.workshop_id, facilitator, uuid.uuid4().hex, name="Both", note="")
    buses = next(view for view in room.snapshot().shown if view.title == "City buses go electric")
    room.decide(buses.id, "include", included="no")
    with app.app_context(), spoken_in("en"):
        compared = build_compared_view(room.snapshot())
    assert compared is not None
    saved, now = compared.beams
    assert (saved.label, now.label) == ("1 · Both", "Now")
    assert (saved.differs, now.differs) == ("With City buses go electric", "")
    assert saved.parts[-1].x + saved.parts[-1].width > now.parts[-1].x + now.parts[-1].width
    assert compared.enlarged == "enlarged 10 times"
    # The picture ends before the budget, and must not look as if that was its end.
    assert compared.end == "Budget 0.86\u00a0Mt: beyond this edge →"


def test_the_wall_names_a_role_only_where_five_people_hold_it(app: Flask) -> None:
    room = opened(app)
    room.pick(room.phone("elected"), "electric-buses", 20)
    for _ in range(5):
        last = room.phone("resident")
    room.pick(last, "private-cars-electric", 6000)
    snapshot = room.snapshot()
    with app.app_context(), spoken_in("en"):
        moments = build_moments_views(snapshot, find_large_roles(snapshot))
    assert [moment.text for moment in moments] == [
        "Private cars become electric · Resident",
        "City buses go electric",
    ]
    assert "Elected" not in wall_of(room)


def test_thin_blocks_are_enlarged_in_few_steps() -> None:
    assert [find_part(end) for end in (0.3, 5.0, 5.1, 40.0)] == [0.5, 5.0, 10.0, 100.0]
    assert build_loupe_view((), None, None) is None


def test_the_end_of_the_meeting_closes_the_vote(app: Flask) -> None:
    room = opened(app)
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 6000)
    room.move_to("deliberate")
    room.desk.send(f"/desk/{room.code}/vote/open", dots=5)
    assert "The vote is open." in wall_of(room)
    room.move_to("thanks")
    assert room.snapshot().vote["state"] == "closed"
    assert "still open" not in phone.open(f"/phone/{room.code}").get_data(as_text=True)


def test_an_own_budget_has_the_first_card_and_no_formula_is_on_the_wall(app: Flask) -> None:
    room = opened(app, preset="own", own_amount_t=900_000.0, own_source="Climate plan")
    room.move_to("briefing")
    page = wall_of(room)
    assert "is the municipality’s own carbon budget from 2026 on." in page
    assert "Climate plan" in page
    room.desk.send(f"/desk/{room.code}/briefing/card", card="cut", step=room.snapshot().step)
    assert "less every year" in wall_of(room)
    assert "E / (B" not in wall_of(room)


def test_a_second_language_is_sent_along(app: Flask) -> None:
    room = opened(app)
    with app.test_request_context():
        assert build_wall_news_view(room.snapshot()).other == ""
    room.desk.send(f"/desk/{room.code}/screen/language", language="sv")
    assert room.snapshot().rules.second_language == "sv"
    with app.test_request_context():
        news = build_wall_news_view(room.snapshot())
    assert 'lang="en"' in news.html
    assert 'lang="sv"' in news.other
    room.desk.send(f"/desk/{room.code}/screen/language", language="")
    assert room.snapshot().rules.second_language == ""


def test_a_regional_meeting_shows_its_municipalities_under_each_other(app: Flask) -> None:
    room = opened(app, territory_id="SE-04", agenda="180")
    room.pick(room.phone(), "private-cars-electric", 60_000)
    room.move_to("compare")
    page = wall_of(room)
    assert "The municipalities" in page
    assert all(f'id="beam-{member}"' in page for member in ("SE-0480", "SE-0484", "SE-0461"))
    with app.app_context(), spoken_in("en"):
        snapshot = room.snapshot()
        view, places = build_municipalities_view(snapshot), read_municipalities(snapshot)
        assert view is not None
        assert sum(each.budget_t for each in places) == pytest.approx(snapshot.outcome.budget_t)
        reference = sum(each.reference_t for each in places)
        assert reference == pytest.approx(snapshot.outcome.cumulative_reference_t)
        # The parts of the action add up to its block.
        shared = sum(sum(share_out(place, places, snapshot.shown).values()) for place in places)
        assert shared == pytest.approx(snapshot.shown[0].block_t)
    # A saved scenario takes the place of the municipalities until the desk asks for them.
    with app.app_context():
        save_scenario(
            room.workshop_id, ensure_facilitator("facilitator"), uuid.uuid4().hex, name="One", note=""
        )
    assert "beam-saved-1" in wall_of(room)
    assert room.desk.send(f"/desk/{room.code}/combine/beams", beams="places").status_code == 200
    assert "beam-SE-0480" in wall_of(room)
    assert not is_regional(opened(app).snapshot())


def test_two_languages_stand_beside_each_other_where_a_question_is_asked(app: Flask) -> None:
    room = opened(app)

    def beside(phase: str) -> bool:
        room.move_to(phase)
        with app.test_request_context():
            return build_wall_news_view(room.snapshot()).beside

    room.desk.send(f"/desk/{room.code}/screen/language", language="sv")
    assert not beside("predict")
    room.desk.send(f"/desk/{room.code}/screen/language", language="sv", beside="yes")
    assert beside("predict")
    desk = f"/desk/{room.code}"
    assert "Two languages, side by side." in room.desk.open(desk).get_data(as_text=True)
    # A list and a bridge need the whole width: the desk is told.
    assert not beside("propose")
    assert "the languages are shown in turn" in room.desk.open(desk).get_data(as_text=True)
    again = room.desk.send(f"{desk}/screen/language", language="sv", beside="yes", headers=JSON)
    assert "needs the whole width" in again.get_json()["said"]
    silence(room)
    assert beside("propose")
    room.desk.send(f"/desk/{room.code}/screen/language", language="")
    assert not beside("predict")


def test_participants_read_the_wall_on_their_own_device(app: Flask) -> None:
    room = opened(app)
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 6000)
    page = phone.open(f"/phone/{room.code}/wall").get_data(as_text=True)
    assert 'data-audience="phone" ' in page
    assert room.screen_key not in page
    news = phone.open(f"/phone/{room.code}/wall/news").json
    assert "Private cars become electric" in news["html"]
    assert app.test_client().get(f"/phone/{room.code}/wall").status_code == 303
