"""Two people correct one list at a time, with scripts, and the login ends while somebody answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit
from tests.program import Program

pytestmark = pytest.mark.browser

ROWS = ("title;sector;effect (t CO2);start", "Tram;transport;17,200;2028", "Bus;buses;40;2020")
LIST = "\n".join((*ROWS, "Pumps;heating_buildings;5;2029"))
READ_MS = 60_000


@pytest.fixture
def desk(chromium: Browser, program: Program) -> Iterator[Page]:
    """Bring a list in, and open its columns."""
    faces = Faces(chromium, program)
    page = faces.desk()
    page.goto(f"{program.address}/desk/{program.code}/decided")
    page.fill("#text", LIST)
    page.get_by_role("button", name="Look at the list").click()
    expect(page.locator("table.sheet")).to_be_visible(timeout=READ_MS)
    page.get_by_role("link", name="On to the columns").click()
    page.wait_for_selector("[data-bound~=list-columns]")
    yield page
    faces.close()


def test_a_form_that_saves_by_itself_takes_over_what_others_changed(desk: Page) -> None:
    other = desk.context.new_page()
    other.goto(desk.url)
    other.wait_for_selector("[data-bound~=list-columns]")
    other.get_by_label("Unit: C").select_option("kt")
    expect(other.locator("#columns-result")).to_have_attribute("aria-busy", "false", timeout=READ_MS)
    desk.get_by_label("Actions without a year begin in").fill("2031")
    desk.get_by_label("Actions without a year begin in").press("Tab")
    expect(desk.get_by_label("Unit: C")).to_have_value("kt", timeout=READ_MS)
    # Twice in a row: what this form has stored itself is no conflict with it.
    for unit in ("Mt", "t"):
        desk.get_by_label("Unit: C").select_option(unit)
        expect(desk.locator("#columns-result")).to_have_attribute("aria-busy", "true")
        expect(desk.locator("#columns-result")).to_have_attribute("aria-busy", "false", timeout=READ_MS)
        expect(desk.locator("#columns-result")).to_contain_text("3 actions are read.")
    # The other page has its own change and not these: it is asked, and the button shows both.
    other.get_by_label("Unit: C").select_option("kg")
    expect(other.locator("#columns-result")).to_contain_text(
        "Somebody else has changed this to “t”", timeout=READ_MS
    )
    other.get_by_role("button", name="Read again").click()
    expect(other.locator("#faults")).to_contain_text("Somebody else has changed this to “t” meanwhile.")
    expect(other.get_by_label("Unit: C")).to_have_value("kg")
    audit(other)
    picture(other, "columns")


def test_the_way_on_keeps_answers_and_an_ended_login_loses_none(desk: Page) -> None:
    steps = desk.get_by_role("navigation", name="The list")
    steps.get_by_role("button", name="Its actions").click()
    expect(desk.locator(".list-row")).to_have_count(3, timeout=READ_MS)
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.locator("#t-figure-C2").fill("17")
    # Enter keeps the answers, and presses nothing that leaves a row out.
    desk.locator("#t-figure-C2").press("Enter")
    expect(desk.locator("#t-figure-C2")).to_have_value("17")
    expect(desk.locator(".list-row.status-left_out")).to_have_count(0)
    desk.locator("#target-4").select_option("waste")
    steps.get_by_role("button", name="The sheet as it is").click()
    expect(desk.locator("ul.legend")).to_be_visible(timeout=READ_MS)
    other.locator("#t-figure-C2").fill("18")
    other.locator("#target-4").select_option("agriculture")
    other.get_by_role("button", name="Keep the answers").click()
    expect(other.locator("#faults")).to_contain_text("changed this to “17 t a year” meanwhile")
    expect(other.locator("#faults li")).to_have_count(2)
    expect(other.locator("#a-figure-C2-typed")).to_be_checked()
    expect(other.locator("#target-4")).to_have_value("agriculture")
    audit(other)
    picture(other, "actions")
    desk.context.clear_cookies()
    other.locator("#t-figure-C2").fill("19")
    other.get_by_role("button", name="Keep the answers").click()
    # Without its cookie, the page has no token either: it is sent once more, and then the login is asked for.
    other.get_by_role("button", name="Send it again").click()
    expect(other.locator("h1")).to_have_text("You are logged out.")
    expect(other.locator(".written").first).to_have_text("19")
    expect(other.get_by_role("link", name="Log in in a new tab")).to_be_visible()
    audit(other)
    picture(other, "login")


def picture(page: Page, name: str) -> None:
    """Keep pictures of a page where a folder for them is named."""
    folder = os.environ.get("PICTURES")
    if folder is None:
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width, height in ((1280, 720), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=Path(folder) / f"{name}-{scheme}-{width}.png", full_page=True)
