"""Addresses as people type them: a slash too many or too few, a code in small letters."""

from __future__ import annotations

import pytest
from werkzeug.routing import Rule

from tests.workshop_room import Room


def pages(room: Room) -> list[str]:
    """List the addresses of pages that need nothing but a code."""
    rules: list[Rule] = [rule for rule in room.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    known = {"code": room.code, "key": room.screen_key}
    return [
        "".join(known[part.split(":")[-1]] if part in rule.arguments else part for part in split(rule.rule))
        for rule in rules
        if rule.arguments <= {"code"} and rule.endpoint != "static"
    ]


def split(rule: str) -> list[str]:
    """Split a rule at its arguments."""
    return rule.replace(">", "<").split("<")


def test_every_page_leads_on_with_and_without_a_slash_and_keeps_its_query(room: Room) -> None:
    for path in pages(room):
        other = path[:-1] if path.endswith("/") else f"{path}/"
        if path == "/":
            continue
        answer = room.desk.client.get(f"{other}?a=1&b=%C3%A5")
        if answer.status_code == 200:
            continue  # the page itself
        assert answer.status_code == 308, other
        assert answer.headers["Location"] == f"{path}?a=1&b=%C3%A5"


def test_a_code_in_small_letters_leads_on(room: Room) -> None:
    small = room.code.lower()
    for path in pages(room):
        if room.code not in path:
            continue
        answer = room.desk.client.get(f"{path.replace(room.code, small)}?a=1")
        assert (answer.status_code, answer.headers["Location"]) == (308, f"{path}?a=1")


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/%5Cevil.example/", "///evil.example/j/", "/j//evil.example//"]
)
def test_a_slash_leads_to_no_other_host(room: Room, path: str) -> None:
    answer = room.app.test_client().get(path, headers={"Host": "evil.example"})
    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_a_form_that_is_sent_to_the_other_slash_arrives(room: Room) -> None:
    token = room.desk.token()
    answer = room.desk.client.post(f"/desk/{room.code}/undo/", data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (308, f"/desk/{room.code}/undo")
