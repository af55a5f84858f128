"""The first view comes within a second on slow 4G, on a phone that has never been here."""

from __future__ import annotations

from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.faces import SIZES, Faces
from tests.program import Program

pytestmark = [pytest.mark.browser, pytest.mark.clock]

GOAL_MS = 1_000
# As the tools of browsers define it: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up.
SLOW_4G = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8, "offline": False}


def test_the_door_and_the_phones_page(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    phone = faces.phone()
    cookies, home = phone.context.cookies(), phone.url
    faces.close()
    for url, carried in ((program.join, []), (home, cookies)):
        times = [_first_view_ms(chromium, url, carried) for _ in range(3)]
        assert median(times) < GOAL_MS, (url, times)


def _first_view_ms(chromium: Browser, url: str, cookies: list[Any]) -> float:
    """Return when something was to be seen first, with an empty cache."""
    width, height = SIZES["phone"]
    context = chromium.new_context(viewport={"width": width, "height": height})
    context.add_cookies(cookies)
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto(url)
    page.wait_for_timeout(500)
    shown: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return shown
