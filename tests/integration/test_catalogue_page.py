"""The list of actions on a phone: what matches best is at the top."""

from __future__ import annotations

import re

import pytest

from tests.workshop_room import Room


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "car", "private-cars-electric"),
        ("nb", "elbil", "private-cars-electric"),
        ("sv", "buss", "electric-buses"),
    ],
)
def test_the_best_match_is_first_whatever_its_category(
    room: Room, language: str, text: str, first: str
) -> None:
    phone = room.phone()
    headers = {"Accept-Language": language}
    page = phone.open(f"/phone/{room.code}/catalogue?q={text}", headers=headers).get_data(as_text=True)
    found = re.findall(r'href="/phone/\w+/catalogue/([\w-]+)"', page)
    assert found[0] == first
