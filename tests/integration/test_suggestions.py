"""A set that fits, suggested from the room's own proposals."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.workshop_room import Room, open_room
from workshop.services.workshops.example import EXAMPLE


@pytest.fixture
def wide(app: Flask) -> Room:
    """Open a workshop whose own budget a few actions keep."""
    setup = replace(EXAMPLE, preset="own", own_amount_t=4_300_000.0, own_source="a test")
    return open_room(app, setup)


def test_the_suggested_set_fits_and_is_taken_in_one_step(wide: Room) -> None:
    wide.move_to("propose")
    phone = wide.phone()
    for action, amount in {
        "private-cars-electric": "12000",
        "electric-trucks": "300",
        "electric-buses": "12",
    }.items():
        wide.pick(phone, action, amount)
    for view in wide.snapshot().shown:
        wide.decide(view.id, "include", included="no")
    assert wide.snapshot().outcome.remaining_t < 0
    page = wide.desk.open(f"/desk/{wide.code}/suggestion").get_data(as_text=True)
    assert "meet the budget" in page
    fields = {name: _value(page, name) for name in ("chosen", "left_out")}
    wide.desk.send(f"/desk/{wide.code}/suggestion", **fields)
    snapshot = wide.snapshot()
    assert snapshot.outcome.remaining_t >= 0
    assert {view.id for view in snapshot.shown if view.included} == set(fields["chosen"].split())
    wide.desk.send(f"/desk/{wide.code}/undo", change=_last_step(wide))
    assert not any(view.included for view in wide.snapshot().shown)


def test_where_no_set_fits_the_page_says_how_far_short_the_best_falls(room: Room) -> None:
    room.move_to("propose")
    room.pick(room.phone(), "electric-buses", "1")
    page = room.desk.open(f"/desk/{room.code}/suggestion").get_data(as_text=True)
    assert "No combination meets the budget. The best exceeds it by" in page


def test_without_proposals_there_is_nothing_to_suggest(room: Room) -> None:
    page = room.desk.open(f"/desk/{room.code}/suggestion").get_data(as_text=True)
    assert "There is no proposal to choose from yet." in page


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


def _last_step(room: Room) -> int:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        return last.id
