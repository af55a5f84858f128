"""Pages speak the reader's language: no internal word, and what is cited in English says so."""

from __future__ import annotations

import re

import pytest

from tests.workshop_room import OPENING, Room, open_room
from workshop.services.workshops.example import EXAMPLES

NORWEGIAN = next(example.setup for example in EXAMPLES if example.key == "norwegian")
ISO_DATE = re.compile(r">[^<]*\b20\d\d-\d\d-\d\d\b[^<]*<")


def read(room: Room, path: str, language: str) -> str:
    page: str = room.desk.open(path, headers={"Accept-Language": language}).get_data(as_text=True)
    return page


@pytest.mark.parametrize(
    ("language", "flat"), [("nb", "utslippene blir liggende"), ("sv", "utsläppen ligger kvar")]
)
def test_the_result_names_the_method_and_the_statistics_in_words(
    room: Room, language: str, flat: str
) -> None:
    norwegian = open_room(room.app, NORWEGIAN)
    page = read(norwegian, f"/desk/{norwegian.code}/result", language)
    assert flat in page
    assert "<dd>flat" not in page
    assert "as kept by" not in page
    assert not ISO_DATE.search(page)


@pytest.mark.parametrize("language", ["nb", "sv"])
def test_sources_that_are_cited_in_english_are_marked_as_english(room: Room, language: str) -> None:
    norwegian = open_room(room.app, NORWEGIAN)
    for each in (room, norwegian):
        page = read(each, f"/budget/{each.code}", language)
        unmarked = re.sub(r'<(\w+) lang="en">.*?</\1>', "", page, flags=re.DOTALL)
        for words in ("as kept by", "times each sector", "derived here", "National Emissions Database"):
            assert words not in unmarked, words
        assert not ISO_DATE.search(unmarked)


def test_an_english_page_marks_nothing_as_english(room: Room) -> None:
    assert '<span lang="en">' not in read(room, f"/budget/{room.code}", "en")


def test_the_source_of_an_own_amount_is_in_no_language_of_ours(room: Room) -> None:
    fields = {"preset": "own", "own_amount": "1 000 000", "own_source": "Klimaplanen 2025"}
    room.desk.send("/workshops/new", **{**OPENING, **fields})
    code = re.search(r"/desk/(\w+)/", room.desk.text)
    assert code
    assert '<p class="muted small">Klimaplanen 2025</p>' in read(room, f"/budget/{code[1]}", "nb")


@pytest.mark.parametrize(("language", "words"), [("nb", "Velg en fil"), ("sv", "Välj en fil")])
def test_the_control_for_a_file_has_words_of_the_page(room: Room, language: str, words: str) -> None:
    page = read(room, f"/desk/{room.code}/decided", language)
    assert words in page
    assert 'data-module="file-picker"' in page
