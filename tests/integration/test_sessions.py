"""A login ends where it is ended: after logging out, a new password, a day; a copied cookie with it."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.page_forms import fields_of
from tests.workshop_room import Browser, Room, listen
from workshop.extensions import db
from workshop.identity import has_logged_in
from workshop.models import Login
from workshop.services.people.facilitators import FACILITATOR, ensure_facilitator, issue_login_link
from workshop.services.people.remote_desks import offer_desk

PASSWORD = "turnip lamp gravel nine"
NAMED = {"name": FACILITATOR}


def copy_of(browser: Browser, room: Room) -> Browser:
    """Copy the cookie of a session to another device."""
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    thief = Browser(room.app.test_client())
    thief.client.set_cookie("session", cookie.value)
    return thief


def is_in(browser: Browser) -> bool:
    """Tell whether a browser reaches the list of workshops."""
    return browser.client.get("/workshops/").status_code == 200


def link(room: Room) -> str:
    """Make a login link, as the command does."""
    with room.app.app_context():
        return f"/login/link/{issue_login_link(ensure_facilitator(FACILITATOR), datetime.now(UTC))}"


def another(room: Room) -> Browser:
    """Log in on another computer."""
    browser = Browser(room.app.test_client())
    browser.send(link(room))
    assert is_in(browser)
    return browser


def age(room: Room, **columns: timedelta) -> None:
    """Make all logins older."""
    with room.app.app_context():
        values = {name: datetime.now(UTC) - old for name, old in columns.items()}
        db.session.execute(update(Login).values(values))
        db.session.commit()


def test_a_copied_cookie_opens_nothing_after_logging_out(room: Room) -> None:
    thief, elsewhere = copy_of(room.desk, room), another(room)
    assert is_in(thief)
    desk = listen(room, "desk", room.desk)
    assert desk.is_connected()
    room.desk.send("/login/out")
    assert not is_in(thief)
    assert not desk.is_connected()
    assert not listen(room, "desk", thief).is_connected()
    # The desk on another computer goes on: the meeting does not stop.
    assert is_in(elsewhere)


def test_a_copied_cookie_opens_nothing_after_a_new_password(room: Room) -> None:
    thief, elsewhere, unused = copy_of(room.desk, room), another(room), link(room)
    phone = Browser(room.app.test_client())
    with room.app.app_context():
        secret = offer_desk(room.workshop_id, 1, datetime.now(UTC))
    phone.send(f"/desk/{room.code}/remote/enter/{secret}")
    assert phone.client.get(f"/desk/{room.code}").status_code == 200
    live = listen(room, "desk", thief)
    assert live.is_connected()
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    assert is_in(room.desk)
    assert not is_in(thief)
    assert thief.client.get(f"/desk/{room.code}").status_code == 302
    assert not live.is_connected()
    assert not is_in(elsewhere)
    assert phone.client.get(f"/desk/{room.code}").status_code == 302
    assert Browser(room.app.test_client()).open(unused).status_code == 410


def test_a_copied_cookie_opens_nothing_after_logging_out_everywhere_else(room: Room) -> None:
    thief = copy_of(room.desk, room)
    assert is_in(thief)
    room.desk.send("/login/where/end-others")
    assert not is_in(thief)
    assert is_in(room.desk)


def test_only_who_knows_the_current_password_sets_another(room: Room) -> None:
    # A login link was used just now: whoever has lost the password sets one.
    assert 'name="current"' not in room.desk.open("/login/password").get_data(as_text=True)
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    assert 'name="current"' in room.desk.open("/login/password").get_data(as_text=True)
    another_one = {"password": "gravel nine lamp turnip", "again": "gravel nine lamp turnip"}
    assert room.desk.send("/login/password", **another_one).status_code == 422
    assert room.desk.send("/login/password", current="a wrong one", **another_one).status_code == 422
    assert "This is not your current password." in room.desk.text
    assert Browser(room.app.test_client()).send("/login/", **NAMED, password=PASSWORD).status_code == 200
    assert room.desk.send("/login/password", current=PASSWORD, **another_one).status_code == 200
    assert Browser(room.app.test_client()).send("/login/", **NAMED, password=PASSWORD).status_code == 422


def test_the_current_password_is_not_guessed_in_a_session(room: Room) -> None:
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    fields = {
        "current": "a wrong one",
        "password": "gravel nine lamp turnip",
        "again": "gravel nine lamp turnip",
    }
    assert [room.desk.send("/login/password", **fields).status_code for _ in range(11)] == [422] * 10 + [429]


def test_a_login_link_sets_a_password_for_an_hour_only(room: Room) -> None:
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    forgetful = another(room)
    with forgetful.client.session_transaction() as session:
        session["by-link"] = (datetime.now(UTC) - timedelta(minutes=61)).isoformat()
    assert 'name="current"' in forgetful.open("/login/password").get_data(as_text=True)
    with forgetful.client.session_transaction() as session:
        session["by-link"] = (datetime.now(UTC) - timedelta(minutes=59)).isoformat()
    fields = {"password": "gravel nine lamp turnip", "again": "gravel nine lamp turnip"}
    assert forgetful.send("/login/password", **fields).status_code == 200
    assert not is_in(room.desk)


def test_the_mark_of_a_device_ends_with_the_password_under_which_it_was_given(room: Room) -> None:
    mark = room.desk.client.get_cookie("facilitator")
    assert mark is not None
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    new_mark = room.desk.client.get_cookie("facilitator")
    assert new_mark is not None
    for value, is_known in ((mark.value, False), (new_mark.value, True)):
        with room.app.test_request_context(headers={"Cookie": f"facilitator={value}"}) as context:
            assert has_logged_in(context.request, "facilitator") is is_known


def test_logins_are_listed_and_ended_one_by_one_or_all_others(room: Room) -> None:
    elsewhere, third = another(room), another(room)
    page = room.desk.open("/login/where").get_data(as_text=True)
    ends = re.findall(r"/login/where/\d+/end", page)
    assert len(ends) == 2
    assert "this one" in page
    room.desk.send(ends[0])
    assert [is_in(elsewhere), is_in(third)].count(True) == 1
    room.desk.send("/login/where/end-others")
    assert not is_in(elsewhere)
    assert not is_in(third)
    assert is_in(room.desk)


def test_a_login_ends_when_nobody_uses_it_and_after_a_day(room: Room) -> None:
    age(room, seen_at=timedelta(hours=7, minutes=50))
    assert is_in(room.desk)
    # What was used just now is not idle; a page that fetches by itself is no use.
    age(room, seen_at=timedelta(hours=7, minutes=59))
    room.desk.client.get(f"/desk/{room.code}/news", headers={"Accept": "application/json"})
    age_now = timedelta(hours=8, minutes=1)
    age(room, seen_at=age_now)
    assert not is_in(room.desk)
    fresh = another(room)
    age(room, created_at=timedelta(hours=23, minutes=50))
    assert is_in(fresh)
    age(room, created_at=timedelta(hours=24, minutes=1))
    assert not is_in(fresh)


def test_a_page_that_fetches_by_itself_keeps_no_login_alive(room: Room) -> None:
    age(room, seen_at=timedelta(hours=2))
    room.desk.client.get(f"/desk/{room.code}/news", headers={"Accept": "application/json"})
    with room.app.app_context():
        idle = db.session.scalars(db.select(Login)).one().seen_at
    assert idle < datetime.now(UTC) - timedelta(hours=1)
    room.desk.client.get(f"/desk/{room.code}")
    with room.app.app_context():
        idle = db.session.scalars(db.select(Login)).one().seen_at
    assert idle > datetime.now(UTC) - timedelta(minutes=1)


def test_both_limits_can_be_set(room: Room) -> None:
    room.app.config.update(IDLE_HOURS=1.0, LOGIN_HOURS=2.0)
    age(room, seen_at=timedelta(minutes=50), created_at=timedelta(minutes=110))
    assert is_in(room.desk)
    age(room, created_at=timedelta(minutes=121))
    assert not is_in(room.desk)


def test_a_cookie_from_before_names_no_login_and_leads_to_the_login(room: Room) -> None:
    with room.desk.client.session_transaction() as session:
        del session["login"]
    answer = room.desk.client.get("/workshops/")
    assert answer.headers["Location"].startswith("/login/")


def test_using_one_login_link_ends_all_others_of_the_account(room: Room) -> None:
    used, left = link(room), link(room)
    first, second = Browser(room.app.test_client()), Browser(room.app.test_client())
    assert first.send(used).status_code == 200
    assert second.send(left).status_code == 410
    assert not is_in(second)
    assert is_in(first)


def test_a_new_link_waits_while_another_one_is_unused(room: Room) -> None:
    older, newer = link(room), link(room)
    assert Browser(room.app.test_client()).open(older).status_code == 200
    assert Browser(room.app.test_client()).open(newer).status_code == 200


@pytest.mark.parametrize("password", ["password1234", "Nyköping2026!!", "facilitator99"])
def test_a_password_that_others_would_try_is_refused_with_a_reason(room: Room, password: str) -> None:
    answer = room.desk.send("/login/password", password=password, again=password)
    assert answer.status_code == 422
    assert "Others would try this early on." in room.desk.text
    assert is_in(room.desk)


def test_what_was_written_while_the_login_had_ended_is_kept_beside_the_login(room: Room) -> None:
    """An edit, an agenda, answers about a list: shown, and sent again once somebody is logged in."""
    room.move_to("propose")
    room.propose(room.phone(), "A bridge")
    proposal = room.snapshot().waiting[0]
    path = f"/desk/{room.code}/proposals/{proposal.id}/"
    form = fields_of(room.desk.open(path).get_data(as_text=True), "ramp_years")
    form |= {"title": "A bridge of wood", "description": "A text that took a quarter of an hour"}
    _end_login(room)
    answer = room.desk.send(path, follow=False, **form)
    assert answer.status_code == 401
    page = answer.get_data(as_text=True)
    assert "Nothing of this form was stored: the login had ended." in page
    assert '<p class="written">A text that took a quarter of an hour</p>' in page
    login = re.search(r'href="(/login/\?next=[^"]+)" target="_blank"', page)
    assert login
    kept = fields_of(page, "description")
    assert kept == form
    # Still logged out, it is asked again; logged in beside it, it is stored.
    assert room.desk.send(path, **kept).status_code == 401
    room.desk.client.post(link(room), data={"csrf_token": room.desk.token()})
    assert room.desk.send(path, **kept).status_code == 200
    view = room.snapshot().proposals[0]
    assert (view.title, view.description) == ("A bridge of wood", "A text that took a quarter of an hour")


def test_pages_with_a_file_field_keep_what_was_written_too(room: Room) -> None:
    path = f"/desk/{room.code}/decided"
    room.desk.open(path)
    _end_login(room)
    # A browser sends an empty part for a file that was not chosen.
    sent = {"text": "title;sector\nTram;transport", "file": (io.BytesIO(b""), "")}
    page = room.desk.send(path, **sent).get_data(as_text=True)
    assert 'class="written">title;sector' in page
    assert fields_of(page, "text")["text"].splitlines() == ["title;sector", "Tram;transport"]
    sent = {"text": "title;sector\nTram;transport", "file": (io.BytesIO(b"x"), "list.csv")}
    page = room.desk.send(path, **sent).get_data(as_text=True)
    assert "choose the file there once more" in page
    assert 'class="written">title;sector' in page
    assert "Send it again" not in page


def test_passwords_and_codes_are_never_shown_beside_the_login(room: Room) -> None:
    room.desk.open("/login/password")
    _end_login(room)
    secret = {"password": "a secret of mine", "again": "a secret of mine", "code": "123456"}
    for path in ("/login/password", "/login/code/set-up", "/accounts/", f"/desk/{room.code}/venue"):
        page = room.desk.send(path, **secret, name="Somebody", text="Something").get_data(as_text=True)
        assert "a secret of mine" not in page, path
    assert "123456" not in room.desk.send("/login/code/set-up", code="123456").get_data(as_text=True)


def _end_login(room: Room) -> None:
    """End the login of the desk, as its time or another tab does; the page stays open."""
    with room.app.app_context():
        db.session.execute(db.delete(Login))
        db.session.commit()
