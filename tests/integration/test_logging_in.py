"""Trying passwords costs the hall nothing, and locks no facilitator out."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue

import pytest

from tests.workshop_room import Browser, Room
from workshop.pages.people import login
from workshop.services.people import facilitators, password_queue

PASSWORD = "a long enough sentence"
WRONG = {"name": "facilitator", "password": "a wrong sentence"}
RIGHT = {"name": "facilitator", "password": PASSWORD}


GUESSING_DEVICES = 40
# What a newcomer with the right password may wait for; on a machine that is busy with other things, for
# the one that is being compared, the pause after it, and their own.
AT_ONCE_S, AT_ONCE = 2.0, 4


@pytest.fixture
def room(room: Room, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Return a room whose facilitator has a password, and where nobody has guessed yet."""
    monkeypatch.setattr(facilitators, "_queue", password_queue.PasswordQueue())
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    return room


def stranger(room: Room) -> Browser:
    """Return a device with a token of its own, as every visitor of the page gets one."""
    browser = Browser(room.app.test_client())
    browser.open("/login/")
    return browser


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note how many seconds each password is compared."""
    noted: list[float] = []
    compare = facilitators._compare

    def note(hashed: str, password: str) -> bool:
        begun = time.monotonic()
        fits = compare(hashed, password)
        noted.append(time.monotonic() - begun)
        return fits

    monkeypatch.setattr(facilitators, "_compare", note)
    return noted


@contextmanager
def guessing(room: Room, devices: int) -> Iterator[Counter[int]]:
    """Let devices go on guessing at one name, all at once; count how they were answered."""
    answers: Counter[int] = Counter()
    over = threading.Event()

    def guess(browser: Browser, token: str) -> None:
        while not over.is_set():
            fields = {**WRONG, "csrf_token": token}
            answers[browser.client.post("/login/", data=fields).status_code] += 1
            over.wait(0.2)

    browsers = [stranger(room) for _ in range(devices)]
    threads = [threading.Thread(target=guess, args=(each, each.token())) for each in browsers]
    with ExitStack() as stack:
        for thread in threads:
            thread.start()
            stack.callback(thread.join)
        stack.callback(over.set)
        yield answers


@pytest.mark.clock
def test_a_newcomer_with_the_right_password_gets_in_at_once_while_forty_devices_guess(
    room: Room, busy: list[float]
) -> None:
    newcomers = [stranger(room) for _ in range(5)]
    tokens = [each.token() for each in newcomers]
    begun = time.monotonic()
    with guessing(room, GUESSING_DEVICES) as answers:
        taken = []
        for newcomer, token in zip(newcomers, tokens, strict=True):
            time.sleep(1.5)
            came = time.monotonic()
            answer = newcomer.client.post("/login/", data={**RIGHT, "csrf_token": token})
            taken.append(round(time.monotonic() - came, 2))
            assert (answer.status_code, answer.location) == (303, "/"), taken
        # They guess on all the while, and are bounded.
        minutes = (time.monotonic() - begun) / 60
        assert answers[422] >= 5
        assert answers[422] <= password_queue.FREE_TRIES + password_queue.FREE_FIRST_TRIES + 30 * minutes + 1
    assert max(taken) < max(AT_ONCE_S, AT_ONCE * max(busy)), (taken, busy)


def test_wrong_passwords_at_one_name_are_bounded_whoever_guesses(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password_queue, "FREE_TRIES", 3)
    monkeypatch.setattr(password_queue, "FREE_FIRST_TRIES", 1)
    monkeypatch.setattr(password_queue, "SLOW_S", 600.0)
    monkeypatch.setattr(password_queue, "PATIENCE_S", 0.2)
    monkeypatch.setattr(password_queue, "PAUSE", 0.0)
    monkeypatch.setattr(password_queue, "LONG_PAUSE", 0.0)
    guesser = stranger(room)
    assert [guesser.send("/login/", **WRONG).status_code for _ in range(4)] == [422] * 3 + [429]
    assert "Many people are logging in just now." in guesser.text
    # Whoever tries for the first time finds the door open; somebody else's first guess closes it.
    assert stranger(room).send("/login/", **RIGHT).status_code == 200
    assert stranger(room).send("/login/", **WRONG).status_code == 422
    assert stranger(room).send("/login/", **WRONG).status_code == 429
    # At another name nobody has guessed, and whoever has logged in before waits for nobody.
    assert guesser.send("/login/", name="another", password="x").status_code == 422
    room.desk.send("/login/out")
    assert room.desk.send("/login/", **RIGHT).status_code == 200
    assert "New workshop" in room.desk.text


def test_each_device_has_its_own_tries_at_each_name(room: Room) -> None:
    room.desk.send("/login/out")
    statuses = [room.desk.send("/login/", **WRONG).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    other = {"name": "another", "password": "a wrong sentence"}
    assert room.desk.send("/login/", **other).status_code == 422
    assert stranger(room).send("/login/", **RIGHT).status_code == 200


def test_a_mark_of_another_name_opens_no_way_around(room: Room) -> None:
    device = stranger(room)
    mark = room.desk.client.get_cookie("facilitator")
    assert mark is not None
    device.client.set_cookie("facilitator", mark.value)
    with room.app.test_request_context(headers={"Cookie": f"facilitator={mark.value}"}) as context:
        assert login.has_logged_in(context.request, "facilitator")
        assert not login.has_logged_in(context.request, "another")


def test_where_the_line_is_full_who_has_tried_most_is_sent_away(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password_queue, "MOST_IN_LINE", 4)
    answers: SimpleQueue[tuple[str, int, str]] = SimpleQueue()
    room.desk.send("/login/out")
    guesser = stranger(room)
    assert guesser.send("/login/", **WRONG).status_code == 422

    def send(who: str, browser: Browser, fields: dict[str, str]) -> None:
        answer = browser.send("/login/", **fields)
        answers.put((who, answer.status_code, answer.get_data(as_text=True)))

    trying = [
        ("guesser", guesser, WRONG),
        *(("stranger", stranger(room), RIGHT) for _ in range(password_queue.MOST_IN_LINE - 1)),
        ("owner", room.desk, RIGHT),
    ]
    threads = [threading.Thread(target=send, args=each) for each in trying]
    with facilitators._queue.turn("another", password_queue.Asker("", "", is_known=True)):
        for thread in threads:
            thread.start()
        # Nothing is compared meanwhile: the only answer is that of the one for whom there is no room.
        who, status, page = answers.get(timeout=60)
        assert (who, status) == ("guesser", 429)
        assert "Many people are logging in just now." in page
        assert answers.empty()
    for thread in threads:
        thread.join()
    rest = [answers.get_nowait() for _ in range(password_queue.MOST_IN_LINE)]
    assert [status for _, status, _ in rest] == [200] * password_queue.MOST_IN_LINE
    # The device on which somebody has logged in before was first.
    assert rest[0][0] == "owner"


def test_passwords_are_compared_for_a_part_of_the_time_only(room: Room, busy: list[float]) -> None:
    begun = time.monotonic()
    with guessing(room, 3):
        while len(busy) < 6:
            time.sleep(0.05)
        taken = time.monotonic() - begun
        share = sum(busy) / taken
    assert share < 0.5, share


def test_the_event_loop_goes_on_while_a_password_is_compared() -> None:
    # Greenlets only where gevent has patched the program before anything else.
    script = """
from gevent import monkey; monkey.patch_all()
import gevent
from workshop.services.people import facilitators
from workshop.services.people import password_queue

turns = []

def go_on():
    while True:
        turns.append(True)
        gevent.sleep(0)

gevent.spawn(go_on)
gevent.sleep(0)
before = len(turns)
assert not facilitators._compare(facilitators._NOBODYS_HASH, "a wrong sentence")
assert len(turns) > before + 1, "nothing else ran meanwhile"
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
