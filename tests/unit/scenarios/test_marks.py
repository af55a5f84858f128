"""Marks of other warming limits by the same key."""

from __future__ import annotations

import pytest

from scenarios.budget.budgets import compute_budget
from scenarios.budget.steps import BudgetError
from scenarios.budget.warming_marks import mark_budgets
from scenarios.inventory.datasets import read_document


def test_the_derivation_is_the_published_one() -> None:
    """The same rule gives about the 170 Mt that CBBN1 prints for 1.5 C."""
    (entry,) = read_document("budget_marks", "marks.json")["national"]["derived"]
    assert entry["amount_2020_t"] * 500 / 850 - entry["spent_t"] == pytest.approx(170e6, rel=0.015)
    assert entry["amount_2020_t"] - entry["spent_t"] == 355e6
    sweden = mark_budgets("SE", preset="uppsala-2022-1.7")[-1]
    assert sweden.steps[0].value == pytest.approx(445e6 * 1350 / 850 - 90e6)
    assert sweden.budget_t == pytest.approx((445e6 * 1350 / 850 - 90e6) * 230 / 285)


@pytest.mark.parametrize("as_of", [None, 2025, 2026, 2040])
def test_swedish_marks_are_the_presets_and_one_derived(as_of: int | None) -> None:
    marks = mark_budgets("SE-0480", preset="uppsala-2022-1.7", as_of=as_of)
    assert [mark.temperature_c for mark in marks] == [1.5, 1.7, 2.0]
    assert [mark.preset_or_derivation for mark in marks] == [
        "uppsala-2022-1.5",
        "uppsala-2022-1.7",
        "derived here",
    ]
    for mark in marks[:2]:
        budget = compute_budget("SE-0480", mark.preset_or_derivation, as_of=as_of)
        assert (mark.budget_t, mark.start_year) == (budget.budget_t, budget.start_year)
        assert mark.steps == budget.steps
    assert marks[0].budget_t < marks[1].budget_t < marks[2].budget_t
    assert "derived here" in marks[2].source


def test_marks_start_with_the_chosen_budget() -> None:
    assert {mark.start_year for mark in mark_budgets("SE-0480", preset="klimatkollen-2024")} == {2024}


def test_marks_of_the_world() -> None:
    marks = mark_budgets("NO-4001", preset="per-capita", edition="ar6", probability=67)
    assert [mark.temperature_c for mark in marks] == [1.5, 1.7, 2.0]
    ratio = [mark.budget_t / marks[0].budget_t for mark in marks]
    assert ratio == pytest.approx([1, 700 / 400, 1150 / 400])


@pytest.mark.parametrize("preset", ["own", "carbon-law"])
def test_budgets_without_a_key_borrow_one(preset: str) -> None:
    assert mark_budgets("SE-0480", preset=preset)[-1].preset_or_derivation == "derived here"
    assert {mark.preset_or_derivation for mark in mark_budgets("NO-4001", preset=preset)} == {"per-capita"}


def test_what_has_no_marks_is_explained() -> None:
    with pytest.raises(BudgetError, match="no preset"):
        mark_budgets("SE-0480", preset="hope")
    with pytest.raises(BudgetError, match="2022 or later"):
        mark_budgets("SE-0480", preset="uppsala-2022-1.7", as_of=2020)
    with pytest.raises(BudgetError, match="use per-capita"):
        mark_budgets("NO-4001", preset="uppsala-2022-1.7")
