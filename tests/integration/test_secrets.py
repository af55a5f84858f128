"""What one role may not see never reaches its browser: every page and payload of a meeting is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from flask_socketio.test_client import SocketIOTestClient

from tests.workshop_room import JSON, Browser, Room, listen
from workshop.extensions import db
from workshop.models import Participant

NAME = "Resident 12"
WAITING, HIDDEN, QUESTION = "The wish that waits", "The wish that is hidden", "The desk's own question?"
REASON, OBJECTION, THOUGHT = "A reason nobody has read", "An objection that waits", "A thought that waits"
UNREAD = (WAITING, HIDDEN, QUESTION, REASON, OBJECTION, THOUGHT)
# What nobody but its owner may get: secrets of devices, of the screen, of the desk.
FORBIDDEN_KEYS = re.compile(r'"(secret|secret_hash|nickname|author|author_id|participant_id|password)"\s*:')


def test_nothing_reaches_a_browser_that_its_role_may_not_see(room: Room) -> None:
    author, people, cars = _meeting(room)
    other = people[0]
    wall, phone = listen(room, "wall", key=room.screen_key), listen(room, "phone", other)
    helper = _helper(room)
    seen: dict[str, list[str]] = {"wall": [], "other phone": [], "stranger": [], "helper": [], "author": []}
    for phase in dict.fromkeys(step["phase"] for step in room.snapshot().agenda):
        room.move_to(phase)
        if phase == "estimate":
            _look(room, cars)
        if phase == "deliberate":
            _vote(room, people, cars)
            _say(author.send(f"/phone/{room.code}/objections/{cars}", kind="fact", text=OBJECTION))
        if phase == "reflect":
            _say(author.send(f"/phone/{room.code}/reflect/thought", prompt="ours", text=THOUGHT))
        seen["wall"] += [*_wall_pages(room), _frames(wall)]
        seen["other phone"] += [*_phone_pages(room, other, cars), _frames(phone)]
        seen["stranger"] += _pages(Browser(room.app.test_client()), _open_to_all(room, cars))
        seen["helper"] += _pages(helper, [f"/moderation/{room.code}", f"/moderation/{room.code}/news"])
        seen["author"] += _phone_pages(room, author, cars)
    told = {role: "\n".join(pages) for role, pages in seen.items()}
    # The test reads the right pages: their author finds these words.
    for words in (WAITING, HIDDEN, QUESTION, OBJECTION, THOUGHT, NAME):
        assert words in told["author"].replace("&#39;", "'"), words
    for role in ("wall", "other phone", "stranger"):
        for words in UNREAD:
            assert words not in told[role].replace("&#39;", "'"), (role, words)
        # The vote was never closed: its result is hidden from all, the desk included.
        assert not re.search(r'18 dots|"dots": ?18|"supporters": ?6\b|6 support it', told[role]), role
    assert WAITING in told["helper"]
    for role in ("wall", "other phone", "stranger", "helper"):
        assert NAME not in told[role], role
        assert not FORBIDDEN_KEYS.search(told[role]), role
    for secret in _secrets(room):
        assert not [role for role, text in told.items() if secret in text], secret[:4]
    assert room.screen_key not in "".join(told[role] for role in ("other phone", "author", "stranger"))
    assert not _desk_pages_open_to(room, other)


def _meeting(room: Room) -> tuple[Browser, list[Browser], str]:
    """Let one person say many things that nobody has read, and six others vote."""
    room.move_to("propose")
    author = room.phone("elected", nickname=NAME)
    people = [room.phone() for _ in range(6)]
    room.pick(author, "private-cars-electric", "4000", reason=REASON)
    for words in (WAITING, HIDDEN, "The wish that is unclear"):
        _say(room.propose(author, words, headers=JSON))
    ids = {view.title: view.id for view in room.snapshot().proposals}
    _say(room.decide(ids[HIDDEN], "hide", reason="personal"))
    _say(room.decide(ids["The wish that is unclear"], "ask", question=QUESTION))
    return author, people, next(view.id for view in room.snapshot().shown)


def _vote(room: Room, people: list[Browser], cars: str) -> None:
    _say(room.desk.send(f"/desk/{room.code}/vote/open", dots="3", hidden="yes"))
    for person in people:
        _say(person.send(f"/phone/{room.code}/vote", **{f"dots-{cars}": "3", f"supports-{cars}": "yes"}))


def _look(room: Room, cars: str) -> None:
    step = room.snapshot().step
    room.desk.send(f"/desk/{room.code}/estimates/look", proposal=cars, round="1", step=step)


def _helper(room: Room) -> Browser:
    page = room.desk.send(f"/desk/{room.code}/helpers").get_data(as_text=True)
    found = re.search(rf"/moderation/{room.code}/enter/[\w-]+", page)
    assert found
    helper = Browser(room.app.test_client())
    assert helper.open(found[0]).status_code == 200
    return helper


def _wall_pages(room: Room) -> list[str]:
    path = f"/wall/{room.code}/{room.screen_key}"
    return _pages(Browser(room.app.test_client()), [path, f"{path}/news"])


def _phone_pages(room: Room, browser: Browser, proposal: str) -> list[str]:
    known = {"code": room.code, "proposal_id": proposal, "action_id": "private-cars-electric"}
    paths = [path for path in _paths(room, known) if path.startswith(f"/phone/{room.code}")]
    return _pages(browser, paths)


def _open_to_all(room: Room, proposal: str) -> list[str]:
    """List every path that somebody could try who has only the code."""
    return list(_paths(room, {"code": room.code, "proposal_id": proposal, "action_id": "telework"}))


def _desk_pages_open_to(room: Room, browser: Browser) -> list[str]:
    """List the desk's pages that somebody gets who is not the facilitator."""
    paths = [path for path in _paths(room, {"code": room.code}) if path.startswith(("/desk/", "/compare/"))]
    assert len(paths) > 5
    return [path for path in paths if browser.client.get(path).status_code == 200]


def _paths(room: Room, known: dict[str, str]) -> Iterator[str]:
    for rule in room.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and set(rule.arguments) <= set(known):
            path = str(rule)
            for name in rule.arguments:
                path = re.sub(rf"<(\w+:)?{name}>", known[name], path)
            yield path


def _pages(browser: Browser, paths: list[str]) -> list[str]:
    answers = [browser.client.get(path) for path in paths]
    assert not [answer.request.path for answer in answers if answer.status_code >= 500]
    return [
        answer.get_data(as_text=True) for answer in answers if answer.mimetype.startswith(("text/", "app"))
    ]


def _frames(client: SocketIOTestClient) -> str:
    return json.dumps(client.get_received(), ensure_ascii=False)


def _secrets(room: Room) -> list[str]:
    with room.app.app_context():
        hashes = db.session.scalars(db.select(Participant.secret_hash)).all()
        return [*hashes, *db.session.scalars(db.select(Participant.public_id)).all()]


def _say(answer: Any) -> None:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
