"""The hash by which the figures of a scenario are known, whatever its texts say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from scenarios.scenario import Action, Effect, Scenario


def hash_figures(scenario: Scenario) -> str:
    """Return the hash of a scenario's figures.

    Hashed are the gas, the horizon, the budget, the correlation, the emission sources with their reference,
    the actions (id, targets, layer, whether included and whether in the reference, ledger, effect with all
    estimates, course and rebound), the groups, the annual limits, the warming limits and the base year.
    Left out are all texts: titles, `about` and `provenance`. A person's words can therefore be erased from
    a file without changing its hash. The order of sources, actions, targets and groups does not count, and
    neither do the ids of groups; the order of an action's estimates does, because draws choose among them.

    Parameters
    ----------
    scenario
        Any scenario.

    Returns
    -------
    str
        SHA-256 as 64 hexadecimal digits.
    """
    figures = {
        "gas": scenario.gas,
        "years": [scenario.start_year, scenario.end_year],
        "budget_t": _number(scenario.budget_t),
        "correlation": _number(scenario.correlation),
        "sources": sorted([source.id, _numbers(source.reference_t)] for source in scenario.sources),
        "actions": sorted((_action(action) for action in scenario.actions), key=lambda action: action["id"]),
        "groups": sorted([group.relation, *sorted(group.actions)] for group in scenario.groups),
        "limits": [[limit.year, _number(limit.limit_t)] for limit in scenario.limits],
        "warming_marks": [_numbers((mark.temperature_c, mark.budget_t)) for mark in scenario.warming_marks],
        "base": None if scenario.base is None else [scenario.base.year, _number(scenario.base.emissions_t)],
    }
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _action(action: Action) -> dict[str, Any]:
    points = action.ramp_points
    return {
        "id": action.id,
        "targets": sorted(set(action.targets)),
        "layer": action.layer,
        "included": action.included,
        "in_reference": action.in_reference,
        "ledger": action.ledger,
        "effect": None if action.effect is None else _effect(action.effect),
        "years": [action.start_year, action.end_year],
        "ramp": [action.ramp, action.ramp_years],
        "points": None if points is None else [[year, _number(fraction)] for year, fraction in points],
        "rebound": _number(action.rebound),
    }


def _effect(effect: Effect) -> list[Any]:
    estimates = [_numbers((each.low, each.likely, each.high)) for each in effect.estimates]
    return [effect.kind, None if effect.units is None else _number(effect.units), estimates]


def _numbers(values: Sequence[float]) -> list[float]:
    return [_number(value) for value in values]


def _number(value: float) -> float:
    # Whole numbers and floats of the same value are one; so are 0 and -0.
    return float(value) + 0.0
