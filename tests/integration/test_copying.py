"""A copy takes the set-up, never people or answers; a list comes in from a workbook."""

from __future__ import annotations

import errno
import io
import re
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import openpyxl
import pytest
import sqlalchemy as sa

from tests.listed import import_list
from tests.workshop_room import OPENING, Browser, Room
from workshop.database.durability import Flush, GroupFlusher
from workshop.extensions import db
from workshop.models import Estimate, Participant, Proposal, Workshop
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link

ROWS = (
    ("title", "sector", "effect (t CO2)", "start"),
    ("Biogas for our own trucks", "transport/heavy_trucks", 1500, 2026),
    ("Advice to households", None, None, 2027),
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


def test_a_copy_with_another_title_is_another_copy(room: Room) -> None:
    same = "0123456789abcdef-copy"
    room.desk.send(f"/workshops/{room.code}/copy", title="In May", operation_id=same)
    answer = room.desk.send(f"/workshops/{room.code}/copy", title="In June", operation_id=same)
    assert answer.status_code == 409
    assert 'value="In June"' in room.desk.text
    assert same not in room.desk.text
    room.desk.send(f"/workshops/{room.code}/copy", title="In June", operation_id=_operation(room.desk.text))
    with room.app.app_context():
        titles = set(db.session.scalars(sa.select(Workshop.title)))
    assert {"In May", "In June"} <= titles


@pytest.mark.parametrize(
    "corrected",
    [
        {"preset": "own", "own_amount": "500 000"},
        {"territory": "SE-0180"},
        {"reference_method": "trend"},
        {"start_year": "2027"},
        {"end_year": "2040"},
        {"language": "sv"},
        {"agenda": "240"},
    ],
    ids=lambda corrected: next(iter(corrected)),
)
def test_a_form_that_is_corrected_after_going_back_opens_another_workshop(
    room: Room, corrected: dict[str, str]
) -> None:
    """The browser gives the page back as it was, with the id of the operation that is stored."""
    same = "0123456789abcdef-open"
    first = room.desk.send("/workshops/new", **OPENING, operation_id=same).request.path
    assert room.desk.send("/workshops/new", **OPENING, operation_id=same).request.path == first
    other = {**OPENING, **corrected}
    answer = room.desk.send("/workshops/new", **other, operation_id=same)
    assert answer.status_code == 409
    assert "has opened a workshop before" in room.desk.text
    assert f'value="{OPENING["title"]}"' in room.desk.text
    opened = room.desk.send("/workshops/new", **other, operation_id=_operation(room.desk.text)).request.path
    assert opened.startswith("/desk/")
    assert opened != first


def test_another_facilitators_operation_opens_nothing_of_theirs(room: Room) -> None:
    same = "0123456789abcdef-open"
    first = room.desk.send("/workshops/new", **OPENING, operation_id=same).request.path
    with room.app.app_context():
        secret = issue_login_link(ensure_facilitator("another facilitator"), datetime.now(UTC))
    other = Browser(room.app.test_client())
    other.send(f"/login/link/{secret}")
    answer = other.send("/workshops/new", **OPENING, operation_id=same)
    assert (answer.status_code, answer.request.path) == (409, "/workshops/new")
    assert first.rpartition("/")[2] not in other.text


def test_a_workshop_that_the_disk_may_not_have_is_not_acknowledged(room: Room) -> None:
    """The first answer was lost, and the disk takes nothing when the same is sent once more."""
    same = "0123456789abcdef-open"
    first = room.desk.send("/workshops/new", **OPENING, operation_id=same).request.path

    def refuse() -> AbstractContextManager[Flush]:
        raise OSError(errno.EIO, "the disk takes nothing")

    works = room.app.extensions["durability"]
    room.app.extensions["durability"] = GroupFlusher(refuse)
    assert room.desk.send("/workshops/new", **OPENING, operation_id=same).status_code == 503
    room.app.extensions["durability"] = works
    assert room.desk.send("/workshops/new", **OPENING, operation_id=same).request.path == first


def test_only_its_facilitator_copies_a_workshop(room: Room) -> None:
    stranger = Browser(room.app.test_client())
    assert "Log in" in stranger.open(f"/workshops/{room.code}/copy").get_data(as_text=True)


def test_a_list_comes_in_from_a_workbook(room: Room) -> None:
    _import(room, ROWS)
    decided = {view.title: view for view in room.snapshot().decided}
    assert decided["Biogas for our own trucks"].likely == 1500
    assert decided["Advice to households"].likely is None


def _operation(page: str) -> str:
    found = re.search(r'name="operation_id" value="([^"]+)"', page)
    assert found
    return found[1]


def _import(room: Room, rows: tuple[tuple[object, ...], ...]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    file = io.BytesIO()
    book.save(file)
    assert import_list(room.desk, room.code, file.getvalue()) == 200, room.desk.text
