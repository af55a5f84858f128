"""Six phones, a desk and a wall estimate twice, vote and object."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, audit, open_vote, pick
from tests.patience import LIVE_MS
from tests.program import Program, running

pytestmark = pytest.mark.browser

CARS = "Private cars become electric"
ALL_VOTED = "The vote is open. 6 of 6 people have voted"
SIZE = "(selector) => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize)"
HEIGHT = "(selector) => document.querySelector(selector).getBoundingClientRect().height"


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_six_phones_estimate_twice_vote_and_object(chromium: Browser, tmp_path: Path, theme: str) -> None:
    with running(tmp_path) as program:
        _lead_a_meeting(Faces(chromium, program, theme))


def test_a_ballot_counts_what_is_left_and_survives_a_reload(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    desk, phone = faces.desk(), faces.phone()
    desk.click("button[data-phase=propose]")
    for action in ("telework", "parking"):
        pick(phone, program, action, "20")
    desk.click("button[data-phase=deliberate]")
    open_vote(desk, "2")
    phone.goto(f"{program.address}/phone/{program.code}/vote")
    expect(phone.locator("[data-left]")).to_have_text("2 dots left")
    row = phone.locator(".ballot li", has_text="Work from home")
    for _ in range(2):
        row.get_by_role("button", name="One dot more").click()
    row.get_by_label("I support this").check()
    expect(phone.locator("[data-left]")).to_have_text("0 dots left")
    expect(phone.get_by_role("button", name="One dot more").first).to_be_disabled()
    phone.reload()
    expect(row.locator("input[name^=dots]")).to_have_value("2")
    expect(row.get_by_label("I support this")).to_be_checked()
    _no_overflow(phone, 320, 568)
    desk.get_by_role("button", name="Close the vote and count").click()
    expect(desk.get_by_text("Vote again")).to_be_visible()
    faces.close()


def test_estimating_and_voting_need_no_scripts(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    desk = faces.desk()
    desk.click("button[data-phase=propose]")
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto(program.join)
    phone.click("button[value=business]")
    phone.goto(f"{program.address}/phone/{program.code}/catalogue/electric-trucks")
    phone.fill("#amount", "40")
    phone.get_by_role("button", name="Propose this").click()
    desk.click("button[data-phase=estimate]")
    desk.locator(".phase-choices li", has_text="Heavy trucks").get_by_role("button").click()
    expect(desk.locator(".phase-panel")).to_contain_text("Round 1 of 2")
    phone.reload()
    phone.get_by_role("link", name="Change my estimate").click()
    phone.fill("#likely", "60")
    phone.get_by_role("button", name="Calculate").click()
    expect(phone.locator("[data-told] strong").first).to_be_visible()
    phone.get_by_role("button", name="Send my estimate").click()
    expect(phone.locator("main .tag.good").first).to_contain_text("You said: 60")
    desk.click("button[data-phase=deliberate]")
    open_vote(desk, "3")
    phone.reload()
    phone.get_by_role("link", name="Vote", exact=True).click()
    phone.locator("input[name^=dots]").first.fill("9")
    phone.get_by_role("button", name="Send my vote").click()
    expect(phone.locator("#faults")).to_contain_text("You have 3 dots and gave 9.")
    phone.locator("input[name^=dots]").first.fill("3")
    phone.get_by_role("button", name="Send my vote").click()
    expect(phone.locator("main")).to_contain_text("You have given 3 of 3 dots.")
    desk.get_by_role("button", name="Close the vote and count").click()
    expect(desk.get_by_text("Vote again")).to_be_visible()
    context.close()
    faces.close()


def _vote(desk: Page, wall: Page, phones: list[Page]) -> None:
    desk.click("button[data-phase=deliberate]")
    expect(wall.locator(".stage")).to_have_attribute("data-phase", "deliberate")
    open_vote(desk, "5")
    for phone in phones:
        phone.get_by_role("link", name="Vote", exact=True).click()
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        phone.locator(".ballot li", has_text=CARS).locator("input[name^=dots]").fill("3")
        phone.locator(".ballot li", has_text=CARS).get_by_label("I support this").check()
        if phone is phones[0]:
            audit(phone)
        phone.get_by_role("button", name="Send my vote").click()
        expect(phone.locator("main")).to_contain_text("You have given 3 of 5 dots.")
    expect(wall.locator(".verdict-lead")).to_have_text(
        "The vote is open. 6 of 6 people have voted", timeout=LIVE_MS
    )
    expect(wall.locator(".vote-results")).to_have_count(0)
    audit(wall)
    _fits(wall)
    desk.get_by_role("button", name="Close the vote and count").click()
    expect(wall.locator(".vote-results li").first).to_contain_text("18 dots", timeout=LIVE_MS)
    expect(phones[3].locator("main")).to_contain_text("The vote is anonymous")
    assert wall.evaluate(SIZE, ".vote-title") >= 52
    assert wall.evaluate(SIZE, ".vote-support") >= 36
    for page in (wall, desk, phones[3]):
        audit(page)
    _fits(wall)


def _object(desk: Page, wall: Page, phones: list[Page], home: str) -> None:
    desk.locator(".phase-others li", has_text=CARS).get_by_role("button").click()
    expect(wall.locator("#spotlight")).to_contain_text(CARS, timeout=LIVE_MS)
    phones[2].get_by_role("link", name="Arguments against").click()
    phones[2].wait_for_selector("form[data-bound~=outbox-form]")
    phones[2].check("input[value=interest]")
    phones[2].fill("#text", "People without a driveway pay more")
    audit(phones[2])
    phones[2].get_by_role("button", name="Send").click()
    phones[2].wait_for_url(home)
    expect(phones[2].locator("main")).to_contain_text("Received, waits for approval")
    expect(wall.locator("#spotlight")).not_to_contain_text("interest")
    desk.locator("[id^=objection-]").first.get_by_role("button", name="Approve").click()
    expect(wall.locator("#spotlight")).to_contain_text("1 sees an interest harmed", timeout=LIVE_MS)
    assert wall.evaluate(SIZE, ".spotlight-facts dd") >= 48
    assert wall.evaluate(SIZE, ".spotlight-facts dt") >= 32
    assert wall.evaluate(HEIGHT, ".spread-tick") >= 32
    for page in (wall, desk):
        audit(page)
    _fits(wall)


def _fits(wall: Page) -> None:
    for width, height in ((1024, 768), (1280, 720), (1920, 1080)):
        wall.set_viewport_size({"width": width, "height": height})
        wall.wait_for_timeout(150)
        inside = """() => [...document.querySelectorAll("#stage *")].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width && (box.bottom > innerHeight + 1 || box.right > innerWidth + 1);
        }).map((element) => element.outerHTML.slice(0, 120))"""
        assert wall.evaluate(inside) == [], (width, height)
        assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")


def _no_overflow(phone: Page, width: int, height: int) -> None:
    phone.set_viewport_size({"width": width, "height": height})
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.set_viewport_size({"width": 390, "height": 844})


def _lead_a_meeting(faces: Faces) -> None:
    program = faces.program
    wall, desk = faces.wall(), faces.desk()
    phones = [faces.phone() for _ in range(6)]
    home = f"{program.address}/phone/{program.code}"
    desk.click("button[data-phase=propose]")
    expect(wall.locator(".stage")).to_have_attribute("data-phase", "propose")
    for action, amount in {"private-cars-electric": "4000", "electric-buses": "10"}.items():
        pick(phones[0], program, action, amount)

    # The first round: only how many have answered.
    desk.click("button[data-phase=estimate]")
    desk.locator(".phase-choices li", has_text=CARS).get_by_role("button").click()
    expect(wall.locator(".estimate-answered")).to_have_text("1 of 6 people have answered")
    for number, phone in enumerate(phones[1:], start=1):
        phone.get_by_role("link", name="Give my estimate").click()
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        phone.fill("#low", str(1000 * number))
        phone.fill("#likely", str(2000 * number))
        phone.fill("#high", str(3000 * number))
        if number == 1:
            expect(phone.locator("[data-told] strong").first).to_be_visible()
            _no_overflow(phone, 320, 568)
            audit(phone)
        phone.get_by_role("button", name="Send my estimate").click()
        expect(phone.locator("main .tag.good").first).to_contain_text("You said")
    expect(wall.locator(".estimate-answered")).to_have_text("6 of 6 people have answered", timeout=LIVE_MS)
    expect(wall.locator(".spread-dot")).to_have_count(0)
    assert wall.evaluate(SIZE, ".estimate .verdict-lead") >= 72
    assert wall.evaluate(SIZE, ".estimate-say") >= 48
    audit(wall)
    _fits(wall)

    desk.get_by_role("button", name="Close the round and show the spread").click()
    expect(wall.locator(".spread-newest .spread-dot")).to_have_count(6, timeout=LIVE_MS)
    expect(wall.locator(".estimate-say")).to_contain_text("The median is 5\u202f000 cars")
    expect(phones[5].locator(".spread")).to_be_visible()
    assert wall.evaluate(HEIGHT, ".spread-tick") >= 32
    assert wall.evaluate(HEIGHT, ".spread-lane") >= 32
    assert wall.evaluate(SIZE, ".estimate-unit") >= 32
    for page in (wall, desk, phones[5]):
        audit(page)
    _fits(wall)

    # The second round: the first stands faded beside it, and how sure the room can be.
    desk.get_by_role("button", name="Begin the second round").click()
    for number, phone in enumerate(phones):
        phone.get_by_role("link", name="Give my estimate").click()
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        if number == 0:
            # By keyboard on the thumb in the middle: the fields follow, and the others are pushed.
            phone.locator(".range-likely").focus()
            phone.keyboard.press("End")
            expect(phone.locator("#likely")).to_have_value("30000")
            expect(phone.locator("#high")).to_have_value("30000")
            expect(phone.locator(".room-spread .spread")).to_be_visible()
            audit(phone)
        phone.fill("#low", "3000")
        phone.fill("#high", "6000")
        phone.fill("#likely", str(3500 + 100 * number))
        phone.get_by_role("button", name="Send my estimate").click()
        expect(phone.locator("main .tag.good").first).to_contain_text("You said")
    desk.get_by_role("button", name="Close the round and show the spread").click()
    expect(wall.locator(".spread-faded .spread-dot")).to_have_count(6, timeout=LIVE_MS)
    expect(wall.locator(".spread-newest .spread-dot")).to_have_count(6)
    expect(wall.locator(".estimate-tries")).to_contain_text("of 100 tries")
    assert wall.evaluate(SIZE, ".estimate-tries") >= 48
    audit(wall)
    _fits(wall)

    _vote(desk, wall, phones)
    _object(desk, wall, phones, home)
    faces.close()
