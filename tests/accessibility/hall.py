"""One meeting that all checks of this folder share: a desk, phones and a wall, full of long words.

What axe cannot see is looked at here: where the focus is, what is read aloud, what pictures are called,
and whether large letters and long words stay inside the page.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.crowd import Person, crowd
from tests.browser.faces import SIZES, Faces
from tests.page_forms import fields_of
from tests.patience import LIVE_MS
from tests.program import Program

# A file is read in a process of its own, whose start takes seconds on a busy machine.
READ_MS = 60_000
# As long as a title may be, and without a place to break it.
LONG = "Fjernvarmekonverteringsprosjektsamarbeidsavtaleforhandlingsutvalgssekretariat" * 2
LONG_TITLE = LONG[:120]
WAITING = ("Bicycle bridge to school", "Sheep instead of lawn mowers", "Walk to school on Fridays")
MINE = f"Mine {LONG_TITLE}"[:120]
DECIDED = "title;sector;effect (t CO2);start\nHeat pumps in all schools;heating_buildings/premises;400;2027\n"
DOUBTFUL = "title;sector;effect (t CO2);start\nA tram;transport;17,200;2028\nTalks;;;2028\nSum;;17,200;\n"
PLAIN = {"description": "", "actor": "", "direction": "lowers", "start_year": "2027", "ramp_years": "1"}
ACTIONS = {"private-cars-electric": "4000", "electric-buses": "10", "cycling": "300", "telework": "900"}


def another_place() -> dict[str, Any]:
    """Return a scenario file about another place, with emissions that the example's place lacks."""
    grows = {"start_year": 2027, "ramp": "linear", "ramp_years": 3}
    effect = {"kind": "tonnes", "estimates": [{"low": 100, "likely": 200, "high": 300}]}
    return {
        "format": "handlingsrom/scenario",
        "version": 1,
        "title": LONG_TITLE,
        "gas": "CO2",
        "start_year": 2026,
        "end_year": 2030,
        "budget_t": 100_000,
        "sources": [{"id": name, "reference_t": [9_000] * 5} for name in ("transport/cars", "ships/ferries")],
        "actions": [
            {"id": "a1", "title": LONG_TITLE, "targets": ["transport/cars"], "effect": effect, **grows},
            {
                "id": "a2",
                "title": "Electric ferries",
                "targets": ["ships/ferries"],
                "effect": effect,
                **grows,
            },
        ],
        "provenance": {"territory": "NO-4001", "place": LONG},
    }


@dataclass
class Hall:
    """The meeting, its faces, and the people without browsers."""

    faces: Faces
    desk: Page
    phone: Page
    wall: Page
    people: list[Person] = field(default_factory=list)
    first: str = ""

    @property
    def program(self) -> Program:
        """The server."""
        return self.faces.program

    @property
    def home(self) -> str:
        """The phone's own page."""
        return f"{self.program.address}/phone/{self.program.code}"

    @property
    def board(self) -> str:
        """The desk."""
        return f"{self.program.address}/desk/{self.program.code}"

    def order(self, path: str, **fields: str) -> None:
        """Send a form of the desk without its page."""
        token = self.desk.locator('meta[name="csrf-token"]').get_attribute("content") or ""
        answer = self.desk.request.post(
            f"{self.board}/{path}",
            form={"csrf_token": token, "operation_id": str(uuid.uuid4()), **fields},
            headers={"Accept": "application/json", "Referer": self.board},
        )
        assert answer.ok, (path, answer.status, answer.text()[:400])

    def bring_list(self, rows: str) -> None:
        """Paste a list of what is decided, and wait until it is read."""
        self.order("decided", text=rows)
        while "refresh" in self.desk.request.get(f"{self.board}/decided/sheet").headers:
            self.desk.wait_for_timeout(200)

    def import_list(self, rows: str) -> None:
        """Import a list that leaves nothing open."""
        self.bring_list(rows)
        page = self.desk.request.get(f"{self.board}/decided/actions").text()
        self.order("decided/actions", **{**fields_of(page, "operation_id"), "do": "import"})

    def arrange(self, **fields: str) -> None:
        """Write the desk's agenda page as it stands, with some fields changed."""
        page = self.desk.request.get(f"{self.board}/agenda/").text()
        self.order("agenda/", **{**fields_of(page, "tables"), **fields})

    def open_desk(self) -> Page:
        """Bring the desk back to its board, with its scripts at work."""
        if self.desk.url != self.board:
            self.desk.goto(self.board)
        self.desk.wait_for_selector("#board form[data-bound~=fetch-form]")
        return self.desk

    def open_phone(self, path: str = "") -> Page:
        """Bring the phone to one of its pages."""
        self.phone.goto(self.home + path)
        # What can be printed hears nothing.
        self.phone.wait_for_selector('body:not(.phone), body[data-connection="on"]')
        return self.phone

    def move(self, phase: str) -> None:
        """Move the meeting on, or back."""
        desk = self.open_desk()
        button = desk.locator(f"button[data-phase={phase}]").first
        if button.get_attribute("aria-current") != "step":
            self.order("agenda/move", step=button.get_attribute("value") or "")
        expect(button).to_have_attribute("aria-current", "step", timeout=LIVE_MS)

    def send(self, path: str, **fields: str) -> None:
        """Send a form of the phone without its page."""
        token = self.phone.locator('meta[name="csrf-token"]').get_attribute("content") or ""
        answer = self.phone.request.post(
            self.home + path,
            form={"csrf_token": token, "operation_id": str(uuid.uuid4()), **fields},
            headers={"Accept": "application/json", "Referer": self.home},
        )
        assert answer.ok, (path, answer.status, answer.text()[:400])

    @property
    def step(self) -> str:
        """The number of the step in which the meeting is."""
        return self.desk.locator("button[data-phase][aria-current]").get_attribute("value") or ""

    def bring_scenario(self, document: dict[str, Any]) -> None:
        """Look at a scenario file whose actions are to be decided ones."""
        self.desk.goto(f"{self.board}/scenario-files?purpose=decided")
        content = {
            "name": f"{LONG}.json",
            "mimeType": "application/json",
            "buffer": json.dumps(document).encode(),
        }
        self.desk.set_input_files("input[type=file]", content)
        self.desk.click("form[enctype] button.primary")
        expect(self.desk.locator(".file-actions li")).to_have_count(2, timeout=READ_MS)
        self.desk.goto(self.board)

    def reset_sizes(self) -> None:
        """Give each face its usual window back."""
        for face, page in (("desk", self.desk), ("phone", self.phone), ("wall", self.wall)):
            width, height = SIZES[face]
            page.set_viewport_size({"width": width, "height": height})

    def propose(self, person: Person, title: str, likely: str = "", target: str = "") -> None:
        """Let somebody write a proposal of their own."""
        own = {"title": title, "likely": likely, "target": target, **PLAIN}
        person.send(f"/phone/{self.program.code}/own", **own)

    def id_of(self, title: str) -> str:
        """Find a proposal on the desk."""
        card = self.card(title)
        return (card.get_attribute("id") or "").removeprefix("card-")

    def card(self, title: str) -> Locator:
        """Find a proposal's row by its heading: others may name it, too."""
        # Newcomers are only counted until the page is loaded or takes them in.
        self.desk.goto(self.board)
        desk = self.open_desk()
        return desk.locator("li.proposal", has=desk.locator("h3", has_text=title)).first

    def show(self, title: str) -> None:
        """Approve a proposal."""
        self.order(f"proposals/{self.id_of(title)}/approve")
        expect(self.card(title).get_by_role("button", name="Switch off")).to_be_visible(timeout=LIVE_MS)


def open_hall(chromium: Browser, program: Program) -> Hall:
    """Fill the example workshop as a meeting of an hour would have."""
    faces = Faces(chromium, program)
    hall = Hall(faces, faces.desk(), faces.phone(), faces.wall(), crowd(program, 6))
    code = program.code
    # In a small hall everybody writes.
    hall.arrange(scribes="never")
    for number, person in enumerate(hall.people):
        person.send(f"/phone/{code}/survey/before", knowledge=2, urgency=1 + number % 3, agency=1)
    hall.move("propose")
    for action, amount in ACTIONS.items():
        for person in hall.people[:2]:
            person.send(f"/phone/{code}/catalogue/{action}", amount=amount, start_year="2027")
    hall.propose(hall.people[0], LONG_TITLE, "350", "transport/cars")
    hall.propose(hall.people[1], f"Again {LONG_TITLE}"[:120], "300", "transport/cars")
    hall.propose(hall.people[2], "A car-free street", "30", "transport/cars")
    for title in (LONG_TITLE, "Again", "A car-free street"):
        expect(hall.card(title)).to_be_visible(timeout=LIVE_MS)
        hall.show(title)
    for title in WAITING:
        hall.propose(hall.people[3], title)
    hall.send("/own", **{**PLAIN, "title": MINE, "description": LONG_TITLE, "target": ""})
    hall.import_list(DECIDED)
    # A second list is being looked at.
    hall.bring_list(DOUBTFUL)
    hall.bring_scenario(another_place())
    hall.order("save", name=LONG_TITLE, note=LONG_TITLE)
    hall.order("save", name="The second", note="")
    hall.first = hall.id_of(LONG_TITLE)
    return hall
