"""Run every case file of this folder.

A case has a name, the source of its figures, a tolerance (relative; and absolute in tonnes), a
scenario in short form and the expected part of the outcome. In the short form `years` is the
first and the last year, an effect stands directly in its action (`share`, `tonnes`, or `units`
with `tonnes_per_unit`; a list is several estimates), and what is left out has its default. In
what is expected "never" and "none" stand for null.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from scenarios.evaluation import evaluate
from scenarios.schema import scenario_from_dict

CASES = sorted(Path(__file__).parent.glob("*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    assert case.keys() == {"name", "source", "tolerance", "scenario", "expected"}
    outcome = evaluate(scenario_from_dict(document(case["name"], case["scenario"]))).to_dict()
    compare(outcome, case["expected"], case["tolerance"], "outcome")


def test_there_are_cases() -> None:
    assert len(CASES) >= 15


def document(title: str, short: dict[str, Any]) -> dict[str, Any]:
    first, last = short["years"]
    return {
        "format": "handlingsrom/scenario",
        "version": 1,
        "title": title,
        "gas": "CO2",
        "start_year": first,
        "end_year": last,
        "budget_t": short["budget_t"],
        "sources": short["sources"],
        "actions": [long_action(action) for action in short.get("actions", [])],
        "groups": short.get("groups", []),
    }


def long_action(short: dict[str, Any]) -> dict[str, Any]:
    action = {"title": short["id"], "effect": None, **short}
    for kind in ("share", "tonnes", "tonnes_per_unit"):
        if kind in action:
            likely = action.pop(kind)
            values = likely if isinstance(likely, list) else [likely]
            action["effect"] = {"kind": kind, "estimates": [{"likely": value} for value in values]}
    if "units" in action:
        action["effect"] |= {"kind": "units", "units": action.pop("units")}
    return action


def compare(found: Any, expected: Any, tolerance: float, place: str) -> None:
    if isinstance(expected, dict):
        # An empty table says that nothing may be there; otherwise only what it names is compared.
        assert expected or not found, place
        for key, value in expected.items():
            assert key in found, f"{place}.{key}"
            compare(found[key], value, tolerance, f"{place}.{key}")
    elif expected in ("never", "none"):
        assert found is None, place
    elif isinstance(expected, list):
        assert len(found) == len(expected), place
        for index, value in enumerate(expected):
            compare(found[index], value, tolerance, f"{place}[{index}]")
    elif isinstance(expected, str | bool):
        assert found == expected, place
    else:
        assert found == pytest.approx(expected, rel=tolerance, abs=tolerance), place
