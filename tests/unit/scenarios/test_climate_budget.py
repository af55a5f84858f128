"""The sum of adopted annual limits as the amount of a budget."""

from __future__ import annotations

import math

import pytest

from scenarios.budget.addition import whole_tonnes
from scenarios.budget.climate_budget import climate_budget, fill_limits, missing_years
from scenarios.budget.steps import NO_SOURCE, BudgetError
from scenarios.budget.warming_marks import marks_beside

LIMITS = {2026: 375_000.0, 2027: 264_000.0, 2028: 194_000.0}


def test_the_amount_is_the_sum_and_counts_all_gases() -> None:
    budget = climate_budget("NO-0301", LIMITS, source="Council, 2025")
    assert (budget.budget_t, budget.gas, budget.preset) == (833_000.0, "CO2e", "climate-budget")
    assert (budget.start_year, budget.base_year) == (2026, 2024)
    assert [step.value for step in budget.steps] == [375_000.0, 264_000.0, 194_000.0, 833_000.0]
    assert {step.source for step in budget.steps} == {"Council, 2025"}
    assert budget.temperature_c is None
    assert budget.annual_reduction_pct is None
    assert marks_beside(budget) == ()


def test_years_between_are_asked_for_or_lie_on_the_straight_line() -> None:
    sparse = {2026: 400.0, 2029: 100.0}
    assert missing_years(sparse) == (2027, 2028)
    with pytest.raises(BudgetError, match="2027, 2028"):
        climate_budget("NO-0301", sparse)
    assert fill_limits(sparse) == {2026: 400.0, 2027: 300.0, 2028: 200.0, 2029: 100.0}
    budget = climate_budget("NO-0301", sparse, fill=True)
    assert budget.budget_t == 1000.0
    assert [step.key for step in budget.steps] == [
        "limit",
        "limit_between",
        "limit_between",
        "limit",
        "amount",
    ]
    assert budget.steps[0].source == NO_SOURCE


def test_lines_of_the_chain_add_up_as_printed() -> None:
    thirds = {2026: 100.4, 2027: 100.4, 2028: 100.4}
    steps = [step.to_dict() for step in climate_budget("NO-0301", thirds).steps]
    *limits, total = whole_tonnes(steps)
    assert total == 301
    assert sum(limit or 0 for limit in limits) == total


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({2026: 5.0}, "two years"),
        ({}, "two years"),
        ({2026: 5.0, 2027: -1.0}, "limit of 2027"),
        ({2026: 5.0, 2027: math.inf}, "limit of 2027"),
        ({2026: 5.0, 3027: 1.0}, "3027"),
    ],
)
def test_what_makes_no_sum_is_refused(limits: dict[int, float], said: str) -> None:
    with pytest.raises(BudgetError, match=said):
        climate_budget("NO-0301", limits)
    assert missing_years({}) == ()
