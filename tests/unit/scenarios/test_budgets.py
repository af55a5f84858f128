"""Budgets: published rates, the chain of steps, rolling forward, own amounts, refusals."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from scenarios.budget.budgets import compute_budget, own_budget, preset_budget
from scenarios.budget.presets import find_preset
from scenarios.budget.steps import Budget, BudgetError
from scenarios.inventory.territories import UnknownTerritoryError, find_territory

CONTRACT_KEYS = {
    "territory", "name", "gas", "budget_t", "start_year", "base_emissions_t", "base_year",
    "annual_reduction_pct", "years_left", "exhausted", "linear_zero_year", "steps",
}  # fmt: skip
PRESETS = (
    "uppsala-2022-1.7", "uppsala-2022-1.5", "klimatkollen-2024", "per-capita", "emission-share", "blend",
    "carbon-law",
)  # fmt: skip


def follow(budget: Budget) -> float:
    """Compute the budget anew from nothing but its printed steps."""
    local = next(step.value for step in budget.steps if step.key == "local_budget")
    return local + sum(step.value for step in budget.steps if step.key == "spent")


# CBBN1, table 1: 12 and 21 % a year.
@pytest.mark.parametrize(("preset", "rate"), [("uppsala-2022-1.7", 12), ("uppsala-2022-1.5", 21)])
def test_sweden_needs_what_was_published(preset: str, rate: float) -> None:
    sweden = compute_budget("SE", preset)
    assert sweden.annual_reduction_pct == pytest.approx(rate, abs=1)
    assert (sweden.start_year, sweden.base_year) == (2022, 2021)


def test_sweden_by_hand() -> None:
    """355 Mt, of which 230 of 285 parts are inside the municipal statistics."""
    sweden = compute_budget("SE", "uppsala-2022-1.7")
    assert sweden.budget_t == pytest.approx(355e6 * 230 / 285)
    # Municipal CO2 of 2021 38.168 Mt, less 2.013 Mt of cement (Gotland's no more than its industry).
    assert sweden.base_emissions_t == pytest.approx(36.155e6, rel=1e-4)


def test_a_preset_that_sets_nothing_aside() -> None:
    preset = replace(find_preset("uppsala-2022-1.7"), overheads=())
    budget = preset_budget(find_territory("SE"), preset, as_of=None, choices={})
    assert budget.budget_t == 355e6
    assert not {"overhead", "domestic"} & {step.key for step in budget.steps}


def test_nykoping_by_hand() -> None:
    """1 792 373 t of 303 372 834 t in 2015 to 2022."""
    budget = compute_budget("SE-0480", "uppsala-2022-1.7")
    assert budget.budget_t == pytest.approx(355e6 * 230 / 285 * 1_792_373.3 / 303_372_834.0, rel=1e-9)
    assert budget.base_emissions_t == pytest.approx(217_633.1)
    rate = budget.base_emissions_t / (budget.budget_t + budget.base_emissions_t)
    assert budget.annual_reduction_pct == pytest.approx(100 * rate)


def test_klimatkollens_amount_is_eighty() -> None:
    sweden = compute_budget("SE", "klimatkollen-2024")
    assert sweden.budget_t == pytest.approx(80e6 * 230 / 285)
    assert (sweden.start_year, sweden.base_year) == (2024, 2022)


def test_the_budgets_of_the_municipalities_add_up_to_the_country() -> None:
    parts = sum(compute_budget(f"SE-{code:02}", "uppsala-2022-1.7").budget_t for code in COUNTIES)
    assert parts == pytest.approx(compute_budget("SE", "uppsala-2022-1.7").budget_t)


COUNTIES = (1, *range(3, 11), 12, 13, 14, *range(17, 26))


def test_each_subtracted_year_is_a_step_with_its_status() -> None:
    budget = compute_budget("SE-0480", "uppsala-2022-1.7", as_of=2026)
    spent = [step for step in budget.steps if step.key == "spent"]
    assert [(step.year, step.status) for step in spent] == [
        (2022, "official"),
        (2023, "preliminary"),
        (2024, "preliminary"),
        (2025, "reference"),
    ]
    assert spent[0].value == pytest.approx(-194_850, abs=0.3)
    assert spent[3].value == spent[2].value
    assert budget.steps[-1].key == "remaining"
    assert budget.steps[-1].value == budget.budget_t
    assert any("2023, 2024 are preliminary" in warning for warning in budget.warnings)
    assert any("2025 are assumed" in warning for warning in budget.warnings)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("as_of", [None, 2025, 2026, 2045])
def test_the_steps_lead_to_the_budget(preset: str, as_of: int | None) -> None:
    budget = compute_budget("SE-0480", preset, as_of=as_of)
    assert follow(budget) == pytest.approx(budget.budget_t, rel=1e-12, abs=1e-6)
    for step in budget.steps:
        assert step.label
        assert step.source
        assert math.isfinite(step.value)


@pytest.mark.parametrize("preset", ["uppsala-2022-1.7", "per-capita"])
def test_as_of_the_own_start_year_changes_nothing(preset: str) -> None:
    plain = compute_budget("SE-0480", preset)
    assert compute_budget("SE-0480", preset, as_of=plain.start_year) == plain


def test_the_base_is_the_official_year_before_the_start() -> None:
    years = {2022: 2021, 2023: 2022, 2024: 2022, 2030: 2022}
    for as_of, base in years.items():
        assert compute_budget("SE-0480", "uppsala-2022-1.7", as_of=as_of).base_year == base


def test_a_budget_that_is_gone_has_its_own_words() -> None:
    budget = compute_budget("SE-0480", "uppsala-2022-1.5", as_of=2026)
    assert budget.budget_t < 0
    assert budget.annual_reduction_pct is None
    assert budget.linear_zero_year is None
    assert budget.years_left == pytest.approx(budget.budget_t / budget.base_emissions_t)
    assert budget.exhausted == 2026
    assert budget.warnings[0].startswith("Nothing is left")


@pytest.mark.parametrize("preset", PRESETS)
def test_the_document_has_the_contracts_keys_and_is_json(preset: str) -> None:
    document = compute_budget("SE-0480", preset, as_of=2026).to_dict()
    assert set(document) >= CONTRACT_KEYS
    assert all({"label", "value", "unit", "source"} <= set(step) for step in document["steps"])
    assert "not the municipality's adopted budget" in document["disclaimer"]
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_cement_is_out_of_the_swedish_presets_only() -> None:
    for preset in PRESETS:
        budget = compute_budget("SE-0980", preset)
        assert budget.cement == (budget.preset not in PRESETS[:3])
        assert (budget.base_emissions_t > 1e6) == budget.cement
        assert budget.budget_t > 0


def test_gotlands_peculiarity_is_reported() -> None:
    assert any(
        "cement plant" in warning for warning in compute_budget("SE-0980", "uppsala-2022-1.7").warnings
    )


def test_per_capita_by_hand() -> None:
    """490 Gt for 8 091 734 853 people are 60.6 t each; Nyköping had 58 200."""
    budget = compute_budget("SE-0480", "per-capita")
    assert budget.budget_t == pytest.approx(490e9 * 58_200 / 8_091_734_853)
    assert (budget.start_year, budget.edition, budget.temperature_c) == (2025, "igcc-2024", 1.7)


def test_edition_temperature_and_probability_can_be_chosen() -> None:
    budget = compute_budget("SE-0480", "per-capita", edition="AR6", temperature=2.0, probability=83)
    assert budget.budget_t == pytest.approx(900e9 * 58_200 / 8_091_734_853)
    assert (budget.start_year, budget.base_year) == (2020, 2019)
    rolled = compute_budget("SE-0480", "per-capita", edition="ar6", as_of=2022)
    assert [step.year for step in rolled.steps if step.key == "spent"] == [2020, 2021]


def test_unchecked_cells_are_reported() -> None:
    warnings = compute_budget("SE-0480", "per-capita", edition="ar6", probability=17).warnings
    assert any("second source" in warning for warning in warnings)
    warnings = compute_budget("SE-0480", "per-capita", probability=90).warnings
    assert any("does not print" in warning for warning in warnings)


def test_the_weight_moves_the_blend() -> None:
    ends = [compute_budget("SE-0480", "blend", weight=weight).budget_t for weight in (0, 1)]
    assert ends[0] == pytest.approx(compute_budget("SE-0480", "emission-share").budget_t)
    assert ends[1] == pytest.approx(compute_budget("SE-0480", "per-capita").budget_t)
    assert min(ends) < compute_budget("SE-0480", "blend").budget_t < max(ends)


def test_the_carbon_law_is_its_rate() -> None:
    budget = compute_budget("SE-0480", "carbon-law")
    assert budget.annual_reduction_pct == pytest.approx(11.72)
    assert (budget.base_year, budget.start_year) == (2022, 2023)
    assert budget.budget_t == pytest.approx(194_850 * (1 - 0.1172) / 0.1172, rel=1e-5)


def test_norway_counts_in_co2_and_says_how() -> None:
    budget = compute_budget("NO-4001", "per-capita")
    assert (budget.gas, budget.base_year) == ("CO2", 2024)
    assert budget.base_emissions_t < 1_972_802
    assert any("CO2 estimated" in warning for warning in budget.warnings)


def test_a_set_shares_like_its_members() -> None:
    both = compute_budget("SE-0480+SE-0481", "uppsala-2022-1.7", as_of=2026)
    one, other = (compute_budget(code, "uppsala-2022-1.7", as_of=2026) for code in ("SE-0480", "SE-0481"))
    assert both.budget_t == pytest.approx(one.budget_t + other.budget_t)
    assert both.name == "Nyköping + Oxelösund"


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"preset": "uppsala-2022-1.7", "as_of": 2021}, "2022 or later"),
        ({"preset": "uppsala-2022-1.7", "as_of": 2300}, "2300"),
        ({"preset": "uppsala-2022-1.7", "as_of": 2025.5}, "2025.5"),
        ({"preset": "uppsala-2022-1.7", "as_of": True}, "True"),
        ({"preset": "uppsala-2022-1.7", "edition": "ar6"}, "edition; its figures are fixed"),
        ({"preset": "per-capita", "weight": 0.5}, "weight; it takes edition"),
        ({"preset": "per-capita", "temperature": 5}, "no temperature 5"),
        ({"preset": "per-capita", "probability": math.nan}, "no probability nan"),
        ({"preset": "blend", "weight": math.nan}, "weight"),
        ({"preset": "own"}, "amount and start year"),
        ({"preset": "nothing"}, "There is no preset"),
    ],
)
def test_what_cannot_be_computed_is_explained(choices: dict[str, Any], words: str) -> None:
    with pytest.raises(BudgetError, match=words):
        compute_budget("SE-0480", **choices)


def test_swedens_amount_is_not_for_norway() -> None:
    with pytest.raises(BudgetError, match="use per-capita"):
        compute_budget("NO-4001", "uppsala-2022-1.7")


def test_an_unknown_territory_is_refused() -> None:
    with pytest.raises(UnknownTerritoryError):
        compute_budget("SE-0490", "uppsala-2022-1.7")


def test_an_own_amount() -> None:
    budget = own_budget("SE-0480", amount_t=1_000_000, start_year=2025, source="Council, 2024")
    assert (budget.budget_t, budget.start_year, budget.base_year) == (1_000_000, 2025, 2022)
    assert budget.years_left == pytest.approx(1_000_000 / 194_850, rel=1e-5)
    assert budget.steps[0].source == "Council, 2024"
    assert budget.preset == "own"


def test_an_own_amount_rolls_forward() -> None:
    budget = own_budget("SE-0480", amount_t=1_000_000, start_year=2021, as_of=2024)
    preset = compute_budget("SE-0480", "uppsala-2022-1.7", as_of=2024)
    spent = [step.value for step in budget.steps if step.key == "spent"]
    assert len(spent) == 3
    assert spent[1:] == [step.value for step in preset.steps if step.key == "spent"]
    assert budget.budget_t == pytest.approx(1_000_000 + sum(spent))


def test_an_own_base_is_used() -> None:
    budget = own_budget("SE-0480", amount_t=400, start_year=2026, base_emissions_t=100)
    assert budget.annual_reduction_pct == pytest.approx(20)
    assert (budget.years_left, budget.exhausted, budget.linear_zero_year) == (4, 2030, 2034)
    assert budget.base_year == 2025


def test_an_own_amount_may_be_gone() -> None:
    budget = own_budget("SE-0480", amount_t=-5, start_year=2026)
    assert budget.annual_reduction_pct is None
    assert budget.exhausted == 2026


def test_an_own_amount_with_a_cement_plant() -> None:
    full = own_budget("SE-0980", amount_t=1e6, start_year=2023)
    net = own_budget("SE-0980", amount_t=1e6, start_year=2023, cement=False)
    assert any("cement" in warning for warning in full.warnings)
    assert net.base_emissions_t < 250_000 < 1e6 < full.base_emissions_t


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"amount_t": math.nan, "start_year": 2025}, "amount is nan"),
        ({"amount_t": math.inf, "start_year": 2025}, "amount is inf"),
        ({"amount_t": "many", "start_year": 2025}, "finite number"),
        ({"amount_t": 1.0, "start_year": 1850}, "1850"),
        ({"amount_t": 1.0, "start_year": 2025, "base_emissions_t": math.nan}, "base emissions"),
        ({"amount_t": 1.0, "start_year": 2025, "base_emissions_t": -1.0}, "zero or more"),
        ({"amount_t": 1.0, "start_year": 2025, "as_of": 2024}, "2025 or later"),
        ({"amount_t": 1.0, "start_year": 1950}, "no official statistic"),
        ({"amount_t": 1.0, "start_year": 2012, "as_of": 2025}, "have no 2012"),
    ],
)
def test_an_own_amount_that_cannot_be_is_explained(figures: dict[str, Any], words: str) -> None:
    with pytest.raises(BudgetError, match=words):
        own_budget("SE-0480", **figures)


def test_a_national_amount_without_overheads_is_shared_out_whole() -> None:
    preset = replace(find_preset("uppsala-2022-1.7"), overheads=())
    budget = preset_budget(find_territory("SE-0480"), preset, as_of=None, choices={})
    share = next(step.value for step in budget.steps if step.key == "share")
    assert budget.budget_t == pytest.approx(355e6 * share)
    assert not {"overhead", "domestic"} & {step.key for step in budget.steps}


def test_half_a_tonne_is_something_left() -> None:
    budget = own_budget("SE-0480", amount_t=0.5, start_year=2026, base_emissions_t=2)
    assert budget.annual_reduction_pct == pytest.approx(80)
    assert not any("Nothing is left" in warning for warning in budget.warnings)


@pytest.mark.parametrize(("territory", "cement"), [("SE-0480", True), ("SE-0480", False), ("SE-0980", False)])
def test_cement_is_mentioned_only_if_a_plant_is_included(territory: str, cement: bool) -> None:
    budget = own_budget(territory, amount_t=1e6, start_year=2023, cement=cement)
    assert not any("The statistics used here include" in warning for warning in budget.warnings)
