"""What an open vote shows is five people behind, and moves by five: no few ballots follow from it."""

from __future__ import annotations

import pytest

from tests.integration.test_votes import _close, _open, _shown, _support, _vote, _wall
from tests.workshop_room import Room
from workshop.extensions import db
from workshop.models import ShownTotals


def test_a_result_that_is_not_hidden_is_shown_five_people_behind(room: Room) -> None:
    phones, cars, *_ = _open(room, 11, hidden=False)
    for phone in phones[:9]:
        _vote(room, phone, {cars: 3})
    assert "15 dots" not in room.desk.open(_wall(room)).get_data(as_text=True)
    _vote(room, phones[9], {cars: 3})
    assert "15 dots" in room.desk.open(_wall(room)).get_data(as_text=True)


def test_a_single_ballot_does_not_follow_from_the_totals_before_and_after_it(room: Room) -> None:
    phones, cars, buses, _ = _open(room, 17, hidden=False)
    shown: list[dict[str, tuple[int, int]]] = []
    for number, phone in enumerate(phones[:15]):
        _vote(room, phone, {cars: number % 3 + 1}, (buses,) if number % 2 else ())
        if number == 6:
            # One person who changes their ballot again and again moves nothing, either.
            for dots in (5, 0, 4):
                _vote(room, phone, {cars: dots})
        shown.append(_shown(room))
    # Nothing below five people and five others; then the same until five others have voted.
    assert shown[:9] == [{}] * 9
    assert shown[9][cars] == (1 + 2 + 3 + 1 + 2, 0)
    assert shown[9:14] == [shown[9]] * 5
    assert shown[14][cars] == (9 + 3 + 4 + 2 + 3 + 1, 0)
    _vote(room, phones[15], {cars: 1})
    assert _shown(room) == shown[14]
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "Totals of 10 votes." in page
    _close(room)
    assert _support(room)["private-cars-electric"][0] == shown[14][cars][0] + 2 + 3 + 1 + 2 + 3 + 1
    with room.app.app_context():
        assert db.session.scalars(db.select(ShownTotals)).all() == []


@pytest.mark.parametrize("people", range(5, 17))
def test_the_last_step_of_a_vote_is_never_of_fewer_than_five_ballots(room: Room, people: int) -> None:
    """Whenever the desk closes, everybody's ballot counts, and no few of them follow by subtraction."""
    phones, cars, *_ = _open(room, people, hidden=False)
    for phone in phones:
        _vote(room, phone, {cars: 1})
    before = _shown(room).get(cars, (0, 0))[0]
    _close(room)
    after = _support(room)["private-cars-electric"][0]
    assert after == people
    assert after - before >= 5


def test_a_count_of_few_hands_does_not_follow_from_the_totals(room: Room) -> None:
    phones, cars, *_ = _open(room, 6, hidden=False)
    for phone in phones[:5]:
        _vote(room, phone, {cars: 1})
    assert _shown(room) == {}
    for voters, given in ((2, 1), (3, 3)):
        room.desk.send(
            f"/desk/{room.code}/paper/count",
            source="plenary",
            voters=str(voters),
            **{f"supporters-{cars}": str(given)},
        )
        assert _shown(room).get(cars) == (None if voters == 2 else (5, 0))
