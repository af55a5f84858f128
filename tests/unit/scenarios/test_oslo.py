"""Oslo: its CO2 is counted, and its sums are those of the source file."""

from __future__ import annotations

import pytest

from scenarios.budget.budgets import compute_budget
from scenarios.inventory.editions import find_edition
from scenarios.inventory.references import build_reference
from scenarios.inventory.sources import list_sources
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.territories import find_territory

# Sums of the source file, t CO2 and t CO2e: Miljødirektoratet, by aroyne/NullutslippOslo, no_oslo_detail.csv.
SUMS = {
    2009: (1225532.5, 1388245.6),
    2015: (1067194.2, 1246976.5),
    2020: (929043.1, 1099914.2),
    2023: (823202.5, 982428.1),
    2024: (796204.8, 944853.2),
}
# t CO2 in 2024 by sector.
SECTORS_2024 = {
    "machinery": 129286.3,
    "electricity_district_heating": 258534.1,
    "industry": 3553.6,
    "heating_buildings": 20415.7,
    "shipping": 28734.5,
    "road_transport": 355680.6,
}


@pytest.mark.parametrize("year", SUMS)
def test_sums_are_those_of_the_source_file(year: int) -> None:
    for gas, expected in zip(("CO2", "CO2e"), SUMS[year], strict=True):
        inventory = read_inventory("NO-0301", gas=gas)
        assert inventory.total_t[inventory.year_index(year)] == pytest.approx(expected, abs=0.1)


def test_sectors_are_those_of_the_source_file() -> None:
    inventory = read_inventory("NO-0301", gas="CO2")
    for sector, expected in SECTORS_2024.items():
        assert inventory.sector_t(sector)[-1] == pytest.approx(expected, abs=0.1), sector
    assert sum(SECTORS_2024.values()) == pytest.approx(inventory.total_t[-1], abs=0.1)


def test_co2_is_counted_and_not_estimated() -> None:
    inventory = read_inventory("NO-0301", gas="CO2")
    assert set(inventory.status) == {"official"}
    assert not [note for note in inventory.notes if "estimated" in note]
    edition = find_edition("NO", ["NO-0301"], "CO2")
    assert edition is not None
    assert not edition.is_imported
    assert find_territory("NO-0301").name == "Oslo"


def test_waste_incineration_is_a_source_and_a_third_of_the_co2() -> None:
    inventory = read_inventory("NO-0301", gas="CO2")
    row = inventory.sources.index("electricity_district_heating/waste_incineration")
    assert inventory.emissions_t[row, -1] / inventory.total_t[-1] == pytest.approx(0.33, abs=0.03)
    # The country's list of sources has it, too, and is that of the larger dataset.
    assert "electricity_district_heating/waste_incineration" in {source.id for source in list_sources("NO")}
    assert "heating_buildings/natural_gas" in {source.id for source in list_sources("NO")}


@pytest.mark.parametrize("preset", ["per-capita", "emission-share", "blend"])
def test_budgets_can_be_computed(preset: str) -> None:
    budget = compute_budget("NO-0301", preset, as_of=2026)
    assert budget.name == "Oslo"
    assert budget.gas == "CO2"
    assert budget.budget_t > 0
    if preset != "emission-share":
        inhabitants = next(step for step in budget.steps if step.key == "local_population")
        assert (inhabitants.value, inhabitants.source) == (709_037, "Statistics Norway, 1 January")


@pytest.mark.parametrize("method", ["flat", "trend", "exponential", "projection"])
def test_references_can_be_computed(method: str) -> None:
    reference = build_reference("NO-0301", method=method, start_year=2026, end_year=2045, gas="CO2")
    assert reference.reference_t.shape[1] == 20
    assert reference.statistic_years[-1] == 2024


def test_telemark_stays_as_it_was() -> None:
    edition = find_edition("NO", ["NO-4001", "NO-4036"])
    assert edition is not None
    assert len(edition.members) == 17
