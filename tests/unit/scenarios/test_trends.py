"""The Theil-Sen line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.inventory.trends import theil_sen

YEARS = list(range(2015, 2025))


@given(st.floats(-1e4, 1e4), st.floats(-1e6, 1e6))
def test_a_line_is_found_exactly(slope: float, level: float) -> None:
    values = level + slope * (np.array(YEARS) - 2020)
    b, a = theil_sen(YEARS, values[None, :])
    assert b[0] == pytest.approx(slope, abs=1e-6)
    assert a[0] + b[0] * 2020 == pytest.approx(level, abs=1e-4)


def test_two_wild_years_of_ten_do_not_move_it() -> None:
    values = 100.0 - 3.0 * (np.array(YEARS) - 2015)
    values[[2, 9]] = [9000.0, 5000.0]
    b, _ = theil_sen(YEARS, values[None, :])
    assert b[0] == pytest.approx(-3.0)


def test_gaps_between_years_count() -> None:
    b, a = theil_sen([2009, 2011, 2015], np.array([[10.0, 14.0, 22.0]]))
    assert (b[0], a[0] + 2 * 2009) == (2.0, pytest.approx(10.0))


def test_rows_are_on_their_own() -> None:
    b, _ = theil_sen([1, 2, 3], np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]))
    assert list(b) == [1.0, -1.0]
