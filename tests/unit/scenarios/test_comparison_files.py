"""A comparison as JSON and CSV."""

from __future__ import annotations

import csv
import io

import pytest

from scenarios.comparison.comparison import Case, compare
from scenarios.comparison.files import (
    COMPARISON_COLUMNS,
    OUTCOME_COLUMNS,
    comparison_to_dict,
    write_comparison_csv,
    write_csv,
    write_outcome_csv,
)
from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from tests.unit.scenarios.compared_files import FIRST, SECOND, case


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_document_holds_the_outcomes_unchanged() -> None:
    cases = [case(FIRST), case(SECOND)]
    document = comparison_to_dict(compare(cases))
    assert [scenario["outcome"] for scenario in document["scenarios"]] == [c.outcome.to_dict() for c in cases]
    assert document["actions"]["charge"]["mean_t"] == pytest.approx(-50)
    assert document["actions"]["feed"]["change_t"][1] is None


def test_an_outcome_has_a_row_a_source_and_year() -> None:
    rows = rows_of(write_outcome_csv(case(FIRST)))
    assert tuple(rows[0]) == OUTCOME_COLUMNS
    assert len(rows) == 3 * 2
    assert rows[0] == {
        "scenario": "First",
        "gas": "CO2",
        "year": "2025",
        "source": "transport/cars",
        "sector": "transport",
        "reference_t": "100.0",
        "emissions_t": "80.0",
        "change_t": "-20.0",
    }


def test_a_comparison_has_a_row_a_value_and_none_twice() -> None:
    cases = [case(FIRST), case(SECOND)]
    rows = rows_of(write_comparison_csv(cases))
    assert tuple(rows[0]) == COMPARISON_COLUMNS
    keys = [(row["scenario"], row["measure"], row["item"], row["year"]) for row in rows]
    assert len(set(keys)) == len(keys)
    values = {key: row["value"] for key, row in zip(keys, rows, strict=True)}
    assert float(values["Second", "action_change", "charge", ""]) == pytest.approx(-60)
    assert float(values["First", "sector_change", "transport", ""]) == pytest.approx(-40)
    assert float(values["First", "cumulative", "", "2026"]) == cases[0].outcome.cumulative_emissions_t
    assert ("Second", "action_change", "feed", "") not in values


def test_draws_have_rows_and_a_missing_sector_has_none() -> None:
    first, second = case(FIRST), case(SECOND)
    file = {**SECOND, "sources": SECOND["sources"][:2], "actions": SECOND["actions"][:2]}
    scenario = scenario_from_dict(file)
    drawn = Case(name="Drawn", scenario=scenario, outcome=evaluate(scenario, draws=5))
    rows = rows_of(write_comparison_csv([first, second, drawn]))
    values = {(row["scenario"], row["measure"], row["item"], row["year"]): row["value"] for row in rows}
    # Nothing is uncertain here: the percentiles are what is emitted.
    for measure in ("emissions_p10", "emissions_p50", "emissions_p90"):
        assert values["Drawn", measure, "", "2026"] == values["Drawn", "emissions", "", "2026"]
        assert ("First", measure, "", "2026") not in values
    for measure in ("cumulative_emissions_p10", "cumulative_emissions_p90"):
        assert values["Drawn", measure, "", ""] == values["Drawn", "cumulative_emissions", "", ""]
    assert values["Drawn", "probability_fits", "", ""] == "1.0"
    assert ("First", "sector_change", "farming", "") in values
    assert ("Drawn", "sector_change", "farming", "") not in values


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", " =1+1", "\uff1d1"])
def test_text_is_never_a_formula(text: str) -> None:
    (row,) = rows_of(write_csv(("a", "b"), [(text, -1.5)]))
    assert row == {"a": f"'{text}", "b": "-1.5"}


def test_with_decimal_commas_semicolons_part_the_fields() -> None:
    text = write_csv(("a", "b", "c"), [("1;2, x", -1.5, 3), ("=1", 1e-7, None)], ",")
    assert text == 'a;b;c\r\n"1;2, x";-1,5;3\r\n\'=1;1e-07;\r\n'
