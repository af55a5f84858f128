"""Each composition of the wall is legible: three actions and sixty, the longest name, long words."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.bench.live.rooms import Plan, prepare
from tests.browser.faces import Faces, shoot
from tests.browser.legibility import check_legibility
from tests.program import running
from workshop.models import Phase

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The longest name of a place that the statistics have.
LONGEST = "SE-14"
# What the desk can choose within a phase, by the button's name and value.
VIEWS = {
    "combine": [("say", "tries"), ("say", "take"), ("say", "none")],
    "reflect": [("view", "matrix"), ("view", "takes"), ("view", "state"), ("view", "thoughts")],
}


@pytest.mark.parametrize("language", ["nb", "sv"])
@pytest.mark.parametrize("actions", [3, 60])
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
            shoot(wall, f"wall-{phase}-{actions}-{language}")
            for name, value in VIEWS.get(phase, ()):
                pressed = desk.locator(f"button[name={name}][value={value}]")
                pressed.click()
                expect(pressed).to_have_attribute("aria-pressed", "true")
                wall.wait_for_timeout(900)
                check_legibility(wall, may_be_cut=True)
        faces.close()
