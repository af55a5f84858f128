"""The faces of one workshop in real browsers, watched for errors and for requests that leave."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.program import Program

SIZES = {"phone": (390, 844), "desk": (1440, 900), "wall": (1920, 1080)}
NEWS = re.compile(r"/news(\?|$)")
AXE = Path("node_modules/axe-core/axe.min.js")


@dataclass
class Faces:
    """Opens a desk, a wall and phones, each in a browser context of its own."""

    browser: Browser
    program: Program
    theme: str = "light"
    language: str = "en"
    host: str = ""
    problems: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)
    # Whether a phone or a wall may fetch what it was not told; without, a loss is not healed but seen.
    heals: ClassVar[bool] = True

    def open(self, face: str) -> Page:
        """Open an empty page of a face's size."""
        width, height = SIZES[face]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=self.theme,  # type: ignore[arg-type]
            locale=self.language,
            has_touch=face == "phone",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        # How fast a page comes is measured elsewhere; here, two other tests take their turns meanwhile.
        page.set_default_navigation_timeout(60_000)
        page.on("pageerror", lambda error: self.problems.append(f"{face}: {error}"))
        page.on("console", lambda said: self._hear(face, said))
        page.on("request", self._watch)
        return page

    def desk(self) -> Page:
        """Log the facilitator in and open the example's desk."""
        page = self.open("desk")
        if self.program.cookies:
            page.context.add_cookies(self.program.cookies)
        else:
            page.goto(self.program.login)
            page.click("main button.primary")
            page.wait_for_url(f"{self.program.address}/")
            self.program.cookies.extend(page.context.cookies())  # the link works once
        page.goto(f"{self.program.address}/desk/{self.program.code}")
        return page

    def wall(self) -> Page:
        """Open the example's wall and wait until it hears."""
        page = self._listening(self.open("wall"))
        page.goto(self.program.wall)
        page.wait_for_selector('body[data-connection="on"]')
        return page

    def phone(self, role: str = "resident") -> Page:
        """Join the example on a phone."""
        page = self._listening(self.open("phone"))
        page.goto(self.program.join)
        page.click(f"button[value={role}]")
        page.wait_for_selector('body[data-connection="on"]')
        return page

    def _listening(self, page: Page) -> Page:
        if not self.heals:
            page.route(NEWS, lambda route: route.fulfill(status=304, headers={"Handlingsrom": "1"}))
        return page

    def forgive(self, face: str, words: str) -> None:
        """Take back a complaint that belongs to what a test does, and see that there was one."""
        there = [problem for problem in self.problems if problem.startswith(face) and words in problem]
        assert there, (words, self.problems)
        self.problems = [problem for problem in self.problems if problem not in there]

    def close(self) -> None:
        """Close all, and say what went wrong meanwhile."""
        for context in self.contexts:
            context.close()
        assert self.problems == [], self.problems

    def _hear(self, face: str, said: ConsoleMessage) -> None:
        # A form that the server refuses is an answer like any other, though Chromium calls it an error.
        refused = any(f"status of {status}" in said.text for status in (409, 422))
        if said.type == "error" and not refused:
            self.problems.append(f"{face}: {said.text} {said.location['url']}")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.program.address, "data:", "blob:")):
            self.problems.append(f"a request leaves the server: {request.url}")


def pick(page: Page, program: Program, action: str, amount: str) -> None:
    """Estimate a catalogue action on a phone, as a thumb would."""
    page.goto(f"{program.address}/phone/{program.code}/catalogue/{action}")
    page.fill("#amount", amount)
    page.wait_for_selector("form[data-bound~=outbox-form]")
    page.click("main button.primary")
    asked = page.locator("#anyway")
    expect(page.locator("#anyway, .sent").first).to_be_visible()
    if asked.count():
        asked.check()
        page.click("main button.primary")
    page.wait_for_url(re.compile(rf"/phone/{program.code}(\?|$)"))


def open_vote(desk: Page, dots: str) -> None:
    """Let the room vote, again where it has voted before."""
    form = desk.locator(".vote-form")
    expect(form).to_be_attached()
    if not form.is_visible():
        desk.get_by_text("Vote again").click()
    form.locator("#dots").fill(dots)
    form.get_by_role("button", name="Open the vote").click()
    expect(desk.get_by_role("button", name="Close the vote and count")).to_be_visible()


def without_sockets(page: Page) -> Page:
    """Let no WebSocket through from the next page on: what is sent goes by HTTP."""
    page.unroute(NEWS)
    page.route_web_socket("**/socket.io/**", lambda socket: socket.close(code=1011, reason="filtered"))
    return page


def audit(page: Page) -> None:
    """Let axe-core look at a page as it stands; it must find nothing."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # What is still fading in has no colour yet; what a sticky bar covers by chance is no small target.
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(50)
    result = page.evaluate(
        """axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })"""
    )
    found = [
        f"{page.url}: {violation['id']} ({violation['help']}): "
        + "; ".join(
            node["html"][:160] + " " + node["failureSummary"][:200] for node in violation["nodes"][:3]
        )
        for violation in result["violations"]
    ]
    assert found == [], json.dumps(found, indent=1)


def shoot(page: Page, name: str) -> None:
    """Keep a picture of a page where ``make screenshots`` wants it; elsewhere do nothing."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.wait_for_timeout(900)
        page.screenshot(path=Path(folder) / f"{name}.png")
