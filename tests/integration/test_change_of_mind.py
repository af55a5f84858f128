"""People correct what they said of themselves, and withdraw what they sent; the desk empties a vote."""

from __future__ import annotations

import re

from tests.workshop_room import Room


def test_a_role_and_a_nickname_are_corrected_by_oneself(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone("visitor", nickname="Ida")
    room.pick(phone, "private-cars-electric", 4000)
    assert _role(room) == "visitor"
    page = phone.open(f"/phone/{room.code}").get_data(as_text=True)
    assert f'href="/j/{room.code}/me"' in page
    assert 'value="Ida"' in phone.open(f"/j/{room.code}/me").get_data(as_text=True)
    page = phone.send(f"/j/{room.code}/me", role="elected", nickname="").get_data(as_text=True)
    assert "You are here as: Elected." in _words(page)
    assert "Ida" not in page
    assert _role(room) == "elected"
    assert room.joined()["visitor"] == 0


def test_an_author_asks_the_desk_to_take_back_what_the_room_sees(room: Room) -> None:
    room.move_to("propose")
    phone, other = room.phone(), room.phone()
    room.propose(phone, "A bridge of wood")
    public_id = room.snapshot().proposals[0].id
    leave = f"/phone/{room.code}/own/{public_id}/leave"
    # While it waits, its author withdraws it without asking.
    assert phone.send(leave).status_code == 409
    room.decide(public_id, "approve")
    assert other.send(leave).status_code == 409
    assert "You have asked the facilitator to withdraw it." in _words(
        phone.send(leave).get_data(as_text=True)
    )
    assert len(room.snapshot().shown) == 1
    assert "The author wants to withdraw it: A bridge of wood" in _desk(room)
    decide = f"/desk/{room.code}/people/withdrawals/{public_id}"
    assert room.desk.send(decide, taken="no").status_code == 200
    assert "The author wants" not in _desk(room)
    assert "withdrawal" not in str(room.document())
    phone.send(leave)
    assert room.desk.send(decide, taken="yes").status_code == 200
    assert room.snapshot().shown == ()
    step = re.findall(
        r'name="change" value="(\d+)"', room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    )
    assert room.desk.send(f"/desk/{room.code}/undo", change=step[0]).status_code == 200
    assert len(room.snapshot().shown) == 1


def test_the_head_count_is_hidden_from_the_room(room: Room) -> None:
    room.phone()
    wall = f"/wall/{room.code}/{room.screen_key}"
    assert "1 person has joined" in _words(_wall(room, wall))
    room.desk.send(f"/desk/{room.code}/people/count", hidden="yes")
    assert "joined" not in _words(_wall(room, wall))
    room.desk.send(f"/desk/{room.code}/people/count", hidden="no")
    assert "1 person has joined" in _words(_wall(room, wall))


def test_an_open_vote_is_emptied_and_goes_on(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 4000)
    (view,) = room.snapshot().shown
    room.move_to("deliberate")
    room.desk.send(f"/desk/{room.code}/vote/open", dots=3, hidden="y")
    vote = f"/phone/{room.code}/vote"
    phone.send(vote, **{f"dots-{view.id}": 2, f"supports-{view.id}": "yes"})
    assert "You have given 2 of 3 dots." in _words(phone.open(f"/phone/{room.code}").get_data(as_text=True))
    page = phone.client.get(f"/phone/{room.code}/news").json["page"]
    assert "Shall everybody vote again?" in _desk(room)
    assert room.desk.send(f"/desk/{room.code}/vote/empty").status_code == 200
    assert "You have given" not in _words(phone.open(f"/phone/{room.code}").get_data(as_text=True))
    # Phones fetch their page again.
    assert phone.client.get(f"/phone/{room.code}/news").json["page"] != page
    assert phone.send(vote, **{f"dots-{view.id}": 3}).status_code == 200
    assert room.desk.send(f"/desk/{room.code}/vote/close").status_code == 200
    assert room.desk.send(f"/desk/{room.code}/vote/empty").status_code == 409


def _role(room: Room) -> str:
    return str(room.snapshot().shown[0].role)


def _desk(room: Room) -> str:
    return _words(room.desk.open(f"/desk/{room.code}").get_data(as_text=True))


def _wall(room: Room, path: str) -> str:
    return room.desk.open(path).get_data(as_text=True)


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
