"""An outcome that borrows from the one before is the outcome of the whole file, evaluated from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from tests.property.scenario_documents import actions, documents
from workshop.state.outcomes import Outcomes

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
