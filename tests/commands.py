"""The program's sub-commands, as other test modules call them."""

from __future__ import annotations

import json

SCENARIO = json.dumps(
    {
        "format": "handlingsrom/scenario",
        "version": 1,
        "title": "One source, one action",
        "gas": "CO2",
        "start_year": 2025,
        "end_year": 2027,
        "budget_t": 250000.0,
        "sources": [{"id": "transport/cars", "reference_t": [100000, 99000, 98000]}],
        "actions": [
            {
                "id": "fleet",
                "title": "Electric municipal fleet",
                "targets": ["transport/cars"],
                "effect": {"kind": "tonnes", "estimates": [{"low": 150, "likely": 210, "high": 260}]},
                "start_year": 2025,
                "ramp": "step",
            }
        ],
    }
)

MODEL_CALLS = {
    "budget": ("budget", "SE-0480", "--amount", "1000000", "--start-year", "2025", "--json"),
    "compare": ("compare", "-", "--json"),
    "evaluate": ("evaluate", "-", "--draws", "10", "--json"),
    "reference": (
        "reference",
        "SE-0480",
        "--method",
        "flat",
        "--start-year",
        "2025",
        "--end-year",
        "2030",
        "--json",
    ),
    "schema": ("schema",),
    "suggest": ("suggest", "-", "--json"),
    "territories": ("territories", "--json"),
}
