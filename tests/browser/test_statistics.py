"""Reference paths and statistics on the desk, with the mouse and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit
from tests.program import Program
from tests.unit.scenarios.statistics_files import tidy
from tests.workshop_room import LAST_STEP

pytestmark = pytest.mark.browser

READ_MS = 60_000
MOST_TABS = 120


@pytest.fixture
def desk(chromium: Browser, program: Program) -> Iterator[Page]:
    """Open the desk."""
    faces = Faces(chromium, program)
    yield faces.desk()
    faces.close()


def tab_to(page: Page, selector: str) -> None:
    """Press the tab key until an element has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_a_typed_path_shows_what_it_does_and_is_chosen(desk: Page, program: Program) -> None:
    desk.goto(f"{program.address}/desk/{program.code}/reference")
    desk.wait_for_selector("[data-bound~=own-path]", state="attached")
    audit(desk)
    desk.locator("#own-path summary").click()
    desk.locator("[name='path-transport-0']").fill("60 000")
    shown = desk.locator("[data-own-shown]")
    # The picture comes by itself.
    expect(shown).to_contain_text("Gap to the budget", timeout=READ_MS)
    expect(shown.locator("svg.path-picture")).to_be_visible()
    expect(desk.locator("#announcer")).to_contain_text("Gap to the budget")
    expect(desk.locator("[name=reference_method][value=own]")).to_be_checked()
    audit(desk)
    desk.get_by_role("button", name="Use this path").click()
    expect(desk.locator(".flash[data-once]")).to_contain_text("calculated again", timeout=READ_MS)


def test_the_last_step_of_opening_shows_the_paths_also_on_a_phone(desk: Page, program: Program) -> None:
    desk.goto(program.address + LAST_STEP.replace("SE-0480", "SE-0180"))
    expect(desk.locator(".reference-break").first).to_contain_text("in 2020 alone")
    desk.locator("#own-path summary").click()
    audit(desk)
    desk.set_viewport_size({"width": 360, "height": 640})
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360
    audit(desk)


def test_another_path_is_chosen_with_the_keyboard(desk: Page, program: Program) -> None:
    desk.goto(f"{program.address}/desk/{program.code}/reference")
    tab_to(desk, "[name=reference_method]")
    desk.locator("[name=reference_method][value=flat]").focus()
    desk.keyboard.press("ArrowDown")
    expect(desk.locator("[name=reference_method][value=mandate]")).to_be_checked()
    tab_to(desk, "form.card > .row button.primary")
    desk.keyboard.press("Enter")
    expect(desk.locator(".flash[data-once]")).to_contain_text("calculated again", timeout=READ_MS)


def test_statistics_come_in_with_the_mouse_and_go_out_with_the_keyboard(desk: Page, program: Program) -> None:
    desk.goto(f"{program.address}/statistics/")
    audit(desk)
    content = tidy().replace(b"4001,Porsgrunn", b"1101,Eigersund")
    desk.set_input_files(
        "input[type=file]", {"name": "official.csv", "mimeType": "text/csv", "buffer": content}
    )
    desk.get_by_role("button", name="See what changes").click()
    expect(desk.locator("h1")).to_have_text("What changes", timeout=READ_MS)
    expect(desk.locator("main")).to_contain_text("Eigersund")
    audit(desk)
    desk.get_by_role("button", name="Import").click()
    expect(desk.locator(".flash[data-once]")).to_contain_text("Imported", timeout=READ_MS)
    audit(desk)
    tab_to(desk, ".editions button")
    desk.keyboard.press("Enter")
    expect(desk.locator("body")).to_contain_text("The import is undone.", timeout=READ_MS)
    expect(desk.locator(".editions button")).to_have_count(0)


def test_a_faulty_file_is_told_and_a_missing_place_leads_here(desk: Page, program: Program) -> None:
    desk.goto(f"{program.address}/workshops/new")
    desk.wait_for_selector("[data-bound~=place-search]")
    desk.locator("[name=territory]").press_sequentially("Bergen")
    desk.get_by_role("link", name="Bring the official file").click()
    expect(desk.locator("#norway")).to_be_visible()
    desk.set_input_files(
        "input[type=file]", {"name": "spoilt.csv", "mimeType": "text/csv", "buffer": tidy({3: "a,b"})}
    )
    desk.get_by_role("button", name="See what changes").click()
    expect(desk.locator("h1")).to_have_text("This file cannot be imported", timeout=READ_MS)
    expect(desk.locator(".statistics-faults")).to_contain_text("row 3")
    audit(desk)
    desk.get_by_role("button", name="Discard the file").click()
    expect(desk.locator("body")).to_contain_text("Nothing was imported.", timeout=READ_MS)
