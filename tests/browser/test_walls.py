"""Each composition of the wall is legible: three actions and sixty, the longest name, long words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bench.live.rooms import Plan, prepare
from tests.browser.faces import Faces, shoot
from tests.browser.legibility import check_legibility
from tests.program import running
from workshop.models import Phase

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The longest name of a place that the statistics have.
LONGEST = "SE-14"
MANY = 60
# As many older titles as one page has at 1920x1080.
A_PAGE = 8
# As many actions as a page of the board has at least, at 1920x1080 and with the loupe.
A_BOARD = 6
# The words of a text that go on in a second line.
BROKEN = """(element) => {
  const text = element.firstChild;
  return [...text.data.matchAll(/\\p{L}+/gu)].filter(({ index, 0: word }) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
  }).map(([word]) => word);
}"""
# What the desk can choose within a phase, by the button's name and value.
VIEWS = {
    "combine": [("say", "tries"), ("say", "take"), ("say", "none")],
    "reflect": [("view", "matrix"), ("view", "takes"), ("view", "state"), ("view", "thoughts")],
}


@pytest.mark.parametrize("language", ["nb", "sv"])
@pytest.mark.parametrize("actions", [3, MANY])
def test_every_composition_is_legible(chromium: Browser, tmp_path: Path, actions: int, language: str) -> None:
    plan = Plan(people=12, actions=actions, frame_bytes=None, territory=LONGEST, language=language)
    prepare(tmp_path, plan)
    with running(tmp_path) as program:
        faces = Faces(chromium, program, language=language)
        desk, wall = faces.desk(), faces.wall()
        for phase in (each.value for each in Phase):
            button = desk.locator(f"button[data-phase={phase}]").first
            if not button.count():
                continue
            button.click()
            expect(wall.locator(".stage")).to_have_attribute("data-phase", phase)
            wall.wait_for_timeout(900)
            check_legibility(wall, may_be_cut=True)
            if phase == Phase.COMBINE and actions == MANY:
                assert wall.locator("#board-wall > li:not(.turned)").count() >= A_BOARD
            if phase == Phase.PROPOSE and actions == MANY:
                _turn_pages(desk, wall)
            shoot(wall, f"wall-{phase}-{actions}-{language}")
            for name, value in VIEWS.get(phase, ()):
                pressed = desk.locator(f"button[name={name}][value={value}]")
                pressed.click()
                expect(pressed).to_have_attribute("aria-pressed", "true")
                wall.wait_for_timeout(900)
                check_legibility(wall, may_be_cut=True)
        faces.close()


def test_a_list_is_laid_out_at_once_however_long_the_server_takes(chromium: Browser, tmp_path: Path) -> None:
    prepare(tmp_path, Plan(people=12, actions=30, frame_bytes=None, territory=LONGEST))
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        desk, wall = faces.desk(), faces.wall()
        desk.locator("button[data-phase=lobby]").first.click()
        expect(wall.locator(".stage")).to_have_attribute("data-phase", "lobby")
        wall.set_viewport_size({"width": 1024, "height": 768})
        assert wall.locator(".lobby-title").evaluate(BROKEN) == []
        wall.set_viewport_size({"width": 1920, "height": 1080})
        wall.reload()
        wall.wait_for_selector('body[data-connection="on"]')
        wall.wait_for_timeout(900)
        # From now on the server answers no request for a script, as when a whole hall asks at once.
        wall.route("**/js/**", lambda _: None)
        desk.locator("button[data-phase=deliberate]").first.click()
        expect(wall.locator(".page-of")).to_have_text(re.compile(r"^1/\d$"))
        check_legibility(wall)
        faces.close()


def _turn_pages(desk: Page, wall: Page) -> None:
    """Lead the list of older proposals from the desk, by key."""
    page, shown = wall.locator(".page-of"), wall.locator("#more > li:not(.turned)")
    assert shown.count() >= A_PAGE
    desk.keyboard.press(".")
    expect(wall.locator("#stage")).to_have_attribute("data-turn", "1")
    there = page.inner_text()
    # Nothing turns by itself while the desk leads.
    wall.wait_for_timeout(9_000)
    expect(page).to_have_text(there)
    desk.keyboard.press(",")
    expect(wall.locator("#stage")).to_have_attribute("data-turn", "0")
    expect(page).not_to_have_text(there)
