"""The choice of language leads to a page that exists, from every answer, and loses nothing that was typed."""

from __future__ import annotations

import re
import uuid

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.page_forms import fields_of
from tests.workshop_room import Browser, Room

# What would take the room or the login away from the presses that follow.
_ENDS = {"workshops.delete", "home.choose_language"}


def leads_to(page: str) -> str:
    """Return where the language form of a page leads."""
    return str(fields_of(page, "next")["next"])


def test_a_refused_answer_of_the_phone_is_read_in_another_language(room: Room) -> None:
    phone = room.phone()
    path = f"/phone/{room.code}/table"
    phone.send(path, headers={"Referer": f"http://localhost/phone/{room.code}"})
    assert phone.page is not None
    assert phone.page.status_code >= 400
    assert leads_to(phone.text) == f"/phone/{room.code}"
    chosen = phone.send("/language", language="sv", next=leads_to(phone.text))
    assert chosen.status_code == 200
    assert '<html lang="sv">' in phone.text


def test_what_was_typed_is_kept_when_the_language_is_chosen(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    path = f"/phone/{room.code}/own"
    typed = {"title": "A <b>bridge</b>", "likely": "a lot", "target": "transport/cars"}
    phone.send(path, headers={"Referer": f"http://localhost{path}"}, **typed)
    refused = fields_of(phone.text, "next")
    phone.send("/language", **refused, language="nb")
    assert '<html lang="nb">' in phone.text
    # Another change of mind still keeps it.
    phone.send("/language", **fields_of(phone.text, "next"), language="sv")
    assert '<html lang="sv">' in phone.text
    again = fields_of(phone.text, "likely")
    assert {name: again[name] for name in typed} == typed
    phone.send(path, **again)
    assert phone.page is not None
    assert phone.page.status_code == 422
    assert fields_of(phone.text, "likely")["title"] == typed["title"]
    # Nothing leads elsewhere, and no password comes back.
    for address in ("//elsewhere.example/x", "http://elsewhere.example/", "/login/"):
        phone.send("/language", language="en", next="/", again=address, **{"sent-name": "kept"})
        assert "kept" not in phone.text


def test_every_answer_to_a_post_leads_the_language_to_a_page(room: Room, app: Flask) -> None:
    """Each address that takes forms, with a form that lacks all: as the desk, and as a phone."""
    adapter = app.url_map.bind("localhost")
    given = {"code": room.code, "proposal_id": "none", "action_id": "electric-buses"}
    desk, phone = room.desk, room.phone()
    wrong, seen = [], 0
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in _ENDS or rule.endpoint.startswith("login."):
            continue
        values = {name: given.get(name, 1 if "int" in str(rule) else "none") for name in rule.arguments}
        try:
            path = adapter.build(rule.endpoint, values, "POST")
        except (HTTPException, TypeError, ValueError):
            continue
        for who in (phone, desk):
            page = who.send(path, follow=False, operation_id="", confirm="").get_data(as_text=True)
            if 'name="next"' not in page or who.page is None or who.page.status_code < 400:
                continue
            seen += 1
            leads = leads_to(page)
            try:
                adapter.match(re.sub(r"\?.*", "", leads), "GET")
            except HTTPException:
                wrong.append((path, who.page.status_code, leads))
    assert seen > 60
    assert wrong == []


def test_a_form_sent_without_login_leads_to_its_page_after_it(room: Room, app: Flask) -> None:
    stranger = Browser(app.test_client())
    sent = stranger.send(f"/desk/{room.code}/undo", follow=False, operation_id=str(uuid.uuid4()))
    assert sent.status_code == 401
    [login] = re.findall(r'href="(/login/\?next=[^"]+)"', sent.get_data(as_text=True))
    assert "undo" not in login


def test_the_address_of_the_choice_leads_on_when_it_is_loaded_again(room: Room) -> None:
    loaded = room.phone().client.get("/language")
    assert (loaded.status_code, loaded.headers["Location"]) == (303, "/")
