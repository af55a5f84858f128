"""Two small scenarios whose comparison can be worked out by hand."""

from __future__ import annotations

from typing import Any

from scenarios.comparison.comparison import Case
from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict


def action(name: str, tonnes: float, target: str, actor: str, **changes: Any) -> dict[str, Any]:
    """Return an action that takes tonnes a year away from its first year on."""
    return {
        "id": name,
        "title": name.capitalize(),
        "targets": [target],
        "effect": {"kind": "tonnes", "estimates": [{"likely": tonnes}]},
        "start_year": 2025,
        "ramp": "step",
        "about": {"actor": actor},
        **changes,
    }


def document(title: str, actions: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """Return a scenario file: cars emit 100 t a year, buses 50, farms 40, for two years."""
    return {
        "format": "handlingsrom/scenario",
        "version": 1,
        "title": title,
        "gas": "CO2",
        "start_year": 2025,
        "end_year": 2026,
        "budget_t": 300.0,
        "sources": [
            {"id": "transport/cars", "reference_t": [100, 100]},
            {"id": "transport/buses", "reference_t": [50, 50]},
            {"id": "farming/all", "reference_t": [40, 40]},
        ],
        "actions": actions,
        **changes,
    }


FIRST = document(
    "First",
    [
        action("charge", 20, "transport/cars", "municipality"),
        action("feed", 4, "farming", "farmers"),
        action("talk", 1, "transport/cars", "municipality", included=False),
    ],
)
SECOND = document(
    "Second",
    [
        action("charge", 30, "transport/cars", "municipality"),
        action("route", 10, "transport/buses", "municipality"),
        action("feed", 4, "farming", "farmers", included=False),
        action("road", -5, "transport/cars", ""),
    ],
)


def case(file: dict[str, Any], name: str | None = None) -> Case:
    """Evaluate a scenario file for a comparison."""
    scenario = scenario_from_dict(file)
    return Case(name=name or scenario.title, scenario=scenario, outcome=evaluate(scenario))
