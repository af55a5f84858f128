"""The security headers: on pages, files, redirects, failures and the answers of sockets alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.integration.conftest import Template
from tests.workshop_room import JSON, Browser, Room
from workshop.extensions import db
from workshop.factory import create_app
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link

EVERYWHERE = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy")


def answers(app: Flask, room: Room | None = None) -> dict[str, TestResponse]:
    """Get an answer of each kind."""
    client = app.test_client()
    asked = {
        "a page": client.get("/"),
        "a file": client.get("/static/js/start.js"),
        "letters": client.get("/static/vendor/source-sans-3-latin-wght-normal.woff2"),
        "no file": client.get("/static/js/none.js"),
        "a redirect to log in": client.get("/workshops/"),
        "a redirect to a slash": client.get("/workshops"),
        "no page": client.get("/nowhere"),
        "no page for scripts": client.get("/nowhere", headers=JSON),
        "no such method": client.put("/"),
        "a stale form": client.post("/language", data={"language": "nb"}),
        "a malformed host": client.get("/", headers={"Host": "a b"}),
        "a NUL": client.get("/j/%00"),
        "too much": client.post("/login/", data={"name": "x" * 2_000_000}),
        "a socket that polls": client.get("/socket.io/?EIO=4&transport=polling"),
        "a socket that does not": client.get("/socket.io/?EIO=1"),
        "a packet that is none": client.post("/socket.io/?EIO=4&transport=polling&sid=x", data=b"\xff"),
    }
    if room is not None:
        asked["news"] = room.phone().client.get(f"/phone/{room.code}/news")
        asked["BokehJS"] = room.desk.client.get("/compare/assets/0/bokeh.min.js")
    return asked


def test_every_answer_has_the_security_headers(room: Room) -> None:
    for kind, answer in answers(room.app, room).items():
        for name in EVERYWHERE:
            assert len(answer.headers.getlist(name)) == 1, (kind, name)
        assert "Strict-Transport-Security" not in answer.headers, kind


def test_every_answer_asks_for_https_where_it_is_set(sqlite_template: Template, tmp_path: Path) -> None:
    app = create_app(replace(sqlite_template.copy_for(tmp_path, opened=False), https=True))
    for kind, answer in answers(app).items():
        assert answer.headers["Strict-Transport-Security"].startswith("max-age="), kind
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", kind
    app.extensions["broadcaster"].close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    "path", ["/%00", "/j/%00", "/phone/a%1bb", "/?q=%00", "/?q=%0d%0a", "/j/" + "9" * 5_000]
)
def test_an_address_with_control_characters_or_endless_digits_makes_no_sense(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in (400, 404)


def test_text_that_no_database_takes_is_refused_in_words(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    for title in ("a\0b", "a\x1bb", "9" * 5_000):
        assert room.propose(phone, title).status_code == 400
        assert "cannot be stored" in phone.text
    room.propose(phone, "A bridge", description="One line\r\nand\tanother")
    assert [view.title for view in room.snapshot().waiting] == ["A bridge"]


def test_bytes_in_a_cookie_that_are_no_text_lock_nobody_out(app: Flask) -> None:
    for cookie in ("other=\xff", 'other="\\000"', "session=\xff"):
        assert app.test_client().get("/", headers={"Cookie": cookie}).status_code == 200


def test_asking_for_headers_alone_changes_nothing(room: Room) -> None:
    """A preview or a link checker sends HEAD, without a token against forgery: it is a GET without a body."""
    with room.app.app_context():
        secret = issue_login_link(ensure_facilitator("facilitator"), datetime.now(UTC))
    before = room.snapshot().revision
    for rule in room.app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.arguments <= {"code"}:
            room.desk.client.head(rule.rule.replace("<code>", room.code))
    assert room.app.test_client().head(f"/login/link/{secret}").status_code == 200
    assert room.snapshot().revision == before
    assert Browser(room.app.test_client()).send(f"/login/link/{secret}").status_code == 200
    answer = room.desk.client.head(f"/desk/{room.code}")
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0
