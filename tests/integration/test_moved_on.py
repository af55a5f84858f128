"""Each phase's form, sent too late: the words are on the page, and the way leads to the workshop."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.workshop_room import JSON, Browser, Room

OWN = {"title": "A long thought", "actor": "", "target": "", "direction": "lowers"}
OWN |= {"start_year": "2027", "ramp_years": "1"}


def _own(_: Room) -> tuple[str, dict[str, Any]]:
    return "own", OWN


def _pick(_: Room) -> tuple[str, dict[str, Any]]:
    return "catalogue/cycling", {"amount": "300", "start_year": "2027", "reason": "A long thought"}


def _guess(_: Room) -> tuple[str, dict[str, Any]]:
    return "predict/telework", {"number": "12345"}


def _estimate(room: Room) -> tuple[str, dict[str, Any]]:
    return f"estimates/{_proposal(room)}", {"round": "1", "low": "", "likely": "12345", "high": ""}


def _objection(room: Room) -> tuple[str, dict[str, Any]]:
    return f"objections/{_proposal(room)}", {"kind": "fact", "text": "A long thought"}


def _thought(_: Room) -> tuple[str, dict[str, Any]]:
    return "reflect/thought", {"prompt": "ours", "text": "A long thought"}


def _pledge(_: Room) -> tuple[str, dict[str, Any]]:
    return "reflect/pledge", {"text": "A long thought", "owner": "The club", "due": "2031-01-01"}


def _vote(room: Room) -> tuple[str, dict[str, Any]]:
    return "vote", {f"supports-{_proposal(room)}": "yes"}


def _key(_: Room) -> tuple[str, dict[str, Any]]:
    return "key", {"key": "population"}


def _stand(room: Room) -> tuple[str, dict[str, Any]]:
    return "reflect/stand", {"proposal": _proposal(room), "stand": "can", "needs": ""}


def _survey(_: Room) -> tuple[str, dict[str, Any]]:
    return "survey/after", {"knowledge": "3"}


def _choice(room: Room) -> tuple[str, dict[str, Any]]:
    return "table/choose", {"proposal": _proposal(room), "included": "yes", "decided_at": "1"}


def _revision(room: Room) -> tuple[str, dict[str, Any]]:
    return f"own/{_proposal(room)}", OWN


def _request(room: Room) -> tuple[str, dict[str, Any]]:
    return f"own/{_proposal(room)}/leave", {}


def _withdrawal(room: Room) -> tuple[str, dict[str, Any]]:
    return f"own/{_proposal(room)}/withdraw", {}


LATE = [_own, _pick, _guess, _estimate, _objection, _thought, _pledge, _vote]
LATE += [_key, _stand, _survey, _choice, _revision, _request, _withdrawal]
# What no later phase brings back: a round of votes or estimates is over, the room sees the proposal.
OVER = {_vote, _estimate, _revision, _request, _withdrawal}
# A table may be chosen in every phase.
NEVER_LATE = {"tables.sit", "tables.pen"}


@pytest.mark.parametrize("form", LATE, ids=[form.__name__.strip("_") for form in LATE])
def test_a_form_that_comes_too_late_keeps_its_words_and_leads_to_the_workshop(
    room: Room, form: Callable[[Room], tuple[str, dict[str, Any]]]
) -> None:
    phone = _in_the_lobby(room)
    path, fields = form(room)
    page = phone.send(f"/phone/{room.code}/{path}", headers={"Origin": "http://localhost"}, **fields)
    text = page.get_data(as_text=True)
    assert page.status_code == 409, text
    # What was written can be read and sent again, and the way home is not the code form.
    for value in ("A long thought", "12345"):
        if value in fields.values():
            assert f'<p class="written">{value}</p>' in text
    for name, value in fields.items():
        if value:
            assert re.search(f'name="{re.escape(name)}" value="{re.escape(value)}"', text), name
    assert f'href="/phone/{room.code}">To the workshop' in text
    assert 'class="button" href="/"' not in text
    told = phone.send(f"/phone/{room.code}/{path}", headers=JSON, **fields).get_json()
    assert told["what"]
    assert told["later"] is (form not in OVER)


def test_every_form_of_the_phone_is_sent_too_late_here(room: Room) -> None:
    _in_the_lobby(room)
    router = room.app.url_map.bind("localhost")
    late = {router.match(f"/phone/{room.code}/{form(room)[0]}", method="POST")[0] for form in LATE}
    taken = {
        rule.endpoint
        for rule in room.app.url_map.iter_rules()
        if rule.rule.startswith("/phone/") and "POST" in (rule.methods or ())
    }
    assert late | NEVER_LATE == taken


def test_a_page_whose_phase_is_over_says_so_before_anything_is_written(room: Room) -> None:
    phone = _in_the_lobby(room)
    for path in ("own", "catalogue/cycling", "reflect/thought", "reflect/pledge"):
        text = phone.open(f"/phone/{room.code}/{path}").get_data(as_text=True)
        assert "<p data-why>This is not open now." in text
    room.move_to("propose")
    for path in ("own", "catalogue/cycling"):
        text = phone.open(f"/phone/{room.code}/{path}").get_data(as_text=True)
        assert "<p data-why></p>" in text
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="frozen", to="yes")
    text = phone.open(f"/phone/{room.code}/own").get_data(as_text=True)
    assert "<p data-why>The facilitator has paused the phones." in text


def test_a_post_from_another_site_is_not_offered_for_a_repeat(room: Room) -> None:
    phone = _in_the_lobby(room)
    page = phone.send(f"/phone/{room.code}/own", headers={"Origin": "http://elsewhere.test"}, **OWN)
    assert "A long thought" not in page.get_data(as_text=True)


def test_the_desk_finds_its_way_back_to_the_desk(room: Room) -> None:
    page = room.desk.send(f"/desk/{room.code}/vote/close").get_data(as_text=True)
    assert f'href="/desk/{room.code}">To the workshop' in page


def _in_the_lobby(room: Room) -> Browser:
    """Let somebody in, with a proposal of somebody else's; the meeting is back in the lobby."""
    phone = room.phone()
    room.move_to("propose")
    room.pick(room.phone(), "cycling", "300")
    room.move_to("lobby")
    return phone


def _proposal(room: Room) -> str:
    return str(room.snapshot().shown[0].id)
