"""The printed chain of a budget adds up by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.budget.addition import share_digits, whole_tonnes
from scenarios.budget.budgets import compute_budget
from scenarios.budget.steps import used_up_since
from scenarios.numbers import round_whole

PRESETS = [
    ("SE-0480", "uppsala-2022-1.7"),
    ("SE-0980", "klimatkollen-2024"),
    ("NO-4001", "per-capita"),
    ("SE-04", "blend"),
]
TONNES = st.floats(-1e9, 1e9)


def chain(start: float, parts: list[float]) -> list[dict[str, object]]:
    steps = [("local_budget", start), *(("spent", part) for part in parts), ("remaining", start + sum(parts))]
    return [{"key": key, "value": value, "unit": "t"} for key, value in steps]


@given(TONNES, st.lists(st.floats(-1e7, 0), min_size=1, max_size=30), st.sampled_from([1.0, 1e3]))
def test_whole_tonnes_add_up_and_are_never_far(start: float, parts: list[float], unit: float) -> None:
    steps = chain(start, parts)
    whole = [value for value in whole_tonnes(steps, unit) if value is not None]
    assert sum(whole[:-1]) == whole[-1]
    for step, value in zip(steps, whole, strict=True):
        assert abs(value - float(str(step["value"])) / unit) < 2 + 1e-6
    assert whole[-1] == round_whole(float(str(steps[-1]["value"])) / unit)


@pytest.mark.parametrize(("territory", "preset"), PRESETS)
def test_the_share_has_the_digits_that_its_product_needs(territory: str, preset: str) -> None:
    steps = [step.to_dict() for step in compute_budget(territory, preset, as_of=2026).steps]
    value = {step["key"]: step["value"] for step in steps}
    amount = value.get("domestic", value["amount"])
    percent = round(100 * value["share"], share_digits(value["share"], value["local_budget"]))
    assert round(amount) * percent / 100 == pytest.approx(value["local_budget"], abs=1)


def test_a_budget_is_used_up_in_the_year_that_spent_it() -> None:
    steps = compute_budget("SE-0480", "uppsala-2022-1.5", as_of=2026).to_dict()["steps"]
    assert used_up_since(steps) == 2025
    assert used_up_since(compute_budget("SE-0480", "uppsala-2022-1.7", as_of=2026).to_dict()["steps"]) is None
