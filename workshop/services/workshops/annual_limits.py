"""Annual limits on their way in: tables that were pasted, base years, and what their sum amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.budget.budgets import compute_budget
from scenarios.budget.climate_budget import climate_budget, missing_years
from scenarios.budget.presets import CLIMATE_BUDGET, find_preset
from scenarios.budget.steps import Budget
from scenarios.errors import ScenariosError
from scenarios.importing.action_list.units import FACTORS
from scenarios.importing.limit_cells import LimitsTable
from scenarios.importing.limits_table import (
    LimitsFault,
    LimitsTableError,
    read_limits_file,
    read_limits_text,
)
from scenarios.inventory.statistics import read_inventory
from scenarios.scenario import BaseYear
from workshop.i18n import gettext
from workshop.state.limits import GivenLimit, Limits

__all__ = [
    "CLIMATE_BUDGET",
    "BaseYear",
    "GivenLimit",
    "Limits",
    "LimitsTable",
    "LimitsTableError",
    "missing_years",
    "read_limits_file",
    "read_limits_text",
    "say_limits_fault",
]


def say_limits_fault(error: LimitsTableError) -> str:
    """Say why a table cannot be read, and what to do."""
    return {
        LimitsFault.EMPTY: gettext("There is nothing to read. Paste the years and their limits."),
        LimitsFault.NO_YEARS: gettext(
            "No year with a figure was found. Paste the years with the limits beside or below them."
        ),
        LimitsFault.SEVERAL: gettext(
            "Row %(row)s: the years have several figures. Paste the years and the limits alone.",
            row=str(error.row),
        ),
        LimitsFault.TOO_MANY: gettext(
            "That is too much for annual limits. Paste the years and the limits alone."
        ),
        LimitsFault.FILE: gettext("This file cannot be read. Save the table as .xlsx or .csv, or paste it."),
    }[error.fault]


def list_base_years(history: Mapping[str, Any]) -> dict[int, float]:
    """Return the years of the workshop's statistics with their emissions (t/yr), earliest first."""
    return {
        int(year): float(total)
        for year, total, status in zip(history["years"], history["total_t"], history["status"], strict=True)
        if status == "official"
    }


def list_base_years_of(territory_id: str) -> dict[int, float]:
    """Return the years of a place's statistics in CO2e with their emissions (t/yr); empty without any."""
    try:
        inventory = read_inventory(territory_id, gas="CO2e", preliminary=False)
    except ScenariosError:
        return {}
    return dict(zip(inventory.years, map(float, inventory.total_t), strict=True))


def limit_below(base_t: float, below_pct: float) -> float:
    """Return the limit (t/yr) that lies so many per cent below the emissions of the base year."""
    return base_t * (1 - below_pct / 100)


def in_tonnes(value: float, unit: str) -> float:
    """Return a figure in tonnes."""
    return value * FACTORS.get(unit, 1.0)


def sum_of_limits(territory_id: str, limits: Limits) -> Budget:
    """Return the sum of the limits as the amount of a budget; raise `ScenariosError` if there is none."""
    return climate_budget(territory_id, limits.by_year, source=limits.source or None, fill=limits.fill)


def budgets_beside(territory_id: str, start_year: int, presets: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the carbon budgets by those of ``presets`` that can be computed, to be frozen."""
    found = []
    for preset in presets:
        try:
            budget = compute_budget(territory_id, find_preset(preset).id, as_of=start_year)
        except ScenariosError:
            continue
        found.append({"preset": preset, "budget_t": budget.budget_t, "gas": budget.gas})
    return found
