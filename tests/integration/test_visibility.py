"""A word that was taken off, edited away, merged, withdrawn, removed or erased is in no byte that a role may
not see.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.integration.meeting_of_words import LATER, PEOPLE, PHASES, TOKEN, Meeting, open_meeting, steps
from tests.integration.test_secrets import _frames, _helper, _paths
from tests.workshop_room import Browser, Room, listen, open_room, silence
from workshop.extensions import db
from workshop.models import (
    Change,
    Estimate,
    HeldPicture,
    Objection,
    Participant,
    Proposal,
    Reflection,
    SavedScenario,
    State,
    is_here,
)

pytestmark = pytest.mark.parametrize("template", ["sqlite"], indirect=True)


# What was found: a title stays on a held picture after an edit and after a merge; a replay shows what was
# never approved, and old wordings; a saved scenario exports what was hidden later.
@example([("propose", 0, 0, 0), ("approve", 0, 0, 0), ("hold", 0, 0, 0), ("edit", 0, 0, 0)], "propose", False)
@example(
    [
        *(("propose", 0, 0, 0), ("propose", 1, 0, 0), ("approve", 0, 0, 0), ("approve", 0, 1, 0)),
        *(("hold", 0, 0, 0), ("merge", 0, 1, 0)),
    ],
    "propose",
    False,
)
@example(
    [
        *(("propose", 0, 0, 0), ("propose", 1, 0, 0), ("approve", 0, 0, 0), ("save", 0, 0, 0)),
        *(("edit", 0, 0, 0), ("save", 0, 0, 0), ("hide", 0, 0, 0)),
    ],
    "thanks",
    False,
)
@example(
    [
        *(("propose", 0, 0, 0), ("approve", 0, 0, 0), ("object", 1, 0, 0), ("judge", 0, 0, 1)),
        *(("spotlight", 0, 0, 0), ("hold", 0, 0, 0), ("judge", 0, 0, 0), ("hide", 0, 0, 0)),
    ],
    "deliberate",
    False,
)
# What somebody wrote who is removed, erased, or back again.
@example(
    [
        *(("propose", 0, 0, 0), ("propose", 1, 0, 0), ("approve", 0, 0, 0), ("approve", 0, 1, 0)),
        *(("save", 0, 0, 0), ("think", 0, 0, 0), ("think", 1, 0, 0), ("curate", 0, 0, 1)),
        *(("curate", 0, 0, 2), ("look", 0, 0, 0), ("remove", 0, 0, 0), ("remove", 1, 0, 0)),
        ("erase", 1, 0, 0),
    ],
    "reflect",
    False,
)
@example(
    [
        *(("propose", 0, 0, 0), ("approve", 0, 0, 0), ("object", 0, 0, 0), ("judge", 0, 0, 1)),
        *(("pledge", 0, 0, 0), ("curate", 0, 0, 1), ("look", 0, 0, 0), ("hold", 0, 0, 0)),
        *(
            ("remove", 0, 0, 0),
            ("restore", 0, 0, 0),
            ("remove", 0, 0, 0),
            ("undo", 0, 0, 0),
            ("remove", 0, 0, 0),
        ),
    ],
    "thanks",
    False,
)
# Two have chosen an action that the desk then calls something else, in a silent round.
@example([("reason", 0, 0, 0), ("reason", 1, 0, 0), ("edit", 0, 0, 0)], "propose", True)
# Nor do result, replay and saved files tell a silent round's proposals before it is over.
@example(
    [
        ("propose", 0, 0, 0),
        ("propose", 1, 0, 0),
        ("approve", 0, 0, 0),
        ("approve", 0, 1, 0),
        ("save", 0, 0, 0),
    ],
    "propose",
    True,
)
# A saved scenario becomes the live one after its words were hidden, reworded or erased.
@example(
    [
        *(("propose", 0, 0, 0), ("propose", 1, 0, 0), ("propose", 2, 0, 0)),
        *(("approve", 0, 0, 0), ("approve", 0, 1, 0), ("approve", 0, 2, 0), ("save", 0, 0, 0)),
        *(("hide", 0, 0, 0), ("edit", 0, 1, 0), ("remove", 2, 0, 0), ("erase", 2, 0, 0), ("back", 0, 0, 0)),
    ],
    "combine",
    False,
)
# A file of this workshop comes back after its words were hidden, reworded or erased.
@example(
    [
        *(("propose", 0, 0, 0), ("propose", 1, 0, 0), ("propose", 2, 0, 0)),
        *(("approve", 0, 0, 0), ("approve", 0, 1, 0), ("approve", 0, 2, 0), ("save", 0, 0, 0)),
        *(
            ("download", 0, 0, 0),
            ("hide", 0, 0, 0),
            ("edit", 0, 1, 0),
            ("remove", 2, 0, 0),
            ("erase", 2, 0, 0),
        ),
        *(("bring", 0, 0, 0), ("bring", 0, 0, 1)),
    ],
    "propose",
    False,
)
@given(st.lists(steps, min_size=4, max_size=14), st.sampled_from(PHASES), st.booleans())
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    # A meeting takes seconds: a failing one is printed as it is.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_word_that_was_taken_away_is_in_no_byte_that_a_role_may_not_see(
    app: Flask, done: list[tuple[str, int, int, int]], phase: str, silent: bool
) -> None:
    _look_everywhere(app, done, phase, silent)


@pytest.mark.slow
@given(st.lists(steps, min_size=6, max_size=24), st.sampled_from(PHASES), st.booleans())
@settings(
    max_examples=40,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nor_after_longer_meetings(
    app: Flask, done: list[tuple[str, int, int, int]], phase: str, silent: bool
) -> None:
    _look_everywhere(app, done, phase, silent)


def _look_everywhere(app: Flask, done: list[tuple[str, int, int, int]], phase: str, silent: bool) -> None:
    room = open_room(app)
    if silent:
        silence(room)
    meeting = open_meeting(room, _helper(room))
    room.move_to("propose")
    for step in done:
        later = LATER.get(step[0])
        if later and room.snapshot().phase != later:
            room.move_to(later)
        meeting.do(*step)
    wall, phone = listen(room, "wall", key=room.screen_key), listen(room, "phone", meeting.other)
    if silent:
        time.sleep(0.6)  # what is told of the time before the round is no part of it
    for socket in (wall, phone):
        socket.get_received()
    if room.snapshot().phase != phase:
        room.move_to(phase)
    time.sleep(0.6)  # the news come a moment later
    seen = {
        "the wall": [*_wall(room), _frames(wall)],
        "another phone": [*_phone(room, meeting.other), _frames(phone)],
        "a stranger": _crawl(room, Browser(room.app.test_client()), but=("/desk/",)),
        "what the desk shows and hands out": _handed_out(room),
        "a helper": _pages(meeting.helper, [f"/moderation/{room.code}", f"/moderation/{room.code}/news"]),
        "the desk": _crawl(
            room, room.desk, but=("/replay", "/result", "/compare/", "/phone/", "/paper/form")
        ),
        **{f"person {number}": _own(room, who) for number, who in enumerate(meeting.people)},
    }
    for socket in (wall, phone):
        socket.disconnect()
    room_may, author_may, desk_may, undoable = _allowed(meeting)
    public = set() if room.snapshot().silent else room_may
    may = {
        "the wall": public,
        "another phone": public,
        "a stranger": set(),
        "what the desk shows and hands out": public,
        "a helper": desk_may,
        "the desk": desk_may | undoable,
        **{
            f"person {number}": public | written | author_may[number]
            for number, written in enumerate(meeting.written)
        },
    }
    for role, pages in seen.items():
        found = set(TOKEN.findall("\n".join(pages))) & meeting.ever
        assert found <= may[role], (role, found - may[role], done, phase)
    # The test would find a word where there is one.
    if invented := room_may & meeting.ever:
        assert set(TOKEN.findall("\n".join(seen["the desk"]))) & invented


def _allowed(meeting: Meeting) -> tuple[set[str], list[set[str]], set[str], set[str]]:
    """Return what the room, each author and the desk may read, from what the database has now."""
    with meeting.room.app.app_context():
        of_workshop = Proposal.workshop_id == meeting.room.workshop_id
        there = db.session.scalars(db.select(Proposal).where(of_workshop, Proposal.removed.is_(False))).all()
        numbers = dict(meeting.ids())
        first = meeting.first
        # The desk sees the names of those who can still be restored, too.
        people = db.select(Participant.nickname).where(Participant.workshop_id == meeting.room.workshop_id)
        room, desk = set(), set(db.session.scalars(people))
        author: list[set[str]] = [set() for _ in range(PEOPLE)]
        visible = {proposal.id for proposal in there if proposal.state == State.VISIBLE}
        # What was said about a proposal that stands within another is said about that one.
        merged = {proposal.id: proposal.merged_into_id for proposal in there if proposal.merged_into_id}
        for proposal in there:
            words = {proposal.title, proposal.description}
            desk |= words | {proposal.asked, *(proposal.written or {}).values()}
            author[numbers[proposal.public_id]] |= words | {proposal.asked}
            if proposal.id in visible:
                room |= words
        estimates = db.select(Estimate).join(Proposal).where(of_workshop, is_here(Estimate.participant_id))
        for estimate in db.session.scalars(estimates):
            desk.add(estimate.reason)
            if estimate.proposal_id in visible:
                # Who has chosen an action, too, reads what it is called, also in a silent round.
                chosen = next(proposal for proposal in there if proposal.id == estimate.proposal_id)
                author[estimate.participant_id - first] |= {chosen.title, chosen.description}
            about = merged.get(estimate.proposal_id, estimate.proposal_id)
            if estimate.reason_shown and about in visible:
                room.add(estimate.reason)
        objections = db.select(Objection).where(
            Objection.workshop_id == meeting.room.workshop_id, is_here(Objection.participant_id)
        )
        for objection in db.session.scalars(objections):
            desk.add(objection.text)
            if objection.state == State.VISIBLE and objection.proposal_id in visible:
                room.add(objection.text)
        reflections = db.select(Reflection).where(
            Reflection.workshop_id == meeting.room.workshop_id, is_here(Reflection.participant_id)
        )
        for reflection in db.session.scalars(reflections):
            words = {reflection.text, reflection.owner}
            desk |= words
            if reflection.state == State.VISIBLE:
                room |= words
        changes = db.select(Change.subject).where(Change.workshop_id == meeting.room.workshop_id)
        undoable = {word for said in db.session.scalars(changes) for word in TOKEN.findall(said)}
        return room, author, desk, undoable


def _pages(browser: Browser, paths: list[str]) -> list[str]:
    answers = [browser.client.get(path) for path in paths]
    assert not [answer.request.path for answer in answers if answer.status_code >= 500]
    return [answer.get_data().decode("utf-8", "replace") for answer in answers]


def _crawl(room: Room, browser: Browser, but: tuple[str, ...] = ()) -> list[str]:
    """Get every page that has an address which somebody with the code and the ids could open."""
    with room.app.app_context():
        ids = db.session.scalars(
            db.select(Proposal.public_id).where(Proposal.workshop_id == room.workshop_id)
        ).all()
    paths = set()
    for public_id in ids or ["none"]:
        known = {"code": room.code, "proposal_id": public_id, "action_id": "private-cars-electric"}
        paths |= {path for path in _paths(room, known) if room.code in path}
    return _pages(browser, [path for path in sorted(paths) if not any(part in path for part in but)])


def _own(room: Room, browser: Browser) -> list[str]:
    """Get the pages of a phone that are about its owner."""
    mine = f"/phone/{room.code}"
    return _pages(browser, [mine, f"{mine}/mine", f"{mine}/news", f"{mine}/catalogue", f"{mine}/vote"])


def _phone(room: Room, browser: Browser) -> list[str]:
    words = browser.client.get(f"/phone/{room.code}/own/similar?q=zq").get_data(as_text=True)
    return [*_crawl(room, browser, but=("/desk/", "/compare/", "/moderation/")), words]


def _wall(room: Room) -> list[str]:
    path = f"/wall/{room.code}/{room.screen_key}"
    with room.app.app_context():
        held = db.session.scalars(db.select(HeldPicture.workshop_id)).all()
    return [*_pages(Browser(room.app.test_client()), [path, f"{path}/news"]), json.dumps(list(held))]


def _handed_out(room: Room) -> list[str]:
    """Get what the desk projects, prints and hands out."""
    with room.app.app_context():
        numbers = db.session.scalars(
            db.select(SavedScenario.number).where(SavedScenario.workshop_id == room.workshop_id)
        ).all()
    saved = [
        f"/compare/{room.code}/{number}/{kind}"
        for number in numbers
        for kind in ("scenario.json", "outcome.csv")
    ]
    saved += [f"/library/{room.code}/{number}{page}" for number in numbers for page in ("", "/continue")]
    all_of_them = "&".join(f"s={number}" for number in numbers)
    compared = [f"/compare/{room.code}?{all_of_them}"]
    if numbers:
        compared += [
            f"/compare/{room.code}/{name}?{all_of_them}" for name in ("figures.json", "comparison.csv")
        ]
    desk = f"/desk/{room.code}"
    answers: list[Any] = [
        room.desk.client.get(path)
        for path in (
            "/library/",
            f"{desk}/replay",
            f"{desk}/replay?wall=1",
            f"{desk}/result",
            *saved,
            *compared,
        )
    ]
    assert all(answer.status_code == 200 for answer in answers)
    return [answer.get_data(as_text=True) for answer in answers]
