"""Run every case file of this folder; README.md tells how to write one."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.budget.budgets import compute_budget, own_budget
from scenarios.budget.pathways import (
    constant_rate_pathway,
    exhaustion_year,
    implied_budget,
    linear_pathway,
    linear_zero_year,
    required_rate,
    years_left,
)
from scenarios.engine.evaluation import evaluate
from scenarios.errors import ScenariosError
from scenarios.file.schema import scenario_from_dict
from scenarios.importing.own_path_file import parse_own_path
from scenarios.inventory.references import build_reference

CASES = sorted(Path(__file__).parent.glob("*.toml"))
WORDS = ("kind", "name", "story", "source")
NULLS = ("never", "none")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = {"kind": "scenario", **tomllib.loads(path.read_text(encoding="utf-8"))}
    kind = case["kind"]
    assert case.keys() == {*WORDS, "tolerance", kind, "expected"}
    assert all(case[word].strip() for word in WORDS)
    assert case["expected"]
    expected = dict(case["expected"])
    refused = expected.pop("refused", None)
    if refused is not None:
        assert not expected
        with pytest.raises(ScenariosError) as caught:
            FOUND[kind](case)
        assert refused in str(caught.value)
        return
    found = FOUND[kind](case)
    for words in expected.pop("says", ()):
        assert any(words in warning for warning in found["warnings"]), words
    compare(found, expected, case["tolerance"], kind)


def test_there_are_cases_of_every_kind() -> None:
    kinds = [tomllib.loads(path.read_text(encoding="utf-8")).get("kind", "scenario") for path in CASES]
    assert {kind: kinds.count(kind) >= least for kind, least in LEAST.items()} == dict.fromkeys(LEAST, True)


def test_no_two_cases_have_the_same_name() -> None:
    names = [tomllib.loads(path.read_text(encoding="utf-8"))["name"] for path in CASES]
    assert sorted(names) == sorted(set(names))


def scenario_outcome(case: dict[str, Any]) -> dict[str, Any]:
    short = case["scenario"]
    scenario = scenario_from_dict(document(case["name"], short))
    return evaluate(scenario, draws=short.get("draws")).to_dict()


def budget_found(case: dict[str, Any]) -> dict[str, Any]:
    asked = dict(case["budget"])
    territory = asked.pop("territory")
    compute = own_budget if "amount_t" in asked else compute_budget
    budget = compute(territory, **asked)
    spent = [step for step in budget.steps if step.key == "spent"]
    return budget.to_dict() | {
        "steps": {step.key: step.value for step in budget.steps},
        "spent_t": {str(step.year): step.value for step in spent},
        "spent_status": {str(step.year): step.status for step in spent},
    }


def pathway_found(case: dict[str, Any]) -> dict[str, Any]:
    asked = case["pathway"]
    base = {"base_emissions_t": asked["base_emissions_t"]}
    horizon = {"start_year": asked["start_year"], "end_year": asked.get("end_year", asked["start_year"])}
    found: dict[str, Any] = {}
    if "rate_pct" in asked:
        rate: float | None = asked["rate_pct"] / 100
        found["implied_budget_t"] = implied_budget(rate=asked["rate_pct"] / 100, **base)
    else:
        start = {"start_year": asked["start_year"]}
        left = {"budget_t": asked["budget_t"], **base}
        rate = required_rate(**left)
        found |= {
            "annual_reduction_pct": None if rate is None else 100 * rate,
            "years_left": years_left(**left),
            "exhausted": exhaustion_year(**left, **start),
            "linear_zero_year": linear_zero_year(**left, **start),
        }
        if found["linear_zero_year"] is not None:
            line = linear_pathway(**left, **horizon)
            found |= {"linear_t": line.tolist(), "linear_sum_t": float(line.sum())}
    if rate is not None:
        path = constant_rate_pathway(rate=rate, **base, **horizon)
        found |= {"emissions_t": path.tolist(), "sum_t": float(path.sum()), "last_year_t": float(path[-1])}
    return found


def reference_found(case: dict[str, Any]) -> dict[str, Any]:
    asked = dict(case["reference"])
    first, last = asked.pop("years")
    if "file" in asked:
        asked["own"] = parse_own_path(asked.pop("file").encode(), "own.csv")
    reference = build_reference(asked.pop("territory"), start_year=first, end_year=last, **asked)
    years = [str(year) for year in reference.years]
    totals = reference.reference_t.sum(axis=0).tolist()
    return {
        "projection": reference.projection,
        "status": dict(zip(years, reference.status, strict=True)),
        "reference_t": {
            source: dict(zip(years, row.tolist(), strict=True))
            for source, row in zip(reference.sources, reference.reference_t, strict=True)
        },
        "total_t": dict(zip(years, totals, strict=True)),
        "steps": {step.sector or step.key: step.value for step in reference.steps},
        "left_out": None if reference.left_out is None else reference.left_out.to_dict(),
        "warnings": reference.notes,
    }


FOUND: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "scenario": scenario_outcome,
    "budget": budget_found,
    "pathway": pathway_found,
    "reference": reference_found,
}
VERSION_2 = ("limits", "warming_marks", "base")
LEAST = {"scenario": 45, "budget": 15, "pathway": 12, "reference": 5}


def document(title: str, short: dict[str, Any]) -> dict[str, Any]:
    first, last = short["years"]
    return {
        "format": "handlingsrom/scenario",
        "version": 2 if needs_version_2(short) else 1,
        "title": title,
        "gas": short.get("gas", "CO2"),
        "start_year": first,
        "end_year": last,
        "budget_t": short["budget_t"],
        "correlation": short.get("correlation", 0),
        "sources": short["sources"],
        "actions": [long_action(action) for action in short.get("actions", [])],
        "groups": short.get("groups", []),
        **{key: short[key] for key in VERSION_2 if key in short},
    }


def needs_version_2(short: dict[str, Any]) -> bool:
    actions = short.get("actions", [])
    return any(key in short for key in VERSION_2) or any(
        "in_reference" in action or "ramp_points" in action for action in actions
    )


def long_action(short: dict[str, Any]) -> dict[str, Any]:
    action = {"title": short["id"], "effect": None, **short}
    for kind in ("share", "tonnes", "tonnes_per_unit"):
        if kind in action:
            values = action.pop(kind)
            estimates = [estimate(value) for value in (values if isinstance(values, list) else [values])]
            action["effect"] = {"kind": kind, "estimates": estimates}
    if "units" in action:
        action["effect"] |= {"kind": "units", "units": action.pop("units")}
    return action


def estimate(value: float | list[float]) -> dict[str, float]:
    if isinstance(value, list):
        return dict(zip(("low", "likely", "high"), value, strict=True))
    return {"likely": value}


def compare(found: Any, expected: Any, tolerance: float, place: str) -> None:
    if isinstance(expected, dict) and expected.keys() == {"about", "within"}:
        assert found == pytest.approx(expected["about"], rel=0, abs=expected["within"]), place
    elif isinstance(expected, dict):
        # An empty table says that nothing may be there; otherwise only what it names is compared.
        assert expected or not found, place
        for key, value in expected.items():
            assert key in found, f"{place}.{key}"
            compare(found[key], value, tolerance, f"{place}.{key}")
    elif expected in NULLS:
        assert found is None, place
    elif isinstance(expected, list):
        assert len(found) == len(expected), place
        for index, value in enumerate(expected):
            compare(found[index], value, tolerance, f"{place}[{index}]")
    elif isinstance(expected, str | bool):
        assert found == expected, place
    else:
        assert found == pytest.approx(expected, rel=tolerance, abs=tolerance), place
