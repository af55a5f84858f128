"""References: flat, trend, exponential, and the years inside the statistics."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.inventory.references import BadReferenceError, build_reference
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.territories import UnknownTerritoryError
from scenarios.inventory.trends import theil_sen


def test_flat_is_the_newest_level_preliminary_included() -> None:
    reference = build_reference("SE-0480", method="flat", start_year=2025, end_year=2045)
    newest = read_inventory("SE-0480").total_t[-1]
    np.testing.assert_allclose(reference.reference_t.sum(axis=0), newest)
    assert reference.years == tuple(range(2025, 2046))
    assert reference.statistic_years == (2024,)
    assert set(reference.status) == {"reference"}
    assert "2024 (preliminary)" in reference.method_text


@pytest.mark.parametrize("method", ["flat", "trend", "exponential"])
def test_years_of_the_statistics_are_the_statistics(method: str) -> None:
    reference = build_reference("SE-0480", method=method, start_year=2021, end_year=2026)
    inventory = read_inventory("SE-0480")
    found = reference.reference_t.sum(axis=0)[:4]
    np.testing.assert_allclose(found, [inventory.total_t[inventory.year_index(y)] for y in range(2021, 2025)])
    assert reference.status == (
        "official",
        "official",
        "preliminary",
        "preliminary",
        "reference",
        "reference",
    )
    assert {2021, 2022, 2023, 2024} <= set(reference.statistic_years)
    assert reference.method_text.startswith("2021 to 2024: the statistics")


def test_trend_is_the_robust_line_of_each_source() -> None:
    reference = build_reference("SE-0480", method="trend", start_year=2025, end_year=2045)
    inventory = read_inventory("SE-0480")
    years = list(range(2015, 2025))
    values = inventory.emissions_t[:, [inventory.year_index(year) for year in years]]
    slope, intercept = theil_sen(years, values)
    for index, source in enumerate(reference.sources):
        row = inventory.sources.index(source)
        line = intercept[row] + slope[row] * np.arange(2025, 2046)
        np.testing.assert_allclose(reference.reference_t[index], np.maximum(0, line))
    assert reference.statistic_years == tuple(years)


@pytest.mark.parametrize(
    "territory", ["SE", "SE-1881", "SE-0980", "SE-2418", "SE-0360", "NO-4001", "NO-4036"]
)
@pytest.mark.parametrize("method", ["flat", "trend", "exponential"])
def test_every_reference_is_finite_and_not_negative(territory: str, method: str) -> None:
    reference = build_reference(territory, method=method, start_year=2025, end_year=2100, cement=False)
    assert np.isfinite(reference.reference_t).all()
    assert (reference.reference_t >= 0).all()
    assert reference.sources


def test_exponential_falls_by_the_same_share_every_year() -> None:
    reference = build_reference("SE", method="exponential", start_year=2025, end_year=2035)
    cars = reference.reference_t[reference.sources.index("transport/cars")]
    ratios = cars[1:] / cars[:-1]
    assert ratios[0] < 1
    np.testing.assert_allclose(ratios, ratios[0])


@pytest.mark.parametrize("territory", ["SE-0360", "SE-2418", "SE-0480"])
def test_a_rising_source_follows_its_straight_line(territory: str) -> None:
    grown = build_reference(territory, method="exponential", start_year=2025, end_year=2045)
    line = build_reference(territory, method="trend", start_year=2025, end_year=2045)
    assert grown.sources == line.sources
    rising = grown.reference_t[:, -1] > grown.reference_t[:, 0]
    assert rising.any()
    np.testing.assert_array_equal(grown.reference_t[rising], line.reference_t[rising])
    assert (np.diff(grown.reference_t[~rising]) <= 0).all()


def test_a_source_at_zero_stays_there() -> None:
    inventory = read_inventory("SE-0480")
    row = inventory.sources.index("product_use/lubricants")
    assert inventory.emissions_t[row, -1] == 0
    assert inventory.emissions_t[row, inventory.year_index(2019)] > 0
    reference = build_reference("SE-0480", method="exponential", start_year=2025, end_year=2030)
    assert (reference.reference_t[reference.sources.index("product_use/lubricants")] == 0).all()


def test_sources_without_emissions_are_left_out() -> None:
    reference = build_reference("SE-1760", method="flat", start_year=2025, end_year=2026)
    inventory = read_inventory("SE-1760")
    silent = {s for s, row in zip(inventory.sources, inventory.emissions_t, strict=True) if not row.any()}
    assert silent
    assert not silent & set(reference.sources)


def test_the_array_of_a_scenario_file() -> None:
    reference = build_reference("SE-0480", method="flat", start_year=2024, end_year=2026)
    sources = reference.to_sources()
    assert [set(entry) for entry in sources] == [{"id", "reference_t"}] * len(sources)
    assert all(len(entry["reference_t"]) == 3 for entry in sources)
    assert all(type(value) is float for entry in sources for value in entry["reference_t"])
    total = sum(entry["reference_t"][0] for entry in sources)
    assert total == pytest.approx(read_inventory("SE-0480").total_t[-1], abs=1e-4)


def test_cement_and_gas_are_those_of_the_inventory() -> None:
    net = build_reference("SE-0980", method="flat", start_year=2025, end_year=2025, cement=False)
    assert net.reference_t.sum() < 250_000
    co2 = build_reference("NO-4001", method="flat", start_year=2025, end_year=2025, gas="CO2")
    co2e = build_reference("NO-4001", method="flat", start_year=2025, end_year=2025)
    assert (co2.gas, co2e.gas) == ("CO2", "CO2e")
    assert co2.reference_t.sum() < co2e.reference_t.sum()


@pytest.mark.parametrize(
    ("method", "start", "end", "words"),
    [
        ("wish", 2025, 2045, "flat, trend, exponential"),
        ("flat", 2045, 2025, "before the start year"),
        ("flat", 1800, 2025, "1800"),
        ("flat", 2025, 2201, "2201"),
        ("flat", 2025.5, 2026, "2025.5"),
        ("flat", True, 2026, "True"),
        ("flat", 2012, 2026, "2012, 2013, 2014; start in 2015"),
        ("trend", 1980, 2026, "1980"),
    ],
)
def test_what_cannot_be_built_is_explained(method: str, start: int, end: int, words: str) -> None:
    with pytest.raises(BadReferenceError, match=words):
        build_reference("SE-0480", method=method, start_year=start, end_year=end)


def test_an_unknown_territory_is_refused() -> None:
    with pytest.raises(UnknownTerritoryError):
        build_reference("SE-9999", method="flat", start_year=2025, end_year=2030)
