"""A meeting with saved scenarios, as the tests of the library act in it."""

from __future__ import annotations

from typing import Any

from tests.workshop_room import Browser, Room, enter_room
from workshop.extensions import db
from workshop.models import Proposal, SavedScenario, Workshop
from workshop.services.workshops.saved_scenarios import list_saved


def save(room: Room, name: str, note: str = "") -> int:
    """Save the room's scenario at the desk, and return its number."""
    assert room.desk.send(f"/desk/{room.code}/save", name=name, note=note).status_code == 200
    with room.app.app_context():
        return list_saved(room.workshop_id)[-1].number


def stored(room: Room, number: int) -> SavedScenario:
    """Read a saved scenario; call it within the application."""
    wanted = db.select(SavedScenario).where(
        SavedScenario.workshop_id == room.workshop_id, SavedScenario.number == number
    )
    return db.session.scalars(wanted).one()


def step(room: Room, number: int, kind: str, **fields: Any) -> int:
    """Press a button of a scenario's page; return the status."""
    return room.desk.send(f"/library/{room.code}/{number}/{kind}", **fields).status_code


def shown_proposal(room: Room, title: str, tonnes: str = "4000") -> tuple[Browser, str]:
    """Propose something with tonnes on a phone and approve it; return the phone and the proposal's id."""
    phone = room.phone()
    room.propose(phone, title, target="transport/cars", likely=tonnes)
    with room.app.app_context():
        proposal = db.session.scalars(db.select(Proposal).where(Proposal.title == title)).one().public_id
    assert room.decide(proposal, "approve").status_code == 200
    return phone, proposal


def emitted(room: Room) -> float:
    """Return what the live scenario emits."""
    return float(room.snapshot().outcome.cumulative_emissions_t)


def continued(meeting: Room, number: int, title: str) -> Room:
    """Continue from a scenario and return the new workshop's room."""
    page = meeting.desk.send(f"/library/{meeting.code}/{number}/continue", title=title)
    assert page.status_code == 200, page.get_data(as_text=True)
    with meeting.app.app_context():
        opened = db.session.scalars(db.select(Workshop).where(Workshop.title == title)).one().id
    return enter_room(meeting.app, opened)
