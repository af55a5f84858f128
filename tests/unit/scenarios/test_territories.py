"""Territories: the list, sets, search, and what is refused."""

from __future__ import annotations

import pytest

from scenarios.errors import ScenariosError
from scenarios.inventory.territories import (
    UnknownTerritoryError,
    find_territory,
    list_territories,
    search_territories,
)


def test_the_list_has_every_territory_once() -> None:
    territories = list_territories()
    ids = [territory.id for territory in territories]
    assert len(set(ids)) == len(ids) == 1 + 21 + 290 + 18
    assert ids[0] == "SE"
    assert sum(identifier.startswith("NO-") for identifier in ids) == 18


def test_counties_share_out_the_municipalities() -> None:
    counties = [t for t in list_territories() if t.country == "SE" and len(t.id) == 5]
    members = [member for county in counties for member in county.members]
    assert len(counties) == 21
    assert sorted(members) == sorted(find_territory("SE").members)
    assert len(members) == 290


def test_a_municipality_is_its_own_only_member() -> None:
    nykoping = find_territory("SE-0480")
    assert (nykoping.name, nykoping.country, nykoping.gas) == ("Nyköping", "SE", "CO2")
    assert nykoping.members == ("SE-0480",)
    assert (nykoping.first_year, nykoping.last_year) == (1990, 2022)


def test_norway_has_co2e() -> None:
    porsgrunn = find_territory("NO-4001")
    assert (porsgrunn.name, porsgrunn.gas, porsgrunn.first_year, porsgrunn.last_year) == (
        "Porsgrunn",
        "CO2e",
        2009,
        2024,
    )


def test_a_county_has_its_name() -> None:
    assert find_territory("SE-04").name == "Södermanlands län"
    assert len(find_territory("SE-04").members) == 9


def test_a_set_has_one_canonical_id() -> None:
    one = find_territory("SE-0481+SE-0480")
    assert one.id == "SE-0480+SE-0481"
    assert one.name == "Nyköping + Oxelösund"
    assert one == find_territory(" se-0480 + SE-0481+SE-0480 ")
    assert find_territory("SE-0480+SE-0480") == find_territory("SE-0480")


def test_a_set_can_hold_a_county() -> None:
    assert len(find_territory("SE-04+SE-0180").members) == 10


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("SE-04+SE-0480", "Nyköping twice"),
        ("SE+SE-04", "twice"),
        ("SE-0480+NO-4001", "mixes countries"),
        ("SE-0482+SE-9999", "SE-9999"),
        ("Nyköping", "SE-0480"),
        ("Nykoeping", "SE-0480"),
        ("XX", "handlingsrom territories"),
        ("", "no territory ''"),
        ("SE-0480+", "no territory ''"),
    ],
)
def test_what_cannot_be_found_is_explained(identifier: str, words: str) -> None:
    with pytest.raises(UnknownTerritoryError, match=words.replace("+", r"\+")) as caught:
        find_territory(identifier)
    assert isinstance(caught.value, ScenariosError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["nyköp", "NYKOP", "0480", "se-0480", "Nykøping", " nykoping "])
def test_search_does_not_mind_case_and_accents(text: str) -> None:
    assert search_territories(text)[0].id == "SE-0480"


def test_search_puts_beginnings_first() -> None:
    names = [territory.name for territory in search_territories("köping")]
    assert names[0] == "Köping"
    assert {"Nyköping", "Norrköping"} <= set(names)


def test_search_finds_a_country_by_its_english_name() -> None:
    assert search_territories("Sweden")[0].id == "SE"


def test_search_keeps_its_limit_and_finds_nothing_in_nothing() -> None:
    assert len(search_territories("a", limit=3)) == 3
    assert search_territories("  ") == ()
    assert search_territories("zzzz") == ()


def test_a_word_within_a_name_is_found() -> None:
    assert [territory.name for territory in search_territories("väsby")] == ["Upplands Väsby"]


def test_search_puts_words_before_what_is_inside_them() -> None:
    names = [territory.name for territory in search_territories("väs", limit=300)]
    beginnings = [name for name in names if name.startswith("Väs")]
    assert names[: len(beginnings)] == beginnings
    assert names[len(beginnings)] == "Upplands Väsby"
