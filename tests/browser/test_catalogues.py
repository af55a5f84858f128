"""A place's own catalogue with the keyboard alone, and as its pages look to a checker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit
from tests.program import Program

pytestmark = pytest.mark.browser

MOST_TABS = 220


@pytest.fixture
def desk(chromium: Browser, program: Program) -> Iterator[Page]:
    """Open the list of catalogues."""
    faces = Faces(chromium, program)
    page = faces.desk()
    page.goto(f"{program.address}/catalogues/")
    yield page
    faces.close()


def test_an_action_is_added_hidden_and_taken_back_with_the_keyboard_alone(desk: Page, tmp_path: Path) -> None:
    audit(desk)
    _tab_to(desk, "#territory")
    desk.keyboard.type("SE-0481")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/catalogues/SE-0481")
    expect(desk.locator("main")).to_contain_text("no actions of its own yet")
    audit(desk)
    _press(desk, "a[href$='/new']")
    desk.wait_for_url("**/new")
    _fill(desk, {"title": "Ferry on batteries", "unit_one": "ferry", "unit_many": "ferries"})
    _tab_to(desk, "input[name=kind]")
    _fill(desk, {"low": "800", "likely": "120,5", "high": "1 400.5"})
    _tab_to(desk, "input[name=targets]")
    desk.keyboard.press("Space")
    _fill(desk, {"source": "Harbour office, 2026"})
    _press(desk, "button[name=preview]")
    expect(desk.locator("#low-fault")).to_be_visible()
    # What was typed is there still, and the page leads to the fault.
    expect(desk.locator("#likely")).to_have_value("120,5")
    audit(desk)
    _press(desk, "#faults a")
    expect(desk.locator("#low")).to_be_focused()
    desk.keyboard.press("Control+A")
    desk.keyboard.type("80")
    _press(desk, "button[name=preview]")
    expect(desk.locator(".catalogue-effect")).to_contain_text("One unit (ferry)")
    audit(desk)
    _press(desk, ".catalogue-form button.primary")
    desk.wait_for_url("**/catalogues/SE-0481")
    row = desk.locator("#action-own-ferry-on-batteries")
    expect(row).to_contain_text("Own action of Oxelösund. Source: Harbour office, 2026")
    _tab_to(desk, "#q")
    desk.keyboard.type("ferry")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**q=ferry**")
    _press(desk, "#action-own-ferry-on-batteries form button")
    expect(desk.locator("#action-own-ferry-on-batteries")).to_contain_text("not offered")
    audit(desk)
    _press(desk, "#changes form button")
    expect(desk.locator("#action-own-ferry-on-batteries")).not_to_contain_text("not offered")
    _bring_file(desk, tmp_path)


def _bring_file(desk: Page, folder: Path) -> None:
    """Import a file with the keyboard: a faulty one first."""
    file = folder / "ours.json"
    document = {"format": "handlingsrom/own-catalogue", "version": 1, "territory": "SE-0481"}
    _press(desk, "a[href$='/import']")
    desk.wait_for_url("**/import")
    for changed, said in (([{"id": "cycling"}], "/changed/0/source"), ([], "Less driving")):
        hidden = [] if changed else ["fewer-car-kilometres"]
        file.write_text(json.dumps({**document, "changed": changed, "hidden": hidden}), encoding="utf-8")
        _tab_to(desk, "#file")
        with desk.expect_file_chooser() as chooser:
            desk.keyboard.press("Enter")
        chooser.value.set_files(file)
        _press(desk, "form[enctype] button.primary")
        expect(desk.locator("main")).to_contain_text(said)
        audit(desk)
    _press(desk, "button[value=import]")
    desk.wait_for_url("**/catalogues/SE-0481")
    expect(desk.locator("#action-fewer-car-kilometres")).to_contain_text("not offered")


def _fill(page: Page, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        _tab_to(page, f"#{name}")
        page.keyboard.type(text)


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that matches has the focus, which is visible then."""
    # A component that binds late can take the focus to the faults of a form.
    page.wait_for_function(
        "[...document.querySelectorAll('[data-module]')].every(each => each.dataset.bound)"
    )
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            shown = ".file-button" if selector == "#file" else ":focus"
            expect(page.locator(shown)).to_be_in_viewport()
            return
    pytest.fail(f"the keyboard never reaches {selector}")


def _press(page: Page, selector: str) -> None:
    _tab_to(page, selector)
    page.keyboard.press("Enter")
