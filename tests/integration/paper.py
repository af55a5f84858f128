"""Paper forms as the desk enters them."""

from __future__ import annotations

import re
from typing import Any

from tests.workshop_room import JSON, Browser, Room
from workshop.extensions import db
from workshop.models import Estimate, Seat

CARS = "private-cars-electric"


def address(room: Room, what: str) -> str:
    return f"/desk/{room.code}/paper/{what}"


def enter(room: Room, what: str, **fields: Any) -> Any:
    return room.desk.send(address(room, what), **{"role": "resident", **fields})


def number_of(room: Room, action_id: str) -> int:
    from workshop.services.proposals.catalogue_actions import number_actions

    snapshot = room.snapshot()
    with room.app.test_request_context():
        return next(number for number, action in number_actions(snapshot).items() if action.id == action_id)


def view_of(room: Room, catalogue_id: str) -> Any:
    return next(view for view in room.snapshot().proposals if view.catalogue_id == catalogue_id)


def amounts_of(room: Room) -> list[float]:
    """List what each person said last about electric cars."""
    with room.app.app_context():
        rows = db.session.scalars(db.select(Estimate).order_by(Estimate.round, Estimate.id))
        return sorted({row.participant_id: row.amount or 0 for row in rows}.values())


def undo_at_desk(room: Room) -> None:
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    found = re.search(r'name="change" value="(\d+)"', page)
    assert found
    assert room.desk.send(f"/desk/{room.code}/undo", change=found[1]).status_code == 200


def vote_by_phone(room: Room, people: int) -> tuple[list[Browser], str, str]:
    """Open a vote on two actions."""
    phones = [room.phone() for _ in range(people)]
    room.move_to("propose")
    room.pick(phones[0], CARS, "100")
    room.pick(phones[0], "electric-buses", "10")
    room.move_to("deliberate")
    room.desk.send(f"/desk/{room.code}/vote/open", dots="5", hidden="y")
    return phones, view_of(room, CARS).id, view_of(room, "electric-buses").id


def send_ballot(phone: Browser, room: Room, dots: dict[str, int]) -> None:
    fields = {f"dots-{proposal}": str(number) for proposal, number in dots.items()}
    assert phone.send(f"/phone/{room.code}/vote", headers=JSON, **fields).status_code == 200


def seats_of(room: Room) -> list[int]:
    with room.app.app_context():
        return list(db.session.scalars(db.select(Seat.table_number)))


def wall_of(room: Room) -> str:
    return f"/wall/{room.code}/{room.screen_key}"
