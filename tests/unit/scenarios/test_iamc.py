"""The IAMC format: unique rows, and parents that equal the sum of their parts."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scenarios.comparison import compare
from scenarios.iamc import iamc_columns, iamc_rows, region_of
from tests.unit.scenarios.compared_files import FIRST, SECOND, case, document


def by_variable(file: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {str(row[3]): row for row in iamc_rows(compare([case(file)]))}


def test_columns_and_units() -> None:
    comparison = compare([case(FIRST), case(SECOND)])
    assert iamc_columns(comparison) == ("model", "scenario", "region", "variable", "unit", "2025", "2026")
    rows = list(iamc_rows(comparison))
    assert len({row[:4] for row in rows}) == len(rows)
    assert rows[0] == ("Handlingsrom", "First", "Local", "Emissions|CO2", "kt CO2/yr", 0.166, 0.166)


def test_parents_equal_the_sum_of_their_parts() -> None:
    rows = by_variable(SECOND)
    for parent, row in rows.items():
        depth = parent.count("|") + 1
        parts = [r for name, r in rows.items() if name.startswith(f"{parent}|") and name.count("|") == depth]
        if parts:
            assert row[5] == pytest.approx(math.fsum(part[5] for part in parts))
    assert "Emissions|CO2|Transport|Cars" in rows
    # a sector that is one source has no part of its own
    assert "Emissions|CO2|Farming" in rows
    assert "Emissions|CO2|Farming|All" not in rows


def test_what_is_left_of_the_budget() -> None:
    row = by_variable(FIRST)["Remaining Carbon Budget|CO2"]
    assert row[4:] == ("kt CO2", pytest.approx(0.134), pytest.approx(-0.032))


def test_years_beyond_a_horizon_are_empty() -> None:
    sources = [{"id": "waste/all", "reference_t": [7]}]
    later = document("Later", [], start_year=2027, end_year=2027, sources=sources)
    rows = list(iamc_rows(compare([case(FIRST), case(later)])))
    assert rows[0][-1] is None
    assert rows[-1][5:7] == (None, None)


def test_co2e_and_the_place() -> None:
    rows = by_variable(document("All gases", [], gas="CO2e", provenance={"place": "Nyköping"}))
    assert rows["Emissions|Kyoto Gases"][2:5] == ("Nyköping", "Emissions|Kyoto Gases", "kt CO2-equiv/yr")
    assert region_of(case(document("No place", [], provenance={"place": 3})).scenario) == "Local"
