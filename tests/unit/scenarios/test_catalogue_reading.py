"""Reading, refusing and searching the catalogue."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from scenarios.catalogue.catalogue import (
    CATALOGUE_VERSION,
    LANGUAGES,
    CatalogueError,
    catalogue_note,
    find_action,
    load_catalogue,
    parse_catalogue,
    search_catalogue,
)


@pytest.fixture
def document() -> dict[str, Any]:
    """Return the shipped document for a test to spoil."""
    path = files("scenarios").joinpath("data", "catalogue", "actions.json")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def test_text_falls_back_to_a_near_language_then_to_english() -> None:
    action = find_action("electric-excavators")
    assert action.text("title", "sv-SE") == "Elgrävmaskiner på privata byggen"
    assert action.text("title", "nn") == action.text("title", "nb_NO") == action.text("title", "no")
    assert action.text("title", "de") == action.text("title", "en")


def test_unit_follows_the_amount() -> None:
    buses = find_action("electric-buses")
    assert (buses.unit_for(1, "nb"), buses.unit_for(2, "nb")) == ("buss", "busser")


def test_estimate_for_an_amount() -> None:
    estimate = find_action("electric-buses").estimate_for(10)
    assert estimate is not None
    assert estimate.likely == pytest.approx(480)
    assert find_action("charging-points").estimate_for(10) is None


@pytest.mark.parametrize(
    ("text", "language", "action_id"),
    [
        ("FJARRVARME", "sv", "district-heating-waste-heat"),
        ("sykkelvei", "nb", "cycling"),
        ("gravemaskin ELEKTRISKE", "nb", "electric-excavators"),
        ("fodon miljozon", "sv", None),
        ("okt", "nb", None),
        ("ice", "en", None),  # service
        ("industry", "en", "industry-fuel-switch"),
        ("bike", "en", "cycling"),
        ("EV", "en", "private-cars-electric"),
    ],
)
def test_search_ignores_case_and_accents(text: str, language: str, action_id: str | None) -> None:
    found = [action.id for action in search_catalogue(text, language)]
    assert action_id in found if action_id else not found


CARS = {"private-cars-electric", "municipal-cars-electric", "car-sharing", "electric-ferries"}


@pytest.mark.parametrize(
    ("text", "language", "first", "later"),
    [
        ("car", "en", CARS, "plant-based-public-meals"),  # care
        ("cars", "en", CARS, "plant-based-public-meals"),
        ("bus", "en", {"electric-buses", "better-public-transport"}, "business-premises-fossil-free"),
        ("park", "en", {"park-service-machines", "parking"}, "cycling"),
        ("CO2", "en", {"carbon-capture"}, None),
        (
            "bil",
            "nb",
            {"car-sharing", "private-cars-electric", "municipal-cars-electric"},
            "fewer-car-kilometres",
        ),
        ("el", "nb", {"private-cars-electric", "municipal-cars-electric"}, "cycling"),  # hele
        ("elbil", "nb", {"private-cars-electric", "municipal-cars-electric"}, "charging-points"),
        ("buss", "nb", {"electric-buses"}, "better-public-transport"),
        ("FERGE", "nb", {"electric-ferries", "large-ferries-fuel"}, None),
        ("kjott", "nb", {"plant-based-diet"}, None),
        ("tog", "nb", {"municipal-travel-policy"}, "better-public-transport"),
        (
            "bil",
            "sv",
            {"car-sharing", "private-cars-electric", "municipal-cars-electric"},
            "fewer-car-kilometres",
        ),
        ("elbilen", "sv", {"private-cars-electric", "municipal-cars-electric"}, "charging-points"),
        ("buss", "sv", {"electric-buses"}, "better-public-transport"),
        ("farja", "sv", {"electric-ferries", "large-ferries-fuel"}, None),
        ("tåg", "sv", {"municipal-travel-policy"}, "parking"),
        ("värme", "sv", {"district-heating-peak-oil", "district-heating-waste-heat"}, "deep-retrofit"),
        ("kott", "sv", {"plant-based-diet"}, None),
    ],
)
def test_whole_words_and_beginnings_in_titles_come_before_parts_of_other_words(
    text: str, language: str, first: set[str], later: str | None
) -> None:
    found = [action.id for action in search_catalogue(text, language)]
    assert set(found[: len(first)]) == first
    if later is not None and later in found:
        assert found.index(later) >= len(first)


def test_search_puts_titles_first_and_finds_all_without_words() -> None:
    assert search_catalogue("  ", "sv") == load_catalogue()
    found = search_catalogue("plast", "sv")
    assert found[0].id == "sort-out-plastic"


def test_notes_on_the_whole_catalogue() -> None:
    assert "not facts" in catalogue_note("amount_note", "en")
    for language in LANGUAGES:
        assert catalogue_note("local_data", language)


def spoil(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda entry: entry.__setitem__(key, value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (spoil("id", "Two Words"), "kebab-case"),
        (spoil("id", "municipal-cars-electric"), "used twice"),
        (spoil("title", {"en": "Cars", "nb": " ", "sv": "Bilar"}), "title lacks nb"),
        (spoil("targets", ["Transport/cars/x"]), "neither a sector"),
        (
            lambda entry: entry.update({"targets": [], "norwegian_targets": None}),
            "needs a target",
        ),
        (
            spoil("effect", {"kind": "units", "tonnes_per_unit": {"low": 3, "likely": 2, "high": 4}}),
            "low <= likely",
        ),
        (
            spoil("effect", {"kind": "share", "unit_share": {"low": 0.1, "likely": 0.1, "high": 0.1}}),
            "everything",
        ),
        (spoil("effect", {"kind": "wish"}), "wrong type"),
        (spoil("gas", "CH4"), "gas is 'CH4'"),
        (spoil("limit", None), "limit belongs to an effect"),
        (spoil("limit", {"of": "horses"}), "the limit is"),
        (spoil("limit", {"of": "vans", "part": 1.5}), "part of at most 1"),
        (spoil("ramp", "jump"), "linear, step, s-curve"),
        (spoil("ramp_years", 0), "ramp_years"),
        (spoil("ramp_years", "soon"), "wrong type"),
        (spoil("rebound", 1), "rebound"),
        (spoil("actor", "king"), "actor is 'king'"),
        (spoil("partners", ["households"]), "own partners"),
        (spoil("partners", ["king"]), "unknown partners"),
        (spoil("cost_band", {"from": "free", "to": "low"}), "cost_band"),
        (spoil("group", {"key": "cars-electric", "relation": "exclusive"}), "exclusive elsewhere"),
        (spoil("group", {"key": "lone", "relation": "friendly"}), "exclusive or disjoint"),
        (spoil("amount", {"min": 5, "max": 4, "step": 1, "default": 4}), "min <= default"),
        (spoil("evidence", {"grade": "guess", "range": "high", "basis": {}, "source": ""}), "grade"),
        (lambda entry: entry.pop("unit"), "'unit'"),
    ],
)
def test_a_faulty_action_is_refused_in_words(
    document: dict[str, Any], change: Callable[[dict[str, Any]], None], words: str
) -> None:
    change(document["actions"][0])
    with pytest.raises(CatalogueError, match=words):
        parse_catalogue(document)


def test_all_faults_are_listed_with_their_place(document: dict[str, Any]) -> None:
    document["actions"][0]["gas"] = "SF6"
    document["actions"][3].pop("actor")
    with pytest.raises(CatalogueError) as caught:
        parse_catalogue(document)
    assert "/actions/0 (private-cars-electric)" in str(caught.value)
    assert "/actions/3 (municipal-vans-electric)" in str(caught.value)


def test_another_version_or_an_incomplete_document_is_refused(document: dict[str, Any]) -> None:
    assert document["version"] == CATALOGUE_VERSION
    with pytest.raises(CatalogueError, match="lacks notes"):
        parse_catalogue({key: value for key, value in document.items() if key != "notes"})
    with pytest.raises(CatalogueError, match=CATALOGUE_VERSION):
        parse_catalogue(document | {"version": "1900-01-01"})


def test_the_catalogue_needs_only_the_standard_library() -> None:
    code = "import sys, scenarios.catalogue.catalogue as c; c.load_catalogue(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "pandas", "pydantic", "flask"} & set(loaded)
