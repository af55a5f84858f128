"""A phone shows before sending what the room shows once it is in."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from scenarios.catalogue.catalogue import CatalogueAction, load_catalogue
from tests.workshop_room import JSON, Room, open_room
from workshop.i18n import format_tonnes
from workshop.services.proposals.free_text import FreeTextProposal
from workshop.services.proposals.picks import Pick
from workshop.services.proposals.previews import Preview, preview_free_text, preview_pick
from workshop.services.workshops.example import EXAMPLE
from workshop.state.snapshot import Snapshot


def _territorial() -> list[CatalogueAction]:
    return [a for a in load_catalogue() if a.counts]


def test_an_author_reads_afterwards_the_figure_that_the_preview_showed(room: Room) -> None:
    room.move_to("propose")
    # Another action on the same emissions: then what an action adds is not what it would give alone.
    room.pick(room.phone(), "private-cars-electric", 17000)
    room.pick(room.phone(), "fewer-car-kilometres", 20)
    author, path = room.phone(), f"/phone/{room.code}/catalogue/congestion-charge"
    typed = {"amount": "60", "start_year": "2027"}
    told = author.send(path, headers=JSON, preview="1", **typed).get_json()["told"]
    figures = {each["words"]: each["figure"] for each in told}
    days = figures["days of today’s emissions by 2045"]
    percent = figures["of the gap between reference path and budget by 2045"]
    assert author.send(path, **typed).status_code == 200
    page = author.open(f"/phone/{room.code}/mine").get_data(as_text=True)
    said = re.search(r"Without it, emissions by 2045 would be (.+?) higher\. That is ([^ ]+) days", page)
    assert said, page
    assert said[2] == days
    outcome = room.snapshot().outcome
    (view,) = [view for view in room.snapshot().proposals if view.catalogue_id == "congestion-charge"]
    assert view.marginal_t is not None
    assert said[1] == format_tonnes(view.marginal_t) != format_tonnes(view.attributed_t or 0.0)
    assert percent == f"{100 * view.marginal_t / outcome.gap_t:.1f} %"
    # The share is of the gap that the wall closes: both begin at the reference path.
    assert outcome.gap_t == pytest.approx(outcome.cumulative_reference_t - outcome.budget_t)


def test_an_author_reads_why_an_action_adds_nothing(room: Room) -> None:
    room.move_to("propose")
    first, second = room.phone(), room.phone()
    room.propose(first, "First", likely="900", target="transport/cars")
    room.propose(second, "Second", likely="800", target="transport/cars")
    ids = {view.title: view.id for view in room.snapshot().proposals}
    for proposal in ids.values():
        room.decide(proposal, "approve")
    room.decide(ids["Second"], "relate", relation="exclusive", other=ids["First"])
    page = second.open(f"/phone/{room.code}/mine").get_data(as_text=True)
    assert "but “First” gives more, and only one of the two can be chosen." in page


def _grouped() -> list[CatalogueAction]:
    """One action of each group of the catalogue, so that the next of it makes the group."""
    return list({a.group.key: a for a in reversed(_territorial()) if a.group}.values())


def _pick(action: CatalogueAction) -> Pick:
    return Pick(action_id=action.id, amount=action.amount.default, start_year=2028)


def _same(preview: Preview | None, snapshot: Snapshot, action_id: str) -> list[str]:
    """List in what a preview differs from what the room shows of an action."""
    result = snapshot.outcome.actions.get(action_id)
    if preview is None or result is None or result.marginal_t is None:
        return [] if preview is None else [f"{action_id}: only in the preview"]
    gap = snapshot.outcome.gap_t
    pairs = {
        "saved_t": (preview.saved_t, result.marginal_t),
        "days": (preview.days or 0.0, result.days or 0.0),
        "gap_share": (preview.gap_share or 0.0, result.marginal_t / gap if gap > 0 else 0.0),
    }
    view = next(view for view in snapshot.proposals if view.action_id == action_id)
    if not view.capped_t:
        pairs["tonnes_per_year"] = (preview.tonnes_per_year, view.full_effect_t or 0.0)
    return [
        f"{action_id} {name}: {shown} before, {there} in the room"
        for name, (shown, there) in pairs.items()
        if shown != pytest.approx(there, rel=1e-9, abs=1e-6)
    ]


@pytest.mark.parametrize("already_in", [[], _grouped()], ids=["empty room", "one of each group"])
def test_a_preview_is_what_the_room_shows_of_every_action_of_the_catalogue(
    app: Flask, already_in: list[CatalogueAction]
) -> None:
    room = open_room(app, EXAMPLE)
    room.move_to("propose")
    phone = room.phone()
    for action in already_in:
        assert room.pick(phone, action.id, action.amount.default, start_year="2028").status_code == 200
    differences: list[str] = []
    for action in _territorial():
        if action in already_in:
            continue
        before = room.snapshot()
        with app.app_context():
            preview = preview_pick(before, _pick(action))
        assert room.pick(phone, action.id, action.amount.default, start_year="2028").status_code == 200
        differences += _same(preview, room.snapshot(), action.id)
    assert differences == []


def test_a_preview_of_ones_own_words_stands_in_the_group_that_the_desk_answered(room: Room) -> None:
    room.move_to("propose")
    author = room.phone()
    target = room.document()["sources"][0]["id"]
    for title in ("First", "Second"):
        room.propose(author, title, likely="900", target=target)
    second, first = (view.id for view in room.snapshot().proposals)
    for proposal in (first, second):
        room.decide(proposal, "approve")
    room.decide(second, "relate", relation="exclusive", other=first)
    # Asked back, its author changes the figure; the answer about it holds.
    room.decide(second, "ask", question="Is that so?")
    free = FreeTextProposal(title="Second", likely=1500.0, target=target, start_year=2027)
    before = room.snapshot()
    with room.app.app_context():
        preview = preview_free_text(before, free, second)
    sent = author.send(
        f"/phone/{room.code}/own/{second}",
        title="Second",
        actor="",
        direction="lowers",
        likely="1500",
        low="",
        high="",
        target=target,
        start_year="2027",
        ramp_years="1",
    )
    assert sent.status_code == 200, sent.get_data(as_text=True)
    room.decide(second, "approve")
    assert _same(preview, room.snapshot(), f"free-{second}") == []


def test_who_sends_what_counts_already_is_told_its_share_and_no_movement(room: Room) -> None:
    room.move_to("propose")
    for phone in (room.phone(), room.phone()):
        sent = room.pick(phone, "private-cars-electric", "4000").text
        told = sent[sent.index('class="flash sent"') :]
        told = told[: told.index("</section>")]
        assert "% of the gap" in told, told
        assert "gap: from" not in told
