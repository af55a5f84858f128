"""The replay of a meeting says of every step what the screen said then."""

from __future__ import annotations

import re
import time
import uuid

import pytest

from scenarios.file.schema import scenario_to_dict
from tests.listed import import_list
from tests.workshop_room import Room
from workshop.extensions import db
from workshop.models import Workshop
from workshop.state.replays import MOST_MOMENTS, Replay, replay_meeting

CARS, SOLAR, HEAT = "private-cars-electric", "cycling", "oil-boilers-out"
PLAN = "title,sector,effect (t CO2),start\nA tram,transport,500,2028\n"


def test_every_moment_is_as_it_was_on_the_screen(room: Room) -> None:
    seen = lead_a_meeting(room)
    replayed = replay(room)
    told = {moment.snapshot.revision: moment for moment in replayed.moments}
    assert len(told) > 12
    for revision, moment in told.items():
        then = seen[revision]
        now = moment.snapshot
        assert now.outcome.cumulative_emissions_t == pytest.approx(then.outcome.cumulative_emissions_t), (
            moment
        )
        assert now.outcome.budget_t == then.outcome.budget_t
        # What is not shown any more has no words here, only its figures.
        words = {view.id: view.title for view in room.snapshot().shown}
        assert [view.id for view in now.shown] == [view.id for view in then.shown]
        assert all(view.title == words.get(view.id, "–") for view in now.shown)
        assert (now.phase, now.step) == (then.phase, then.step)
    assert scenario_to_dict(told[max(told)].snapshot.scenario)["actions"] == room.document()["actions"]


def test_a_replay_names_roles_but_no_people_and_nothing_hidden(room: Room) -> None:
    lead_a_meeting(room)
    moments = replay(room).moments
    assert {moment.role for moment in moments} <= {"", "resident", "elected"}
    page = room.desk.open(f"/desk/{room.code}/replay").get_data(as_text=True)
    assert "Proposed: " in page
    assert "Resident" in page
    assert "Secret nickname" not in page
    assert "A hidden idea" not in page
    assert "Approved: a proposal that is not shown now" in page
    # Estimates of other people's proposals have no role.
    assert [moment.role for moment in moments if moment.kind == "estimate"] in ([""], [])


def test_only_the_facilitator_sees_it(room: Room) -> None:
    address = f"/desk/{room.code}/replay"
    assert room.desk.open(address).status_code == 200
    assert room.phone().client.get(address).status_code == 302
    assert room.desk.open(f"{address}?wall=1").status_code == 200


def test_a_meeting_without_a_step_has_a_replay_too(room: Room) -> None:
    assert len(replay(room).moments) == 1
    assert room.desk.open(f"/desk/{room.code}/replay").status_code == 200


@pytest.mark.slow
def test_a_meeting_of_a_thousand_changes_opens_in_two_seconds(room: Room) -> None:
    fill(room, 1000)
    room.snapshot()
    begin = time.perf_counter()
    page = room.desk.client.get(f"/desk/{room.code}/replay")
    taken = time.perf_counter() - begin
    replayed = replay(room)
    assert page.status_code == 200
    assert len(replayed.moments) == MOST_MOMENTS
    assert replayed.steps >= 1000
    decided = {moment.kind for moment in replayed.moments}
    assert {"proposal.include", "workshop.open", "scenario.save"} <= decided
    told = f"{taken:.2f} s, {len(page.data) / 1e3:.0f} kB, {len(replayed.moments)} moments"
    print(f"a thousand changes: {told}")
    assert taken < 2


def replay(room: Room) -> Replay:
    with room.app.app_context():
        return replay_meeting(room.snapshot())


class Seen(dict[int, object]):
    """How the workshop stood at each revision."""

    def note(self, room: Room) -> None:
        snapshot = room.snapshot()
        self[snapshot.revision] = snapshot


def lead_a_meeting(room: Room) -> dict[int, object]:
    """Do something of everything that the log tells, and remember how it stood after each step."""
    seen = Seen()
    code, desk = room.code, room.desk

    def at_desk(path: str, **fields: object) -> None:
        assert desk.send(f"/desk/{code}/{path}", **fields).status_code == 200, (path, desk.text)
        seen.note(room)

    def shown(title: str) -> str:
        return next(view.id for view in room.snapshot().proposals if title in (view.title, view.catalogue_id))

    seen.note(room)
    assert import_list(desk, code, PLAN) == 200
    seen.note(room)
    one, two = room.phone("resident", nickname="Secret nickname"), room.phone("elected")
    move(room, "propose", seen)
    for phone, action, amount in ((one, CARS, 1000), (two, CARS, 3000), (two, HEAT, 40), (one, SOLAR, 2)):
        room.pick(phone, action, amount)
        seen.note(room)
    for phone, title in ((one, "An idea"), (two, "The same idea"), (two, "A hidden idea")):
        room.propose(phone, title, likely="400", target="transport")
        seen.note(room)
    for title in ("An idea", "The same idea", "A hidden idea"):
        at_desk(f"proposals/{shown(title)}/approve")
    same = shown("The same idea")
    at_desk(f"proposals/{same}/merge", **room.merging(same, shown("An idea")))
    at_desk(f"proposals/{shown('A hidden idea')}/hide", reason="personal")
    at_desk(f"proposals/{shown('An idea')}/relate", relation="disjoint", other=shown(CARS))
    at_desk(f"proposals/{shown(CARS)}/include", included="no")
    at_desk("undo", change=undoable(room))
    move(room, "estimate", seen)
    at_desk("estimates/look", step=room.snapshot().step, proposal=shown(CARS), round="1", shown="no")
    move(room, "briefing", seen)
    at_desk("briefing/key", key="population")
    move(room, "combine", seen)
    at_desk("save", name="The end", note="")
    return seen


def move(room: Room, phase: str, seen: Seen) -> None:
    room.move_to(phase)
    seen.note(room)


def undoable(room: Room) -> str:
    found = re.search(
        r'name="change" value="(\d+)"', room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    )
    assert found
    return found[1]


def fill(room: Room, changes: int) -> None:
    """Let a hall propose through the services: as many changes as wanted, decisions among them."""
    from scenarios.catalogue.catalogue import load_catalogue
    from workshop.models import Role
    from workshop.services.people import participants
    from workshop.services.people.facilitators import ensure_facilitator
    from workshop.services.proposals import moderation
    from workshop.services.proposals.picks import Pick, submit_pick
    from workshop.services.workshops.saved_scenarios import save_scenario

    room.move_to("propose")
    actions = [
        action for action in load_catalogue() if action.effect is not None and not action.norwegian_targets
    ][:40]
    actions = actions or [action for action in load_catalogue() if action.effect is not None][:40]
    room.app.extensions["durability"] = None
    with room.app.test_request_context():
        desk = ensure_facilitator("facilitator")
        joining = {"role": Role.RESIDENT, "nickname": ""}
        people = [
            participants.join(room.workshop_id, operation_id=uuid.uuid4().hex, **joining)[0]  # type: ignore[arg-type]
            for _ in range(100)
        ]
        for number in range(changes * 4 // 5):
            action = actions[(number * 7) % len(actions)]
            amount = action.amount.default * (1 + number % 5 / 10)
            pick = Pick(action_id=action.id, amount=min(amount, action.amount.maximum), start_year=2027)
            receipt = submit_pick(room.workshop_id, people[number % 100], uuid.uuid4().hex, pick)
            if number % 4 == 3:
                moderation.include(
                    room.workshop_id, desk, uuid.uuid4().hex, receipt.answer["proposal"], number % 8 == 3
                )
        save_scenario(room.workshop_id, desk, uuid.uuid4().hex, name="The end", note="")
        assert db.session.get_one(Workshop, room.workshop_id).revision >= changes
