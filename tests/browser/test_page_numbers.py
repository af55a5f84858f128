"""The number of a list's page stays beside that list alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bench.live.rooms import Plan, prepare
from tests.browser.faces import Faces
from tests.patience import LIVE_MS
from tests.program import running

pytestmark = pytest.mark.browser


def test_a_view_without_entries_shows_no_page_of_the_view_before(chromium: Browser, tmp_path: Path) -> None:
    prepare(tmp_path, Plan(people=3, actions=30, frame_bytes=None))
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        desk, wall = faces.desk(), faces.wall()
        desk.locator("button[data-phase=reflect]").first.click()
        expect(wall.locator(".stage")).to_have_attribute("data-phase", "reflect", timeout=LIVE_MS)
        _show(desk, "takes")
        expect(wall.locator(".stage-lead")).to_have_text(re.compile(r"What it takes 1/\d+"), timeout=LIVE_MS)
        _show(desk, "state")
        expect(wall.locator(".stage-lead")).to_have_text("What only the state can do", timeout=LIVE_MS)
        _show(desk, "thoughts")
        expect(wall.locator(".stage-lead")).to_have_text("What we take with us", timeout=LIVE_MS)
        faces.close()


def _show(desk: Page, view: str) -> None:
    pressed = desk.locator(f"button[name=view][value={view}]")
    pressed.click()
    expect(pressed).to_have_attribute("aria-pressed", "true")
