"""A workshop with saved scenarios, written straight through the services."""

from __future__ import annotations

import uuid

from flask import Flask

from workshop.config import Settings
from workshop.extensions import db
from workshop.factory import create_app
from workshop.models import Phase, Role, Workshop
from workshop.services.importing.list_actions import ListAction
from workshop.services.importing.list_import import import_list
from workshop.services.meeting import agenda
from workshop.services.people import participants
from workshop.services.people.facilitators import ensure_facilitator
from workshop.services.proposals import moderation
from workshop.services.proposals.free_text import FreeTextProposal, submit_free_text
from workshop.services.workshops.example import EXAMPLE
from workshop.services.workshops.opening import open_workshop
from workshop.services.workshops.saved_scenarios import save_scenario
from workshop.state.snapshot import current_snapshot

OWNER = "facilitator"
ROADS = "=HYPERLINK(0) cheaper buses"
TITLE = "<b>Cars & vans</b> on electricity"


def make_app(folder: str) -> Flask:
    """Make the application with an empty database in ``folder``."""
    address = f"sqlite:///{folder}/test.sqlite"
    app = create_app(Settings(secret_key="a secret of the tests", database_url=address, testing=True))
    # Nobody listens to the rooms here.
    app.extensions["socketio"].start_background_task = lambda *_: None
    with app.app_context():
        db.create_all()
    return app


def a_workshop(app: Flask) -> str:
    """Open the example workshop and return its code."""
    with app.app_context():
        return open_workshop(ensure_facilitator(OWNER), new_id(), EXAMPLE).code


def fill(app: Flask, code: str, saves: int) -> None:
    """Propose and save: the first scenario is what is decided, each later one has one action more."""
    with app.app_context():
        owner = ensure_facilitator(OWNER)
        workshop = db.session.scalars(db.select(Workshop).where(Workshop.code == code)).one()
        workshop_id = workshop.id
        phases = [step["phase"] for step in workshop.agenda]
        agenda.move_to(workshop_id, owner, new_id(), phases.index(Phase.PROPOSE))
        sources = [source["id"] for source in current_snapshot(workshop).reference["sources"]]
        import_list(workshop_id, owner, new_id(), (decided(sources[0]),))
        person, _ = participants.join(workshop.id, operation_id=new_id(), role=Role.RESIDENT, nickname="")
        for number in range(saves):
            if number:
                answer = submit_free_text(workshop_id, person, new_id(), proposal(number, sources)).answer
                moderation.approve(workshop_id, owner, new_id(), answer["proposal"])
            note = "After the break" if number else ""
            save_scenario(workshop_id, owner, new_id(), name=f"Round {number + 1}", note=note)


def decided(target: str) -> ListAction:
    """Return what the municipality's own list says, growing over three years."""
    return ListAction(
        row=2,
        part="",
        title="Charging points",
        description="",
        actor="municipality",
        targets=(target,),
        low=3000,
        likely=4000,
        high=6000,
        start_year=2026,
        points=((2026, 1 / 3), (2028, 1.0)),
        in_reference=False,
        lead=(),
        others=(),
        cost="",
        note="",
    )


def proposal(number: int, sources: list[str]) -> FreeTextProposal:
    """Return the proposal of a round."""
    amount = 9000.0 * number
    return FreeTextProposal(
        title={1: TITLE, 2: ROADS}.get(number, f"Action {number}"),
        actor={1: "households", 2: "region"}.get(number, ""),
        target=sources[(3 * number) % len(sources)],
        low=0.6 * amount,
        likely=amount,
        high=1.3 * amount,
        start_year=2026 + number,
        ramp_years=5,
    )


def new_id() -> str:
    """Make an operation id."""
    return str(uuid.uuid4())
