"""The spotlight, objections that the desk reads first, and reasons that it lets the room read."""

from __future__ import annotations

import re

from tests.workshop_room import JSON, Browser, Room

TEXT = "The grid cannot take it"
REASON = "It is quieter in our street"


def test_an_objection_waits_for_the_desk_and_then_counts_by_kind(room: Room) -> None:
    phones, cars = _deliberate(room, 2)
    _spotlight(room, cars)
    assert _object(room, phones[0], cars).json["state"] == "waiting"
    assert TEXT not in "".join(_seen(room, phones[1], cars))
    assert "Received, waits for approval" in phones[0].open(f"/phone/{room.code}").get_data(as_text=True)
    assert TEXT in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    _judge(room, "yes")
    seen = _seen(room, phones[1], cars)
    assert "1 doubts a fact" in seen[0]
    assert TEXT in seen[2]
    assert "Resident 12" not in "".join(seen)
    desk = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    card = desk[desk.index(f'id="card-{cars}"') :]
    assert "1 doubts a fact" in card[: card.index("</li>")]


def test_an_objection_that_is_not_shown_is_only_its_authors(room: Room) -> None:
    phones, cars = _deliberate(room, 2)
    _spotlight(room, cars)
    _object(room, phones[0], cars)
    _judge(room, "no")
    assert "Hidden" in phones[0].open(f"/phone/{room.code}").get_data(as_text=True)
    assert TEXT not in "".join(_seen(room, phones[1], cars))
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert room.snapshot().proposals[0].objections[0].state == "waiting"


def test_with_an_open_gate_the_room_reads_it_at_once(room: Room) -> None:
    phones, cars = _deliberate(room, 2)
    room.desk.send(f"/desk/{room.code}/agenda/rule", rule="gate", to="no")
    _spotlight(room, cars)
    assert _object(room, phones[0], cars).json["state"] == "visible"
    assert TEXT in _seen(room, phones[1], cars)[2]


def test_a_phone_hears_that_its_objection_is_decided_and_that_a_proposal_left(room: Room) -> None:
    phones, cars = _deliberate(room, 2)
    _object(room, phones[0], cars)
    page = phones[0].open(f"/phone/{room.code}").get_data(as_text=True)
    (mine,) = re.findall(r'data-mine="(\w+)"', page)
    _judge(room, "yes")
    assert room.snapshot().touched[-1] == (room.snapshot().revision, mine)
    assert f'data-say="objection-{mine}"' in page
    assert f'data-shown="{cars}"' in page
    room.desk.send(f"/desk/{room.code}/people/of/{cars}/remove")
    assert cars in [touched for _, touched in room.snapshot().touched]


def test_an_objection_counts_once_and_belongs_to_the_phase(room: Room) -> None:
    (phone,), cars = _deliberate(room, 1)
    for _ in range(2):
        assert _object(room, phone, cars, operation_id="a" * 32).status_code == 200
    assert _object(room, phone, cars, operation_id="a" * 32, text="Another").status_code == 409
    assert _object(room, phone, cars, kind="mood").status_code == 422
    assert _object(room, phone, cars, text=" ").status_code == 422
    assert _object(room, phone, "unknown").status_code == 404
    assert len(room.snapshot().proposals[0].objections) == 1
    room.move_to("combine")
    assert _object(room, phone, cars).status_code == 409


def test_the_spotlight_shows_what_it_gives_and_who_can_do_it(room: Room) -> None:
    phones, cars = _deliberate(room, 6)
    assert "Who acts" not in _seen(room, phones[1], cars)[0]
    _spotlight(room, cars)
    wall = _seen(room, phones[1], cars)[0]
    for text in ("Private cars become electric", "a year", "days of today’s emissions", "Households"):
        assert text in wall
    assert "Others than the municipality" in wall
    assert "The median is 3\u202f500" in wall
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert "Who acts" not in _seen(room, phones[1], cars)[0]
    assert (
        room.desk.send(f"/desk/{room.code}/spotlight", step=1, proposal=cars, headers=JSON).status_code == 409
    )
    step = room.snapshot().step
    gone = room.desk.send(f"/desk/{room.code}/spotlight", step=step, proposal="x", headers=JSON)
    assert gone.status_code == 404


def test_a_vote_takes_the_spotlight_away_and_a_spotlight_says_that_it_is_open(room: Room) -> None:
    phones, cars = _deliberate(room, 6)
    _spotlight(room, cars)
    room.desk.send(f"/desk/{room.code}/vote/open", dots="3", hidden="yes")
    wall = _seen(room, phones[1], cars)[0]
    assert "Who acts" not in wall
    assert "3 dots for each of you" in wall
    # The desk may show a proposal meanwhile; the room still reads that it can vote.
    _spotlight(room, cars)
    wall = _seen(room, phones[1], cars)[0]
    assert "Who acts" in wall
    assert "The vote is open." in wall
    for phone in phones:
        assert phone.send(f"/phone/{room.code}/vote", **{f"dots-{cars}": "2"}).status_code == 200
    room.desk.send(f"/desk/{room.code}/vote/close")
    wall = _seen(room, phones[1], cars)[0]
    assert "Who acts" not in wall
    assert "What the room wants most" in wall
    _spotlight(room, cars)
    assert "The vote is open." not in _seen(room, phones[1], cars)[0]


def test_a_spotlight_without_a_spread_has_the_beam_below_it(room: Room) -> None:
    phones, cars = _deliberate(room, 2)
    _spotlight(room, cars)
    assert 'class="stage-bridge"' in _seen(room, phones[1], cars)[0]


def test_a_reason_reaches_the_room_only_where_the_desk_says_so(room: Room) -> None:
    phones, cars = _deliberate(room, 2)
    _spotlight(room, cars)
    assert REASON not in "".join(_seen(room, phones[1], cars))
    reason = room.snapshot().proposals[0].reasons[0]
    room.desk.send(f"/desk/{room.code}/reasons/{reason.id}", shown="yes")
    assert REASON in _seen(room, phones[1], cars)[0]
    # Who writes another reason waits again.
    room.move_to("propose")
    room.pick(phones[0], "private-cars-electric", "1000", reason="Something else altogether")
    room.move_to("deliberate")
    _spotlight(room, cars)
    wall = _seen(room, phones[1], cars)[0]
    assert REASON not in wall
    assert "Something else" not in wall
    assert room.desk.send(f"/desk/{room.code}/reasons/9999", shown="yes", headers=JSON).status_code == 404


def test_a_reason_that_was_written_since_is_read_before_it_is_shown(room: Room) -> None:
    phones, cars = _deliberate(room, 2)
    _spotlight(room, cars)
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    form = re.search(r'action="([^"]+/reasons/\d+)".*?name="seen" value="(\w+)"', page, re.DOTALL)
    assert form, page
    room.move_to("propose")
    room.pick(phones[0], "private-cars-electric", "1000", reason="Something else altogether")
    room.move_to("deliberate")
    refused = room.desk.send(form[1], shown="yes", seen=form[2], headers=JSON)
    assert refused.status_code == 409
    assert "changed after you read it" in refused.get_data(as_text=True)
    assert [each.shown for each in room.snapshot().proposals[0].reasons] == [False]


def test_a_spotlit_proposal_that_is_hidden_leaves_the_wall(room: Room) -> None:
    phones, cars = _deliberate(room, 1)
    _spotlight(room, cars)
    room.decide(cars, "hide", reason="unclear")
    assert "Private cars" not in _seen(room, phones[0], cars)[0]


def _deliberate(room: Room, people: int) -> tuple[list[Browser], str]:
    phones = [room.phone(nickname="" if number else "Resident 12") for number in range(people)]
    room.move_to("propose")
    for number, phone in enumerate(phones):
        room.pick(phone, "private-cars-electric", 1000 * (number + 1), reason=REASON if number == 0 else "")
    room.move_to("deliberate")
    return phones, room.snapshot().proposals[0].id


def _object(room: Room, phone: Browser, proposal: str, **fields: str) -> object:
    said = {"kind": "fact", "text": TEXT, **fields}
    return phone.send(f"/phone/{room.code}/objections/{proposal}", headers=JSON, **said)


def _spotlight(room: Room, proposal: str) -> None:
    step = room.snapshot().step
    answer = room.desk.send(f"/desk/{room.code}/spotlight", step=step, proposal=proposal)
    assert answer.status_code == 200


def _judge(room: Room, shown: str) -> None:
    (objection,) = room.snapshot().proposals[0].objections
    assert room.desk.send(f"/desk/{room.code}/objections/{objection.id}", shown=shown).status_code == 200


def _seen(room: Room, phone: Browser, proposal: str) -> list[str]:
    wall, mine = f"/wall/{room.code}/{room.screen_key}", f"/phone/{room.code}"
    return [
        *(room.desk.open(path).get_data(as_text=True) for path in (wall, f"{wall}/news")),
        *(
            phone.open(path).get_data(as_text=True)
            for path in (mine, f"{mine}/news", f"{mine}/objections/{proposal}", f"{mine}/catalogue")
        ),
    ]


def _last_step(room: Room) -> int:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        return last.id
