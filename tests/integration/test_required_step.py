"""Where the installation requires a second step: who has none sets it up before anything else opens."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.integration.test_accounts import accept, find_link, id_of, invite, log_in
from tests.integration.test_second_step import now_code
from tests.workshop_room import Browser, Room, listen
from workshop.account_settings import AccountSettings, OpenIdSettings, SecondStepFor
from workshop.models import AccountRole

OPENID = {
    "issuer": "https://login.town.example",
    "client_id": "x",
    "client_secret": "y",
    "name": "Town login",
}


def require(app: Flask, whom: SecondStepFor, *, provider_asks: bool | None = None) -> None:
    """Require a second step of some accounts."""
    openid = None if provider_asks is None else OpenIdSettings(**OPENID, second_step=provider_asks)
    app.config["ACCOUNTS"] = AccountSettings(second_step=whom, openid=openid)


def is_led(browser: Browser, path: str) -> bool:
    """Return whether a page leads to the one that sets the code up."""
    browser.open(path)
    return "This installation requires a code at login." in browser.text


def set_up(browser: Browser, path: str = "/login/code/set-up") -> None:
    """Set the code up on the page that a browser was led to."""
    found = re.search(r"<code>([A-Z2-7]{32})</code>", browser.open(path).get_data(as_text=True))
    assert found, browser.text
    assert browser.send(path, code=now_code(found[1])).status_code == 200


def test_nothing_opens_before_the_code_is_set_up(room: Room) -> None:
    require(room.app, SecondStepFor.EVERYONE)
    for path in ("/workshops/", f"/desk/{room.code}", "/accounts/", "/login/password", "/login/where"):
        assert is_led(room.desk, path), path
    # Neither a form, nor what a script asks for, nor a socket.
    revision = room.snapshot().revision
    room.desk.send(f"/desk/{room.code}/agenda/move", step="1")
    assert room.snapshot().revision == revision
    answer = room.desk.client.get(f"/desk/{room.code}", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert not listen(room, "desk", room.desk).is_connected()
    # The language can be chosen, and somebody who has no phone at hand can log out.
    room.desk.send("/language", language="nb", next="/")
    room.desk.send("/language", language="en", next="/")
    set_up(room.desk)
    assert "I have kept them" in room.desk.text
    assert room.desk.open(f"/desk/{room.code}").status_code == 200
    assert listen(room, "desk", room.desk).is_connected()


def test_the_page_that_was_wanted_opens_afterwards(room: Room) -> None:
    require(room.app, SecondStepFor.EVERYONE)
    away = room.desk.client.get("/statistics/")
    assert away.headers["Location"] == "/login/code/set-up?next=/statistics/"
    set_up(room.desk, away.headers["Location"])
    assert 'href="/statistics/"' in room.desk.text


def test_a_newcomer_and_a_login_link_are_led_there(room: Room) -> None:
    link = invite(room.desk, "/accounts/", AccountRole.FACILITATOR)
    log_in(room.app, "Adviser 3")
    room.desk.send(f"/accounts/{id_of(room.app, 'Adviser 3')}/link")
    login = find_link(room.desk, "login/link")
    require(room.app, SecondStepFor.EVERYONE)
    newcomer = accept(room.app, link, "Adviser 2")
    assert "This installation requires a code at login." in newcomer.text
    other = Browser(room.app.test_client())
    other.send(login)
    assert "This installation requires a code at login." in other.text


def test_administrators_only(room: Room) -> None:
    require(room.app, SecondStepFor.ADMINISTRATORS)
    assert is_led(room.desk, "/workshops/")
    other = log_in(room.app, "Adviser 2")
    assert not is_led(other, "/workshops/")
    set_up(room.desk)
    room.desk.send(f"/accounts/{id_of(room.app, 'Adviser 2')}/role", role="administrator")
    assert is_led(other, "/workshops/")


def test_a_code_that_is_required_is_moved_to_a_new_phone_and_not_left_off(room: Room) -> None:
    require(room.app, SecondStepFor.EVERYONE)
    set_up(room.desk)
    recovery = re.findall(r"<li><code>(\w{26})</code>", room.desk.text)
    assert "For a new phone" in room.desk.open("/login/code/set-up").get_data(as_text=True)
    room.desk.send("/login/code/off", code=recovery[0])
    assert "Set it up on the new phone now." in room.desk.text
    assert is_led(room.desk, "/workshops/")


@pytest.mark.parametrize(("provider_asks", "led"), [(True, False), (False, True)])
def test_a_second_step_of_the_provider_counts_only_if_the_settings_say_so(
    room: Room, provider_asks: bool, led: bool
) -> None:
    other = log_in(room.app, "Adviser 2")
    with room.app.app_context():
        from workshop.extensions import db
        from workshop.models import Login

        number = id_of(room.app, "Adviser 2")
        login = db.session.scalars(db.select(Login).where(Login.facilitator_id == number)).one()
        login.means = "openid"
        db.session.commit()
    require(room.app, SecondStepFor.EVERYONE, provider_asks=provider_asks)
    assert is_led(other, "/workshops/") == led
    # Who came by a link had none at the provider.
    assert is_led(room.desk, "/workshops/")
