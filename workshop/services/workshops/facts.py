"""The facts that are frozen into a workshop: its budget, and statistics and reference of the same scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from scenarios.budget.budgets import compute_budget, own_budget
from scenarios.budget.presets import CLIMATE_BUDGET, find_preset
from scenarios.budget.steps import Budget
from scenarios.budget.warming_marks import Mark
from scenarios.errors import ScenariosError
from scenarios.inventory.own_path import OwnPath
from scenarios.inventory.references import build_reference
from scenarios.inventory.splitting import split_reference
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.territories import find_territory
from workshop.services.workshops.annual_limits import sum_of_limits
from workshop.services.workshops.references import BudgetScope
from workshop.state.limits import Limits

OWN = "own"


def compute_setup_budget(
    territory_id: str,
    preset: str,
    start_year: int,
    *,
    without: str = "",
    own_amount_t: float | None = None,
    own_source: str = "",
    limits: Limits | None = None,
) -> Budget:
    """Compute the budget that a set-up describes; raise `ScenariosError` if the model has none."""
    territory = find_territory(territory_id)
    if preset == CLIMATE_BUDGET:
        assert limits is not None
        return sum_of_limits(territory.id, limits)
    if preset != OWN:
        left_out = (without,) if without else ()
        return compute_budget(territory.id, preset, as_of=start_year, without=left_out)
    assert own_amount_t is not None
    return own_budget(territory.id, amount_t=own_amount_t, start_year=start_year, source=own_source or None)


def find_setup_scope(
    territory_id: str,
    preset: str,
    start_year: int,
    *,
    without: str = "",
    own_amount_t: float | None = None,
    own_source: str = "",
    limits: Limits | None = None,
) -> BudgetScope | None:
    """Return the scope of the budget that a set-up describes; None if the model has none."""
    try:
        return BudgetScope.of(
            compute_setup_budget(
                territory_id,
                preset,
                start_year,
                without=without,
                own_amount_t=own_amount_t,
                own_source=own_source,
                limits=limits,
            )
        )
    except ScenariosError:
        return None


def compute_by_same_rule(budget: Mapping[str, Any], start_year: int, without: Sequence[str]) -> Budget:
    """Compute a stored budget again, by its own rule and from the statistics in force."""
    takes = find_preset(budget["preset"]).takes
    choices = {
        "edition": budget["edition"],
        "temperature": budget["temperature_c"],
        "probability": budget["probability_pct"],
    }
    given = {key: value for key, value in choices.items() if key in takes and value is not None}
    return compute_budget(
        budget["territory"], budget["preset"], as_of=start_year, without=tuple(without), **given
    )


def stored_own_path(reference: dict[str, Any]) -> OwnPath | None:
    """Return the path of one's own that a workshop's reference follows; None if it follows none."""
    stored = reference.get("own")
    if not stored:
        return None
    points = {
        target: {int(year): value for year, value in of.items()} for target, of in stored["points"].items()
    }
    return OwnPath(stored["quantity"], points, stored["name"])


def freeze_facts(
    budget: Budget, marks: Sequence[Mark], *, method: str, end_year: int, own: OwnPath | None = None
) -> dict[str, Any]:
    """Return the facts of a workshop: budget, marks, and the statistics of the same scope."""
    scope = BudgetScope.of(budget)
    return {
        "place": budget.name,
        "gas": budget.gas,
        "budget": budget.to_dict(),
        "marks": [
            {
                "temperature_c": mark.temperature_c,
                "probability_pct": mark.probability_pct,
                "budget_t": mark.budget_t,
                "source": mark.source,
                "key": mark.key,
            }
            for mark in marks
        ],
        **freeze_reference(scope, method=method, end_year=end_year, own=own),
    }


def freeze_reference(
    scope: BudgetScope, *, method: str, end_year: int, own: OwnPath | None = None
) -> dict[str, Any]:
    """Return the statistics of a budget's scope, and the path that goes on from them."""
    reference = build_reference(
        scope.territory_id,
        method=method,
        start_year=scope.start_year,
        end_year=end_year,
        cement=scope.cement,
        gas=scope.gas,
        without=scope.without,
        own=own,
    )
    reference, splits = split_reference(reference)
    inventory = read_inventory(scope.territory_id, gas=scope.gas, cement=scope.cement, without=scope.without)
    return {
        "reference": {
            "method": method,
            "projection": reference.projection,
            "own": None if own is None else asdict(own),
            "statistics": inventory.edition,
            "statistic_years": list(reference.statistic_years),
            "sources": reference.to_sources(),
            # Sectors whose division into sources is an estimate, and its source.
            "splits": [split.to_dict() for split in splits],
        },
        "history": {
            "years": [int(year) for year in inventory.years],
            "status": list(inventory.status),
            "total_t": [float(total) for total in inventory.emissions_t.sum(axis=0)],
        },
    }
