"""Profiles and values of one action."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.engine.actions import likely_value, profile
from scenarios.engine.prepared import prepare
from scenarios.scenario import Action, Effect, Estimate, Scenario, Source

YEARS = np.arange(2025.0, 2033.0)


def test_linear() -> None:
    found = profile(YEARS, start_year=2026, ramp="linear", ramp_years=4)
    assert found.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0]


def test_step_ignores_the_length_of_its_ramp() -> None:
    found = profile(YEARS, start_year=2026, ramp="step", ramp_years=4, end_year=2028)
    assert found.tolist() == [0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]


def test_s_curve_is_symmetric_and_reaches_one() -> None:
    found = profile(YEARS, start_year=2025, ramp="s-curve", ramp_years=6)
    assert found[2] == pytest.approx(0.5)
    assert found[0] + found[4] == pytest.approx(1.0)
    assert found[5:].tolist() == [1.0, 1.0, 1.0]
    assert (np.diff(found[:6]) > 0).all()


def test_s_curve_follows_the_logistic_function() -> None:
    def logistic(x: float) -> float:
        return 1 / (1 + math.exp(-10 * (x - 0.5)))

    found = profile(YEARS[:1], start_year=2025, ramp="s-curve", ramp_years=10)
    expected = (logistic(0.1) - logistic(0)) / (logistic(1) - logistic(0))
    assert found[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("ramp", ["linear", "s-curve"])
def test_a_ramp_of_one_year_is_a_step(ramp: str) -> None:
    found = profile(YEARS, start_year=2027, ramp=ramp, ramp_years=1)  # type: ignore[arg-type]
    assert found.tolist() == profile(YEARS, start_year=2027, ramp="step", ramp_years=1).tolist()


def test_an_action_that_starts_after_the_horizon_does_nothing() -> None:
    assert not profile(YEARS, start_year=2050, ramp="linear", ramp_years=1).any()


@pytest.mark.parametrize(("likely", "expected"), [([5], 5), ([9, 1, 2], 2), ([1, 2, 4, 9], 3), ([-4, 2], -1)])
def test_likely_value_is_the_median(likely: list[float], expected: float) -> None:
    estimates = tuple(Estimate(value, value, value) for value in likely)
    assert likely_value(Effect("tonnes", estimates)) == expected
    assert likely_value(Effect("units", estimates, units=2.5)) == 2.5 * expected


def test_the_mean_of_the_middle_two_is_never_minus_zero() -> None:
    estimates = tuple(Estimate(value, value, value) for value in (-5e-324, 0.0))
    assert math.copysign(1.0, likely_value(Effect("tonnes", estimates))) == 1.0


def test_an_effect_without_a_ramp_is_told() -> None:
    action = Action("a", "", ("x/all",), Effect("share", (Estimate(0.1, 0.1, 0.1),)))
    with pytest.raises(ValueError, match="no ramp"):
        prepare(Scenario("", "CO2", 2025, 2025, 0.0, (Source("x/all", (1.0,)),), (action,)))
