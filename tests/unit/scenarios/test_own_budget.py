"""An amount that the municipality already has: every word of its steps, and its edges."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from scenarios.budget.budgets import compute_budget, own_budget
from scenarios.budget.steps import BudgetError
from scenarios.inventory.statistics import read_inventory

STEP = {
    "key": "amount",
    "label": "The municipality's own carbon budget from 1 January 2025",
    "value": 1_000_000.0,
    "unit": "t",
    "source": "given by the user; no source stated",
    "year": None,
    "status": None,
}


def test_the_step_of_an_own_amount() -> None:
    budget = own_budget("SE-0480", amount_t=1_000_000, start_year=2025)
    assert [asdict(step) for step in budget.steps] == [STEP]
    assert (budget.territory, budget.name, budget.preset) == ("SE-0480", "Nyköping", "own")
    named = own_budget("SE-0480", amount_t=1_000_000, start_year=2025, source="council decision")
    assert [asdict(step) for step in named.steps] == [STEP | {"source": "council decision"}]


def test_what_remains_is_told_as_a_step() -> None:
    budget = own_budget("SE-0480", amount_t=1_000_000, start_year=2025, as_of=2026)
    assert asdict(budget.steps[-1]) == {
        "key": "remaining",
        "label": "Left for Nyköping on 1 January 2026",
        "value": budget.budget_t,
        "unit": "t",
        "source": "the lines above",
        "year": None,
        "status": None,
    }


@pytest.mark.parametrize(("amount", "is_warned"), [(-1, True), (0, True), (0.5, False), (1, False)])
def test_nothing_left_is_said_from_zero_on(amount: float, is_warned: bool) -> None:
    budget = own_budget("SE-0480", amount_t=amount, start_year=2025)
    words = "Nothing is left of this budget on 1 January 2025: no yearly rate is fast enough."
    assert (words in budget.warnings) is is_warned


@pytest.mark.parametrize("base", [0, 0.5, 1])
def test_base_emissions_from_zero_on(base: float) -> None:
    budget = own_budget("SE-0480", amount_t=10, start_year=2025, base_emissions_t=base)
    assert (budget.base_emissions_t, budget.base_year) == (base, 2024)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"start_year": "soon"}, "The start year is 'soon'; give a whole year from 1900 to 2200."),
        ({"as_of": 2500}, "The year of --as-of is 2500; give a whole year from 1900 to 2200."),
        ({"amount_t": True}, "The amount is True; give a finite number of tonnes."),
        ({"base_emissions_t": "5"}, "The figure for base emissions is '5'; give a finite number of tonnes."),
        ({"base_emissions_t": -1}, "The base emissions are -1 t; give zero or more, in t a year."),
    ],
)
def test_the_words_of_a_refusal(choices: dict[str, Any], message: str) -> None:
    with pytest.raises(BudgetError) as refused:
        own_budget("SE-0480", **{"amount_t": 10.0, "start_year": 2025} | choices)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("territory", "cement", "is_warned"),
    [("SE-0980", True, True), ("SE-0980", False, False), ("SE-0480", True, False), ("SE-0480", False, False)],
)
def test_cement_is_warned_about_only_where_there_is_some(
    territory: str, cement: bool, is_warned: bool
) -> None:
    budget = own_budget(territory, amount_t=1e6, start_year=2023, cement=cement)
    words = "The statistics used here include a cement plant; published Swedish budgets leave it out."
    assert (words in budget.warnings) is is_warned


def test_an_own_budget_is_co2_where_the_statistics_are_co2e() -> None:
    budget = own_budget("NO-4001", amount_t=1e6, start_year=2025)
    co2 = read_inventory("NO-4001", gas="CO2")
    assert budget.base_emissions_t == co2.total_t[co2.year_index(2024)]
    assert budget.base_emissions_t < read_inventory("NO-4001").total_t[-1]


@pytest.mark.parametrize("preset", ["per-capita", "emission-share"])
def test_a_preset_says_which_choices_it_takes(preset: str) -> None:
    with pytest.raises(BudgetError) as refused:
        compute_budget("SE-0480", preset, weight=0.5)
    taken = "it takes edition, temperature, probability."
    assert str(refused.value) == f"The preset {preset} does not take a choice of weight; {taken}"


def test_a_preset_budget_keeps_what_its_amount_stands_for() -> None:
    budget = compute_budget("SE-0480", "per-capita", temperature=1.7, probability=67)
    assert (budget.temperature_c, budget.probability_pct, budget.edition) == (1.7, 67, "igcc-2024")
    assert compute_budget("SE-0480", "uppsala-2022-1.5").probability_pct == 50
