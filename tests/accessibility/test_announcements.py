"""What is read aloud: one voice, each word once, and no more than a listener can follow."""

from __future__ import annotations

import uuid
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.accessibility.hall import PLAIN, Hall
from tests.patience import LIVE_MS

# The tour of all pages takes minutes while other workers share the processor.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

_LISTEN = """() => {
  window.heard = [];
  const region = document.getElementById("announcer");
  const note = () => region.textContent && window.heard.push([performance.now(), region.textContent]);
  note();
  // Of a page that two tests listen to, each word is taken down once.
  window.listener?.disconnect();
  window.listener = new MutationObserver(note);
  window.listener.observe(region, { childList: true, characterData: true, subtree: true });
}"""


def listen(page: Page) -> None:
    """Take down from now on what a screen reader would say."""
    page.evaluate(_LISTEN)


def heard(page: Page) -> str:
    """Return what was said since ``listen``."""
    said: list[Any] = page.evaluate("window.heard")
    return " | ".join(words for _, words in said)


def expect_heard(page: Page, words: str) -> None:
    """Wait until something is said."""
    page.wait_for_function(
        "(words) => window.heard.some(([, said]) => said.includes(words))", arg=words, timeout=LIVE_MS
    )


def test_no_page_speaks_with_more_than_one_voice(tour: dict[str, list[str]]) -> None:
    assert tour["speakers"] == [], "\n".join(tour["speakers"])


def test_a_phone_hears_what_was_received_and_that_the_meeting_moves_on(hall: Hall) -> None:
    hall.move("propose")
    phone = hall.open_phone("/catalogue/parking")
    phone.wait_for_selector("form[data-bound~=outbox-form]")
    phone.fill("#amount", "10")
    with phone.expect_navigation():
        phone.click("main button.primary")
    listen(phone)
    expect_heard(phone, "Sent: ")
    expect(phone.locator(".flash[data-once]")).to_contain_text("Sent: ")
    # Also where somebody reads something else just now.
    phone = hall.open_phone("/catalogue")
    listen(phone)
    hall.move("estimate")
    expect_heard(phone, "The meeting is now at: Estimate")
    assert heard(phone).count("Estimate") == 1


def test_an_author_hears_what_became_of_a_proposal_on_any_page(hall: Hall) -> None:
    hall.move("propose")
    title = f"Shade for the market {uuid.uuid4().hex[:4]}"
    hall.send("/own", **{**PLAIN, "title": title, "target": ""})
    phone = hall.open_phone()
    expect(phone.locator(".mine")).to_contain_text(title)
    phone = hall.open_phone("/catalogue")
    listen(phone)
    proposal = hall.id_of(title)
    hall.order(f"proposals/{proposal}/ask", question="Which side?")
    expect_heard(phone, f"{title}: Received, waits for approval. The facilitator asks: “Which side?”")
    phone = hall.open_phone()
    listen(phone)
    hall.order(f"proposals/{proposal}/approve")
    expect_heard(phone, f"{title}: Visible to the room")
    assert heard(phone).count("Visible to the room") == 1
    # Whoever was away when it was decided hears it when they come back, and no second time.
    phone.goto("about:blank")
    hall.order(f"proposals/{proposal}/hide", reason="unclear")
    phone = hall.open_phone()
    listen(phone)
    expect_heard(phone, f"{title}: Hidden because")
    phone = hall.open_phone()
    listen(phone)
    phone.wait_for_timeout(600)
    assert title not in heard(phone)


def test_the_verdict_is_said_in_parts_and_at_most_every_few_seconds(hall: Hall) -> None:
    hall.move("propose")
    phone, wall = hall.open_phone(), hall.wall
    for page in (phone, wall):
        listen(page)
        page.evaluate("window.heard = []")
    for number in range(14):
        person = hall.people[number % len(hall.people)]
        path = f"/phone/{hall.program.code}/catalogue/private-cars-electric"
        person.send(path, amount=2000 + 1700 * number, start_year="2027", anyway="y")
        phone.wait_for_timeout(150)
    # What an earlier test made them say delays this by up to five seconds.
    phone.wait_for_timeout(5500)
    for page, changing in ((phone, "too much"), (wall, "of the gap is closed")):
        times = [at for at, words in page.evaluate("window.heard") if changing in words or "budget" in words]
        assert times, page.evaluate("window.heard")
        assert all(later - earlier > 5000 for earlier, later in pairwise(times)), times
        # The sentence stays the same; the figure alone has changed.
        assert changing in heard(page)
        assert heard(page).count("lasts until") <= 1


def test_a_phone_hears_the_steps_of_a_card_as_words_apart_and_sees_them_apart(hall: Hall) -> None:
    hall.move("briefing")
    phone = hall.open_phone()
    listen(phone)
    hall.order("briefing/card", step=hall.step, card="chain")
    expect_heard(phone, "CO₂ the country’s budget")
    gaps: list[float] = phone.evaluate(
        """() => [...document.querySelectorAll(".brief-chain li")].map(({ children: [, figure, label] }) => {
             const range = document.createRange();
             range.selectNodeContents(figure);
             return label.getBoundingClientRect().left - range.getBoundingClientRect().right;
           })"""
    )
    assert gaps
    assert min(gaps) >= 4, gaps


def test_a_phone_hears_that_a_vote_is_open(hall: Hall) -> None:
    hall.move("deliberate")
    phone = hall.open_phone()
    listen(phone)
    hall.order("vote/open", dots="5")
    expect_heard(phone, "The vote is open")
    hall.order("vote/close")


def test_the_desk_says_what_was_done_and_the_wall_where_the_meeting_is(hall: Hall) -> None:
    hall.move("propose")
    desk, wall = hall.open_desk(), hall.wall
    listen(desk)
    listen(wall)
    desk.get_by_role("button", name="+1 min").click()
    expect_heard(desk, "Done: +1 min")
    desk.locator("button[data-phase=combine]").click()
    expect_heard(desk, "The meeting is now at: Combine")
    expect_heard(wall, "The meeting is now at: Combine")
    assert heard(desk).count("Combine") <= 2, heard(desk)


def test_the_same_words_are_heard_once_more_after_a_second_press(hall: Hall) -> None:
    hall.move("propose")
    desk = hall.open_desk()
    listen(desk)
    # What other tests have done may still stand there.
    desk.evaluate("window.heard = []")
    desk.get_by_role("button", name="+1 min").focus()
    for times in (1, 2, 3):
        desk.keyboard.press("Enter")
        desk.wait_for_function(
            "(times) => window.heard.filter(([, said]) => said.includes('Done: +1 min')).length === times",
            arg=times,
            timeout=LIVE_MS,
        )
    # What stands in the region is not what stood there before: a screen reader may pass over equal words.
    said = [words for _, words in desk.evaluate("window.heard")]
    assert all(one != other for one, other in pairwise(said)), said
    # The same words of another topic tell of the same event.
    before = heard(desk).count("Only once")
    desk.evaluate(
        """async () => {
             const { src } = document.querySelector("script[src*='start.js']");
             const { announce } = await import(src.replace("start", "lib/say"));
             announce("Only once", { topic: "one" });
             announce("Only once", { topic: "other" });
           }"""
    )
    expect_heard(desk, "Only once")
    desk.wait_for_timeout(1500)
    assert heard(desk).count("Only once") == before + 1


def test_a_lasting_state_is_announced_once(hall: Hall) -> None:
    hall.move("propose")
    phone = hall.open_phone("/catalogue/electric-buses")
    phone.wait_for_selector("form[data-bound~=preview]")
    listen(phone)
    phone.fill("#amount", "12")
    expect_heard(phone, "a year")
    phone.wait_for_timeout(1500)
    said = heard(phone)
    for _ in range(3):
        # The figure is typed once more, and means the same.
        phone.locator("#amount").dispatch_event("input")
        phone.wait_for_timeout(1200)
    assert heard(phone) == said


def test_the_connection_is_a_word_and_its_loss_is_said(hall: Hall) -> None:
    pages = {face: hall.faces.open(face) for face in ("phone", "wall")}
    pages["phone"].context.add_cookies(hall.phone.context.cookies())  # type: ignore[arg-type]
    cut = False
    sockets: list[WebSocketRoute] = []

    def meet(socket: WebSocketRoute) -> None:
        if cut:
            socket.close(code=1011, reason="cut")
        else:
            socket.connect_to_server()
            sockets.append(socket)

    def pass_on(route: Route) -> None:
        if cut:
            route.abort()
        else:
            route.continue_()

    for face, page in pages.items():
        page.route_web_socket("**/socket.io/**", meet)
        page.route("**/socket.io/**", pass_on)
        page.route("**/news*", pass_on)
        page.goto(hall.home if face == "phone" else hall.program.wall)
        expect(page.locator(".live-word")).to_have_text("Connected")
        listen(page)
    cut = True
    for socket in sockets:
        socket.close()
    for page in pages.values():
        word = page.locator(".live-word")
        expect(word).to_have_text("No connection")
        assert (word.bounding_box() or {"width": 0})["width"] > 40
        expect_heard(page, "The connection is lost.")
    cut = False
    for page in pages.values():
        expect(page.locator(".live-word")).to_have_text("Connected", timeout=30_000)
        expect_heard(page, "The connection is back.")
        page.context.close()
        hall.faces.contexts.remove(page.context)
    # What was cut here complains now and then.
    hall.faces.problems[:] = [problem for problem in hall.faces.problems if "ERR_" not in problem]
