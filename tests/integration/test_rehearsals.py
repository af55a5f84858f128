"""A rehearsal's people come in by a token only, and go without leaving a trace."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.listed import import_list
from tests.workshop_room import Browser, Room
from workshop.errors import Problem
from workshop.extensions import Model, db
from workshop.models import SavedScenario
from workshop.services.rehearsal import rehearsals
from workshop.services.rehearsal.removal import remove

CARS, SOLAR, HEAT = "private-cars-electric", "cycling", "oil-boilers-out"
HOUR = timedelta(hours=1)
PLAN = "title,sector,effect (t CO2),start\nA tram,transport,500,2028\n"


def test_nothing_is_left_of_a_rehearsal_and_of_what_the_desk_did_meanwhile(room: Room) -> None:
    meet(room)
    before = dump(room)
    token = begin(room)
    roles = ("elected", "resident", "business", "association", "resident")
    invented = [come_in(room, token, role) for role in roles]
    go_through_everything(room, invented)
    assert room.snapshot().rehearsed
    assert differences(before, dump(room)), "the test does nothing"
    assert end(room) == len(invented)
    assert differences(before, dump(room)) == []
    assert not room.snapshot().rehearsed


def test_every_screen_is_healed_and_undo_knows_only_what_is_left(room: Room) -> None:
    meet(room)
    epoch, revision = room.snapshot().epoch, room.snapshot().revision
    step = last_step(room)
    phone = come_in(room, begin(room), "resident")
    room.move_to("combine")
    assert last_step(room) != step
    end(room)
    assert room.snapshot().epoch != epoch
    assert room.snapshot().revision > revision
    assert last_step(room) == step
    assert room.desk.send(f"/desk/{room.code}/undo", change=step).status_code == 200
    assert phone.client.get(f"/phone/{room.code}").status_code == 303


def test_what_real_people_send_meanwhile_stays_as_theirs(room: Room) -> None:
    real = meet(room)
    invented = come_in(room, begin(room), "business")
    room.move_to("propose")
    room.pick(invented, HEAT, 100)
    room.pick(real, HEAT, 300)
    room.propose(invented, "Example: an invented one")
    room.propose(real, "A real one")
    latecomer = room.phone("elected")
    room.pick(latecomer, SOLAR, 50)
    views = {view.title: view for view in room.snapshot().proposals}
    room.decide(views["Example: an invented one"].id, "approve")
    room.merge(views["A real one"].id, views["Example: an invented one"].id)
    end(room)
    room.move_to("propose")
    left = {view.title: view for view in room.snapshot().proposals}
    assert "Example: an invented one" not in left
    assert left["A real one"].state == "waiting"
    assert left["A real one"].merged_into is None
    heat = next(view for view in left.values() if view.catalogue_id == HEAT)
    assert (heat.count, heat.role, heat.state) == (1, "resident", "visible")
    assert "A real one" in real.open(f"/phone/{room.code}").get_data(as_text=True)
    assert latecomer.open(f"/phone/{room.code}").status_code == 200


def test_the_desk_may_keep_what_it_prepared_meanwhile(room: Room) -> None:
    come_in(room, begin(room), "resident")
    agenda = f"/desk/{room.code}/agenda"
    room.move_to("deliberate")
    room.arrange(tables="4")
    room.desk.send(f"{agenda}/rule", rule="frozen", to="yes")
    import_list(room.desk, room.code, PLAN)
    decided = len(room.snapshot().decided)
    room.desk.send(f"/desk/{room.code}/rehearsal/remove", keep="y")
    snapshot = room.snapshot()
    assert (snapshot.rules.tables, snapshot.rules.frozen, snapshot.phase) == (4, False, "lobby")
    assert len(snapshot.decided) == decided


def test_a_tables_choice_is_there_again_when_the_invented_one_is_gone(room: Room) -> None:
    real = meet(room)
    proposal = room.snapshot().shown[0].id
    real_choice = (1, proposal, True)
    assert real_choice in choices(room)
    invented = come_in(room, begin(room), "resident")
    room.move_to("combine")
    sit_and_choose(room, invented, proposal, "no")
    assert choices(room) == [(1, proposal, False)]
    sit_and_choose(room, real, proposal, "yes")
    assert choices(room) == [real_choice]
    sit_and_choose(room, invented, proposal, "no")
    end(room)
    assert choices(room) == [real_choice]


def test_only_the_token_lets_invented_people_in(room: Room) -> None:
    token = begin(room, people=5)
    with room.app.app_context():
        other = rehearsals._signer().dumps([1, "f" * 32])
    for wrong in ("made-up", other, token + "x"):
        browser = Browser(room.app.test_client())
        page = browser.send(f"/j/{room.code}", role="resident", headers={"X-Rehearsal": wrong})
        assert page.status_code == 422
        state = browser.client.get(f"/rehearsals/{room.code}", headers={"X-Rehearsal": wrong})
        assert state.status_code == 403
    for _ in range(5):
        come_in(room, token, "resident")
    browser = Browser(room.app.test_client())
    assert browser.send(f"/j/{room.code}", role="resident", headers={"X-Rehearsal": token}).status_code == 422
    with room.app.app_context():
        rehearsals.stop(room.workshop_id)
    state = browser.client.get(f"/rehearsals/{room.code}", headers={"X-Rehearsal": token})
    assert state.get_json() == {"acting": False}
    end(room)
    assert browser.client.get(f"/rehearsals/{room.code}", headers={"X-Rehearsal": token}).status_code == 403


def test_a_rehearsal_does_not_begin_in_an_open_vote_or_twice(room: Room) -> None:
    meet(room)
    room.move_to("deliberate")
    room.desk.send(f"/desk/{room.code}/vote/open", dots="3", hidden="y")
    with pytest.raises(Problem):
        begin(room)
    room.desk.send(f"/desk/{room.code}/vote/close")
    begin(room)
    with pytest.raises(Problem):
        begin(room)


def test_whatever_is_saved_or_shown_calls_itself_a_rehearsal(room: Room) -> None:
    phone = come_in(room, begin(room), "resident")
    room.move_to("propose")
    room.pick(phone, CARS, 1000)
    room.desk.send(f"/desk/{room.code}/save", name="The evening before", note="")
    with room.app.app_context():
        saved = db.session.scalars(select(SavedScenario)).one()
        assert saved.document["title"] == saved.name == "Rehearsal: The evening before"
        assert saved.document["about"]["rehearsal"] is True
    visitor = Browser(room.app.test_client())
    pages = {
        "desk": room.desk.open(f"/desk/{room.code}"),
        "wall": visitor.open(f"/wall/{room.code}/{room.screen_key}"),
        "phone": phone.open(f"/phone/{room.code}"),
        "door": visitor.open(f"/j/{room.code}"),
        "budget": phone.open(f"/budget/{room.code}"),
        "result": room.desk.open(f"/desk/{room.code}/result"),
        "compare": room.desk.open(f"/compare/{room.code}?s=1"),
    }
    assert [name for name, page in pages.items() if "Rehearsal" not in page.get_data(as_text=True)] == []
    assert room.desk.send(f"/workshops/{room.code}/copy", title="A copy").status_code == 409
    end(room)
    text = visitor.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    assert "Rehearsal" not in text


# ---- what happens in the rooms


def meet(room: Room) -> Browser:
    """Let real people do something of everything before anybody invented comes."""
    real = room.phone("resident", nickname="Resident 1")
    import_list(room.desk, room.code, PLAN)
    room.move_to("propose")
    room.pick(real, CARS, 1000)
    room.propose(real, "A real idea", likely="100", target="transport")
    waiting = room.snapshot().waiting[0].id
    room.decide(waiting, "approve")
    room.move_to("deliberate")
    room.desk.send(f"/desk/{room.code}/vote/open", dots="3", hidden="y")
    voters = [room.phone("elected") for _ in range(5)]
    proposal = room.snapshot().shown[0].id
    for voter in voters:
        voter.send(f"/phone/{room.code}/vote", **{f"dots-{proposal}": "2"})
    room.desk.send(f"/desk/{room.code}/vote/close")
    room.arrange(tables="2")
    room.move_to("combine")
    sit_and_choose(room, real, proposal, "yes")
    room.desk.send(f"/desk/{room.code}/save", name="Before", note="")
    room.move_to("lobby")
    return real


def sit_and_choose(room: Room, phone: Browser, proposal: str, included: str) -> None:
    phone.send(f"/phone/{room.code}/table", table="1")
    page = phone.send(f"/phone/{room.code}/table/choose", proposal=proposal, included=included, decided_at="")
    assert page.status_code == 200


def go_through_everything(room: Room, invented: list[Browser]) -> None:
    """Lead the simulated participants through the whole agenda, and decide whatever a desk can decide."""
    code, desk, snapshot = room.code, room.desk, room.snapshot
    first, second = invented[0], invented[1]

    def every(path: str, **fields: Any) -> None:
        for phone in invented:
            assert phone.send(f"/phone/{code}/{path}", **fields).status_code == 200, (path, phone.text)

    def at_desk(path: str, **fields: Any) -> None:
        assert desk.send(f"/desk/{code}/{path}", **fields).status_code == 200, (path, desk.text)

    every("survey/before", knowledge="2", urgency="4", agency="1")
    room.move_to("predict")
    every("predict/years_left", number="12")
    at_desk("predict/reveal", step=snapshot().step, question="years_left")
    room.move_to("briefing")
    at_desk("briefing/card", step=snapshot().step, card="keys")
    every("key", key="population")
    at_desk("briefing/key", key="population")
    room.move_to("propose")
    room.pick(first, CARS, 5000, reason="Example of a reason.")
    room.pick(second, HEAT, 200)
    room.propose(first, "Example: one", likely="300", target="transport")
    room.propose(second, "Example: another", likely="30", target="transport")
    views = {view.title: view for view in snapshot().proposals}
    at_desk(f"proposals/{views['Example: one'].id}/approve")
    at_desk(f"proposals/{views['Example: another'].id}/ask", question="What do you mean?")
    own = f"own/{views['Example: another'].id}"
    plain = {"direction": "lowers", "start_year": "2028", "ramp_years": "2", "target": "transport"}
    assert second.send(f"/phone/{code}/{own}", title="Example: clearer", **plain).status_code == 200
    real, example = views["A real idea"].id, views["Example: one"].id
    at_desk(f"proposals/{real}/merge", **room.merging(real, example))
    cars = next(view.id for view in snapshot().shown if view.catalogue_id == CARS)
    at_desk(f"proposals/{views['Example: one'].id}/relate", relation="exclusive", other=cars)
    at_desk("paper/pick", action="3", amount="20", sheet="3", role="resident")
    at_desk(
        "paper/own",
        title="Example on paper",
        sheet="4",
        role="business",
        source="paper",
        **{**plain, "actor": "", "target": ""},
    )
    room.arrange(scribes="always")
    at_desk("screen/show", wall="held")
    room.move_to("estimate")
    at_desk("screen/show", wall="live")
    at_desk("screen/show", wall="held")
    at_desk("estimates/look", step=snapshot().step, proposal=cars, round="1", shown="no")
    every(f"estimates/{cars}", round="1", low="1000", likely="2000", high="3000")
    room.move_to("deliberate")
    at_desk("spotlight", step=snapshot().step, proposal=cars)
    every(f"objections/{cars}", kind="value", text="Example of an objection.")
    at_desk("vote/open", dots="5", hidden="y")
    every("vote", **{f"dots-{cars}": "3", f"supports-{cars}": "yes"})
    at_desk("vote/close")
    room.move_to("combine")
    sit_and_choose(room, first, cars, "no")
    at_desk("tables/adopt", table="1")
    at_desk("combine/threshold", least="3")
    at_desk("combine/say", say="take")
    at_desk(f"proposals/{cars}/include", included="no")
    at_desk("save", name="Halfway", note="")
    at_desk("undo", change=last_step(room))
    room.move_to("reflect")
    every("reflect/stand", proposal=cars, stand="not-without", needs="state")
    every("reflect/thought", prompt="next", text="Example of a thought.")
    every("reflect/pledge", text="Example of a pledge.", owner="Example", due="2027-05-01")
    room.move_to("thanks")
    every("survey/after", knowledge="4", urgency="4", agency="3")
    at_desk("survey", step=snapshot().step, shown="yes")


def begin(room: Room, people: int = 20) -> str:
    with room.app.test_request_context():
        return rehearsals.begin(room.workshop_id, people=people, lasting=HOUR)[0]


def end(room: Room) -> int | None:
    with room.app.test_request_context():
        return remove(room.workshop_id)


def come_in(room: Room, token: str, role: str) -> Browser:
    browser = Browser(room.app.test_client())
    page = browser.send(f"/j/{room.code}", role=role, headers={"X-Rehearsal": token})
    assert page.status_code == 200, browser.text
    return browser


def choices(room: Room) -> list[tuple[int, str, bool]]:
    """What stands at the tables now."""
    from workshop.services.meeting.tables import table_scenarios

    with room.app.app_context():
        snapshot = room.snapshot()
        return [
            (table.number, view.id, view.id in table.chosen)
            for table in table_scenarios(snapshot)
            for view in snapshot.shown
            if table.serial and view.id == snapshot.shown[0].id
        ]


def last_step(room: Room) -> int | None:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        step = last_undoable(room.workshop_id)
        return None if step is None else step.id


def dump(room: Room) -> dict[str, list[str]]:
    """Every row of every table, but for the state's own number, by which screens are healed."""
    tables = {}
    with room.app.app_context():
        for table in Model.metadata.sorted_tables:
            rows = [dict(row._mapping) for row in db.session.execute(select(table))]
            for row in rows:
                if table.name == "workshop":
                    del row["epoch"], row["revision"]
            tables[table.name] = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
        db.session.rollback()
    return tables


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    return [
        f"{name} {sign} {row}"
        for name in before
        for sign, these, others in (("-", before[name], after[name]), ("+", after[name], before[name]))
        for row in these
        if row not in others
    ]
