"""A strange room in Chromium: a screen is paired, held, blanked and parted; a phone is the desk; paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit, pick
from tests.browser.legibility import check_legibility
from tests.patience import LIVE_MS
from tests.program import Program

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def faces(chromium: Browser, program: Program) -> Iterator[Faces]:
    """Open faces on one program for the whole module."""
    opened = Faces(chromium, program)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def desk(faces: Faces) -> Page:
    """Open one desk for the whole module."""
    return faces.desk()


def test_a_paired_screen_shows_the_meeting_and_a_held_one_does_not(faces: Faces, desk: Page) -> None:
    screen, phone = faces.open("wall"), faces.phone()
    screen.goto(f"{faces.program.address}/wall")
    audit(screen)
    code = screen.locator("body").get_attribute("data-mark") or ""
    expect(screen.locator(".pair-code")).to_contain_text(code[:3])
    assert not screen.evaluate("document.documentElement.scrollHeight > innerHeight")
    desk.fill("#screen_code", code.lower())
    desk.click(".screen-pair button")
    expect(screen.locator("body")).to_have_attribute("data-connection", "on")
    expect(screen.locator(".lobby-joined")).to_have_text("1 person has joined")
    screen.reload()
    expect(screen.locator("#stage")).to_have_attribute("data-phase", "lobby")

    desk.get_by_role("button", name="Freeze the screen").click()
    expect(screen.locator("body")).to_have_attribute("data-wall", "held", timeout=LIVE_MS)
    expect(screen.locator(".wall-held")).to_be_visible()
    expect(desk.locator("#screen .tag")).to_have_text("frozen")
    desk.click("button[data-phase=propose]")
    expect(phone.get_by_role("link", name="All actions")).to_be_visible()
    pick(phone, faces.program, "electric-buses", "12")
    expect(desk.locator("li.proposal")).to_have_count(1, timeout=LIVE_MS)
    late = faces.open("wall")
    late.goto(faces.program.wall)
    for wall in (screen, late):
        expect(wall.locator("#stage")).to_have_attribute("data-phase", "lobby")
        expect(wall.locator("#clock")).to_be_hidden()
    desk.get_by_role("button", name="Hide the screen").click()
    expect(screen.locator("#stage")).to_have_text("Nyköping")
    expect(screen.locator(".join-corner")).to_be_hidden()
    audit(screen)
    check_legibility(screen)
    desk.get_by_role("button", name="Show the screen again").click()
    for wall in (screen, late):
        expect(wall.locator("#newest")).to_contain_text("City buses go electric")
        expect(wall.locator(".wall-held")).to_be_hidden()

    desk.get_by_role("button", name="Stop all motion on the screen").click()
    expect(screen.locator("body")).to_have_attribute("data-still", "true")
    expect(screen.locator(".bridge-picture .bridge-block")).to_have_count(1)
    for part in (".bridge-block", "#bridge-needle"):
        glides = "(part) => getComputedStyle(document.querySelector(part)).transitionDuration"
        assert screen.evaluate(glides, part) == "0s"
    desk.locator(".screen-list li", has_text=code).get_by_role("button").click()
    expect(screen.locator(".pair-code")).to_be_visible()
    expect(late.locator("#newest")).to_be_visible()


def test_present_opens_one_window_and_remembers_its_position(faces: Faces, desk: Page) -> None:
    desk.goto(f"{faces.program.address}/desk/{faces.program.code}")
    desk.wait_for_selector("#present[data-bound~=present]")
    with desk.expect_popup() as opening:
        desk.click("#present")
    wall = opening.value
    expect(wall.locator("#stage")).to_be_visible()
    expect(desk.locator("#present")).to_have_text("Bring it to the front")
    desk.click("#present")
    assert len(desk.context.pages) == 2
    # Waiting for a function would need what the content security policy forbids.
    while not desk.evaluate("localStorage.getItem('wall-window')"):
        desk.wait_for_timeout(50)
    wall.close()
    expect(desk.locator("#present")).to_have_text("Present")


def test_a_phone_that_scans_is_the_desk_and_the_computer_says_so(faces: Faces, desk: Page) -> None:
    desk.goto(f"{faces.program.address}/desk/{faces.program.code}/remote/")
    desk.get_by_role("button", name="Show a code for my phone").click()
    audit(desk)
    phone = faces.open("phone")
    phone.goto(desk.locator(".remote-scan .break-anywhere").inner_text())
    audit(phone)
    phone.get_by_role("button", name="Use this phone as the desk").click()
    expect(phone.locator("body")).to_have_attribute("data-connection", "on")
    audit(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.click("button[data-phase=combine]")
    expect(phone.locator("button[data-phase=combine]")).to_have_attribute("aria-current", "step")
    expect(desk.get_by_role("link", name="Use this computer as the screen")).to_be_visible()
    desk.get_by_role("button", name="Stop using it as the desk").click()
    expect(phone.locator("#said")).to_have_text("You are logged out. Log in and try again.", timeout=10_000)
    phone.reload()
    assert "/login/" in phone.url
    faces.forgive("phone", "status of 401")


def test_papers_are_typed_one_after_the_other_without_a_mouse(faces: Faces, desk: Page) -> None:
    paper = f"{faces.program.address}/desk/{faces.program.code}/paper"
    desk.goto(f"{paper}/pick")
    for typed in (("7", "Resident", "1", "400"), ("2", "20")):
        for text in typed:
            desk.keyboard.type(text)
            if text != typed[-1]:
                desk.keyboard.press("Tab")
        desk.keyboard.press("Enter")
        desk.wait_for_selector(".flash")
        expect(desk.locator("#action")).to_be_focused()
    expect(desk.locator(".flash")).to_contain_text("Paper 7: The municipality")


@pytest.mark.parametrize(
    "path",
    [
        "/desk/{code}",
        "/desk/{code}/paper/",
        "/desk/{code}/paper/pick",
        "/desk/{code}/paper/own",
        "/desk/{code}/paper/estimate",
        "/desk/{code}/paper/count",
        "/desk/{code}/paper/tables",
        "/desk/{code}/paper/forms/actions",
        "/desk/{code}/paper/forms/proposal",
        "/desk/{code}/paper/forms/estimate",
        "/desk/{code}/paper/forms/ballot",
        "/policy/{code}",
        "/j/{code}?table=1",
    ],
)
def test_the_pages_are_accessible(faces: Faces, desk: Page, path: str) -> None:
    desk.goto(faces.program.address + path.format(code=faces.program.code))
    audit(desk)
