"""The short form of ``make bench-model``: limits that noise keeps, and another order of growth breaks."""

from __future__ import annotations

import random
import statistics
from dataclasses import replace

import numpy as np
import pytest

from scenarios.engine.prepared import prepare
from scenarios.file.schema import scenario_to_dict
from tests.bench.bare import Bare
from tests.bench.model import (
    COLD_GOAL_S,
    GOALS,
    SUGGEST_GOAL_S,
    Changing,
    Goal,
    cold_s,
    made_stronger,
    suggest_s,
)
from tests.bench.ratios import compare
from tests.bench.rooms import room
from tests.plain_model import PlainScenario, draw

pytestmark = pytest.mark.clock

SLACK = 3.0
"""How much slower than its goal anything may be on a busy machine."""


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: f"{goal.name}-{goal.actions}")
def test_goals_with_slack(goal: Goal) -> None:
    found = goal.measure(seconds=0.4)
    assert found.ratio <= SLACK * goal.most, found


def test_a_change_costs_what_it_touches_not_everything() -> None:
    # As many actions on each source, ten times as many of both.
    small, large = Changing(room(400, 12)), Changing(room(4000, 120))
    assert compare(small.verdict, large.verdict, seconds=0.5).ratio <= 6.0


def test_an_outcome_grows_with_actions_not_with_their_square() -> None:
    small, large = prepare(room(200, 12)), prepare(room(1600, 12))
    found = compare(
        lambda: prepare(small.scenario).outcome(), lambda: prepare(large.scenario).outcome(), seconds=0.8
    )
    assert found.ratio <= 8.0 * SLACK, found


def test_the_command_starts_quickly() -> None:
    # Processor time: other programs do not count.
    assert cold_s(runs=1)[1] <= SLACK * COLD_GOAL_S


def test_a_set_for_sixty_actions_is_suggested_quickly() -> None:
    assert suggest_s() <= SLACK * SUGGEST_GOAL_S


def test_the_yardstick_computes_the_same() -> None:
    scenario = room(40, 6)
    bare, prepared = Bare(scenario), prepare(scenario)
    for action in made_stronger(scenario)[::7]:
        assert action.effect is not None
        bare.change(action.id, action.effect.estimates[0].likely)
        prepared = prepared.with_action(action)
    (net, cumulative, exhausted, fits, _), standalone, marginal, _, attributed = bare.outcome()
    outcome = prepared.outcome()
    assert prepared.verdict().by_source_t == pytest.approx(net, rel=1e-12)
    assert outcome.cumulative_t == pytest.approx(cumulative, rel=1e-12)
    assert outcome.exhausted == pytest.approx(exhausted, rel=1e-12)
    assert outcome.fits is fits
    for key, place in bare.place_of.items():
        found = outcome.actions[key]
        assert found.standalone_t == pytest.approx(standalone[place], rel=1e-10)
        assert found.marginal_t == pytest.approx(marginal[place], rel=1e-10)
        assert found.attributed_t == pytest.approx(attributed[place], rel=1e-10)


def test_draws_have_the_probability_of_the_yardstick_and_of_slow_loops() -> None:
    count, plain_count = 4000, 300
    scenario = room(10, 3, years=5)
    # The budget in the middle of the totals makes the probability the hardest to get right.
    bare = Bare(scenario)
    scenario = replace(scenario, budget_t=float(np.median(bare.draws(count, 1)[2])))
    bare.budget = scenario.budget_t
    drawn = prepare(scenario).outcome(draws=count).draws
    assert drawn is not None
    generator = random.Random(0)  # noqa: S311 - a simulation, no secret
    document = scenario_to_dict(scenario)
    plain = statistics.mean(
        PlainScenario(document, draw(document, generator)).total() <= scenario.budget_t
        for _ in range(plain_count)
    )
    # Five standard errors of the difference; 0.25 is the largest variance of one try.
    assert abs(drawn.probability_fits - bare.draws(count, 0)[0]) <= 5 * (0.5 / count) ** 0.5
    assert abs(drawn.probability_fits - plain) <= 5 * (0.25 / count + 0.25 / plain_count) ** 0.5
