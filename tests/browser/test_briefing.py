"""Predictions, briefing and thanks on the real faces: they follow the desk, are legible and accessible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.crowd import crowd
from tests.browser.faces import Faces, audit, pick
from tests.browser.legibility import check_legibility
from tests.patience import LIVE_MS
from tests.program import Program

pytestmark = pytest.mark.browser

CARDS = ("years", "cut", "achieved", "one_of", "chain", "waiting", "keys")
# The longest name of a place that the statistics have.
LONGEST = "SE-14"


@pytest.fixture(params=["nb", pytest.param("sv", marks=pytest.mark.slow)])
def hall(request: pytest.FixtureRequest, chromium: Browser, program: Program) -> Iterator[Faces]:
    """Open a workshop of the longest name, in a language of long words."""
    faces = Faces(chromium, program, language=request.param)
    desk = faces.desk()
    desk.goto(f"{program.address}/workshops/new")
    desk.fill("#territory", LONGEST)
    desk.click("main form button.primary")
    desk.click("main form button.primary")
    desk.fill("#title", "Västra Götalands län")
    desk.select_option("#language", request.param)
    desk.click("main form button.primary")
    desk.wait_for_selector("#board")
    code = desk.url.rsplit("/", 1)[1]
    wall = desk.locator('a[target="handlingsrom-wall"]').get_attribute("href")
    assert wall
    faces.program = replace(
        program,
        join=f"{program.address}/j/{code}",
        wall=wall if wall.startswith("http") else program.address + wall,
    )
    yield faces
    faces.close()


@pytest.mark.slow
def test_the_room_guesses_and_sees_the_answer(hall: Faces) -> None:
    wall, desk, phone = hall.wall(), hall.desk(), hall.phone()
    code = hall.program.code
    desk.click("button[data-phase=predict]")
    expect(wall.locator(".predict-question")).to_be_visible()
    people = crowd(hall.program, 7)
    for question in ("years_left", "needed_cut", "industry-fuel-switch"):
        if question != "years_left":
            _ask(desk, question)
            expect(phone.locator("form.guess")).to_have_attribute("action", re.compile(question))
        for number, person in enumerate(people):
            person.send(f"/phone/{code}/predict/{question}", number=3 + 4 * number)
        phone.fill("input[name=number]", "9")
        phone.wait_for_selector("form.guess[data-bound~=outbox-form]")
        phone.click("main button.primary")
        expect(phone.locator(".tag.good")).to_be_visible()
        expect(wall.locator(".predict-answered")).to_contain_text("8", timeout=LIVE_MS)
        check_legibility(wall)
        expect(desk.locator("#answered")).to_have_text("8", timeout=LIVE_MS)
        desk.click("#conduct-predict button.primary")
        expect(wall.locator(".predict-picture circle.guess")).to_have_count(8)
        expect(phone.locator(".side-by-side .answer")).to_be_visible()
        check_legibility(wall)
    for page in (wall, phone, desk):
        audit(page)


def test_text_typed_for_one_question_is_not_there_for_the_next(hall: Faces) -> None:
    desk, phone = hall.desk(), hall.phone()
    desk.click("button[data-phase=predict]")
    number, steps = phone.locator("input[name=number]"), phone.locator(".stepper button")
    expect(steps).to_have_count(2)
    number.fill("40")
    number.blur()
    _ask(desk, "needed_cut")
    expect(phone.locator("form.guess")).to_have_attribute("action", re.compile("needed_cut"))
    expect(number).to_have_value("")
    expect(steps).to_have_count(2)


def test_the_cards_turn_and_the_key_is_chosen(hall: Faces) -> None:
    wall, desk, phone = hall.wall(), hall.desk(), hall.phone()
    desk.click("button[data-phase=briefing]")
    desk.wait_for_selector("#conduct-briefing[data-bound~=cards]")
    for card in CARDS:
        expect(wall.locator(f"[data-card={card}]")).to_be_visible()
        check_legibility(wall)
        figure = wall.locator(".briefing-figure")
        if figure.count():
            expect(phone.locator(".brief-figure")).to_have_text(figure.inner_text())
            # Exact digits of the sizes that the room needs: hero, and the sentence.
            assert _pixels(wall, ".briefing-figure") >= 200
            assert _pixels(wall, ".briefing-words") >= 64
        if card in ("cut", "chain", "waiting"):
            audit(phone)
            audit(wall)
        if card != CARDS[-1]:
            desk.keyboard.press("ArrowRight")
    keys = ("national-emissions", "population", "world-emissions", "blend")
    for number, person in enumerate(crowd(hall.program, 30)):
        person.send(f"/phone/{hall.program.code}/key", key=keys[number % 4])
    phone.check("input[name=key][value=blend]", force=True)
    phone.wait_for_selector("form.guess[data-bound~=outbox-form]")
    phone.click("main button.primary")
    expect(phone.locator(".tag.good")).to_be_visible()
    expect(wall.locator(".stage-foot")).to_contain_text("31", timeout=LIVE_MS)
    assert wall.locator(".key-votes").count() == 0
    expect(desk.locator("#conduct-briefing")).to_contain_text("31 pers", timeout=LIVE_MS)
    desk.locator("#conduct-briefing button.primary", has_text=re.compile("Lukk|Stäng")).click()
    expect(wall.locator(".key-votes")).to_have_count(4)
    expect(wall.locator(".key-roles")).to_have_count(4)
    check_legibility(wall)
    desk.click("#desk-key-population button")
    expect(wall.locator("#key-population.in-force")).to_be_visible()
    expect(phone.locator(".keys .answer")).to_have_count(1)
    check_legibility(wall)
    for page in (wall, phone, desk):
        audit(page)
    desk.keyboard.press("ArrowLeft")
    expect(wall.locator("[data-card=waiting]")).to_be_visible()


@pytest.mark.slow
def test_the_end_shows_the_result_and_what_changed(hall: Faces) -> None:
    wall, desk, phone = hall.wall(), hall.desk(), hall.phone()
    code, address = hall.program.code, hall.program.address
    phone.click(".survey-door summary")
    audit(phone)
    people = crowd(hall.program, 6)
    for person in people:
        person.send(f"/phone/{code}/survey/before", knowledge=2, urgency=3, agency=1)
    desk.click("button[data-phase=propose]")
    expect(wall.locator(".stage")).to_have_attribute("data-phase", "propose")
    for action, amount in {
        "private-cars-electric": "12 000",
        "fewer-car-kilometres": "15",
        "electric-trucks": "300",
        "district-heating-waste-heat": "20",
        "industry-energy-management": "30",
        "business-premises-fossil-free": "1000",
    }.items():
        pick(phone, hall.program, action, amount)
    desk.click("button[data-phase=thanks]")
    expect(wall.locator(".result-actions li")).to_have_count(6)
    check_legibility(wall, may_be_cut=True)  # a title that is too long ends in an ellipsis
    audit(wall)
    for person in people:
        person.send(f"/phone/{code}/survey/after", knowledge=4, urgency=5, agency=3)
    phone.goto(f"{address}/phone/{code}")
    audit(phone)
    desk.locator("#conduct-thanks form button").first.click()
    expect(wall.locator(".learnt-aspects li")).to_have_count(3)
    check_legibility(wall)
    for page in (wall, desk):
        audit(page)
    for path in ("mine", "result"):
        phone.goto(f"{address}/phone/{code}/{path}")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        audit(phone)
    desk.goto(f"{address}/desk/{code}/result")
    audit(desk)
    printed = desk.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1


def test_the_button_that_was_pressed_says_what_comes_next(chromium: Browser, program: Program) -> None:
    """A label is no value of a field: it follows the meeting, also under the focus."""
    faces = Faces(chromium, program)
    desk = faces.desk()
    button = desk.locator("#bar .bar-next .bar-act")
    for following in ("Next: Briefing", "Next: Propose"):
        button.click()
        expect(button).to_contain_text(following)
        # Sooner it would be the second half of a double click, which means nothing.
        desk.wait_for_timeout(700)
    faces.close()


def _ask(desk: Page, question: str) -> None:
    known = desk.locator(f'#conduct-predict input[name=question][value="{question}"] ~ button')
    if known.count():
        known.click()
    else:
        desk.select_option("#predict-action", question)
        desk.click("#predict-other button")


def _pixels(wall: Page, selector: str) -> float:
    return float(
        wall.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{selector}')).fontSize)")
    )
