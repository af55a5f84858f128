"""Screens: paired by the code they show, taken away, held, blank; and a phone as the desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.workshop_room import Browser, Room, listen, open_room
from workshop.extensions import db
from workshop.models import RemoteDesk, Screen


def test_a_screen_becomes_the_wall_of_the_desk_that_types_its_code_and_stays_it(room: Room) -> None:
    screen = Browser(room.app.test_client())
    code = _shown_code(screen)
    assert _mark(screen) == code
    _shown_code(screen, code)  # a reload shows the same
    assert (
        room.desk.send(_at(room, "pair"), screen_code=f" {code[:3].lower()}-{code[3:]} ").status_code == 200
    )
    assert f"Screen {code}" in room.desk.text
    assert _mark(screen) == "paired"
    assert 'id="stage"' in screen.open("/wall").get_data(as_text=True)
    assert room.code in screen.text
    assert room.screen_key not in screen.text
    news = screen.open("/wall/news").json
    assert news is not None
    assert (news["code"], news["revision"]) == (room.code, 0)
    assert listen(room, "wall", screen).is_connected()


def test_a_screen_that_is_disconnected_shows_a_code_again_and_hears_nothing_more(room: Room) -> None:
    screen = _paired(room)
    socket = listen(room, "wall", screen)
    number = re.search(r"/screen/(\d+)/part", room.desk.open(f"/desk/{room.code}").get_data(as_text=True))
    assert number
    socket.get_received()
    room.desk.send(_at(room, f"{number[1]}/part"))
    assert not socket.is_connected()
    _shown_code(screen)
    assert screen.open("/wall/news").json == {"epoch": "", "revision": 0, "code": ""}
    assert not listen(room, "wall", screen).is_connected()


def test_another_desks_screens_are_out_of_reach(app: Flask, room: Room) -> None:
    other = open_room(app)
    screen = _paired(room)
    number = re.search(r"/screen/(\d+)/part", room.desk.open(f"/desk/{room.code}").get_data(as_text=True))
    assert number
    other.desk.send(_at(other, f"{number[1]}/part"))
    assert _mark(screen) == "paired"
    assert not listen(other, "wall", screen).is_connected()


def test_a_code_works_once_and_for_ten_minutes(app: Flask, room: Room) -> None:
    screen = Browser(app.test_client())
    code = _shown_code(screen)
    with app.app_context():
        waiting = db.session.scalars(db.select(Screen)).one()
        waiting.expires_at -= timedelta(minutes=11)
        db.session.commit()
    answer = room.desk.send(_at(room, "pair"), screen_code=code)
    assert answer.status_code == 422
    assert f"No screen shows the code {code} now." in room.desk.text
    assert _mark(screen) == "new"
    fresh = _shown_code(screen)
    assert fresh != code
    room.desk.send(_at(room, "pair"), screen_code=fresh)
    assert room.desk.send(_at(room, "pair"), screen_code=fresh).status_code == 422
    with app.app_context():
        assert db.session.query(Screen).count() == 1


def test_wrong_codes_spend_an_allowance(room: Room) -> None:
    for _ in range(20):
        assert room.desk.send(_at(room, "pair"), screen_code="ZZZZZZ").status_code == 422
    assert room.desk.send(_at(room, "pair"), screen_code="ZZZZZZ").status_code == 429


def test_filling_the_table_of_screens_keeps_no_screen_out(
    app: Flask, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workshop.services.people.screens.MOST_WAITING", 3)
    paired, waiting = _paired(room), [Browser(app.test_client()) for _ in range(3)]
    codes = [_shown_code(screen) for screen in waiting]
    fresh = Browser(app.test_client())
    code = _shown_code(fresh)
    # The one that waited longest has made room, and is told to ask for another code.
    assert [_mark(screen) for screen in (paired, *waiting)] == ["paired", "new", *codes[1:]]
    with app.app_context():
        assert db.session.query(Screen).filter(Screen.workshop_id.is_(None)).count() == 3
    assert room.desk.send(_at(room, "pair"), screen_code=codes[0]).status_code == 422
    assert room.desk.send(_at(room, "pair"), screen_code=code).status_code == 200
    assert _mark(fresh) == "paired"


def test_requests_for_codes_are_limited_and_no_building_is_locked_out(app: Flask) -> None:
    known = Browser(app.test_client())
    _shown_code(known)
    for _ in range(39):
        assert app.test_client().get("/wall").status_code == 200
    stranger = app.test_client()
    met = stranger.get("/wall")
    assert met.status_code == 303  # it gets a token, and then counts for itself
    for _ in range(5):
        assert stranger.get("/wall").status_code == 200
        stranger.delete_cookie("screen")
    assert stranger.get("/wall").status_code == 429
    _shown_code(known)  # a screen that is known is not concerned


def test_a_held_wall_stays_as_it_is_also_for_a_screen_that_comes_late(room: Room) -> None:
    phone = room.phone()
    page = phone.open(f"/phone/{room.code}/news").json
    before = room.desk.open(_wall(room)).get_data(as_text=True)
    socket = listen(room, "wall", key=room.screen_key)
    room.desk.send(_at(room, "show"), wall="held")
    assert "It keeps what it showed." in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    room.move_to("propose")
    room.pick(phone, "electric-buses", "20")
    late = Browser(room.app.test_client()).open(_wall(room)).get_data(as_text=True)
    assert _stage(late) == _stage(before)
    assert 'data-wall="held"' in late
    assert 'data-ends=""' in late
    heard = _news(socket)[-1]
    assert (heard["wall"], heard["ends"]) == ("held", None)
    assert heard["html"] == _stage(before)
    assert "Electric buses" not in heard["html"]
    # The phones are where the meeting is, and were not told to lay their page anew by the hold.
    assert "Choose an action" in phone.open(f"/phone/{room.code}").get_data(as_text=True)
    room.desk.send(_at(room, "show"), wall="live")
    live = room.desk.open(_wall(room)).get_data(as_text=True)
    assert 'data-phase="propose"' in _stage(live)
    assert page is not None


def test_the_walls_mode_does_not_refresh_phones(room: Room) -> None:
    phone = room.phone()
    before = phone.open(f"/phone/{room.code}/news").json
    room.desk.send(_at(room, "show"), wall="held")
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="still", to="yes")
    after = phone.open(f"/phone/{room.code}/news").json
    assert before is not None
    assert after is not None
    assert after["revision"] == before["revision"] + 2
    assert after["page"] == before["page"]
    assert 'data-still="true"' in room.desk.open(_wall(room)).get_data(as_text=True)


def test_a_blank_wall_shows_the_title_and_nothing_else(room: Room) -> None:
    room.phone()
    room.move_to("combine")
    room.desk.send(_at(room, "show"), wall="blank")
    stage = _stage(room.desk.open(_wall(room)).get_data(as_text=True))
    words = re.sub(r"<[^>]+>", " ", stage).split()
    assert " ".join(words) == room.snapshot().title
    room.desk.send(_at(room, "show"), wall="live")
    assert "At today" in _stage(room.desk.open(_wall(room)).get_data(as_text=True))


def test_undo_takes_a_hold_back_and_brings_its_picture_again(room: Room) -> None:
    room.desk.send(_at(room, "show"), wall="held")
    assert "The screen: frozen" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    room.move_to("combine")
    room.desk.send(_at(room, "show"), wall="live")
    _undo(room)
    assert 'data-phase="lobby"' in _stage(room.desk.open(_wall(room)).get_data(as_text=True))


def test_a_hidden_proposal_is_not_on_a_held_picture(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    room.propose(phone, "Something that hurts somebody")
    (view,) = room.snapshot().proposals
    room.decide(view.id, "approve")
    room.desk.send(_at(room, "show"), wall="held")
    assert "hurts somebody" in _stage(room.desk.open(_wall(room)).get_data(as_text=True))
    room.decide(view.id, "hide", reason="offensive")
    wall = _stage(room.desk.open(_wall(room)).get_data(as_text=True))
    assert "hurts somebody" not in wall
    assert "stage-title" in wall
    assert "Something on the frozen screen was hidden" in room.desk.open(f"/desk/{room.code}").get_data(
        as_text=True
    )


def test_a_phone_is_the_desk_by_a_code_that_works_once_and_for_this_workshop_only(
    app: Flask, room: Room
) -> None:
    other = open_room(app)
    phone = Browser(app.test_client())
    link = _desk_link(room)
    assert "Use this phone as the desk" in phone.open(link).get_data(as_text=True)
    assert phone.open(f"/desk/{room.code}/news").status_code != 403
    assert "Log in" in phone.open(f"/desk/{room.code}").get_data(as_text=True)  # not used yet
    phone.send(link)
    assert 'id="board"' in phone.text
    assert phone.send(f"/desk/{room.code}/agenda/move", step=1).status_code == 200
    assert room.snapshot().step == 1
    _undo(room, phone)
    assert room.snapshot().step == 0
    assert listen(room, "desk", phone).is_connected()
    # Nobody else by the same code, and nothing else by this phone, whatever it calls its secret.
    cookie = phone.client.get_cookie(f"desk-{room.code}")
    assert cookie is not None
    phone.client.set_cookie(f"desk-{other.code}", cookie.value)
    assert Browser(app.test_client()).open(link).status_code == 410
    assert Browser(app.test_client()).send(link).status_code == 410
    for path in (
        f"/desk/{other.code}",
        "/workshops/",
        f"/workshops/{room.code}/delete",
        f"/workshops/{room.code}/copy",
        f"/desk/{room.code}/remote/",
        f"/desk/{room.code}/helpers",
        "/login/password",
    ):
        assert phone.open(path).request.path.startswith("/login/"), path


def test_a_phone_that_was_the_desk_is_locked_out_at_its_next_request(app: Flask, room: Room) -> None:
    phone = Browser(app.test_client())
    phone.send(_desk_link(room))
    page = room.desk.open(f"/desk/{room.code}/remote/").get_data(as_text=True)
    number = re.search(r"/remote/(\d+)/end", page)
    assert number
    room.desk.send(f"/desk/{room.code}/remote/{number[1]}/end")
    assert "/login/" in str(phone.open(f"/desk/{room.code}").request.path)
    assert not listen(room, "desk", phone).is_connected()
    assert room.snapshot().step == 0


def test_an_offered_desk_ends_after_ten_minutes_and_a_newer_offer_replaces_it(app: Flask, room: Room) -> None:
    first, second = _desk_link(room), _desk_link(room)
    assert Browser(app.test_client()).open(first).status_code == 410
    with app.app_context():
        offer = db.session.scalars(db.select(RemoteDesk)).one()
        offer.expires_at -= timedelta(minutes=11)
        db.session.commit()
    assert Browser(app.test_client()).send(second).status_code == 410


def _shown_code(screen: Browser, expected: str = "") -> str:
    text = screen.open("/wall").get_data(as_text=True)
    found = re.search(r'data-mark="([2-9A-Z]{6})"', text)
    assert found, text
    assert not expected or found[1] == expected
    assert not set("01ILO") & set(found[1])
    return found[1]


def _mark(screen: Browser) -> str:
    answer = screen.open("/wall/state").json
    assert answer is not None
    return str(answer["mark"])


def _paired(room: Room) -> Browser:
    screen = Browser(room.app.test_client())
    room.desk.send(_at(room, "pair"), screen_code=_shown_code(screen))
    return screen


def _at(room: Room, what: str) -> str:
    return f"/desk/{room.code}/screen/{what}"


def _wall(room: Room) -> str:
    return f"/wall/{room.code}/{room.screen_key}"


def _stage(page: str) -> str:
    start = page.index('<div id="stage"')
    end = page.find('<aside class="join-corner"')
    return page[start : end if end > 0 else None].strip()


def _news(socket: object) -> list[dict[str, str]]:
    import time

    deadline = time.monotonic() + 5
    heard: list[dict[str, str]] = []
    while time.monotonic() < deadline:
        heard += [said["args"][0] for said in socket.get_received() if said["name"] == "news"]  # type: ignore[attr-defined]
        if heard and heard[-1]["revision"] == 3:  # type: ignore[comparison-overlap]
            return heard
        time.sleep(0.02)
    return heard


def _undo(room: Room, desk: Browser | None = None) -> None:
    desk = desk or room.desk
    page = desk.open(f"/desk/{room.code}").get_data(as_text=True)
    found = re.search(r'name="change" value="(\d+)"', page)
    assert found
    assert desk.send(f"/desk/{room.code}/undo", change=found[1]).status_code == 200


def _desk_link(room: Room) -> str:
    page = room.desk.send(f"/desk/{room.code}/remote/").get_data(as_text=True)
    found = re.search(r"http://localhost(/desk/\w+/remote/enter/[\w-]+)", page)
    assert found, page
    return found[1]


def test_a_screen_link_that_got_about_can_be_ended(room: Room) -> None:
    old = f"/wall/{room.code}/{room.screen_key}"
    wall, paired = listen(room, "wall", key=room.screen_key), Browser(room.app.test_client())
    assert wall.is_connected()
    room.desk.send(f"/desk/{room.code}/screen/link/renew")
    assert not wall.is_connected()
    assert paired.open(old).status_code == 404
    assert not listen(room, "wall", key=room.screen_key).is_connected()
    new = re.search(rf"/wall/{room.code}/[\w-]+", room.desk.open(f"/desk/{room.code}").get_data(as_text=True))
    assert new
    assert paired.open(new[0]).status_code == 200


def test_each_qr_code_has_a_name(room: Room) -> None:
    wall = Browser(room.app.test_client()).open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    for page in (wall, desk):
        codes = re.findall(r"<svg[^>]*\bqr\b[^>]*>", page)
        assert codes
        for code in codes:
            assert 'role="img"' in code
            assert re.search(rf'aria-label="QR code of [^"]*/j/{room.code}"', code), code
