"""A desk with three hundred proposals that wait: the bar never leaves, and many rows are decided at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from tests.accessibility.looks import focus_each, look_for_overflow, tab_through
from tests.browser.faces import Faces, audit
from tests.full_desk import fill
from tests.patience import LIVE_MS
from tests.program import Program, running
from workshop.config import Settings
from workshop.extensions import db
from workshop.factory import create_app
from workshop.models import Workshop

pytestmark = pytest.mark.browser

ENTRIES, READ = 300, 40
LONG = "A long text that nobody takes in at a glance. " * 8
# Nothing is asked about what it overlaps.
SETTLED = {"relation": "disjoint", "with": "x"}
SIZES = ((1280, 720), (1440, 900), (1024, 768), (390, 844))
# What a press on each control of the bar changes, and what the other press changes back; the key of both.
SWITCHES = (
    ("p", "Pause the phones", "Phones: paused", "Open the phones again", "Phones: open"),
    ("f", "Freeze the screen", "Screen: frozen", "Resume the screen", "Screen: live"),
    ("h", "Hide the screen", "Content: hidden", "Show the screen again", "Content: shown"),
)
_HIGHER = """() => [...document.querySelectorAll("body *")]
  .filter((element) => getComputedStyle(element).position === "sticky")
  .filter((element) => element.getBoundingClientRect().height > innerHeight)
  .map((element) => element.outerHTML.slice(0, 80))"""
# Whether the middle of a control is in the window, and nothing lies over it.
_REACHED = """(button) => {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return top >= 0 && bottom <= innerHeight && button.contains(hit);
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of this meeting's data."""
    return tmp_path_factory.mktemp("full")


@pytest.fixture(scope="module")
def program(folder: Path) -> Iterator[Program]:
    """Start the program for this meeting alone: its desk is long."""
    with running(folder) as started:
        yield started


@pytest.fixture(scope="module")
def app(program: Program, folder: Path) -> Iterator[Flask]:
    """Open the program's database beside it."""
    assert program.process.poll() is None
    beside = create_app(Settings(data_dir=folder, secret_key="x" * 32))
    yield beside
    beside.extensions["broadcaster"].close()


@pytest.fixture(scope="module")
def workshop_id(app: Flask, program: Program) -> int:
    """Return the workshop's key."""
    with app.app_context():
        return db.session.scalars(db.select(Workshop.id).where(Workshop.code == program.code)).one()


@pytest.fixture(scope="module")
def faces(chromium: Browser, program: Program, app: Flask, workshop_id: int) -> Iterator[Faces]:
    """Let three hundred proposals wait, some with a long text, in the phase in which they are written."""
    opened = Faces(chromium, program)
    desk = opened.desk()
    desk.click("button[data-phase=propose]")
    expect(desk.locator("button[data-phase=propose]")).to_have_attribute("aria-current", "step")
    fill(app, workshop_id, 2, "Long", description=LONG, overlap=SETTLED)
    fill(app, workshop_id, ENTRIES - 2, overlap=SETTLED)
    yield opened
    opened.close()


@pytest.fixture
def desk(faces: Faces) -> Page:
    """Open the desk at the smallest usual size."""
    return open_desk(faces, 1280, 720)


def open_desk(faces: Faces, width: int, height: int) -> Page:
    """Open a fresh desk page in a window of the given size."""
    page: Page = faces.contexts[0].pages[0]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{faces.program.address}/desk/{faces.program.code}")
    page.wait_for_selector("#bar form[data-bound~=fetch-form]")
    for bound in ("dialog[data-bound~=desk-keys]", "#narrow[data-bound~=narrow]"):
        page.wait_for_selector(bound, state="attached")
    return page


def control(desk: Page, label: str) -> Locator:
    """Find a control of the bar."""
    return desk.locator("#bar").get_by_role("button", name=label)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_each_control_of_the_bar_is_one_press_away_and_covers_nothing(
    faces: Faces, width: int, height: int
) -> None:
    desk = open_desk(faces, width, height)
    assert desk.evaluate(_HIGHER) == []
    for place in (0, 0.5, 1):
        desk.evaluate(
            f"scrollTo(0, {place} * (document.getElementById('decisions').offsetHeight - innerHeight))"
        )
        for label in ("Next: ", "Undo", *(label for _, label, *_ in SWITCHES)):
            assert control(desk, label).first.evaluate(_REACHED), (label, place)
    assert focus_each(desk, width, height) == []
    if width == 1280:
        # The browser's own Tab, for as many stops as the head, the bar and the first rows have.
        assert tab_through(desk, width, height) == []
        audit(desk)


def test_each_control_is_one_press_and_one_key_away_and_says_its_state(desk: Page) -> None:
    desk.mouse.move(640, 600)
    desk.evaluate("scrollTo(0, 1500)")
    for letter, label, state, back, usual in SWITCHES:
        control(desk, label).click()
        expect(control(desk, back)).to_contain_text(state)
        # The focus stays on the control, which now does the opposite.
        expect(control(desk, back)).to_be_focused()
        expect(desk.locator("#announcer")).to_contain_text(label)
        # A second press at once counts as a slip of the finger.
        desk.wait_for_timeout(650)
        desk.keyboard.press(letter)
        expect(control(desk, label)).to_contain_text(usual)
        desk.locator("h1").click()
        desk.wait_for_timeout(650)
        desk.keyboard.press(letter)
        expect(control(desk, back)).to_contain_text(state)
        # Undo names what it takes back, and whose step it was.
        expect(control(desk, "Undo")).to_contain_text("The desk: ")
        desk.keyboard.press("u")
        expect(control(desk, label)).to_contain_text(usual)
    desk.keyboard.press("n")
    expect(desk.locator("button[data-phase=estimate]")).to_have_attribute("aria-current", "step")
    desk.keyboard.press("u")
    expect(desk.locator("button[data-phase=propose]")).to_have_attribute("aria-current", "step")


def test_keys_leave_fields_alone_are_listed_and_can_be_turned_off(desk: Page) -> None:
    desk.keyboard.press("/")
    search = desk.locator("#narrow-words")
    expect(search).to_be_focused()
    desk.keyboard.type("npfhu?")
    expect(search).to_have_value("npfhu?")
    expect(desk.locator("#queue .empty")).to_be_visible(timeout=LIVE_MS)
    expect(control(desk, "Pause the phones")).to_contain_text("Phones: open")
    search.fill("number 7 ")
    expect(desk.locator("#queue li.proposal").first).to_contain_text("number 7")
    search.fill("")
    search.blur()
    desk.keyboard.press("?")
    keys = desk.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    audit(desk)
    keys.get_by_label("Use these keys").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("p")
    desk.keyboard.press("?")
    expect(keys).to_be_hidden()
    expect(control(desk, "Pause the phones")).to_contain_text("Phones: open")
    desk.get_by_role("button", name="Keys").click()
    keys.get_by_label("Use these keys").check()
    keys.get_by_role("button", name="Close").click()


def test_forty_that_were_read_are_approved_within_seconds_and_undone_at_once(desk: Page) -> None:
    rows = desk.locator("#queue li.proposal")
    expect(rows).to_have_count(READ)
    # What is cut has no box until it is displayed whole.
    expect(desk.locator("#queue [name=chosen]:visible")).to_have_count(READ - 2)
    rows.first.locator("summary").click()
    expect(desk.locator("#queue [name=chosen]:visible")).to_have_count(READ - 1)
    rows.nth(1).locator("summary").click()
    begun = time.monotonic()
    desk.get_by_label("All that are shown whole").click()
    expect(desk.locator("#together-count")).to_have_text(f"Selected: {READ}")
    desk.locator("#together").get_by_role("button", name="Approve").click()
    expect(desk.locator("#decisions-heading")).to_contain_text(str(ENTRIES - READ))
    assert time.monotonic() - begun < 5
    expect(desk.locator("#said")).to_have_text(f"{READ} are approved.")
    expect(desk.locator("#room-list li.proposal")).to_have_count(READ)
    expect(desk.locator("#together-count")).to_have_text("None selected")
    assert desk.evaluate("document.activeElement !== document.body")
    desk.keyboard.press("u")
    expect(desk.locator("#decisions-heading")).to_contain_text(str(ENTRIES))
    # With the keys alone: three rows, one after the other.
    desk.locator("h1").click()
    for letter in ("jjj", "x", "j", "x", "a"):
        for each in letter:
            desk.keyboard.press(each)
    expect(desk.locator("#decisions-heading")).to_contain_text(str(ENTRIES - 2))
    desk.keyboard.press("u")
    expect(desk.locator("#decisions-heading")).to_contain_text(str(ENTRIES))


def test_newcomers_are_counted_and_nothing_moves_under_the_pointer(
    desk: Page, app: Flask, workshop_id: int
) -> None:
    desk.evaluate("scrollTo(0, 900)")
    desk.mouse.move(600, 400)
    here = desk.locator(f"#{desk.locator('#queue li.entry:hover').get_attribute('id')}")
    here.locator("[name=chosen]").check()
    before = here.bounding_box()
    fill(app, workshop_id, 3, "Newcomer", overlap=SETTLED)
    desk.evaluate("document.dispatchEvent(new CustomEvent('handlingsrom:sent'))")
    expect(desk.locator("#newcomers")).to_have_text("3 new", timeout=LIVE_MS)
    expect(desk.locator("#announcer")).to_contain_text("3 new")
    assert here.bounding_box() == before
    expect(here.locator("[name=chosen]")).to_be_checked()
    # Somebody else decides a row above the one under the pointer, and this one.
    with app.app_context():
        workshop = db.session.get_one(Workshop, workshop_id)
        db.session.execute(
            db.text("UPDATE proposal SET state = 'visible' WHERE title IN ('Idea number 0', 'Idea number 1')")
        )
        workshop.revision += 1
        db.session.commit()
    desk.evaluate("document.dispatchEvent(new CustomEvent('handlingsrom:sent'))")
    expect(desk.locator("#decisions-heading")).to_contain_text(str(ENTRIES + 1), timeout=LIVE_MS)
    after = here.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    desk.locator("#newcomers").click()
    expect(desk.locator("#newcomers")).to_have_count(0)
    expect(desk.locator("#queue li.proposal").first).to_be_visible()


def test_no_page_is_wider_than_the_screen(desk: Page) -> None:
    desk.set_viewport_size({"width": 1024, "height": 768})
    for width in (1280, 1024, 390, 320):
        desk.set_viewport_size({"width": width, "height": 720})
        wide = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, width
    assert look_for_overflow(desk) == []
