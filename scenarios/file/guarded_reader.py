"""The program that reads and evaluates a scenario file in a process of its own.

`scenarios.file.guarded` starts it.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Final

from scenarios.engine.evaluation import evaluate
from scenarios.errors import ScenarioFileError
from scenarios.file.guarded import (
    MOST_ACTIONS,
    MOST_ESTIMATES,
    MOST_FAULTS,
    MOST_TARGETS,
    MOST_VALUES,
    TooMuch,
)
from scenarios.file.json_text import parse
from scenarios.file.schema import read_scenario, scenario_to_dict
from scenarios.guarded_process import bind_process

_MEMORY_BYTES: Final = 2_000_000_000
_CPU_S: Final = 60


def main() -> None:
    """Read an order and a file from standard input; write the scenario, its faults, or what is too much."""
    order = json.loads(sys.stdin.buffer.readline())
    bind_process(_MEMORY_BYTES, _CPU_S)
    content = sys.stdin.buffer.read()
    try:
        excess = _find_excess(parse(content)[0])
        if excess is None:
            _say(scenario=_read(content, order["draws"]))
        else:
            _say(too_much=excess[0].value, limit=excess[1])
    except ScenarioFileError as error:
        first = error.faults[:MOST_FAULTS]
        told = [(fault.pointer[:300], fault.problem[:300], fault.expected[:300]) for fault in first]
        _say(faults=told, count=len(error.faults))
    except MemoryError:
        _say(too_much=TooMuch.WORK.value, limit=0)
    os._exit(0)


def _read(content: bytes, draws: int) -> dict[str, Any]:
    scenario = read_scenario(content)
    # Those who keep the file evaluate it with draws, in the server itself.
    outcome = evaluate(scenario, draws=draws)
    return {
        "document": scenario_to_dict(scenario),
        "reference_t": outcome.cumulative_reference_t,
        "emissions_t": outcome.cumulative_emissions_t,
        "remaining_t": outcome.remaining_t,
        "counted": len(outcome.actions),
    }


def _find_excess(document: Any) -> tuple[TooMuch, int] | None:
    """Return of what a document has too much and how much it may have, before its members are judged."""
    if not isinstance(document, dict):
        return None
    actions, sources = (_objects(document.get(key)) for key in ("actions", "sources"))
    effects = _objects([action.get("effect") for action in actions])
    for reason, count, most in (
        (TooMuch.ACTIONS, _length(document.get("actions")), MOST_ACTIONS),
        (TooMuch.ESTIMATES, sum(_length(effect.get("estimates")) for effect in effects), MOST_ESTIMATES),
        (TooMuch.TARGETS, sum(_length(action.get("targets")) for action in actions), MOST_TARGETS),
        (TooMuch.VALUES, sum(_length(source.get("reference_t")) for source in sources), MOST_VALUES),
        (TooMuch.VALUES, _length(document.get("sources")), MOST_VALUES),
    ):
        if count > most:
            return reason, most
    return None


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def _say(**said: Any) -> None:
    print(json.dumps(said), flush=True)
