"""Predict before reveal: guesses, the reveal, and what nobody learns too early."""

from __future__ import annotations

import re
import uuid

import pytest

from tests.workshop_room import JSON, Browser, Room
from workshop.charts.meeting.predictions import QuestionView, RevealView, build_question_view
from workshop.i18n import spoken_in

ANSWER = "4 years"


def test_the_room_guesses_and_then_reads_the_answer(room: Room) -> None:
    room.move_to("predict")
    phones = _guess(room, [2, 6, 7, 30, 9])
    told = _wall(room)
    assert (told.reveal, told.answered) == (None, "5 of 5 have answered")
    _reveal(room)
    assert _revealed(room).answer == "The answer: 4 years."
    assert _revealed(room).sentence == "Median guess: 7 years."
    guesses = _revealed(room).guesses
    assert guesses is not None
    assert len(guesses.dots) == 5
    page = phones[3].open(f"/phone/{room.code}").get_data(as_text=True)
    assert ANSWER in page
    assert "30 years" in page


def test_below_five_guesses_only_the_answer_is_shown(room: Room) -> None:
    room.move_to("predict")
    _guess(room, [2, 6, 7, 41])
    _reveal(room)
    assert _revealed(room).answer == "The answer: 4 years."
    assert _revealed(room).guesses is None
    assert not re.search(r">[^<]*\b41\b", _wall_page(room))


def test_nothing_on_a_phone_gives_the_answer_away_before_it_is_shown(room: Room) -> None:
    phone = room.phone()
    for phase in ("lobby", "predict"):
        room.move_to(phase)
        for path in (f"/phone/{room.code}", f"/phone/{room.code}/news"):
            text = phone.open(path).get_data(as_text=True)
            for giveaway in ("lasts until", ANSWER, "\u00a0Mt", "\u00a0kt"):
                assert giveaway not in text, f"{giveaway} in {path} in {phase}"
    assert "lasts until" not in _wall_page(room)
    page = phone.open(f"/budget/{room.code}")
    assert page.status_code == 409
    assert "The room guesses first." in page.get_data(as_text=True)
    assert room.desk.open(f"/budget/{room.code}").status_code == 200
    _reveal(room)
    assert phone.open(f"/budget/{room.code}").status_code == 200


def test_a_guess_can_be_changed_until_the_answer_is_shown_and_counts_once(room: Room) -> None:
    room.move_to("predict")
    phone = room.phone()
    path, operation = f"/phone/{room.code}/predict/years_left", str(uuid.uuid4())
    for _ in range(2):
        assert phone.send(path, number="12", operation_id=operation, headers=JSON).status_code == 200
    assert _wall(room).answered == "1 of 1 has answered"
    assert phone.send(path, number="13,5", headers=JSON).status_code == 200
    assert _wall(room).answered == "1 of 1 has answered"
    assert 'value="13.5"' in phone.open(f"/phone/{room.code}").get_data(as_text=True)
    _reveal(room)
    answer = phone.send(path, number="4", headers=JSON)
    assert answer.status_code == 409
    assert answer.json["what"] == "This question is closed."
    # Undoing the reveal opens it again.
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    assert _wall(room).reveal is None
    assert phone.send(path, number="4", headers=JSON).status_code == 200


@pytest.mark.parametrize("number", ["", "-1", "101", "many"])
def test_a_guess_out_of_bounds_is_refused_and_stays_in_the_field(room: Room, number: str) -> None:
    room.move_to("predict")
    phone = room.phone()
    answer = phone.send(f"/phone/{room.code}/predict/years_left", number=number)
    assert answer.status_code == 422
    assert f'value="{number}"' in answer.get_data(as_text=True)


def test_guesses_belong_to_their_phase_and_to_the_question_asked(room: Room) -> None:
    phone = room.phone()
    path = f"/phone/{room.code}/predict/years_left"
    assert phone.send(path, number="3", headers=JSON).status_code == 409
    room.move_to("predict")
    assert phone.send(path.replace("years_left", "needed_cut"), number="3", headers=JSON).status_code == 409
    assert phone.send(path.replace("years_left", "nothing"), number="3", headers=JSON).status_code == 404


def test_the_desk_asks_for_another_figure_and_for_what_an_action_gives(room: Room) -> None:
    room.move_to("predict")
    _ask(room, "needed_cut")
    _reveal(room, "needed_cut")
    assert _revealed(room).answer == "The answer: 18 % a year."
    _ask(room, "private-cars-electric")
    told = _wall(room)
    assert told.question.startswith("Private cars become electric (")
    assert told.reveal is None
    _reveal(room, "private-cars-electric")
    # 5,000 cars at 2.1 t, as the catalogue has them: 10.5 kt.
    assert _revealed(room).answer == "The answer: 11\u00a0kt a year."
    # What has been shown stays shown.
    _ask(room, "needed_cut")
    assert _wall(room).reveal is not None


def test_a_desk_that_saw_another_step_moves_nothing(room: Room) -> None:
    room.move_to("predict")
    answer = room.desk.send(f"/desk/{room.code}/predict", step=0, question="needed_cut", headers=JSON)
    assert answer.status_code == 409
    assert room.snapshot().focus == {}


def test_asking_and_revealing_under_one_id_are_two_requests(room: Room) -> None:
    room.move_to("predict")
    said = {"step": 1, "question": "needed_cut", "operation_id": "p" * 32}
    answers = [
        room.desk.send(f"/desk/{room.code}/{path}", headers=JSON, **said)
        for path in ("predict", "predict", "predict/reveal")
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert "revealed" not in room.snapshot().focus


@pytest.mark.parametrize("path", ["predict", "predict/reveal"])
def test_only_the_facilitator_asks_and_reveals(room: Room, path: str) -> None:
    room.move_to("predict")
    room.phone().send(f"/desk/{room.code}/{path}", step=1, question="needed_cut")
    assert room.snapshot().focus == {}


def _guess(room: Room, numbers: list[float]) -> list[Browser]:
    phones = []
    for number in numbers:
        phones.append(room.phone())
        sent = phones[-1].send(f"/phone/{room.code}/predict/years_left", number=number, headers=JSON)
        assert sent.status_code == 200
    return phones


def _ask(room: Room, question: str) -> None:
    sent = room.desk.send(f"/desk/{room.code}/predict", step=1, question=question, headers=JSON)
    assert sent.status_code == 200, sent.json


def _reveal(room: Room, question: str = "years_left") -> None:
    sent = room.desk.send(f"/desk/{room.code}/predict/reveal", step=1, question=question, headers=JSON)
    assert sent.status_code == 200, sent.json


def _wall(room: Room) -> QuestionView:
    snapshot = room.snapshot()
    with room.app.test_request_context(), spoken_in("en"):
        view = build_question_view(snapshot)
    assert view is not None
    return view


def _revealed(room: Room) -> RevealView:
    reveal = _wall(room).reveal
    assert reveal is not None
    return reveal


def _wall_page(room: Room) -> str:
    return room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)


def _last_step(room: Room) -> int:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        return last.id


def test_an_actions_effect_is_shown_beside_grouped_actions(room: Room) -> None:
    phone = room.phone()
    room.move_to("propose")
    for action in ("electric-trucks", "biogas-trucks"):  # the same trucks: a group
        assert room.pick(phone, action, 5).status_code == 200
    assert room.document()["groups"]
    assert phone.open(f"/phone/{room.code}/catalogue/telework").status_code == 200
    room.move_to("predict")
    _ask(room, "telework")
    _reveal(room, "telework")
    assert _revealed(room).answer == "The answer: 280\u00a0t a year."


def test_the_source_of_an_answer_is_marked_where_it_is_in_another_language(room: Room) -> None:
    room.move_to("predict")
    _ask(room, "private-cars-electric")
    _reveal(room, "private-cars-electric")
    told = room.phone().open(f"/phone/{room.code}", headers={"Accept-Language": "nb"}).get_data(as_text=True)
    assert re.search(r'Kilde: <span lang="en">LocalZero', told)
