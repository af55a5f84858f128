"""Several people's estimates of one action."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.elicitation.linear_pool import pool_mean, pool_probability, pool_quantile
from scenarios.elicitation.pooling import (
    OTHERS,
    Judgement,
    PoolingError,
    narrowing,
    pooled_estimates,
    read_round,
    spread_of,
)
from scenarios.scenario import Estimate


def said(role: str, *likely: float, number: int = 1, start: int = 0) -> list[Judgement]:
    return [
        Judgement(f"{role}{start + place}", role, number, Estimate(value - 5, value, value + 10))
        for place, value in enumerate(likely)
    ]


def test_medians_by_role() -> None:
    judgements = [*said("council", 10, 20, 30, 40, 50), *said("residents", 100, 100, 120, 140, 160)]
    found = read_round(judgements, 1)
    assert found.all.people == 10
    assert found.all.likely == 75
    assert list(found.by_role) == ["council", "residents"]
    assert found.by_role["residents"].likely == 120
    assert (found.by_role["council"].low, found.by_role["council"].high) == (25, 40)
    assert read_round(judgements, 2).all.is_shown is False


def test_roles_of_fewer_than_five_are_joined() -> None:
    judgements = [*said("council", *range(6)), *said("port", 7, 8, 9), *said("farmers", 1, 2)]
    found = read_round(judgements, 1)
    assert {role: spread.people for role, spread in found.by_role.items()} == {"council": 6, OTHERS: 5}


def test_nobody_follows_by_subtracting_the_roles_from_the_whole() -> None:
    judgements = [*said("council", *range(6)), *said("region", *range(9)), *said("port", 7, 8)]
    found = read_round(judgements, 1)
    assert {role: spread.people for role, spread in found.by_role.items()} == {"region": 9, OTHERS: 8}
    # with a single large role, what is left over would be the small one
    assert read_round([*said("council", *range(6)), *said("port", 7)], 1).by_role == {}


def test_too_few_people_have_no_figures() -> None:
    found = read_round(said("council", 1, 2, 3, 4), 1)
    assert (found.all.people, found.all.is_shown, found.all.low, found.by_role) == (4, False, None, {})
    assert spread_of([], fewest=0).is_shown is False
    assert spread_of([Estimate(1, 2, 3)], fewest=1).upper_quartile == 2


@given(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=40))
def test_quartiles_are_those_of_numpy(values: list[float]) -> None:
    spread = spread_of([Estimate(value, value, value) for value in values])
    assert spread.lower_quartile == pytest.approx(np.percentile(values, 25), abs=1e-6)
    assert spread.upper_quartile == pytest.approx(np.percentile(values, 75), abs=1e-6)


def test_how_far_the_discussion_has_drawn_the_room_together() -> None:
    first = said("council", 0, 10, 20, 30, 40)
    assert narrowing([*first, *said("council", 10, 15, 20, 25, 30, number=2)]) == pytest.approx(0.5)
    assert narrowing([*first, *said("council", 0, 0, 20, 40, 40, number=2)]) == pytest.approx(-1.0)
    assert narrowing(first) is None
    same = said("council", 3, 3, 3, 3, 3)
    assert narrowing([*same, *said("council", 1, 2, 3, 4, 5, number=2)]) is None


def test_the_pool_has_one_voice_each() -> None:
    judgements = [
        *said("council", 10, 20),
        *said("council", 15, number=2, start=1),
        *said("port", 12, number=2),
    ]
    assert [estimate.likely for estimate in pooled_estimates(judgements)] == [10, 12, 15]
    assert pooled_estimates(judgements[::-1]) == pooled_estimates(judgements)
    assert pooled_estimates([]) == ()


def test_two_estimates_of_one_person_or_another_round_are_refused() -> None:
    with pytest.raises(PoolingError, match="Somebody has two estimates in round 1; keep "):
        read_round([*said("council", 1), *said("council", 2)], 1)
    with pytest.raises(PoolingError, match="no round 3"):
        read_round([], 3)


ESTIMATES = st.lists(
    st.tuples(*[st.integers(-50, 300)] * 3).map(lambda values: Estimate(*map(float, sorted(values)))),
    min_size=1,
    max_size=6,
)


@given(ESTIMATES, st.floats(0, 1))
def test_quantile_and_probability_are_each_others_inverse(estimates: list[Estimate], part: float) -> None:
    value = pool_quantile(estimates, part)
    assert pool_probability(estimates, value) >= part - 1e-9
    assert pool_probability(estimates, np.nextafter(value, -np.inf) - 1e-6) <= part + 1e-9
    assert min(e.low for e in estimates) <= value <= max(e.high for e in estimates)


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (10, 0), (20, 1 / 4), (40, 11 / 12), (50, 1)])
def test_a_triangle_by_hand(value: float, expected: float) -> None:
    # from 10 over 20 to 50: a quarter lies below 20; above 40 lies 10 x 10 / (40 x 30)
    assert pool_probability([Estimate(10, 20, 50)], value) == pytest.approx(expected)


def test_the_pool_of_two_who_disagree_has_two_humps() -> None:
    pool = [Estimate(0, 1, 2), Estimate(98, 99, 100)]
    assert pool_probability(pool, 50) == 0.5
    assert pool_mean(pool) == 50
    assert pool_quantile(pool, 0.25) == pytest.approx(1)
    assert pool_quantile(pool, 0.75) == pytest.approx(99)
    assert pool_quantile([Estimate(5, 5, 5)], 0.5) == 5


def test_pooling_without_estimates_is_refused() -> None:
    for ask in (lambda: pool_mean([]), lambda: pool_probability([], 1), lambda: pool_quantile([], 0.5)):
        with pytest.raises(PoolingError, match="; ask at least one person"):
            ask()
    with pytest.raises(PoolingError, match=r"The probability is 1\.5; give "):
        pool_quantile([Estimate(1, 2, 3)], 1.5)
