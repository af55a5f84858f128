"""Allocation keys, against budgets published by others."""

from __future__ import annotations

import pytest

from scenarios.budget.allocation import (
    allocate,
    national_emissions_share,
    population_share,
    world_emissions_share,
)
from scenarios.budget.steps import BudgetError
from scenarios.inventory import datasets
from scenarios.inventory.territories import find_territory, list_territories

# Budgets that Klimatkollen published for the start of 2024, t: 80 Mt for all, by the CO2 of 2015 to 2021
# without cement. Klimatbyran/klimatkollen, data/output/climate-data.json, commit
# 0073c86873bc0ee822252f13bdbadf20a4c22557.
PUBLISHED = {
    "SE-1440": ("Ale", 293_391.47),
    "SE-1489": ("Alingsås", 148_268.89),
    "SE-0764": ("Alvesta", 119_097.16),
    "SE-0461": ("Gnesta", 43_591.75),
    "SE-0980": ("Gotland", 601_761.64),
    "SE-1480": ("Göteborg", 4_614_143.99),
    "SE-1380": ("Halmstad", 698_727.35),
    "SE-2180": ("Gävle", 521_530.67),
}


@pytest.mark.parametrize("municipality", PUBLISHED)
def test_the_key_reproduces_published_budgets(municipality: str) -> None:
    name, budget = PUBLISHED[municipality]
    territory = find_territory(municipality)
    share, _ = national_emissions_share(territory, first_year=2015, last_year=2021, source="-")
    assert territory.name == name
    assert 80e6 * share == pytest.approx(budget, rel=3e-5)


@pytest.mark.parametrize("cement", [True, False])
def test_the_shares_of_all_municipalities_are_one(cement: bool) -> None:
    shares = [
        national_emissions_share(t, first_year=2015, last_year=2022, source="-", cement=cement)[0]
        for t in list_territories()
        if t.country == "SE" and t.members == (t.id,)
    ]
    assert len(shares) == 290
    assert all(share > 0 for share in shares)
    assert sum(shares) == pytest.approx(1)


def test_the_country_has_all() -> None:
    share, steps = national_emissions_share(find_territory("SE"), first_year=2015, last_year=2022, source="-")
    assert share == 1
    assert [step.key for step in steps] == ["local_emissions", "all_emissions", "share"]


def test_population_by_hand() -> None:
    """Nyköping had 58 200 inhabitants at the end of 2023, the world 8 091 734 853 in that year."""
    share, steps = population_share(find_territory("SE-0480"), world_source="-")
    assert share == pytest.approx(58_200 / 8_091_734_853)
    assert [step.value for step in steps[:2]] == [58_200, 8_091_734_853]
    assert "2023" in steps[0].label


def test_world_emissions_by_hand() -> None:
    """Nyköping 2015-2022: 1 792 373 t; the world's totals are near 40 Gt a year."""
    share, steps = world_emissions_share(
        find_territory("SE-0480"), first_year=2015, last_year=2022, world_source="-"
    )
    local, world = steps[0].value, steps[1].value
    assert local == pytest.approx(1_792_373, abs=2)
    assert 8 * 39e9 < world < 8 * 42e9
    assert share == local / world


def test_without_a_common_year_there_is_no_share_of_the_population(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_rows(dataset: str, name: str) -> tuple[dict[str, str], ...]:
        shipped = datasets.read_rows(dataset, name)
        return ({"year": "1950", "population": "1"},) if name == "world_population.csv" else shipped

    monkeypatch.setattr("scenarios.budget.allocation.read_rows", read_rows)
    with pytest.raises(BudgetError, match="no population of Nyköping in a year with the world's"):
        population_share(find_territory("SE-0480"), world_source="-")


@pytest.mark.parametrize("weight", [0, 0.25, 1])
def test_a_blend_is_between_its_parts(weight: float) -> None:
    territory = find_territory("SE-0480")
    emissions = {"first_year": 2015, "last_year": 2022, "world_source": "-"}
    key = {"key": "blend", "weight": 0.5, "population": {"world_source": "-"}, "world-emissions": emissions}
    people, _ = population_share(territory, world_source="-")
    emitted, _ = world_emissions_share(territory, first_year=2015, last_year=2022, world_source="-")
    share, steps = allocate(territory, key, cement=True, weight=weight)
    assert share == pytest.approx(weight * people + (1 - weight) * emitted)
    assert len(steps) == 7


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan"), True, "half"])
def test_a_weight_is_from_zero_to_one(weight: float) -> None:
    with pytest.raises(BudgetError, match="weight"):
        allocate(find_territory("SE-0480"), {"key": "blend", "weight": 0.5}, cement=True, weight=weight)
