"""A copy takes the set-up, never people or answers; a list comes in from a workbook."""

from __future__ import annotations

import io

import openpyxl
import sqlalchemy as sa

from tests.workshop_room import Browser, Room
from workshop.extensions import db
from workshop.models import Estimate, Participant, Proposal, Workshop

ROWS = (
    ("title", "target", "tonnes_per_year", "start_year", "ramp_years"),
    ("Biogas for our own trucks", "transport/heavy_trucks", 1500, 2026, 4),
    ("Advice to households", None, None, 2027, None),
)


def test_a_copy_takes_the_set_up_and_neither_people_nor_answers(room: Room) -> None:
    _import(room, ROWS)
    room.move_to("propose")
    room.pick(room.phone(), "private-cars-electric", "4000")
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="gate", to="no")
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="frozen", to="yes")
    room.desk.send(f"/workshops/{room.code}/copy", title="The next meeting")
    with room.app.app_context():
        original = db.session.get_one(Workshop, room.workshop_id)
        copy = db.session.scalars(sa.select(Workshop).where(Workshop.title == "The next meeting")).one()
        same = ("territory_id", "budget", "marks", "reference", "history", "agenda", "language", "gas")
        assert [getattr(copy, name) for name in same] == [getattr(original, name) for name in same]
        assert (copy.code == original.code, copy.screen_key == original.screen_key) == (False, False)
        assert (copy.phase, copy.revision) == ("lobby", 0)
        assert (copy.in_force.gate, copy.in_force.frozen) == (False, False)
        inside = sa.select(Proposal).where(Proposal.workshop_id == copy.id)
        assert {proposal.title for proposal in db.session.scalars(inside)} == {ROWS[1][0], ROWS[2][0]}
        people = sa.select(sa.func.count()).where(Participant.workshop_id == copy.id)
        assert db.session.scalar(people) == 0
        estimates = sa.select(sa.func.count()).select_from(Estimate).join(Proposal)
        assert db.session.scalar(estimates.where(Proposal.workshop_id == copy.id)) == 0


def test_a_copy_sent_twice_is_one(room: Room) -> None:
    operation = "0123456789abcdef-copy"
    for _ in range(2):
        room.desk.send(f"/workshops/{room.code}/copy", title="Once", operation_id=operation)
    with room.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(Workshop.title == "Once")) == 1


def test_only_its_facilitator_copies_a_workshop(room: Room) -> None:
    stranger = Browser(room.app.test_client())
    assert "Log in" in stranger.open(f"/workshops/{room.code}/copy").get_data(as_text=True)


def test_a_list_comes_in_from_a_workbook(room: Room) -> None:
    assert _import(room, ROWS).status_code == 200
    decided = {view.title: view for view in room.standing().decided}
    assert decided["Biogas for our own trucks"].likely == 1500
    assert decided["Advice to households"].likely is None


def test_faults_of_a_workbook_are_told_by_row(room: Room) -> None:
    answer = _import(room, (ROWS[0], ("Bad", "transport/heavy_trucks", "many", 2026, 4)))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Row 2" in text
    assert "“many” is not a number." in text


def test_a_broken_workbook_says_what_to_do(room: Room) -> None:
    answer = _upload(room, b"PK\x03\x04 and nothing else")
    assert answer.status_code == 422
    assert "This workbook cannot be read." in answer.get_data(as_text=True)


def test_the_template_is_a_workbook_that_comes_in_once_filled(room: Room) -> None:
    file = room.desk.client.get(f"/desk/{room.code}/decided/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.data))
    book.worksheets[0].append(["Sails", "transport/cars", 10, 5, 20, 2027, 1, "municipality"])
    filled = io.BytesIO()
    book.save(filled)
    assert _upload(room, filled.getvalue()).status_code == 200
    assert [view.title for view in room.standing().decided] == ["Sails"]


def _import(room: Room, rows: tuple[tuple[object, ...], ...]):  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    file = io.BytesIO()
    book.save(file)
    return _upload(room, file.getvalue())


def _upload(room: Room, content: bytes):  # type: ignore[no-untyped-def]
    return room.desk.send(f"/desk/{room.code}/decided", text="", file=(io.BytesIO(content), "list.xlsx"))
