"""A whole meeting with simulated participants, from its first step to its last, in fast motion."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from scenarios.catalogue.catalogue import load_catalogue
from tests.browser.faces import Faces, pick
from tests.strip.pictures import Strip
from workshop.models import Phase
from workshop.models.agenda import AGENDAS, Step

# A simulated participant thinks for about so long; in a meeting it is some minutes.
PACE_S = 1.0
# The room has done what a step asks for when the wall has not changed for so long.
# It takes the first of them a while to see what is asked and to think.
CALM_S, LEAST_S, MOST_S = 4.0, 8.0, 45.0
# A moment on the wall is there by then, and gone two seconds later.
MOMENT_MS, AFTERWARDS_MS = 700, 2_600
# Pages need no more than that to answer a press.
PRESS_MS = 1_500
JOIN_MS = 120_000
CONTENT = """JSON.stringify([...document.querySelectorAll("#stage, #room, #answered, #board")].map(
    (part) => [part.dataset.revision, part.id === "board" ? "" : part.innerText]))"""
# These are on the wall one by one, from a phone of somebody who is there in earnest.
LAST_ONES = 3
# What that phone writes where the room has proposed all of the catalogue: t a year by title.
WRITTEN = {
    "en": {
        "Example: shared cars in every block": 900,
        "Example: repair cafés": 60,
        "Example: car-free Sundays": 250,
    },
    "nb": {
        "Eksempel: delebiler i hvert kvartal": 900,
        "Eksempel: reparasjonskafeer": 60,
        "Eksempel: bilfrie søndager": 250,
    },
    "sv": {
        "Exempel: delade bilar i varje kvarter": 900,
        "Exempel: lagakaféer": 60,
        "Exempel: bilfria söndagar": 250,
    },
}


@contextmanager
def taking_part(faces: Faces, data: Path, people: int) -> Iterator[None]:
    """Let simulated participants in, and end them afterwards."""
    program = faces.program
    command = (
        *(sys.executable, "-m", "workshop.cli.main", "rehearse", program.code),
        *("--participants", str(people), "--pace", str(PACE_S), "--seed", "1"),
        *("--server", program.address, "--data", str(data)),
    )
    with (data / "rehearsal.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


class Meeting:
    """The desk leads an agenda; wall, desk and a phone are taken in each of its steps."""

    def __init__(self, faces: Faces, strip: Strip, agenda: str) -> None:
        self._faces, self._strip, self._steps = faces, strip, AGENDAS[agenda]
        self._desk = faces.desk()
        address = f"{faces.program.address}/desk/{faces.program.code}"
        self._desk.goto(f"{address}/agenda/?template={agenda}")
        self._desk.locator("main button.primary").last.click()
        self._desk.goto(address)
        self._desk.wait_for_selector("#board")
        self._wall, self._phone = faces.wall(), faces.phone()
        self._step = ""

    def play(self, people: int) -> None:
        """Go through all steps."""
        # The phone is there besides.
        expect(self._desk.locator("#joined")).to_have_text(str(people + 1), timeout=JOIN_MS)
        for place, step in enumerate(self._steps):
            button = self._desk.locator(f"ol.phases button[name=step][value='{place}']")
            button.click()
            expect(button).to_have_attribute("aria-current", "step", timeout=JOIN_MS)
            self._wall.wait_for_selector(f'.stage[data-phase="{step.phase.value}"]')
            self._step = f"{place:02}-{step.phase.value}"
            self._look("begins")
            self._wait_until_calm()
            self._do(step)
            self._look_at_all()

    def _do(self, step: Step) -> None:
        if step.phase is Phase.PROPOSE:
            self._propose(silent=step.silent)
        elif (act := getattr(self, f"_{step.phase.value}", None)) is not None:
            act()

    def _predict(self) -> None:
        self._look("guessed")
        for _ in range(2):
            reveal = self._desk.locator("#conduct-predict button.primary")
            if reveal.count():
                self._press(reveal.first)
                self._look("revealed")

    def _briefing(self) -> None:
        while (following := self._desk.locator("button[data-turn=next]:enabled")).count():
            self._press(following.first)
            self._look("card")

    def _propose(self, *, silent: bool) -> None:
        for waiting in self._desk.locator("form[action$='/approve'] button").all()[:12]:
            if waiting.is_visible():
                self._press(waiting)
        if silent:
            return
        self._wait_until_calm()
        fresh = self._find_fresh()
        for number, (action, amount) in enumerate(fresh, start=1):
            pick(self._phone, self._faces.program, action, amount)
            self._look_at_moment(number, action)
        written = list(WRITTEN[self._faces.language].items())[len(fresh) :]
        for number, (title, tonnes) in enumerate(written, start=len(fresh) + 1):
            self._write(title, tonnes)
            self._look_at_moment(number, title)

    def _look_at_moment(self, number: int, what: str) -> None:
        self._wall.wait_for_timeout(MOMENT_MS)
        self._strip.take_as_it_is(
            self._wall, f"{self._step}-moment-{number}", f"{self._step}: {what} arrives"
        )
        self._wall.wait_for_timeout(AFTERWARDS_MS)
        self._strip.take_as_it_is(self._wall, f"{self._step}-after-{number}", f"{self._step}: after {what}")

    def _write(self, title: str, tonnes: int) -> None:
        """Write a free-text proposal on the phone, and let the desk approve it."""
        program, phone = self._faces.program, self._phone
        phone.goto(f"{program.address}/phone/{program.code}/own")
        phone.fill("#title", title)
        phone.locator("details summary").first.click()
        phone.fill("#likely", str(tonnes))
        phone.locator("#target").select_option(index=1)
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        phone.click("main button.primary")
        phone.wait_for_url(f"**/phone/{program.code}*")
        # The newest are below the fold, and in the way of those that somebody reads.
        page = self._desk.context.new_page()
        page.goto(f"{program.address}/desk/{program.code}?words={quote(title)}")
        page.locator("form[action$='/approve'] button").first.click()
        page.wait_for_timeout(PRESS_MS)
        page.close()

    def _find_fresh(self) -> list[tuple[str, str]]:
        """Find actions that nobody has proposed yet, each with a usual amount."""
        # The desk lists all that was proposed, the wall only some of it.
        there = self._list_proposals()
        found: list[tuple[str, str]] = []
        for action in load_catalogue():
            if not action.counts:
                continue
            path = f"/phone/{self._faces.program.code}/catalogue/{action.id}"
            answer = self._phone.goto(self._faces.program.address + path)
            if answer and answer.ok and self._phone.locator("h1").first.inner_text().strip() not in there:
                found.append((action.id, f"{action.amount.default:g}"))
            if len(found) == LAST_ONES:
                break
        return found

    def _list_proposals(self) -> str:
        page = self._desk.context.new_page()
        page.goto(f"{self._faces.program.address}/desk/{self._faces.program.code}?most=400")
        words = str(page.locator("main").text_content())
        page.close()
        return words

    def _estimate(self) -> None:
        looks = "form[action$='/look'] button.primary"
        # Choose, show the spread, the second round, show it again.
        for number in range(4):
            button = self._desk.locator(looks)
            if not button.count():
                break
            self._press(button.first)
            if number % 2 == 0:
                self._wait_until_calm()
            self._look(("question", "spread", "again", "both")[number])

    def _deliberate(self) -> None:
        spotlight = self._desk.locator("#panel-spotlight .phase-choices button")
        if spotlight.count():
            self._press(spotlight.first)
            self._look("spotlight")
        self._press(self._desk.locator(".vote-form button.primary"))
        self._wait_until_calm()
        self._look("voting")
        self._press(self._desk.locator("form[action$='/vote/close'] button.primary").first)
        self._look("counted")

    def _combine(self) -> None:
        least = self._desk.locator("form[action$='/threshold'] button")
        if least.count():
            self._press(least.nth(least.count() // 2))
        self._look("in-and-out")
        for value in ("tries", "take"):
            say = self._desk.locator(f"button[name=say][value={value}]")
            self._press(say)
            expect(say).to_have_attribute("aria-pressed", "true", timeout=JOIN_MS)
            self._look(value)
        self._desk.evaluate("document.querySelector('details.save').open = true")
        self._desk.fill("details.save input[name=name]", self._step)
        self._press(self._desk.locator("details.save button.primary"))

    def _reflect(self) -> None:
        for value in ("hands", "matrix", "takes", "state", "thoughts"):
            view = self._desk.locator(f"button[name=view][value={value}]")
            if view.count():
                self._press(view)
                expect(view).to_have_attribute("aria-pressed", "true", timeout=JOIN_MS)
                self._look(value)

    def _press(self, button: Locator) -> None:
        button.click()
        self._desk.wait_for_timeout(PRESS_MS)

    def _look(self, what: str) -> None:
        name = f"{self._step}-{what}"
        self._strip.take(self._wall, name, name)

    def _look_at_all(self) -> None:
        self._look("ends")
        for face, page in (("desk", self._desk), ("phone", self._phone)):
            name = f"{self._step}-{face}"
            # Saving a scenario scrolled the column that has the form.
            page.evaluate("scrollTo(0, 0); document.querySelector('#standing')?.scrollTo(0, 0)")
            self._strip.take_as_it_is(page, name, name)

    def _wait_until_calm(self) -> None:
        begins, before = time.monotonic(), ""
        calm = begins
        while time.monotonic() < min(begins + MOST_S, max(begins + LEAST_S, calm + CALM_S)):
            now = _content(self._wall) + _content(self._desk)
            if now != before:
                before, calm = now, time.monotonic()
            self._wall.wait_for_timeout(500)


def _content(page: Page) -> str:
    """Return what changes when somebody says something."""
    return str(page.evaluate(CONTENT))
