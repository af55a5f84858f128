"""A workshop as tests act in it: a desk, phones and a wall over real HTTP forms and a real database."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_socketio.test_client import SocketIOTestClient
from werkzeug.test import TestResponse

from scenarios.file.schema import scenario_to_dict
from tests.page_checks import check_page
from tests.page_forms import fields_of
from workshop.extensions import db
from workshop.models import Workshop
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link
from workshop.services.workshops.example import EXAMPLE
from workshop.services.workshops.opening import Setup, open_workshop

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
JSON = {"Accept": "application/json"}

# What a facilitator fills in to open a workshop.
OPENING = {
    "title": "Open meeting",
    "territory": "SE-0480",
    "preset": "uppsala-2022-1.7",
    "reference_method": "flat",
    "start_year": "2026",
    "end_year": "2045",
    "agenda": "90",
    "language": "en",
}

# The last step of opening a workshop: the agenda, for a place and a budget that were chosen.
LAST_STEP = "/workshops/new?territory=SE-0480&preset=uppsala-2022-1.7&start_year=2026&end_year=2045"


class Browser:
    """A browser without scripts: follows links, fills in forms; every page it gets is checked."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse | None = None

    def open(self, path: str, **options: Any) -> TestResponse:
        """Get a page."""
        self.page = self.client.get(path, follow_redirects=True, **options)
        self._check()
        return self.page

    def send(self, path: str, *, follow: bool = True, headers: Any = None, **fields: Any) -> TestResponse:
        """Send a form to ``path`` with a fresh operation id unless one is given."""
        if path.startswith("/j/"):
            # The door's page hands out the cookie of the device, without which nobody comes in.
            self.client.get(path)
        self.page = self.client.post(
            path,
            data={"csrf_token": self.token(), "operation_id": str(uuid.uuid4()), **fields},
            follow_redirects=follow,
            headers=headers,
        )
        self._check()
        return self.page

    def token(self) -> str:
        """Take the token against forgery from the page that is open, as its form would, or from another."""
        found = _TOKEN.search(self.text) if self._shows_page() else None
        if found is None:
            found = _TOKEN.search(self.client.get("/").get_data(as_text=True))
        assert found
        return found[1]

    @property
    def text(self) -> str:
        """The page's HTML."""
        assert self.page is not None
        return self.page.get_data(as_text=True)

    def _shows_page(self) -> bool:
        return self.page is not None and self.page.mimetype == "text/html" and "<html" in self.text

    def _check(self) -> None:
        if self._shows_page():
            check_page(self.text)


@dataclass
class Room:
    """One workshop with its facilitator logged in."""

    app: Flask
    desk: Browser
    workshop_id: int
    code: str
    screen_key: str

    def phone(self, role: str = "resident", **fields: Any) -> Browser:
        """Let a participant in."""
        browser = Browser(self.app.test_client())
        page = browser.send(f"/j/{self.code}", role=role, **fields)
        assert page.status_code == 200, page.get_data(as_text=True)
        return browser

    def expect(self, people: int) -> None:
        """Say at the desk how many people are expected."""
        answer = self.desk.send(f"/desk/{self.code}/people/expected", people=people)
        assert answer.status_code == 200

    def move_to(self, phase: str) -> None:
        """Move the meeting to a phase."""
        agenda = self.snapshot().agenda
        step = next(number for number, step in enumerate(agenda) if step["phase"] == phase)
        moved = self.desk.send(f"/desk/{self.code}/agenda/move", follow=False, step=step)
        assert moved.status_code == 303

    def document(self) -> dict[str, Any]:
        """Write the room's scenario as a file would hold it."""
        return scenario_to_dict(self.snapshot().scenario)

    def arrange(self, **fields: Any) -> None:
        """Write the desk's agenda page as it stands, with some fields changed."""
        path = f"/desk/{self.code}/agenda/"
        form = fields_of(self.desk.open(path).get_data(as_text=True), "tables")
        arranged = self.desk.send(path, **{**form, **fields})
        assert arranged.status_code == 200, arranged.get_data(as_text=True)

    def pick(self, phone: Browser, action: str, amount: float | str, **fields: Any) -> TestResponse:
        """Estimate a catalogue action on a phone; more than the place has is sent anyway."""
        path = f"/phone/{self.code}/catalogue/{action}"
        return phone.send(path, **{"amount": amount, "start_year": "2027", "anyway": "y", **fields})

    def propose(self, phone: Browser, title: str, **fields: Any) -> TestResponse:
        """Write a proposal of one's own on a phone."""
        plain = {
            "title": title,
            "actor": "",
            "target": "",
            "direction": "lowers",
            "start_year": "2027",
            "ramp_years": "1",
        }
        return phone.send(f"/phone/{self.code}/own", **{**plain, **fields})

    def snapshot(self) -> Any:
        """Evaluate the workshop as it stands."""
        from workshop.state.snapshot import current_snapshot

        with self.app.app_context():
            return current_snapshot(db.session.get_one(Workshop, self.workshop_id))

    def joined(self) -> dict[str, int]:
        """Count who has joined, by role."""
        from workshop.services.people.participants import count_by_role

        with self.app.app_context():
            return count_by_role(self.workshop_id)

    def decide(self, proposal_id: str, decision: str, **fields: Any) -> TestResponse:
        """Approve, hide or include a proposal at the desk."""
        return self.desk.send(f"/desk/{self.code}/proposals/{proposal_id}/{decision}", **fields)

    def merge(self, proposal_id: str, into: str, **fields: Any) -> TestResponse:
        """Merge a proposal into another, both as they are now."""
        return self.decide(proposal_id, "merge", **self.merging(proposal_id, into), **fields)

    def merging(self, proposal_id: str, into: str) -> dict[str, str]:
        """Return the fields of the form that merges a proposal into another."""
        from workshop.services.proposals.merging import seen_for_merging
        from workshop.state.lookup import find_proposal

        with self.app.app_context():
            seen, other = (
                seen_for_merging(find_proposal(self.workshop_id, each)) for each in (proposal_id, into)
            )
        return {"seen": seen, "into": f"{into}.{other}"}


def listen(room: Room, audience: str, browser: Browser | None = None, **auth: Any) -> SocketIOTestClient:
    """Connect a socket as a face would."""
    client = browser.client if browser else room.app.test_client()
    return room.app.extensions["socketio"].test_client(
        room.app, flask_test_client=client, auth={"audience": audience, "code": room.code, **auth}
    )


def open_room(app: Flask, setup: Setup = EXAMPLE) -> Room:
    """Open a workshop and log its facilitator in by a one-time link."""
    with app.app_context():
        workshop = open_workshop(ensure_facilitator("facilitator"), str(uuid.uuid4()), setup)
        workshop_id = workshop.id
    return enter_room(app, workshop_id)


def enter_room(app: Flask, workshop_id: int) -> Room:
    """Log the facilitator of a workshop in by a one-time link."""
    with app.app_context():
        secret = issue_login_link(ensure_facilitator("facilitator"), datetime.now(UTC))
        workshop = db.session.get_one(Workshop, workshop_id)
        code, key = workshop.code, workshop.screen_key
    desk = Browser(app.test_client())
    assert desk.send(f"/login/link/{secret}").status_code == 200
    return Room(app, desk, workshop_id, code, key)


def silence(room: Room) -> None:
    """Make every step of proposing a silent round, and go to the first."""
    with room.app.app_context():
        workshop = db.session.get_one(Workshop, room.workshop_id)
        workshop.agenda = [{**step, "silent": step["phase"] == "propose"} for step in workshop.agenda]
        db.session.commit()
    room.move_to("propose")
    assert room.snapshot().silent
