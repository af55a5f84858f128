"""What a prepared scenario refuses, shares and hands out."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

import scenarios.engine.prepared
from scenarios.engine.prepared import prepare
from scenarios.errors import ScenarioFileError
from scenarios.scenario import Action, Effect, Estimate, Group, Scenario, Source


def action(key: str, likely: float, *targets: str, kind: str = "tonnes", **more: object) -> Action:
    effect = Effect(kind, (Estimate(likely, likely, likely),))
    return Action(key, key, targets or ("x/one",), effect, 2025, "step", **more)


SCENARIO = Scenario(
    "",
    "CO2",
    2025,
    2026,
    250.0,
    (Source("x/one", (100.0, 100.0)), Source("x/two", (50.0, 50.0)), Source("y/all", (10.0, 10.0))),
    (action("a", 10.0), action("b", 20.0), action("c", 5.0, "y")),
    (Group("g", "exclusive", ("a", "b")),),
)


def test_the_example_computes() -> None:
    assert doctest.testmod(scenarios.engine.prepared).failed == 0


def test_a_verdict_cannot_be_changed() -> None:
    verdict = prepare(SCENARIO).verdict()
    arrays = (verdict.by_source_t, verdict.emissions_t, verdict.cumulative_t)
    for array in (*arrays, *verdict.emissions_by_source_t.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_a_verdict_in_numbers() -> None:
    verdict = prepare(SCENARIO).verdict()
    assert verdict.emissions_by_source_t["x/one"].tolist() == [80.0, 80.0]
    assert verdict.emissions_t.tolist() == [135.0, 135.0]
    assert verdict.exhausted == 2026 + 115 / 135
    assert not verdict.fits


def test_only_changed_parts_are_prepared_again() -> None:
    prepared = prepare(SCENARIO)
    changed = prepared.with_action(action("a", 30.0))
    assert [new is old for new, old in zip(changed.interactions, prepared.interactions, strict=True)] == [
        False,
        True,
        True,
    ]
    assert changed.grid is prepared.grid
    assert changed.index is prepared.index
    assert prepared.interactions[0].replace(None, None) is prepared.interactions[0]


def test_a_new_action_comes_last_and_in_no_group() -> None:
    changed = prepare(SCENARIO).with_action(action("0", 25.0, "x"))
    assert [each.id for each in changed.scenario.actions] == ["a", "b", "c", "0"]
    assert list(changed.outcome().actions) == ["a", "b", "c", "0"]
    assert changed.switch("0", False).outcome().excluded == ("0",)


def test_an_increase_in_a_group_is_refused() -> None:
    with pytest.raises(ValueError, match="in no group"):
        prepare(SCENARIO).with_action(action("a", -1.0))


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        prepare(SCENARIO).with_action(action("a", 1.0, "nowhere"))


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(KeyError, match="nobody"):
        prepare(SCENARIO).switch("nobody", True)


def test_a_value_beyond_a_double_is_refused_where_it_stands() -> None:
    huge = Effect("units", (Estimate(1e300, 1e300, 1e300),), units=1e300)
    with pytest.raises(ScenarioFileError) as caught:
        prepare(SCENARIO).with_action(Action("c", "c", ("y",), huge, 2025, "step"))
    assert [fault.pointer for fault in caught.value.faults] == ["/actions/2/effect"]


def test_a_total_beyond_a_double_is_refused_by_the_verdict_too() -> None:
    changed = prepare(SCENARIO).with_action(action("c", -1.7e308, "y"))
    with pytest.raises(ScenarioFileError):
        changed.verdict()
    with pytest.raises(ScenarioFileError):
        changed.outcome()


def test_a_sum_of_stand_alone_effects_beyond_a_double_is_refused() -> None:
    actions = tuple(action(key, 1.0, "x/one", kind="share") for key in "ab")
    scenario = Scenario("", "CO2", 2025, 2025, 1.0, (Source("x/one", (1.2e308,)),), actions)
    assert prepare(scenario).verdict().fits
    with pytest.raises(ScenarioFileError) as caught:
        prepare(scenario).outcome()
    assert [fault.pointer for fault in caught.value.faults] == [""]


def test_a_group_keeps_its_place_when_its_first_member_comes_and_goes() -> None:
    # Teams stand in the order of their first members: that of the group moves behind b and back.
    actions = tuple(action(key, 0.3, kind="share") for key in "abc")
    prepared = prepare(replace(SCENARIO, actions=actions, groups=(Group("g", "disjoint", ("a", "c")),)))
    for changed in (
        prepared := prepared.switch("a", False),
        prepared := prepared.switch("a", True),
        prepared := prepared.with_action(action("a", 0.5, kind="share")),
        prepared := prepared.with_action(action("b", 0.1, kind="share")),
    ):
        assert [interaction.keys for interaction in changed.interactions] == [
            interaction.keys for interaction in prepare(changed.scenario).interactions
        ]
        assert changed.outcome().to_dict() == prepare(changed.scenario).outcome().to_dict()
