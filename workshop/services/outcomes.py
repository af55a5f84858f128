"""Outcomes of scenarios that follow each other: what a step does not touch is not computed again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from scenarios.errors import ScenarioFileError
from scenarios.outcome import Outcome
from scenarios.prepared import PreparedScenario, prepare
from scenarios.file.schema import action_from_dict, scenario_from_dict

_KEPT = 64


@dataclass(frozen=True, eq=False)
class _Computed:
    """A scenario file, without what only its reader wants to know, and all that was computed of it."""

    frame: dict[str, Any]
    actions: dict[str, dict[str, Any]]
    prepared: PreparedScenario
    outcome: Outcome


class Outcomes:
    """Evaluates the newest scenario of each key; the one before it lends what is still true."""

    def __init__(self) -> None:
        self._newest: OrderedDict[Hashable, _Computed] = OrderedDict()
        self._lock = threading.Lock()

    def evaluate(self, key: Hashable, document: dict[str, Any]) -> Outcome:
        """Return what :func:`scenarios.evaluation.evaluate` would of the same scenario file."""
        with self._lock:
            earlier = self._newest.get(key)
        computed = _compute(document, earlier)
        with self._lock:
            self._newest[key] = computed
            self._newest.move_to_end(key)
            while len(self._newest) > _KEPT:
                self._newest.popitem(last=False)
        return computed.outcome


def _compute(document: dict[str, Any], earlier: _Computed | None) -> _Computed:
    frame = {name: part for name, part in document.items() if name not in ("actions", "provenance")}
    actions = {action["id"]: action for action in document["actions"]}
    if earlier is not None and frame == earlier.frame:
        if actions == earlier.actions:
            return earlier
        prepared = _changed(earlier, actions)
        if prepared is not None:
            return _Computed(frame, actions, prepared, prepared.outcome())
    prepared = prepare(scenario_from_dict({**frame, "actions": document["actions"]}))
    return _Computed(frame, actions, prepared, prepared.outcome())


def _changed(earlier: _Computed, actions: dict[str, dict[str, Any]]) -> PreparedScenario | None:
    """Change the actions that a step has changed or added; none where it has taken some away."""
    if not earlier.actions.keys() <= actions.keys():
        return None
    prepared = earlier.prepared
    try:
        for action_id, action in actions.items():
            if earlier.actions.get(action_id) != action:
                prepared = prepared.with_action(action_from_dict(action, prepared.base))
    except (ScenarioFileError, ValueError, KeyError):
        # The whole file says in order what is wrong with it.
        return None
    return prepared
