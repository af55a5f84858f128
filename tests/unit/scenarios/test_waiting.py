"""The cost of waiting: by hand, and against what was published for Sweden."""

from __future__ import annotations

import pytest

from scenarios.budget.pathways import PathwayError
from scenarios.budget.waiting import cost_of_waiting
from scenarios.inventory.trends import yearly_cut


def test_each_year_of_waiting_takes_a_year_of_emissions_from_the_budget() -> None:
    waits = cost_of_waiting(budget_t=400.0, base_emissions_t=100.0, delays=(0, 1, 2, 3, 4, 5))
    assert [wait.budget_t for wait in waits] == [400, 300, 200, 100, 0, -100]
    assert [wait.rate for wait in waits] == [1 / 5, 1 / 4, 1 / 3, 1 / 2, None, None]


def test_swedens_published_delay_is_reproduced() -> None:
    """CBBN1: 355 Mt from 2022 (12 % a year) become 305 Mt from 2023 if nothing is cut in 2022."""
    now, later = cost_of_waiting(budget_t=355e6, base_emissions_t=47.5e6, delays=(0, 1))
    assert now.rate == pytest.approx(0.118, abs=0.001)
    assert later.budget_t == pytest.approx(305e6, rel=0.01)
    # Published as 15 %, by E0 / B, which has the first year not yet lowered; by our convention 13.4.
    assert later.rate == pytest.approx(0.134, abs=0.001)
    assert 47.5e6 / later.budget_t == pytest.approx(0.154, abs=0.001)


def test_without_emissions_waiting_costs_nothing() -> None:
    assert {wait.rate for wait in cost_of_waiting(budget_t=1.0, base_emissions_t=0.0)} == {0.0}
    with pytest.raises(PathwayError):
        cost_of_waiting(budget_t=1.0, base_emissions_t=-1.0)


def test_the_yearly_cut_between_two_years() -> None:
    assert yearly_cut(first_t=100.0, last_t=81.0, years=2) == pytest.approx(0.1)
    assert yearly_cut(first_t=100.0, last_t=121.0, years=2) == pytest.approx(-0.1)
    assert yearly_cut(first_t=100.0, last_t=0.0, years=3) == 1.0
    assert yearly_cut(first_t=0.0, last_t=10.0, years=3) is None
