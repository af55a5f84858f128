"""Merging, asking back, the same-source question, the gate, and helpers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.page_forms import fields_of
from tests.workshop_room import JSON, Browser, Room, listen
from workshop.extensions import db
from workshop.models import Estimate

CARS = "transport/cars"


def test_a_merged_proposal_counts_once_and_tells_its_author_where_it_went(room: Room) -> None:
    first, second, author = room.phone(), room.phone(), room.phone()
    room.move_to("propose")
    one = _propose(room, first, "Bicycle bridge", likely="100", target=CARS)
    two = _propose(room, author, "A bridge for bicycles", likely="300", target=CARS)
    room.decide(one, "approve")
    room.decide(two, "approve")
    before = room.snapshot()
    room.merge(two, one)
    snapshot = room.snapshot()
    merged = _view(room, one)
    assert [view.id for view in snapshot.shown] == [one]
    assert merged.count == 2
    assert merged.likely == pytest.approx(200)
    assert snapshot.outcome.gross_t != before.outcome.gross_t
    page = author.open(f"/phone/{room.code}").get_data(as_text=True)
    assert "Merged into “Bicycle bridge”" in page
    assert "Merged into" not in second.open(f"/phone/{room.code}").get_data(as_text=True)
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert {view.id for view in room.snapshot().shown} == {one, two}
    assert _view(room, one).likely == pytest.approx(100)


@pytest.mark.parametrize("decided", ["one", "other"])
def test_what_was_decided_after_it_was_read_is_not_merged(room: Room, decided: str) -> None:
    one, other = waiting_two(room)
    room.decide(other, "approve")
    page = room.desk.open(f"/desk/{room.code}/proposals/{other}/settle").get_data(as_text=True)
    form = fields_of(page, "seen")
    into = room.merging(other, one)["into"]
    assert f'value="{into}"' in room.desk.text
    room.decide(one if decided == "other" else other, "hide", reason="unclear")
    answer = room.decide(other, "merge", seen=form["seen"], into=into)
    assert answer.status_code == 409
    assert "was decided or changed meanwhile" in answer.text
    assert {view.state for view in room.snapshot().proposals} <= {"hidden", "visible", "waiting"}


def waiting_two(room: Room) -> tuple[str, str]:
    """Let two proposals wait."""
    phone = room.phone()
    room.move_to("propose")
    return _propose(room, phone, "Bicycle bridge"), _propose(room, phone, "A ferry")


def test_without_scripts_the_desk_says_what_each_press_did(room: Room) -> None:
    one, other = waiting_two(room)
    titles = {view.id: view.title for view in room.snapshot().proposals}
    assert f"Approved: {titles[one]}" in room.decide(one, "approve").text
    assert f"Switched on or off: {titles[one]}" in room.decide(one, "include", included="no").text
    paused = room.desk.send(f"/desk/{room.code}/agenda/rule", rule="frozen", to="yes")
    assert "The phones were paused" in paused.text
    assert f"Merged: {titles[other]}" in room.merge(other, one).text


def test_who_estimated_both_counts_once_after_a_merge(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    one = _propose(room, phone, "Bicycle bridge", likely="100", target=CARS)
    two = _propose(room, phone, "A bridge for bicycles", likely="300", target=CARS)
    room.decide(one, "approve")
    room.merge(two, one)
    assert (_view(room, one).count, _view(room, one).likely) == (1, pytest.approx(100))


def test_merged_proposals_move_along_when_their_target_is_merged(room: Room) -> None:
    room.move_to("propose")
    ids = [_propose(room, room.phone(), f"Bridge {number}", likely="100", target=CARS) for number in range(3)]
    for public_id in ids:
        room.decide(public_id, "approve")
    room.merge(ids[0], ids[1])
    room.merge(ids[1], ids[2])
    assert [_view(room, public_id).merged_into for public_id in ids] == [ids[2], ids[2], None]
    assert _view(room, ids[2]).count == 3
    answer = room.merge(ids[2], ids[0], headers=JSON)
    assert answer.status_code == 409  # what stands within another cannot take one in


def test_the_desk_asks_and_the_author_makes_it_clearer(room: Room) -> None:
    author, stranger = room.phone(), room.phone()
    room.move_to("propose")
    public_id = _propose(room, author, "More buses")
    room.decide(public_id, "ask", question="Which lines?")
    page = author.open(f"/phone/{room.code}").get_data(as_text=True)
    assert "Which lines?" in page
    path = f"/phone/{room.code}/own/{public_id}"
    assert 'value="More buses"' in author.open(path).get_data(as_text=True)
    fields = {"actor": "", "target": "", "direction": "lowers", "start_year": "2027", "ramp_years": "1"}
    assert stranger.send(path, title="Mine now", **fields).status_code == 409
    author.send(path, title="More buses on lines 3 and 5", **fields)
    view = _view(room, public_id)
    assert (view.title, view.asked, view.state) == ("More buses on lines 3 and 5", "", "waiting")


@pytest.mark.parametrize("step", ["ask", "hide"])
def test_undo_does_not_show_words_that_an_author_wrote_since(room: Room, step: str) -> None:
    author = room.phone()
    room.move_to("propose")
    public_id = _propose(room, author, "More buses", likely="100", target=CARS)
    room.decide(public_id, "approve")
    before = room.snapshot().outcome.cumulative_emissions_t
    room.decide(public_id, step, **({"question": "Which lines?"} if step == "ask" else {"reason": "unclear"}))
    undo = _last_step(room)
    fields = {"actor": "", "target": CARS, "direction": "lowers", "start_year": "2027", "ramp_years": "1"}
    author.send(f"/phone/{room.code}/own/{public_id}", title="Words that nobody read", likely="100", **fields)
    room.desk.send(f"/desk/{room.code}/undo", change=undo)
    view = _view(room, public_id)
    assert (view.state, view.title, view.asked, view.included) == (
        *("waiting", "Words that nobody read", ""),
        False,
    )
    assert room.snapshot().shown == ()
    assert room.snapshot().outcome.cumulative_emissions_t > before
    # The card offers to approve it, as for anything new.
    assert f"{public_id}/approve" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))  # the first approval
    assert (_view(room, public_id).state, room.snapshot().shown) == ("waiting", ())


def test_undo_of_an_edit_leaves_what_its_author_wrote_since(room: Room) -> None:
    author = room.phone()
    room.move_to("propose")
    public_id = _propose(room, author, "More buses")
    plain = {"actor": "", "target": "", "direction": "lowers", "start_year": "2027", "ramp_years": "1"}
    wording = {"ramp": "step", "control": "", "decides": "", "pays": ""}
    room.decide(public_id, "", title="Buses", description="", **plain, **wording)
    edit = _last_step(room)
    author.send(f"/phone/{room.code}/own/{public_id}", title="Buses on lines 3 and 5", **plain)
    room.desk.send(f"/desk/{room.code}/undo", change=edit)
    view = _view(room, public_id)
    assert (view.title, view.state) == ("Buses on lines 3 and 5", "waiting")


def test_undo_does_not_show_a_reason_that_was_written_since(room: Room) -> None:
    author = room.phone()
    room.move_to("propose")
    room.pick(author, "private-cars-electric", "4000", reason="The old reason")
    with room.app.app_context():
        (reason,) = db.session.scalars(db.select(Estimate.id)).all()
    for shown in ("yes", "no"):
        room.desk.send(f"/desk/{room.code}/reasons/{reason}", shown=shown)
    hiding = _last_step(room)
    room.pick(author, "private-cars-electric", "4000", reason="A reason that nobody read")
    room.desk.send(f"/desk/{room.code}/undo", change=hiding)
    (view,) = room.snapshot().shown
    assert [(said.text, said.shown) for said in view.reasons] == [("A reason that nobody read", False)]


def test_an_author_takes_a_proposal_back_until_the_room_sees_it(room: Room) -> None:
    author, stranger = room.phone(), room.phone()
    room.move_to("propose")
    first, second = _propose(room, author, "More buses"), _propose(room, author, "Fewer buses")
    assert stranger.send(f"/phone/{room.code}/own/{first}/withdraw").status_code == 409
    author.send(f"/phone/{room.code}/own/{first}/withdraw")
    assert [view.id for view in room.snapshot().proposals] == [second]
    room.decide(second, "approve")
    assert author.send(f"/phone/{room.code}/own/{second}/withdraw").status_code == 409


def test_with_an_open_gate_own_words_are_seen_at_once(room: Room) -> None:
    room.move_to("propose")
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="gate", to="no")
    _propose(room, room.phone(), "More buses", likely="100", target=CARS)
    (view,) = room.snapshot().shown
    assert view.included
    assert room.snapshot().waiting == ()


@pytest.mark.parametrize(
    ("relation", "groups"),
    [("same", []), ("disjoint", [("disjoint", 2)]), ("exclusive", [("exclusive", 2)])],
)
def test_one_question_about_two_actions_on_the_same_emissions(
    room: Room, relation: str, groups: list[tuple[str, int]]
) -> None:
    room.move_to("propose")
    room.pick(room.phone(), "private-cars-electric", "4000")
    free = _propose(room, room.phone(), "Car-free Sundays", likely="100", target=CARS)
    room.decide(free, "approve")
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert desk.count("Both lower the same emissions") == 1
    (other,) = [view for view in room.snapshot().shown if view.catalogue_id]
    room.decide(free, "relate", relation=relation, other=other.id)
    found = room.document()["groups"]
    assert [(group["relation"], len(group["actions"])) for group in found] == groups
    assert "Both lower the same emissions" not in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert "Both lower the same emissions" in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)


def test_a_merge_and_an_answer_are_evaluated_and_what_changes_no_scenario_is_not(room: Room) -> None:
    room.move_to("propose")
    ids = [_propose(room, room.phone(), f"Bridge {n}", likely=f"{n}00", target=CARS) for n in (1, 2, 3)]
    for public_id in ids:
        room.decide(public_id, "approve")
    outcomes = [room.snapshot().outcome]
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="frozen", to="yes")
    assert room.snapshot().rules.frozen
    assert room.snapshot().outcome is outcomes[0]
    room.decide(ids[1], "relate", relation="exclusive", other=ids[0])
    outcomes.append(room.snapshot().outcome)
    # Nobody sees this one, but what was said about it counts where it stands now.
    room.decide(ids[2], "hide", reason="duplicate")
    outcomes.append(room.snapshot().outcome)
    room.merge(ids[2], ids[1])
    outcomes.append(room.snapshot().outcome)
    assert len({outcome.cumulative_emissions_t for outcome in outcomes}) == len(outcomes)


def test_an_answer_never_puts_an_action_into_two_groups(room: Room) -> None:
    """Two catalogue actions that exclude each other, and proposals said to be apart from one of them."""
    room.move_to("propose")
    phone = room.phone()
    for action in ("private-cars-electric", "municipal-cars-electric", "car-sharing"):
        room.pick(phone, action, "10")
    catalogue = list(room.snapshot().shown)
    (by_catalogue,) = room.document()["groups"]
    for number, other in enumerate(catalogue):
        for relation in ("disjoint", "exclusive"):
            free = _propose(room, phone, f"{relation} {number}", likely="10", target=CARS)
            room.decide(free, "approve")
            room.decide(free, "relate", relation=relation, other=other.id)
    kept = next(g for g in room.document()["groups"] if g["id"] == by_catalogue["id"])
    assert set(by_catalogue["actions"]) <= set(kept["actions"])
    members = [action for group in room.document()["groups"] for action in group["actions"]]
    assert len(members) == len(set(members))
    assert len(members) > 4


def test_a_helper_moderates_and_does_nothing_else(room: Room) -> None:
    room.move_to("propose")
    public_id = _propose(room, room.phone(), "More buses")
    link = _invite(room)
    helper = Browser(room.app.test_client())
    assert "More buses" in helper.open(link).get_data(as_text=True)
    at = f"/desk/{room.code}/proposals/{public_id}"
    assert helper.send(f"{at}/approve").status_code == 200
    assert _view(room, public_id).state == "visible"
    for path in (f"{at}/include", f"{at}/", f"/desk/{room.code}/agenda/move", f"/desk/{room.code}/undo"):
        assert "Log in" in helper.send(path, included="no", step="1").get_data(as_text=True), path
    assert "Log in" in helper.open(f"/desk/{room.code}").get_data(as_text=True)
    # The desk can undo what a helper did.
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert _view(room, public_id).state == "waiting"


def test_a_link_that_is_taken_back_opens_nothing(room: Room) -> None:
    room.move_to("propose")
    public_id = _propose(room, room.phone(), "More buses")
    link = _invite(room)
    helper = Browser(room.app.test_client())
    helper.open(link)
    assert listen(room, "desk", helper).is_connected()
    room.desk.send(f"/desk/{room.code}/helpers/1/revoke")
    assert not listen(room, "desk", helper).is_connected()
    assert helper.open(f"/moderation/{room.code}").status_code == 403
    assert helper.open(link).status_code == 404
    assert "Log in" in helper.send(f"/desk/{room.code}/proposals/{public_id}/approve").get_data(as_text=True)
    assert _view(room, public_id).state == "waiting"


def test_a_helper_of_one_workshop_is_nobody_in_another(room: Room) -> None:
    from tests.workshop_room import open_room

    other = open_room(room.app)
    helper = Browser(room.app.test_client())
    helper.open(_invite(room))
    assert helper.open(f"/moderation/{other.code}").status_code == 403
    assert not listen(other, "desk", helper).is_connected()


def test_similar_proposals_are_suggested_while_typing(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    free = _propose(room, room.phone(), "Bicycle bridge over the river")
    room.decide(free, "approve")
    found = phone.open(f"/phone/{room.code}/own/similar?q=bridge+for+bicycles").get_data(as_text=True)
    assert "Bicycle bridge over the river" in found
    found = phone.open(f"/phone/{room.code}/own/similar?q=electric+cars+private").get_data(as_text=True)
    assert "Private cars become electric" in found
    assert phone.open(f"/phone/{room.code}/own/similar?q=zzz").get_data(as_text=True).strip() == ""


def _propose(room: Room, phone: Browser, title: str, **fields: Any) -> str:
    answer = room.propose(phone, title, headers=JSON, **fields)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return str(answer.json["proposal"])


def _view(room: Room, public_id: str) -> Any:
    return next(view for view in room.snapshot().proposals if view.id == public_id)


def _invite(room: Room) -> str:
    page = room.desk.send(f"/desk/{room.code}/helpers").get_data(as_text=True)
    found = re.search(r'href="(?:http://[^/"]+)?(/moderation/[^"]+)"', page)
    assert found
    return found[1]


def _last_step(room: Room) -> int:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        return last.id
