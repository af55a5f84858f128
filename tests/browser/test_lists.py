"""A list of an unknown layout comes in with the mouse, and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit
from tests.program import Program

pytestmark = pytest.mark.browser

UNKNOWN = "Hva;Hvor;Blir spart;Annet\nBybane;transport;17,200 t CO2;a\nEl-buss;buses;40 t CO2;b\n"
READ_MS = 60_000
MOST_TABS = 150


@pytest.fixture
def desk(chromium: Browser, program: Program) -> Iterator[Page]:
    """Open the page of decided actions."""
    faces = Faces(chromium, program)
    page = faces.desk()
    page.goto(f"{program.address}/desk/{program.code}/decided")
    yield page
    faces.close()


def test_a_list_of_an_unknown_layout_comes_in_with_the_mouse(desk: Page) -> None:
    desk.set_input_files(
        "input[type=file]", {"name": "plan.csv", "mimeType": "text/csv", "buffer": UNKNOWN.encode()}
    )
    desk.get_by_role("button", name="Look at the list").click()
    expect(desk.locator("table.sheet")).to_be_visible(timeout=READ_MS)
    audit(desk)
    desk.get_by_role("link", name="On to the columns").click()
    desk.wait_for_selector("[data-bound~=list-columns]")
    desk.get_by_label("Column A is").select_option("title")
    desk.get_by_label("Column B is").select_option("target")
    desk.get_by_label("Column C is").select_option("effect")
    # The list is read again by itself.
    expect(desk.locator("#columns-result")).to_contain_text("2 actions are read.", timeout=READ_MS)
    expect(desk.locator("#announcer")).to_contain_text("2 actions are read.")
    desk.get_by_label("Year: C").fill("2030")
    audit(desk)
    desk.get_by_role("button", name="On to the actions").click()
    expect(desk.locator(".list-row")).to_have_count(2, timeout=READ_MS)
    audit(desk)
    desk.get_by_role("button", name="Import 2 actions").click()
    expect(desk.locator("#faults")).to_contain_text("Nothing was imported")
    while desk.locator("fieldset.list-question.open").count():
        desk.locator("fieldset.list-question.open input[type=radio]").first.check()
        desk.get_by_role("button", name="Keep the answers").click()
    desk.get_by_role("button", name="Import 2 actions").click()
    expect(desk.locator("main")).to_contain_text("2 decided actions are in.")
    expect(desk.locator("#board")).to_contain_text("Bybane")


def test_a_list_comes_in_with_the_keyboard_alone(desk: Page) -> None:
    _tab_to(desk, "#text")
    desk.keyboard.insert_text(UNKNOWN.replace("Bybane", "Trikk").replace("El-buss", "Ferje"))
    _press(desk, "form button.primary")
    expect(desk.locator("table.sheet")).to_be_visible(timeout=READ_MS)
    _press(desk, ".list-end a.primary")
    desk.wait_for_selector("#use-A")
    for name, typed in (("A", "Title"), ("B", "Sector"), ("C", "Effect")):
        _tab_to(desk, f"#use-{name}")
        desk.keyboard.type(typed)
    _press(desk, "button[value=actions]")
    expect(desk.locator(".list-row")).to_have_count(2, timeout=READ_MS)
    while desk.locator("fieldset.list-question.open").count():
        _tab_to(desk, "fieldset.list-question.open input[type=radio]")
        desk.keyboard.press("Space")
        _press(desk, "button[value=save]")
        desk.wait_for_load_state()
    _press(desk, "button[value=import]")
    expect(desk.locator("main")).to_contain_text("2 decided actions are in.")
    expect(desk.locator("#board")).to_contain_text("Trikk")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that matches has the focus, which is visible then."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    pytest.fail(f"the keyboard never reaches {selector}")


def _press(page: Page, selector: str) -> None:
    _tab_to(page, selector)
    page.keyboard.press("Enter")
