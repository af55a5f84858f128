"""From scan to sent: four taps, no scrolling to find the next one, and at most 90 kB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit, pick
from tests.program import Program

pytestmark = pytest.mark.browser

MOST_BYTES = 90_000
SMALL, USUAL = (360, 640), (390, 844)


@pytest.fixture
def faces(chromium: Browser, program: Program) -> Iterator[Faces]:
    """Open the example's desk where proposals are asked for."""
    opened = Faces(chromium, program)
    desk = opened.desk()
    desk.locator("button[data-phase=propose]").first.click()
    yield opened
    opened.close()


@pytest.mark.parametrize(("width", "height"), [SMALL, USUAL])
def test_four_taps_without_scrolling(faces: Faces, width: int, height: int) -> None:
    phone = faces.open("phone")
    phone.set_viewport_size({"width": width, "height": height})
    received = count_bytes(phone)
    # The first tap opens what the camera has read.
    phone.goto(faces.program.join)
    assert "store your role" in phone.locator("#stored-briefly").inner_text()
    tap(phone, "button[value=resident]")
    phone.wait_for_selector('body[data-connection="on"]')
    tap(phone, ".catalogue a >> nth=0")
    phone.wait_for_selector("form[data-bound~=outbox-form]")
    tap(phone, "main button.primary")
    sent = phone.locator(".sent")
    expect(sent).to_contain_text("days of today’s emissions")
    expect(sent).to_contain_text("The room sees it")
    expect(phone.locator("#announcer")).to_contain_text("Sent: ")
    phone.wait_for_selector('body[data-connection="on"]')
    phone.wait_for_timeout(500)
    total = sum(received)
    assert 40_000 < total <= MOST_BYTES, total
    audit(phone)
    # It is said once.
    phone.reload()
    expect(phone.locator(".mine .card")).to_have_count(1)
    expect(phone.locator(".sent")).to_have_count(0)


def test_what_became_of_a_proposal_is_told_once(faces: Faces) -> None:
    phone = faces.phone()
    phone.goto(f"{faces.program.address}/phone/{faces.program.code}/own")
    phone.fill("#title", "A roof on the bridge")
    phone.wait_for_selector("form[data-bound~=outbox-form]")
    phone.click("main button.primary")
    expect(phone.locator(".sent")).to_contain_text("It waits for the facilitator")
    phone.wait_for_selector('body[data-connection="on"]')
    desk: Page = faces.contexts[0].pages[0]
    card = desk.locator("li.proposal", has_text="A roof on the bridge")
    card.get_by_role("button", name="Approve").click()
    told = phone.locator(".told")
    expect(told).to_contain_text("A roof on the bridge: ")
    expect(phone.locator("#announcer")).to_contain_text("A roof on the bridge: ")
    # What it said when it was sent is not true any more.
    expect(phone.get_by_text("It waits for the facilitator")).to_have_count(0)
    phone.reload()
    expect(phone.locator(".mine .card")).to_have_count(1)
    expect(told).to_have_count(0)


def test_a_second_tab_follows_what_the_first_one_sends(faces: Faces) -> None:
    phone = faces.phone()
    pick(phone, faces.program, "cycling", "300")
    desk: Page = faces.contexts[0].pages[0]
    desk.locator("button[data-phase=reflect]").first.click()
    first = phone.locator("button[value=can]").first
    expect(first).to_be_visible()
    other = phone.context.new_page()
    other.goto(phone.url)
    mirrored = other.locator("button[value=can]").first
    expect(mirrored).to_have_attribute("aria-pressed", "false")
    other.wait_for_selector('body[data-connection="on"]')
    first.click()
    expect(mirrored).to_have_attribute("aria-pressed", "true")


def tap(phone: Page, selector: str) -> None:
    """Press what is seen without scrolling, whole and not covered."""
    target = phone.locator(selector)
    expect(target).to_be_visible()
    box, size = target.bounding_box(), phone.viewport_size
    assert box is not None
    assert size is not None
    assert phone.evaluate("scrollY") == 0
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size["height"], (selector, box)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert target.evaluate("(element, [x, y]) => element.contains(document.elementFromPoint(x, y))", [x, y])
    phone.touchscreen.tap(x, y)


def count_bytes(page: Page) -> list[float]:
    """Count what a page receives over the wire from now on: answers with their headers, and frames."""
    received: list[float] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")

    def take_frame(event: dict[str, Any]) -> None:
        received.append(len(event["response"]["payloadData"]))

    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    network.on("Network.webSocketFrameReceived", take_frame)
    return received
