"""The desk's rows: many decided at once in one step, what is narrowed, and how fast a full desk is."""

from __future__ import annotations

import html
import re
import time

import pytest
from werkzeug.test import TestResponse

from tests.full_desk import fill as fill_desk
from tests.workshop_room import JSON, Browser, Room
from workshop.extensions import db
from workshop.models import Change, Proposal
from workshop.models.types import utc_now
from workshop.services.proposals.words_read import words_seen

FULL = 300
SERVED_S = 1.0


def fill(room: Room, number: int, title: str = "Idea number", **columns: object) -> list[str]:
    """Let proposals wait as if phones had written them; return their ids, oldest first."""
    return fill_desk(room.app, room.workshop_id, number, title, **columns)


def read(room: Room, ids: list[str]) -> list[str]:
    """Return the ids with the words as they stand, as the boxes of the rows have them."""
    views = {view.id: view for view in room.snapshot().proposals}
    return [f"{public_id}.{words_seen(views[public_id])}" for public_id in ids]


def states(room: Room) -> list[str]:
    return [view.state for view in room.snapshot().proposals]


def rows_of(page: str) -> list[str]:
    """Return the titles of the rows, in their order."""
    found = re.findall(r'<li class="entry proposal".*?<h3>(.*?)</h3>', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", html.unescape(title)).split()) for title in found]


def desk(room: Room, query: str = "") -> str:
    return room.desk.open(f"/desk/{room.code}{query}").get_data(as_text=True)


def last_change(room: Room) -> int:
    with room.app.app_context():
        return int(db.session.scalars(db.select(Change.id).order_by(Change.id.desc())).first() or 0)


def test_many_are_approved_in_one_step_and_undone_in_one(room: Room) -> None:
    chosen = read(room, fill(room, 40))
    answer = room.desk.send(f"/desk/{room.code}/together", chosen=chosen, decision="approve", headers=JSON)
    assert answer.json["said"] == "40 are approved."
    assert states(room) == ["visible"] * 40
    assert "The desk: Approved together: 40" in desk(room)
    room.desk.send(f"/desk/{room.code}/undo", change=last_change(room))
    assert states(room) == ["waiting"] * 40


def test_many_are_hidden_without_a_reason_to_choose(room: Room) -> None:
    chosen = read(room, fill(room, 3))
    room.desk.send(f"/desk/{room.code}/together", chosen=chosen[:2], decision="hide")
    assert "2 are hidden." in room.desk.text
    assert sorted(states(room)) == ["hidden", "hidden", "waiting"]
    assert "the facilitator chose so" in room.desk.text


def test_what_was_decided_or_changed_after_it_was_read_is_left_and_said(room: Room) -> None:
    ids = fill(room, 3)
    chosen = read(room, ids)
    room.decide(ids[0], "hide", reason="unclear")
    rewrite(room, ids[1])
    answer = room.desk.send(f"/desk/{room.code}/together", chosen=chosen, decision="approve", headers=JSON)
    assert (answer.json["approved"], answer.json["left"]) == (1, 2)
    assert "2 were decided or changed meanwhile" in answer.json["said"]
    again = room.desk.send(f"/desk/{room.code}/together", chosen=chosen[:2], decision="approve", headers=JSON)
    assert again.status_code == 409


def test_two_that_wait_are_merged_on_a_page_without_scripts(room: Room) -> None:
    ids = fill(room, 3)
    room.desk.send(f"/desk/{room.code}/together", chosen=read(room, ids[:2]), decision="merge")
    assert "Which one stays?" in room.desk.text
    room.desk.send(f"/desk/{room.code}/together", chosen=read(room, ids[:2]), decision="merge", into=ids[0])
    views = {view.id: view for view in room.snapshot().proposals}
    assert (views[ids[1]].state, views[ids[1]].merged_into) == ("merged", ids[0])
    assert views[ids[0]].state == "waiting"
    room.desk.send(f"/desk/{room.code}/undo", change=last_change(room))
    assert states(room) == ["waiting"] * 3


def test_what_was_decided_or_changed_meanwhile_is_not_merged(room: Room) -> None:
    ids = fill(room, 4)
    chosen = read(room, ids)
    room.decide(ids[0], "hide", reason="unclear")
    rewrite(room, ids[1])

    def merge_into(into: str) -> TestResponse:
        path = f"/desk/{room.code}/together"
        return room.desk.send(path, chosen=chosen, decision="merge", into=into, headers=JSON)

    for gone in ids[:2]:
        assert merge_into(gone).status_code == 409
    assert sorted(states(room)) == ["hidden", *["waiting"] * 3]
    answer = merge_into(ids[2])
    assert (answer.json["merged"], answer.json["left"]) == (1, 2)
    assert "2 were decided or changed meanwhile" in answer.json["said"]
    assert sorted(states(room)) == ["hidden", "merged", "waiting", "waiting"]


def test_nothing_selected_is_said(room: Room) -> None:
    fill(room, 1)
    answer = room.desk.send(f"/desk/{room.code}/together", decision="approve")
    assert answer.status_code == 422
    assert "Select one or more first." in room.desk.text


def test_a_helper_decides_many_too_and_nobody_else(room: Room) -> None:
    chosen = read(room, fill(room, 2))
    room.desk.send(f"/desk/{room.code}/helpers")
    link = re.search(r"/moderation/[^\"<\s]+/enter/[^\"<\s]+", room.desk.text)
    assert link
    helper = Browser(room.app.test_client())
    helper.open(link[0])
    helper.send(f"/desk/{room.code}/together", chosen=chosen, decision="approve")
    assert states(room) == ["visible"] * 2
    stranger = room.phone().send(f"/desk/{room.code}/together", chosen=chosen, decision="hide", headers=JSON)
    assert stranger.status_code == 401


def test_a_text_that_is_cut_has_its_box_inside_what_is_folded(room: Room) -> None:
    fill(room, 1, description="We have talked about this for years. " * 12)
    page = desk(room)
    folded = page[
        page.index('<details class="entry-text"') : page.index("</details>", page.index("entry-text"))
    ]
    assert 'name="chosen"' in folded
    assert page.count('name="chosen"') == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Tram", "Walk", "Cycle"]),
        ("?only=waiting", ["Tram", "Walk"]),
        ("?only=no-tonnes", ["Walk"]),
        ("?words=tram%20NORTH", ["Tram"]),
        ("?only=objected", []),
        ("?only=nonsense&most=x&until=never", ["Tram", "Walk", "Cycle"]),
        ("?role=elected", []),
    ],
)
def test_rows_are_narrowed_the_oldest_first(room: Room, query: str, expected: list[str]) -> None:
    for title, columns in (
        ("Tram", {"description": "To the north"}),
        ("Walk", {"effect_kind": None, "fixed_estimate": None}),
        ("Cycle", {"state": "visible", "included": True, "overlap": {"relation": "disjoint", "with": "x"}}),
    ):
        fill(room, 1, title, **columns)
    assert [title.split()[0] for title in rows_of(desk(room, query))] == expected


def test_newcomers_wait_behind_their_number(room: Room) -> None:
    fill(room, 2)
    until = utc_now().isoformat().replace("+", "%2B")
    fill(room, 3)
    page = desk(room, f"?until={until}")
    assert len(rows_of(page)) == 2
    assert "3 new</a>" in page
    assert len(rows_of(desk(room))) == 5


def test_a_full_desk_is_served_within_a_second_and_only_what_is_looked_at(room: Room) -> None:
    fill(room, FULL)
    desk(room)  # compiles the page and evaluates the scenario once
    for path in (f"/desk/{room.code}", f"/desk/{room.code}/news"):
        begun = time.perf_counter()
        answer = room.desk.client.get(path)
        assert time.perf_counter() - begun < SERVED_S
        assert answer.get_data(as_text=True).count("entry proposal") == 40
    page = desk(room)
    assert "Show more (260 are left)" in page
    assert re.search(r"Waiting for you <span[^>]*>300<", page)
    assert len(rows_of(desk(room, "?most=80"))) == 80
    # What has not changed is not sent again.
    news = room.desk.client.get(f"/desk/{room.code}/news")
    again = room.desk.client.get(f"/desk/{room.code}/news", headers={"If-None-Match": news.headers["ETag"]})
    assert again.status_code == 304


def rewrite(room: Room, public_id: str) -> None:
    """Give a proposal other words, as its author may."""
    with room.app.app_context():
        db.session.scalars(db.select(Proposal).where(Proposal.public_id == public_id)).one().title = "Other"
        db.session.commit()
