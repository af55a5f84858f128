"""Pathways against published figures, and their edges."""

from __future__ import annotations

import math

import pytest

from scenarios.budget.pathways import (
    PathwayError,
    constant_rate_pathway,
    exhaustion_year,
    implied_budget,
    linear_pathway,
    linear_zero_year,
    required_rate,
    years_left,
)


# Published rates, %: Sweden in CBBN1 table 1; Kalmar county in its carbon budget of 2020. Mt and Mt a year.
@pytest.mark.parametrize(
    ("budget", "base", "published", "tolerance"),
    [(355, 47.3, 12, 0.5), (170, 46.0, 21, 0.5), (7.56, 1.47, 16, 0.5)],
)
def test_rates_reproduce_published_ones(
    budget: float, base: float, published: float, tolerance: float
) -> None:
    rate = required_rate(budget_t=budget, base_emissions_t=base)
    assert rate is not None
    assert 100 * rate == pytest.approx(published, abs=tolerance)


# The same formula to four digits.
@pytest.mark.parametrize(("budget", "base", "rate"), [(355, 47.3, 0.1176), (7.56, 1.47, 0.1628)])
def test_rates_to_four_digits(budget: float, base: float, rate: float) -> None:
    assert required_rate(budget_t=budget, base_emissions_t=base) == pytest.approx(rate, abs=5e-5)


# CBBN1 table 1: straight lines to zero in 2037 and 2029.
@pytest.mark.parametrize(("budget", "year"), [(355, 2037), (170, 2029)])
def test_straight_lines_reach_zero_when_published(budget: float, year: int) -> None:
    zero = linear_zero_year(budget_t=budget, base_emissions_t=47.5, start_year=2022)
    assert zero is not None
    assert math.trunc(zero + 0.5) == year


def test_carbon_law_by_hand() -> None:
    """11.72 % a year halves in about five and a half years; from 100, 2050 has 4.43."""
    path = constant_rate_pathway(base_emissions_t=100, rate=0.1172, start_year=2026, end_year=2050)
    assert path[-1] == pytest.approx(4.43, abs=0.005)
    assert 100 + path.sum() == pytest.approx(819.9, abs=0.1)


def test_a_straight_line_by_hand() -> None:
    path = linear_pathway(budget_t=20, base_emissions_t=10, start_year=2026, end_year=2030)
    assert list(path) == pytest.approx([8.75, 6.25, 3.75, 1.25, 0.0])


def test_nothing_emitted_lasts_for_ever() -> None:
    assert required_rate(budget_t=5, base_emissions_t=0) == 0
    assert years_left(budget_t=5, base_emissions_t=0) is None
    assert exhaustion_year(budget_t=5, base_emissions_t=0, start_year=2026) is None
    assert linear_zero_year(budget_t=5, base_emissions_t=0, start_year=2026) is None


def test_overspent_years_are_negative() -> None:
    assert years_left(budget_t=-30, base_emissions_t=20) == -1.5


@pytest.mark.parametrize("figure", [math.nan, math.inf, -math.inf])
def test_figures_that_are_none_are_refused(figure: float) -> None:
    with pytest.raises(PathwayError, match="budget_t"):
        required_rate(budget_t=figure, base_emissions_t=1)
    with pytest.raises(PathwayError, match="base_emissions_t"):
        required_rate(budget_t=1, base_emissions_t=figure)


def test_impossible_pathways_are_refused() -> None:
    with pytest.raises(PathwayError, match="below zero"):
        required_rate(budget_t=1, base_emissions_t=-1)
    with pytest.raises(PathwayError, match="out of proportion"):
        years_left(budget_t=1e308, base_emissions_t=1e-300)
    with pytest.raises(PathwayError, match="no finite budget"):
        implied_budget(rate=0, base_emissions_t=1)
    with pytest.raises(PathwayError, match="no pathway"):
        constant_rate_pathway(base_emissions_t=1, rate=1.5, start_year=2026, end_year=2030)
    with pytest.raises(PathwayError, match="before the start"):
        constant_rate_pathway(base_emissions_t=1, rate=0.1, start_year=2026, end_year=2025)
    with pytest.raises(PathwayError, match="above zero"):
        linear_pathway(budget_t=-1, base_emissions_t=1, start_year=2026, end_year=2030)


def test_a_rate_of_one_leaves_nothing_and_a_rate_of_zero_everything() -> None:
    years = {"start_year": 2025, "end_year": 2026}
    assert implied_budget(rate=1, base_emissions_t=100) == 0
    assert constant_rate_pathway(base_emissions_t=100, rate=1, **years).tolist() == [0, 0]
    assert constant_rate_pathway(base_emissions_t=100, rate=0, **years).tolist() == [100, 100]


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (-0.1, "A rate of -0.1 "),
        (1.5, "A rate of 1.5 "),
        (math.nan, "rate is nan; a finite number is needed"),
        (math.inf, "rate is inf; a finite number is needed"),
    ],
)
def test_rates_that_are_none(rate: float, words: str) -> None:
    years = {"start_year": 2025, "end_year": 2026}
    with pytest.raises(PathwayError) as implied:
        implied_budget(rate=rate, base_emissions_t=100)
    with pytest.raises(PathwayError) as pathway:
        constant_rate_pathway(base_emissions_t=100, rate=rate, **years)
    assert str(implied.value).startswith(words)
    assert str(pathway.value).startswith(words)


def test_whole_numbers_give_doubles() -> None:
    """Whole tonnes would otherwise be cut off by whoever writes into the array."""
    assert constant_rate_pathway(base_emissions_t=100, rate=0, start_year=1, end_year=2).dtype == "float64"
    line = linear_pathway(budget_t=100, base_emissions_t=100, start_year=1, end_year=2)
    assert line.dtype == "float64"


def test_one_year_is_a_pathway_too() -> None:
    year = {"start_year": 2025, "end_year": 2025}
    assert constant_rate_pathway(base_emissions_t=10, rate=0.5, **year).tolist() == [5]


@pytest.mark.parametrize(("budget", "base"), [(0, 10), (-1, 10), (10, 0)])
def test_no_straight_line_without_budget_or_emissions(budget: float, base: float) -> None:
    with pytest.raises(PathwayError) as refused:
        linear_pathway(budget_t=budget, base_emissions_t=base, start_year=2025, end_year=2030)
    assert str(refused.value) == "A straight line to zero needs a budget and emissions above zero."


def test_a_figure_that_is_not_finite_or_negative_is_named() -> None:
    years = {"start_year": 2025, "end_year": 2030}
    with pytest.raises(PathwayError, match=r"^budget_t is nan; a finite number is needed"):
        years_left(budget_t=math.nan, base_emissions_t=10)
    with pytest.raises(PathwayError, match=r"^budget_t is inf; a finite number is needed"):
        linear_pathway(budget_t=math.inf, base_emissions_t=10, **years)
    with pytest.raises(PathwayError) as refused:
        required_rate(budget_t=1, base_emissions_t=-1)
    assert str(refused.value) == "base_emissions_t is below zero; emissions a year are zero or more."
