"""Opening a workshop: places by name, and only budgets that apply to them."""

from __future__ import annotations

import re

import pytest

from scenarios.inventory.territories import find_territory
from tests.workshop_room import OPENING, Room
from workshop.services.workshops.opening import OWN, PRESETS
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


def offered(room: Room, **query: str) -> dict[str, bool]:
    """Tell which budgets the form offers for a place and a first year."""
    page = room.desk.client.get("/workshops/budgets", query_string=query).get_data(as_text=True)
    inputs = re.findall(r"<input[^>]+name=\"preset\"[^>]*>", page)
    return {re.search(r'value="([^"]+)"', each)[1]: "disabled" not in each for each in inputs}  # type: ignore[index]


@pytest.mark.parametrize(
    ("place", "year"), [("Skien", 2026), ("Nyköping", 2026), ("Skien", 2022), ("SE", 2030)]
)
def test_no_budget_is_offered_that_is_refused_after_sending(room: Room, place: str, year: int) -> None:
    told = offered(room, territory=place, start_year=str(year), preset=PRESETS[0])
    assert list(told) == list(PRESETS)
    assert told[OWN]
    for preset in PRESETS[:-1]:
        room.desk.client.get("/")
        fields = {**OPENING, "territory": place, "preset": preset, "start_year": str(year)}
        answer = room.desk.send("/workshops/new", follow=False, **fields)
        assert (answer.status_code == 303) is told[preset], preset


def test_a_budget_that_does_not_apply_says_why_and_another_is_chosen(room: Room) -> None:
    page = room.desk.client.get(
        "/workshops/budgets", query_string={"territory": PLACE, "start_year": "2026", "preset": PRESETS[0]}
    ).get_data(as_text=True)
    assert "Does not apply to Skien: it is made for Swedish places." in page
    (chosen,) = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert "disabled" not in chosen
    early = obstacles(find_territory("NO-4003"), 2022)
    assert early["per-capita"].reason is Unfit.START


def test_without_scripts_the_page_shows_the_budgets_of_a_place_before_it_is_sent(room: Room) -> None:
    room.desk.send("/workshops/new", **{**OPENING, "territory": PLACE, "look": "yes"})
    assert "it is made for Swedish places" in room.desk.text
    assert 'id="board"' not in room.desk.text


def test_a_place_that_nobody_knows_is_a_fault_also_where_only_its_budgets_are_asked_for(room: Room) -> None:
    answer = room.desk.send("/workshops/new", **{**OPENING, "territory": "Atlantis", "look": "yes"})
    assert answer.status_code == 422
    assert "“Atlantis” is not a place in the statistics." in room.desk.text
    # The other fields are not asked about yet.
    answer = room.desk.send("/workshops/new", **{**OPENING, "title": "", "look": "yes"})
    assert answer.status_code == 200
