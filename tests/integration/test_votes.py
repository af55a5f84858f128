"""Votes: capped, changeable while open, hidden where the desk wants it, and nobody's once closed."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.workshop_room import JSON, Browser, Room, silence
from workshop.extensions import db
from workshop.models import Ballot, Operation

ACTIONS = ("private-cars-electric", "electric-buses", "telework")


def test_dots_are_capped_and_can_be_put_on_one_proposal(room: Room) -> None:
    (phone,), cars, buses, _ = _open(room, 1, dots=3)
    answer = _vote(room, phone, {cars: 3, buses: 1})
    assert answer.status_code == 422
    assert "You have 3 dots and gave 4." in str(answer.json)
    assert _vote(room, phone, {cars: -1}).status_code == 422
    assert _vote(room, phone, {cars: 3}).status_code == 200
    assert _ballots(room) == [(3, False)]


def test_the_cap_also_holds_where_no_form_has_looked(room: Room) -> None:
    from workshop.errors import Problem
    from workshop.models import Participant
    from workshop.services.meeting.votes import Gift, cast

    _, cars, *_ = _open(room, 1, dots=3)
    with room.app.app_context():
        participant = db.session.scalars(db.select(Participant)).first()
        with pytest.raises(Problem):
            cast(room.workshop_id, participant, "c" * 32, {cars: Gift(4)})
        with pytest.raises(Problem):
            cast(room.workshop_id, participant, "e" * 32, {"unknown": Gift(1)})
    assert _ballots(room) == []


def test_a_vote_counts_once_and_can_be_changed_until_it_is_closed(room: Room) -> None:
    phones, cars, buses, _ = _open(room, 5)
    for _ in range(2):
        assert _vote(room, phones[0], {cars: 2}, (buses,), operation_id="a" * 32).status_code == 200
    assert _vote(room, phones[0], {buses: 1}, operation_id="a" * 32).status_code == 409
    for phone in phones[1:]:
        _vote(room, phone, {cars: 1}, (cars,))
    _vote(room, phones[4], {buses: 5}, (cars,))
    page = phones[4].open(f"/phone/{room.code}").get_data(as_text=True)
    assert "You have given 5 of 5 dots." in page
    assert "not shown with your name" in page
    assert "anonymous" not in page
    _close(room)
    assert _support(room) == {"private-cars-electric": (5, 4), "electric-buses": (5, 1), "telework": (0, 0)}
    assert _vote(room, phones[0], {cars: 1}).status_code == 409
    page = phones[4].open(f"/phone/{room.code}").get_data(as_text=True)
    assert "The vote is anonymous" in page


def test_a_vote_that_is_sent_again_is_the_same_whatever_the_room_sees_now(room: Room) -> None:
    """A phone that lost its answer sends its ballot again; meanwhile proposals came, and one that it chose
    went. It gets its stored answer.
    """
    (phone,), cars, buses, work = _open(room, 1)
    sent = {"dots": {cars: 2, buses: 1, work: 0}, "supports": (buses,), "operation_id": "a" * 32}
    first = _vote(room, phone, **sent)
    assert first.status_code == 200
    room.move_to("propose")
    assert room.pick(phone, "charging-points", "3").status_code == 200
    room.decide(buses, "hide", reason="duplicate")
    assert len(room.snapshot().shown) == len(ACTIONS)
    assert buses not in {view.id for view in room.snapshot().shown}
    again = _vote(room, phone, **sent)
    assert (again.status_code, again.json) == (200, first.json)
    assert sorted(_ballots(room)) == [(1, True), (2, False)]


def test_a_vote_for_what_is_not_shown_any_more_is_refused_whole(room: Room) -> None:
    (phone,), cars, buses, _ = _open(room, 1)
    assert _vote(room, phone, {cars: 1}).status_code == 200
    room.decide(buses, "hide", reason="duplicate")
    answer = _vote(room, phone, {cars: 1, buses: 2})
    assert answer.status_code == 409
    assert "A proposal that you chose is not shown any more." in str(answer.json)
    assert _ballots(room) == [(1, False)]
    # A line that was left empty asks for nothing.
    assert _vote(room, phone, {cars: 3, buses: 0}).status_code == 200
    assert _ballots(room) == [(3, False)]


def test_a_ballot_from_before_a_silent_round_counts(room: Room) -> None:
    """A silent round begins while a vote is open: the ballot that a phone had open already is not emptied."""
    (phone,), cars, *_ = _open(room, 1)
    silence(room)
    assert _vote(room, phone, {cars: 2}).status_code == 200
    assert _ballots(room) == [(2, False)]


def test_while_the_result_is_hidden_no_page_and_no_payload_has_it(room: Room) -> None:
    phones, cars, buses, work = _open(room, 7)
    before = _everything(room, phones[6])
    for phone in phones[:6]:
        _vote(room, phone, {cars: 4, buses: 1}, (work, cars))
    after = _everything(room, phones[6])
    # Nothing that anybody sees has changed, but the number of those who have voted.
    for path, text in after.items():
        changed = text.replace("6 of 7 people", "0 of 7 people").replace(">6<", ">0<")
        assert _without_part(changed) == _without_part(before[path]), path
    assert room.snapshot().scenario == _with_revision(room, before)
    _close(room)
    wall = room.desk.open(_wall(room)).get_data(as_text=True)
    assert "24 dots" in wall
    assert "6 support it" in wall


def test_after_closing_no_row_ties_a_ballot_to_a_device(room: Room) -> None:
    phones, cars, buses, _ = _open(room, 6)
    before = _tables(room)
    for number, phone in enumerate(phones):
        _vote(room, phone, {cars: number % 5, buses: 1}, (cars,))
    assert len(_tables(room)["ballot"]) > len(phones)
    _close(room)
    after = _tables(room)
    assert after["ballot"] == []
    new = {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}
    assert {name for name, rows in new.items() if rows} == {"operation", "change", "proposal", "workshop"}
    with room.app.app_context():
        kinds = set(db.session.scalars(db.select(Operation.kind)))
        people = [row[1] for row in db.session.execute(db.text("SELECT id, public_id FROM participant"))]
    assert "vote" not in kinds
    fresh = repr(new)
    assert not [person for person in people if person in repr(new["operation"] + new["change"])]
    assert "dots" in fresh  # the totals, and nothing else


def test_closing_takes_in_every_vote_that_was_acknowledged(room: Room) -> None:
    phones, cars, *_ = _open(room, 12)
    tokens = [phone.token() for phone in phones]
    acknowledged: list[int] = []

    def send(index: int) -> None:
        answer = phones[index].client.post(
            f"/phone/{room.code}/vote",
            data={"csrf_token": tokens[index], "operation_id": f"{index:032d}", f"dots-{cars}": "1"},
            headers=JSON,
        )
        assert answer.status_code in {200, 409}
        acknowledged.append(answer.status_code)

    threads = [threading.Thread(target=send, args=(index,)) for index in range(12)]
    for thread in threads[:7]:
        thread.start()
    closing = threading.Thread(target=_close, args=(room,))
    for thread in threads[:5]:
        thread.join()
    closing.start()
    for thread in threads[7:]:
        thread.start()
    for thread in (*threads, closing):
        thread.join()
    assert _support(room)["private-cars-electric"][0] == acknowledged.count(200)
    assert _ballots(room) == []


def test_nothing_is_kept_of_fewer_than_five_votes(room: Room) -> None:
    phones, cars, *_ = _open(room, 5)
    for phone in phones[:4]:
        _vote(room, phone, {cars: 1})
    _close(room)
    assert all(view.support is None for view in room.snapshot().proposals)
    assert "Fewer than five people voted" in room.desk.open(_wall(room)).get_data(as_text=True)
    assert "support" not in room.document()["actions"][0]["about"]


def test_by_role_only_where_nothing_follows_by_subtraction(room: Room) -> None:
    roles = ["resident"] * 6 + ["elected"] * 5 + ["business"] * 2
    phones, cars, *_ = _open(room, roles)
    for phone in phones:
        _vote(room, phone, {cars: 1})
    _close(room)
    view = next(view for view in room.snapshot().proposals if view.id == cars)
    # Two businesses alone would be what the total leaves over: the elected stand with them.
    assert {lane: total["dots"] for lane, total in view.support["by_role"].items()} == {
        "resident": 6,
        "others": 7,
    }
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "Dots: Resident" in desk
    assert "Dots: Business" not in desk
    assert "Dots: Elected" not in desk


def test_a_suggestion_finds_the_support_in_the_scenario(room: Room) -> None:
    from scenarios.file.schema import scenario_from_dict
    from scenarios.selection.suggestion import suggest

    phones, cars, buses, _ = _open(room, 5)
    for phone in phones:
        _vote(room, phone, {cars: 2}, (buses,))
    _close(room)
    about = {action["id"]: action["about"] for action in room.document()["actions"]}
    assert about["private-cars-electric"]["support"] == 10
    assert about["electric-buses"] | {"support": 0, "supporters": 5} == about["electric-buses"]
    assert suggest(scenario_from_dict(room.document())).support == 10


def test_without_dots_supporters_are_the_support(room: Room) -> None:
    phones, cars, *_ = _open(room, 5, dots=0)
    for phone in phones:
        _vote(room, phone, {}, (cars,))
    _close(room)
    about = {action["id"]: action["about"] for action in room.document()["actions"]}
    assert about["private-cars-electric"]["support"] == 5


def test_opening_can_be_undone_with_its_ballots_and_closing_cannot(room: Room) -> None:
    phones, cars, *_ = _open(room, 5)
    _vote(room, phones[0], {cars: 1})
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert room.snapshot().vote == {}
    assert _ballots(room) == []
    room.desk.send(f"/desk/{room.code}/vote/open", dots="5", hidden="y")
    for phone in phones:
        _vote(room, phone, {cars: 1})
    _close(room)
    with room.app.app_context():
        from workshop.services.meeting.undo import last_undoable

        last = last_undoable(room.workshop_id)
        assert last is not None
        assert last.kind == "workshop.step"  # what was before the vote
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert room.snapshot().vote == {"state": "closed", "voters": 5}


def test_a_second_vote_takes_the_place_of_the_first(room: Room) -> None:
    phones, cars, buses, _ = _open(room, 5)
    for phone in phones:
        _vote(room, phone, {cars: 1})
    _close(room)
    assert room.desk.send(f"/desk/{room.code}/vote/close", headers=JSON).status_code == 409
    room.desk.send(f"/desk/{room.code}/vote/open", dots="5", hidden="y")
    assert room.desk.send(f"/desk/{room.code}/vote/open", dots="5", headers=JSON).status_code == 409
    assert "1 support" not in room.desk.open(_wall(room)).get_data(as_text=True)
    for phone in phones:
        _vote(room, phone, {buses: 2})
    _close(room)
    assert _support(room)["private-cars-electric"] == (0, 0)
    assert _support(room)["electric-buses"] == (10, 0)


def test_paused_phones_cannot_vote(room: Room) -> None:
    (phone,), cars, *_ = _open(room, 1)
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="frozen", to="yes")
    assert _vote(room, phone, {cars: 1}).status_code == 409
    assert _ballots(room) == []


@pytest.mark.parametrize("phase", ["combine", "reflect"])
def test_a_vote_that_the_meeting_left_open_can_still_be_closed_and_is_named(room: Room, phase: str) -> None:
    phones, cars, *_ = _open(room, 5)
    room.move_to(phase)
    page = phones[0].open(f"/phone/{room.code}").get_data(as_text=True)
    assert "The vote is still open" in page
    assert f"/phone/{room.code}/vote" in page
    for phone in phones:
        assert _vote(room, phone, {cars: 1}).status_code == 200
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "The vote is still open" in desk
    assert f'action="/desk/{room.code}/vote/close"' in desk
    _close(room)
    for each, path in ((phones[0], f"/phone/{room.code}"), (room.desk, f"/desk/{room.code}")):
        assert "The vote is still open" not in each.open(path).get_data(as_text=True)
    assert _support(room)["private-cars-electric"] == (5, 0)


def _open(room: Room, people: int | list[str], *, dots: int = 5, hidden: bool = True) -> Any:
    roles = ["resident"] * people if isinstance(people, int) else people
    phones = [room.phone(role) for role in roles]
    room.move_to("propose")
    for action in ACTIONS:
        room.pick(phones[0], action, "500" if action == ACTIONS[0] else "100")
    room.move_to("deliberate")
    fields = {"hidden": "y"} if hidden else {}
    assert room.desk.send(f"/desk/{room.code}/vote/open", dots=str(dots), **fields).status_code == 200
    ids = {view.catalogue_id: view.id for view in room.snapshot().proposals}
    return phones, *(ids[action] for action in ACTIONS)


def _vote(
    room: Room, phone: Browser, dots: dict[str, int], supports: tuple[str, ...] = (), **fields: str
) -> Any:
    given = {f"dots-{key}": str(number) for key, number in dots.items()}
    backed = {f"supports-{key}": "yes" for key in supports}
    return phone.send(f"/phone/{room.code}/vote", headers=JSON, **given, **backed, **fields)


def _close(room: Room) -> None:
    assert room.desk.send(f"/desk/{room.code}/vote/close").status_code == 200


def _support(room: Room) -> dict[str, tuple[int, int]]:
    return {
        view.catalogue_id: (view.support["dots"], view.support["supporters"])
        for view in room.snapshot().proposals
    }


def _shown(room: Room) -> dict[str, tuple[int, int]]:
    """Read what the open vote shows."""
    from workshop.charts.meeting.deliberate import build_results_views

    snapshot = room.snapshot()
    with room.app.test_request_context():
        return {result.view.id: (result.dots, result.supporters) for result in build_results_views(snapshot)}


def _ballots(room: Room) -> list[tuple[int, bool]]:
    with room.app.app_context():
        return [tuple(row) for row in db.session.execute(db.select(Ballot.dots, Ballot.supports))]


def _tables(room: Room) -> dict[str, list[str]]:
    with room.app.app_context():
        return {
            table.name: [repr(row) for row in db.session.execute(table.select())]
            for table in db.metadata.sorted_tables
        }


def _wall(room: Room) -> str:
    return f"/wall/{room.code}/{room.screen_key}"


def _everything(room: Room, phone: Browser) -> dict[str, str]:
    """Read every page and payload of each face, as somebody who has not voted."""
    desk, mine = f"/desk/{room.code}", f"/phone/{room.code}"
    cars = room.snapshot().proposals[-1].id
    seen = {
        path: room.desk.open(path).get_data(as_text=True)
        for path in (
            *(desk, f"{desk}/news", f"{desk}/decided", f"/compare/{room.code}"),
            *(f"{desk}/proposals/{cars}/", _wall(room), f"{_wall(room)}/news"),
        )
    }
    for path in (mine, f"{mine}/news", f"{mine}/vote", f"{mine}/catalogue", f"/budget/{room.code}"):
        seen[path] = phone.open(path).get_data(as_text=True)
    return seen


def _without_part(text: str) -> str:
    """Leave out what differs from one time to the next, and the bar and number of those who have voted."""
    import re

    text = re.sub(r'"answers":\d+,', "", text)
    text = re.sub(r'id=\\?"vote-part\\?" class=\\?"part\\?" width=\\?"[\d.]+\\?"', "", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)
    text = re.sub(r'name=\\?"csrf[-_]token\\?"[^>]*', "", text)
    return re.sub(r'name=\\?"server-time\\?"[^>]*', "", text)


def _with_revision(room: Room, _: object) -> Any:
    """Evaluate the workshop afresh, past everything that is remembered of it."""
    from workshop.database.reading import reading
    from workshop.state.catalogues import catalogue_in
    from workshop.state.records import read_records, read_workshop
    from workshop.state.scenario_document import build_scenario

    with room.app.app_context(), reading() as connection:
        workshop = read_workshop(connection, room.workshop_id)
        assert workshop is not None
        catalogue = catalogue_in(room.workshop_id)
        records = read_records(connection, workshop.id)
        return build_scenario(workshop, records, catalogue, title=workshop.title)


def _last_step(room: Room) -> int:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        return last.id


def test_a_phone_with_an_empty_ballot_is_told_that_it_does_not_count(room: Room) -> None:
    (phone,), cars, *_ = _open(room, 1, dots=3)
    assert "Your vote is in." in str(_vote(room, phone, {cars: 2}).json)
    said = str(_vote(room, phone, {}).json)
    assert "Your vote is empty and does not count." in said
    assert "Your vote is in." not in said
    assert _ballots(room) == []
