"""The course of a meeting: steps, clock, rules, and an agenda of one's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.workshop_room import JSON, Room
from workshop.extensions import db
from workshop.models import AGENDAS, Workshop


@pytest.mark.parametrize(("name", "steps"), AGENDAS.items())
def test_an_agenda_lasts_as_long_as_its_name_says(name: str, steps: tuple[object, ...]) -> None:
    assert sum(step.minutes for step in steps) == int(name)  # type: ignore[attr-defined]


def test_moving_on_starts_the_clock_of_the_step(room: Room) -> None:
    assert room.snapshot().ends is None
    room.move_to("propose")
    snapshot = room.snapshot()
    minutes = snapshot.agenda[snapshot.step]["minutes"]
    left = datetime.fromisoformat(snapshot.ends) - datetime.now(UTC)
    assert timedelta(minutes=minutes - 1) < left <= timedelta(minutes=minutes)


def test_the_clock_can_be_lengthened_and_stopped_and_undone(room: Room) -> None:
    room.move_to("propose")
    before = datetime.fromisoformat(room.snapshot().ends)
    room.desk.send(f"/desk/{room.code}/agenda/clock", minutes=5)
    assert datetime.fromisoformat(room.snapshot().ends) == before + timedelta(minutes=5)
    room.desk.send(f"/desk/{room.code}/agenda/clock", minutes=0)
    assert room.snapshot().ends is None
    assert "The timer is off." in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert datetime.fromisoformat(room.snapshot().ends) == before + timedelta(minutes=5)


def test_the_desk_reads_how_far_behind_the_plan_the_meeting_is(room: Room) -> None:
    room.move_to("briefing")  # the prediction before it was left out: five minutes ahead
    assert "5 minutes ahead of the plan" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    room.desk.send(f"/desk/{room.code}/agenda/clock", minutes=13)
    assert "8 minutes behind the plan" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)


def test_overtime_and_the_next_day_are_neither_ahead_of_the_plan_nor_hundreds_of_minutes_behind(
    room: Room,
) -> None:
    room.move_to("briefing")
    let_pass(room, minutes=20)
    assert "5 minutes behind the plan" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    let_pass(room, minutes=815)
    room.desk.open(f"/desk/{room.code}")
    assert "of the plan" not in room.desk.text
    assert "behind the plan" not in room.desk.text
    assert "The plan starts again when you move on" in room.desk.text
    room.move_to("propose")
    room.desk.open(f"/desk/{room.code}")
    assert "of the plan" not in room.desk.text
    assert "behind the plan" not in room.desk.text
    assert "The meeting ends at" in room.desk.text


def let_pass(room: Room, *, minutes: int) -> None:
    """Set what the meeting remembers back, as if time had passed."""
    with room.app.app_context():
        workshop = db.session.get_one(Workshop, room.workshop_id)
        earlier = {
            name: (datetime.fromisoformat(text) - timedelta(minutes=minutes)).isoformat()
            for name, text in workshop.clock.items()
        }
        workshop.clock = earlier
        workshop.revision += 1
        db.session.commit()


def test_a_step_that_is_not_there_is_refused(room: Room) -> None:
    answer = room.desk.send(f"/desk/{room.code}/agenda/move", step=29, headers=JSON)
    assert answer.status_code == 409
    assert answer.json["what"] == "The agenda has no such step."
    assert room.desk.send(f"/desk/{room.code}/agenda/move", step="x", headers=JSON).status_code == 422


def test_paused_phones_read_and_do_not_write(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="frozen", to="yes")
    answer = room.pick(phone, "private-cars-electric", "4000", headers=JSON)
    assert answer.status_code == 409
    assert answer.json["what"] == "The facilitator has paused the phones."
    assert room.app.test_client().get(f"/phone/{room.code}").status_code == 303
    assert "paused the phones" in phone.open(f"/phone/{room.code}").get_data(as_text=True)
    assert room.snapshot().proposals == ()
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="frozen", to="no")
    assert room.pick(phone, "private-cars-electric", "4000", headers=JSON).status_code == 200


def test_an_agenda_of_ones_own_keeps_the_meeting_in_its_place(room: Room) -> None:
    room.move_to("propose")
    rows = [("3", "propose", "30", True), ("1", "lobby", "5", False), ("2", "", "9", False)]
    answer = _send_agenda(room, rows)
    assert answer.status_code == 200
    snapshot = room.snapshot()
    assert [(step["phase"], step["minutes"], step["silent"]) for step in snapshot.agenda] == [
        ("lobby", 5, False),
        ("propose", 30, True),
    ]
    assert (snapshot.step, snapshot.phase, snapshot.silent) == (1, "propose", True)


def test_an_agenda_without_the_present_phase_or_without_steps_is_refused(room: Room) -> None:
    room.move_to("propose")
    assert _send_agenda(room, [("1", "lobby", "5", False)]).status_code == 409
    answer = _send_agenda(room, [("1", "", "5", False)])
    assert answer.status_code == 422
    assert "An agenda needs at least one step." in answer.get_data(as_text=True)
    assert _send_agenda(room, [("1", "lobby", "99999", False)]).status_code == 422
    assert len(room.snapshot().agenda) == len(AGENDAS["90"])


def test_in_a_silent_round_nobody_sees_what_others_propose(room: Room) -> None:
    first, second = room.phone(), room.phone()
    room.move_to("propose")
    _send_agenda(
        room, [("1", "lobby", "5", False), ("2", "propose", "9", True), ("3", "propose", "9", False)]
    )
    room.desk.send(f"/desk/{room.code}/agenda/move", step=1)
    room.pick(first, "charging-points", "4")
    pages = (f"/phone/{room.code}", f"/phone/{room.code}/catalogue")
    wall = f"/wall/{room.code}/{room.screen_key}"
    for page in pages:
        assert "1 person proposes it" not in second.open(page).get_data(as_text=True)
    assert "More charging points" not in second.open(pages[0]).get_data(as_text=True)
    assert "More charging points" in first.open(pages[0]).get_data(as_text=True)
    assert "More charging points" not in second.open(wall).get_data(as_text=True)
    room.desk.send(f"/desk/{room.code}/agenda/move", step=2)
    assert "More charging points" in second.open(pages[0]).get_data(as_text=True)
    assert "More charging points" in second.open(wall).get_data(as_text=True)


def _send_agenda(room: Room, rows: list[tuple[str, str, str, bool]]) -> object:
    fields = {}
    for number, (place, phase, minutes, silent) in enumerate(rows):
        fields |= {
            f"steps-{number}-place": place,
            f"steps-{number}-phase": phase,
            f"steps-{number}-minutes": minutes,
        }
        if silent:
            fields[f"steps-{number}-silent"] = "y"
    return room.desk.send(f"/desk/{room.code}/agenda/", **fields)


def _last_step(room: Room) -> int:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        return last.id


@pytest.mark.parametrize(
    ("rule", "to", "words"),
    [
        ("frozen", "yes", "The phones were paused"),
        ("gate", "no", "Free-text proposals are published without review"),
        ("still", "yes", "Motion on the screen was stopped"),
    ],
)
def test_the_last_step_names_the_rule_that_was_changed(room: Room, rule: str, to: str, words: str) -> None:
    assert room.desk.send(f"/desk/{room.code}/agenda/rule", rule=rule, to=to).status_code == 200
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert words in page[page.index("bar-undo") :]
