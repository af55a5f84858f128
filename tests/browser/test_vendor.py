"""The browser libraries load in Chromium as the pages load them, under a strict policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests.tree import VENDOR

pytestmark = pytest.mark.browser

HOST = "http://vendor.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'"

FILES = {
    "/": (
        "text/html",
        """
        <!doctype html>
        <html lang="en">
        <title>Vendor</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/style.css">
        <p>Å</p>
        <canvas id="chart"></canvas>
        <script type="module" src="/page.js"></script>
        """,
    ),
    "/style.css": (
        "text/css",
        """
        @font-face { font-family: Vendor; src: url(/source-sans-3-latin-wght-normal.woff2); }
        p { font-family: Vendor; }
        """,
    ),
    "/page.js": (
        "text/javascript",
        """
        import "./chart.umd.min.js";
        import { io } from "./socket.io.esm.min.js";
        import { Idiomorph } from "./idiomorph.esm.js";

        const line = { labels: [2025, 2026], datasets: [{ data: [2, 1] }] };
        const chart = new Chart("chart", { type: "line", data: line, options: { animation: false } });
        Idiomorph.morph(document.querySelector("p"), "<p>Øy</p>");
        await document.fonts.load("700 16px Vendor");
        window.report = {
            chart: chart.getDatasetMeta(0).data.length,
            connects: typeof io,
            text: document.querySelector("p").textContent,
            fonts: [...document.fonts].map((font) => font.status),
        };
        """,
    ),
}


def serve(route: Route) -> None:
    """Answer from the files above or from static/vendor."""
    place = route.request.url.removeprefix(HOST)
    if place in FILES:
        kind, text = FILES[place]
        route.fulfill(
            body=text, content_type=f"{kind}; charset=utf-8", headers={"Content-Security-Policy": POLICY}
        )
    else:
        route.fulfill(path=VENDOR / place.removeprefix("/"))


def test_the_libraries_work_under_a_strict_policy(page: Page) -> None:
    page.route(f"{HOST}/**", serve)
    page.goto(f"{HOST}/")
    page.wait_for_function("window.report")
    report = page.evaluate("window.report")
    assert report == {"chart": 2, "connects": "function", "text": "Øy", "fonts": ["loaded"]}
