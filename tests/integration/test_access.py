"""Who may see and do what."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.workshop_room import Browser, Room, open_room
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link

DESK_PAGES = (
    "",
    "/news",
    "/decided",
    "/decided/sheet",
    "/scenario-files",
    "/scenario-files/preview",
    "/agenda/",
    "/limits",
    "/reference",
    "/reference/path",
)
DESK_ACTIONS = (
    "/agenda/",
    "/agenda/move",
    "/agenda/clock",
    "/agenda/rule",
    "/estimates/look",
    "/spotlight",
    "/vote/open",
    "/vote/close",
    "/objections/x",
    "/reasons/1",
    "/undo",
    "/save",
    "/decided",
    "/decided/actions",
    "/decided/undo/1",
    "/scenario-files",
    "/scenario-files/preview",
    "/scenario-files/discard",
    "/limits",
    "/reference",
    "/proposals/x/approve",
    "/proposals/x/hide",
    "/proposals/x/include",
    "/proposals/x/",
)


@pytest.mark.parametrize("page", DESK_PAGES)
def test_the_desk_is_for_its_facilitator_only(room: Room, page: str) -> None:
    stranger = Browser(room.app.test_client())
    assert "Log in" in stranger.open(f"/desk/{room.code}{page}").get_data(as_text=True)
    phone = room.phone()
    assert "Log in" in phone.open(f"/desk/{room.code}{page}").get_data(as_text=True)
    assert _other_facilitator(room.app).open(f"/desk/{room.code}{page}").status_code == 403


@pytest.mark.parametrize("action", DESK_ACTIONS)
def test_nobody_else_acts_at_the_desk(room: Room, action: str) -> None:
    revision = room.snapshot().revision
    steering = {"step": "1", "minutes": "1", "rule": "frozen", "to": "yes"}
    fields = {**steering, "name": "x", "reason": "personal", "included": "no", "change": "1", "dots": "5"}
    answer = room.phone().send(f"/desk/{room.code}{action}", **fields)
    assert (answer.status_code, "You are logged out." in answer.get_data(as_text=True)) == (401, True)
    assert _other_facilitator(room.app).send(f"/desk/{room.code}{action}", **fields).status_code == 403
    assert room.snapshot().revision == revision


@pytest.mark.parametrize("page", ["/statistics/", "/statistics/changes", "/workshops/path"])
def test_pages_of_the_installation_are_for_facilitators(room: Room, page: str) -> None:
    assert "Log in" in Browser(room.app.test_client()).open(page).get_data(as_text=True)
    assert "Log in" in room.phone().open(page).get_data(as_text=True)


def test_the_wall_needs_its_key(room: Room) -> None:
    stranger = Browser(room.app.test_client())
    assert stranger.open(f"/wall/{room.code}/{room.screen_key}").status_code == 200
    assert stranger.open(f"/wall/{room.code}/guess").status_code == 404
    assert stranger.open(f"/wall/{room.code}/guess/news").status_code == 404


def test_a_phone_page_leads_those_who_have_not_joined_to_the_door(room: Room) -> None:
    stranger = Browser(room.app.test_client())
    for page in ("", "/catalogue", "/own", "/catalogue/electric-buses"):
        assert "I am here as" in stranger.open(f"/phone/{room.code}{page}").get_data(as_text=True)


def test_somebody_from_another_workshop_has_not_joined_this_one(room: Room) -> None:
    other = open_room(room.app)
    phone = other.phone()
    cookie = phone.client.get_cookie(f"participant-{other.code}")
    assert cookie is not None
    phone.client.set_cookie(f"participant-{room.code}", cookie.value)
    assert "I am here as" in phone.open(f"/phone/{room.code}").get_data(as_text=True)


def test_a_guessed_secret_lets_nobody_in(room: Room) -> None:
    phone = room.phone()
    cookie = phone.client.get_cookie(f"participant-{room.code}")
    assert cookie is not None
    public_id = cookie.value.partition(".")[0]
    thief = Browser(room.app.test_client())
    thief.client.set_cookie(f"participant-{room.code}", f"{public_id}.{'0' * 64}")
    assert "I am here as" in thief.open(f"/phone/{room.code}").get_data(as_text=True)


def test_no_name_no_secret_and_no_reason_reaches_the_wall_or_other_phones(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone(nickname="Resident 12")
    room.pick(phone, "electric-buses", "12", reason="Because of the noise")
    cookie = phone.client.get_cookie(f"participant-{room.code}")
    assert cookie is not None
    public_id, _, secret = cookie.value.partition(".")
    other = room.phone()
    seen = [
        other.open(path).get_data(as_text=True)
        for path in (
            f"/phone/{room.code}",
            f"/phone/{room.code}/news",
            f"/phone/{room.code}/catalogue",
            f"/phone/{room.code}/catalogue/electric-buses",
            f"/budget/{room.code}",
            f"/wall/{room.code}/{room.screen_key}",
            f"/wall/{room.code}/{room.screen_key}/news",
        )
    ]
    for private in ("Resident 12", "Because of the noise", public_id, secret):
        assert not [text for text in seen if private in text]


def test_every_answer_carries_a_strict_policy(room: Room) -> None:
    for path in ("/", f"/j/{room.code}", f"/wall/{room.code}/{room.screen_key}", "/nowhere"):
        policy = Browser(room.app.test_client()).open(path).headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def test_secrets_are_stored_as_hashes_only(room: Room) -> None:
    phone = room.phone()
    cookie = phone.client.get_cookie(f"participant-{room.code}")
    assert cookie is not None
    from workshop.extensions import db

    with room.app.app_context():
        rows = [db.session.execute(table.select()).all() for table in db.metadata.sorted_tables]
        dump = repr(rows)
    assert cookie.value.partition(".")[2] not in dump


def test_every_state_changing_route_needs_a_token(app: Flask) -> None:
    """A new route that forgets its protection fails here."""
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        path = re.sub(r"<[^>]+>", "x", re.sub(r"<int[^:]*:[^>]+>", "1", rule.rule))
        assert client.post(path).status_code == 400, path


def _other_facilitator(app: Flask) -> Browser:
    with app.app_context():
        secret = issue_login_link(ensure_facilitator("another facilitator"), datetime.now(UTC))
    browser = Browser(app.test_client())
    browser.send(f"/login/link/{secret}")
    return browser


def test_a_script_without_participant_gets_an_error_and_no_redirect(room: Room) -> None:
    """It would take the door's page for an answer, and forget what it had to send."""
    room.move_to("propose")
    stranger = Browser(room.app.test_client())
    answer = room.propose(stranger, "A bridge", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json is not None
    assert "no longer in the workshop" in answer.json["what"]
