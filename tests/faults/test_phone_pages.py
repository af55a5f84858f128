"""Phones as they are: on plain HTTP, asleep for an hour, with a page from before an upgrade."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, pick, without_sockets
from tests.faults.proxy import between
from tests.patience import LIVE_MS
from tests.program import Program, free_port, running

pytestmark = pytest.mark.browser

AT_ONCE_MS = 2_000
NAME = "hall.test"


@pytest.fixture
def in_the_hall(chromium: Browser) -> Iterator[Browser]:
    """Start a Chromium that finds this machine under a name that is not its own."""
    program = shutil.which("chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    rules = [f"--host-resolver-rules=MAP {NAME} 127.0.0.1", "--disable-background-networking"]
    browser = chromium.browser_type.launch(executable_path=program, args=[*rules, *sandbox])
    yield browser
    browser.close()


def test_plain_http_under_a_name(in_the_hall: Browser, tmp_path: Path) -> None:
    """Phones open http://name:port, which browsers do not count as secure. Everything works: joining,
    proposing, the wall, and the outbox that keeps a change while the network is away.
    """
    with running(tmp_path) as program:
        faces = Faces(in_the_hall, _under(program, f"http://{NAME}:{program.address.rpartition(':')[2]}"))
        seen = faces.program
        desk, wall = faces.desk(), faces.wall()
        desk.click("button[data-phase=propose]")
        expect(wall.locator(".stage")).to_have_attribute("data-phase", "propose", timeout=LIVE_MS)
        phone = faces.phone()
        assert phone.evaluate(
            "[isSecureContext, typeof crypto.randomUUID, typeof navigator.serviceWorker]"
        ) == [
            False,
            "undefined",
            "undefined",
        ]
        pick(phone, seen, "electric-buses", "12")
        expect(wall.locator("#newest")).to_contain_text("City buses go electric", timeout=LIVE_MS)
        phone.goto(f"{seen.address}/phone/{seen.code}/catalogue/telework")
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        phone.context.set_offline(True)
        phone.click("main button.primary")
        expect(phone.locator("#outbox")).to_contain_text("1 change is waiting to be sent")
        phone.context.set_offline(False)
        expect(wall.locator("#newest")).to_contain_text("Work from home", timeout=20_000)
        expect(phone.locator("#outbox")).to_be_hidden()
        # Each operation makes its id without what only secure pages have.
        desk.click("button[data-phase=combine]")
        expect(wall.locator(".stage")).to_have_attribute("data-phase", "combine", timeout=LIVE_MS)
        faces.problems[:] = [each for each in faces.problems if "ERR_INTERNET_DISCONNECTED" not in each]
        faces.close()


def test_a_tab_that_was_hidden_for_an_hour(chromium: Browser, tmp_path: Path) -> None:
    """A phone lies in a pocket for an hour, its connection dies, the meeting moves on. When it is looked
    at again, it shows the present at once.
    """
    with running(tmp_path) as program, between(int(program.address.rpartition(":")[2])) as network:
        desk = Faces(chromium, program).desk()
        seen = _under(program, f"http://127.0.0.1:{network.port}")
        faces = Faces(chromium, seen)
        phone = faces.open("phone")
        phone.clock.install()
        phone.goto(seen.join)
        phone.click("button[value=resident]")
        phone.wait_for_selector('body[data-connection="on"]')
        _hide(phone, hidden=True)
        phone.clock.pause_at(datetime.now() + timedelta(seconds=30))  # noqa: DTZ005
        network.down = True
        network.cut_all()
        desk.click("button[data-phase=propose]")
        expect(desk.locator("button[data-phase=propose]")).to_have_attribute("aria-current", "step")
        network.down = False
        # No timer of the page runs: what makes it current is being looked at.
        phone.clock.set_system_time(datetime.now() + timedelta(hours=1))  # noqa: DTZ005
        assert phone.get_by_role("link", name="All actions").count() == 0
        _hide(phone, hidden=False)
        expect(phone.get_by_role("link", name="All actions")).to_be_visible(timeout=AT_ONCE_MS)
        expect(phone.locator("body")).to_have_attribute("data-connection", "on", timeout=AT_ONCE_MS)
        for context in (*faces.contexts, desk.context):
            context.close()


def test_a_page_that_comes_back_from_the_browsers_cache(chromium: Browser, tmp_path: Path) -> None:
    """Somebody goes back to a page that the browser had put aside. It shows the present at once, and
    listens again.
    """
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        desk, phone = faces.desk(), faces.phone()
        phone.wait_for_timeout(1_500)  # until the socket has taken over from polling
        # What Chromium under automation does not do by itself: put the page aside and take it back.
        phone.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
        expect(phone.locator("body")).to_have_attribute("data-connection", "off")
        desk.click("button[data-phase=propose]")
        expect(desk.locator("button[data-phase=propose]")).to_have_attribute("aria-current", "step")
        assert phone.get_by_role("link", name="All actions").count() == 0
        phone.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        expect(phone.get_by_role("link", name="All actions")).to_be_visible(timeout=AT_ONCE_MS)
        expect(phone.locator("body")).to_have_attribute("data-connection", "on")
        # What Chromium says of a socket that was put aside while it was opening is no fault.
        faces.problems[:] = [each for each in faces.problems if "Invalid frame header" not in each]
        faces.close()


def test_a_page_from_before_a_restart_with_a_new_secret(chromium: Browser, tmp_path: Path) -> None:
    """The server was upgraded and signs with a new secret; a phone still shows the old form. It is sent
    all the same, by the same person. Without scripts the page says that it is out of date and has a button
    that sends what was typed once more.
    """
    port = free_port()
    with running(tmp_path, port=port) as program:
        faces = Faces(chromium, program)
        faces.desk().click("button[data-phase=propose]")
        phone, plain = faces.phone(), _without_scripts(chromium, program)
        for page, title in ((phone, "By script"), (plain, "Without scripts")):
            page.goto(f"{program.address}/phone/{program.code}/own")
            page.fill("#title", title)
        phone.wait_for_selector("form[data-bound~=outbox-form]")
    (tmp_path / "secret-key").unlink()
    with running(tmp_path, port=port) as program:
        phone.click("main button.primary")
        phone.wait_for_url(f"**/phone/{program.code}")
        expect(phone.locator(".mine li")).to_have_count(1)
        expect(phone.locator(".mine")).to_contain_text("By script")
        plain.click("main button.primary")
        expect(plain.locator("h1")).to_have_text("This page is out of date.")
        expect(plain.locator("main")).to_contain_text("What you typed is kept")
        plain.get_by_role("button", name="Send it again").click()
        expect(plain.locator(".mine")).to_contain_text("Without scripts")
        plain.context.close()
        for context in faces.contexts:
            context.close()


@pytest.mark.slow
def test_a_page_whose_scripts_are_gone(chromium: Browser, tmp_path: Path) -> None:
    """After an upgrade, an old page asks for scripts that are no longer there. Its forms still work, as
    plain ones.
    """
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        faces.desk().click("button[data-phase=propose]")
        phone = faces.phone()
        phone.route(re.compile(r"/static/.*\.js"), lambda route: route.fulfill(status=404, body=""))
        phone.goto(f"{program.address}/phone/{program.code}/own")
        phone.fill("#title", "As a plain form")
        phone.click("main button.primary")
        expect(phone.locator(".mine")).to_contain_text("As a plain form")
        for context in faces.contexts:
            context.close()


def test_a_form_of_an_older_version(chromium: Browser, tmp_path: Path) -> None:
    """A form from before an upgrade lacks what the new version asks for. The page comes back with what was
    typed, says that it was out of date, and sending it again works.
    """
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        faces.desk().click("button[data-phase=propose]")
        phone = faces.phone()
        phone.goto(f"{program.address}/phone/{program.code}/own")
        phone.fill("#title", "Typed before the upgrade")
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        phone.evaluate("document.querySelector('[name=operation_id]').value = 'old'")
        phone.click("main button.primary")
        expect(phone.locator(".fault")).to_contain_text("out of date")
        expect(phone.locator("#title")).to_have_value("Typed before the upgrade")
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        phone.click("main button.primary")
        phone.wait_for_url(f"**/phone/{program.code}")
        expect(phone.locator(".mine")).to_contain_text("Typed before the upgrade")
        for context in faces.contexts:
            context.close()


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["its cookies", "its person"])
def test_a_phone_that_is_nobodys_any_more(chromium: Browser, tmp_path: Path, gone: str) -> None:
    """A phone lies open while its cookies go, or its person is removed with a rehearsal. It says so and
    leads to the door.
    """
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        desk = faces.desk()
        phone = faces.open("phone")
        if gone == "its cookies":
            without_sockets(phone)
        else:
            phone.set_extra_http_headers({"X-Rehearsal": _begin_rehearsal(tmp_path, program.code)})
        phone.goto(program.join)
        phone.click("button[value=resident]")
        phone.wait_for_url(f"**/phone/{program.code}")
        if gone == "its cookies":
            phone.context.clear_cookies()
        else:
            phone.wait_for_selector('body[data-connection="on"]')
            desk.goto(f"{program.address}/desk/{program.code}/rehearsal")
            desk.get_by_role("button", name="Stop them").click()
            desk.get_by_role("button", name="Remove the rehearsal").click()
            expect(desk.locator(".flash")).to_contain_text("1 simulated participant is removed")
        expect(phone.locator("#outbox")).to_contain_text("This phone is no longer in the workshop.")
        phone.get_by_role("link", name="Join again").click()
        expect(phone.locator("button[value=resident]")).to_be_visible()
        faces.forgive("phone", "status of 401")
        for context in faces.contexts:
            context.close()


def _begin_rehearsal(folder: Path, code: str) -> str:
    """Begin a rehearsal of one, whom the test plays itself; return what lets them in."""
    from workshop.config import read_settings
    from workshop.extensions import db
    from workshop.factory import create_app
    from workshop.services.people.participants import find_joinable
    from workshop.services.rehearsal import rehearsals

    app = create_app(read_settings(folder))
    with app.app_context():
        door = find_joinable(code)
        assert door is not None
        token, _ = rehearsals.begin(door.id, people=1, lasting=timedelta(hours=1))
        db.engine.dispose()
    return token


def _under(program: Program, address: str) -> Program:
    """Give the program as it is reached under another address."""
    links = {
        name: getattr(program, name).replace(program.address, address) for name in ("login", "wall", "join")
    }
    return replace(program, address=address, cookies=[], **links)


def _hide(page: Page, *, hidden: bool) -> None:
    """Turn a page away from the eyes, or back to them."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          const visibilityState = hidden ? "hidden" : "visible";
          Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def _without_scripts(chromium: Browser, program: Program) -> Page:
    """Join on a browser that runs no scripts."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(program.join)
    page.click("button[value=resident]")
    return page
