"""Evaluate a saved scenario again with today's program and statistics, beside what was stored with it."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from scenarios.budget.presets import WITHOUT_RULE
from scenarios.errors import ScenariosError
from scenarios.file.fingerprint import hash_figures
from scenarios.file.schema import scenario_from_dict
from scenarios.inventory.editions import Edition, list_editions
from scenarios.inventory.statistics import read_inventory
from scenarios.scenario import Action, Scenario, Source
from workshop.models import SavedScenario, Workshop
from workshop.services.library.past import read_past_facts, read_past_values
from workshop.services.workshops.facts import compute_by_same_rule, freeze_reference, stored_own_path
from workshop.services.workshops.frozen_results import FIGURES, freeze_result
from workshop.services.workshops.references import BudgetScope
from workshop.state.scenario_document import targets_in

_RELATIVE: Final = 1e-6
"""Smaller differences are those of rounding between two machines."""


class Reason(enum.StrEnum):
    """Why a scenario has another result today."""

    PROGRAM = "program"
    STATISTICS = "statistics"


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """A stored result, and what the same scenario gives today.

    ``then`` is the stored one, or today's where an earlier version stored none (``is_stored``). ``now`` uses
    the statistics of today where these give another result, and is None where nothing does. An imported file
    is evaluated with its own reference path alone. ``reasons`` says what has changed. ``is_whole`` says
    whether the file still has the hash of its figures. ``lost`` counts actions whose emission sources the new
    statistics lack. ``obstacle`` says, in the model's words, why today's statistics cannot be used.
    """

    then: dict[str, Any]
    now: dict[str, Any] | None
    reasons: tuple[Reason, ...]
    is_stored: bool
    is_whole: bool
    lost: int = 0
    obstacle: str = ""
    has_own_path: bool = False


def evaluate_again(workshop: Workshop, saved: SavedScenario) -> Evaluated:
    """Evaluate a saved scenario again; nothing is stored."""
    scenario = scenario_from_dict(saved.document)
    today = freeze_result(scenario)
    then = saved.result or today
    reasons = [Reason.PROGRAM] if differ(then, today) else []
    now: dict[str, Any] | None = today if reasons else None
    lost, obstacle = 0, ""
    if saved.origin is None:
        try:
            renewed = _with_todays_statistics(workshop, saved, scenario)
            result = freeze_result(renewed)
        except ScenariosError as error:
            obstacle = str(error)
        else:
            if differ(today, result):
                reasons.append(Reason.STATISTICS)
                now, lost = result, _count_lost(scenario, renewed)
    return Evaluated(
        then=then,
        now=now,
        reasons=tuple(reasons),
        is_stored=saved.result is not None,
        is_whole=hash_figures(scenario) == saved.figures_hash,
        lost=lost,
        obstacle=obstacle,
        has_own_path=saved.origin is not None,
    )


def differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two results differ by more than rounding in one of their main figures."""
    return any(not _alike(one.get(name), other.get(name)) for name in FIGURES)


def newest_edition(territory_id: str, gas: str) -> str:
    """Name the edition of the statistics that a place has today; empty where it has none."""
    return _newest_edition(territory_id, gas, list_editions())


@lru_cache(maxsize=512)
def _newest_edition(
    territory_id: str,
    gas: str,
    editions: tuple[Edition, ...],  # noqa: ARG001  # part of the cache key
) -> str:
    try:
        return read_inventory(territory_id, gas=gas).edition
    except ScenariosError:
        return ""


def _alike(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_RELATIVE, abs_tol=1e-6)


def _with_todays_statistics(workshop: Workshop, saved: SavedScenario, scenario: Scenario) -> Scenario:
    """Return the scenario with budget and reference path by the same rules, or raise `ScenariosError`."""
    facts = read_past_facts(workshop, read_past_values(workshop.id, saved.revision))
    budget, reference = facts["budget"], facts["reference"]
    try:
        stored = dict(budget)
        if budget["preset"] not in WITHOUT_RULE:
            computed = compute_by_same_rule(budget, scenario.start_year, budget.get("without", ()))
            stored = computed.to_dict()
        path = freeze_reference(
            BudgetScope.of_stored(stored),
            method=reference["method"],
            end_year=scenario.end_year,
            own=stored_own_path(reference),
        )["reference"]
    except KeyError as error:
        raise ScenariosError(f"What an earlier version saved lacks {error}.") from error
    sources = tuple(Source(each["id"], tuple(map(float, each["reference_t"]))) for each in path["sources"])
    known = frozenset(source.id for source in sources)
    return replace(
        scenario,
        budget_t=float(stored["budget_t"]),
        sources=sources,
        actions=tuple(_move(action, known) for action in scenario.actions),
        warming_marks=(),
        provenance={**scenario.provenance, "statistics": path["statistics"]},
    )


def _move(action: Action, known: frozenset[str]) -> Action:
    """Return an action with those of its targets that the place still has; without any it has no effect."""
    if action.ledger == "consumption" or action.effect is None:
        return replace(action, targets=tuple(targets_in(action.targets, known)), effect=None)
    targets = tuple(targets_in(action.targets, known))
    return replace(action, targets=targets, effect=action.effect if targets else None)


def _count_lost(scenario: Scenario, renewed: Scenario) -> int:
    moved = {action.id: action for action in renewed.actions}
    return sum(action.counts and moved[action.id].effect is None for action in scenario.actions)
