"""Whatever stands in a scenario file: an outcome of numbers, or faults one by one; never a traceback.

``make fuzz-model`` tries 10 000 files; HANDLINGSROM_FUZZ is their number, 200 where it is not set.
"""

from __future__ import annotations

import io
import json
import math
import os
from contextlib import redirect_stderr, redirect_stdout
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, event, given, settings

from scenarios.engine.evaluation import evaluate
from scenarios.errors import ScenarioFileError
from scenarios.file.schema import read_scenario, scenario_from_dict, scenario_to_dict
from tests.property.fuzzed_files import enlarged_documents, spoilt_files
from workshop.cli import main

EXAMPLES = int(os.environ.get("HANDLINGSROM_FUZZ", "200"))
REFUSED = 2

fuzzing = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.timeout(120 + EXAMPLES // 5)
@fuzzing
@given(spoilt_files())
def test_the_command_answers_or_lists_faults(data: bytes) -> None:
    status, out, err = command(data, "--json", "--draws", "3")
    if status == REFUSED:
        assert out == ""
        faults = faults_of(data)
        assert err.splitlines() == [f"-: {fault}" for fault in faults]
        assert all(line.isprintable() for line in err.splitlines())
        event("refused")
        return
    assert (status, err) == (0, "")
    assert_numbers(json.loads(out, parse_constant=refuse_constant))
    scenario = read_scenario(data)
    assert scenario_from_dict(scenario_to_dict(scenario)) == scenario
    status, out, err = command(data)
    assert (status, err) == (0, "")
    assert out
    event("answered")


@pytest.mark.timeout(120 + EXAMPLES // 5)
@fuzzing
@given(enlarged_documents())
def test_the_largest_numbers_give_numbers_or_are_refused(document: dict[str, Any]) -> None:
    scenario = scenario_from_dict(document)
    try:
        outcome = evaluate(scenario, draws=3).to_dict()
    except ScenarioFileError as error:
        problems = {fault.problem for fault in error.faults}
    else:
        assert_numbers(outcome)
        problems = set()
    event("not finite" if problems else "answered")
    assert problems <= {"the result is not finite"}


def command(data: bytes, *options: str) -> tuple[int, str, str]:
    """Run ``handlingsrom evaluate -`` in this process."""
    given_in = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    only = mock.patch.object(main, "COMMANDS", ("evaluate",))
    with mock.patch("sys.stdin", given_in), redirect_stdout(out), redirect_stderr(err), only:
        status = main.main(["evaluate", "-", *options])
    return status, out.getvalue(), err.getvalue()


def faults_of(data: bytes) -> list[str]:
    """Return the faults that the library names, which must be there, one line each and none twice."""
    with pytest.raises(ScenarioFileError) as caught:
        evaluate(read_scenario(data), draws=3)
    faults = [str(fault) for fault in caught.value.faults]
    assert faults
    assert len(set(faults)) == len(faults)
    assert all(len(fault.splitlines()) == 1 for fault in faults)
    assert all(fault.pointer == "" or fault.pointer.startswith("/") for fault in caught.value.faults)
    return faults


def assert_numbers(value: Any) -> None:
    """Every number of an outcome is one."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            assert_numbers(member)
    elif isinstance(value, float):
        assert math.isfinite(value)


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} in an outcome")
