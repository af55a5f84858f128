"""When a budget is used up."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.engine.exhaustion import exceeds, exhaustion


@pytest.mark.parametrize(
    ("cumulative", "budget", "expected"),
    [
        (100.0, 100.0, False),
        (100.0000001, 100.0, False),
        (100.000001, 100.0, True),
        (1e-9, 0.0, False),
        (2e-9, 0.0, True),
        (0.0, -1.0, True),
        (-5.0, -4.0, False),
    ],
)
def test_exceeds_by_more_than_rounding(cumulative: float, budget: float, expected: bool) -> None:
    assert exceeds(cumulative, budget) is expected


@pytest.mark.parametrize(
    ("emissions", "budget", "expected"),
    [
        ([100, 100, 100], 250, 2027.5),
        ([100, 100, 100], 300, None),
        ([100, 100, 100], 200, 2027.0),
        ([100, 100, 100], 0, 2025.0),
        ([0, 0, 5], 0, 2027.0),
        ([0, 0, 0], 0, None),
        ([0, 0, 0], -1, 2025.0),
        ([50, 0, 50], 50, 2027.0),
        ([50, 0, 50], 75, 2027.5),
        ([1e-12, 5], 0, 2026.0),
    ],
)
def test_exhaustion(emissions: list[float], budget: float, expected: float | None) -> None:
    found = exhaustion(2025, np.array(emissions, dtype=float), float(budget))
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))
