"""Forms are used again for other requests, and nothing of one is left for the next."""

from __future__ import annotations

import pytest

from tests.workshop_room import JSON, Browser, Room

WORDS = "Only mine to read"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("own", {"title": WORDS, "start_year": "1066", "ramp_years": "x", "likely": "-7", "actor": "nobody"}),
        ("catalogue/private-cars-electric", {"amount": "1e99", "start_year": "1066", "reason": WORDS}),
    ],
)
def test_invalid_input_of_one_person_is_not_on_the_next_persons_page(
    room: Room, path: str, fields: dict[str, str]
) -> None:
    room.move_to("propose")
    phones = [room.phone() for _ in range(2)]
    for _ in range(3):
        faulty = phones[0].send(f"/phone/{room.code}/{path}", **fields)
        assert faulty.status_code == 422
        assert WORDS in phones[0].text
        page = phones[1].open(f"/phone/{room.code}/{path}").get_data(as_text=True)
        assert WORDS not in page
        assert "1066" not in page
        assert 'class="fault"' not in page
        assert "aria-invalid" not in page


def test_a_reused_form_has_no_name_of_the_previous_person(room: Room) -> None:
    stranger = Browser(room.app.test_client())
    assert stranger.send(f"/j/{room.code}", role="nobody", nickname=WORDS).status_code == 422
    assert WORDS in stranger.text
    for _ in range(2):
        page = Browser(room.app.test_client()).open(f"/j/{room.code}").get_data(as_text=True)
        assert WORDS not in page
        assert 'class="fault"' not in page


def test_a_conflict_shows_what_its_sender_typed(room: Room) -> None:
    room.move_to("propose")
    phone, other = room.phone(), room.phone()
    same = "f" * 32
    assert room.propose(phone, "A bridge", operation_id=same, headers=JSON).status_code == 200
    room.propose(other, "Something else", headers=JSON)
    again = room.propose(phone, "A tunnel", operation_id=same)
    assert again.status_code == 409
    assert 'value="A tunnel"' in phone.text
    assert same not in phone.text
