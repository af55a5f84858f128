"""Trying passwords costs the hall nothing, and locks no facilitator out."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import OrderedDict
from queue import SimpleQueue

import pytest

from tests.workshop_room import Browser, Room
from workshop.pages.people import login
from workshop.services.people import facilitators, turnstile

PASSWORD = "a long enough sentence"
WRONG = {"name": "facilitator", "password": "a wrong sentence"}
RIGHT = {"name": "facilitator", "password": PASSWORD}


@pytest.fixture
def room(room: Room) -> Room:
    """Return a room whose facilitator has a password."""
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    return room


def stranger(room: Room) -> Browser:
    """Return a device with a token of its own, as every visitor of the page gets one."""
    browser = Browser(room.app.test_client())
    browser.open("/login/")
    return browser


def test_strangers_who_guess_lock_no_new_computer_out_and_get_slower(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Fewer than in a meeting: each takes its time.
    monkeypatch.setattr(turnstile, "FREE_TRIES", 3)
    monkeypatch.setattr(turnstile, "SLOW_S", 0.4)
    monkeypatch.setattr(turnstile, "_lines", OrderedDict())
    for number in range(5):
        assert stranger(room).send("/login/", **WRONG).status_code == 422, number
    assert stranger(room).send("/login/", name="another", password="x").status_code == 422
    begun = time.monotonic()
    newcomer = stranger(room)
    assert newcomer.send("/login/", **RIGHT).status_code == 200
    assert "New workshop" in newcomer.text
    assert time.monotonic() - begun > 0.4
    # The device on which somebody has logged in before waits for nobody.
    monkeypatch.setattr(turnstile, "SLOW_S", 600.0)
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


def test_when_many_try_at_once_the_next_stranger_is_sent_away_and_the_owner_waits(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnstile, "MOST_IN_LINE", 4)
    answers: SimpleQueue[tuple[str, int, str]] = SimpleQueue()
    room.desk.send("/login/out")

    def send(who: str, browser: Browser, fields: dict[str, str]) -> None:
        answer = browser.send("/login/", **fields)
        answers.put((who, answer.status_code, answer.get_data(as_text=True)))

    trying = [
        *(("stranger", stranger(room), WRONG) for _ in range(turnstile.MOST_IN_LINE + 1)),
        ("owner", room.desk, RIGHT),
    ]
    threads = [threading.Thread(target=send, args=each) for each in trying]
    with facilitators._turn:
        for thread in threads:
            thread.start()
        # Nothing is compared meanwhile: the only answer is that of the one for whom there is no room.
        who, status, page = answers.get(timeout=60)
        assert (who, status) == ("stranger", 429)
        assert "Many people are logging in just now." in page
        assert answers.empty()
    for thread in threads:
        thread.join()
    rest = [answers.get_nowait() for _ in range(turnstile.MOST_IN_LINE + 1)]
    assert sorted((who, status) for who, status, _ in rest) == [
        ("owner", 200),
        *([("stranger", 422)] * turnstile.MOST_IN_LINE),
    ]


def test_the_event_loop_goes_on_while_a_password_is_compared() -> None:
    # Greenlets only where gevent has patched the program before anything else.
    script = """
from gevent import monkey; monkey.patch_all()
import gevent
from workshop.services.people import facilitators
from workshop.services.people import turnstile

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
