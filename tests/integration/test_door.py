"""The door: a hall behind one address comes in, a device that guesses waits, whoever is in comes back."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.workshop_room import Browser, Room
from workshop.pages import allowance
from workshop.pages.addresses import network_of_request

ALLOWED = 20
HALL = 300
STRANGERS = 15


def wrong(browser: Browser, number: int) -> int:
    """Type a code that no workshop has."""
    return browser.client.get(f"/j/ZZZ{number:03d}".replace("0", "2").replace("1", "3")).status_code


def test_a_hall_of_300_joins_from_one_address_without_waiting(room: Room) -> None:
    """All phones have one address; every one of them is let in."""
    room.expect(HALL)
    joined = 0
    for _ in range(HALL):
        client = room.app.test_client()
        page = client.get(f"/j/{room.code}").get_data(as_text=True)
        csrf = page.split('name="csrf-token" content="')[1].split('"')[0]
        operation = page.split('name="operation_id" value="')[1].split('"')[0]
        fields = {"csrf_token": csrf, "operation_id": operation, "role": "resident", "nickname": ""}
        joined += client.post(f"/j/{room.code}", data=fields).status_code == 303
    assert joined == HALL
    assert sum(room.joined().values()) == HALL


def test_only_wrong_codes_spend_the_allowance_of_their_device(room: Room) -> None:
    guesser, neighbour = Browser(room.app.test_client()), Browser(room.app.test_client())
    for _ in range(3 * ALLOWED):
        assert neighbour.client.get(f"/j/{room.code}").status_code == 200
    guesser.open("/j/?code=1")  # the page of the code hands out the device's token
    assert [wrong(guesser, number) for number in range(ALLOWED)] == [404] * ALLOWED
    assert wrong(guesser, 99) == 429
    assert "Too many tries" in guesser.client.get("/j/ZZZZZZ").get_data(as_text=True)
    # It may not find out about right codes either; its neighbour behind the same address may.
    assert guesser.client.get(f"/j/{room.code}").status_code == 429
    assert neighbour.client.get(f"/j/{room.code}").status_code == 200
    assert wrong(neighbour, 1) == 404


def test_all_addresses_that_take_a_code_have_one_allowance(room: Room) -> None:
    """Who guesses goes from one address to the next; right keys and whoever is in are not concerned."""
    guesser, phone, wall = Browser(room.app.test_client()), room.phone(), room.app.test_client()
    guesser.open("/j/?code=1")
    device = guesser.client.get_cookie("device")
    assert device is not None
    wall.set_cookie("device", device.value)
    places = (
        *(
            "/j/{}",
            "/phone/{}",
            "/budget/{}",
            "/policy/{}",
            "/wall/{}/key",
            "/venue/{}/key",
            "/moderation/{}",
        ),
        *("/moderation/{}/enter/secret", "/desk/{}/remote/enter/secret", "/login/link/{}"),
    )
    for place in places:
        assert guesser.client.get(place.format("ZZZZZZ")).status_code in (404, 410), place
    for number in range(ALLOWED - len(places)):
        assert wrong(guesser, number) == 404
    for place in places:
        assert guesser.client.get(place.format("ZZZZZZ")).status_code == 429, place
        assert guesser.client.get(place.format(room.code)).status_code == 429, place
    assert wall.get(f"/wall/{room.code}/{room.screen_key}").status_code == 200
    assert phone.client.get(f"/policy/{room.code}").status_code == 200


def test_a_participant_comes_back_whatever_was_tried_before(room: Room) -> None:
    phone = room.phone()
    for number in range(ALLOWED + 5):
        wrong(phone, number)
    assert wrong(phone, 99) == 429
    back = phone.client.get(f"/j/{room.code}")
    assert (back.status_code, back.headers["Location"]) == (303, f"/phone/{room.code}")


def test_a_made_up_cookie_of_somebody_in_does_not_lift_the_limit(room: Room) -> None:
    guesser = Browser(room.app.test_client())
    guesser.open("/j/?code=1")
    guesser.client.set_cookie(f"participant-{room.code}", "0123456789abcdef.secret")
    for number in range(ALLOWED + 1):
        wrong(guesser, number)
    assert guesser.client.get(f"/j/{room.code}").status_code == 429


def test_the_same_page_sent_by_two_lets_the_second_in_as_somebody_else(room: Room) -> None:
    """A page that two devices got, or one that came back after its cookie was gone."""
    first, second = Browser(room.app.test_client()), Browser(room.app.test_client())
    same = "a" * 32
    first.send(f"/j/{room.code}", role="resident", operation_id=same)
    answer = second.send(f"/j/{room.code}", role="business", operation_id=same)
    assert answer.status_code == 409
    assert same not in second.text
    assert "already joined with this page" in second.text
    assert second.send(f"/j/{room.code}", role="business").request.path == f"/phone/{room.code}"


@pytest.fixture
def few_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow fewer wrong codes to all strangers of an address, so that the tests need fewer, too."""
    monkeypatch.setattr(allowance, "WRONG_CODES_OF_STRANGERS", f"{STRANGERS} per minute")


@pytest.mark.usefixtures("few_strangers")
def test_a_hall_that_mistypes_together_is_never_locked_out(room: Room) -> None:
    """More phones than strangers are allowed mistype the code before they have a token, and then join."""
    for number in range(2 * STRANGERS):
        phone = Browser(room.app.test_client())
        typed = phone.client.get(f"/j/ZZZZ{2 + number % 8}{2 + number // 8 % 8}", follow_redirects=True)
        assert typed.status_code == 404, number
        assert phone.client.get(f"/j/{room.code}").status_code == 200, number


@pytest.mark.usefixtures("few_strangers")
def test_a_made_up_device_counts_with_the_strangers_of_its_address(room: Room) -> None:
    statuses = []
    for number in range(STRANGERS + 5):
        client = room.app.test_client()
        client.set_cookie("device", f"made-up-{number}")
        statuses.append(client.get("/j/ZZZZZZ").status_code)
    assert statuses[:STRANGERS] == [404] * STRANGERS
    assert statuses[-1] == 303


STRANGE, IN_THE_HALL = "203.0.113.7", "198.51.100.20"
OF_AN_ADDRESS = 60


def guess(app: Flask, address: str, code: str) -> int:
    """Try a code as a device that has thrown its token away, and was given another one."""
    client = app.test_client()
    origin = {"REMOTE_ADDR": address}
    client.get("/j/?code=1", environ_overrides=origin)
    return client.get(f"/j/{code}", environ_overrides=origin, follow_redirects=False).status_code


@pytest.fixture
def few_of_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow fewer wrong codes to an address, so that the tests need fewer, too."""
    monkeypatch.setattr(allowance, "WRONG_CODES_OF_AN_ADDRESS", f"{OF_AN_ADDRESS} per 10 minutes")


def exhaust(app: Flask, address: str) -> None:
    """Guess with fresh devices until the address gets no further."""
    answers = [guess(app, address, f"ZZZ{number:03d}") for number in range(OF_AN_ADDRESS + 10)]
    assert answers == [404] * OF_AN_ADDRESS + [429] * 10


@pytest.mark.usefixtures("few_of_an_address")
def test_devices_that_throw_their_token_away_are_bounded_by_their_address(room: Room) -> None:
    """Such an address cannot test right codes either; other addresses and people inside go on."""
    exhaust(room.app, STRANGE)
    assert guess(room.app, STRANGE, room.code) == 429
    assert guess(room.app, IN_THE_HALL, room.code) == 200
    stranger = room.app.test_client()
    page = stranger.get(f"/budget/{room.code}", environ_overrides={"REMOTE_ADDR": STRANGE})
    assert page.status_code == 429
    assert "Too many wrong codes came from your network." in page.get_data(as_text=True)
    screen = stranger.get(f"/wall/{room.code}/{room.screen_key}", environ_overrides={"REMOTE_ADDR": STRANGE})
    assert screen.status_code == 200


@pytest.mark.usefixtures("few_of_an_address")
def test_whoever_guesses_in_a_hall_keeps_nobody_out_of_it(room: Room) -> None:
    """A hall knows its own code: where its screen is open, it passes whatever else was tried there."""
    wall = room.app.test_client()
    path = f"/wall/{room.code}/{room.screen_key}"
    assert wall.get(path, environ_overrides={"REMOTE_ADDR": IN_THE_HALL}).status_code == 200
    exhaust(room.app, IN_THE_HALL)
    assert [guess(room.app, IN_THE_HALL, room.code) for _ in range(30)] == [200] * 30
    assert guess(room.app, IN_THE_HALL, "ZZZZO0") == 429


def test_one_network_of_ipv6_is_one_address(room: Room) -> None:
    with room.app.test_request_context("/", environ_overrides={"REMOTE_ADDR": "2001:db8:1:2:3::4"}):
        assert network_of_request() == "2001:db8:1:2::/64"
    with room.app.test_request_context("/", environ_overrides={"REMOTE_ADDR": STRANGE}):
        assert network_of_request() == STRANGE


def test_a_hall_of_a_thousand_in_which_half_mistype_stays_below_the_bound() -> None:
    number, _, time = allowance.WRONG_CODES_OF_AN_ADDRESS.partition(" per ")
    assert time == "10 minutes"
    assert 500 < int(number) < 1000
