"""Before and after, the result on one page, and what became of one's proposals."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.workshop_room import JSON, Browser, Room
from workshop.charts.meeting.result import ResultView, build_result_view
from workshop.charts.meeting.surveys import ComparisonView, build_comparison_view
from workshop.i18n import spoken_in


def test_before_and_after_compare_those_who_answered_both(room: Room) -> None:
    phones = [room.phone() for _ in range(7)]
    for number, phone in enumerate(phones):
        assert _answer(room, phone, "before", knowledge=2 if number < 6 else 5) == 200
    room.move_to("thanks")
    for phone in phones[:4]:
        assert _answer(room, phone, "after", knowledge=4) == 200
    _show(room)
    assert _compared(room).aspects == []  # four are too few
    assert "Fewer than five people" in _compared(room).people
    assert _answer(room, phones[4], "after", knowledge=5, urgency=3) == 200
    _show(room)
    told = _compared(room)
    # The seventh answered only before: the five of both stand alone.
    assert [aspect.label for aspect in told.aspects] == ["I know what is emitted and what lowers it"]
    assert (told.aspects[0].before.mean, told.aspects[0].after.mean) == ("2.0", "4.2")
    description = told.aspects[0].after.description
    assert description.startswith("How well do you know how much Nyköping emits")
    assert "3, 4 people chose 4, 1 person chose 5. The mean is 4.2." in description
    assert told.people == "5 people answered before and after."


def test_one_more_answer_cannot_be_read_from_the_difference(room: Room) -> None:
    phones = [room.phone() for _ in range(10)]
    for phone in phones:
        _answer(room, phone, "before", urgency=3)
    room.move_to("thanks")
    for phone in phones[:5]:
        _answer(room, phone, "after", urgency=3)
    _show(room)
    first = _compared(room)
    _answer(room, phones[5], "after", urgency=1)
    assert _compared(room) == first  # nothing moves by itself
    _show(room)
    assert _compared(room) == first  # nor by counting again, while fewer than five are new
    _show(room, shown="no")
    _show(room)
    assert _compared(room) == first
    for phone in phones[6:]:
        _answer(room, phone, "after", urgency=1)
    _show(room)
    assert _compared(room).aspects[0].after.mean == "2.0"


def test_questions_can_be_skipped_changed_and_belong_to_their_moment(room: Room) -> None:
    phone, operation = room.phone(), str(uuid.uuid4())
    for _ in range(2):
        assert _answer(room, phone, "before", agency=2, operation_id=operation) == 200
    assert _answer(room, phone, "before", agency=4) == 200
    page = " ".join(phone.open(f"/phone/{room.code}").get_data(as_text=True).split())
    assert 'id="before-agency-4" name="agency" value="4" checked' in page
    assert 'id="before-knowledge-4" name="knowledge" value="4" checked' not in page
    assert _answer(room, phone, "before") == 422  # nothing chosen
    assert _answer(room, phone, "before", agency=6) == 422
    assert _answer(room, phone, "after", agency=4) == 409
    assert _answer(room, phone, "never", agency=4) == 404
    room.move_to("briefing")
    assert _answer(room, phone, "before", agency=1) == 409


def test_showing_is_undone_and_belongs_to_the_facilitator(room: Room) -> None:
    room.move_to("thanks")
    room.phone().send(f"/desk/{room.code}/survey", step=room.snapshot().step, shown="yes")
    assert room.snapshot().focus == {}
    _show(room)
    assert room.snapshot().focus["learnt"] is True
    _undo(room)
    assert room.snapshot().focus == {}
    sent = room.desk.send(f"/desk/{room.code}/survey", step=1, shown="yes", headers=JSON)
    assert sent.status_code == 409


def test_the_result_has_actions_hands_and_every_setting(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    for action, amount in (("private-cars-electric", 4000), ("electric-trucks", 100), ("biogas-trucks", 5)):
        assert room.pick(phone, action, amount).status_code == 200
    room.propose(phone, "Waits and is nobody else’s business")
    assert phone.open(f"/phone/{room.code}/result").status_code == 409
    room.move_to("thanks")
    mine = phone.open(f"/phone/{room.code}/result").get_data(as_text=True)
    desk = room.desk.open(f"/desk/{room.code}/result").get_data(as_text=True)
    for page in (mine, desk):
        for text in (
            *("With these 3 actions", "Private cars become electric", "Households", "Businesses"),
            *(
                "2026–2045",
                "Uppsala 2022, 50 % chance of 1.7 °C",
                "Stoddard &amp; Anderson",
                "emissions stay as they are",
            ),
        ):
            assert text in page, text
        assert "nobody else" not in page
    hands = _result(room).hands
    outcome = room.snapshot().outcome
    together = sum(float(view.block_t) for view in room.snapshot().counted)
    assert together == pytest.approx(outcome.cumulative_reference_t - outcome.cumulative_emissions_t)
    assert sum(int(hand.share.split("\u00a0")[0]) for hand in hands) == pytest.approx(100, abs=1)
    assert room.app.test_client().get(f"/phone/{room.code}/result").status_code == 303
    assert "Log in" in phone.open(f"/desk/{room.code}/result").get_data(as_text=True)


def test_each_phone_reads_what_became_of_its_own_proposals(room: Room) -> None:
    author, other = room.phone(), room.phone()
    room.move_to("propose")
    room.propose(author, "A bridge")
    room.propose(author, "A tunnel")
    for phone in (author, other):
        room.pick(phone, "private-cars-electric", 4000)
    by_title = {view.title: view for view in room.snapshot().proposals}
    room.decide(by_title["A tunnel"].id, "hide", reason="unclear")
    page = _mine(room, author)
    assert "The facilitator has not decided yet." in page
    assert "Hidden because it is not clear what would be done." in page
    assert "It is part of the scenario. Without it, emissions by 2045 would be" in page
    assert "Your figure is one of 2" in page
    assert "A bridge" not in _mine(room, other)
    room.decide(by_title["A bridge"].id, "approve")
    room.decide(by_title["Private cars become electric"].id, "include", included="no")
    page = _mine(room, author)
    assert "It is part of the scenario; nobody has given it a CO₂ figure yet." in page
    assert "It is not part of the scenario now." in page
    assert "not proposed anything" in _mine(room, room.phone())


def _answer(room: Room, phone: Browser, moment: str, **points: Any) -> int:
    return phone.send(f"/phone/{room.code}/survey/{moment}", headers=JSON, **points).status_code


def _show(room: Room, shown: str = "yes") -> None:
    sent = room.desk.send(f"/desk/{room.code}/survey", step=room.snapshot().step, shown=shown, headers=JSON)
    assert sent.status_code == 200, sent.json


def _compared(room: Room) -> ComparisonView:
    snapshot = room.snapshot()
    with room.app.test_request_context(), spoken_in("en"):
        return build_comparison_view(snapshot)


def _result(room: Room) -> ResultView:
    snapshot = room.snapshot()
    with room.app.test_request_context(), spoken_in("en"):
        return build_result_view(snapshot)


def _mine(room: Room, phone: Browser) -> str:
    return phone.open(f"/phone/{room.code}/mine").get_data(as_text=True)


def _undo(room: Room) -> None:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        number = last.id
    assert room.desk.send(f"/desk/{room.code}/undo", change=number).status_code == 200
