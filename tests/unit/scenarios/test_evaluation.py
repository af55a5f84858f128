"""The outcome as a whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from tests.unit.scenarios.scenario_file import SOUND, spoilt

KEYS = (
    *("gas", "years", "reference_t", "emissions_t", "emissions_by_source_t", "cumulative_t", "budget_t"),
    *("cumulative_reference_t", "cumulative_emissions_t", "remaining_t", "gap_t", "gap_closed"),
    *("warming_c", "warming_reference_c", "fits", "exhausted", "exhausted_reference", "last_year_t"),
    *("gross_t", "overlap_t", "limits", "decided", "actions", "unquantified", "excluded", "in_reference"),
    "consumption_t_per_year",
)
ROOT = Path(__file__).parents[3]
DRAWS_KEYS = ("probability_fits", "emissions_percentiles_t", "cumulative_percentiles_t")
ACTION_KEYS = {
    *("standalone_t", "marginal_t", "attributed_t", "capped_t", "block_t", "days", "warming_c"),
    "attributed_by_year_t",
}


def test_the_document_has_the_keys_of_the_contract() -> None:
    scenario = scenario_from_dict(SOUND)
    document = evaluate(scenario).to_dict()
    assert tuple(document) == KEYS
    assert document["decided"].keys() == {"emissions_t", "cumulative_emissions_t", "exhausted", "fits"}
    assert all(action.keys() == ACTION_KEYS for action in document["actions"].values())
    with_draws = evaluate(scenario, draws=3).to_dict()
    assert tuple(with_draws) == KEYS + DRAWS_KEYS
    for key in DRAWS_KEYS[1:]:
        assert tuple(with_draws[key]) == ("p10", "p50", "p90")
    assert {key: with_draws[key] for key in KEYS} == document


def test_lists_keep_the_order_of_the_file_where_the_contract_gives_none() -> None:
    outcome = evaluate(scenario_from_dict(SOUND))
    assert list(outcome.emissions_by_source_t) == ["transport/cars", "machinery/construction"]
    assert list(outcome.actions) == ["a1", "a2", "a4"]
    assert outcome.years == (2025, 2026, 2027)


def test_an_outcome_cannot_be_changed() -> None:
    outcome = evaluate(scenario_from_dict(SOUND), draws=3)
    assert outcome.draws is not None
    arrays = [outcome.reference_t, outcome.emissions_t, outcome.cumulative_t, outcome.decided.emissions_t]
    arrays += [outcome.draws.emissions_percentiles_t, outcome.actions["a1"].attributed_by_year_t]
    for array in (*arrays, *outcome.emissions_by_source_t.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


@pytest.mark.parametrize("draws", [0, -1])
def test_draws_are_at_least_one(draws: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        evaluate(scenario_from_dict(SOUND), draws=draws)


def test_days_are_those_of_the_first_year() -> None:
    outcome = evaluate(scenario_from_dict(SOUND))
    action = outcome.actions["a4"]
    assert action.days == pytest.approx(action.marginal_t / 108000 * 365)


def test_a_source_that_almost_nothing_comes_from_is_no_trouble() -> None:
    changes = {
        "/sources/0/reference_t": [5e-324, 1e-310, 0.0],
        "/actions/0/effect/estimates/0": {"likely": 1e300},
    }
    outcome = evaluate(scenario_from_dict(spoilt(changes)), draws=5)
    assert np.isfinite(outcome.emissions_t).all()


def test_the_model_loads_nothing_of_the_web() -> None:
    program = (
        "import sys, scenarios.engine.evaluation, scenarios.file.schema, workshop.cli.evaluate\n"
        "heavy = {'flask', 'sqlalchemy', 'gevent', 'pandas'}\n"
        "print(heavy & set(sys.modules) or 'nothing')"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (found.stdout, found.stderr) == ("nothing\n", "")
