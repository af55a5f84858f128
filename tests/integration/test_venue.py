"""The venue check: who may open it, what it says about the address, which phones it remembers."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.servers import redis
from tests.workshop_room import JSON, Browser, Room
from workshop.services.workshops.venue import (
    FORGOTTEN_AFTER_S,
    MAXIMUM_PHONES,
    Arrival,
    Arrivals,
    Reach,
    judge_address,
)


def link_of(room: Room) -> str:
    """Take the test phones' link from the desk's page."""
    page = room.desk.open(f"/desk/{room.code}/venue").get_data(as_text=True)
    found = re.search(r'venue-link">https?://[^/]+(/venue/[^<]+)<', page)
    assert found
    return found[1]


def test_only_the_desk_opens_the_check_and_only_the_key_the_phones_page(room: Room) -> None:
    link = link_of(room)
    stranger = Browser(room.app.test_client())
    for path in (f"/desk/{room.code}/venue", f"/desk/{room.code}/venue/phones"):
        assert "Log in" in stranger.open(path).get_data(as_text=True)
    assert "This phone reaches the workshop" in stranger.open(link).get_data(as_text=True)
    wrong = link.rpartition("/")[0] + "/000000000000"
    assert stranger.open(wrong).status_code == 404
    assert stranger.open(wrong + "/echo").status_code == 404
    assert stranger.client.get(link + "/echo").status_code == 204
    # The key opens nothing else, and nobody has joined.
    assert stranger.open(f"/wall/{room.code}/{link.rpartition('/')[2]}").status_code == 404
    assert sum(room.joined().values()) == 0


def test_a_phone_that_tells_how_it_came_is_seen_at_the_desk_once(room: Room) -> None:
    link, phone = link_of(room), Browser(room.app.test_client())
    phone.open(link)
    for _ in range(2):
        told = phone.send(link, transport="polling", latency_ms="1400", headers=JSON)
        assert told.status_code == 204
    seen = room.desk.open(f"/desk/{room.code}/venue/phones").get_data(as_text=True)
    assert "Phone 1 is here" in seen
    assert "Phone 2" not in seen
    assert "without WebSocket" in seen
    assert "1400\u00a0ms" in seen
    assert "Slow." in seen


@pytest.mark.parametrize(
    ("transport", "latency"), [("pigeon", "1"), ("polling", "-5"), ("polling", "x" * 99)]
)
def test_nonsense_of_a_phone_is_refused(room: Room, transport: str, latency: str) -> None:
    link, phone = link_of(room), Browser(room.app.test_client())
    phone.open(link)
    assert phone.send(link, transport=transport, latency_ms=latency, headers=JSON).status_code == 422


def test_the_socket_answers_who_holds_the_key(room: Room) -> None:
    key = link_of(room).rpartition("/")[2]
    sockets = room.app.extensions["socketio"]
    auths = ({"code": room.code, "key": key}, {"code": room.code, "key": "x"}, {"code": "ZZZZZZ"}, None)
    connected = []
    for auth in auths:
        client = sockets.test_client(room.app, namespace="/venue", auth=auth)
        connected.append(client.is_connected("/venue"))
        if connected[-1]:
            assert client.emit("echo", namespace="/venue", callback=True) is not False
    assert connected == [True, False, False, False]


@pytest.mark.parametrize(
    ("address", "reach"),
    [
        ("http://127.0.0.1:8000", Reach.ONLY_HERE),
        ("http://localhost:8000", Reach.ONLY_HERE),
        ("http://[::1]:8000", Reach.ONLY_HERE),
        ("http://192.168.1.40:8000", Reach.SAME_NETWORK),
        ("http://10.0.0.7", Reach.SAME_NETWORK),
        ("http://laptop.local:8000", Reach.SAME_NETWORK),
        ("http://laptop:8000", Reach.SAME_NETWORK),
        ("https://workshops.example.org", Reach.EVERYWHERE),
    ],
)
def test_addresses_are_judged_by_what_leads_to_them(address: str, reach: Reach) -> None:
    assert judge_address(address, ask=False) is reach


def test_an_address_without_an_answer_is_reported() -> None:
    assert judge_address("http://nothing.invalid:8000", ask=True) is Reach.SILENT


def test_phones_are_bounded_and_forgotten_after_an_hour() -> None:
    arrivals, now = Arrivals(), time.time()
    arrivals.note(1, Arrival("old", "websocket", 5, now - FORGOTTEN_AFTER_S - 1))
    assert arrivals.of(1) == []
    for number in range(3 * MAXIMUM_PHONES):
        arrivals.note(1, Arrival(str(number), "websocket", 5, now))
    assert len(arrivals.of(1)) == MAXIMUM_PHONES
    assert arrivals.of(2) == []


@pytest.mark.servers
def test_a_phone_that_came_to_another_process_is_seen_too(tmp_path: Path) -> None:
    with redis(tmp_path) as url:
        here, there = Arrivals(url), Arrivals(url)
        there.note(1, Arrival("phone", "websocket", 5, time.time()))
        assert [phone.device for phone in here.of(1)] == ["phone"]
