"""Two phones at one table and one at another build scenarios; the plenary takes one, and undoes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.faces import Faces, audit, pick
from tests.browser.legibility import check_legibility
from tests.patience import LIVE_MS
from tests.program import Program

pytestmark = pytest.mark.browser

CARS, BUSES = "Private cars become electric", "City buses go electric"


def test_a_table_chooses_together_and_the_plenary_takes_it_and_undoes_it(
    chromium: Browser, program: Program
) -> None:
    faces = Faces(chromium, program)
    desk, wall = faces.desk(), faces.wall()
    desk.goto(f"{program.address}/desk/{program.code}/agenda/")
    desk.fill("#tables", "2")
    desk.get_by_role("button", name="Use this agenda").click()
    desk.wait_for_selector("#board")
    desk.click("button[data-phase=propose]")
    first, second, other = faces.phone(), faces.phone("elected"), faces.phone("business")
    pick(first, program, "private-cars-electric", "4000")
    pick(first, program, "electric-buses", "12")
    desk.click("button[data-phase=combine]")
    for phone, table in ((first, "1"), (second, "1"), (other, "2")):
        phone.select_option("#table", table)
        phone.get_by_role("button", name="Sit down").click()
        phone.wait_for_selector("form[data-bound~=choice]")

    _row(first, CARS).click()
    # Whoever sits at the same table sees it without a reload; the other table does not.
    expect(_row(second, CARS)).to_have_attribute("aria-pressed", "true", timeout=LIVE_MS)
    expect(_row(other, CARS)).to_have_attribute("aria-pressed", "false", timeout=LIVE_MS)
    _row(second, CARS).click()
    _row(second, BUSES).click()
    expect(_row(first, CARS)).to_have_attribute("aria-pressed", "false", timeout=LIVE_MS)
    expect(_row(first, BUSES)).to_have_attribute("aria-pressed", "true", timeout=LIVE_MS)
    expect(wall.locator(".table-row")).to_have_count(2)
    expect(wall.locator("#table-1")).to_contain_text("1 action", timeout=LIVE_MS)
    check_legibility(wall)
    for page in (wall, desk, first):
        audit(page)

    desk.locator(".table-list li", has_text="Table 1").get_by_role("button", name="Use this one").click()
    expect(wall.locator(".bridge-verdict")).to_contain_text("With this action", timeout=LIVE_MS)
    # The step is undone that the desk sees as the last one.
    expect(desk.locator("#bar")).to_contain_text("Used the scenario of table 1", timeout=LIVE_MS)
    desk.locator("#bar").get_by_role("button", name="Undo").click()
    expect(wall.locator(".bridge-verdict")).to_contain_text("With these 2 actions", timeout=LIVE_MS)
    faces.close()


def _row(phone: Page, title: str) -> Locator:
    return phone.locator(".switches li", has_text=title).get_by_role("button")
