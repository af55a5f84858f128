"""The comparison in Chromium: its figures draw, under the page's own policy, from our server alone."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect
from werkzeug.serving import make_server

from tests.integration.saved_workshop import OWNER, a_workshop, fill, make_app
from workshop.extensions import db
from workshop.models.types import utc_now
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link

pytestmark = pytest.mark.browser

FIGURES = ("trajectories", "cumulative", "sectors", "actors")


@dataclass(frozen=True)
class Site:
    """A server on this machine, and the ways in."""

    address: str
    code: str
    login: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    app = make_app(str(tmp_path_factory.mktemp("compare")))
    code = a_workshop(app)
    fill(app, code, 3)
    with app.app_context():
        secret = issue_login_link(ensure_facilitator(OWNER), utc_now())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    yield Site(address, code, f"{address}/login/link/{secret}")
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def state(chromium: Browser, site: Site) -> dict[str, object]:
    """What a browser keeps after logging in."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(site.login)
    page.locator("main button").click()
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))
    kept = dict(context.storage_state())
    context.close()
    return kept


def watch(page: Page, site: Site) -> list[str]:
    """Collect every complaint of the browser, and every request to somewhere else."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def see(request: Request) -> None:
        if not request.url.startswith((f"{site.address}/", "data:", "blob:")):
            complaints.append(f"asks {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", see)
    return complaints


def inked(page: Page, name: str) -> int:
    """Count the colours that a figure's canvases show."""
    return int(
        page.evaluate(
            """name => {
              const inside = (root) => [...root.querySelectorAll("*")].flatMap(
                (e) => [e, ...(e.shadowRoot ? inside(e.shadowRoot) : [])]);
              const colours = new Set();
              for (const e of inside(document.getElementById(`figure-${name}`))) {
                if (e.tagName !== "CANVAS" || !e.width || !e.height) continue;
                const { data } = e.getContext("2d").getImageData(0, 0, e.width, e.height);
                for (let i = 0; i < data.length; i += 4) colours.add(data.slice(i, i + 3).join());
              }
              return colours.size;
            }""",
            name,
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_the_figures_draw_without_a_complaint(
    chromium: Browser, site: Site, state: dict[str, object], scheme: str, width: int
) -> None:
    context = chromium.new_context(
        storage_state=state,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 900},
    )
    page = context.new_page()
    complaints = watch(page, site)
    page.goto(f"{site.address}/compare/{site.code}?s=1&s=2&s=3")
    page.locator("#figure-actors canvas").first.wait_for()
    page.wait_for_function("Bokeh.documents.every((document) => document.is_idle)")
    assert all(inked(page, name) > 20 for name in FIGURES)
    # Another scheme draws them anew, in its own colours.
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    page.wait_for_timeout(1500)
    for name in FIGURES:
        expect(page.locator(f"#figure-{name} > *")).to_have_count(1, timeout=10_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    context.close()


def test_years_enlarged_in_one_figure_are_enlarged_in_the_other(
    chromium: Browser, site: Site, state: dict[str, object]
) -> None:
    context = chromium.new_context(storage_state=state)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.address}/compare/{site.code}")
    page.locator("#figure-actors canvas").first.wait_for()
    ranges = page.evaluate(
        """() => {
          const [first, second] = Bokeh.documents[0].roots();
          first.x_range.setv({ start: 2030, end: 2035 });
          return [second.x_range.start, second.x_range.end];
        }"""
    )
    assert ranges == [2030, 2035]
    context.close()


def test_without_scripts_sentences_and_tables_say_it(
    chromium: Browser, site: Site, state: dict[str, object]
) -> None:
    context = chromium.new_context(storage_state=state, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.address}/compare/{site.code}")
    page.get_by_label("1 · Round 1").check()
    page.get_by_role("button", name="Compare the chosen ones").click()
    assert page.url.endswith("?s=1&s=2&s=3")
    assert page.get_by_role("table", name="Change by action").is_visible()
    assert not page.locator("#figure-trajectories").is_visible()
    context.close()
