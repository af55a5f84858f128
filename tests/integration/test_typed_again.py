"""A form that is opened again holds what was typed: a range that nobody gave stays empty."""

from __future__ import annotations

from typing import Any

import pytest

from tests.page_forms import fields_of
from tests.workshop_room import Browser, Room

CARS = "transport/cars"


def reopen(browser: Browser, path: str, name: str) -> dict[str, Any]:
    """Open a form again, and read what stands in it."""
    return fields_of(browser.open(path).get_data(as_text=True), name)


@pytest.mark.parametrize("direction", ["lowers", "raises"])
@pytest.mark.parametrize(("low", "high"), [("", ""), ("600", ""), ("", "1200"), ("600", "1200")])
def test_the_figure_of_ones_own_proposal_can_be_raised_and_lowered(
    room: Room, direction: str, low: str, high: str
) -> None:
    room.move_to("propose")
    author = room.phone()
    said = {"likely": "900", "low": low, "high": high, "direction": direction}
    room.propose(author, "Bridge", target=CARS, **said)
    path = f"/phone/{room.code}/own/{room.snapshot().proposals[0].id}"
    form = reopen(author, path, "ramp_years")
    assert {name: form[name] for name in said} == said
    if not high:
        assert author.send(path, **{**form, "likely": "1000"}).status_code == 200
        form = reopen(author, path, "ramp_years")
        assert (form["likely"], form["low"], form["high"]) == ("1000", low, "")
    if not low:
        assert author.send(path, **{**form, "likely": "800"}).status_code == 200
        form = reopen(author, path, "ramp_years")
        assert (form["likely"], form["low"], form["high"]) == ("800", "", high)


@pytest.mark.parametrize(("low", "high"), [("", ""), ("200", ""), ("", "400"), ("200", "400")])
def test_an_estimate_of_an_action_comes_back_with_its_range(room: Room, low: str, high: str) -> None:
    room.move_to("propose")
    phone = room.phone()
    said = {"amount": "300", "amount_low": low, "amount_high": high}
    assert phone.send(f"/phone/{room.code}/catalogue/cycling", start_year="2027", **said).status_code == 200
    form = reopen(phone, f"/phone/{room.code}/catalogue/cycling", "amount")
    assert {name: form[name] for name in said} == said


@pytest.mark.parametrize(("low", "high"), [("", ""), ("200", ""), ("", "400"), ("200", "400")])
def test_an_estimate_of_a_round_comes_back_with_its_range(room: Room, low: str, high: str) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Bridge", target=CARS, likely="350")
    proposal = room.snapshot().proposals[0].id
    room.decide(proposal, "approve")
    room.move_to("estimate")
    room.desk.send(
        f"/desk/{room.code}/estimates/look", step=room.snapshot().step, proposal=proposal, round="1"
    )
    phone, path = room.phone(), f"/phone/{room.code}/estimates/{proposal}"
    said = {"likely": "300", "low": low, "high": high}
    assert phone.send(path, round="1", **said).status_code == 200
    form = reopen(phone, path, "likely")
    assert {name: form[name] for name in said} == said


@pytest.mark.parametrize(("low", "high"), [("", ""), ("600", ""), ("", "1200"), ("600", "1200")])
def test_the_figure_of_the_desk_comes_back_with_its_range(room: Room, low: str, high: str) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Bridge", target=CARS, likely="350")
    path = f"/desk/{room.code}/proposals/{room.snapshot().proposals[0].id}/"
    said = {"likely": "900", "low": low, "high": high}
    assert room.desk.send(path, **{**reopen(room.desk, path, "ramp"), **said}).status_code == 200
    form = reopen(room.desk, path, "ramp")
    assert {name: form[name] for name in said} == said
