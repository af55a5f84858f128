"""The second step of a login: codes of an app, recovery codes, and turning it on and off."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from tests.workshop_room import Browser, Room
from workshop.extensions import db
from workshop.models import Facilitator
from workshop.models.types import utc_now
from workshop.pages.people import second_step as page
from workshop.services.people import second_step
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link

PASSWORD = "copper lantern under seven oaks"  # of a test


def turn_on(room: Room) -> tuple[str, list[str]]:
    """Set a password and turn the code on at the desk; return the secret and the recovery codes."""
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    found = re.search(
        r"<code>([A-Z2-7]{32})</code>", room.desk.open("/login/code/set-up").get_data(as_text=True)
    )
    assert found, room.desk.text
    assert room.desk.send("/login/code/set-up", code=now_code(found[1])).status_code == 200
    codes = re.findall(r"<li><code>(\w{26})</code>", room.desk.text)
    assert len(codes) == 10
    return found[1], codes


def now_code(secret: str, steps: int = 0) -> str:
    """Return the code that an app shows some steps from now."""
    return pyotp.TOTP(secret).at(utc_now() + timedelta(seconds=second_step.STEP_S * steps))


def begin(room: Room) -> Browser:
    """Log in with the password on a new browser, up to the question for the code."""
    browser = Browser(room.app.test_client())
    assert browser.send("/login/", name="facilitator", password=PASSWORD).status_code == 200
    assert "One more step" in browser.text
    return browser


def is_in(browser: Browser) -> bool:
    """Return whether a browser is logged in."""
    return "Log out" in browser.open("/workshops/").get_data(as_text=True)


def test_the_password_alone_does_not_open_the_door(room: Room) -> None:
    secret, _ = turn_on(room)
    browser = begin(room)
    assert not is_in(browser)
    assert browser.send("/login/code/", code="123456").status_code == 422
    assert not is_in(browser)
    code = now_code(secret)
    assert browser.send("/login/code/", code=f"{code[:3]} {code[3:]}").status_code == 200
    assert is_in(browser)


def test_a_code_works_once_and_a_recovery_code_works_once(room: Room) -> None:
    secret, codes = turn_on(room)
    code = now_code(secret)
    assert begin(room).send("/login/code/", code=code).status_code == 200
    second = begin(room)
    assert second.send("/login/code/", code=code).status_code == 422
    assert second.send("/login/code/", code=codes[3].lower()).status_code == 200
    assert is_in(second)
    assert begin(room).send("/login/code/", code=codes[3]).status_code == 422


def test_a_login_link_asks_for_the_code_too(room: Room) -> None:
    secret, _ = turn_on(room)
    with room.app.app_context():
        link = issue_login_link(ensure_facilitator("facilitator"), utc_now())
    browser = Browser(room.app.test_client())
    browser.send(f"/login/link/{link}")
    assert not is_in(browser)
    browser.send("/login/code/", code=now_code(secret, 1))
    assert is_in(browser)


def test_guesses_are_limited_and_the_door_closes_after_a_while(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, _ = turn_on(room)
    late = begin(room)
    with monkeypatch.context() as patch:
        patch.setattr(page, "PATIENCE", timedelta(0))
        late.send("/login/code/", code=now_code(secret))
    assert "That took too long." in late.text
    assert not is_in(late)
    browser = begin(room)
    statuses = [browser.send("/login/code/", code=f"{number:06d}").status_code for number in range(12)]
    assert statuses[:10] == [422] * 10
    assert statuses[10:] == [429, 429]


def test_a_wrong_first_code_turns_nothing_on(room: Room) -> None:
    room.desk.open("/login/code/set-up")
    assert room.desk.send("/login/code/set-up", code="000000").status_code == 422
    assert "Type the newest one." in room.desk.text
    with room.app.app_context():
        assert ensure_facilitator("facilitator").code_secret is None


def test_the_owner_turns_it_off_with_a_code_and_an_administrator_without(room: Room) -> None:
    secret, codes = turn_on(room)
    assert "10 recovery codes are left." in room.desk.open("/login/code/set-up").get_data(as_text=True)
    assert room.desk.send("/login/code/off", code="000000").status_code == 422
    assert room.desk.send("/login/code/off", code=codes[0]).status_code == 200
    with room.app.app_context():
        assert ensure_facilitator("facilitator").code_secret is None
    turn_on(room)
    assert room.desk.send("/accounts/1/code-off").status_code == 200
    browser = Browser(room.app.test_client())
    browser.send("/login/", name="facilitator", password=PASSWORD)
    assert is_in(browser)
    assert secret


def test_the_database_holds_no_secret_in_clear(room: Room) -> None:
    secret, codes = turn_on(room)
    with room.app.app_context():
        dump = repr([db.session.execute(table.select()).all() for table in db.metadata.sorted_tables])
        stored = db.session.get_one(Facilitator, 1).code_secret
    assert stored
    assert secret not in dump
    assert not [code for code in codes if code in dump]
