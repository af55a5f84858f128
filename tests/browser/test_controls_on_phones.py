"""Each control on a phone that looks saved is saved: what is chosen is sent, also in older browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, pick
from tests.program import Program

pytestmark = pytest.mark.browser

# Safari before 16.4 and its contemporaries know only the first argument.
WITHOUT_SUBMITTERS = """
  const Whole = globalThis.FormData;
  globalThis.FormData = class extends Whole { constructor(form) { super(form); } };
"""


@pytest.fixture
def faces(chromium: Browser, program: Program) -> Iterator[Faces]:
    """Open the example, whose news a phone may heal."""
    opened = Faces(chromium, program)
    opened.desk()
    yield opened
    opened.close()


def _desk(faces: Faces) -> Page:
    page: Page = faces.contexts[0].pages[0]
    return page


def _move(faces: Faces, phase: str) -> None:
    desk = _desk(faces)
    button = desk.locator(f"button[data-phase={phase}]").first
    button.click()
    expect(button).to_have_attribute("aria-current", "step")


def _reflecting(faces: Faces, *, init: str = "") -> Page:
    _move(faces, "propose")
    phone = faces.phone()
    if init:
        phone.add_init_script(init)
    pick(phone, faces.program, "private-cars-electric", "4000")
    _move(faces, "reflect")
    phone.goto(f"{faces.program.address}/phone/{faces.program.code}")
    phone.wait_for_selector("form[data-bound~=stand]")
    phone.wait_for_selector('body[data-connection="on"]')
    return phone


def test_whose_decision_is_needed_is_sent_when_it_is_chosen(faces: Faces) -> None:
    phone = _reflecting(faces)
    form = phone.locator("form[data-module=stand]").first
    saved, needs = form.locator("[data-saved]"), form.locator("select[name=needs]")
    form.locator("button[value=not-without][aria-pressed]").click()
    expect(saved).to_have_text("Saved")
    needs.select_option("region")
    expect(saved).to_have_text("Saved")
    phone.reload()
    expect(needs).to_have_value("region")
    expect(form.locator("button[value=not-without][aria-pressed]")).to_have_attribute("aria-pressed", "true")
    # Choosing somebody says "not without", also where something else was said before.
    phone.wait_for_selector("form[data-bound~=stand]")
    form.locator("button[value=can]").click()
    expect(needs).to_have_value("")
    needs.select_option("state")
    expect(form.locator("button[value=not-without][aria-pressed]")).to_have_attribute("aria-pressed", "true")
    expect(saved).to_have_text("Saved")
    phone.reload()
    expect(needs).to_have_value("state")


def test_a_stand_that_is_refused_does_not_look_saved(faces: Faces) -> None:
    phone = _reflecting(faces)
    form = phone.locator("form[data-module=stand]").first
    _desk(faces).get_by_role("button", name="Pause the phones").click()
    expect(_desk(faces).get_by_role("button", name="Open the phones again")).to_be_visible()
    form.locator("button[value=can]").click()
    expect(phone.locator("#outbox")).to_contain_text("Not accepted yet")
    expect(form.locator("button[value=can]")).to_have_attribute("aria-pressed", "false")
    expect(form.locator("[data-saved]")).to_have_text("")
    # Sooner, the desk would take it for the second half of a double click.
    _desk(faces).wait_for_timeout(700)
    _desk(faces).get_by_role("button", name="Open the phones again").click()
    expect(phone.locator("#outbox")).to_be_hidden(timeout=30_000)


def test_every_button_with_a_value_works_in_a_browser_without_submitters(faces: Faces) -> None:
    phone = _reflecting(faces, init=WITHOUT_SUBMITTERS)
    form = phone.locator("form[data-module=stand]").first
    for stand in ("can", "together", "not-without"):
        form.locator(f"button[value={stand}][aria-pressed]").click()
        expect(form.locator("[data-saved]")).to_have_text("Saved")
        phone.reload()
        expect(form.locator(f"button[value={stand}][aria-pressed]")).to_have_attribute("aria-pressed", "true")
        phone.wait_for_selector("form[data-bound~=stand]")
    desk = _desk(faces)
    desk.add_init_script(WITHOUT_SUBMITTERS)
    desk.reload()
    desk.wait_for_selector(".timer form[data-bound~=fetch-form]")
    # Minutes, the view of the wall, steps, the cards of the briefing, what is said below the verdict.
    clock = desk.locator("#desk-clock")
    before = clock.get_attribute("data-ends") or ""
    desk.get_by_role("button", name="+5 min").click()
    expect(clock).not_to_have_attribute("data-ends", before)
    view = desk.locator("button[name=view][value=matrix]")
    view.click()
    expect(view).to_have_attribute("aria-pressed", "true")
    _move(faces, "combine")
    said = desk.locator("button[name=say][value=tries]")
    said.click()
    expect(said).to_have_attribute("aria-pressed", "true")
    _move(faces, "briefing")
    card = desk.locator("#card-list button[name=card]:not([aria-current])").first
    label = card.inner_text()
    card.click()
    expect(desk.locator("#card-list button[aria-current]")).to_have_text(label)
    turned = desk.locator("#card-turn button[data-turn=next]")
    turned.click()
    expect(desk.locator("#card-list button[aria-current]")).not_to_have_text(label)
