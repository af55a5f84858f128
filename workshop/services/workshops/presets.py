"""Which budgets can be computed for a place, and why others cannot."""

from __future__ import annotations

import enum
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from scenarios.budget.budgets import compute_budget
from scenarios.budget.pathways import years_left
from scenarios.budget.presets import CLIMATE_BUDGET, find_preset
from scenarios.errors import ScenariosError
from scenarios.inventory.editions import Edition, list_editions
from scenarios.inventory.references import build_reference
from scenarios.inventory.territories import Territory
from workshop.services.workshops.annual_limits import list_base_years_of
from workshop.services.workshops.facts import OWN
from workshop.services.workshops.opening import BY_RULE, PRESETS


class Unfit(enum.StrEnum):
    """Why a budget cannot be computed."""

    COUNTRY = "country"
    START = "start"
    STATISTICS = "statistics"


@dataclass(frozen=True)
class Obstacle:
    """Why a preset does not apply; ``first_year`` is the earliest possible first year."""

    reason: Unfit
    first_year: int | None = None


def obstacles(territory: Territory, start_year: int) -> dict[str, Obstacle]:
    """Return the presets that would be refused for a place and first year; an own amount always applies."""
    found = {preset: find_obstacle(territory, preset, start_year) for preset in PRESETS}
    return {preset: obstacle for preset, obstacle in found.items() if obstacle is not None}


def find_obstacle(territory: Territory, preset: str, start_year: int) -> Obstacle | None:
    """Return why a preset does not apply to a place from a first year on; None if it does."""
    if preset == OWN:
        return None
    if preset == CLIMATE_BUDGET:
        years = list_base_years_of(territory.id)
        return None if any(year < start_year for year in years) else Obstacle(Unfit.STATISTICS)
    if find_preset(preset).country not in (None, territory.country):
        return Obstacle(Unfit.COUNTRY)
    if _first_year(territory, preset, start_year) is not None:
        return None
    first_year = _first_year(territory, preset, None)
    if first_year is not None and first_year > start_year:
        return Obstacle(Unfit.START, first_year)
    return Obstacle(Unfit.STATISTICS)


@dataclass(frozen=True)
class Offer:
    """A budget (t) that applies to a place, and how many years it lasts; None if nothing is emitted."""

    budget_t: float
    years_left: float | None


def list_offers(territory: Territory, start_year: int) -> dict[str, Offer]:
    """Return the budgets that apply to a place from a first year on."""
    return _offers(territory.id, start_year, list_editions())


@lru_cache(maxsize=64)
def _offers(territory_id: str, start_year: int, _editions: tuple[Edition, ...]) -> dict[str, Offer]:
    """Compute the budgets; they change only with the statistics."""
    found = {}
    for preset in BY_RULE:
        with suppress(ScenariosError):
            found[preset] = _offer(territory_id, preset, start_year)
    return found


def _offer(territory_id: str, preset: str, start_year: int) -> Offer:
    budget = compute_budget(territory_id, preset, as_of=start_year)
    reference = build_reference(
        budget.territory,
        method="flat",
        start_year=start_year,
        end_year=start_year,
        cement=budget.cement,
        gas=budget.gas,
        without=budget.without,
    )
    rate = float(reference.reference_t[:, 0].sum())
    return Offer(budget.budget_t, years_left(budget_t=budget.budget_t, base_emissions_t=rate))


def _first_year(territory: Territory, preset: str, start_year: int | None) -> int | None:
    """Return the first year of the budget; None if it cannot be computed."""
    try:
        return compute_budget(territory.id, preset, as_of=start_year).start_year
    except ScenariosError:
        return None
