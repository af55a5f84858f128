"""Winners and order."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from scenarios.engine.combination import winner
from scenarios.engine.evaluation import evaluate
from scenarios.scenario import Action, Effect, Estimate, Scenario, Source


@pytest.mark.parametrize(
    ("strengths", "expected"),
    [
        ([1.0, 2.0, 3.0], 2),
        ([3.0, 3.0], 0),
        ([1e6 - 1e-4, 1e6], 0),
        ([1e6 - 1e-2, 1e6], 1),
        ([1e6, 1e6 + 1e-2, 1e6 + 1.05e-2], 1),
        ([0.0, 0.0], 0),
        ([0.0, 1e-300], 1),
    ],
)
def test_the_first_of_nearly_equal_members_wins(strengths: list[float], expected: int) -> None:
    assert winner(np.array(strengths)[:, None]).tolist() == [expected]


def test_each_draw_has_its_own_winner() -> None:
    assert winner(np.array([[1.0, 5.0, 2.0], [3.0, 4.0, 2.0]])).tolist() == [1, 0, 0]


def test_the_order_of_actions_does_not_change_a_single_bit() -> None:
    shuffler = random.Random(7)  # noqa: S311 - a simulation, no secret
    actions = [
        Action(
            id=f"a{number}",
            title="",
            targets=("x/all", "y/all") if number % 3 else ("x/all",),
            effect=Effect("share", (Estimate(0.01, share := shuffler.random(), 1.0),)),
            start_year=2025,
            ramp="linear",
            ramp_years=3,
            rebound=share / 2,
        )
        for number in range(12)
    ]
    sources = (Source("x/all", (97.3, 96.1)), Source("y/all", (11.7, 11.9)))
    scenario = Scenario("", "CO2", 2025, 2026, 100.0, sources, tuple(actions))
    expected = evaluate(scenario, draws=10).to_dict()
    for _ in range(5):
        shuffler.shuffle(actions)
        assert evaluate(replace(scenario, actions=tuple(actions)), draws=10).to_dict() == expected
