"""Before the meeting, the desk lists what is prepared; during it, what the guide says about the phase."""

from __future__ import annotations

import html
import re

from tests.listed import import_list
from tests.workshop_room import Room
from workshop.services.people.facilitators import ensure_facilitator
from workshop.services.workshops.checklist import Preparation, note_prepared

DECIDED = "title,sector,effect (t CO2),start\nA tram,transport,500,2028\n"


def checks(room: Room) -> dict[str, tuple[bool, str]]:
    """Return what the checklist says, by its lines."""
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    found = re.findall(r'<li id="check-(\w+)" class="(.*?)">(.*?)</li>', page, re.S)
    said = {key: " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split()) for key, _, text in found}
    return {key: (state == "is-done", said[key]) for key, state, _ in found}


def test_each_line_of_the_checklist_follows_the_data(room: Room) -> None:
    before = checks(room)
    assert list(before) == ["password", "venue", "wall", "decided", "rehearsal", "paper", "helper"]
    assert not any(done for done, _ in before.values())
    room.desk.send(f"/desk/{room.code}/helpers")
    assert import_list(room.desk, room.code, DECIDED) == 200
    room.desk.open(f"/desk/{room.code}/paper/forms/ballot")
    link = re.search(r"/venue/\w+/\w+", room.desk.open(f"/desk/{room.code}/venue").get_data(as_text=True))
    assert link
    assert room.desk.send(link[0], transport="websocket", latency_ms=20).status_code == 200
    screen = room.app.test_client()
    code = re.search(r'data-mark="(\w+)"', screen.get("/wall/", follow_redirects=True).get_data(as_text=True))
    assert code
    room.desk.send(f"/desk/{room.code}/screen/pair", screen_code=code[1])
    after = checks(room)
    assert {key for key, (done, _) in after.items() if done} == {
        "venue",
        "wall",
        "decided",
        "paper",
        "helper",
    }
    assert "1 test phone has come through in the last hour." in after["venue"][1]
    assert "1 action is entered." in after["decided"][1]
    assert "Opened for printing on" in after["paper"][1]


def test_a_rehearsal_counts_once_it_is_removed(room: Room) -> None:
    from workshop.extensions import db
    from workshop.models import Workshop

    with room.app.app_context():
        workshop = db.session.get_one(Workshop, room.workshop_id)
        note_prepared(workshop, Preparation.REHEARSAL)
        note_prepared(workshop, Preparation.REHEARSAL)
        ensure_facilitator("facilitator").password_hash = "x"
        db.session.commit()
    found = checks(room)
    assert found["rehearsal"][0]
    assert found["rehearsal"][1].startswith("A rehearsal done: Rehearsed and removed on")
    assert found["password"][0]


def test_the_desk_says_what_the_guide_says_about_the_present_phase(room: Room) -> None:
    guide = html.unescape(room.desk.open("/guide/").get_data(as_text=True))
    for phase, words in (
        ("propose", "What should be done here?"),
        ("combine", "Which of these would you give"),
    ):
        room.move_to(phase)
        page = html.unescape(room.desk.open(f"/desk/{room.code}").get_data(as_text=True))
        prompter = page[page.index('id="prompter"') :].partition("</details>")[0]
        assert words in prompter
        assert words in guide
