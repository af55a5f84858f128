"""The wall shows two languages: beside each other where a question is asked, in turn elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.bench.live.rooms import Plan, prepare
from tests.browser.faces import Faces
from tests.browser.legibility import check_legibility
from tests.patience import LIVE_MS
from tests.program import running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The longest name of a place that the statistics have.
LONGEST = "SE-14"
OWN, OTHER = "nb", "sv"
WORDS = {OWN: "Hvor mange år", OTHER: "Hur många år"}
# As long as the wall shows each language, and the morph after it.
TURN_MS = 15_000
SETTLED_MS = 900


def test_both_languages_are_legible_beside_each_other_and_in_turn(chromium: Browser, tmp_path: Path) -> None:
    prepare(tmp_path, Plan(people=12, actions=12, frame_bytes=None, territory=LONGEST, language=OWN))
    with running(tmp_path) as program:
        faces = Faces(chromium, program, language=OWN)
        desk, wall = faces.desk(), faces.wall()
        choose(desk, beside=True)
        # A list and a beam need the whole width. The desk says so where it was chosen, and the wall shows at
        # once that something was.
        said = desk.locator("#said")
        expect(said).to_contain_text("hele bredden")
        expect(desk.locator("#screen [data-say=languages]")).to_contain_text("hele bredden")
        expect(stages(wall)).to_have_attribute("lang", OTHER, timeout=LIVE_MS)
        for phase in ("propose", "combine", "thanks"):
            look_in_turn(desk, wall, phase)
        for phase in ("predict", "estimate", "deliberate"):
            look_beside(desk, wall, phase)
        press(desk.locator("form[action$='/screen/language'] button"))
        expect(stages(wall)).to_have_count(1, timeout=LIVE_MS)
        expect(stages(wall)).to_have_attribute("lang", OWN)
        faces.close()


def look_in_turn(desk: Page, wall: Page, phase: str) -> None:
    """Look at a picture in each language, one after the other."""
    move(desk, wall, phase)
    seen = set()
    for _ in range(2):
        expect(stages(wall)).to_have_count(1)
        seen.add(stages(wall).get_attribute("lang"))
        wall.wait_for_timeout(SETTLED_MS)
        check_legibility(wall, may_be_cut=True)
        here = stages(wall).get_attribute("lang")
        other = OTHER if here == OWN else OWN
        expect(stages(wall)).to_have_attribute("lang", other, timeout=TURN_MS + LIVE_MS)
        seen.add(other)
    assert seen == {OWN, OTHER}


def look_beside(desk: Page, wall: Page, phase: str) -> None:
    """Look at a question in both languages, each in its half; a narrow screen shows them in turn."""
    move(desk, wall, phase)
    ask(desk, phase)
    expect(stages(wall)).to_have_count(2, timeout=LIVE_MS)
    assert [each.get_attribute("lang") for each in stages(wall).all()] == [OWN, OTHER]
    left, right = (each.bounding_box() for each in stages(wall).all())
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"], (phase, left, right)
    assert abs(left["width"] - right["width"]) < 40, (phase, left, right)
    if phase == "estimate":
        for each in stages(wall).all():
            expect(each.locator(".estimate-say").first).to_be_visible()
    if phase == "predict":
        for each, language in zip(stages(wall).all(), WORDS, strict=True):
            expect(each).to_contain_text(WORDS[language])
    wall.wait_for_timeout(SETTLED_MS)
    check_legibility(wall)
    expect(stages(wall)).to_have_count(2)
    wall.set_viewport_size({"width": 1024, "height": 768})
    expect(stages(wall)).to_have_count(1)
    expect(stages(wall)).to_have_attribute("lang", re.compile(f"{OWN}|{OTHER}"))
    wall.set_viewport_size({"width": 1920, "height": 1080})


def ask(desk: Page, phase: str) -> None:
    """Let the desk ask what this phase is for."""
    if phase == "estimate":
        press(desk.locator("form[action$='/look'] button.primary").first)
    elif phase == "deliberate":
        press(desk.locator(".vote-form button.primary"))


def choose(desk: Page, *, beside: bool) -> None:
    """Choose the second language."""
    desk.locator("#screen-second-language summary").click()
    form = desk.locator("form[action$='/screen/language']").filter(
        has=desk.locator(f"input[name=language][value={OTHER}]")
    )
    press(form.nth(1 if beside else 0).locator("button"))


def press(button: Locator) -> None:
    """Press a button that may be below the fold."""
    button.scroll_into_view_if_needed()
    button.click()


def move(desk: Page, wall: Page, phase: str) -> None:
    """Go to a step of the agenda."""
    desk.locator(f"button[data-phase={phase}]").first.click()
    expect(stages(wall).first).to_have_attribute("data-phase", phase, timeout=LIVE_MS)


def stages(wall: Page) -> Locator:
    """Find the pictures that the wall shows."""
    return wall.locator(".stage")
