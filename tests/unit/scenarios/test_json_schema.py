"""The published schema and the reader judge alike, but for what a schema cannot say."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from scenarios.errors import ScenarioFileError
from scenarios.file.json_schema import BEYOND, scenario_schema
from scenarios.file.schema import scenario_from_dict, scenario_to_dict
from tests.cases.test_cases import CASES, document
from tests.property.scenario_documents import documents, documents_2
from tests.unit.scenarios.scenario_file import MISSING, SOUND, spoilt
from tests.unit.scenarios.test_faults import FAULTY

VALIDATOR = Draft202012Validator(scenario_schema())

# The words of `BEYOND`, in its order, and how the reader tells the fault.
TOLD_AS = (
    r"\d+ values$",
    r"\d+ is before the start year",
    r"low \S+ is above|high \S+ is below",
    r"the id .* stands twice",
    r"unknown target|unknown action",
    r".* is in a group already",
    r".* can increase emissions",
    r"not a finite number",
    r"the key stands twice",
    r"a lone surrogate",
    r"nested too deeply",
    r"\S+ is not above",
    r"\d+ is outside the horizon",
    r"no fraction is 1",
    r"\d+ is not the first named year",
    r"a single mark",
    r".* is in the reference",
)


def is_beyond(problem: str) -> bool:
    return any(re.match(pattern, problem) for pattern in TOLD_AS)


def problems(document: Any) -> list[str]:
    try:
        scenario_from_dict(document)
    except ScenarioFileError as error:
        return [fault.problem for fault in error.faults]
    return []


def test_it_is_a_schema_of_its_dialect() -> None:
    schema = scenario_schema()
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema
    assert all(words in schema["$comment"] for words in BEYOND)
    assert len(TOLD_AS) == len(BEYOND)


def _is_valid_scenario(path: Path) -> bool:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    return case.get("kind", "scenario") == "scenario" and "refused" not in case["expected"]


SCENARIOS = [path for path in CASES if _is_valid_scenario(path)]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_case_is_valid(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    short = document(case["name"], case["scenario"])
    VALIDATOR.validate(short)
    VALIDATOR.validate(scenario_to_dict(scenario_from_dict(short)))


def _name(given: Any) -> str:
    """Name a case by what is faulty in it, the same in every process."""
    return " ".join(sorted(given))[:80] if isinstance(given, set) else ""


@pytest.mark.parametrize(("changes", "pointers"), FAULTY, ids=_name)
def test_a_faulty_file_is_refused_unless_no_schema_can(changes: dict[str, Any], pointers: set[str]) -> None:
    faulty = spoilt(changes)
    found = problems(faulty)
    assert len(found) >= len(pointers)
    # NaN is no JSON: a validator may take it for a number or not.
    assert "not a finite number" in found or VALIDATOR.is_valid(faulty) == all(map(is_beyond, found)), found


def test_what_is_stated_as_beyond_a_schema_occurs() -> None:
    found = [problem for changes, _ in FAULTY for problem in problems(spoilt(changes))]
    unseen = [pattern for pattern in TOLD_AS if not any(re.match(pattern, problem) for problem in found)]
    # Keys that stand twice and deep nesting are faults of the text: see test_faults.
    assert unseen == [r"the key stands twice", r"nested too deeply"]


@pytest.mark.parametrize(
    "changes",
    [
        {"/start_year": 2025.0, "/version": 1.0},
        {"/actions/0/effect": None, "/actions/0/targets": MISSING, "/actions/0/ramp": MISSING},
        {"/actions/0/effect": None, "/actions/0/targets": [], "/actions/0/ramp_years": MISSING},
        {"/actions/0/ramp": "step", "/actions/0/ramp_years": MISSING},
        {"/groups": MISSING, "/correlation": MISSING, "/provenance": MISSING, "/about": MISSING},
        {"/budget_t": -5, "/actions": [], "/groups": []},
    ],
)
def test_what_may_be_left_out(changes: dict[str, Any]) -> None:
    sound = spoilt(changes)
    assert problems(sound) == []
    VALIDATOR.validate(sound)


@settings(max_examples=40, deadline=None)
@given(documents() | documents_2())
def test_every_sound_document_is_valid(sound: dict[str, Any]) -> None:
    VALIDATOR.validate(sound)


def places(value: Any, pointer: str = "") -> list[str]:
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [
        place
        for key, member in members
        for place in (f"{pointer}/{key}", *places(member, f"{pointer}/{key}"))
    ]


VALUES = st.sampled_from(
    (
        None,
        True,
        0,
        -1,
        1,
        0.5,
        2026,
        2026.5,
        "",
        "x",
        "tonnes",
        "share",
        "units",
        "step",
        [],
        {},
        [1],
        {"x": 1},
    )
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(places(SOUND)), VALUES, min_size=1, max_size=1))
def test_any_value_anywhere_is_judged_alike(changes: dict[str, Any]) -> None:
    changed = spoilt(changes)
    assert VALIDATOR.is_valid(changed) == all(map(is_beyond, problems(changed)))
