"""A whole meeting without scripts: desk, phone and wall by plain forms, and a wall that refreshes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces
from tests.program import Program

pytestmark = pytest.mark.browser


def plain_page(chromium: Browser, cookies: list[dict[str, object]] | None = None) -> Page:
    """Open a page of a browser that runs no scripts."""
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(cookies or [])  # type: ignore[arg-type]
    return context.new_page()


def test_a_typed_guess_stays_until_somebody_asks_for_the_page_again(
    chromium: Browser, program: Program
) -> None:
    faces = Faces(chromium, program)
    faces.desk().click("button[data-phase=predict]")
    phone = plain_page(chromium)
    phone.goto(program.join)
    phone.click("button[value=resident]")
    for path in ("", "/own", "/catalogue/telework", "/catalogue"):
        phone.goto(f"{program.address}/phone/{program.code}{path}")
        assert phone.locator('meta[http-equiv="refresh"]').count() == 0
    phone.goto(f"{program.address}/phone/{program.code}")
    expect(phone.locator("input[name=number]")).to_be_visible()
    faces.contexts[0].pages[0].click("button[data-phase=briefing]")
    phone.get_by_role("link", name="Refresh").click()
    expect(phone.locator(".brief")).to_be_visible()
    faces.contexts[0].pages[0].click("ol.phases li:first-child button")
    phone.context.close()
    faces.close()


@pytest.mark.slow
def test_a_meeting_from_the_lobby_to_a_saved_scenario(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    faces.desk()
    desk = plain_page(chromium, program.cookies)
    wall, phone = plain_page(chromium), plain_page(chromium)
    desk.goto(f"{program.address}/desk/{program.code}")
    wall.goto(program.wall)
    phone.goto(program.join)
    phone.click("button[value=resident]")
    expect(phone.locator("main")).to_contain_text("You are in")
    desk.click("button[data-phase=propose]")
    # The wall follows by itself; the phone asks, as a page that reloads would take away what is typed.
    expect(wall.locator(".stage")).to_have_attribute("data-phase", "propose", timeout=12_000)
    phone.get_by_role("link", name="Refresh").click()
    phone.get_by_role("link", name="Write one of your own").click()
    phone.fill("#title", "By plain form")
    phone.click("main button.primary:not([name])")
    expect(phone.locator(".mine")).to_contain_text("waits for approval")
    desk.locator("noscript a", has_text=re.compile("")).first.click()
    desk.get_by_role("button", name="Approve").click()
    expect(wall.locator("#newest")).to_contain_text("By plain form", timeout=12_000)
    phone.get_by_role("link", name="Refresh").click()
    expect(phone.locator(".mine")).to_contain_text("Visible to the room")
    desk.locator(".save summary").click()
    desk.fill("#name", "Without scripts")
    desk.locator(".save button").click()
    expect(desk.locator(".saved")).to_contain_text("Without scripts")
    desk.click("button[data-phase=thanks]")
    phone.get_by_role("link", name="Refresh").click()
    expect(phone.locator("main")).to_contain_text("Thank you!")
    for page in (desk, wall, phone):
        page.context.close()
    faces.close()
