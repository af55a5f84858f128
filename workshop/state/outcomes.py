"""Outcomes of successive scenarios: parts that a step does not change are not computed again."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import fields
from typing import NamedTuple

from cachetools import LRUCache

from scenarios.engine.prepared import PreparedScenario, prepare
from scenarios.outcome import Outcome
from scenarios.scenario import Scenario

_KEPT = 64
# A member that is added to the scenario later counts here by itself.
_TEXTS = {"title", "provenance", "about"}
_AFFECTING = tuple(field.name for field in fields(Scenario) if field.name not in _TEXTS)


class Evaluated(NamedTuple):
    """A scenario prepared for changes, and its outcome."""

    prepared: PreparedScenario
    outcome: Outcome


class Outcomes:
    """Evaluates the newest scenario of each key, and reuses what it shares with the one before."""

    def __init__(self) -> None:
        self._newest: LRUCache[Hashable, Evaluated] = LRUCache(_KEPT)
        self._lock = threading.Lock()

    def evaluate(self, key: Hashable, scenario: Scenario) -> Evaluated:
        """Prepare and evaluate a scenario; the result equals a fresh evaluation to the last bit."""
        with self._lock:
            earlier = self._newest.get(key)
        evaluated = _evaluate(scenario, earlier)
        with self._lock:
            self._newest[key] = evaluated
        return evaluated


def _evaluate(scenario: Scenario, earlier: Evaluated | None) -> Evaluated:
    if earlier is None:
        prepared = prepare(scenario)
    elif _has_same_outcome(scenario, earlier.prepared.base):
        return earlier
    else:
        prepared = earlier.prepared.with_scenario(scenario)
    return Evaluated(prepared, prepared.outcome())


def _has_same_outcome(scenario: Scenario, earlier: Scenario) -> bool:
    """Return whether two scenarios differ only in texts that do not affect the outcome."""
    return all(getattr(scenario, name) == getattr(earlier, name) for name in _AFFECTING)
