"""What is shown, opened again and shown once more tells nobody what one person has changed meanwhile."""

from __future__ import annotations

import pytest

from tests.workshop_room import JSON, Browser, Room
from workshop.extensions import db
from workshop.models import Answer, Operation
from workshop.services.meeting.allocation_rule import read_votes
from workshop.services.meeting.predictions import revealed_guesses
from workshop.services.meeting.undo import last_undoable
from workshop.state.rounds import show_rounds

ROOM = 10
CARS = "private-cars-electric"


@pytest.mark.parametrize("changing", [1, 4, 5])
def test_a_round_of_estimates(room: Room, changing: int) -> None:
    room.move_to("propose")
    phones = [room.phone() for _ in range(ROOM)]
    room.pick(phones[0], CARS, "1000")
    (view,) = room.snapshot().shown
    room.move_to("estimate")
    _look(room, view.id)
    for number, phone in enumerate(phones):
        _estimate(room, phone, view.id, 1000 + 10 * number)
    _look(room, view.id, shown="yes")
    first = _likely(room, view.id)
    assert first == [1000 + 10 * number for number in range(ROOM)]
    _look(room, view.id)
    for phone in phones[:changing]:
        _estimate(room, phone, view.id, 2000)
    _look(room, view.id, shown="yes")
    later = sorted([*first[changing:], *[2000] * changing])
    assert _likely(room, view.id) == (later if changing >= 5 else first)


@pytest.mark.parametrize("changing", [1, 4, 5])
def test_a_guess(room: Room, changing: int) -> None:
    room.move_to("predict")
    phones = [room.phone() for _ in range(ROOM)]
    for number, phone in enumerate(phones):
        _guess(room, phone, 10 + number)
    _reveal(room)
    first = _guesses(room)
    assert first == [10 + number for number in range(ROOM)]
    with room.app.app_context():
        step = last_undoable(room.workshop_id)
    assert step is not None
    room.desk.send(f"/desk/{room.code}/undo", change=step.id, headers=JSON)
    for phone in phones[:changing]:
        _guess(room, phone, 30)
    _reveal(room)
    later = sorted([*first[changing:], *[30] * changing])
    assert _guesses(room) == (later if changing >= 5 else first)


def test_who_voted_for_which_allocation_rule_is_deleted_when_the_meeting_goes_on(room: Room) -> None:
    room.move_to("briefing")
    phones = [room.phone() for _ in range(ROOM)]
    _vote(room, phones, "population")
    _show_votes(room)
    assert _stored(room) == (ROOM, ROOM)
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "who voted for what is deleted" in page
    room.move_to("propose")
    assert _stored(room) == (0, 0)
    # Later, all votes are new ones beside the old totals.
    room.move_to("briefing")
    _vote(room, phones[:4], "blend")
    _show_votes(room)
    assert _totals(room) == {"population": ROOM}
    _show_votes(room, "no")
    _vote(room, phones[4:6], "blend")
    _show_votes(room)
    assert _totals(room) == {"blend": 6}


def test_votes_that_were_not_shown_wait_for_the_desk(room: Room) -> None:
    room.move_to("briefing")
    phones = [room.phone() for _ in range(6)]
    _vote(room, phones, "population")
    room.move_to("propose")
    assert _stored(room) == (6, 6)


def _look(room: Room, proposal: str, **more: str) -> None:
    step = room.snapshot().step
    sent = {"step": step, "proposal": proposal, "round": "1", **more}
    assert room.desk.send(f"/desk/{room.code}/estimates/look", **sent, headers=JSON).status_code == 200


def _estimate(room: Room, phone: Browser, proposal: str, likely: int) -> None:
    said = {"low": likely - 5, "likely": likely, "high": likely + 5, "round": "1", "anyway": "y"}
    path = f"/phone/{room.code}/estimates/{proposal}"
    assert phone.send(path, **said, headers=JSON).status_code == 200


def _likely(room: Room, proposal: str) -> list[float]:
    with room.app.app_context():
        (shown,) = show_rounds(room.workshop_id, proposal, 1).rounds
    assert shown.people == ROOM
    return sorted(said.likely for lane in shown.lanes.values() for said in lane)


def _guess(room: Room, phone: Browser, number: int) -> None:
    path = f"/phone/{room.code}/predict/years_left"
    assert phone.send(path, number=number, headers=JSON).status_code == 200


def _reveal(room: Room) -> None:
    sent = {"step": room.snapshot().step, "question": "years_left"}
    assert room.desk.send(f"/desk/{room.code}/predict/reveal", **sent, headers=JSON).status_code == 200


def _guesses(room: Room) -> list[float]:
    with room.app.app_context():
        return revealed_guesses(room.workshop_id, "years_left")


def _vote(room: Room, phones: list[Browser], key: str) -> None:
    sent = {"step": room.snapshot().step, "card": "keys"}
    assert room.desk.send(f"/desk/{room.code}/briefing/card", **sent, headers=JSON).status_code == 200
    for phone in phones:
        assert phone.send(f"/phone/{room.code}/key", key=key, headers=JSON).status_code == 200


def _show_votes(room: Room, shown: str = "yes") -> None:
    sent = {"step": room.snapshot().step, "shown": shown}
    assert room.desk.send(f"/desk/{room.code}/briefing/votes", **sent, headers=JSON).status_code == 200


def _totals(room: Room) -> dict[str, int]:
    with room.app.app_context():
        votes = read_votes(room.workshop_id)
    assert votes is not None
    return {key: number for key, number in votes.by_key.items() if number}


def _stored(room: Room) -> tuple[int, int]:
    """Count the rows and the receipts that link a vote to a phone."""
    with room.app.app_context():
        answers = db.session.scalars(db.select(Answer.id).where(Answer.question == "key")).all()
        receipts = db.session.scalars(db.select(Operation.id).where(Operation.kind == "key.vote")).all()
    return len(answers), len(receipts)
