"""A trend tells the years that carry it, and one of the methods does not go on with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.inventory.references import build_reference
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.trend_breaks import extend_since_breaks, find_break
from scenarios.inventory.trends import extend_line

YEARS = list(range(2015, 2025))
LATER = np.arange(2025, 2046)


@pytest.mark.parametrize("closed", range(2, 9))
def test_a_closure_is_found_and_what_remains_stays(closed: int) -> None:
    series = np.where(np.arange(10) < closed, 100_000.0, 20_000.0)
    ahead, breaks = extend_since_breaks(["industry/all"], YEARS, series[None, :], LATER, extend_line)
    np.testing.assert_allclose(ahead, 20_000.0)
    (found,) = breaks
    assert (found.sector, found.year) == ("industry", YEARS[closed])
    assert (found.before_t, found.after_t) == (100_000.0, 20_000.0)
    assert found.line_from == (YEARS[closed] if closed <= 7 else None)


def test_one_exceptional_year_at_the_end_moves_nothing() -> None:
    series = np.array([100_000.0] * 9 + [160_000.0])
    assert find_break(YEARS, series) is None


def test_an_even_decline_goes_on_as_before() -> None:
    series = 100_000.0 - 5_000.0 * np.arange(10)
    assert find_break(YEARS, series) is None
    ahead, breaks = extend_since_breaks(["transport/cars"], YEARS, series[None, :], LATER, extend_line)
    assert not breaks
    np.testing.assert_allclose(ahead, extend_line(YEARS, series[None, :], LATER))


def test_what_declines_besides_the_closure_goes_on_declining() -> None:
    series = np.where(np.arange(10) < 5, 100_000.0, 40_000.0) - 1_000.0 * np.arange(10)
    ahead, breaks = extend_since_breaks(["industry/all"], YEARS, series[None, :], LATER, extend_line)
    assert [each.year for each in breaks] == [2020]
    assert ahead[0, 0] == pytest.approx(30_000.0)


@given(st.lists(st.floats(0, 1e6), min_size=10, max_size=10))
def test_a_rise_of_the_whole_is_no_closure(values: list[float]) -> None:
    series = np.array(values)
    place = find_break(YEARS, series)
    if place is not None:
        assert abs(series[place] - series[place - 1]) >= 0.25 * series.max()


def test_the_cement_plant_of_kalmar_is_not_closed_twice() -> None:
    reference = build_reference("SE-08", method="trend-since", start_year=2026, end_year=2045)
    inventory = read_inventory("SE-08")
    assert [(each.sector, each.year) for each in reference.breaks] == [
        ("industry", 2019),
        ("industry", 2020),
    ]
    told = [step.label for step in reference.steps if step.key == "break"]
    assert "industry fell" in told[0]
    assert "in 2019 alone" in told[0]
    industry = reference.reference_t[reference.sources.index("industry/all")]
    newest = inventory.emissions_t[inventory.sources.index("industry/all"), -1]
    assert industry[0] > 0.8 * newest


def test_the_line_through_all_years_tells_the_closure_that_it_goes_on_with() -> None:
    inventory = read_inventory("SE-08")
    reference = build_reference("SE-08", method="trend", start_year=2026, end_year=2045)
    told = [step.label for step in reference.steps if step.key == "break"]
    assert "the line goes on with it; method trend-since does not" in told[0]
    industry = reference.reference_t[reference.sources.index("industry/all")]
    years = [year for year in inventory.years if year >= 2015]
    row = inventory.emissions_t[inventory.sources.index("industry/all"), -len(years) :]
    np.testing.assert_allclose(industry, extend_line(years, row[None, :], np.arange(2026, 2046))[0])


def test_a_flat_reference_has_no_breaks() -> None:
    assert not build_reference("SE-08", method="flat", start_year=2026, end_year=2045).breaks
