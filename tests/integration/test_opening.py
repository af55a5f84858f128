"""Opening a workshop: places by name, and only budgets that apply to them."""

from __future__ import annotations

import re

import pytest

from scenarios.inventory.territories import find_territory
from tests.page_forms import fields_of
from tests.workshop_room import OPENING, Room
from workshop.extensions import db
from workshop.models import Workshop
from workshop.services.workshops.facts import OWN
from workshop.services.workshops.opening import BY_RULE, PRESETS
from workshop.services.workshops.presets import Unfit, obstacles

PLACE = "Skien"


@pytest.mark.parametrize("typed", ["Skien", "skien kommune", "4003", "Skien NO-4003"])
def test_the_name_of_a_place_typed_in_full_opens_a_workshop(room: Room, typed: str) -> None:
    room.desk.send("/workshops/new", **{**OPENING, "territory": typed, "preset": "per-capita"})
    assert "is not a place" not in room.desk.text
    assert "Skien" in room.desk.text
    assert 'id="board"' in room.desk.text


def test_a_name_that_is_no_place_is_answered_with_what_was_meant(room: Room) -> None:
    room.desk.send("/workshops/new", **{**OPENING, "territory": "Skein"})
    assert "Did you mean: Skien?" in room.desk.text


def offered(room: Room, **query: str) -> set[str]:
    """Tell which budgets the second step offers for a place and a first year."""
    page = room.desk.open("/workshops/new", query_string=query).get_data(as_text=True)
    return set(re.findall(r"<input[^>]+name=\"preset\"[^>]+value=\"([^\"]+)\"", page))


@pytest.mark.parametrize(
    ("place", "year"), [("Skien", 2026), ("Nyköping", 2026), ("Skien", 2022), ("SE", 2030)]
)
def test_no_budget_is_offered_that_is_refused_after_sending(room: Room, place: str, year: int) -> None:
    told = offered(room, territory=place, start_year=str(year))
    assert OWN in told
    for preset in BY_RULE:
        room.desk.client.get("/")
        fields = {**OPENING, "territory": place, "preset": preset, "start_year": str(year)}
        answer = room.desk.send("/workshops/new", follow=False, **fields)
        assert (answer.status_code == 303) is (preset in told), preset


def test_each_budget_says_its_amount_and_its_years_and_others_say_why_not(room: Room) -> None:
    page = room.desk.open("/workshops/new?territory=Skien&start_year=2026").get_data(as_text=True)
    assert re.search(r"[\d.]+\s[Mk]?t · \d+ years? at today’s rate", page)
    assert "Does not apply to Skien: it is made for Swedish places." in page
    (chosen,) = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert 'value="emission-share"' in chosen
    early = obstacles(find_territory("NO-4003"), 2022)
    assert early["per-capita"].reason is Unfit.START


def test_the_years_left_are_those_that_the_desk_shows_afterwards(room: Room) -> None:
    step = room.desk.open("/workshops/new?territory=SE-0480&start_year=2026").get_data(as_text=True)
    choice = step[step.index('value="uppsala-2022-1.7"') :]
    said = re.search(r"<strong>([^<]+) · (\d+ years?) at today’s rate</strong>", choice)
    assert said
    room.desk.send("/workshops/new", **{**OPENING, "territory": "SE-0480"})
    code = re.search(r'data-code="(\w+)"', room.desk.text)
    assert code
    page = room.desk.open(f"/budget/{code[1]}").get_data(as_text=True)
    assert said[1] in page


def test_a_place_is_the_first_step_and_one_that_nobody_knows_stays_there(room: Room) -> None:
    first = room.desk.open("/workshops/new").get_data(as_text=True)
    assert 'name="territory"' in first
    assert 'name="preset"' not in first
    answer = room.desk.open("/workshops/new?territory=Atlantis")
    assert answer.status_code == 422
    assert "“Atlantis” is not a place in the statistics." in room.desk.text
    assert 'name="preset"' not in room.desk.text


def test_a_budget_that_does_not_fit_leads_back_to_its_step(room: Room) -> None:
    query = {"territory": "Skien", "preset": PRESETS[0], "start_year": "2026", "end_year": "2045"}
    assert room.desk.open("/workshops/new", query_string=query).status_code == 422
    assert "Use this budget" in room.desk.text
    own = {**query, "preset": OWN}
    assert room.desk.open("/workshops/new", query_string=own).status_code == 422
    assert "Give the amount that the municipality already has." in room.desk.text
    right = {**own, "own_amount": "1 200 000"}
    assert room.desk.open("/workshops/new", query_string=right).status_code == 200
    assert "Open the workshop" in room.desk.text
    # Sent with a fault of the second step, it comes back to that step.
    room.desk.send("/workshops/new", **{**OPENING, "territory": "Skien"})
    assert "Use this budget" in room.desk.text


def test_the_agenda_is_changed_before_the_workshop_is_opened(room: Room) -> None:
    query = {"territory": "SE-0480", "preset": PRESETS[0], "start_year": "2026", "end_year": "2045"}
    page = room.desk.open("/workshops/new", query_string={**query, "agenda": "90"}).get_data(as_text=True)
    form = fields_of(page, "title")
    assert form["steps-2-phase"] == "briefing"
    # Guess goes, and the briefing comes first.
    form |= {"title": "Short", "steps-1-phase": "", "steps-2-place": "0", "steps-2-minutes": "7"}
    room.desk.send("/workshops/new", **form)
    code = re.search(r'data-code="(\w+)"', room.desk.text)
    assert code
    with room.app.app_context():
        agenda = db.session.scalars(db.select(Workshop).where(Workshop.code == code[1])).one().agenda
    assert [(step["phase"], step["minutes"]) for step in agenda[:3]] == [
        ("briefing", 7),
        ("lobby", 5),
        ("propose", 15),
    ]
    none = {name: "" if name.endswith("-phase") else value for name, value in form.items()}
    assert room.desk.send("/workshops/new", **none).status_code == 422
    assert "An agenda needs at least one step." in room.desk.text


def test_a_projection_is_offered_only_where_there_is_one(room: Room) -> None:
    for place, there in (("SE-0480", False), ("NO-4003", True)):
        query = {"territory": place, "preset": "per-capita", "start_year": "2026", "end_year": "2045"}
        page = room.desk.open("/workshops/new", query_string=query).get_data(as_text=True)
        assert ('value="projection"' in page) is there
