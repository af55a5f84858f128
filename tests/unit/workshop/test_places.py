"""A place is found by its whole name, however people write it."""

from __future__ import annotations

import pytest

from scenarios.inventory.territories import list_territories
from workshop.services.workshops.places import named_place, search_places, similar_places


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Skien", "NO-4003"),
        ("skien", "NO-4003"),
        ("  SKIEN  ", "NO-4003"),
        ("Skien kommune", "NO-4003"),
        ("4003", "NO-4003"),
        ("no-4003", "NO-4003"),
        ("Skien NO-4003", "NO-4003"),
        ("Nyköping", "SE-0480"),
        ("nykoping", "SE-0480"),
        ("Nyköpings kommun", "SE-0480"),
        ("0480", "SE-0480"),
        ("Göteborgs Stad", "SE-1480"),
        ("Borås kommun", "SE-1490"),
        ("Stockholm", "SE-0180"),
        ("Stockholms län", "SE-01"),
        ("Södermanland", "SE-04"),
        ("Orebro county", "SE-18"),
        ("Gotland", "SE-0980"),
        ("Gotlands län", "SE-09"),
        ("Håbo", "SE-0305"),
        ("Habo", "SE-0643"),
        ("Nyköping + Oxelösund", "SE-0480+SE-0481"),
        ("SE-0481+se-0480", "SE-0480+SE-0481"),
        ("Sverige", "SE"),
        ("Sweden", "SE"),
    ],
)
def test_a_name_typed_in_full_is_its_place(typed: str, found: str) -> None:
    place = named_place(typed)
    assert place is not None
    assert place.id == found


def test_every_place_is_found_by_the_name_that_the_choices_show() -> None:
    for place in list_territories():
        for typed in (place.name, place.name.upper(), f"{place.name} {place.id}", place.id.lower()):
            assert named_place(typed) == place, typed


@pytest.mark.parametrize(
    "typed", ["", "Atlantis", "SE-9999", "köping", "Nyköping NO-4003", "Skien + Nyköping", "+"]
)
def test_unknown_and_ambiguous_names_find_no_place(typed: str) -> None:
    place = named_place(typed)
    assert place is None or typed.casefold() == place.name.casefold()


def test_the_search_shows_what_a_name_with_its_kind_means() -> None:
    assert search_places("Nyköpings kommun")[0].id == "SE-0480"


def test_a_mistyped_name_finds_what_was_meant() -> None:
    assert similar_places("Skein")[0].name == "Skien"
    assert "Nyköping" in [place.name for place in similar_places("Nykøbing kommune")]
