"""Every fault of a scenario file is named by its pointer."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from tests.unit.scenarios.scenario_file import MISSING, SOUND, pointers, spoilt

NAN = float("nan")
E0 = "/actions/0/effect"
FIRST = f"{E0}/estimates/0"

# What is changed, and the pointers of all faults that follow.
FAULTY: list[tuple[dict[str, Any], set[str]]] = [
    ({"/title": MISSING}, {"/title"}),
    ({"/gas": MISSING}, {"/gas"}),
    ({"/start_year": MISSING}, {"/start_year"}),
    ({"/end_year": MISSING}, {"/end_year"}),
    ({"/budget_t": MISSING}, {"/budget_t"}),
    ({"/sources": MISSING}, {"/sources"}),
    ({"/actions": MISSING}, {"/actions"}),
    ({"/format": MISSING}, {"/format"}),
    ({"/version": MISSING}, {"/version"}),
    ({"/format": MISSING, "/gas": "CH4"}, {"/format", "/gas"}),
    ({"/sources/1/id": MISSING}, {"/sources/1/id"}),
    ({"/sources/1/reference_t": MISSING}, {"/sources/1/reference_t"}),
    ({"/actions/0/id": MISSING}, {"/actions/0/id"}),
    ({"/actions/0/title": MISSING}, {"/actions/0/title"}),
    ({"/actions/0/targets": MISSING}, {"/actions/0/targets"}),
    ({"/actions/0/effect": MISSING}, {"/actions/0/effect"}),
    ({"/actions/0/start_year": MISSING}, {"/actions/0/start_year"}),
    ({"/actions/0/ramp": MISSING}, {"/actions/0/ramp"}),
    ({"/actions/0/ramp_years": MISSING}, {"/actions/0/ramp_years"}),
    ({f"{E0}/kind": MISSING}, {f"{E0}/kind"}),
    ({f"{E0}/estimates": MISSING}, {f"{E0}/estimates"}),
    ({f"{FIRST}/likely": MISSING}, {f"{FIRST}/likely"}),
    ({"/actions/3/effect/units": MISSING}, {"/actions/3/effect/units"}),
    ({"/groups/0/id": MISSING}, {"/groups/0/id"}),
    ({"/groups/0/relation": MISSING}, {"/groups/0/relation"}),
    ({"/groups/0/actions": MISSING}, {"/groups/0/actions"}),
    # unknown keys
    ({"/colour": "red"}, {"/colour"}),
    ({"/colour": NAN}, {"/colour"}),
    ({"/sources/0/sector": "x"}, {"/sources/0/sector"}),
    ({"/actions/0/cost": 5}, {"/actions/0/cost"}),
    ({f"{E0}/unit": "t"}, {f"{E0}/unit"}),
    ({f"{E0}/units": 5}, {f"{E0}/units"}),
    ({f"{FIRST}/middle": 5}, {f"{FIRST}/middle"}),
    ({"/groups/0/title": "x"}, {"/groups/0/title"}),
    # types and lists of values
    ({"/title": 5}, {"/title"}),
    ({"/title": None}, {"/title"}),
    ({"/gas": "co2"}, {"/gas"}),
    ({"/gas": ["CO2"]}, {"/gas"}),
    ({"/start_year": "2025"}, {"/start_year"}),
    ({"/start_year": 2025.5}, {"/start_year"}),
    ({"/start_year": True}, {"/start_year"}),
    ({"/budget_t": "much"}, {"/budget_t"}),
    ({"/budget_t": False}, {"/budget_t"}),
    ({"/budget_t": None}, {"/budget_t"}),
    ({"/sources": {}}, {"/sources"}),
    ({"/sources/0": 5}, {"/sources/0"}),
    ({"/sources/0/reference_t": 5}, {"/sources/0/reference_t"}),
    ({"/sources/0/reference_t/1": "5"}, {"/sources/0/reference_t/1"}),
    ({"/actions": {}}, {"/actions"}),
    ({"/actions/2": None}, {"/actions/2"}),
    ({"/actions/2/id": 3}, {"/actions/2/id"}),
    ({"/actions/0/targets": "transport"}, {"/actions/0/targets"}),
    ({"/actions/0/targets/0": 1}, {"/actions/0/targets/0"}),
    ({"/actions/0/layer": "planned"}, {"/actions/0/layer"}),
    ({"/actions/0/included": 1}, {"/actions/0/included"}),
    ({"/actions/0/ledger": "local"}, {"/actions/0/ledger"}),
    ({"/actions/0/ramp": "bass"}, {"/actions/0/ramp"}),
    ({"/actions/1/ramp": "bass"}, {"/actions/1/ramp"}),
    ({"/actions/0/about": []}, {"/actions/0/about"}),
    ({"/actions/0/effect": 5}, {"/actions/0/effect"}),
    ({"/actions/2/start_year": None}, {"/actions/2/start_year"}),
    ({f"{E0}/kind": "percent"}, {f"{E0}/kind"}),
    ({f"{E0}/estimates": {}}, {f"{E0}/estimates"}),
    ({f"{E0}/estimates": []}, {f"{E0}/estimates"}),
    ({f"{FIRST}/low": None}, {f"{FIRST}/low"}),
    ({f"{FIRST}/low": True}, {f"{FIRST}/low"}),
    ({"/groups": None}, {"/groups"}),
    ({"/groups/0/relation": "both"}, {"/groups/0/relation"}),
    ({"/groups/0/actions/0": None}, {"/groups/0/actions/0"}),
    ({"/provenance": "SMHI"}, {"/provenance"}),
    ({"/about": None}, {"/about"}),
    # ranges
    ({"/start_year": 1899}, {"/start_year"}),
    ({"/end_year": 2201}, {"/end_year"}),
    ({"/end_year": 2024}, {"/end_year"}),
    ({"/correlation": 1}, {"/correlation"}),
    ({"/correlation": -0.1}, {"/correlation"}),
    ({"/sources": []}, {"/sources", "/actions/0/targets/0", "/actions/1/targets/0", "/actions/3/targets/0"}),
    ({"/sources/1/id": "machinery"}, {"/sources/1/id"}),
    ({"/sources/1/id": "a/b/c"}, {"/sources/1/id"}),
    ({"/sources/1/id": "Machinery/all"}, {"/sources/1/id"}),
    ({"/sources/1/id": "machinery/all\n"}, {"/sources/1/id"}),
    ({"/sources/1/id": "/all"}, {"/sources/1/id"}),
    ({"/sources/1/id": "transport/cars"}, {"/sources/1/id"}),
    ({"/sources/0/reference_t": [1, 2]}, {"/sources/0/reference_t"}),
    ({"/sources/0/reference_t": []}, {"/sources/0/reference_t"}),
    ({"/sources/0/reference_t/2": -1}, {"/sources/0/reference_t/2"}),
    ({"/actions/2/id": "a1"}, {"/actions/2/id"}),
    ({"/actions/0/targets": []}, {"/actions/0/targets"}),
    ({"/actions/0/targets/0": "transport/trains"}, {"/actions/0/targets/0"}),
    ({"/actions/0/targets/-": "heating"}, {"/actions/0/targets/1"}),
    ({"/actions/2/targets/-": "heating"}, {"/actions/2/targets/0"}),
    ({"/actions/0/start_year": 2300}, {"/actions/0/start_year"}),
    ({"/actions/0/end_year": 2024}, {"/actions/0/end_year"}),
    ({"/actions/0/end_year": 2200.5}, {"/actions/0/end_year"}),
    ({"/actions/0/ramp_years": 0}, {"/actions/0/ramp_years"}),
    ({"/actions/0/ramp_years": 1.5}, {"/actions/0/ramp_years"}),
    ({"/actions/1/ramp_years": 0}, {"/actions/1/ramp_years"}),
    ({"/actions/0/rebound": 1}, {"/actions/0/rebound"}),
    ({"/actions/0/rebound": -0.1}, {"/actions/0/rebound"}),
    ({f"{FIRST}/low": 211}, {f"{FIRST}/low"}),
    ({f"{FIRST}/high": 209}, {f"{FIRST}/high"}),
    ({FIRST: {"low": 3, "high": 2}}, {f"{FIRST}/likely", f"{FIRST}/low"}),
    ({"/actions/1/effect/estimates/0/likely": 1.01}, {"/actions/1/effect/estimates/0/likely"}),
    ({"/actions/1/effect/estimates/0/high": 1.01}, {"/actions/1/effect/estimates/0/high"}),
    ({"/actions/3/effect/units": 0}, {"/actions/3/effect/units"}),
    ({"/actions/3/effect/units": -2}, {"/actions/3/effect/units"}),
    # groups
    ({"/groups/0/actions/1": "a9"}, {"/groups/0/actions/1"}),
    ({"/groups/0/actions/1": "a1"}, {"/groups/0/actions/1"}),
    ({"/groups/0/actions/-": "a4"}, {"/groups/0/actions/2"}),
    ({"/groups/-": {"id": "g2", "relation": "disjoint", "actions": ["a3", "a2"]}}, {"/groups/1/actions/1"}),
    ({"/groups/-": {"id": "g1", "relation": "disjoint", "actions": []}}, {"/groups/1/id"}),
    ({FIRST: {"likely": -1}}, {"/groups/0/actions/0"}),
    # numbers that are none
    ({"/budget_t": NAN}, {"/budget_t"}),
    ({"/budget_t": float("inf")}, {"/budget_t"}),
    ({"/budget_t": 10**400}, {"/budget_t"}),
    ({"/sources/0/reference_t/1": NAN}, {"/sources/0/reference_t/1"}),
    ({"/actions/0/about": {"cost": [1, -float("inf")]}}, {"/actions/0/about/cost/1"}),
    ({"/actions/0/ramp_years": NAN}, {"/actions/0/ramp_years"}),
    ({"/about": {"a/b": {"c~d": NAN}}}, {"/about/a~1b/c~0d"}),
    ({"/colour": NAN}, {"/colour"}),
    ({FIRST: {"low": 5, "likely": "x", "high": 3}}, {f"{FIRST}/likely", f"{FIRST}/low"}),
    # text that no UTF-8 file can hold
    ({"/title": "half \ud83d"}, {"/title"}),
    ({"/about": {"\ud83d": 1}}, {"/about/\ud83d"}),
    # several at once
    (
        {"/gas": "CH4", "/actions/0/ramp_years": 0, "/about": {"x": NAN}, "/sources/1/reference_t/0": -1},
        {"/gas", "/actions/0/ramp_years", "/about/x", "/sources/1/reference_t/0"},
    ),
    # another format or version stands alone
    ({"/format": "handlingsrom/outcome", "/gas": "CH4"}, {"/format"}),
    ({"/format": None, "/version": 7}, {"/format"}),
    ({"/version": 3, "/gas": "CH4"}, {"/version"}),
    ({"/version": "1", "/colour": 1}, {"/version"}),
    ({"/version": True}, {"/version"}),
    ({"/version": NAN, "/gas": "CH4"}, {"/version"}),
]


P0, POINTS = "/actions/0", [[2025, 0.5], [2027, 1.0]]
POINTED = {
    "/version": 2,
    f"{P0}/ramp": "points",
    f"{P0}/ramp_years": MISSING,
    f"{P0}/ramp_points": POINTS,
}
MARKS = [{"temperature_c": 1.5, "budget_t": 1}, {"temperature_c": 2, "budget_t": 5}]

# The same of what version 2 adds.
FAULTY_2: list[tuple[dict[str, Any], set[str]]] = [
    # version 1 does not know it, its default included
    ({"/limits": []}, {"/limits"}),
    ({"/warming_marks": []}, {"/warming_marks"}),
    ({"/base": {"year": 2009, "emissions_t": 5}}, {"/base"}),
    ({f"{P0}/in_reference": False}, {f"{P0}/in_reference"}),
    ({**POINTED, "/version": 1}, {f"{P0}/ramp", f"{P0}/ramp_points"}),
    ({f"{P0}/ramp_points": POINTS}, {f"{P0}/ramp_points"}),
    # a ramp has years or points
    ({**POINTED, f"{P0}/ramp_years": 4}, {f"{P0}/ramp_years"}),
    ({**POINTED, f"{P0}/ramp": "step"}, {f"{P0}/ramp_points"}),
    ({**POINTED, f"{P0}/ramp": "linear", f"{P0}/ramp_years": 3}, {f"{P0}/ramp_points"}),
    ({**POINTED, f"{P0}/ramp": "curved"}, {f"{P0}/ramp"}),
    ({**POINTED, f"{P0}/ramp": MISSING}, {f"{P0}/ramp"}),
    ({"/version": 2, f"{P0}/ramp": "points", f"{P0}/ramp_years": MISSING}, {f"{P0}/ramp_points"}),
    ({**POINTED, f"{P0}/ramp_points": None}, {f"{P0}/ramp_points"}),
    ({**POINTED, f"{P0}/ramp_points": []}, {f"{P0}/ramp_points"}),
    ({**POINTED, f"{P0}/ramp_points": {"2025": 1}}, {f"{P0}/ramp_points"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, 1.0], 2030]}, {f"{P0}/ramp_points/1"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, 1.0], [2030]]}, {f"{P0}/ramp_points/1/1"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, 1.0, 5]]}, {f"{P0}/ramp_points/0"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025.5, 1.0]]}, {f"{P0}/ramp_points/0/0"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, 1.0], [2201, 0]]}, {f"{P0}/ramp_points/1/0"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, True], [2026, 1]]}, {f"{P0}/ramp_points/0/1"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, "1"], [2026, 1]]}, {f"{P0}/ramp_points/0/1"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, -0.1], [2026, 1]]}, {f"{P0}/ramp_points/0/1"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, 1.1], [2026, 1]]}, {f"{P0}/ramp_points/0/1"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, 0.5], [2026, 0.9]]}, {f"{P0}/ramp_points"}),
    ({**POINTED, f"{P0}/ramp_points": [[2025, 1], [2025, 1]]}, {f"{P0}/ramp_points/1/0"}),
    (
        {**POINTED, f"{P0}/ramp_points": [[2025, 1], [2027, 1], [2026, 1], [2028, 1]]},
        {f"{P0}/ramp_points/2/0"},
    ),
    ({**POINTED, f"{P0}/start_year": 2026}, {f"{P0}/start_year"}),
    ({**POINTED, f"{P0}/start_year": MISSING}, {f"{P0}/start_year"}),
    # without tonnes: checked where it is there
    ({"/version": 2, "/actions/2/ramp": "points", "/actions/2/ramp_years": 2}, {"/actions/2/ramp_years"}),
    (
        {"/version": 2, "/actions/2/ramp_points": POINTS, "/actions/2/start_year": 2026},
        {"/actions/2/start_year"},
    ),
    ({"/version": 2, "/actions/2/ramp_points": [[2025, 0.5]]}, {"/actions/2/ramp_points"}),
    (
        {"/version": 2, "/actions/2/ramp": "step", "/actions/2/ramp_points": POINTS},
        {"/actions/2/ramp_points"},
    ),
    # in the reference
    ({"/version": 2, f"{P0}/in_reference": 1}, {f"{P0}/in_reference"}),
    ({"/version": 2, f"{P0}/in_reference": True}, {"/groups/0/actions/0"}),
    ({"/version": 2, f"{P0}/in_reference": True, f"{P0}/included": False}, {"/groups/0/actions/0"}),
    (
        {"/version": 2, "/actions/3/in_reference": True, "/actions/3/targets": []},
        {"/actions/3/targets"},
    ),
    # annual limits
    ({"/version": 2, "/limits": None}, {"/limits"}),
    ({"/version": 2, "/limits": [5]}, {"/limits/0"}),
    ({"/version": 2, "/limits": [{"year": 2026}]}, {"/limits/0/limit_t"}),
    ({"/version": 2, "/limits": [{"year": 2026, "limit_t": -1}]}, {"/limits/0/limit_t"}),
    ({"/version": 2, "/limits": [{"year": 2026, "limit_t": 1, "x": 1}]}, {"/limits/0/x"}),
    ({"/version": 2, "/limits": [{"year": 2028, "limit_t": 1}]}, {"/limits/0/year"}),
    ({"/version": 2, "/limits": [{"year": y, "limit_t": 1} for y in (2026, 2026)]}, {"/limits/1/year"}),
    # warming marks
    ({"/version": 2, "/warming_marks": MARKS[:1]}, {"/warming_marks"}),
    (
        {"/version": 2, "/warming_marks": [MARKS[0], MARKS[0]]},
        {"/warming_marks/1/temperature_c", "/warming_marks/1/budget_t"},
    ),
    (
        {"/version": 2, "/warming_marks": [*MARKS, {"temperature_c": 1.9, "budget_t": 9}]},
        {"/warming_marks/2/temperature_c"},
    ),
    ({"/version": 2, "/warming_marks": [MARKS[0], {"budget_t": 9}]}, {"/warming_marks/1/temperature_c"}),
    # base year
    ({"/version": 2, "/base": None}, {"/base"}),
    ({"/version": 2, "/base": {"year": 2009}}, {"/base/emissions_t"}),
    ({"/version": 2, "/base": {"year": 1800, "emissions_t": 5}}, {"/base/year"}),
    ({"/version": 2, "/base": {"year": 2009, "emissions_t": "5"}}, {"/base/emissions_t"}),
]
FAULTY += FAULTY_2


@pytest.mark.parametrize(("changes", "expected"), FAULTY, ids=[str(list(c))[1:-1] for c, _ in FAULTY])
def test_pointers(changes: dict[str, Any], expected: set[str]) -> None:
    found = pointers(spoilt(changes))
    assert set(found) == expected
    assert len(found) == len(expected)


def test_the_sound_file_is_sound() -> None:
    evaluate(scenario_from_dict(SOUND))


def test_each_missing_member_of_an_empty_file() -> None:
    required = (
        "format",
        "version",
        "title",
        "gas",
        "start_year",
        "end_year",
        "budget_t",
        "sources",
        "actions",
    )
    assert sorted(pointers({})) == sorted(f"/{key}" for key in required)


def test_each_missing_member_of_an_action() -> None:
    bare = {"id": "b", "title": "B", "effect": {}}
    assert set(pointers(spoilt({"/actions/2": bare}))) == {
        f"/actions/2/{key}"
        for key in ("targets", "start_year", "ramp", "ramp_years", "effect/kind", "effect/estimates")
    }


NUMBERS = [
    *("/start_year", "/end_year", "/budget_t", "/correlation", "/sources/0/reference_t/0"),
    *("/limits/0/year", "/limits/0/limit_t", "/base/year", "/base/emissions_t"),
    *("/warming_marks/0/temperature_c", "/warming_marks/0/budget_t"),
    *(f"{P0}/{key}" for key in ("start_year", "end_year", "rebound", "ramp_points/0/0", "ramp_points/0/1")),
    f"{FIRST}/likely",
]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("pointer", NUMBERS)
def test_a_whole_number_beyond_a_double_is_a_fault_everywhere(pointer: str, sign: int) -> None:
    rich = {
        **POINTED,
        f"{P0}/ramp_points": [[2025, 0.5], [2027, 1.0]],
        "/limits": [{"year": 2026, "limit_t": 100_000}],
        "/base": {"year": 2009, "emissions_t": 200_000},
        "/warming_marks": [dict(mark) for mark in MARKS],
    }
    for number in (sign * 10**400, sign * 10**350):
        assert pointer in pointers(spoilt({**rich, pointer: number}))


@pytest.mark.parametrize("document", [None, [], "text", 5, True, NAN])
def test_what_is_no_object_is_at_fault_as_a_whole(document: Any) -> None:
    assert pointers(document) == [""]
