"""The briefing: its cards, the vote on the key, and the facilitator's choice."""

from __future__ import annotations

import html
import uuid
from typing import Any

import pytest

from scenarios.file.schema import scenario_to_dict
from tests.workshop_room import JSON, Browser, Room, open_room
from workshop.charts.budget.allocation_rule import KeysView, build_keys_view
from workshop.charts.meeting.briefing import build_card_view, build_conduct_view
from workshop.charts.meeting.briefing_cards import CardView
from workshop.i18n import spoken_in
from workshop.services.meeting.briefing import CARDS, OWN_BUDGET, find_achieved, list_cards
from workshop.services.workshops.opening import Setup


def test_the_desk_turns_the_cards_on_all_faces(room: Room) -> None:
    room.move_to("briefing")
    phone = room.phone()
    for card, figure in (("years", "4 years"), ("cut", "18\u00a0%"), ("one_of", "1 of 5")):
        assert _turn(room, card) == 200
        assert _told(room).figure == figure
        for page in (f"/phone/{room.code}", f"/wall/{room.code}/{room.screen_key}"):
            assert figure in phone.open(page).get_data(as_text=True)
    assert _turn(room, "nonsense") == 404
    step = room.snapshot().step
    assert _turn(room, "cut", step=step - 1) == 409
    assert room.snapshot().focus == {"card": "one_of"}


def test_the_cut_achieved_names_its_years_and_is_the_statistics_own(room: Room) -> None:
    room.move_to("briefing")
    _turn(room, "achieved")
    told, history = _told(room), room.snapshot().history
    by_year = dict(zip(history["years"], history["total_t"], strict=True))
    rate = 1 - (by_year[2022] / by_year[2017]) ** (1 / 5)
    assert told.figure == f"{100 * rate:.1f}\u00a0%"
    assert "from 2017 to 2022" in told.words


def test_preliminary_years_prove_nothing() -> None:
    history = {"years": [2020, 2021, 2022], "total_t": [100.0, 90.0, 10.0]}
    achieved = find_achieved({**history, "status": ["official", "official", "preliminary"]})
    assert achieved is not None
    assert (achieved.first_year, achieved.last_year) == (2020, 2021)
    assert achieved.rate == pytest.approx(0.1)
    assert find_achieved({**history, "status": ["official", "preliminary", "preliminary"]}) is None


def test_the_cost_of_waiting_follows_the_key(room: Room) -> None:
    room.move_to("briefing")
    _turn(room, "waiting")
    assert [wait.said for wait in _told(room).waits] == [
        *("18\u00a0%", "23\u00a0%", "29\u00a0%", "41\u00a0%", "used up")
    ]
    _choose(room, "population")
    assert next(wait.said for wait in _told(room).waits) == "5.6\u00a0%"


def test_a_budget_that_is_used_up_has_its_own_words(app: Any) -> None:
    setup = Setup(title="Nyköping", territory_id="SE-0480", preset="uppsala-2022-1.5", start_year=2026)
    room = open_room(app, setup)
    room.move_to("briefing")
    assert list_cards(room.snapshot()) == ["years", "achieved", "chain", "keys"]
    assert _told(room).figure == "Used up"
    assert room.desk.open(f"/desk/{room.code}").status_code == 200


def test_the_chain_of_the_card_is_the_budget(room: Room) -> None:
    room.move_to("briefing")
    for key in ("national-emissions", "population", "blend"):
        if key != "national-emissions":
            _choose(room, key)
        _turn(room, "chain")
        links = _told(room).links
        assert links[-1].sign == "="
        assert 3 <= len(links) <= 6
        assert "chose the allocation rule" in room.phone().open(f"/budget/{room.code}").get_data(
            as_text=True
        ) or (key == "national-emissions")


def test_votes_are_counted_once_hidden_until_shown_and_closed_by_showing(room: Room) -> None:
    room.move_to("briefing")
    _turn(room, "keys")
    phones = [room.phone() for _ in range(5)]
    operation = str(uuid.uuid4())
    for _ in range(2):
        sent = phones[0].send(
            f"/phone/{room.code}/key", key="population", operation_id=operation, headers=JSON
        )
        assert sent.status_code == 200
    for phone in phones[:4]:
        assert _vote(room, phone, "blend") == 200
    assert "1 vote" not in _wall_page(room)
    assert _keys(room).voted == "4 people have voted"
    assert all(key.votes is None for key in _keys(room).choices)
    _show_votes(room)
    assert _keys(room).too_few  # four votes tell too much about four people
    assert all(key.votes is None for key in _keys(room).choices)
    assert _vote(room, phones[4], "population") == 409
    _show_votes(room, shown="no")
    assert _vote(room, phones[4], "population") == 200
    _show_votes(room)
    assert {key.id: key.votes for key in _keys(room).choices} == {
        "national-emissions": 0,
        "population": 1,
        "world-emissions": 0,
        "blend": 4,
    }


def test_small_roles_stand_together_also_by_subtraction(room: Room) -> None:
    """Seven residents and three elected: the three would follow from the total if the seven were shown."""
    room.move_to("briefing")
    _turn(room, "keys")
    for role, key, count in (("resident", "blend", 7), ("elected", "population", 3)):
        for _ in range(count):
            assert _vote(room, room.phone(role), key) == 200
    _show_votes(room)
    assert all(key.by_role == "" for key in _keys(room).choices)
    assert "Elected" not in _wall_page(room)
    _show_votes(room, shown="no")
    for _ in range(2):
        assert _vote(room, room.phone("business"), "population") == 200
    _show_votes(room)
    # Two more are too few beside what was shown.
    assert _votes_of(room) == {"population": 3, "blend": 7}
    page = html.unescape(room.desk.open(f"/desk/{room.code}").get_data(as_text=True))
    assert "Counted: 10 votes. Those that came later are too few to be shown." in page
    _show_votes(room, shown="no")
    for _ in range(3):
        assert _vote(room, room.phone("business"), "population") == 200
    _show_votes(room)
    assert _votes_of(room) == {"population": 8, "blend": 7}
    # Others would be the three of before and five more: by role nothing is told any more.
    assert all(key.by_role == "" for key in _keys(room).choices)


def test_large_roles_are_shown_from_the_first_time_on(room: Room) -> None:
    room.move_to("briefing")
    _turn(room, "keys")
    phones = [room.phone("resident") for _ in range(7)]
    for phone in phones:
        assert _vote(room, phone, "blend") == 200
    for role in ("elected", "elected", "elected", "business", "business"):
        assert _vote(room, room.phone(role), "population") == 200
    _show_votes(room)
    by_role = {key.id: key.by_role for key in _keys(room).choices}
    assert by_role["blend"] == "Residents\u00a07"
    assert by_role["population"] == "Others\u00a05"
    _show_votes(room, shown="no")
    for phone in phones[:5]:
        assert _vote(room, phone, "population") == 200
    _show_votes(room)
    by_role = {key.id: key.by_role for key in _keys(room).choices}
    assert by_role["population"] == "Residents\u00a05 · Others\u00a05"


@pytest.mark.parametrize("changing", [1, 4])
def test_a_vote_that_is_opened_again_betrays_no_few_ballots(room: Room, changing: int) -> None:
    room.move_to("briefing")
    _turn(room, "keys")
    phones = [room.phone() for _ in range(8)]
    for phone in phones:
        assert _vote(room, phone, "blend") == 200
    _show_votes(room)
    first = _votes_of(room)
    assert first == {"blend": 8}
    _show_votes(room, shown="no")
    for phone in phones[:changing]:
        assert _vote(room, phone, "population") == 200
    for phone in phones[changing:]:
        assert _vote(room, phone, "blend") == 200  # the same again is no change
    _show_votes(room)
    assert _votes_of(room) == first
    # What the desk chooses by it tells no more.
    room.desk.send(f"/desk/{room.code}/briefing/key", key="blend")
    assert room.snapshot().budget["chosen"]["votes"]["blend"] == 8
    _show_votes(room, shown="no")
    for phone in phones[changing:5]:
        assert _vote(room, phone, "population") == 200
    _show_votes(room)
    assert _votes_of(room) == {"population": 5, "blend": 3}


def test_a_key_that_is_chosen_while_the_vote_is_open_tells_nothing_of_it(room: Room) -> None:
    room.move_to("briefing")
    _turn(room, "keys")
    for _ in range(6):
        assert _vote(room, room.phone(), "blend") == 200
    room.desk.send(f"/desk/{room.code}/briefing/key", key="blend")
    assert room.snapshot().budget["chosen"]["votes"] is None


def _votes_of(room: Room) -> dict[str, int]:
    return {key.id: key.votes for key in _keys(room).choices if key.votes}


def test_the_facilitator_chooses_the_key_and_can_take_it_back(room: Room) -> None:
    room.move_to("briefing")
    _turn(room, "keys")
    for _ in range(5):
        _vote(room, room.phone(), "blend")
    _show_votes(room)  # before that nobody sees how the room votes
    before = room.snapshot()
    operation = str(uuid.uuid4())
    for _ in range(2):
        room.desk.send(f"/desk/{room.code}/briefing/key", key="population", operation_id=operation)
    after = room.snapshot()
    assert after.revision == before.revision + 1
    assert after.budget["preset"] == "per-capita"
    assert after.budget["temperature_c"] == before.budget["temperature_c"]
    assert after.outcome.budget_t == after.budget["budget_t"] > before.budget["budget_t"]
    assert after.marks != before.marks
    chosen = scenario_to_dict(after.scenario)["provenance"]["budget"]["chosen"]
    assert chosen["key"] == "population"
    assert chosen["by"] == "facilitator"
    assert chosen["votes"]["blend"] == 5
    page = room.phone().open(f"/budget/{room.code}").get_data(as_text=True)
    assert "The facilitator chose the allocation rule after the room’s vote: Equal for every person." in page
    _undo(room)
    back = room.snapshot()
    assert (back.budget, back.marks, back.reference) == (before.budget, before.marks, before.reference)


def test_a_key_that_the_model_cannot_compute_says_why(app: Any) -> None:
    setup = Setup(title="Porsgrunn", territory_id="NO-4001", preset="own", own_amount_t=1e6, start_year=2026)
    room = open_room(app, setup)
    room.move_to("briefing")
    _turn(room, "keys")
    national = _keys(room).choices[0]
    assert not national.possible
    assert national.why == "No published carbon budget of the country to share out."
    answer = room.desk.send(f"/desk/{room.code}/briefing/key", key="national-emissions", headers=JSON)
    assert answer.status_code == 409
    assert _choose(room, "blend") == 200


def test_only_the_facilitator_turns_and_chooses(room: Room) -> None:
    room.move_to("briefing")
    phone, before = room.phone(), room.snapshot()
    for path, fields in (
        ("card", {"step": before.step, "card": "cut"}),
        ("votes", {"step": before.step, "shown": "yes"}),
        ("key", {"key": "population"}),
    ):
        phone.send(f"/desk/{room.code}/briefing/{path}", **fields)
    assert room.snapshot().revision == before.revision


def test_votes_belong_to_their_card(room: Room) -> None:
    room.move_to("briefing")
    phone = room.phone()
    assert _vote(room, phone, "blend") == 409
    _turn(room, "keys")
    assert _vote(room, phone, "the-rich") == 404
    assert phone.send(f"/phone/{room.code}/key", key="").status_code == 422
    room.move_to("propose")
    assert _vote(room, phone, "blend") == 409


def test_every_card_can_be_drawn_on_every_face_in_every_language(room: Room) -> None:
    room.move_to("briefing")
    limits = {"limit-year-0": "2030", "limit-below-0": "50", "base_year": "2015", "gas": "CO2"}
    assert room.desk.send(f"/desk/{room.code}/limits", **limits).status_code == 200
    # An own budget alone has its own card.
    for card in (card for card in CARDS if card != OWN_BUDGET):
        _turn(room, card)
        for language in ("en", "nb", "sv"):
            with room.app.test_request_context(), spoken_in(language):
                assert build_conduct_view(room.snapshot()).shown.card == card


def _turn(room: Room, card: str, step: int | None = None) -> int:
    step = room.snapshot().step if step is None else step
    return room.desk.send(f"/desk/{room.code}/briefing/card", step=step, card=card, headers=JSON).status_code


def _vote(room: Room, phone: Browser, key: str) -> int:
    return phone.send(f"/phone/{room.code}/key", key=key, headers=JSON).status_code


def _show_votes(room: Room, shown: str = "yes") -> None:
    sent = room.desk.send(
        f"/desk/{room.code}/briefing/votes", step=room.snapshot().step, shown=shown, headers=JSON
    )
    assert sent.status_code == 200, sent.json


def _choose(room: Room, key: str) -> int:
    return room.desk.send(f"/desk/{room.code}/briefing/key", key=key, headers=JSON).status_code


def _told(room: Room) -> CardView:
    snapshot = room.snapshot()
    with room.app.test_request_context(), spoken_in("en"):
        return build_card_view(snapshot)


def _keys(room: Room) -> KeysView:
    snapshot = room.snapshot()
    with room.app.test_request_context(), spoken_in("en"):
        return build_keys_view(snapshot)


def _wall_page(room: Room) -> str:
    return room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)


def _undo(room: Room) -> None:
    from workshop.services.meeting.undo import last_undoable

    with room.app.app_context():
        last = last_undoable(room.workshop_id)
        assert last is not None
        number = last.id
    assert room.desk.send(f"/desk/{room.code}/undo", change=number).status_code == 200
