"""Tables build scenarios of their own; nobody's newest decision is lost."""

from __future__ import annotations

import threading
import time
from typing import Any

from tests.workshop_room import JSON, Browser, Room


def _tabled(room: Room, tables: int = 3) -> list[str]:
    """Set the meeting up: proposals that the room sees, tables, and the phase in which they choose."""
    room.move_to("propose")
    phone = room.phone()
    for action in ("private-cars-electric", "electric-buses", "car-sharing"):
        room.pick(phone, action, "10")
    room.arrange(tables=tables)
    room.move_to("combine")
    return [view.id for view in room.snapshot().shown]


def test_a_table_chooses_and_sees_what_it_gives(room: Room) -> None:
    ids = _tabled(room)
    first, second = _seated(room, 2), _seated(room, 2)
    _choose(room, first, ids[0], True)
    page = second.open(f"/phone/{room.code}").get_data(as_text=True)
    assert page.count('<li class="chosen">') == 1
    assert "2 people at this table" in page
    wall = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    assert wall.count("Table ") == 3
    assert "1 action" in wall


def test_the_newest_decision_wins_also_when_it_arrives_first(room: Room) -> None:
    ids = _tabled(room)
    first, second = _seated(room, 1), _seated(room, 1)
    now = time.time() * 1000
    assert _choose(room, first, ids[0], True, at=now - 1_000).json["stands"]
    assert _choose(room, second, ids[0], False, at=now).json["stands"]
    # The first phone was offline and sends what it decided before that.
    assert not _choose(room, first, ids[0], True, at=now - 500).json["stands"]
    assert _chosen(room, 1) == set()


def test_a_clock_that_is_ahead_wins_for_a_moment_only(room: Room) -> None:
    ids = _tabled(room)
    first, second = _seated(room, 1), _seated(room, 1)
    _choose(room, first, ids[0], True, at=(time.time() + 3_600) * 1000)
    time.sleep(2.1)
    _choose(room, second, ids[0], False)
    assert _chosen(room, 1) == set()


def test_racing_phones_lose_and_bring_back_nothing(room: Room) -> None:
    """Four phones toggle everything at once; in the end stands what was decided last about each."""
    ids = _tabled(room)
    phones = [_seated(room, 1) for _ in range(4)]
    base, last = time.time() * 1000 - 60_000, {}
    decisions = []
    for number in range(48):
        public_id, wanted = ids[number % len(ids)], number * 7 % 5 < 2
        decisions.append((number, public_id, wanted, base + number))
        last[public_id] = wanted
    # They arrive in another order than they were made.
    decisions.sort(key=lambda decision: decision[0] * 29 % 48)
    failures: list[Any] = []

    def work(phone: Browser, mine: list[tuple[int, str, bool, float]]) -> None:
        for _, public_id, wanted, at in mine:
            answer = _choose(room, phone, public_id, wanted, at=at)
            if answer.status_code != 200:
                failures.append(answer.status_code)

    threads = [
        threading.Thread(target=work, args=(phone, decisions[place::4])) for place, phone in enumerate(phones)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert _chosen(room, 1) == {public_id for public_id, wanted in last.items() if wanted}


def test_the_plenary_takes_a_tables_scenario_and_can_undo_it(room: Room) -> None:
    ids = _tabled(room)
    _choose(room, _seated(room, 2), ids[1], True)
    before = {view.id: view.included for view in room.snapshot().shown}
    room.desk.send(f"/desk/{room.code}/tables/adopt", table=2)
    assert {view.id for view in room.snapshot().shown if view.included} == {ids[1]}
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        step = last.id
    room.desk.send(f"/desk/{room.code}/undo", change=step)
    assert {view.id: view.included for view in room.snapshot().shown} == before


def test_without_a_seat_or_outside_the_phase_nothing_is_chosen(room: Room) -> None:
    ids = _tabled(room)
    phone = room.phone()
    assert _choose(room, phone, ids[0], True).status_code == 409
    answer = phone.send(f"/phone/{room.code}/table", table=9, headers=JSON)
    assert (answer.status_code, answer.json["what"]) == (409, "There is no such table.")
    seated = _seated(room, 1)
    room.move_to("reflect")
    assert _choose(room, seated, ids[0], True).status_code == 409


def test_a_phone_without_a_socket_hears_that_its_table_has_decided(room: Room) -> None:
    ids = _tabled(room)
    here, there = _seated(room, 1), _seated(room, 1)
    path = f"/phone/{room.code}/news"
    before = here.open(path)
    assert before.json["tables"] == {}
    assert _choose(room, there, ids[0], True).status_code == 200
    after = here.client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.json["revision"]) == (200, before.json["revision"])
    assert list(after.json["tables"]) == ["1"]
    again = here.client.get(path, headers={"If-None-Match": after.headers["ETag"]})
    assert again.status_code == 304


def _seated(room: Room, number: int) -> Browser:
    phone = room.phone()
    assert phone.send(f"/phone/{room.code}/table", table=number, headers=JSON).status_code == 200
    return phone


def _choose(room: Room, phone: Browser, public_id: str, wanted: bool, at: float | None = None) -> Any:
    return phone.send(
        f"/phone/{room.code}/table/choose",
        proposal=public_id,
        included="yes" if wanted else "no",
        decided_at="" if at is None else f"{at:.0f}",
        headers=JSON,
    )


def _chosen(room: Room, number: int) -> set[str]:
    from workshop.services.meeting.tables import table_scenario

    snapshot = room.snapshot()
    with room.app.app_context():
        return set(table_scenario(snapshot, number).chosen)
