"""One proposal from the phone to the wall, and a scenario from the desk to the file."""

from __future__ import annotations

import json

import pytest

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import read_scenario
from tests.workshop_room import Browser, Room


def test_a_pick_counts_at_once_and_the_wall_says_so(room: Room) -> None:
    before = room.snapshot().outcome.cumulative_emissions_t
    room.move_to("propose")
    room.pick(room.phone(), "private-cars-electric", "12 000")
    after = room.snapshot().outcome
    assert after.cumulative_emissions_t < before - 100_000
    wall = room.desk.open(f"/wall/{room.code}/{room.screen_key}")
    assert "With this action" in wall.get_data(as_text=True)
    assert "Private cars become electric" in wall.get_data(as_text=True)


def test_picks_of_one_action_are_one_proposal_with_everybodys_estimates(room: Room) -> None:
    room.move_to("propose")
    for amount in ("4000", "6000", "14000"):
        room.pick(room.phone(), "private-cars-electric", amount)
    (view,) = room.snapshot().proposals
    assert view.count == 3
    assert view.likely == pytest.approx(6000 * 2.1, rel=0.01)
    assert view.full_effect_t == pytest.approx(6000 * 2.1, rel=0.01)


def test_a_second_estimate_of_the_same_person_replaces_the_first(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "private-cars-electric", "4000")
    room.pick(phone, "private-cars-electric", "8000")
    (view,) = room.snapshot().proposals
    assert view.count == 1
    assert view.likely == pytest.approx(8000 * 2.1, rel=0.01)


def test_a_proposal_in_own_words_waits_until_the_desk_approves(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.propose(phone, "Bicycle bridge", likely="1 200,5", target="transport/cars")
    (waiting,) = room.snapshot().waiting
    assert "Received, waits for approval" in phone.text
    assert room.snapshot().outcome.actions == {}
    assert "Bicycle bridge" not in room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(
        as_text=True
    )

    room.decide(waiting.id, "approve")
    assert room.snapshot().outcome.actions[waiting.action_id].standalone_t == pytest.approx(1200.5 * 19)
    assert "Visible to the room" in phone.open(f"/phone/{room.code}").get_data(as_text=True)


def test_a_hidden_proposal_is_seen_by_its_author_with_the_reason_and_by_nobody_else(room: Room) -> None:
    room.move_to("propose")
    author, other = room.phone(), room.phone()
    room.propose(author, "A remark about somebody")
    room.decide(room.snapshot().waiting[0].id, "hide", reason="personal")
    author.open(f"/phone/{room.code}")
    assert "A remark about somebody" in author.text
    assert "it tells about a person" in author.text
    assert "A remark about somebody" not in other.open(f"/phone/{room.code}").get_data(as_text=True)


def test_the_desk_switches_a_proposal_out_and_undo_brings_it_back(room: Room) -> None:
    room.move_to("propose")
    room.pick(room.phone(), "electric-buses", "12")
    (view,) = room.snapshot().proposals
    room.decide(view.id, "include", included="no")
    assert room.snapshot().outcome.excluded == ("electric-buses",)
    change = room.desk.text.split('name="change" value="')[1].split('"')[0]
    room.desk.send(f"/desk/{room.code}/undo", change=change)
    assert "electric-buses" in room.snapshot().outcome.actions


def test_undo_takes_back_the_step_that_was_seen_and_no_other(room: Room) -> None:
    room.move_to("propose")
    room.desk.open(f"/desk/{room.code}")
    change = room.desk.text.split('name="change" value="')[1].split('"')[0]
    room.move_to("combine")
    answer = room.desk.send(f"/desk/{room.code}/undo", change=change)
    assert answer.status_code == 409
    assert room.snapshot().phase == "combine"


def test_the_desk_edits_words_and_figures(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Something about ferries")
    view = room.snapshot().waiting[0]
    room.decide(view.id, "approve")
    assert room.snapshot().outcome.unquantified == (view.action_id,)
    room.desk.send(
        f"/desk/{room.code}/proposals/{view.id}/",
        title="Electric ferry",
        target="transport/domestic_shipping",
        likely="900",
        low="700",
        high="1 000",
        start_year="2028",
        ramp="step",
        ramp_years="1",
        actor="port",
        description="",
    )
    changed = room.snapshot().proposals[0]
    assert (changed.title, changed.likely, changed.start_year) == ("Electric ferry", 900, 2028)
    assert room.snapshot().outcome.actions[view.action_id].standalone_t == pytest.approx(900 * 18)


def test_a_saved_scenario_evaluates_to_the_figures_of_the_wall(room: Room) -> None:
    room.move_to("propose")
    room.pick(room.phone(), "private-cars-electric", "12000")
    room.pick(room.phone(), "electric-buses", "12")
    room.desk.send(f"/desk/{room.code}/save", name="First", note="")
    wall = room.snapshot().outcome
    room.pick(room.phone(), "fewer-car-kilometres", "15")

    text = room.desk.open(f"/compare/{room.code}/1/scenario.json").get_data(as_text=True)
    outcome = evaluate(read_scenario(text))
    assert outcome.to_dict() == wall.to_dict()
    assert json.loads(text)["provenance"]["territory"] == "SE-0480"


def test_saving_twice_gives_two_and_a_repeated_form_gives_one(room: Room) -> None:
    for name, operation in (("A", "a" * 32), ("A", "a" * 32), ("B", "b" * 32)):
        room.desk.send(f"/desk/{room.code}/save", name=name, note="", operation_id=operation)
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert page.count("<li value=") == 2


def test_default_groups_keep_two_actions_from_counting_the_same_cars_twice(room: Room) -> None:
    room.move_to("propose")
    room.pick(room.phone(), "private-cars-electric", "1000")
    room.pick(room.phone(), "municipal-cars-electric", "100")
    groups = room.document()["groups"]
    assert groups == [
        {
            "id": "cars-electric",
            "relation": "disjoint",
            "actions": ["municipal-cars-electric", "private-cars-electric"],
        }
    ]


def test_an_action_without_tonnes_counts_who_wants_it(room: Room) -> None:
    room.move_to("propose")
    phones = [room.phone() for _ in range(3)]
    for phone in (*phones, phones[0]):
        room.pick(phone, "charging-points", "")
    (view,) = room.snapshot().proposals
    assert (view.count, view.full_effect_t) == (3, None)
    assert room.snapshot().outcome.unquantified == ("charging-points",)
    assert phones[0].open(f"/phone/{room.code}/catalogue/charging-points").status_code == 200


def test_coming_back_is_being_the_same_person(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "private-cars-electric", "4000")
    again = Browser(phone.client)
    again.open(f"/j/{room.code}")
    assert "Private cars become electric" in again.text
    assert sum(room.joined().values()) == 1


def test_a_join_whose_answer_was_lost_is_the_same_person_when_repeated(room: Room) -> None:
    for _ in range(2):
        Browser(room.app.test_client()).send(f"/j/{room.code}", role="elected", operation_id="c" * 32)
    assert room.joined()["elected"] == 1


def test_each_reader_sees_catalogue_titles_in_their_own_language(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "electric-buses", "12")
    phone.send("/language", language="sv", next=f"/phone/{room.code}")
    assert "Stadsbussarna blir eldrivna" in phone.text
    (view,) = room.snapshot().proposals
    room.desk.open(f"/desk/{room.code}")
    assert "City buses go electric" in room.desk.text
    assert view.title == "City buses go electric"


def test_consumption_stands_beside_the_budget(room: Room) -> None:
    room.move_to("propose")
    before = room.snapshot().outcome.cumulative_emissions_t
    room.pick(room.phone(), "plant-based-diet", "2000")
    after = room.snapshot().outcome
    assert after.cumulative_emissions_t == before
    assert after.consumption_t_per_year["plant-based-diet"] == pytest.approx(2000 * 0.85, rel=0.01)


def test_deleting_takes_everything(room: Room) -> None:
    room.move_to("propose")
    room.pick(room.phone(), "private-cars-electric", "4000")
    room.desk.send(f"/desk/{room.code}/save", name="A", note="")
    room.desk.send(f"/workshops/{room.code}/delete")
    assert room.desk.open(f"/desk/{room.code}").status_code == 404
    from workshop.extensions import db
    from workshop.models import AuditEntry

    with room.app.app_context():
        counts = {
            table.name: db.session.execute(db.select(db.func.count()).select_from(table)).scalar()
            for table in db.metadata.sorted_tables
        }
        told = db.session.scalars(db.select(AuditEntry.subject)).all()
    # The audit log says that there was a workshop with this code, and no more.
    assert {name for name, count in counts.items() if count} == {
        *("facilitator", "login", "login_link", "audit_entry")
    }
    assert set(told) <= {"", room.code}
