"""The sum of a council's adopted annual limits, where it stands in for a carbon budget."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from scenarios.budget.presets import CLIMATE_BUDGET
from scenarios.budget.rollforward import base_emissions
from scenarios.budget.scope import budget_warnings
from scenarios.budget.steps import LIMITS_DISCLAIMER, NO_SOURCE, Budget, BudgetError, Step, check_year
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.territories import find_territory

GAS = "CO2e"
"""In which Nordic councils adopt their limits."""


def missing_years(limits_t: Mapping[int, float]) -> tuple[int, ...]:
    """Return the years without a limit between the first and the last that have one.

    Parameters
    ----------
    limits_t
        Year to limit, t/yr.

    Returns
    -------
    tuple of int
        Rising calendar years.
    """
    if not limits_t:
        return ()
    return tuple(year for year in range(min(limits_t), max(limits_t)) if year not in limits_t)


def fill_limits(limits_t: Mapping[int, float]) -> dict[int, float]:
    """Return a limit for every year from the first to the last, on the straight line between those given.

    Parameters
    ----------
    limits_t
        Year to limit, t/yr.

    Returns
    -------
    dict
        Year to limit, t/yr, years rising.

    Notes
    -----
    Source: the project's model (MODEL.md, section 14). Between two years ``a`` and ``b`` that have a limit,
    ``L(y) = L(a) + (L(b) - L(a)) (y - a) / (b - a)``.
    """
    years = sorted(limits_t)
    filled = {year: float(limits_t[year]) for year in years}
    for first, last in pairwise(years):
        step = (limits_t[last] - limits_t[first]) / (last - first)
        filled |= {year: limits_t[first] + step * (year - first) for year in range(first + 1, last)}
    return dict(sorted(filled.items()))


def climate_budget(
    territory_id: str, limits_t: Mapping[int, float], *, source: str | None = None, fill: bool = False
) -> Budget:
    """Return the sum of adopted annual limits as the amount of a budget.

    ``B = sum of L(y)`` over the years from the first limit to the last.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    limits_t
        ``L``: year to adopted limit, t CO2e/yr, 0 or more; at least two years.
    source
        Where the limits are adopted, in words.
    fill
        Whether years between two that have a limit lie on the straight line between them.

    Returns
    -------
    Budget
        t CO2e, of the preset ``climate-budget``, from 1 January of the first year; one step for each year,
        and their sum. It has no warming limit and no allocation rule.

    Raises
    ------
    BudgetError
        If there are fewer than two years, a figure is negative or not finite, a year has no limit and
        `fill` is not set, or no official statistic precedes the first year.
    StatisticsError
        If the territory has no CO2e statistics.
    UnknownTerritoryError
        If there is no such territory.

    Notes
    -----
    Source: the project's model (MODEL.md, section 14).
    """
    territory = find_territory(territory_id)
    _check(limits_t)
    missing = missing_years(limits_t)
    if missing and not fill:
        raise BudgetError(
            f"These years have no limit: {_say_years(missing)}; give one for each year, or let them lie on "
            "the straight line."
        )
    inventory = read_inventory(territory.id, gas=GAS)
    filled = fill_limits(limits_t)
    first, last = min(filled), max(filled)
    said = source or NO_SOURCE
    steps = [_step(year, limit, said, is_given=year in limits_t) for year, limit in filled.items()]
    total = math.fsum(filled.values())
    steps.append(Step("amount", f"Sum of the adopted annual limits {first}-{last}", total, "t", said))
    base_t, base_year = base_emissions(inventory, first)
    return Budget(
        territory=territory.id,
        name=territory.name,
        preset=CLIMATE_BUDGET,
        gas=GAS,
        budget_t=total,
        start_year=first,
        base_emissions_t=base_t,
        base_year=base_year,
        steps=tuple(steps),
        cement=inventory.cement,
        warnings=(*inventory.notes, *budget_warnings(territory, GAS, inventory.cement)),
        disclaimer=LIMITS_DISCLAIMER,
    )


def _check(limits_t: Mapping[int, float]) -> None:
    if len(limits_t) < 2:
        raise BudgetError("A sum of annual limits needs at least two years.")
    for year, limit in limits_t.items():
        check_year("year of a limit", year)
        if not math.isfinite(limit) or limit < 0:
            raise BudgetError(f"The limit of {year} is {limit!r}; give zero or more, in t a year.")


def _step(year: int, limit_t: float, source: str, *, is_given: bool) -> Step:
    if is_given:
        return Step("limit", f"Adopted limit of {year}", limit_t, "t", source, year)
    label = f"Limit of {year}, on the straight line between adopted ones"
    return Step("limit_between", label, limit_t, "t", "the lines beside it", year)


def _say_years(years: Sequence[int]) -> str:
    return ", ".join(map(str, years))
