"""The examples open on real figures, and a meeting in them works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workshop_room import Room
from workshop.services.workshops.example import EXAMPLES


@pytest.mark.parametrize("key", [example.key for example in EXAMPLES])
def test_an_example_opens_and_a_pick_counts(room: Room, key: str) -> None:
    page = room.desk.send(f"/workshops/examples/{key}")
    assert page.status_code == 200
    code = page.request.path.rsplit("/", 1)[-1]
    other = replace(room, code=code, workshop_id=_id_of(room, code))
    other.move_to("propose")
    other.pick(other.phone(), "private-cars-electric", "100")
    snapshot = other.snapshot()
    (view,) = snapshot.shown
    assert (view.full_effect_t or 0) > 50
    assert snapshot.outcome.budget_t == snapshot.budget["budget_t"]
    assert len(snapshot.marks) == 3
    wall = room.desk.open(f"/wall/{code}/{_screen_key(room, code)}").get_data(as_text=True)
    assert snapshot.place in wall


def test_the_norwegian_example_says_which_part_is_co2(room: Room) -> None:
    page = room.desk.send("/workshops/examples/norwegian")
    code = page.request.path.rsplit("/", 1)[-1]
    text = room.desk.open(f"/budget/{code}").get_data(as_text=True)
    assert "08940" in text
    assert "CO2e" in text


def test_there_is_no_other_example(room: Room) -> None:
    assert room.desk.send("/workshops/examples/moon").status_code == 404


def _id_of(room: Room, code: str) -> int:
    return _find(room, code)[0]


def _screen_key(room: Room, code: str) -> str:
    return _find(room, code)[1]


def _find(room: Room, code: str) -> tuple[int, str]:
    from workshop.services.people.participants import find_workshop

    with room.app.app_context():
        workshop = find_workshop(code)
        assert workshop is not None
        return workshop.id, workshop.screen_key
