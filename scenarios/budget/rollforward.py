"""Rolling a budget forward: the years already emitted, and the emissions to start from.

``B(t1) = B(t0) - sum of E(t) from t0 to t1 - 1``, as budgets are updated in the project's model (MODEL.md,
section 5).
"""

from __future__ import annotations

from scenarios.budget.steps import BudgetError, Step
from scenarios.inventory.inventory import OFFICIAL, PRELIMINARY, Inventory
from scenarios.inventory.omissions import say_names
from scenarios.inventory.references import REFERENCE


def spent_steps(inventory: Inventory, first: int, end: int) -> list[Step]:
    """Return one negative step for every year from first up to, not including, end.

    ``E(t)`` is the statistic of the year, official or preliminary; after the newest statistic, its level
    continues as a flat reference.

    Parameters
    ----------
    inventory
        Of the territory, in the budget's gas and scope.
    first, end
        The years to subtract; none if ``end <= first``.

    Returns
    -------
    list of Step
        ``-E(t)``, t, with year and status.

    Raises
    ------
    BudgetError
        If the statistics have a gap there.
    """
    newest = inventory.years[-1]
    out = f", without {say_names(inventory.without)}" if inventory.without else ""
    steps = []
    for year in range(first, end):
        if year > newest:
            value, status = float(inventory.total_t[-1]), REFERENCE
            source = f"no statistics yet: the level of {newest} ({inventory.status[-1]}) carried on"
        elif year in inventory.years:
            column = inventory.year_index(year)
            value, status = float(inventory.total_t[column]), inventory.status[column]
            source = inventory.method[column]
        else:
            raise BudgetError(
                f"The years from {first} to {end - 1} have to be subtracted, and the statistics of "
                f"{inventory.territory_id} have no {year}; give an amount for a later start year."
            )
        steps.append(Step("spent", f"Emitted in {year} ({status}){out}", -value, "t", source, year, status))
    return steps


def spent_warnings(spent: list[Step]) -> list[str]:
    """Return warnings about subtracted years that are not official.

    Parameters
    ----------
    spent
        What `spent_steps` gave.

    Returns
    -------
    list of str
        A sentence for preliminary years and one for assumed ones, if there are any.
    """
    warnings = []
    for status, words in (
        (PRELIMINARY, "preliminary, until CO2 statistics are published"),
        (REFERENCE, "assumed, since no statistics exist yet"),
    ):
        years = [str(step.year) for step in spent if step.status == status]
        if years:
            warnings.append(f"Emissions of {', '.join(years)} are {words}.")
    return warnings


def base_emissions(inventory: Inventory, before: int) -> tuple[float, int]:
    """Return the newest official emissions before a year, ``E0``, and their year.

    Parameters
    ----------
    inventory
        Of the territory, in the budget's gas and scope.
    before
        First year of the budget.

    Returns
    -------
    emissions, year
        t/yr, and the calendar year.

    Raises
    ------
    BudgetError
        If no official statistic precedes the year.
    """
    for column in reversed(range(len(inventory.years))):
        if inventory.years[column] < before and inventory.status[column] == OFFICIAL:
            return float(inventory.total_t[column]), inventory.years[column]
    raise BudgetError(
        f"There is no official statistic of {inventory.territory_id} before {before}; "
        "give the base emissions with the amount."
    )
