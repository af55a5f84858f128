"""Presets and global budgets."""

from __future__ import annotations

import pytest

from scenarios.budget.presets import find_global_budget, find_preset, list_presets
from scenarios.budget.steps import BudgetError


def test_the_presets() -> None:
    assert [preset.id for preset in list_presets()] == [
        "blend",
        "carbon-law",
        "emission-share",
        "klimatkollen-2024",
        "per-capita",
        "uppsala-2022-1.5",
        "uppsala-2022-1.7",
    ]


def test_norway_has_the_presets_of_the_world() -> None:
    assert {preset.id for preset in list_presets("NO")} == {
        "blend",
        "carbon-law",
        "emission-share",
        "per-capita",
    }


def test_presets_have_labels_and_sources() -> None:
    for preset in list_presets():
        assert set(preset.labels) == {"en", "nb", "sv"}
        assert all(preset.labels.values())
        assert preset.amount.get("source") or preset.amount["kind"] == "global"
        assert all(overhead["source"] for overhead in preset.overheads)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("uppsala", "uppsala-2022"),
        ("xyz", "; there are blend"),
        ("own", "amount and start year"),
        ("", "no preset ''"),
    ],
)
def test_an_unknown_preset_is_explained(name: str, words: str) -> None:
    with pytest.raises(BudgetError, match=words):
        find_preset(name)


def test_a_global_budget() -> None:
    budget = find_global_budget("igcc-2024", 1.5, 50)
    assert (budget.budget_gt, budget.start_year) == (130, 2025)
    assert find_global_budget("ar6", 1.7, 50.0).budget_gt == 850


@pytest.mark.parametrize(
    ("edition", "temperature", "probability", "words"),
    [
        ("igcc-1999", 1.5, 50, "there are ar6, igcc-2024"),
        ("ar6", 3.0, 50, "has no temperature 3.0; it has 1.5, 1.6"),
        ("ar6", 1.5, 90, "has no probability 90; it has 17, 33, 50, 67, 83"),
        ("ar6", float("nan"), 50, "no temperature nan"),
    ],
)
def test_an_unknown_global_budget_is_explained(
    edition: str, temperature: float, probability: float, words: str
) -> None:
    with pytest.raises(BudgetError, match=words):
        find_global_budget(edition, temperature, probability)
