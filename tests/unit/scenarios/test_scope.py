"""A budget and a reference are only taken together where they count the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scenarios.budget.budgets import compute_budget
from scenarios.budget.scope import ScopeMismatchError, require_same_scope
from scenarios.inventory.references import build_reference


def reference(**choices: Any) -> Any:
    plain = {"method": "flat", "start_year": 2026, "end_year": 2030, "gas": "CO2", "cement": False}
    gas = choices.pop("gas", "CO2")
    return replace(build_reference("SE-0480", **{**plain, **choices}), gas=gas)


def test_the_same_scope_is_taken() -> None:
    require_same_scope(compute_budget("SE-0480", "uppsala-2022-1.7", as_of=2026), reference())


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"gas": "CO2e"}, "The budget is in CO2 and the reference in CO2e"),
        ({"cement": True}, "Cement plants are counted in the reference only"),
        ({"start_year": 2027}, "from 2026 and the reference from 2027"),
    ],
)
def test_another_scope_is_refused_and_the_way_out_told(choices: dict[str, Any], words: str) -> None:
    budget = compute_budget("SE-0480", "uppsala-2022-1.7", as_of=2026)
    with pytest.raises(ScopeMismatchError, match=words) as refused:
        require_same_scope(budget, reference(**choices))
    assert "build_reference(" in str(refused.value)
