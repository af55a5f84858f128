"""Laws that every pathway obeys."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.budget.pathways import (
    constant_rate_pathway,
    exhaustion_year,
    implied_budget,
    linear_pathway,
    linear_zero_year,
    required_rate,
    years_left,
)

BUDGETS = st.floats(1e-3, 1e12)
EMISSIONS = st.floats(1e-3, 1e9)
RATIOS = st.floats(0.05, 60)


@given(BUDGETS, EMISSIONS)
def test_a_rate_is_a_fraction_and_gives_its_budget_back(budget: float, base: float) -> None:
    rate = required_rate(budget_t=budget, base_emissions_t=base)
    assert rate is not None
    assert 0 < rate < 1 or base / budget > 1e14
    if 1e-9 < rate < 1 - 1e-9:
        assert implied_budget(rate=rate, base_emissions_t=base) == pytest.approx(budget, rel=1e-5)


@given(EMISSIONS, RATIOS)
def test_the_pathway_to_infinity_spends_exactly_the_budget(base: float, ratio: float) -> None:
    budget = base * ratio
    rate = required_rate(budget_t=budget, base_emissions_t=base)
    assert rate is not None
    count = math.ceil(math.log(1e-9) / math.log1p(-rate))
    path = constant_rate_pathway(base_emissions_t=base, rate=rate, start_year=0, end_year=count)
    assert path.sum() == pytest.approx(budget, rel=1e-6)
    assert path.sum() <= budget * (1 + 1e-12)


@given(EMISSIONS, RATIOS)
def test_the_first_year_is_already_lowered(base: float, ratio: float) -> None:
    rate = required_rate(budget_t=base * ratio, base_emissions_t=base)
    assert rate is not None
    path = constant_rate_pathway(base_emissions_t=base, rate=rate, start_year=2026, end_year=2030)
    np.testing.assert_allclose(path, base * (1 - rate) ** np.array([1, 2, 3, 4, 5]))


@given(EMISSIONS, RATIOS)
def test_the_straight_line_spends_exactly_the_budget(base: float, ratio: float) -> None:
    budget = base * ratio
    zero = linear_zero_year(budget_t=budget, base_emissions_t=base, start_year=2026)
    assert zero is not None
    path = linear_pathway(
        budget_t=budget, base_emissions_t=base, start_year=2026, end_year=math.ceil(zero) + 1
    )
    assert path.sum() == pytest.approx(budget)
    assert (np.diff(path) <= 1e-9 * base).all()
    assert path[-1] == pytest.approx(0, abs=1e-6 * base)


@given(BUDGETS, EMISSIONS, st.floats(1.01, 10))
def test_a_larger_budget_asks_less(budget: float, base: float, factor: float) -> None:
    less = required_rate(budget_t=budget * factor, base_emissions_t=base)
    more = required_rate(budget_t=budget, base_emissions_t=base)
    assert less is not None
    assert more is not None
    assert less <= more


@given(EMISSIONS, RATIOS)
def test_waiting_a_year_at_constant_emissions_never_helps(base: float, ratio: float) -> None:
    now = required_rate(budget_t=base * ratio, base_emissions_t=base)
    later = required_rate(budget_t=base * (ratio - 1), base_emissions_t=base)
    assert now is not None
    assert later is None or later > now


@given(st.floats(-1e12, 0), EMISSIONS)
def test_nothing_left_has_no_rate(budget: float, base: float) -> None:
    assert required_rate(budget_t=budget, base_emissions_t=base) is None
    assert linear_zero_year(budget_t=budget, base_emissions_t=base, start_year=2026) is None
    assert exhaustion_year(budget_t=budget, base_emissions_t=base, start_year=2026) == 2026
    left = years_left(budget_t=budget, base_emissions_t=base)
    assert left is not None
    assert left <= 0


@given(BUDGETS, EMISSIONS)
def test_exhaustion_is_the_start_and_the_years_left(budget: float, base: float) -> None:
    left = years_left(budget_t=budget, base_emissions_t=base)
    assert left is not None
    assert exhaustion_year(budget_t=budget, base_emissions_t=base, start_year=2026) == 2026 + left
    assert linear_zero_year(budget_t=budget, base_emissions_t=base, start_year=2026) == 2026 + 2 * left
