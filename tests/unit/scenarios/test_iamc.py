"""The IAMC format: unique rows, and parents that equal the sum of their parts."""

from __future__ import annotations

import io
import math
from typing import Any

import pytest
from openpyxl import load_workbook

from scenarios.comparison.comparison import compare
from scenarios.comparison.files import COMPARISON_COLUMNS, comparison_frame, comparison_rows
from scenarios.comparison.iamc import iamc_columns, iamc_rows, iamc_workbook, region_of
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


@pytest.mark.parametrize("title", ["", "2025", "NA", "none", "1e3", "=1+1", "-x", "@x", "True", " "])
def test_a_name_that_is_no_text_becomes_one(title: str) -> None:
    odd = document(title, [], provenance={"place": "NaN"})
    comparison = compare([case(odd), case(document("Scenario 2025", []))])
    workbook = load_workbook(io.BytesIO(iamc_workbook(comparison)))
    for name in ("data", "meta"):
        names = {row[1] for row in list(workbook[name].values)[1:]}
        assert len(names) == 2
        assert all(str(each).startswith("Scenario") for each in names)
    assert next(iter(iamc_rows(comparison)))[2] == "Region NaN"


def test_the_workbook_has_the_same_rows_and_the_indicators() -> None:
    comparison = compare([case(FIRST), case(SECOND)])
    workbook = load_workbook(io.BytesIO(iamc_workbook(comparison)))
    data, meta = (list(workbook[name].iter_rows(values_only=True)) for name in ("data", "meta"))
    assert data[0] == ("model", "scenario", "region", "variable", "unit", 2025, 2026)
    assert data[1:] == list(iamc_rows(comparison))
    totals = {row[1]: row[3] for row in meta[1:]}
    assert totals == {c.name: pytest.approx(c.outcome.cumulative_emissions_t) for c in comparison.cases}
    # Our total is the plain sum of the years.
    assert totals["First"] == pytest.approx(1000 * (data[1][5] + data[1][6]))


def test_the_frame_holds_what_the_csv_holds() -> None:
    comparison = compare([case(FIRST), case(SECOND)])
    frame = comparison_frame(comparison)
    assert tuple(frame.columns) == COMPARISON_COLUMNS
    assert len(frame) == len(list(comparison_rows(comparison)))
