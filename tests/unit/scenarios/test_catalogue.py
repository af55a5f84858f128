"""The catalogue of actions: complete, consistent, and recomputable from its factors."""

import json
from importlib.resources import files

import pytest

from scenarios.catalogue.catalogue import LANGUAGES, CatalogueAction, find_action, load_catalogue
from scenarios.inventory.datasets import read_rows, read_year_table

ACTIONS = load_catalogue()
COUNTING = [action for action in ACTIONS if action.counts]
WITH_EFFECT = [action for action in ACTIONS if action.effect]
TEXTS = (
    "title",
    "description",
    "question",
    "unit_singular",
    "unit_plural",
    "basis",
    "amount_note",
    "category",
)

SWEDISH = {
    "transport": "cars vans heavy_trucks buses motorcycles rail domestic_aviation domestic_shipping",
    "machinery": "construction farm_forest households commercial_public snowmobiles_atvs fishing_boats other",
    "heating_buildings": "homes premises farm_forest",
    "agriculture": "liming other_fertiliser",
    "waste": "crematoria_hazardous",
    "industry": "all",
    "electricity_district_heating": "all",
}
SWEDISH_SOURCES = {f"{sector}/{name}" for sector, names in SWEDISH.items() for name in names.split()}
NORWEGIAN_SOURCES = {row["id"] for row in read_rows("no_emissions", "sources.csv")}
NORWEGIAN = NORWEGIAN_SOURCES | {source.partition("/")[0] for source in NORWEGIAN_SOURCES}

# Emission factors in t/MWh, vehicle use in kWh/km (LocalZero, 2018).
PETROL, DIESEL, OIL, GAS, MARINE = 0.271, 0.2665, 0.266, 0.201, 0.2736
FARM_DIESEL = 9.98 * DIESEL  # 1 000 litres of 9.98 kWh
CAR = (0.637 * PETROL + 0.667 * DIESEL) / 2 * 12_000 / 1000
VAN = 0.904 * DIESEL * 15_000 / 1000
FUELS = (OIL + GAS) / 2
PLANT_ACTIONS = {
    "steel": ("steel-hydrogen", "steel-arc-furnace"),
    "cement": ("cement-capture", "cement-fuel-clinker"),
    "refinery": ("refinery-capture", "refinery-hydrogen"),
    "ammonia": ("ammonia-electrolysis", "ammonia-capture"),
}
ONLY_CO2E = {
    "landfill-gas",
    "sewage-nitrous-oxide",
    "manure-biogas",
    "feed-additive",
    "fewer-animals",
    "less-fertiliser",
    "new-wood-stoves",
    "cooling-without-hfc",
}


def per_vehicle(source: str, *kinds: str) -> float:
    """Return Sweden's emissions of a source in 2022 for each vehicle at the end of 2025, as shipped."""
    table = read_year_table("se_emissions", "co2_sources.csv")
    column = table.years.index(2022)
    emitted = sum(
        float(cells[column]) for rows in table.cells.values() for key, cells in rows if key == source
    )
    vehicles = read_rows("vehicles", "se_vehicles.csv")
    return emitted / sum(int(row[kind]) for row in vehicles for kind in kinds)


DERIVED = {
    "private-cars-electric": CAR,
    "municipal-cars-electric": CAR,
    "trade-vans-electric": VAN,
    "municipal-vans-electric": VAN,
    "electric-trucks": 2.83 * DIESEL * 60_000 / 1000,
    "biogas-trucks": 1000 * DIESEL,
    "fewer-car-kilometres": 0.01,
    "cycling": 2 * 5 * 200 * 0.17 / 1000,
    "better-public-transport": 2 * 20 * 200 * 0.17 / 1000,
    "telework": 40 * 2 * 20 * 0.175 / 1000,
    "farm-forest-machines": FARM_DIESEL,
    "park-service-machines": FARM_DIESEL,
    "oil-boilers-out": 20 * OIL,
    "gas-boilers-out": (15 + 20) / 2 * GAS,
    "municipal-buildings-fossil-free": FUELS,
    "business-premises-fossil-free": FUELS,
    "farm-buildings-oil-free": OIL,
    "deep-retrofit": 10 * OIL,
    "district-heating-peak-oil": 1000 * OIL,
    "district-heating-waste-heat": 1000 * FUELS,
    "industry-fuel-switch": 1000 * FUELS,
    "rail-diesel-out": FARM_DIESEL,
    "fishing-boats-fuel": FARM_DIESEL,
    "port-airport-machines": FARM_DIESEL,
    "large-ferries-fuel": 1000 * MARINE,
    "cargo-ships-fuel": 1000 * MARINE,
    "motorcycles-electric": per_vehicle("transport/motorcycles", "motorcycles", "mopeds_class1"),
    "snowmobiles-electric": per_vehicle("machinery/snowmobiles_atvs", "snowmobiles", "atvs"),
    **dict.fromkeys(
        (
            "fewer-domestic-flights",
            "electric-short-flights",
            "aviation-fuel",
            "fewer-truck-kilometres",
            "garden-machines-electric",
            "fewer-animals",
            "cooling-without-hfc",
        ),
        0.01,
    ),
    **dict.fromkeys((id_ for pair in PLANT_ACTIONS.values() for id_ in pair), 1000.0),
}
CITED = {
    "landfill-gas": 0.75 / 100,
    "feed-additive": 0.327 / 100,
    "electric-buses": 5500 / 115,
    "plant-based-diet": (0.8 + 0.9) / 2,
    "one-long-flight-less": 1.7,
}
DEFAULT_RANGES = {"high": 0.1, "medium": 0.3}
FORBIDDEN_IN_THE_BUDGET = {
    "rooftop-solar",
    "wind-power",
    "plant-based-public-meals",
    "plant-based-diet",
    "reuse-buildings",
}


def ids(action: CatalogueAction) -> str:
    return action.id


def test_the_library_is_large_enough() -> None:
    assert len(ACTIONS) >= 28
    assert len(COUNTING) >= 20
    assert 3 <= sum(action.ledger == "consumption" for action in ACTIONS) <= 5


def test_ids_are_unique_and_found() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert find_action("cycling") in ACTIONS
    with pytest.raises(KeyError, match="teleportation"):
        find_action("teleportation")


@pytest.mark.parametrize("action", ACTIONS, ids=ids)
def test_every_text_stands_in_three_languages(action: CatalogueAction) -> None:
    for name in (*TEXTS, *(("range_note",) if action.effect else ())):
        assert set(action.texts[name]) == set(LANGUAGES)
        assert all(text == text.strip() and text for text in action.texts[name].values())
    assert max(len(text) for text in action.texts["title"].values()) <= 60
    assert all(text.endswith("?") for text in action.texts["question"].values())
    assert all(text[0].isupper() and text[-1] in ".?" for text in action.texts["description"].values())


@pytest.mark.parametrize("name", ["title", "description", "question"])
def test_no_two_actions_share_a_title_and_none_is_left_untranslated(name: str) -> None:
    for action in ACTIONS:
        texts = action.texts[name]
        assert texts["nb"] != texts["en"] != texts["sv"], action.id
    for language in LANGUAGES:
        titles = [action.text("title", language) for action in ACTIONS]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("action", ACTIONS, ids=ids)
def test_targets_are_known(action: CatalogueAction) -> None:
    nominal = set(SWEDISH) if action.ledger == "consumption" else set()
    assert set(action.targets) <= SWEDISH_SOURCES | nominal
    assert set(action.norwegian_targets or ()) <= NORWEGIAN


@pytest.mark.parametrize("action", ACTIONS, ids=ids)
def test_the_stepper_reaches_its_default_and_its_end(action: CatalogueAction) -> None:
    amount = action.amount
    assert (amount.default - amount.minimum) % amount.step == 0
    assert (amount.maximum - amount.minimum) % amount.step == 0
    assert amount.minimum < amount.default < amount.maximum or amount.default == amount.minimum


@pytest.mark.parametrize("action", WITH_EFFECT, ids=ids)
def test_effects_are_ordered_and_never_take_more_than_everything(action: CatalogueAction) -> None:
    assert action.effect is not None
    unit = action.effect.per_unit
    assert 0 < unit.low <= unit.likely <= unit.high
    largest = action.estimate_for(action.amount.maximum)
    assert largest is not None
    if action.effect.kind == "share":
        assert largest.high <= 1 + 1e-9


@pytest.mark.parametrize("action", WITH_EFFECT, ids=ids)
def test_the_range_is_the_one_that_its_note_tells(action: CatalogueAction) -> None:
    assert action.effect is not None
    unit, key = action.effect.per_unit, action.evidence.range_key
    if key in DEFAULT_RANGES:
        assert unit.low == pytest.approx(unit.likely * (1 - DEFAULT_RANGES[key]), rel=0.05)
        assert unit.high == pytest.approx(unit.likely * (1 + DEFAULT_RANGES[key]), rel=0.05)
    elif key == "fuels":
        scale = 1000 if unit.likely > 1 else 1
        assert (unit.low, unit.high) == (GAS * scale, OIL * scale)
    elif key == "ruter":
        assert unit.low == pytest.approx(5500 / 3500, rel=0.01)
        assert unit.high == pytest.approx(unit.likely * 1.3)
    elif key == "capture":
        assert unit.low == pytest.approx(unit.likely * 0.4)
        assert unit.high == pytest.approx(0.01)
    else:
        assert key == "stated"


@pytest.mark.parametrize("action", ACTIONS, ids=ids)
def test_evidence_says_what_it_is(action: CatalogueAction) -> None:
    evidence, english = action.evidence, action.text("basis", "en")
    if evidence.grade == "rule-of-thumb":
        words = {"en": "Rule of thumb: ", "nb": "Tommelfingerregel: ", "sv": "Tumregel: "}
        assert all(action.text("basis", language).startswith(word) for language, word in words.items())
        assert evidence.source.startswith("No published source")
    elif evidence.grade == "derived":
        assert "×" in english
        assert evidence.source.startswith(("LocalZero", "By definition", "SMHI, National Emissions Database"))
    else:
        assert evidence.source.startswith(
            ("Ruter, press release", "Ivanova et al. 2020", "U.S. EPA, AP-42", "Journal of Dairy Science")
        )


def test_figures_are_derived_or_cited_exactly_where_they_say_so() -> None:
    for grade, expected in (("derived", DERIVED), ("cited", CITED)):
        assert {action.id for action in ACTIONS if action.evidence.grade == grade} == set(expected)


@pytest.mark.parametrize(("action_id", "expected"), [*DERIVED.items(), *CITED.items()])
def test_the_likely_effect_follows_from_its_factors(action_id: str, expected: float) -> None:
    effect = find_action(action_id).effect
    assert effect is not None
    assert effect.per_unit.likely == pytest.approx(expected, rel=0.02)


def test_the_cited_bus_agrees_with_the_factors() -> None:
    bus = find_action("electric-buses").effect
    assert bus is not None
    assert bus.per_unit.low <= 3.90 * DIESEL * 50_000 / 1000 <= bus.per_unit.high


def test_what_does_not_cut_emissions_here_is_not_credited_to_the_budget() -> None:
    assert not FORBIDDEN_IN_THE_BUDGET & {action.id for action in COUNTING}
    for action in ACTIONS:
        assert action.counts_in("CO2e") or action.effect is None or action.ledger == "consumption"
        assert (action.gas == "CO2e") == (action.ledger == "consumption" or action.id in ONLY_CO2E)


def test_methane_and_nitrous_oxide_count_only_where_they_are_counted() -> None:
    assert {a.id for a in ACTIONS if a.counts_in("CO2e") and not a.counts_in("CO2")} == ONLY_CO2E
    assert {a.id for a in ACTIONS if a.counts} == {a.id for a in ACTIONS if a.counts_in("CO2")}


def test_what_only_a_large_plant_can_do_is_bound_to_one() -> None:
    bound = {action.id: action.limit.of for action in WITH_EFFECT if action.limit}
    for kind, ids_of in PLANT_ACTIONS.items():
        assert {action_id for action_id, of in bound.items() if of == kind} == set(ids_of)
        for action_id in ids_of:
            group = find_action(action_id).group
            assert group is not None
            assert (group.key, group.relation) == ("large-plants", "disjoint")


def test_national_measures_exist() -> None:
    known = {row["id"] for row in read_rows("national_costs", "no_measures.csv")}
    assert len(known) == 77
    assert {measure for action in ACTIONS for measure in action.measures} <= known


def test_groups_hold_at_least_two_actions_on_common_sources() -> None:
    groups: dict[str, list[CatalogueAction]] = {}
    for action in ACTIONS:
        if action.group:
            groups.setdefault(action.group.key, []).append(action)
    assert groups
    for members in groups.values():
        assert len(members) >= 2
        assert len({member.group.relation for member in members if member.group}) == 1
        assert set.intersection(*(set(member.targets) for member in members))
        assert all(member.counts for member in members)


def test_every_note_is_used_and_complete() -> None:
    document = json.loads(files("scenarios").joinpath("data", "catalogue", "actions.json").read_text("utf-8"))
    assert {action.evidence.range_key for action in WITH_EFFECT} == set(document["range_notes"])
    assert {action.category for action in ACTIONS} == set(document["categories"])
    for section in ("notes", "range_notes", "categories"):
        assert all(set(texts) == set(LANGUAGES) for texts in document[section].values())
