"""A prepared scenario after any changes is the changed scenario prepared from nothing."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.evaluation import evaluate
from scenarios.prepared import PreparedScenario, prepare
from scenarios.scenario import Scenario
from scenarios.schema import action_from_dict, scenario_from_dict, scenario_to_dict
from tests.property.scenario_documents import actions, documents

KEYS = [f"a{number}" for number in range(9)]


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any] | tuple[str, bool]:
    """A new form of an action, or a switch."""
    key = draw(st.sampled_from(KEYS))
    if draw(st.booleans()):
        return key, draw(st.booleans())
    return draw(actions(key, increases=draw(st.booleans())))


def changed(prepared: PreparedScenario, scenario: Scenario, change: Any) -> tuple[PreparedScenario, Scenario]:
    """Make one change in both; changes that no sound file can have are left out."""
    known = {action.id: action for action in scenario.actions}
    if isinstance(change, tuple):
        if change[0] not in known:
            return prepared, scenario
        action = replace(known[change[0]], included=change[1])
        prepared = prepared.switch(*change)
    else:
        action = action_from_dict(change, scenario)
        grouped = {member for group in scenario.groups for member in group.actions}
        if action.id in grouped and action.effect and any(e.low < 0 for e in action.effect.estimates):
            return prepared, scenario
        prepared = prepared.with_action(action)
    listed = [action if each.id == action.id else each for each in scenario.actions]
    if action.id not in known:
        listed.append(action)
    return prepared, replace(scenario, actions=tuple(listed))


@settings(max_examples=150, deadline=None)
@given(documents(), st.lists(changes(), max_size=8), st.data())
def test_changes_give_what_the_changed_scenario_gives(
    document: dict[str, Any], sequence: list[Any], data: st.DataObject
) -> None:
    scenario = scenario_from_dict(document)
    prepared = prepare(scenario)
    for change in sequence:
        if data.draw(st.booleans()):
            prepared.outcome()  # whatever has been asked before is handed on, or not
        prepared, scenario = changed(prepared, scenario, change)
    assert prepared.scenario == scenario
    # Not only within 1e-12: equal.
    expected = evaluate(scenario, draws=5)
    assert prepared.outcome(draws=5).to_dict() == expected.to_dict()
    verdict = prepared.verdict()
    assert verdict.emissions_t.tolist() == expected.emissions_t.tolist()
    assert verdict.cumulative_t.tolist() == expected.cumulative_t.tolist()
    assert (verdict.exhausted, verdict.fits) == (expected.exhausted, expected.fits)
    for key, emissions in verdict.emissions_by_source_t.items():
        assert emissions.tolist() == expected.emissions_by_source_t[key].tolist()


@settings(max_examples=40, deadline=None)
@given(documents(), st.lists(changes(), min_size=1, max_size=4))
def test_changes_leave_what_was_prepared_alone(document: dict[str, Any], sequence: list[Any]) -> None:
    scenario = scenario_from_dict(document)
    first = prepared = prepare(scenario)
    before = first.outcome().to_dict()
    for change in sequence:
        prepared, scenario = changed(prepared, scenario, change)
    assert first.outcome().to_dict() == before
    assert first.scenario == scenario_from_dict(document)


@settings(max_examples=40, deadline=None)
@given(
    documents(),
    st.lists(changes(), max_size=5, unique_by=lambda c: c[0] if isinstance(c, tuple) else c["id"]),
)
def test_the_order_of_changes_never_matters(document: dict[str, Any], sequence: list[Any]) -> None:
    scenario = scenario_from_dict(document)
    known = {action.id for action in scenario.actions}
    # New actions are listed in the order in which they come; all else is the same.
    sequence = [c for c in sequence if (c[0] if isinstance(c, tuple) else c["id"]) in known]
    outcomes = []
    for ordered in (sequence, sequence[::-1]):
        prepared, end = prepare(scenario), scenario
        for change in ordered:
            prepared, end = changed(prepared, end, change)
        outcomes.append(prepared.outcome().to_dict())
    assert outcomes[0] == outcomes[1]


@settings(max_examples=40, deadline=None)
@given(documents())
def test_switching_off_and_on_again_is_nothing(document: dict[str, Any]) -> None:
    prepared = prepare(scenario_from_dict(document))
    expected = prepared.outcome().to_dict()
    for action in prepared.scenario.actions:
        there = prepared.switch(action.id, not action.included)
        assert there.switch(action.id, action.included).outcome().to_dict() == expected
        assert all(map(math.isfinite, there.verdict().cumulative_t.tolist()))
    assert scenario_from_dict(scenario_to_dict(prepared.scenario)) == prepared.scenario
