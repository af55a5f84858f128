"""An outcome that borrows from the one before is the outcome of the whole file, evaluated from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from scenarios.scenario import AnnualLimit, WarmingMark
from tests.property.scenario_documents import actions, documents
from workshop.state.outcomes import Outcomes

PLAIN = {
    "format": "handlingsrom/scenario",
    "version": 2,
    "title": "One source",
    "gas": "CO2",
    "start_year": 2026,
    "end_year": 2028,
    "budget_t": 2000.0,
    "sources": [{"id": "transport/cars", "reference_t": [1000, 1000, 1000]}],
    "actions": [],
}
KEYS = [f"a{number}" for number in range(9)]


@st.composite
def next_documents(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """What may follow: actions changed, added in front and taken away, or another budget."""
    grouped = {key for group in document["groups"] for key in group["actions"]}
    gone = set(draw(st.lists(st.sampled_from(KEYS), max_size=1))) - grouped
    listed = {action["id"]: action for action in document["actions"] if action["id"] not in gone}
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True)):
        # An increase can be in no group.
        action = draw(actions(key, increases=key not in grouped and draw(st.booleans())))
        listed = {key: action} | {**listed, **({key: action} if key in listed else {})}
    budget_t = draw(st.sampled_from([document["budget_t"], 1000.0]))
    return {**document, "actions": list(listed.values()), "budget_t": budget_t}


@settings(max_examples=100, deadline=None)
@given(documents(), st.data())
def test_an_outcome_does_not_depend_on_the_one_before(document: dict[str, Any], data: st.DataObject) -> None:
    outcomes = Outcomes()
    for _ in range(5):
        scenario = scenario_from_dict(document)
        found = outcomes.evaluate("room", scenario)
        assert found.outcome.to_dict() == evaluate(scenario).to_dict()
        assert outcomes.evaluate("room", replace(scenario, provenance={"workshop_revision": 7})) is found
        document = data.draw(next_documents(document))


MARKS = (WarmingMark(1.5, 1000.0), WarmingMark(2.0, 5000.0))


@pytest.mark.parametrize(
    "change",
    [
        {"warming_marks": tuple(replace(mark, budget_t=mark.budget_t * 2) for mark in MARKS)},
        {"limits": (AnnualLimit(2026, 10.0),)},
        {"gas": "CO2e"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_member_that_the_outcome_depends_on_is_noticed(change: dict[str, Any]) -> None:
    outcomes = Outcomes()
    scenario = scenario_from_dict(PLAIN)
    before = outcomes.evaluate("room", replace(scenario, warming_marks=MARKS)).outcome.to_dict()
    changed = replace(scenario, **{"warming_marks": MARKS, **change})
    found = outcomes.evaluate("room", changed).outcome.to_dict()
    assert found == evaluate(changed).to_dict()
    assert found != before
