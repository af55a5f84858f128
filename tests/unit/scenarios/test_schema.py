"""Sound scenario files: defaults, and what is read as the same."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from scenarios.file.schema import (
    read_scenario,
    scenario_from_dict,
    scenario_to_dict,
)
from scenarios.scenario import Estimate
from tests.unit.scenarios.scenario_file import MISSING, SOUND, spoilt
from tests.unit.scenarios.test_faults import MARKS, POINTED


def test_optional_members_have_their_defaults() -> None:
    optional = ("/correlation", "/groups", "/provenance", "/about")
    scenario = scenario_from_dict(spoilt(dict.fromkeys(optional, MISSING)))
    assert (scenario.correlation, scenario.groups) == (0.0, ())
    assert (scenario.provenance, scenario.about) == ({}, {})
    second = scenario.actions[1]
    assert (second.layer, second.included, second.ledger) == ("proposed", True, "territorial")
    assert (second.end_year, second.rebound, second.about, second.ramp_years) == (None, 0.0, {}, 1)
    assert second.effect is not None
    assert second.effect.estimates == (Estimate(0.002, 0.002, 0.002),)


def test_low_and_high_have_each_their_own_default() -> None:
    scenario = scenario_from_dict(spoilt({"/actions/0/effect/estimates/0": {"likely": 5, "high": 8}}))
    assert scenario.actions[0].effect is not None
    assert scenario.actions[0].effect.estimates == (Estimate(5.0, 5.0, 8.0),)


def test_a_proposal_without_tonnes_needs_no_timing() -> None:
    action = scenario_from_dict(SOUND).actions[2]
    assert (action.effect, action.start_year, action.ramp, action.ramp_years) == (None, None, None, None)
    assert not action.counts


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"/start_year": 2025.0}, {}),
        ({"/version": 1.0}, {}),
        ({"/actions/0/ramp_years": 4.0}, {}),
        ({"/budget_t": 250000}, {}),
        ({"/sources/0/reference_t/0": -0.0}, {"/sources/0/reference_t/0": 0}),
    ],
)
def test_numbers_that_are_the_same(changes: dict[str, Any], same: dict[str, Any]) -> None:
    scenario, expected = scenario_from_dict(spoilt(changes)), scenario_from_dict(spoilt(same))
    assert scenario == expected
    # repr tells 0.0 from -0.0 and 2025 from 2025.0, which are equal.
    assert repr(scenario) == repr(expected)


@pytest.mark.parametrize(
    "changes",
    [
        {"/budget_t": -5},
        {"/budget_t": 0},
        {"/gas": "CO2e"},
        {"/actions": [], "/groups": []},
        {"/actions/0/targets": ["transport", "transport/cars", "transport"]},
        {"/actions/0/start_year": 1900, "/actions/0/end_year": 2200},
        {"/actions/0/end_year": 2025},
        {"/actions/0/rebound": 0.999},
        {"/correlation": 0.999},
        {"/actions/2/effect": None, "/actions/2/ramp": "step"},
        {"/groups/0/actions": []},
        {"/groups/0/actions/-": "a3"},
        {"/actions/1/effect/estimates/0/likely": 1},
        {"/actions/3/effect/estimates/0": {"low": -3, "likely": -2, "high": -1}},
        {"/end_year": 2025, "/sources/0/reference_t": [1], "/sources/1/reference_t": [0]},
        {"/sources/0/id": "transport/cars_e-85"} | {"/actions/0/targets": ["transport/cars_e-85"]},
        POINTED,
        {**POINTED, "/actions/0/ramp_points": [[2025.0, 1]], "/actions/0/end_year": 2026},
        {"/version": 2, "/actions/2/ramp": "points"},
        {"/version": 2, "/actions/2/ramp_points": [[2025, 1]]},
        {"/version": 2, "/actions/2/in_reference": True},
        {"/version": 2, "/actions/3/in_reference": True},
        {"/version": 2, "/limits": [{"year": 2025, "limit_t": 0}, {"year": 2027, "limit_t": 5.5}]},
        {"/version": 2, "/warming_marks": MARKS},
        {"/version": 2, "/base": {"year": 2009, "emissions_t": 1388246.0}},
        {"/about": {"": None, "deep": {"list": [1, 2.5, True, None, "å\n\x00", {}]}}},
    ],
    ids=str,
)
def test_sound_files_round_trip(changes: dict[str, Any]) -> None:
    scenario = scenario_from_dict(spoilt(changes))
    text = json.dumps(scenario_to_dict(scenario), allow_nan=False)
    assert read_scenario(text) == scenario
    assert read_scenario(text.encode()) == scenario
    assert read_scenario("\ufeff" + text) == scenario
    assert read_scenario(b"\xef\xbb\xbf" + text.encode()) == scenario


@pytest.mark.parametrize(
    ("changes", "version"),
    [
        ({}, 1),
        ({"/version": 2}, 1),
        ({"/version": 2, "/limits": [], "/warming_marks": [], "/actions/0/in_reference": False}, 1),
        (POINTED, 2),
        ({"/version": 2, "/actions/2/ramp_points": [[2025, 1]]}, 2),
        ({"/version": 2, "/actions/3/in_reference": True}, 2),
        ({"/version": 2, "/base": {"year": 2009, "emissions_t": 0}}, 2),
    ],
    ids=str,
)
def test_a_file_has_version_2_only_where_it_uses_it(changes: dict[str, Any], version: int) -> None:
    written = scenario_to_dict(scenario_from_dict(spoilt(changes)))
    assert written["version"] == version
    assert all(("in_reference" in action) == (version == 2) for action in written["actions"])
    assert ("limits" in written) == (version == 2)


def test_a_scenario_shares_nothing_with_its_document() -> None:
    document = copy.deepcopy(SOUND)
    document["about"] = {"list": [1]}
    scenario = scenario_from_dict(document)
    document["about"]["list"].append(2)
    assert scenario.about == {"list": [1]}
    scenario_to_dict(scenario)["about"]["list"].append(3)
    assert scenario.about == {"list": [1]}


def test_a_scenario_can_be_a_key() -> None:
    assert len({scenario_from_dict(SOUND), scenario_from_dict(SOUND)}) == 1


def test_nesting_that_other_readers_can_take_is_kept() -> None:
    deep: Any = 1
    for _ in range(150):
        deep = {"x": deep}
    scenario = scenario_from_dict(spoilt({"/about": {"deep": deep}}))
    assert scenario.about == {"deep": deep}
    assert scenario_from_dict(scenario_to_dict(scenario)) == scenario
