"""The venue check in Chromium: what it says in each network, and the test phone's tick."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from tests.browser.faces import Faces, audit, shoot
from tests.program import Program

pytestmark = pytest.mark.browser


def check(faces: Faces) -> Page:
    """Open the desk, and find the check from there."""
    desk = faces.desk()
    desk.get_by_role("link", name="Check the venue").click()
    return desk


def cut_websockets(page: Page) -> None:
    """Close every WebSocket at once, as some proxies do."""

    def close(socket: WebSocketRoute) -> None:
        socket.close(code=1011, reason="cut by a proxy")

    page.route_web_socket("**/*", close)


def cut_everything_live(page: Page) -> None:
    """Let plain requests through and nothing of Socket.IO."""
    cut_websockets(page)

    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/socket.io/**", refuse)


def test_the_desk_sees_its_own_transport_and_a_phone_arrive(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    desk = check(faces)
    # This server listens only on this machine, and the check says so first.
    expect(desk.locator("main")).to_contain_text("Only this computer can open it")
    expect(desk.locator("#overall")).to_contain_text("Not ready")
    expect(desk.locator("#computer")).to_have_attribute("data-state", "good", timeout=15_000)
    expect(desk.locator("#computer")).to_contain_text("over WebSocket")
    assert 0 < int(desk.locator("#computer [data-latency]").inner_text().split()[0]) < 5_000
    expect(desk.locator("#phones")).to_contain_text("No phone has connected yet")
    audit(desk)
    phone = faces.open("phone")
    phone.goto(desk.locator(".venue-link").inner_text())
    expect(phone.locator("h1")).to_have_text("This phone reaches the workshop")
    expect(phone.locator("[data-when=told]")).to_be_visible(timeout=15_000)
    audit(phone)
    expect(desk.locator(".phone-arrived").last).to_contain_text("live, over WebSocket", timeout=12_000)
    expect(desk.locator("#phone-check")).to_have_attribute("data-state", "good")
    shoot(desk, "venue")
    shoot(phone, "venue-phone")
    # The keyboard alone opens the advice and tries again.
    desk.locator("summary").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Most guest Wi-Fi networks separate devices")).to_be_visible()
    desk.get_by_role("button", name="Try again").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#computer")).to_have_attribute("data-state", "good", timeout=15_000)
    audit(desk)
    faces.close()


def test_a_proxy_that_cuts_websockets_is_reported_with_advice(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    desk = faces.desk()
    cut_websockets(desk)
    desk.goto(f"{program.address}/desk/{program.code}/venue")
    expect(desk.locator("#computer")).to_have_attribute("data-state", "warn", timeout=30_000)
    expect(desk.locator("#computer")).to_contain_text("something on the way cuts WebSockets")
    expect(desk.locator("#computer")).to_contain_text("a router of your own")
    phone = faces.open("phone")
    cut_websockets(phone)
    phone.goto(desk.locator(".venue-link").inner_text())
    expect(phone.locator("[data-when=polling]")).to_be_visible(timeout=30_000)
    # The newest one: another phone may have been tried before.
    expect(desk.locator(".phone-arrived").last).to_contain_text("without WebSocket", timeout=20_000)


def test_no_live_connection_and_no_server_are_distinguished(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    desk = faces.desk()
    cut_everything_live(desk)
    desk.goto(f"{program.address}/desk/{program.code}/venue")
    expect(desk.locator("#computer")).to_have_attribute("data-state", "stop", timeout=30_000)
    expect(desk.locator("#computer")).to_contain_text("No live connection from here")
    audit(desk)
    desk.context.set_offline(True)
    desk.get_by_role("button", name="Try again").click()
    expect(desk.locator("#computer")).to_contain_text("The server does not answer", timeout=30_000)
    # It tries again by itself.
    desk.context.set_offline(False)
    expect(desk.locator("#computer")).to_contain_text("No live connection from here", timeout=30_000)


def test_without_scripts_the_check_says_what_to_do(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    known = faces.desk().context.cookies()
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(known)
    desk = context.new_page()
    desk.goto(f"{program.address}/desk/{program.code}/venue")
    assert "This check needs scripts" in desk.locator("#computer noscript").inner_html()
    expect(desk.locator("#computer noscript p")).to_be_visible()
    expect(desk.get_by_text("Only this computer can open it")).to_be_visible()
    phone = chromium.new_context(java_script_enabled=False).new_page()
    phone.goto(desk.locator(".venue-link").inner_text())
    phone.locator("noscript button").click()
    expect(phone.get_by_text("The desk shows that this phone is here").first).to_be_visible()
    desk.locator("#phone-check noscript a").click()
    expect(desk.locator(".phone-arrived").last).to_contain_text("without live connection")
    phone.context.close()
    context.close()
    faces.close()


@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_overflows(chromium: Browser, program: Program, width: int) -> None:
    faces = Faces(chromium, program)
    desk = check(faces)
    desk.set_viewport_size({"width": width, "height": 800})
    expect(desk.locator("#computer")).to_have_attribute("data-state", "good", timeout=15_000)
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone = faces.open("phone")
    phone.set_viewport_size({"width": width, "height": 800})
    phone.goto(desk.locator(".venue-link").inner_text())
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    faces.close()
