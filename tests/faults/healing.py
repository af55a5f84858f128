"""What a room sees while nothing can be stored, and that all heals: for tests of disks and databases."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces
from tests.program import Program

NOTICED_MS = 12_000
HEALED_MS = 40_000


def write_much(phone: Page, program: Program, title: str) -> None:
    """Write a proposal of one's own on a phone that needs some room in the database."""
    phone.goto(f"{program.address}/phone/{program.code}/own")
    phone.fill("#title", title)
    phone.fill("#description", "Because " * 120)
    phone.wait_for_selector("form[data-bound~=outbox-form]")
    phone.click("main button.primary")


def notice_and_heal(
    faces: Faces, program: Program, words: str, trouble: str, mend: Callable[[], object]
) -> None:
    """See on phone and desk that nothing can be stored, that it is kept, and that it goes out afterwards."""
    desk, phone = faces.contexts[0].pages[0], faces.contexts[1].pages[0]
    for number in range(20):
        write_much(phone, program, f"Kept {number}")
        box = phone.locator("#outbox")
        phone.wait_for_timeout(1_000)
        if box.is_visible():
            break
    else:
        raise AssertionError("everything was stored")
    # The phone has gone on to its own page, says why and that it keeps what was written; nothing there
    # or on the desk looks as if it had been received.
    home, refused = re.compile(rf"/phone/{program.code}$"), f"Kept {number}"
    for _ in range(2):
        expect(phone).to_have_url(home)
        expect(box).to_contain_text("Nothing can be stored right now", timeout=NOTICED_MS)
        expect(box).to_contain_text(words)
        expect(box).to_contain_text("1 change is waiting to be sent. It is kept on this phone.")
        expect(phone.locator(".mine li", has_text=refused)).to_have_count(0)
        expect(phone.locator(".flash")).to_have_count(0)
        phone.reload()
    # The desk hears it with the next heartbeat, with what to do, and a step of its own is refused in words.
    expect(desk.locator(f"[data-trouble={trouble}]")).to_be_visible(timeout=NOTICED_MS)
    expect(desk.locator("#trouble")).to_contain_text("The phones keep what they want to send")
    expect(desk.locator("li.proposal", has_text=refused)).to_have_count(0)
    save(desk)
    expect(desk.locator("#said")).to_contain_text("Nothing can be stored right now")
    expect(desk.locator("#said")).to_contain_text("Send this again in a moment: nothing is counted twice.")
    mend()
    expect(box).to_be_hidden(timeout=HEALED_MS)
    expect(phone.locator(".mine li", has_text=refused)).to_have_count(1, timeout=NOTICED_MS)
    expect(desk.locator("#trouble")).to_be_hidden(timeout=NOTICED_MS)
    expect(desk.locator("li.proposal", has_text=refused)).to_have_count(1, timeout=NOTICED_MS)
    save(desk)
    expect(desk.locator("#said")).to_contain_text("is saved.")


def save(desk: Page) -> None:
    """Save the scenario on the desk, with a note that needs some room."""
    form = desk.locator("details.save")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.locator("#name").fill("As it should appear")
    form.locator("#note").fill("Because " * 120)
    form.get_by_role("button").click()


def gather(chromium: Browser, program: Program) -> Faces:
    """Open a desk and a phone while proposals are open."""
    faces = Faces(chromium, program)
    faces.desk().click("button[data-phase=propose]")
    faces.phone()
    return faces
