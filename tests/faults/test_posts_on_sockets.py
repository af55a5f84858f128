"""A phone sends over its open socket, and by HTTP where that does not answer: once, whatever is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.faces import Faces
from tests.patience import LIVE_MS
from tests.program import Program, running

pytestmark = pytest.mark.browser

ASKED = re.compile(r'42(\d+)\["post",.*[?&"]preview=1')
ANSWER = re.compile(r"43(\d+)\[")
PAUSE_MS = 250  # as static/js/components/preview.js waits for the next letter
AMOUNT = re.compile(r"[&\"]amount=(\d*)&")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Run the real program."""
    with running(tmp_path_factory.mktemp("posts")) as program:
        yield program


@pytest.fixture
def faces(chromium: Browser, program: Program) -> Iterator[Faces]:
    """Open a desk, and let the room propose."""
    faces = Faces(chromium, program)
    faces.desk().click("button[data-phase=propose]")
    yield faces
    faces.close()


def stores(request: Request) -> bool:
    """Tell whether a request is to store something, and no preview."""
    return request.method == "POST" and "preview=" not in (request.post_data or "")


def asks_for_preview(message: Any) -> str:
    """Return the number of a message that asks for a preview; nothing for another message."""
    found = ASKED.match(str(message))
    return found[1] if found else ""


def propose(page: Page, program: Program, title: str) -> list[str]:
    """Write a proposal, wait until it is on the phone's page, and list the forms sent by HTTP meanwhile."""
    posted: list[str] = []

    def note(request: Request) -> None:
        if stores(request):
            posted.append(request.url)

    page.goto(f"{program.address}/phone/{program.code}/own")
    page.wait_for_selector('body[data-connection="on"]')
    page.wait_for_selector("form[data-bound~=outbox-form]")
    page.on("request", note)
    page.fill("#title", title)
    page.click("main button.primary")
    page.wait_for_url(re.compile(rf"/phone/{program.code}$"), timeout=20_000)
    expect(page.locator(".mine li", has_text=title)).to_have_count(1, timeout=10_000)
    expect(page.locator("#outbox")).to_be_hidden()
    return posted


def test_an_open_socket_carries_what_is_sent(faces: Faces, program: Program) -> None:
    """The network is as it should be. What is sent goes over the socket that is open anyway, without a
    request of its own; what is too long for it goes by HTTP.
    """
    phone = faces.phone()
    sent: list[str] = []
    phone.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    assert propose(phone, program, "Over the socket") == []
    assert sum("Over+the+socket" in frame and not asks_for_preview(frame) for frame in sent) == 1
    phone.goto(f"{program.address}/phone/{program.code}/own")
    phone.wait_for_selector('body[data-connection="on"]')
    phone.wait_for_selector("form[data-bound~=outbox-form]")
    phone.fill("#title", "A long story")
    phone.fill("#description", "雪" * 1000)  # nine bytes a letter, as forms are sent
    with phone.expect_request(stores):
        phone.click("main button.primary")
    expect(phone.locator(".mine li", has_text="A long story")).to_have_count(1, timeout=10_000)


@pytest.mark.parametrize("lost", [pytest.param("post", marks=pytest.mark.slow), "answer"])
def test_a_socket_that_does_not_answer(faces: Faces, program: Program, lost: str) -> None:
    """A socket stays open but swallows what is sent, or its acknowledgement. After some seconds the same
    goes by HTTP, and counts once.
    """
    swallowed: list[str] = []
    # What is typed asks for previews meanwhile; theirs is another test.
    previews: set[str] = set()

    def carry(socket: Any) -> None:
        server = socket.connect_to_server()

        def to_server(message: Any) -> None:
            asked = asks_for_preview(message)
            previews.add(asked)
            if lost == "post" and '["post"' in str(message) and not asked:
                swallowed.append(str(message))
            else:
                server.send(message)

        def to_phone(message: Any) -> None:
            answered = ANSWER.match(str(message))
            if lost == "answer" and answered and answered[1] not in previews:
                swallowed.append(str(message))
            else:
                socket.send(message)

        socket.on_message(to_server)
        server.on_message(to_phone)

    phone = faces.phone()
    phone.route_web_socket("**/socket.io/**", carry)
    title = f"Its {lost} was swallowed"
    posted = propose(phone, program, title)
    assert len(swallowed) == len(posted) == 1
    desk = faces.contexts[0].pages[0]
    # Others may wait already: newcomers are only counted until the page is loaded or takes them in.
    desk.reload()
    expect(desk.locator("li.proposal", has_text=title)).to_have_count(1, timeout=LIVE_MS)


def test_one_preview_is_under_way_and_the_newest_wins(faces: Faces, program: Program) -> None:
    """The network is slow. While an answer is awaited nothing more is asked; then what stands in the form
    by now is asked about, and told. None of it is a request of its own.
    """
    asked: list[str] = []
    held: list[Any] = []
    posted: list[str] = []

    def carry(socket: Any) -> None:
        server = socket.connect_to_server()
        numbers: set[str] = set()

        def to_server(message: Any) -> None:
            if number := asks_for_preview(message):
                numbers.add(number)
                found = AMOUNT.search(str(message))
                asked.append(found[1] if found else "")
            server.send(message)

        def to_phone(message: Any) -> None:
            answered = ANSWER.match(str(message))
            if answered and answered[1] in numbers and len(asked) == 1:
                held.append(lambda: socket.send(message))
            else:
                socket.send(message)

        socket.on_message(to_server)
        server.on_message(to_phone)

    phone = faces.phone()
    phone.route_web_socket("**/socket.io/**", carry)
    phone.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    phone.goto(f"{program.address}/phone/{program.code}/catalogue/electric-buses")
    phone.wait_for_selector('body[data-connection="on"]')
    phone.wait_for_selector("form[data-bound~=preview]")
    for amount in ("1", "12", "25", "40"):
        phone.fill("#amount", amount)
        phone.wait_for_timeout(2 * PAUSE_MS)
    assert asked == ["1"]
    held[0]()
    figure = phone.locator("[data-told] strong").first
    expect(figure).to_have_text(re.compile(r"1\D?\d{3}\D"), timeout=LIVE_MS)
    assert asked == ["1", "40"]
    assert posted == []
