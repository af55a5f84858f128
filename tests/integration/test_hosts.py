"""The host that a request names: into no link that others see, and never malformed into anything."""

from __future__ import annotations

import pytest

from tests.workshop_room import Room

FOREIGN = "evil.example"
MALFORMED = ("[::1", "a b", "x:99999", "a,b", "a@b", "<script>", "x" * 300, "-.", "a..b", "[::1]:0")


def test_a_foreign_host_gets_into_no_link(room: Room) -> None:
    """A stranger, a phone or a screen names another host: links and pictures keep the server's own."""
    stranger, phone = room.app.test_client(), room.phone().client
    pages = {
        stranger: ("/wall", f"/wall/{room.code}/{room.screen_key}", f"/j/{room.code}", "/"),
        phone: (f"/phone/{room.code}",),
    }
    for client, paths in pages.items():
        for path in paths:
            said = client.get(path, headers={"Host": FOREIGN}).get_data(as_text=True)
            assert FOREIGN not in said, path
            assert FOREIGN not in client.get(path).get_data(as_text=True), path


def test_the_host_of_a_desk_that_is_logged_in_is_on_the_screen(room: Room) -> None:
    """Behind a proxy without a set address, the desk's own way in is everybody's."""
    wall = room.app.test_client()
    path, host = f"/wall/{room.code}/{room.screen_key}", {"Host": "meeting.example.org"}
    assert "meeting.example.org/j<" not in wall.get(path, headers=host).get_data(as_text=True)
    session = room.desk.client.get_cookie("session")
    assert session is not None
    desk = room.app.test_client()
    desk.set_cookie("session", session.value, domain="meeting.example.org")
    said = desk.get(f"/desk/{room.code}", base_url="http://meeting.example.org").get_data(as_text=True)
    assert f"meeting.example.org/j/{room.code}" in said
    assert "meeting.example.org/j<" in wall.get(path, headers=host).get_data(as_text=True)


def test_a_set_address_is_in_all_links(room: Room) -> None:
    room.app.config["PUBLIC_ADDRESS"] = "https://set.example.org"
    said = (
        room.app.test_client()
        .get(f"/wall/{room.code}/{room.screen_key}", headers={"Host": FOREIGN})
        .get_data(as_text=True)
    )
    assert "set.example.org/j<" in said
    assert FOREIGN not in said


@pytest.mark.parametrize("host", MALFORMED)
def test_a_malformed_host_is_refused_in_words(room: Room, host: str) -> None:
    answer = room.app.test_client().get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "address" in answer.get_data(as_text=True)
    assert host not in str(answer.headers)


@pytest.mark.parametrize("host", ["[::1]:8000", "my_app:8000", "a-b.example.org.", "192.168.0.7"])
def test_hosts_that_people_have_are_taken(room: Room, host: str) -> None:
    assert room.app.test_client().get("/", headers={"Host": host}).status_code == 200
