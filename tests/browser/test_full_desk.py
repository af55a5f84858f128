"""A desk with sixty entries: whatever has the focus is inside the window, wherever the page stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility.looks import focus_each, tab_through
from tests.browser.crowd import crowd
from tests.browser.faces import Faces
from tests.program import Program, running

pytestmark = pytest.mark.browser

ENTRIES = 60
SIZES = ((1280, 720), (1366, 768), (1440, 900), (1024, 768))
# What the facilitator needs in haste; undo stands last in its column.
NEEDED = ("Next: ", "Pause the phones", "Undo the last step")
_HIGHER = """() => [...document.querySelectorAll("body *")]
  .filter((element) => getComputedStyle(element).position === "sticky")
  .filter((element) => element.getBoundingClientRect().height > innerHeight)
  .map((element) => element.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Start the program for this meeting alone: its desk is long."""
    with running(tmp_path_factory.mktemp("full")) as started:
        yield started


@pytest.fixture(scope="module")
def faces(chromium: Browser, program: Program) -> Iterator[Faces]:
    """Open the example, and enter sixty proposals."""
    opened = Faces(chromium, program)
    desk = opened.desk()
    desk.click("button[data-phase=propose]")
    expect(desk.locator("button[data-phase=propose]")).to_have_attribute("aria-current", "step")
    people = crowd(program, ENTRIES // 3)
    for number in range(ENTRIES):
        fields = {"title": f"Proposal number {number}", "direction": "lowers", "likely": "40"}
        plain = {
            "description": "",
            "actor": "",
            "target": "transport/cars",
            "start_year": "2027",
            "ramp_years": "1",
        }
        people[number % len(people)].send(f"/phone/{program.code}/own", **fields, **plain)
    desk.reload()
    expect(desk.locator("li.proposal")).to_have_count(ENTRIES)
    yield opened
    opened.close()


def open_desk(faces: Faces, width: int, height: int) -> Page:
    """Open a fresh desk page in a window of the given size."""
    desk: Page = faces.contexts[0].pages[0]
    desk.set_viewport_size({"width": width, "height": height})
    desk.goto(f"{faces.program.address}/desk/{faces.program.code}")
    desk.wait_for_selector("#board form[data-bound~=fetch-form]")
    return desk


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_whatever_has_the_focus_is_inside_the_window(faces: Faces, width: int, height: int) -> None:
    desk = open_desk(faces, width, height)
    assert desk.evaluate(_HIGHER) == []
    assert focus_each(desk, width, height) == []
    # The browser's own Tab, for as many stops as the head and the columns beside the entries have.
    assert tab_through(desk, width, height) == []


@pytest.mark.parametrize(("width", "height"), SIZES[:3])
def test_what_is_needed_in_haste_is_reached_from_the_middle_of_the_page(
    faces: Faces, width: int, height: int
) -> None:
    desk = open_desk(faces, width, height)
    for label in NEEDED:
        desk.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
        middle = desk.evaluate("scrollY")
        assert middle > 2 * height
        button = desk.locator("#agenda").get_by_role("button", name=label).first
        # As a wheel over the column would; the page itself stays where it is.
        button.evaluate("button => button.scrollIntoView({ block: 'nearest' })")
        box = button.bounding_box()
        assert box is not None
        assert box["y"] >= 0, label
        assert box["y"] + box["height"] <= height, label
        assert desk.evaluate("scrollY") == middle
