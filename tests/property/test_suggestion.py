"""A suggested set against every possible one."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from scenarios.outcome import Outcome
from scenarios.scenario import Scenario
from scenarios.selection.suggestion import COST_WEIGHT, DEAREST, suggest
from tests.property.scenario_documents import documents


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    document = draw(documents(most_actions=10))
    for action in document["actions"]:
        action["layer"] = draw(st.sampled_from(["proposed", "proposed", "proposed", "decided"]))
        support = draw(st.sampled_from([None, -1, 0, 1, 2, 3, 5, 30]))
        cost = draw(st.sampled_from([None, 0, 4, 9]))
        action["about"] = {
            name: value for name, value in (("support", support), ("cost", cost)) if value is not None
        }
    return with_some_budget(draw, scenario_from_dict(document))


def with_some_budget(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """Put the budget between what decided and what all actions give, where choosing is hard."""
    outcome = evaluate(scenario)
    part = draw(st.floats(-0.1, 1.1))
    decided, everything = outcome.decided.cumulative_emissions_t, outcome.cumulative_emissions_t
    return replace(scenario, budget_t=round(everything + part * (decided - everything), 3))


def with_set(scenario: Scenario, ids: tuple[str, ...]) -> Outcome:
    actions = tuple(
        replace(a, included=a.id in ids) if a.layer == "proposed" else a for a in scenario.actions
    )
    return evaluate(replace(scenario, actions=actions))


def prices_of(scenario: Scenario) -> dict[str, float]:
    counting = [a for a in scenario.actions if a.layer == "proposed" and a.counts]
    support = {a.id: a.about.get("support", 1) for a in counting}
    costs = {a.id: a.about["cost"] for a in counting if "cost" in a.about}
    dearest = max(costs.values(), default=0)
    total = sum(costs.get(a.id, dearest) for a in counting)
    best = max(support.values(), default=1)
    return {
        key: (min(DEAREST, best / value) if value > 0 else DEAREST)
        + (COST_WEIGHT * costs.get(key, dearest) / total if total else 0)
        for key, value in support.items()
    }


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_no_set_is_better(scenario: Scenario) -> None:
    price = prices_of(scenario)
    assume(len(price) <= 7)
    subsets = [ids for size in range(len(price) + 1) for ids in combinations(sorted(price), size)]
    outcomes = {ids: with_set(scenario, ids) for ids in subsets}
    fitting = [sum(price[key] for key in ids) for ids, outcome in outcomes.items() if outcome.fits]
    suggestion = suggest(scenario)
    own = with_set(scenario, suggestion.chosen)
    assert suggestion.proved
    assert suggestion.fits == own.fits == bool(fitting)
    assert suggestion.cumulative_emissions_t == own.cumulative_emissions_t
    assert suggestion.price == pytest.approx(sum(price[key] for key in suggestion.chosen))
    if fitting:
        assert suggestion.price == pytest.approx(min(fitting), rel=1e-8)
        assert suggestion.short_t == 0
    else:
        least = min(outcome.cumulative_emissions_t for outcome in outcomes.values())
        assert suggestion.cumulative_emissions_t == pytest.approx(least, rel=1e-9, abs=1e-6)
        assert suggestion.short_t == pytest.approx(least - scenario.budget_t, rel=1e-6, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_actions_does_not_matter(scenario: Scenario, random: Any) -> None:
    actions = list(scenario.actions)
    random.shuffle(actions)
    assert suggest(replace(scenario, actions=tuple(actions))) == suggest(scenario)
