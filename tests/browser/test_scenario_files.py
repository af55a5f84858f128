"""A scenario file comes back with the mouse, and with the keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility.hall import another_place
from tests.browser.faces import Faces, audit
from tests.program import Program

pytestmark = pytest.mark.browser

READ_MS = 60_000
MOST_TABS = 80


@pytest.fixture
def desk(chromium: Browser, program: Program) -> Iterator[Page]:
    """Open the page for importing a scenario file."""
    faces = Faces(chromium, program)
    page = faces.desk()
    page.goto(f"{program.address}/desk/{program.code}/scenario-files")
    yield page
    faces.close()


def named(title: str, **more: Any) -> dict[str, Any]:
    """Return a file with a title, whose actions are called after it."""
    document = {**another_place(), **more, "title": title}
    document["actions"] = [
        {**action, "title": f"{title} {number}"} for number, action in enumerate(document["actions"], start=1)
    ]
    return document


def test_a_file_is_looked_at_kept_and_brought_in_with_the_mouse(desk: Page) -> None:
    _choose(desk, {**named("Spring"), "gas": "N2O"})
    desk.get_by_label("Bring its actions in as decided actions").check()
    desk.get_by_role("button", name="Look at the file").click()
    expect(desk.locator(".file-faults li")).to_have_count(1, timeout=READ_MS)
    expect(desk.locator(".file-faults li")).to_contain_text("/gas")
    audit(desk)
    # What was chosen is chosen still.
    expect(desk.get_by_label("Bring its actions in as decided actions")).to_be_checked()
    _choose(desk, named("Spring"))
    desk.get_by_role("button", name="Look at the file").click()
    expect(desk.locator(".misfits")).to_contain_text("The file is about another place", timeout=READ_MS)
    audit(desk)
    desk.get_by_role("button", name="Import 1 action").wait_for()
    desk.get_by_label("ships/ferries").select_option("transport/cars")
    desk.get_by_role("button", name="Show what that changes").click()
    desk.get_by_role("button", name="Import 2 actions").click()
    expect(desk.locator("main")).to_contain_text("2 decided actions are in.")
    expect(desk.locator("#board")).to_contain_text("Spring 2")
    desk.get_by_role("link", name="Import a scenario file").click()
    _choose(desk, named("Autumn"))
    desk.get_by_role("button", name="Look at the file").click()
    desk.get_by_label("Name of the saved scenario").fill("The plan of autumn")
    desk.get_by_role("button", name="Save this scenario").click()
    expect(desk.locator("main")).to_contain_text("Imported from the file “plan.json”.")
    expect(desk.locator("main")).to_contain_text("· The plan of autumn")
    audit(desk)


def test_a_file_comes_in_with_the_keyboard_alone(desk: Page, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(named("Keys")), encoding="utf-8")
    _tab_to(desk, "#file")
    with desk.expect_file_chooser() as chooser:
        desk.keyboard.press("Enter")
    chooser.value.set_files(file)
    _tab_to(desk, "input[name=purpose]")
    _press(desk, "form[enctype] button.primary")
    expect(desk.locator("#name")).to_have_value("Keys", timeout=READ_MS)
    _press(desk, "button[value=to-decided]")
    desk.wait_for_selector("button[value=import]")
    _tab_to(desk, ".missing-target select")
    desk.keyboard.press("ArrowDown")
    _press(desk, "button[value=import]")
    expect(desk.locator("main")).to_contain_text("2 decided actions are in.")
    expect(desk.locator("#board")).to_contain_text("Keys 2")


def _choose(page: Page, document: dict[str, Any]) -> None:
    content = {"name": "plan.json", "mimeType": "application/json", "buffer": json.dumps(document).encode()}
    page.set_input_files("input[type=file]", content)


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that matches has the focus, which is visible then."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            # The browser's own control for a file lies behind our button, which shows its focus.
            shown = ".file-button" if selector == "#file" else ":focus"
            expect(page.locator(shown)).to_be_in_viewport()
            return
    pytest.fail(f"the keyboard never reaches {selector}")


def _press(page: Page, selector: str) -> None:
    _tab_to(page, selector)
    page.keyboard.press("Enter")
