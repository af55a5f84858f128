"""Algebraic laws of the model, on random scenarios."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenarios.engine.evaluation import evaluate
from scenarios.engine.uncertainty import value_blocks
from scenarios.errors import Fault, ScenarioFileError
from scenarios.file.schema import read_scenario, scenario_from_dict, scenario_to_dict
from scenarios.scenario import Scenario
from tests.property.scenario_documents import documents

lawful = settings(max_examples=60, deadline=None)


def without(document: dict[str, Any], key: str) -> dict[str, Any]:
    """The document without one action, also in its groups."""
    changed = copy.deepcopy(document)
    changed["actions"] = [action for action in changed["actions"] if action["id"] != key]
    for group in changed["groups"]:
        group["actions"] = [member for member in group["actions"] if member != key]
    return changed


def outcome_of(document: dict[str, Any], **how: Any) -> dict[str, Any]:
    return evaluate(scenario_from_dict(document), **how).to_dict()


def numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from numbers_in(member)
    elif isinstance(value, float):
        yield value


@lawful
@given(documents(), st.randoms(use_true_random=False))
def test_order_never_matters(document: dict[str, Any], shuffler: Any) -> None:
    shuffled = copy.deepcopy(document)
    for name in ("sources", "actions", "groups"):
        shuffler.shuffle(shuffled[name])
    for group in shuffled["groups"]:
        shuffler.shuffle(group["actions"])
    # Not only near: equal, so that a rounding cannot turn "fits" into "does not".
    assert outcome_of(shuffled, draws=20) == outcome_of(document, draws=20)


@lawful
@given(documents())
def test_evaluation_is_pure(document: dict[str, Any]) -> None:
    scenario = scenario_from_dict(document)
    before = copy.deepcopy(scenario)
    first = evaluate(scenario, draws=20, seed=5).to_dict()
    assert evaluate(scenario, draws=20, seed=5).to_dict() == first
    assert scenario == before


@lawful
@given(documents())
def test_attributed_tonnes_add_up_to_what_is_avoided(document: dict[str, Any]) -> None:
    outcome = evaluate(scenario_from_dict(document))
    for year, avoided in enumerate((outcome.reference_t - outcome.emissions_t).tolist()):
        attributed = [action.attributed_by_year_t[year] for action in outcome.actions.values()]
        scale = outcome.reference_t[year] + sum(map(abs, attributed))
        assert math.fsum(attributed) == pytest.approx(avoided, rel=1e-9, abs=1e-12 * scale)


@lawful
@given(documents())
def test_removing_an_action_takes_its_marginal_away(document: dict[str, Any]) -> None:
    outcome = evaluate(scenario_from_dict(document))
    for key, action in outcome.actions.items():
        rest = evaluate(scenario_from_dict(without(document, key)))
        scale = outcome.cumulative_reference_t + abs(action.marginal_t)
        assert rest.cumulative_emissions_t - outcome.cumulative_emissions_t == pytest.approx(
            action.marginal_t, rel=1e-9, abs=1e-12 * scale
        )


@lawful
@given(documents(), st.data())
def test_switching_an_action_off_is_removing_it(document: dict[str, Any], data: st.DataObject) -> None:
    assume(document["actions"])
    key = data.draw(st.sampled_from([action["id"] for action in document["actions"]]))
    off = copy.deepcopy(document)
    for action in off["actions"]:
        if action["id"] == key:
            action["included"] = False
    found, expected = outcome_of(off), outcome_of(without(document, key))
    assert found.pop("excluded") == sorted({key, *expected.pop("excluded")})
    assert found == expected


@lawful
@given(documents(increases=False))
def test_reductions_stay_between_nothing_and_the_reference(document: dict[str, Any]) -> None:
    outcome = evaluate(scenario_from_dict(document))
    for source in document["sources"]:
        emissions = outcome.emissions_by_source_t[source["id"]]
        assert (emissions >= 0.0).all()
        assert (emissions <= source["reference_t"]).all()
    assert outcome.cumulative_emissions_t <= outcome.cumulative_reference_t
    # A difference of totals: it is rounded as they are, however small the actions.
    assert outcome.overlap_t >= -1e-9 * outcome.gross_t - 1e-12 * outcome.cumulative_reference_t
    for action in outcome.actions.values():
        assert action.standalone_t >= 0.0
        assert action.capped_t >= 0.0
        assert action.attributed_t <= action.standalone_t * (1 + 1e-9)


@lawful
@given(documents())
def test_without_actions_the_reference_remains(document: dict[str, Any]) -> None:
    outcome = outcome_of({**document, "actions": [], "groups": []}, draws=3)
    assert outcome["emissions_t"] == outcome["reference_t"]
    assert outcome["cumulative_emissions_t"] == outcome["cumulative_reference_t"]
    assert outcome["exhausted"] == outcome["exhausted_reference"]
    assert outcome["gross_t"] == outcome["overlap_t"] == 0.0
    assert outcome["emissions_percentiles_t"]["p10"] == outcome["reference_t"]
    assert outcome["probability_fits"] == float(outcome["fits"])


@lawful
@given(documents())
def test_an_action_that_overlaps_nothing_keeps_its_whole_effect(document: dict[str, Any]) -> None:
    own = copy.deepcopy(document)
    years = own["end_year"] - own["start_year"] + 1
    own["sources"].append({"id": "own/source", "reference_t": [100.0] * years})
    own["actions"].append(
        {
            "id": "own",
            "title": "Alone on its source",
            "targets": ["own"],
            "effect": {"kind": "tonnes", "estimates": [{"likely": 30.0}]},
            "start_year": 2025,
            "ramp": "linear",
            "ramp_years": 3,
        }
    )
    action = evaluate(scenario_from_dict(own)).actions["own"]
    effect = sum(30.0 * min(1.0, (year + 1) / 3) for year in range(years))
    for tonnes in (action.standalone_t, action.marginal_t, action.attributed_t):
        assert tonnes == pytest.approx(effect, rel=1e-9)


@lawful
@given(documents())
def test_an_action_without_tonnes_changes_nothing_else(document: dict[str, Any]) -> None:
    more = copy.deepcopy(document)
    more["actions"].insert(0, {"id": "talk", "title": "A council of residents", "effect": None})
    found = outcome_of(more, draws=10)
    expected = outcome_of(document, draws=10)
    assert found.pop("unquantified") == sorted(["talk", *expected.pop("unquantified")])
    assert found == expected


@lawful
@given(documents(), st.integers(-5, 5))
def test_draws_of_an_action_do_not_depend_on_the_others(document: dict[str, Any], seed: int) -> None:
    drawn = values_by_id(scenario_from_dict(document), seed)
    for key in drawn:
        kept = copy.deepcopy(document)
        kept["actions"] = [action for action in kept["actions"] if action["id"] == key]
        kept["groups"] = []
        assert values_by_id(scenario_from_dict(kept), seed)[key] == drawn[key]


def values_by_id(scenario: Scenario, seed: int) -> dict[str, list[float]]:
    actions = [action for action in scenario.actions if action.counts]
    blocks = list(value_blocks(actions, draws=7, seed=seed, correlation=scenario.correlation))
    return dict(zip([action.id for action in actions], blocks[0].tolist(), strict=True))


@lawful
@given(documents())
def test_numbers_are_plain_and_clean(document: dict[str, Any]) -> None:
    outcome = outcome_of(document, draws=5)
    for number in numbers_in(outcome):
        assert type(number) is float
        assert math.isfinite(number)
        assert number != 0.0 or math.copysign(1.0, number) == 1.0
    assert json.loads(json.dumps(outcome, allow_nan=False)) == outcome


@lawful
@given(documents())
def test_a_file_that_is_written_reads_the_same(document: dict[str, Any]) -> None:
    scenario = scenario_from_dict(document)
    assert scenario_from_dict(scenario_to_dict(scenario)) == scenario
    assert read_scenario(json.dumps(scenario_to_dict(scenario)).encode()) == scenario


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@lawful
@given(documents(most_actions=3), json_values, st.data())
def test_any_value_anywhere_is_read_or_refused_in_order(
    document: dict[str, Any], value: Any, data: st.DataObject
) -> None:
    place: Any = document
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = value
    faults: tuple[Fault, ...] = ()
    try:
        scenario = scenario_from_dict(document)
        evaluate(scenario, draws=2)
    except ScenarioFileError as error:
        faults = error.faults
    else:
        assert scenario_from_dict(scenario_to_dict(scenario)) == scenario
    assert all(len(str(fault).splitlines()) == 1 for fault in faults)
    assert len(set(faults)) == len(faults)
