"""A result beyond a double is refused, with the pointer of what makes it so."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.engine.evaluation import evaluate
from scenarios.errors import ScenarioFileError
from scenarios.file.schema import scenario_from_dict
from tests.unit.scenarios.scenario_file import spoilt


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"/sources/0/reference_t": [1e308, 1e308, 1e308]}, "/sources"),
        ({"/actions/3/effect": {"kind": "tonnes", "estimates": [{"likely": -1.7e308}]}}, "/actions/3/effect"),
        ({"/actions/3/effect/units": 1e308}, "/actions/3/effect"),
        (
            {
                "/actions/3/effect": {"kind": "tonnes", "estimates": [{"likely": 1e308}]},
                "/actions/3/ledger": "consumption",
                "/actions/3/end_year": 2026,
            },
            None,
        ),
        (
            {
                "/actions/3/effect": {"kind": "units", "units": 1e10, "estimates": [{"likely": 1e308}]},
                "/actions/3/ledger": "consumption",
            },
            "/actions/3/effect",
        ),
        ({"/budget_t": -1.7e308, "/sources/0/reference_t": [1e308, 0, 0]}, ""),
        ({"/actions/0/ramp_years": 1e300}, None),
        ({"/budget_t": 1.7e308}, None),
    ],
)
def test_a_result_that_is_not_finite_is_refused(changes: dict[str, Any], pointer: str | None) -> None:
    changes = {"/actions/3/effect/estimates/0/likely": 2, **changes}
    scenario = scenario_from_dict(spoilt(changes))
    if pointer is None:
        evaluate(scenario, draws=5)
        return
    with pytest.raises(ScenarioFileError) as caught:
        evaluate(scenario, draws=5)
    assert [fault.pointer for fault in caught.value.faults] == [pointer]


def test_draws_that_are_not_finite_are_refused() -> None:
    effect = {"kind": "tonnes", "estimates": [{"low": -1.7e308, "likely": 0, "high": 1.7e308}]}
    scenario = scenario_from_dict(spoilt({"/actions/3/effect": effect}))
    evaluate(scenario)
    with pytest.raises(ScenarioFileError) as caught:
        evaluate(scenario, draws=50)
    assert [fault.pointer for fault in caught.value.faults] == [""]
