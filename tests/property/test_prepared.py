"""A prepared scenario after any changes is the changed scenario prepared from nothing."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.engine.evaluation import evaluate
from scenarios.engine.prepared import PreparedScenario, prepare
from scenarios.file.schema import scenario_from_dict, scenario_to_dict
from scenarios.scenario import Action, Scenario
from tests.property.scenario_documents import actions, documents

KEYS = [f"a{number}" for number in range(9)]


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any] | tuple[str, bool]:
    """A new form of an action, or a switch."""
    key = draw(st.sampled_from(KEYS))
    if draw(st.booleans()):
        return key, draw(st.booleans())
    return draw(actions(key, increases=draw(st.booleans())))


def read_action(document: dict[str, Any], scenario: Scenario) -> Action:
    """Read an action by the sources of a scenario."""
    alone = {**scenario_to_dict(scenario), "actions": [document], "groups": []}
    return scenario_from_dict(alone).actions[0]


def changed(prepared: PreparedScenario, scenario: Scenario, change: Any) -> tuple[PreparedScenario, Scenario]:
    """Make one change in both; changes that no sound file can have are left out."""
    known = {action.id: action for action in scenario.actions}
    if isinstance(change, tuple):
        if change[0] not in known:
            return prepared, scenario
        action = replace(known[change[0]], included=change[1])
        prepared = prepared.switch(*change)
    else:
        action = read_action(change, scenario)
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


@settings(max_examples=150, deadline=None)
@given(documents(), documents(), st.sampled_from([None, -1.0, 500.0]), st.booleans())
def test_another_scenario_on_the_same_sources(
    document: dict[str, Any], other: dict[str, Any], budget_t: float | None, same_years: bool
) -> None:
    first, second = scenario_from_dict(document), scenario_from_dict(other)
    if same_years:
        # Every document has the same sources' ids, so that the actions of one fit the other.
        second = replace(
            first,
            actions=second.actions,
            groups=second.groups,
            budget_t=first.budget_t if budget_t is None else budget_t,
        )
    prepared = prepare(first)
    prepared.outcome()
    changed_to = prepared.with_scenario(second)
    assert changed_to.scenario == second
    assert changed_to.outcome(draws=5).to_dict() == evaluate(second, draws=5).to_dict()
    # And back again, where most is equal.
    assert changed_to.with_scenario(first).outcome().to_dict() == prepared.outcome().to_dict()
    # And from nothing, as for an action alone.
    bare = changed_to.without_actions
    assert bare.outcome().to_dict() == evaluate(replace(second, actions=(), groups=())).to_dict()
    assert bare.with_scenario(first).outcome().to_dict() == prepared.outcome().to_dict()


@settings(max_examples=60, deadline=None)
@given(documents(), st.data())
def test_another_scenario_with_some_of_the_actions(document: dict[str, Any], data: st.DataObject) -> None:
    scenario = scenario_from_dict(document)
    kept = data.draw(st.sets(st.sampled_from([action.id for action in scenario.actions] or [""])))
    fewer = replace(
        scenario,
        actions=tuple(action for action in scenario.actions if action.id in kept),
        groups=tuple(
            replace(group, actions=tuple(member for member in group.actions if member in kept))
            for group in scenario.groups
        ),
    )
    prepared = prepare(scenario).with_scenario(fewer)
    assert prepared.outcome().to_dict() == evaluate(fewer).to_dict()
    assert prepared.with_scenario(scenario).outcome().to_dict() == evaluate(scenario).to_dict()


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
