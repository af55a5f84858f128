"""The engine gives what slow loops over the formulas give."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from tests.plain_model import PlainScenario, draw, exceeds, exhausted, warming
from tests.property.scenario_documents import documents, documents_2


def near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-7)


@settings(max_examples=120, deadline=None)
@given(documents() | documents_2())
def test_outcome_is_that_of_the_plain_model(document: dict[str, Any]) -> None:
    outcome = evaluate(scenario_from_dict(document)).to_dict()
    plain = PlainScenario(document)
    reference = [sum(year) for year in zip(*plain.reference.values(), strict=True)]
    emissions = plain.emissions()
    assert outcome["emissions_by_source_t"] == near_lists(plain.emissions_by_source())
    assert outcome["emissions_t"] == near(emissions)
    assert outcome["reference_t"] == near(reference)
    assert outcome["cumulative_emissions_t"] == near(sum(emissions))
    assert outcome["cumulative_reference_t"] == near(sum(reference))
    assert outcome["last_year_t"] == near(emissions[-1])
    assert outcome["fits"] is not exceeds(sum(emissions), document["budget_t"])
    assert outcome["exhausted"] == near_or_none(exhausted(2025, emissions, document["budget_t"]))
    assert outcome["exhausted_reference"] == near_or_none(exhausted(2025, reference, document["budget_t"]))
    decided = plain.emissions(plain.decided())
    assert outcome["decided"]["emissions_t"] == near(decided)
    assert outcome["decided"]["cumulative_emissions_t"] == near(sum(decided))
    assert outcome["decided"]["exhausted"] == near_or_none(exhausted(2025, decided, document["budget_t"]))
    assert set(outcome["actions"]) == set(plain.counting)
    attributed, blocks = plain.attributed(), plain.blocks()
    marks, total = document.get("warming_marks", []), sum(emissions)
    warm = warming(marks, total)
    assert outcome["warming_c"] == near_or_none(warm)
    assert outcome["warming_reference_c"] == near_or_none(warming(marks, sum(reference)))
    gap = sum(reference) - document["budget_t"]
    closed = (sum(reference) - total) / gap if exceeds(sum(reference), document["budget_t"]) else None
    assert outcome["gap_closed"] == (None if closed is None else pytest.approx(closed, rel=1e-5, abs=1e-6))
    for limit, found in zip(document.get("limits", []), outcome["limits"], strict=True):
        emitted = emissions[limit["year"] - 2025]
        assert (found["year"], found["limit_t"]) == (limit["year"], limit["limit_t"])
        assert found["emissions_t"] == near(emitted)
        assert found["difference_t"] == near(emitted - limit["limit_t"])
    for key, found in outcome["actions"].items():
        assert found["standalone_t"] == near(plain.standalone(key))
        assert found["marginal_t"] == near(plain.marginal(key))
        assert found["capped_t"] == near(plain.capped(key))
        assert found["attributed_by_year_t"] == near(attributed[key])
        assert found["attributed_t"] == near(sum(attributed[key]))
        assert found["block_t"] == near(blocks[key])
        later = warming(marks, total + plain.marginal(key))
        expected = None if later is None or warm is None else later - warm
        assert found["warming_c"] == near_or_none(expected)
        if reference[0] == 0:
            assert found["days"] is None
        else:
            expected = plain.marginal(key) / (reference[0] / 365)
            assert found["days"] == pytest.approx(expected, rel=1e-6, abs=365e-7 / reference[0])
    gross = sum(plain.standalone(key) for key in plain.counting)
    assert outcome["gross_t"] == near(gross)
    assert outcome["overlap_t"] == near(gross - (sum(reference) - sum(emissions)))


@settings(max_examples=15, deadline=None)
@given(documents(most_actions=5), st.integers(0, 10))
def test_draws_are_distributed_as_in_the_plain_model(document: dict[str, Any], seed: int) -> None:
    count, plain_count = 4000, 400
    generator = random.Random(seed)  # noqa: S311 - a simulation, no secret
    totals = sorted(PlainScenario(document, draw(document, generator)).total() for _ in range(plain_count))
    # The budget in the middle of the totals makes the probability the hardest to get right.
    budget = totals[plain_count // 2]
    outcome = evaluate(scenario_from_dict({**document, "budget_t": budget}), draws=count, seed=seed)
    assert outcome.draws is not None
    plain_fits = sum(not exceeds(total, budget) for total in totals) / plain_count
    # Five standard errors of the difference; 0.25 is the largest variance of one try.
    allowed = 5 * (0.25 / plain_count + 0.25 / count) ** 0.5
    assert abs(outcome.draws.probability_fits - plain_fits) <= allowed


def near_lists(lists: dict[str, list[float]]) -> Any:
    return {key: near(values) for key, values in lists.items()}


def near_or_none(value: float | None) -> Any:
    return None if value is None else near(value)
