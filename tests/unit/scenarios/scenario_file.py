"""A sound scenario file to start from, and ways to spoil it."""

from __future__ import annotations

import copy
from enum import Enum
from typing import Any

import pytest

from scenarios.errors import ScenarioFileError
from scenarios.file.schema import scenario_from_dict


class Missing(Enum):
    """As a value: take the member away. An enum, so that a test's name is the same in every process."""

    MISSING = "missing"


MISSING = Missing.MISSING

SOUND: dict[str, Any] = {
    "format": "handlingsrom/scenario",
    "version": 1,
    "title": "Table 3, round 2",
    "gas": "CO2",
    "start_year": 2025,
    "end_year": 2027,
    "budget_t": 250000.0,
    "correlation": 0.0,
    "sources": [
        {"id": "transport/cars", "reference_t": [100000, 99000, 98000]},
        {"id": "machinery/construction", "reference_t": [8000, 8000, 8000]},
    ],
    "actions": [
        {
            "id": "a1",
            "title": "Electric municipal fleet",
            "targets": ["transport/cars"],
            "layer": "proposed",
            "included": True,
            "ledger": "territorial",
            "effect": {"kind": "tonnes", "estimates": [{"low": 150, "likely": 210, "high": 260}]},
            "start_year": 2025,
            "ramp": "linear",
            "ramp_years": 4,
            "end_year": None,
            "rebound": 0.0,
            "about": {"actor": "the municipality"},
        },
        {
            "id": "a2",
            "title": "Fleet pool",
            "targets": ["transport"],
            "effect": {"kind": "share", "estimates": [{"likely": 0.002}]},
            "start_year": 2026,
            "ramp": "step",
        },
        {"id": "a3", "title": "A climate council of residents", "targets": [], "effect": None},
        {
            "id": "a4",
            "title": "Ring road",
            "targets": ["transport"],
            "effect": {"kind": "units", "units": 3, "estimates": [{"low": -9, "likely": 1, "high": 2}]},
            "start_year": 2026,
            "ramp": "s-curve",
            "ramp_years": 2,
        },
    ],
    "groups": [{"id": "g1", "relation": "exclusive", "actions": ["a1", "a2"]}],
    "provenance": {},
    "about": {},
}


def spoilt(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the sound file with the members at these pointers changed, added or taken away."""
    document = copy.deepcopy(SOUND)
    for pointer, value in changes.items():
        *path, last = pointer.split("/")[1:]
        place: Any = document
        for key in path:
            place = place[int(key)] if isinstance(place, list) else place[key]
        if isinstance(place, list):
            place.append(value) if last == "-" else place.__setitem__(int(last), value)
        elif value is MISSING:
            del place[last]
        else:
            place[last] = value
    return document


def pointers(document: Any) -> list[str]:
    """Return the pointers of all faults of a document that is refused, each told in one line."""
    with pytest.raises(ScenarioFileError) as caught:
        scenario_from_dict(document)
    for fault in caught.value.faults:
        assert len(str(fault).splitlines()) == 1
        assert fault.problem
        assert fault.expected
    return [fault.pointer for fault in caught.value.faults]
