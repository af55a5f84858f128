"""The desk moderates: what was pressed changes, too, and no page has an accessibility violation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.faces import Faces, audit, pick
from tests.patience import LIVE_MS
from tests.program import Program

pytestmark = pytest.mark.browser


def test_the_pressed_button_says_what_can_be_done_next(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    desk, phone = faces.desk(), faces.phone()
    desk.click("button[data-phase=propose]")
    pick(phone, program, "private-cars-electric", "4000")
    phone.goto(f"{program.address}/phone/{program.code}/own")
    phone.fill("#title", "Sundays with electric cars, private ones")
    expect(phone.locator("[data-found]")).to_contain_text("Private cars become electric")
    audit(phone)
    phone.click("details summary")
    phone.fill("#likely", "900")
    phone.select_option("#target", "transport/cars")
    phone.wait_for_selector("form[data-bound~=outbox-form]")
    phone.click("main button.primary")
    card = desk.locator("li.proposal", has_text="Sundays with electric cars")
    card.get_by_role("button", name="Approve").click()
    # It was the button under the pointer and has the focus; fresh HTML must reach it all the same.
    expect(card.get_by_role("button", name="Switch off")).to_be_visible()
    expect(card.get_by_role("button", name="Approve")).to_have_count(0)
    asked = desk.locator("#queue li", has_text="Both lower the same emissions")
    expect(asked).to_contain_text("Sundays with electric cars")
    audit(desk)
    asked.get_by_role("button", name="only one of the two").click()
    expect(asked).to_have_count(0)
    desk.get_by_role("link", name="Let somebody help to moderate").click()
    desk.get_by_role("button", name="Make a link for a helper").click()
    link = desk.locator("main .flash a").get_attribute("href")
    assert link
    helper = faces.open("phone")
    # What asks a moment later waits for as long as it may: one asks after the other.
    helper.add_init_script("Math.random = () => 0.99")
    refused: list[str] = []
    helper.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    helper.goto(link)
    expect(helper.locator("body[data-connection=on]")).to_be_visible()
    audit(helper)
    audit(desk)
    desk.get_by_role("button", name="Withdraw the link").click()
    expect(helper.locator("#said")).to_have_text(
        "This helper’s link no longer works. Ask the facilitator for a new one."
    )
    # The page was told. News, the end of its socket, a form that is sent: nothing makes it ask again.
    helper.evaluate("document.dispatchEvent(new CustomEvent('handlingsrom:sent'))")
    helper.wait_for_timeout(1_500)
    assert len(refused) == 1, refused
    expect(helper.locator("body")).to_have_attribute("data-connection", "off")
    # Somebody who comes back to it is answered, once.
    helper.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    helper.wait_for_timeout(1_500)
    assert len(refused) == 2, refused
    faces.forgive("phone", "status of 403")
    faces.close()


def test_a_proposal_is_merged_its_author_reads_where_it_went_and_undo_brings_it_back(
    chromium: Browser, program: Program
) -> None:
    faces = Faces(chromium, program)
    desk, wall, phone = faces.desk(), faces.wall(), faces.phone()
    desk.click("button[data-phase=propose]")
    pick(phone, program, "cycling", "300")
    phone.goto(f"{program.address}/phone/{program.code}/own")
    phone.fill("#title", "More people on bicycles")
    phone.wait_for_selector("form[data-bound~=outbox-form]")
    phone.click("main button.primary")
    phone.wait_for_url(f"**/phone/{program.code}")
    mine = phone.locator(".mine li", has_text="More people on bicycles")
    expect(mine).to_contain_text("waits for approval", timeout=LIVE_MS)
    desk.locator("li.proposal", has_text="More people on bicycles").get_by_role("link", name="More …").click()
    desk.get_by_role("button", name="Safe cycle routes all the way").click()
    desk.wait_for_selector("#board")
    expect(mine).to_contain_text("Merged into “Safe cycle routes all the way”", timeout=LIVE_MS)
    expect(wall.locator("#stage")).not_to_contain_text("More people on bicycles")
    desk.locator("#bar").get_by_role("button", name="Undo").click()
    expect(mine).to_contain_text("waits for approval", timeout=LIVE_MS)
    faces.close()
