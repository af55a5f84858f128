"""The evening before: participants are simulated, the screen says so, the meeting is replayed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit
from tests.browser.legibility import check_legibility
from tests.program import Program

pytestmark = pytest.mark.browser

PEOPLE = 12
# They think for some seconds before they do anything, as people do.
SLOWLY_MS = 60_000
GLIDE_MS = 1_500


@pytest.mark.slow
def test_a_rehearsal_from_the_desk_its_replay_and_its_removal(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    desk, wall = faces.desk(), faces.wall()
    expect(wall.locator(".stage-rehearsal")).to_have_count(0)
    desk.get_by_role("link", name="Rehearse").click()
    audit(desk)
    desk.fill("#people", str(PEOPLE))
    desk.fill("#minutes", "10")
    desk.click("main button.primary")
    expect(wall.locator(".stage-rehearsal")).to_contain_text("Rehearsal")
    check_legibility(wall)
    progress = desk.locator("#progress strong")
    expect(progress).to_have_text(str(PEOPLE), timeout=SLOWLY_MS)
    audit(desk)
    desk.goto(f"{program.address}/desk/{program.code}")
    expect(desk.locator(".board-rehearsal")).to_contain_text("Simulated participants")
    expect(desk.locator("#connected")).to_have_text(str(PEOPLE), timeout=SLOWLY_MS)
    desk.click("button[data-phase=propose]")
    expect(wall.locator("#more li")).not_to_have_count(0, timeout=SLOWLY_MS)
    expect(wall.locator(".stage-rehearsal")).to_be_visible()
    wall.wait_for_timeout(GLIDE_MS)
    check_legibility(wall, may_be_cut=True)
    phone = faces.phone()
    expect(phone.locator(".rehearsal-notice")).to_be_visible()
    desk.click("button[data-phase=combine]")
    wait_for_phase(wall, "combine")
    look_at_the_replay(faces, program)

    desk.get_by_role("link", name="Stop or remove them").click()
    desk.get_by_role("button", name="Stop them").click()
    expect(desk.locator("#progress")).to_contain_text("They have stopped")
    desk.get_by_role("button", name="Remove the rehearsal").click()
    expect(desk.locator(".flash")).to_contain_text(f"{PEOPLE} simulated participants are gone")
    wait_for_phase(wall, "lobby")
    expect(wall.locator(".stage-rehearsal")).to_have_count(0)
    expect(wall.locator(".lobby-joined")).to_contain_text("1 person")
    # Who was there in earnest is still there, and nothing calls itself a rehearsal any more.
    expect(phone.locator(".rehearsal-notice")).to_have_count(0)
    expect(phone.locator("main")).to_contain_text("You are in.")
    faces.close()


def wait_for_phase(wall: Page, phase: str) -> None:
    expect(wall.locator("#stage")).to_have_attribute("data-phase", phase)


def look_at_the_replay(faces: Faces, program: Program) -> None:
    """Play it on the facilitator's page and as large as the wall; without scripts, read the list."""
    page = faces.open("desk")
    page.context.add_cookies(program.cookies)
    address = f"{program.address}/desk/{program.code}/replay"
    page.goto(address)
    slider, now = page.locator("[data-slider]"), page.locator(".replay-now")
    page.wait_for_selector("[data-bound~=replay]")
    audit(page)
    rows = page.locator(".replay-moments tbody tr")
    moments = rows.count()
    assert moments > 4
    assert slider.get_attribute("max") == str(moments - 1)
    expect(page.locator(".stage-rehearsal")).to_be_visible()
    last = page.locator("#frame .verdict-lead").inner_text()
    page.keyboard.press("Home")
    expect(now).to_contain_text("The meeting begins")
    assert page.locator("#frame .verdict-lead").inner_text() != last
    page.keyboard.press("ArrowRight")
    expect(now).to_contain_text("Agenda: Propose")
    page.keyboard.press("ArrowRight")
    expect(now).to_contain_text("Proposed: ")
    page.select_option("[data-speed]", "4")
    slider.fill(str(max(0, moments - 4)))
    page.click("[data-play]")
    expect(page.locator("[data-play]")).to_have_text("Pause")
    expect(slider).to_have_value(str(moments - 1), timeout=SLOWLY_MS)
    expect(page.locator("[data-play]")).to_have_text("Play")
    assert page.locator("#frame .verdict-lead").inner_text() == last
    # Every moment says the same in the list, which needs no script.
    expect(rows.last).to_contain_text(re.sub(r"\s+", " ", last))
    wall = faces.open("wall")
    wall.context.add_cookies(program.cookies)
    wall.goto(f"{address}?wall=1")
    wall.wait_for_selector("[data-bound~=replay]")
    for width, height in ((1920, 1080), (1024, 768)):
        wall.set_viewport_size({"width": width, "height": height})
        fits = "document.documentElement.scrollHeight <= innerHeight + 1"
        assert wall.evaluate(fits), (width, height)
        assert wall.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), (width, height)
    wall.keyboard.press("Home")
    expect(wall.locator(".replay-now")).to_contain_text("The meeting begins")
    audit(wall)
