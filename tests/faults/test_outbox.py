"""What waits on a phone: it goes out once, whatever answers, hangs or refuses meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.browser.faces import Faces, audit, without_sockets
from tests.patience import LIVE_MS
from tests.program import running

pytestmark = pytest.mark.browser

AT_ONCE_MS = 2_000
# Every answer of ours has it; what a Wi-Fi answers in our place has not.
OURS = {"Handlingsrom": "1"}
PORTAL = "<!doctype html><title>Welcome</title><main id=main>Accept our terms <input name=accept></main>"


def test_a_phone_that_lost_its_cookies(chromium: Browser, tmp_path: Path) -> None:
    """A phone lost its cookies while a form was open. Nothing shows as sent; it joins again, and what it
    had written is sent then.
    """
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        faces.desk().click("button[data-phase=propose]")
        # An open socket would still know whose phone it is.
        phone = without_sockets(faces.phone())
        phone.goto(f"{program.address}/phone/{program.code}/own")
        phone.fill("#title", "Written before")
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        phone.context.clear_cookies()
        # The suggestions under the title lead to the door as well, which must not open inside the form.
        with phone.expect_response(lambda answer: "/j/" in answer.url) as door:
            phone.locator("#title").press_sequentially(" it")
        door.value.finished()
        phone.wait_for_timeout(AT_ONCE_MS / 4)
        expect(phone.locator("[data-found]")).to_be_empty()
        phone.click("main button.primary")
        phone.click("button[value=resident]")
        expect(phone.locator(".mine")).to_contain_text("Written before it")
        expect(phone.locator("#outbox")).to_be_hidden()
        for context in faces.contexts:
            context.close()


@pytest.mark.slow
def test_refused_while_the_answer_was_lost(chromium: Browser, tmp_path: Path) -> None:
    """An answer was lost, and what was sent would be refused by now. The phone asks for the receipt and
    knows that it is stored.
    """
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        faces.desk().click("button[data-phase=propose]")
        phone = without_sockets(faces.phone())
        phone.goto(f"{program.address}/phone/{program.code}/own")
        phone.fill("#title", "Stored once")
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        answers = ["lost"]

        def answer(route: Route) -> None:
            if route.request.method != "POST":
                route.continue_()
            elif answers:
                answers.pop()
                route.fetch()
                route.abort()
            else:
                # The new version no longer takes such a form.
                route.fulfill(status=422, json={"faults": {}}, headers=OURS)

        phone.route("**/own", answer)
        phone.click("main button.primary")
        # The phone tries again, is refused, and asks; meanwhile it may have turned the page.
        for _ in range(60):
            phone.wait_for_timeout(1_000)
            if not answers and _waiting(phone) == []:
                break
        assert _waiting(phone) == []
        phone.goto(f"{program.address}/phone/{program.code}")
        expect(phone.locator(".mine li")).to_have_count(1)
        expect(phone.locator("#outbox")).to_be_hidden()
        for context in faces.contexts:
            context.close()


@pytest.mark.slow
def test_a_change_that_is_refused_later(chromium: Browser, tmp_path: Path) -> None:
    """The meeting moved on before a change that waited could be sent. The phone says why it is not taken;
    it can be opened again with everything in it, dropped, or is taken when proposals are open again.
    """
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        desk = faces.desk()
        desk.click("button[data-phase=propose]")
        phone = faces.phone()
        phone.goto(f"{program.address}/phone/{program.code}/own")
        for number in range(2):
            phone.fill("#title", f"Written offline {number}")
            phone.wait_for_selector("form[data-bound~=outbox-form]")
            phone.context.set_offline(True)
            phone.click("main button.primary")
            expect(phone.locator("#outbox")).to_contain_text(
                ("1 change is waiting", "2 changes are waiting")[number]
            )
        desk.click("button[data-phase=combine]")
        expect(desk.locator("button[data-phase=combine]")).to_have_attribute("aria-current", "step")
        phone.context.set_offline(False)
        box = phone.locator("#outbox")
        expect(box).to_contain_text("Not accepted yet: Written offline 0. This is not open", timeout=30_000)
        audit(phone)
        box.get_by_role("link", name="Open it").click()
        expect(phone.locator("#title")).to_have_value("Written offline 0")
        expect(box).to_contain_text("Written offline 1", timeout=30_000)
        desk.click("button[data-phase=propose]")
        expect(box).to_be_hidden(timeout=30_000)
        expect(desk.locator("#decisions-heading")).to_contain_text("1", timeout=LIVE_MS)
        desk.reload()
        expect(desk.locator("li.proposal", has_text="Written offline 1")).to_have_count(1)
        expect(phone.locator("#title")).to_have_value("Written offline 0")
        for context in faces.contexts:
            context.close()


def test_a_login_page_answers_in_place_of_the_server(chromium: Browser, tmp_path: Path) -> None:
    """The Wi-Fi's login page answers every request in place of the server, with 200 or with 405. Nothing of
    it is taken for an answer or shown: the phone says that the change waits, and sends it afterwards.
    """
    with _proposing(chromium, tmp_path) as (faces, phone):
        _write(phone, faces, "Behind the portal")

        def portal(route: Route) -> None:
            status = 405 if route.request.method == "POST" else 200
            route.fulfill(status=status, content_type="text/html", body=PORTAL)

        phone.route("**/phone/**", portal)
        phone.route("**/receipts/**", portal)
        phone.locator("#title").press_sequentially("!")
        phone.click("main button.primary")
        expect(phone.locator("#outbox")).to_contain_text("1 change is waiting")
        expect(phone.locator("input[name=accept]")).to_have_count(0)
        assert len(_waiting(phone) or []) == 1
        phone.unroute("**/phone/**")
        phone.unroute("**/receipts/**")
        expect(phone.locator("#outbox")).to_be_hidden(timeout=30_000)
        _is_stored_once(phone, faces, "Behind the portal!")
        faces.forgive("phone", "status of 405")


def test_a_connection_that_hangs(chromium: Browser, tmp_path: Path) -> None:
    """The access point drops a connection without a word while a change is sent. It does not hold up the
    phone: after 20 seconds it counts as unanswered, waits, and goes out again.
    """
    with _proposing(chromium, tmp_path) as (faces, phone):
        phone.clock.install()
        _write(phone, faces, "Through a hole")
        hung: list[Route] = []

        def hang_once(route: Route) -> None:
            if hung:
                route.continue_()
            else:
                hung.append(route)

        phone.route("**/own", hang_once)
        phone.click("main button.primary")
        expect(phone.locator("form[aria-busy=true]")).to_be_attached()
        while not hung:
            phone.wait_for_timeout(50)
        phone.clock.fast_forward(21_000)
        expect(phone.locator("form[aria-busy=true]")).to_have_count(0)
        # What waits is tried again after some seconds, by the phone's own clock.
        for _ in range(20):
            phone.clock.fast_forward(8_000)
            if _waiting(phone) == []:
                break
            phone.wait_for_timeout(200)
        _is_stored_once(phone, faces, "Through a hole")


@pytest.mark.parametrize("storage", ["full", "none"])
def test_a_browser_that_keeps_nothing(chromium: Browser, tmp_path: Path, storage: str) -> None:
    """The phone's storage is full, or a private window has none. Everything can be sent; what cannot be
    sent just now stays on the open page, which asks before it is left.
    """
    with _proposing(chromium, tmp_path) as (faces, phone):
        full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
        none = "Object.defineProperty(window, 'localStorage', { get: () => null })"
        phone.add_init_script(full if storage == "full" else none)
        _write(phone, faces, "Sent at once")
        phone.click("main button.primary")
        phone.wait_for_url(f"**/phone/{faces.program.code}")
        expect(phone.locator(".mine")).to_contain_text("Sent at once")
        _write(phone, faces, "Sent later")
        busy = {**OURS, "Retry-After": "5"}
        phone.route("**/own", lambda route: route.fulfill(status=503, json={"what": "Busy."}, headers=busy))
        phone.click("main button.primary")
        # The page that alone remembers it is not left.
        expect(phone.locator("#outbox")).to_contain_text("1 change is waiting")
        assert phone.url.endswith("/own")
        phone.unroute("**/own")
        expect(phone.locator("#outbox")).to_be_hidden(timeout=30_000)
        _is_stored_once(phone, faces, "Sent later")
        faces.forgive("phone", "status of 503")


def test_two_tabs_of_one_phone(chromium: Browser, tmp_path: Path) -> None:
    """Two tabs of a phone write while the network is away. Neither undoes what the other keeps: both
    changes go out, once.
    """
    with _proposing(chromium, tmp_path) as (faces, phone):
        tabs = [phone, without_sockets(phone.context.new_page())]
        for number, tab in enumerate(tabs):
            _write(tab, faces, f"From tab {number}")
        phone.context.set_offline(True)
        # As if both had read what is kept before the other wrote.
        for tab in tabs:
            tab.click("main button.primary")
        for tab in tabs:
            expect(tab.locator("#outbox")).to_contain_text("2 changes are waiting")
        phone.context.set_offline(False)
        for tab in tabs:
            expect(tab.locator("#outbox")).to_be_hidden(timeout=30_000)
        for number in range(2):
            _is_stored_once(phone, faces, f"From tab {number}")
        faces.forgive("phone", "ERR_INTERNET_DISCONNECTED")


def test_one_change_that_the_server_cannot_take(chromium: Browser, tmp_path: Path) -> None:
    """Something goes wrong on the server with one change. It does not hold up those behind it; the phone
    says so, and it can be opened or dropped.
    """
    with _proposing(chromium, tmp_path) as (faces, phone):

        def fail(route: Route) -> None:
            if "Unlucky" in (route.request.post_data or ""):
                route.fulfill(status=500, json={"what": "Something went wrong.", "now": ""}, headers=OURS)
            else:
                route.continue_()

        phone.route("**/own", fail)
        for title in ("Unlucky", "Lucky"):
            _write(phone, faces, title)
            phone.click("main button.primary")
            phone.wait_for_url(f"**/phone/{faces.program.code}")
        expect(phone.locator(".mine")).to_contain_text("Lucky")
        box = phone.locator("#outbox")
        expect(box).to_contain_text("Not accepted yet: Unlucky. Something went wrong.")
        box.get_by_role("link", name="Open it").click()
        expect(phone.locator("#title")).to_have_value("Unlucky")
        expect(box).to_be_hidden()
        faces.forgive("phone", "status of 500")


def test_a_page_that_comes_back_from_the_browsers_cache(chromium: Browser, tmp_path: Path) -> None:
    """Somebody goes back to a form that was sent, changes it, and sends it again. (The page's own events
    stand for the browser's cache, which a browser under test does not use.)
    """
    with _proposing(chromium, tmp_path) as (faces, phone):
        _write(phone, faces, "Sent before")
        phone.evaluate("document.querySelector('form[data-bound~=outbox-form]').ariaBusy = 'true'")
        phone.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        phone.click("main button.primary")
        phone.wait_for_url(f"**/phone/{faces.program.code}")
        _is_stored_once(phone, faces, "Sent before")


@contextmanager
def _proposing(chromium: Browser, tmp_path: Path) -> Iterator[tuple[Faces, Page]]:
    """Open a workshop where proposals are asked for, with a phone that sends by HTTP."""
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        faces.desk().click("button[data-phase=propose]")
        yield faces, without_sockets(faces.phone())
        for context in faces.contexts:
            context.close()
        # A phone that turned its page while it sent asks for the receipt, which may not be there.
        fair = ("ERR_", "status of 404")
        assert [problem for problem in faces.problems if not any(word in problem for word in fair)] == []


def _write(phone: Page, faces: Faces, title: str) -> None:
    phone.goto(f"{faces.program.address}/phone/{faces.program.code}/own")
    phone.fill("#title", title)
    phone.wait_for_selector("form[data-bound~=outbox-form]")


def _is_stored_once(phone: Page, faces: Faces, title: str) -> None:
    phone.goto(f"{faces.program.address}/phone/{faces.program.code}")
    expect(phone.locator(".mine li", has_text=title)).to_have_count(1)


def _waiting(page: Page) -> list[str] | None:
    """Read what a phone keeps to send; none in the moment of turning a page."""
    kept = "Object.entries(localStorage).filter(([key]) => key.startsWith('outbox-')).map(([, it]) => it)"
    waiting: list[str] | None = None
    with suppress(Error):
        waiting = page.evaluate(kept)
    return waiting
