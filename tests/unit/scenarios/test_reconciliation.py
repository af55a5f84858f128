"""Parts of a sector add up to its published total."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scenarios.inventory.reconciliation import spread_to_totals

TENTHS = st.integers(0, 10**8)


def one(parts: list[float], total: float) -> list[float]:
    array = np.array(parts, dtype=float)[None, :, None]
    return list(spread_to_totals(array, np.array([[total]]))[0, :, 0])


def test_parts_that_add_up_stay() -> None:
    assert one([5012.3, 0.1, 7.0], 5019.4) == [5012.3, 0.1, 7.0]


def test_a_missing_tenth_goes_to_the_largest_remainder() -> None:
    assert one([10.0, 20.0, 30.0], 60.1) == [10.0, 20.0, 30.1]


def test_a_sector_without_parts_goes_to_its_only_source() -> None:
    assert one([0.0], 228.3) == [228.3]


def test_a_total_of_zero_leaves_nothing() -> None:
    assert one([3.0, 4.0], 0.0) == [0.0, 0.0]


@given(st.lists(TENTHS, min_size=1, max_size=9), TENTHS)
def test_the_sum_is_the_total_and_nothing_is_negative(parts: list[int], total: int) -> None:
    spread = np.array(one([part / 10 for part in parts], total / 10))
    assert (spread >= 0).all()
    assert round(float(spread.sum()) * 10) == total
    assert abs(spread.sum() - total / 10) <= 1e-9 * max(1, total)


@given(st.lists(TENTHS, min_size=2, max_size=9).filter(lambda parts: sum(parts) > 0), TENTHS)
def test_no_part_moves_more_than_a_tenth_from_its_proportion(parts: list[int], total: int) -> None:
    spread = np.array(one([part / 10 for part in parts], total / 10))
    exact = np.array(parts) / sum(parts) * total / 10
    assert (np.abs(spread - exact) <= 0.1 + 1e-5).all()
