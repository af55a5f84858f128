"""The attribution where many actions meet on one source."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from scenarios.engine.attribution import node_count
from scenarios.engine.evaluation import evaluate
from scenarios.scenario import Action, Effect, Estimate, Scenario, Source


def crowded(shares: list[float], reference_t: float = 1e6) -> Scenario:
    actions = tuple(
        Action(
            id=f"a{number:03}",
            title="",
            targets=("x/all",),
            effect=Effect("share", (Estimate(share, share, share),)),
            start_year=2025,
            ramp="step",
            ramp_years=1,
        )
        for number, share in enumerate(shares)
    )
    return Scenario("", "CO2", 2025, 2025, 0.0, (Source("x/all", (reference_t,)),), actions)


def exactly_attributed(shares: list[float], place: int) -> float:
    coefficients = [Fraction(1)]
    for other, share in enumerate(shares):
        if other != place:
            longer = [*coefficients, Fraction(0)]
            for power, coefficient in enumerate(coefficients):
                longer[power + 1] -= Fraction(share) * coefficient
            coefficients = longer
    integral = sum(coefficient / (power + 1) for power, coefficient in enumerate(coefficients))
    return float(integral * Fraction(shares[place]) * 10**6)


@pytest.mark.parametrize(
    "shares",
    [
        [1.0, 1.0],
        [1.0, 0.25, 0.0],
        [0.5] * 32,
        [1.0] * 33,
        [0.02] * 100,
        [0.9] * 60 + [0.01] * 60,
        np.linspace(0.0, 1.0, 90).tolist(),
    ],
    ids=len,
)
def test_attribution_is_exact_to_rounding(shares: list[float]) -> None:
    outcome = evaluate(crowded(shares))
    avoided = outcome.cumulative_reference_t - outcome.cumulative_emissions_t
    total = sum(action.attributed_t for action in outcome.actions.values())
    assert total == pytest.approx(avoided, rel=1e-12)
    for place in (0, len(shares) - 1):
        found = outcome.actions[f"a{place:03}"].attributed_t
        # One gram of a million tonnes.
        assert found == pytest.approx(exactly_attributed(shares, place), rel=1e-10, abs=1e-6)


def test_four_hundred_full_actions_share_one_source() -> None:
    outcome = evaluate(crowded([1.0] * 400))
    for action in outcome.actions.values():
        assert action.attributed_t == pytest.approx(1e6 / 400, rel=1e-9)


@pytest.mark.parametrize(
    ("factors", "total", "most"), [(1, 0.5, 1), (2, 2.0, 1), (3, 3.0, 2), (32, 32.0, 16), (400, 400.0, 64)]
)
def test_few_nodes_do(factors: int, total: float, most: int) -> None:
    assert 1 <= node_count(factors, total) <= most
