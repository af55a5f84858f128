"""The room for manoeuvre: stands, thoughts, pledges, and what the screen shows of them."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from scenarios.catalogue.catalogue import ACTORS
from tests.workshop_room import JSON, Browser, Room
from workshop.charts.meeting.room_for_manoeuvre import build_matrix_view
from workshop.i18n import spoken_in
from workshop.state.responsibility import Responsibility


def _reflecting(room: Room) -> str:
    room.move_to("propose")
    room.pick(room.phone(), "private-cars-electric", "4000")
    room.move_to("reflect")
    return str(room.snapshot().shown[0].id)


def test_the_wall_says_in_whose_hands_the_tonnes_are(room: Room) -> None:
    _reflecting(room)
    wall = _wall(room)
    assert "Who controls the emissions?" in wall
    assert "Households" in wall
    room.desk.send(f"/desk/{room.code}/reflect/view", view="matrix")
    assert "Who acts, and who decides?" in _wall(room)
    room.desk.send(f"/desk/{room.code}/reflect/view", view="state")
    assert "Nothing that is included depends on the state alone." in _wall(room)


def test_who_acts_and_who_decides_is_told_in_one_unit(room: Room) -> None:
    room.move_to("propose")
    # Half a million tonnes beside some hundred.
    room.pick(room.phone(), "private-cars-electric", "20000")
    room.pick(room.phone(), "solar-roofs", "1")
    room.pick(room.phone(), "electric-buses", "1")
    room.move_to("reflect")
    room.desk.send(f"/desk/{room.code}/reflect/view", view="matrix")
    cells = re.findall(r'<td class="number">([^<]+)</td>', _wall(room))
    assert len(cells) > 1
    assert {cell.split("\u00a0")[-1].split()[-1] for cell in cells} == {"kt"}, cells


def test_the_smallest_actors_are_one_row_and_the_columns_add_up(app: Flask) -> None:
    counted: Any = [
        SimpleNamespace(actor=actor, block_t=1000.0 * (9 - number), responsibility=Responsibility())
        for number, actor in enumerate(list(ACTORS)[:9])
    ]
    with app.test_request_context(), spoken_in("en"):
        view = build_matrix_view(counted)
    assert len(view.rows) == 6
    assert view.rows[-1].actor == "Others"
    figures = [float(cell.split("\u00a0")[0]) for row in view.rows for cell in row.cells if cell]
    assert sum(figures) == sum(range(1, 10))


def test_the_desk_says_whom_an_action_takes(room: Room) -> None:
    public_id = _reflecting(room)
    path = f"/desk/{room.code}/proposals/{public_id}/"
    page = room.desk.open(path).get_data(as_text=True)
    # What the catalogue knows is there already; the rest is the desk's to say.
    assert re.search(r'<option selected value="(direct|shared|external)">', page)
    fields = {
        **{name: _field(page, name) for name in ("title", "start_year", "ramp_years")},
        "target": re.findall(r'<option selected value="([^"]*)">', page)[0],
        "ramp": "linear",
        "control": "shared",
        "decides": "municipality",
        "pays": "state",
        "joins": ["households", "businesses"],
        "agrees": ["region"],
    }
    assert room.desk.send(path, **fields).status_code == 200
    room.desk.send(f"/desk/{room.code}/reflect/view", view="takes")
    wall = _wall(room)
    for words in ("What it takes", "Decides", "The municipality", "Pays", "The state"):
        assert words in wall
    phone = room.phone().open(f"/phone/{room.code}").get_data(as_text=True)
    for words in ("Must join", "Households, Businesses", "Must agree", "The region or county"):
        assert words in phone
    # A scenario that is saved keeps it; undoing the step takes it back.
    about = next(a for a in room.document()["actions"] if a["layer"] == "proposed")["about"]
    assert (about["decides"], about["pays"]) == ("municipality", "state")
    assert (about["joins"], about["agrees"]) == (["households", "businesses"], ["region"])
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert "Must join" not in room.phone().open(f"/phone/{room.code}").get_data(as_text=True)
    # What is not in the list is refused in words.
    refused = room.desk.send(path, headers=JSON, **{**fields, "joins": ["nobody"]})
    assert refused.status_code == 422
    assert "joins" in refused.get_json()["faults"]


def test_what_people_can_do_is_counted_from_five_answers_on(room: Room) -> None:
    public_id = _reflecting(room)
    for number in range(4):
        _stand(room, room.phone(), public_id, "can" if number else "not-without", needs="state")
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "Shown from five answers, and then in steps of five." in desk
    assert "We can do this 3" not in desk
    phone = room.phone()
    _stand(room, phone, public_id, "together")
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "We can do this 3" in desk
    # Saying it again replaces what was said; shown are the same five until five others have answered.
    _stand(room, phone, public_id, "can")
    assert "We can do this 3" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    for _ in range(4):
        _stand(room, room.phone(), public_id, "together")
    assert "We can do this 4" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)


def test_what_people_can_do_moves_in_steps_of_five(room: Room) -> None:
    public_id = _reflecting(room)
    phones = [room.phone() for _ in range(11)]
    seen = []
    for phone in phones[:5]:
        _stand(room, phone, public_id, "can")
        seen.append(_counts(room))
    assert seen == [None] * 4 + [{"can": 5, "together": 0, "not-without": 0}]
    # One person who changes their mind, and four who say the same again, move nothing.
    for stand in ("together", "can", "together"):
        _stand(room, phones[0], public_id, stand)
        assert _counts(room) == seen[4]
    for phone in phones[1:5]:
        _stand(room, phone, public_id, "can")
    assert _counts(room) == seen[4]
    for phone in phones[5:8]:
        _stand(room, phone, public_id, "together")
        assert _counts(room) == seen[4]
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "8 answers" in desk
    assert "counted: 5 answers" in desk
    _stand(room, phones[8], public_id, "together")
    assert _counts(room) == {"can": 4, "together": 5, "not-without": 0}


def _counts(room: Room) -> dict[str, int] | None:
    from workshop.services.meeting.reflections import stands_on

    with room.app.app_context():
        (stands,) = stands_on(room.snapshot()).values()
    return stands.counts


def test_a_thought_waits_for_the_desk_and_tells_no_name(room: Room) -> None:
    _reflecting(room)
    author = room.phone("elected", nickname="Resident 12")
    author.send(f"/phone/{room.code}/reflect/thought", prompt="ours", text="The port is ours to ask.")
    room.desk.send(f"/desk/{room.code}/reflect/view", view="thoughts")
    assert "1 waits for the facilitator." in _wall(room)
    assert "The port is ours" not in _wall(room)
    assert "The port is ours" in author.open(f"/phone/{room.code}").get_data(as_text=True)
    assert "The port is ours" not in room.phone().open(f"/phone/{room.code}").get_data(as_text=True)
    public_id = _reflections(room)[0].public_id
    room.desk.send(f"/desk/{room.code}/reflect/curate", reflection=public_id, shown="yes")
    wall = _wall(room)
    assert "The port is ours" in wall
    assert "Resident 12" not in wall
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert "The port is ours" not in _wall(room)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"text": "", "owner": "The port", "due": "2027-03-31"}, "This must be filled in."),
        ({"text": "Ask", "owner": "The port", "due": "soon"}, "Write a date such as 31.3.2027."),
        ({"text": "x" * 301, "owner": "The port", "due": "2027-03-31"}, "At most 300 characters"),
    ],
)
def test_a_pledge_needs_an_owner_and_a_date(room: Room, fields: dict[str, str], fault: str) -> None:
    _reflecting(room)
    answer = room.phone().send(f"/phone/{room.code}/reflect/pledge", **fields)
    assert answer.status_code == 422
    assert fault in answer.get_data(as_text=True)
    assert _reflections(room) == []


def test_a_pledge_is_shown_with_owner_and_date(room: Room) -> None:
    _reflecting(room)
    pledge = {"text": "Ask the port", "owner": "The administration", "due": "31.3.2027"}
    room.phone().send(f"/phone/{room.code}/reflect/pledge", **pledge)
    room.desk.send(f"/desk/{room.code}/reflect/view", view="thoughts")
    public_id = _reflections(room)[0].public_id
    room.desk.send(f"/desk/{room.code}/reflect/curate", reflection=public_id, shown="yes")
    wall = _wall(room)
    assert "The administration" in wall
    assert "2027-03-31" not in wall
    assert "31 March 2027" in wall


def test_outside_the_phase_nothing_is_stored(room: Room) -> None:
    public_id = _reflecting(room)
    phone = room.phone()
    room.move_to("combine")
    assert _stand(room, phone, public_id, "can").status_code == 409
    answer = phone.send(f"/phone/{room.code}/reflect/thought", prompt="ours", text="x", headers=JSON)
    assert answer.status_code == 409
    assert _reflections(room) == []


def test_a_phone_hears_that_its_thought_is_shown(room: Room) -> None:
    room.move_to("reflect")
    author = room.phone()
    author.send(f"/phone/{room.code}/reflect/thought", prompt="ours", text="The port is ours to ask.")
    public_id = _reflections(room)[0].public_id
    page = author.open(f"/phone/{room.code}").get_data(as_text=True)
    assert f'data-mine="{public_id}"' in page
    room.desk.send(f"/desk/{room.code}/reflect/curate", reflection=public_id, shown="yes")
    assert room.snapshot().touched[-1] == (room.snapshot().revision, public_id)


def _stand(room: Room, phone: Browser, public_id: str, stand: str, needs: str = "") -> Any:
    path = f"/phone/{room.code}/reflect/stand"
    return phone.send(path, proposal=public_id, stand=stand, needs=needs, headers=JSON)


def _wall(room: Room) -> str:
    return room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)


def _reflections(room: Room) -> list[Any]:
    from workshop.services.meeting.reflections import reflections_of

    with room.app.app_context():
        return reflections_of(room.workshop_id)


def _last_step(room: Room) -> int:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        return last.id


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]
