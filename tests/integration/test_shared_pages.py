"""Pages that are drawn once for a hall still carry each reader's own token, id, language and state."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.workshop_room import Browser, Room
from workshop.fast.shared_pages import mark_of
from workshop.models.agenda import Phase

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
_OPERATION = re.compile(r'name="operation_id" value="([^"]+)"')


def strangers(room: Room, number: int, language: str = "en") -> list[str]:
    """Let people open the door, each on a device of their own."""
    pages = []
    for _ in range(number):
        browser = Browser(room.app.test_client())
        page = browser.open(f"/j/{room.code}", headers={"Accept-Language": language})
        pages.append(page.get_data(as_text=True))
    return pages


def test_everybody_at_the_door_has_their_own_token_and_operation(room: Room) -> None:
    pages = strangers(room, 3)
    for pattern in (_TOKEN, _OPERATION):
        found = [pattern.findall(page) for page in pages]
        assert all(found)
        assert len({each[0] for each in found}) == 3
    assert not any(mark_of("") in page for page in pages)
    assert '<html lang="nb">' in strangers(room, 1, "nb")[0]


def test_people_who_join_by_a_shared_page_are_distinct(room: Room) -> None:
    room.move_to("propose")
    phones = [room.phone(nickname=name) for name in ("", "Resident 12", "")]
    assert sum(room.joined().values()) == 3
    pages = [phone.open(f"/phone/{room.code}").get_data(as_text=True) for phone in phones]
    assert ["Resident 12" in page for page in pages] == [False, True, False]


@pytest.mark.parametrize("change", ["phase", "proposal"])
def test_a_phone_is_shown_what_has_changed_since(room: Room, change: str) -> None:
    room.move_to("propose")
    first, second = room.phone(), room.phone()
    before = first.open(f"/phone/{room.code}").get_data(as_text=True)
    assert "A bridge" not in before
    changes: dict[str, Callable[[], object]] = {
        "phase": lambda: room.move_to(Phase.COMBINE),
        "proposal": lambda: room.propose(second, "A bridge"),
    }
    changes[change]()
    after = first.open(f"/phone/{room.code}").get_data(as_text=True)
    assert f'data-revision="{room.snapshot().revision}"' in after
    # Their own page is their own.
    mine = second.open(f"/phone/{room.code}").get_data(as_text=True)
    assert ("A bridge" in mine) == (change == "proposal")
    assert "A bridge" not in after
