"""The meeting moves on while somebody writes: the text stays, and the page says what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit, open_vote, pick
from tests.program import Program

pytestmark = pytest.mark.browser


@pytest.fixture
def faces(chromium: Browser, program: Program) -> Iterator[Faces]:
    """Open the example's desk where proposals are asked for."""
    opened = Faces(chromium, program)
    opened.desk()
    _move(opened, "propose")
    yield opened
    opened.close()


def test_a_proposal_stays_in_its_form_and_can_be_left_to_be_sent_later(faces: Faces) -> None:
    phone = _listening(faces, "own")
    phone.fill("#title", "Written slowly")
    box = phone.locator("#not-now")
    expect(box).to_be_hidden()
    _move(faces, "combine")
    expect(box).to_contain_text("This is not open now.")
    expect(phone.locator("#title")).to_have_value("Written slowly")
    audit(phone)
    # It is open again, and closed once more.
    _move(faces, "propose")
    expect(box).to_be_hidden()
    _move(faces, "reflect")
    expect(box).to_contain_text("This is not open now.")
    phone.locator("#description").fill("With much to say")
    phone.click("main button.primary")
    expect(box.locator("[data-later]")).to_be_visible()
    assert phone.url.endswith("/own")
    expect(phone.locator("#title")).to_have_value("Written slowly")
    box.locator("[data-copy]").click()
    expect(box.locator("[data-copy]")).to_have_text("Copied")
    box.locator("[data-later]").click()
    phone.wait_for_url(f"**/phone/{faces.program.code}")
    expect(phone.locator("#outbox")).to_contain_text("Not accepted yet: Written slowly.")
    phone.wait_for_selector('body[data-connection="on"]')
    _move(faces, "propose")
    expect(phone.locator(".mine")).to_contain_text("Written slowly")


def test_a_closed_vote_does_not_stay_open_on_a_phone_two_phases_later(faces: Faces) -> None:
    pick(faces.phone(), faces.program, "cycling", "300")
    _move(faces, "deliberate")
    open_vote(_desk(faces), "3")
    phone = _listening(faces, "vote")
    phone.locator(".ballot input[type=checkbox]").first.check()
    _desk(faces).get_by_role("button", name="Close the vote and count").click()
    box, send = phone.locator("#not-now"), phone.get_by_role("button", name="Send my vote")
    expect(box).to_contain_text("The vote is closed.")
    expect(send).to_be_hidden()
    for phase in ("combine", "reflect"):
        _move(faces, phase)
    expect(send).to_be_hidden()
    expect(box.get_by_role("button", name="Send it when it opens again")).to_be_hidden()
    box.get_by_role("link", name="To the workshop’s page").click()
    phone.wait_for_url(f"**/phone/{faces.program.code}")
    expect(phone.locator("#phase")).to_have_text("Reflect")


def test_a_guess_that_was_typed_and_not_sent_is_not_lost_without_a_word(faces: Faces) -> None:
    _move(faces, "predict")
    phone = _listening(faces, "")
    phone.fill("input[name=number]", "42")
    _move(faces, "propose")
    expect(phone.get_by_role("link", name="All actions")).to_be_visible()
    box = phone.locator("#outbox")
    expect(box).to_contain_text("The meeting moved on before you sent this. Your guess: 42")
    expect(box.get_by_role("link", name="Open it")).to_be_hidden()
    # Nobody sends it in their place, also when guesses are open again.
    _move(faces, "predict")
    expect(phone.locator("input[name=number]")).to_be_visible()
    expect(box).to_contain_text("Your guess: 42")
    box.get_by_role("button").click()
    expect(box).to_be_hidden()


def test_an_answer_that_was_chosen_and_not_sent_is_not_lost_without_a_word(faces: Faces) -> None:
    _move(faces, "lobby")
    phone = faces.phone()
    phone.wait_for_selector('body[data-connection="on"]')
    phone.locator("details:has(fieldset.scale) > summary").click()
    scale = phone.locator("fieldset.scale").first
    scale.get_by_text("4", exact=True).click()
    _move(faces, "propose")
    box = phone.locator("#outbox")
    expect(box).to_contain_text("The meeting moved on before you sent this. Three questions: 4")
    box.get_by_role("button").click()
    expect(box).to_be_hidden()


def test_the_notice_of_a_vote_goes_when_the_meeting_moves_on_and_hidden_proposals_leave_phones(
    faces: Faces,
) -> None:
    pick(faces.phone(), faces.program, "telework", "900")
    phone = _listening(faces, "own")
    phone.fill("#title", "Hidden soon")
    phone.click("main button.primary")
    phone.wait_for_url(f"**/phone/{faces.program.code}")
    phone.wait_for_selector('body[data-connection="on"]')
    received = phone.locator(".sent")
    expect(received).to_contain_text("Sent: Hidden soon")
    desk = _desk(faces)
    card, newcomers = desk.locator("li.proposal", has_text="Hidden soon"), desk.locator("#newcomers")
    # Where others wait already, the desk takes in who comes later.
    expect(card.or_(newcomers).first).to_be_visible()
    if newcomers.is_visible():
        newcomers.click()
    card.get_by_role("button", name="Approve").click()
    _move(faces, "combine")
    expect(phone.locator("#phase")).to_have_text("Combine")
    expect(received).to_have_count(0)
    other = faces.phone()
    shown = other.locator(".board-list li", has_text="Hidden soon")
    expect(shown).to_have_count(1)
    card.get_by_role("button", name="Hide").click()
    expect(shown).to_have_count(0)


def _desk(faces: Faces) -> Page:
    page: Page = faces.contexts[0].pages[0]
    return page


def _move(faces: Faces, phase: str) -> None:
    desk = _desk(faces)
    # Sooner, a press would count as the second half of a double click.
    desk.wait_for_timeout(700)
    button = desk.locator(f"button[data-phase={phase}]").first
    button.click()
    expect(button).to_have_attribute("aria-current", "step")


def _listening(faces: Faces, path: str) -> Page:
    phone = faces.phone()
    phone.goto(f"{faces.program.address}/phone/{faces.program.code}/{path}".rstrip("/"))
    phone.wait_for_selector('body[data-connection="on"]')
    phone.wait_for_selector("form[data-bound~=outbox-form]")
    return phone
