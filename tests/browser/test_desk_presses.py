"""Each press at the desk does one thing, and what is chosen there stays chosen while news come in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.faces import Faces, pick
from tests.patience import LIVE_MS
from tests.program import Program

pytestmark = pytest.mark.browser

AS_FAST_AS_A_HAND_MS = 550
DOUBLE_CLICK = """async () => {
  const button = () => document.querySelector("#bar button.bar-next");
  const begun = performance.now();
  button().click();
  while (!document.querySelector("ol.phases button[value='1'][aria-current]")) {
    await new Promise((done) => setTimeout(done, 5));
  }
  button().dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 2 }));
  return performance.now() - begun;
}"""


@pytest.fixture
def faces(chromium: Browser, program: Program) -> Iterator[Faces]:
    """Open a workshop in its first step."""
    opened = Faces(chromium, program)
    opened.desk().click("ol.phases li:first-child button")
    yield opened
    opened.close()


@pytest.mark.clock
def test_a_double_click_moves_the_meeting_one_step(faces: Faces) -> None:
    desk = faces.desk()
    for _ in range(6):
        _is_at(desk, 0)
        desk.wait_for_selector("#bar form[data-bound~=fetch-form] button.bar-next")
        # The second click comes when the board has been laid anew: the button leads one step further by then.
        if desk.evaluate(DOUBLE_CLICK) < AS_FAST_AS_A_HAND_MS:
            break
        desk.click("ol.phases li:first-child button")
    else:
        pytest.fail("the board was never laid as fast as a hand double-clicks")
    desk.wait_for_timeout(500)
    _is_at(desk, 1)
    desk.locator("#bar button.bar-next").click()
    _is_at(desk, 2)


def test_the_same_press_again_after_a_lost_answer_counts_once(faces: Faces) -> None:
    desk = faces.desk()
    desk.wait_for_selector(".timer form[data-bound~=fetch-form]")
    ends = desk.locator("#desk-clock")
    minute, five = (desk.get_by_role("button", name=f"+{number} min") for number in (1, 5))
    five.click()
    expect(ends).not_to_have_attribute("data-ends", "")
    before = ends.get_attribute("data-ends") or ""

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    desk.route("**/agenda/clock", lose_the_answer)
    minute.click()
    expect(desk.locator("#said.problem")).to_be_visible()
    desk.unroute("**/agenda/clock")
    # It was stored: the board is laid anew, with fresh operation ids.
    expect(ends).not_to_have_attribute("data-ends", before)
    stored = ends.get_attribute("data-ends") or ""
    with desk.expect_response("**/agenda/clock"):
        minute.click()
    desk.reload()
    assert ends.get_attribute("data-ends") == stored
    desk.wait_for_selector(".timer form[data-bound~=fetch-form]")
    minute.click()
    expect(ends).not_to_have_attribute("data-ends", stored)
    faces.forgive("desk", "ERR_FAILED")


def test_what_is_typed_stays_while_news_arrive(faces: Faces) -> None:
    desk, phone = faces.desk(), faces.phone()
    desk.click("button[data-phase=propose]")
    pick(phone, faces.program, "cycling", "300")
    expect(desk.locator("li.proposal", has_text="Safe cycle routes")).to_be_visible(timeout=LIVE_MS)
    desk.locator(".save summary").click()
    desk.fill("#name", "Half a na")
    pick(phone, faces.program, "telework", "900")
    expect(desk.locator("li.proposal", has_text="Work from home")).to_be_visible(timeout=LIVE_MS)
    expect(desk.locator("#name")).to_have_value("Half a na")


def test_news_that_could_not_be_fetched_are_fetched_later(faces: Faces) -> None:
    desk, phone = faces.desk(), faces.phone()
    desk.click("button[data-phase=propose]")
    failed: list[Route] = []

    def fail(route: Route) -> None:
        failed.append(route)
        route.abort()

    desk.route("**/news*", fail)
    pick(phone, faces.program, "electric-trucks", "30")
    while not failed:
        desk.wait_for_timeout(50)
    # Longer than the rooms are told anything that was answered.
    desk.wait_for_timeout(1_500)
    desk.unroute("**/news*")
    # Nothing else happens: the beat says that something is missing.
    expect(desk.locator("li.proposal", has_text="Heavy trucks go electric")).to_be_visible()
    faces.forgive("desk", "ERR_FAILED")


def test_a_phone_asks_again_for_the_page_of_the_step(faces: Faces) -> None:
    desk, phone = faces.desk(), faces.phone()
    failed: list[Route] = []

    def fail_once(route: Route) -> None:
        if failed:
            route.continue_()
        else:
            failed.append(route)
            route.abort()

    phone.route(f"**/phone/{faces.program.code}", fail_once)
    desk.click("button[data-phase=propose]")
    expect(phone.get_by_role("link", name="All actions")).to_be_visible()
    assert failed
    faces.forgive("phone", "ERR_FAILED")


def _is_at(desk: Page, step: int) -> None:
    button = desk.locator(f"ol.phases button[value='{step}']")
    expect(button).to_have_attribute("aria-current", "step")


def test_a_workshop_is_opened_step_by_step_files_are_named_and_a_meeting_left_alone_has_no_overtime(
    faces: Faces, program: Program
) -> None:
    desk = faces.desk()
    desk.click("ol.phases li:nth-child(2) button")
    clock = desk.locator("#desk-clock")
    expect(clock).to_be_visible()
    over = (
        "(clock, minutes) => { clock.dataset.ends = new Date(Date.now() - minutes * 60000).toISOString(); }"
    )
    clock.evaluate(over, 20)
    expect(clock).to_have_text(re.compile(r"\+(19|20):"))
    clock.evaluate(over, 825)
    expect(clock).to_be_hidden()

    desk.goto(f"{program.address}/workshops/new")
    # The exact name is enough; then come the budgets that apply there, then the agenda.
    desk.fill("#territory", "Skien")
    desk.keyboard.press("Enter")
    desk.locator("[data-bound~=place-budgets]").wait_for()
    expect(desk.locator("#budgets input[value='uppsala-2022-1.7']")).to_have_count(0)
    expect(desk.locator("#budgets label strong").first).to_contain_text("at today’s rate")
    desk.get_by_role("button", name="Use this budget").click()
    desk.locator("[data-bound~=agenda-rows]").wait_for()
    desk.get_by_role("button", name="Move down: Lobby").click()
    expect(desk.locator("#announcer")).to_contain_text("Lobby is now number 2")
    expect(desk.get_by_role("button", name="Move down: Lobby")).to_be_focused()
    desk.get_by_role("button", name="Remove: Thanks").click()
    desk.get_by_role("button", name="Add a step").click()
    expect(desk.locator(":focus")).to_have_attribute("name", re.compile("phase"))
    first = desk.locator(".agenda-table tbody tr").first
    second = desk.locator(".agenda-table tbody tr").nth(1)
    second.locator("td").nth(3).drag_to(first.locator("td").nth(3), target_position={"x": 2, "y": 2})
    expect(first.locator("select")).to_have_value("lobby")
    desk.get_by_role("button", name="Open the workshop").click()
    expect(desk.locator("button[data-phase]").first).to_have_attribute("data-phase", "lobby")
    expect(desk.locator("button[data-phase=thanks]")).to_have_count(0)

    desk.goto(f"{program.address}/desk/{program.code}/decided")
    expect(desk.get_by_text("No file is chosen")).to_be_visible()
    control = desk.get_by_label("A spreadsheet or text file")
    control.set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": b"title"})
    expect(desk.locator("[data-file]")).to_have_text("plan.csv")
    control.focus()
    expect(control).to_be_focused()
