"""The whole agenda of three hours in fast motion, with twelve phones of all roles."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit, open_vote, pick, shoot
from tests.browser.legibility import check_legibility
from tests.patience import LIVE_MS
from tests.program import Program
from workshop.models.agenda import AGENDAS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1200)]

ROLES = ("elected", "elected", "administration", "administration", "resident", "resident", "resident",
         "resident", "business", "business", "association", "association")  # fmt: skip
AMOUNTS = {"private-cars-electric": 4000, "electric-buses": 12, "cycling": 3000, "oil-boilers-out": 80}
# What changes on the wall glides; coalescing may hold it back before that.
GLIDE_MS = 1_500
CARS = "Private cars become electric"


def test_three_hours_with_twelve_phones(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    desk = faces.desk()
    meeting = _Meeting(faces, desk, program)
    desk.goto(f"{program.address}/desk/{program.code}/agenda/?template=180")
    desk.get_by_role("button", name="Use this agenda").click()
    desk.wait_for_selector("#board")
    meeting.wall = faces.wall()
    # One comes late; one lies in a pocket from time to time.
    meeting.phones = [faces.phone(role) for role in ROLES[:-1]]
    for place, step in enumerate(AGENDAS["180"]):
        if place:
            desk.locator(f"button[name=step][value='{place}']").click()
        expect(meeting.wall.locator(".stage")).to_have_attribute("data-phase", step.phase.value)
        if place == 4:
            meeting.phones.append(faces.phone(ROLES[-1]))
        if place % 3 == 0:
            meeting.phones[0].reload()
        for phone in meeting.phones:
            expect(phone.locator("#phase")).to_have_text(step.phase.value.capitalize(), timeout=LIVE_MS)
        meeting.do(step.phase.value)
        meeting.wall.wait_for_timeout(GLIDE_MS)
        check_legibility(meeting.wall, may_be_cut=True)
        for face, page in (("wall", meeting.wall), ("desk", desk), ("phone", meeting.phones[-1])):
            shoot(page, f"step-{place:02}-{step.phase.value}-{face}")
        if place % 4 == 0:
            audit(meeting.wall)
            audit(desk)
            audit(meeting.phones[-1])
    assert len(meeting.phones) == len(ROLES)
    expect(desk.locator("main")).to_contain_text("12")
    faces.close()


class _Meeting:
    """The room, and what it does in each phase."""

    def __init__(self, faces: Faces, desk: Page, program: Program) -> None:
        self.faces, self.desk, self.program = faces, desk, program
        self.wall: Page
        self.phones: list[Page] = []
        self.home = f"{program.address}/phone/{program.code}"
        self.times: dict[str, int] = {}

    def do(self, phase: str) -> None:
        """Let the room do what a phase asks for."""
        self.times[phase] = self.times.get(phase, 0) + 1
        act = getattr(self, f"_{phase}", None)
        if act is not None:
            act()

    def _predict(self) -> None:
        for number, phone in enumerate(self.phones):
            phone.fill("input[name=number]", str(4 + number))
            _send(phone, "form.guess")
            expect(phone.locator(".tag.good")).to_be_visible()
        expect(self.wall.locator(".predict-answered")).to_contain_text(str(len(self.phones)), timeout=LIVE_MS)
        self.desk.click("#conduct-predict button.primary")
        expect(self.wall.locator(".predict-picture circle.guess")).to_have_count(len(self.phones))

    def _briefing(self) -> None:
        self.desk.wait_for_selector("#conduct-briefing[data-bound~=cards]")
        for _ in range(2):
            self.desk.keyboard.press("ArrowRight")
        expect(self.wall.locator("[data-card]")).to_be_visible()

    def _propose(self) -> None:
        for number, phone in enumerate(self.phones):
            action = list(AMOUNTS)[(number + self.times["propose"]) % len(AMOUNTS)]
            pick(phone, self.program, action, str(AMOUNTS[action] + number))
        if self.times["propose"] == 1:
            writer = self.phones[5]
            writer.goto(f"{self.home}/own")
            writer.fill("#title", "A bridge for bicycles")
            _send(writer, "form:has(#title)", "Send to the facilitator")
            writer.wait_for_url(self.home)
            self.desk.get_by_role("button", name="Approve").first.click()
            # This round is silent.
            told = "The room sees it when this round is over"
            expect(writer.locator("main")).to_contain_text(told, timeout=LIVE_MS)

    def _estimate(self) -> None:
        self.desk.locator(".phase-choices li", has_text=CARS).get_by_role("button").click()
        for number, phone in enumerate(self.phones):
            # Whoever has picked it has said something already.
            phone.locator("main a.button", has_text="estimate").first.click()
            phone.fill("#low", str(1000 + number))
            phone.fill("#high", str(3000 + number))
            phone.fill("#likely", str(2000 + number))
            _send(phone, "form:has(#likely)", "Send my estimate")
            expect(phone.locator("main .tag.good").first).to_contain_text("You said")
        self.desk.get_by_role("button", name="Close the round and show the spread").click()
        expect(self.wall.locator(".spread-newest .spread-dot")).to_have_count(len(self.phones))

    def _deliberate(self) -> None:
        open_vote(self.desk, "5")
        for phone in self.phones:
            phone.get_by_role("link", name="Vote", exact=True).click()
            phone.locator(".ballot li", has_text=CARS).locator("input[name^=dots]").fill("3")
            _send(phone, "form:has(.ballot)", "Send my vote")
            expect(phone.locator("main")).to_contain_text("You have given 3 of 5 dots.")
        self.desk.get_by_role("button", name="Close the vote and count").click()
        dots = f"{3 * len(self.phones)} dots"
        expect(self.wall.locator(".vote-results li").first).to_contain_text(dots, timeout=LIVE_MS)

    def _combine(self) -> None:
        if self.desk.get_by_role("button", name="Include these").count():
            self.desk.get_by_role("button", name="Include these").first.click()
        self.desk.click("button[name=say][value=take]")
        expect(self.wall.locator(".stage-said")).to_contain_text("It would take", timeout=LIVE_MS)

    def _reflect(self) -> None:
        for phone in self.phones:
            phone.wait_for_selector("form[data-bound~=stand]")
            phone.locator("button[name=stand][value=together]").first.click()
            # At once, and still after a reload.
            for again in (phone.reload, None):
                expect(phone.locator("button[name=stand][aria-pressed=true]")).to_have_count(1)
                expect(phone.locator("#outbox")).to_be_hidden()
                if again:
                    again()
        for view in ("matrix", "takes", "state", "hands"):
            self.desk.click(f"button[name=view][value={view}]")
            expect(self.desk.locator(f"button[name=view][value={view}]")).to_have_attribute(
                "aria-pressed", "true"
            )
            check_legibility(self.wall, may_be_cut=True)

    def _thanks(self) -> None:
        expect(self.wall.locator(".result-actions li").first).to_be_visible()
        for phone in self.phones:
            phone.goto(f"{self.home}/mine")
            expect(phone.locator("main")).to_contain_text(CARS.split()[0])


def _send(page: Page, form: str, button: str = "") -> None:
    """Press a form's button once its script listens."""
    page.wait_for_selector(f"{form}[data-bound~=outbox-form]")
    if button:
        page.get_by_role("button", name=button).click()
    else:
        page.locator(form).locator("button.primary").first.click()
