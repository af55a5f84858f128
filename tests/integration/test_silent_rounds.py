"""In a silent round no figure that the room reads follows from what others propose."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import zip_longest

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.workshop_room import JSON, Browser, Room, listen, open_room, silence
from workshop.charts.budget.verdict import build_verdict_view
from workshop.charts.meeting.picture import build_drawn_stage_html, build_phone_news_view
from workshop.i18n import spoken_in
from workshop.state.visibility import as_room_sees

pytestmark = pytest.mark.parametrize("template", ["sqlite"], indirect=True)

# What differs from one look to the next without telling anything of the proposals.
PASSING = re.compile(
    r'"(?:revision|answers)":\s*\d+|(?<=Step of the meeting</dt><dd>)\d+|data-revision=\\*"\d+\\*"|'
    r'[0-9a-f]{8}-[0-9a-f-]{27}|"touched":\s*\[[^\]]*(?:\][^\]]*)*?\]\]|'
    r'name="(?:csrf|server-time)[^>]*>|nonce-[\w-]+|nonce="[^"]*"'
)
AMOUNTS = ("100", "9000")


def test_no_byte_that_the_room_reads_depends_on_hidden_figures(room: Room) -> None:
    author, other = room.phone(), room.phone()
    silence(room)
    looks = []
    for amount in AMOUNTS:
        room.pick(author, "private-cars-electric", amount)
        room.propose(author, "Car-free Sundays", likely=amount, target="transport/cars")
        for view in room.snapshot().waiting:
            room.decide(view.id, "approve" if len(room.snapshot().shown) < 2 else "hide", reason="duplicate")
        looks.append({name: PASSING.sub("", text) for name, text in _read(room, other)})
    first, second = looks
    found = {name: _difference(first[name], second[name]) for name in first}
    assert not any(found.values()), "\n".join(f"{name}: {where}" for name, where in found.items() if where)


def test_the_verdict_of_a_silent_round_is_what_is_open_to_the_room(room: Room) -> None:
    with spoken_in("en"):
        before = build_verdict_view(room.snapshot())
    silence(room)
    room.pick(room.phone(), "private-cars-electric", "9000")
    snapshot = room.snapshot()
    with spoken_in("en"):
        assert build_verdict_view(as_room_sees(snapshot)) == before
        assert build_verdict_view(snapshot).lead != before.lead  # the desk's own
    wall = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    assert re.search(r"1 of \d+ (person has|people have) written", wall)
    assert "Private cars" not in wall
    assert 'id="bridge"' not in wall
    desk = html.unescape(room.desk.open(f"/desk/{room.code}").get_data(as_text=True))
    assert "show the result without the meeting’s proposals" in desk
    room.move_to("estimate")
    snapshot = room.snapshot()
    assert as_room_sees(snapshot) is snapshot
    with spoken_in("en"):
        counted = build_verdict_view(snapshot).lead
    assert counted.startswith("With this action")
    wall = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    assert "Proposed so far: 1 proposal" in wall
    assert "Private cars become electric" in wall


def test_result_and_replay_of_a_silent_round_agree_with_the_wall(room: Room) -> None:
    silence(room)
    with spoken_in("en"):
        open_to_all = build_verdict_view(as_room_sees(room.snapshot())).lead
    room.pick(room.phone(), "private-cars-electric", "9000")
    desk = f"/desk/{room.code}"
    for path in (f"{desk}/result", f"{desk}/replay", f"{desk}/replay?wall=1"):
        page = html.unescape(room.desk.open(path).get_data(as_text=True))
        assert open_to_all in page
        assert "With this action" not in page
        assert "Private cars become electric" not in page
    assert "The meeting’s proposals are included when this silent round is over." in html.unescape(
        room.desk.open(f"{desk}/result").get_data(as_text=True)
    )
    room.move_to("estimate")
    page = html.unescape(room.desk.open(f"{desk}/result").get_data(as_text=True))
    assert "With this action" in page
    assert "Private cars become electric" in page


def test_a_picture_held_in_a_silent_round_tells_no_more_than_the_wall(room: Room) -> None:
    silence(room)
    room.pick(room.phone(), "private-cars-electric", "9000")
    room.desk.send(f"/desk/{room.code}/screen/show", wall="held")
    held = html.unescape(room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True))
    assert "Private cars" not in held
    assert re.search(r"1 of \d+ (person has|people have) written", held)


def test_a_picture_held_before_a_silent_round_is_dropped_with_its_words(room: Room) -> None:
    room.move_to("estimate")
    room.propose(room.phone(), "Car-free Sundays", likely="100", target="transport/cars")
    room.move_to("propose")
    room.propose(room.phone(), "Car-free Sundays", likely="100", target="transport/cars")
    (view,) = room.snapshot().waiting
    room.decide(view.id, "approve")
    room.desk.send(f"/desk/{room.code}/screen/show", wall="held")
    path = f"/wall/{room.code}/{room.screen_key}"
    assert "Car-free Sundays" in room.desk.open(path).get_data(as_text=True)
    silence(room)
    assert "Car-free Sundays" not in room.desk.open(path).get_data(as_text=True)


@given(st.lists(st.tuples(st.sampled_from(["100", "2500", "20000"]), st.booleans()), min_size=1, max_size=4))
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    # A meeting takes seconds: a failing one is printed as it is.
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_proposed_the_room_sees_the_picture_of_nothing_proposed(
    app: Flask, said: list[tuple[str, bool]]
) -> None:
    room = open_room(app)
    silence(room)
    other = room.phone()
    empty = _figures(room)
    for number, (amount, own) in enumerate(said):
        author = room.phone()
        if own:
            room.propose(author, f"Idea {number}", likely=amount, target="transport/cars")
        else:
            room.pick(author, "private-cars-electric", amount)
        for view in room.snapshot().waiting:
            room.decide(view.id, "approve")
    assert _figures(room) == empty
    assert other.open(f"/phone/{room.code}/news").json["closed"] == empty["closed"]


def _difference(first: str, second: str) -> str:
    """Return the first place at which two texts differ; empty where they do not."""
    for place, (one, other) in enumerate(zip_longest(first, second)):
        if one != other:
            return f"{first[place - 60 : place + 60]!r} / {second[place - 60 : place + 60]!r}"
    return ""


def _figures(room: Room) -> dict[str, object]:
    """Return all that a wall draws and a phone hears, without the number of proposals."""
    snapshot = room.snapshot()
    with room.app.test_request_context():
        stage = build_drawn_stage_html(snapshot)
        news = build_phone_news_view(snapshot)
    stage = re.sub(r'data-revision="\d+"|\d+ proposals? · |<p data-say="written".*?</p>', "", stage)
    return {"stage": stage, "closed": news.closed, "words": news.words}


def _read(room: Room, other: Browser) -> Iterator[tuple[str, str]]:
    """Read every page of the room, and what the sockets say."""
    wall = f"/wall/{room.code}/{room.screen_key}"
    phone = f"/phone/{room.code}"
    for path in (wall, f"{wall}/news"):
        yield path, room.desk.client.get(path).get_data(as_text=True)
    for path in (phone, f"{phone}/mine", f"{phone}/news", f"{phone}/catalogue", f"/budget/{room.code}"):
        yield path, other.client.get(path).get_data(as_text=True)
    yield "budget at the desk", room.desk.client.get(f"/budget/{room.code}").get_data(as_text=True)
    yield "result", room.desk.client.get(f"/desk/{room.code}/result").get_data(as_text=True)
    preview = room.propose(other, "Mine", likely="5000", target="transport/cars", preview="1", headers=JSON)
    assert preview.status_code == 200
    yield "preview", preview.get_data(as_text=True)
    # What was stored before may still be on its way to the sockets: at another moment in each look.
    room.app.extensions["broadcaster"].close()
    for audience, browser, auth in (("wall", None, {"key": room.screen_key}), ("phone", other, {})):
        socket = listen(room, audience, browser, **auth)
        yield f"socket of a {audience}", json.dumps(socket.get_received())
        socket.disconnect()
