"""How much of an action fits a place, from what the place has, and whether it is offered there."""

import math

import pytest

from scenarios.catalogue.catalogue import CatalogueAction, find_action, load_catalogue
from scenarios.catalogue.fitting import FittedAmount, fit_amount, is_possible, reached_tonnes, targets_of
from scenarios.catalogue.national_costs import national_measures
from scenarios.inventory.datasets import read_rows
from scenarios.inventory.holding_kinds import HOLDINGS, INHABITANTS, PLANT_KINDS, VEHICLE_KINDS
from scenarios.inventory.holdings import find_holding
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.territories import find_territory

NYKOPING, LULEA, GOTLAND, RAGUNDA, PORSGRUNN, OSLO = (
    "SE-0480",
    "SE-2580",
    "SE-0980",
    "SE-2303",
    "NO-4001",
    "NO-0301",
)


def tonnes_of(action: CatalogueAction, territory: str, gas: str = "CO2") -> float:
    inventory = read_inventory(territory, gas=gas)
    newest = dict(zip(inventory.sources, inventory.emissions_t[:, -1].tolist(), strict=True))
    return reached_tonnes(targets_of(action, territory), newest)


def fitted(action_id: str, territory: str) -> FittedAmount:
    action = find_action(action_id)
    found = fit_amount(action, territory, tonnes_of(action, territory))
    assert found is not None
    return found


def possible(action_id: str, territory: str, gas: str = "CO2") -> bool:
    action = find_action(action_id)
    return is_possible(action, territory, tonnes_of(action, territory, gas))


def test_vehicles_of_a_place_are_those_of_the_file() -> None:
    row = next(row for row in read_rows("vehicles", "se_vehicles.csv") if row["municipality"] == NYKOPING)
    cars, vans = find_holding(NYKOPING, "private_cars"), find_holding(NYKOPING, "vans")
    assert cars is not None
    assert vans is not None
    assert cars.count == int(row["cars_petrol"]) + int(row["cars_diesel"]) == 23_486
    assert vans.count == int(row["vans_petrol"]) + int(row["vans_diesel"])
    assert "Trafikanalys" in cars.source
    assert "2025" in cars.source


def test_a_set_and_a_county_add_up_their_municipalities() -> None:
    alone = [find_holding(place, "buses") for place in (NYKOPING, "SE-0481")]
    together = find_holding(f"{NYKOPING}+SE-0481", "buses")
    assert together is not None
    assert together.count == sum(each.count for each in alone if each)
    county = find_holding("SE-04", INHABITANTS)
    members = [find_holding(member, INHABITANTS) for member in find_territory("SE-04").members]
    assert county is not None
    assert county.count == sum(each.count for each in members if each)


@pytest.mark.parametrize("kind", VEHICLE_KINDS)
def test_norway_has_no_vehicles_and_nobody_knows_an_unknown_place(kind: str) -> None:
    assert find_holding(PORSGRUNN, kind) is None
    assert find_holding("XX-1", kind) is None


def test_plants_are_where_the_list_has_them() -> None:
    cement = find_holding(GOTLAND, "cement")
    assert cement is not None
    assert (cement.count, cement.project) == (1_514_132, 1_800_000)
    steel = find_holding(LULEA, "steel")
    assert steel is not None
    assert math.isnan(steel.count)
    assert find_holding(NYKOPING, "steel") is None


def test_the_list_of_plants_names_known_kinds_grades_and_municipalities() -> None:
    rows = read_rows("plants", "plants.csv")
    places = {
        row["id"]
        for name in ("municipalities", "norwegian_municipalities")
        for row in read_rows("territories", f"{name}.csv")
    }
    for row in rows:
        assert row["kind"] in PLANT_KINDS
        assert row["municipality"] in places, row["municipality"]
        assert row["grade"] in ("cited", "rule-of-thumb")
        assert (row["grade"] == "rule-of-thumb") == row["source"].startswith("No published source")
        assert row["grade"] == "cited" or not (row["emissions_t"] or row["project_t"])
    assert len({row["id"] for row in rows}) == len(rows)


def test_the_largest_amount_is_what_the_place_has() -> None:
    cars = fitted("private-cars-electric", NYKOPING)
    assert (cars.largest, cars.bound) == (23_486, "private_cars")
    assert (cars.start, cars.step) == (2000, 200)
    people = fitted("plant-based-diet", NYKOPING)
    assert people.bound == INHABITANTS
    assert people.holding is not None
    assert people.largest == people.holding.count


def test_emissions_bound_the_amount_where_they_allow_less_than_the_vehicles() -> None:
    buses = fitted("electric-buses", NYKOPING)
    assert buses.holding is not None
    assert buses.holding.count == 139
    assert buses.bound == "tonnes"
    assert buses.largest == pytest.approx(buses.tonnes / 48)


def test_amounts_for_a_town_grow_with_the_inhabitants() -> None:
    small, large = fitted("cycling", RAGUNDA), fitted("cycling", "SE-0180")
    assert small.holding is not None
    assert large.holding is not None
    assert large.largest / small.largest == pytest.approx(large.holding.count / small.holding.count)
    assert small.start < large.start


def test_a_plant_begins_with_its_owners_plan_and_ends_with_what_can_be_caught() -> None:
    brevik = fitted("cement-capture", PORSGRUNN)
    assert (brevik.start, brevik.bound) == (400, "cement")
    assert brevik.largest == pytest.approx(0.9 * 800)
    lulea = fitted("steel-hydrogen", LULEA)
    assert lulea.bound == "steel" or lulea.bound == "tonnes"
    assert lulea.largest == pytest.approx(0.95 * lulea.tonnes / 1000)


def test_percentages_stay_as_they_are_and_enablers_have_no_amount() -> None:
    assert (
        fitted("fewer-car-kilometres", NYKOPING).largest == find_action("fewer-car-kilometres").amount.maximum
    )
    assert fit_amount(find_action("charging-points"), NYKOPING, 1000.0) is None
    assert fit_amount(find_action("electric-trucks"), PORSGRUNN, 0.0) is None


@pytest.mark.parametrize("territory", [NYKOPING, LULEA, GOTLAND, RAGUNDA, "SE-0180", PORSGRUNN, OSLO])
def test_every_offered_amount_begins_between_one_step_and_the_largest(territory: str) -> None:
    for action in load_catalogue():
        if not action.counts:
            continue
        tonnes = tonnes_of(action, territory)
        if not is_possible(action, territory, tonnes):
            continue
        found = fit_amount(action, territory, tonnes)
        assert found is not None, action.id
        assert 0 < found.step <= found.start <= found.largest, action.id
        assert found.bound in (*HOLDINGS, "town", "tonnes", "percent")


@pytest.mark.parametrize(
    ("action_id", "territory", "expected"),
    [
        ("steel-hydrogen", LULEA, True),
        ("steel-hydrogen", NYKOPING, False),
        ("cement-capture", GOTLAND, True),
        ("cement-capture", LULEA, False),
        ("ammonia-electrolysis", PORSGRUNN, True),
        ("carbon-capture", "SE-0180", True),
        ("carbon-capture", RAGUNDA, False),
        ("carbon-capture", OSLO, True),
        ("carbon-capture", PORSGRUNN, False),
        ("electric-ferries", RAGUNDA, False),
        ("electric-ferries", GOTLAND, True),
        ("rail-diesel-out", RAGUNDA, False),
        ("motorcycles-electric", RAGUNDA, True),
        ("motorcycles-electric", OSLO, False),
    ],
)
def test_an_action_is_offered_where_there_is_something_to_lower(
    action_id: str, territory: str, expected: bool
) -> None:
    assert possible(action_id, territory) is expected


def test_a_cement_plant_that_is_left_out_has_nothing_to_lower() -> None:
    action = find_action("cement-capture")
    assert is_possible(action, "SE-1496", 400_000.0)
    assert not is_possible(action, "SE-1496", 400_000.0, cement=False)


def test_landfills_are_there_where_the_statistics_have_them() -> None:
    assert possible("landfill-gas", OSLO, "CO2e")
    assert not possible("landfill-gas", OSLO, "CO2")
    assert targets_of(find_action("landfill-gas"), NYKOPING) == ()


def test_costs_of_national_measures_stand_beside_an_action() -> None:
    measures = national_measures(find_action("carbon-capture"))
    assert [(measure.id, measure.cost_nok_per_t) for measure in measures] == [("I01", 1750.0)]
    assert national_measures(find_action("fewer-domestic-flights"))[1].cost_nok_per_t is None
    assert national_measures(find_action("parking")) == ()


def test_what_a_large_plant_emits_is_not_there_for_other_actions() -> None:
    assert not possible("industry-fuel-switch", LULEA)
    assert not possible("district-heating-peak-oil", LULEA)
    assert not possible("carbon-capture", LULEA)
    assert possible("industry-fuel-switch", NYKOPING)
    switch = fitted("industry-fuel-switch", PORSGRUNN)
    assert switch.largest * 235 == pytest.approx(switch.tonnes - 800_000 - 800_000)
    # Without its cement plant, Skövde's industry is the other industry.
    action = find_action("industry-fuel-switch")
    assert is_possible(action, "SE-1496", 20_000.0, cement=False)
    assert not is_possible(action, "SE-1496", 20_000.0)
