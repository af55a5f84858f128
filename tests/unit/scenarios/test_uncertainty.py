"""Draws: distribution, streams and correlation."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from scenarios.engine.distributions import normal_probability, triangular
from scenarios.engine.evaluation import evaluate
from scenarios.engine.uncertainty import BLOCK, value_blocks
from scenarios.scenario import Action, Effect, Estimate, Group, Scenario, Source


def action(key: str, *estimates: tuple[float, float, float], target: str = "x/all", **more: float) -> Action:
    effect = Effect("units" if more else "tonnes", tuple(Estimate(*e) for e in estimates), **more)
    return Action(key, key, (target,), effect, start_year=2025, ramp="step", ramp_years=1)


def values(*actions: Action, draws: int = BLOCK, seed: int = 0, correlation: float = 0.0) -> np.ndarray:
    blocks = value_blocks(actions, draws=draws, seed=seed, correlation=correlation)
    return np.concatenate(list(blocks), axis=1)


def test_normal_probability_is_that_of_the_normal_distribution() -> None:
    points = np.concatenate([np.linspace(-8.9, 8.9, 997), [0.0, -50.0, 50.0]])
    expected = [statistics.NormalDist().cdf(z) for z in points.tolist()]
    assert normal_probability(points) == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("shape", [(0, 2, 10), (0, 0, 10), (0, 10, 10), (-5, -1, 0), (3, 3, 3)])
def test_triangular_is_the_inverse_of_its_distribution(shape: tuple[float, float, float]) -> None:
    low, mode, high = map(np.array, shape)
    u = np.linspace(0.0, 1.0, 101)
    x = triangular(low, mode, high, u)
    assert (x >= low).all()
    assert (x <= high).all()
    if low == high:
        assert (x == mode).all()
        return
    below = (x - low) ** 2 / ((high - low) * max(mode - low, 1e-300))
    above = 1 - (high - x) ** 2 / ((high - low) * max(high - mode, 1e-300))
    assert np.where(x < mode, below, above) == pytest.approx(u, abs=1e-9)


def test_triangular_survives_the_largest_numbers() -> None:
    x = triangular(np.array(0.0), np.array(1e200), np.array(1e300), np.array([0.0, 0.5, 1.0]))
    assert np.isfinite(x).all()
    assert (np.diff(x) > 0).all()


def test_the_mean_is_that_of_the_triangular_distribution() -> None:
    drawn = values(action("a", (0, 2, 10)), draws=20_000)
    # (0 + 2 + 10) / 3, with a standard deviation of 2.16: five standard errors.
    assert drawn.mean() == pytest.approx(4.0, abs=5 * 2.16 / 20_000**0.5)


def test_estimates_are_taken_in_equal_parts() -> None:
    drawn = values(action("a", (1, 1, 1), (2, 2, 2), (7, 7, 7)), draws=30_000)
    for value in (1, 2, 7):
        assert (drawn == value).mean() == pytest.approx(1 / 3, abs=0.015)


def test_units_multiply_what_is_drawn() -> None:
    plain, units = action("a", (0, 2, 10)), action("a", (0, 2, 10), units=3.0)
    assert values(units).tolist() == (values(plain) * 3.0).tolist()


def test_streams_differ_between_seeds_and_ids_and_not_otherwise() -> None:
    one, two = action("a", (0, 2, 10)), action("b", (0, 2, 10))
    both = values(one, two)
    assert both[0].tolist() == values(one)[0].tolist()
    assert both.tolist() == values(two, one)[::-1].tolist()
    assert both[0].tolist() != both[1].tolist()
    assert values(one, seed=1).tolist() != values(one).tolist()
    assert values(one, seed=-1).tolist() != values(one, seed=1).tolist()


def test_more_draws_begin_with_the_same_ones() -> None:
    one = action("a", (0, 2, 10), (4, 5, 6))
    more = values(one, draws=2 * BLOCK + 5, correlation=0.5)
    assert more.shape == (1, 2 * BLOCK + 5)
    assert more[:, :10].tolist() == values(one, draws=10, correlation=0.5).tolist()


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.9])
def test_correlation_is_shared_by_a_sector_only(rho: float) -> None:
    count = 20_000
    a, b = action("a", (0, 5, 10)), action("b", (0, 5, 10), target="x/other")
    c = action("c", (0, 5, 10), target="y")
    drawn = values(a, b, c, draws=count, correlation=rho)
    found = np.corrcoef(drawn)
    # The rank correlation of a Gaussian copula; a symmetric triangle hardly changes it.
    expected = 6 / np.pi * np.arcsin(rho / 2)
    assert found[0, 1] == pytest.approx(expected, abs=0.03)
    assert found[0, 2] == pytest.approx(0.0, abs=0.03)


def test_the_winner_is_chosen_in_each_draw() -> None:
    a, b = action("a", (10, 10, 10), (50, 50, 50)), action("b", (30, 30, 30))
    scenario = Scenario(
        "",
        "CO2",
        2025,
        2025,
        60.0,
        (Source("x/all", (100.0,)),),
        (a, b),
        (Group("g", "exclusive", ("a", "b")),),
    )
    outcome = evaluate(scenario, draws=4000)
    assert outcome.emissions_t.tolist() == [70.0]
    assert outcome.draws is not None
    # a is 50 in half of the draws and wins then; in the others b does.
    assert outcome.draws.probability_fits == pytest.approx(0.5, abs=0.04)
    assert outcome.draws.cumulative_percentiles_t.tolist()[::2] == pytest.approx([50.0, 70.0])


def test_the_sign_is_that_of_the_value_drawn() -> None:
    road = action("road", (-10, -10, -10), (20, 20, 20))
    scenario = Scenario("", "CO2", 2025, 2025, 105.0, (Source("x/all", (100.0,)),), (road,))
    outcome = evaluate(scenario, draws=4000)
    assert outcome.draws is not None
    assert outcome.draws.probability_fits == pytest.approx(0.5, abs=0.04)
    assert outcome.draws.emissions_percentiles_t[:, 0].tolist()[::2] == pytest.approx([80.0, 110.0])


def test_percentiles_interpolate_linearly_each_on_its_own() -> None:
    a = action("a", (0, 20, 90))
    scenario = Scenario("", "CO2", 2025, 2026, 0.0, (Source("x/all", (100.0, 200.0)),), (a,))
    outcome = evaluate(scenario, draws=11, seed=3)
    assert outcome.draws is not None
    drawn = values(a, draws=11, seed=3)[0]
    # Of eleven sorted values the second, the sixth and the tenth.
    expected = (100.0 - np.sort(drawn)[::-1])[[1, 5, 9]]
    assert outcome.draws.emissions_percentiles_t[:, 0] == pytest.approx(expected)
    assert outcome.draws.cumulative_percentiles_t == pytest.approx(2 * expected + 100.0)


@pytest.mark.parametrize("chunk", [1, 100, 2**18])
def test_the_size_of_chunks_changes_nothing(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = action("a", (0, 20, 90)), action("b", (-5, 20, 30))
    scenario = Scenario("", "CO2", 2025, 2026, 0.0, (Source("x/all", (100.0, 200.0)),), (a, b))
    expected = evaluate(scenario, draws=50).to_dict()
    monkeypatch.setattr("scenarios.engine.monte_carlo.CHUNK_VALUES", chunk)
    assert evaluate(scenario, draws=50).to_dict() == expected
