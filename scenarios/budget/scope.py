"""Scope: amounts are comparable only for the same gas, the same plants, and the same first year."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.budget.steps import Budget
from scenarios.errors import ScenariosError
from scenarios.inventory.omissions import CEMENT, covers_cement, say_names
from scenarios.inventory.references import Reference
from scenarios.inventory.statistics import has_cement_plant
from scenarios.inventory.territories import Territory, find_territory


class ScopeMismatchError(ScenariosError):
    """A budget and a reference of different scope."""


def require_same_scope(budget: Budget, reference: Reference) -> None:
    """Refuse a budget and a reference of different scope, whose difference would be meaningless.

    Parameters
    ----------
    budget, reference
        Of one territory.

    Raises
    ------
    ScopeMismatchError
        If the gases differ (a carbon budget is CO2; CO2e includes gases without a budget), if only one
        includes cement plants, if they leave out different sources, or if they start in different years. The
        message says how to build a matching reference.
    """
    build = (
        "Build the reference with build_reference(..., gas=budget.gas, cement=budget.cement, "
        "without=budget.without)."
    )
    if reference.gas != budget.gas:
        raise ScopeMismatchError(
            f"The budget is in {budget.gas} and the reference in {reference.gas}: they cannot be subtracted "
            f"from each other, because CO2e also counts gases that no carbon budget covers. {build}"
        )
    if reference.cement != budget.cement:
        where = "the reference" if reference.cement else "the budget"
        raise ScopeMismatchError(f"Cement plants are counted in {where} only. {build}")
    if _asked(reference) != _asked(budget):
        sides = [say_names(side.without) if side.without else "nothing" for side in (budget, reference)]
        raise ScopeMismatchError(f"The budget leaves out {sides[0]} and the reference {sides[1]}. {build}")
    if reference.start_year != budget.start_year:
        raise ScopeMismatchError(
            f"The budget counts from {budget.start_year} and the reference from {reference.start_year}. "
            f"Give both the same start: compute_budget(..., as_of={reference.start_year}), "
            f"or build_reference(..., start_year={budget.start_year})."
        )


def _asked(side: Budget | Reference) -> set[str]:
    """Return what is left out beyond the cement plants, which are compared by themselves."""
    return set(side.without) - {CEMENT}


def budget_warnings(
    territory: Territory, gas: str, cement: bool, without: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return which reference options match a budget, if the defaults do not.

    Parameters
    ----------
    territory
        Whose budget.
    gas, cement
        The gas of the budget, and whether it includes cement plants.
    without
        What the budget leaves out.

    Returns
    -------
    tuple of str
        A sentence with the options of ``handlingsrom reference``; empty if the defaults match.
    """
    options, reasons = [], []
    if territory.gas != gas:
        options.append(f"--gas {gas}")
        reasons.append(f"is in {territory.gas}")
    if not cement and has_cement_plant(territory) and not covers_cement(territory, without):
        options.append(f"--without {CEMENT}")
        reasons.append("includes a cement plant, which this budget leaves out")
    if without:
        options += [f"--without {name}" for name in without]
        reasons.append(f"includes {say_names(without)}")
    if not options:
        return ()
    told = (
        f"The reference without options {' and '.join(reasons)}. The one that goes with this budget: "
        f"handlingsrom reference {territory.id} {' '.join(options)} ..."
    )
    return (told,)


def reference_warnings(reference: Reference) -> tuple[str, ...]:
    """Return which budgets differ in scope from a reference, and which option makes them match.

    Parameters
    ----------
    reference
        Any.

    Returns
    -------
    tuple of str
        A sentence for the gas, one for cement plants and one for what is left out, if they differ.
    """
    warnings = []
    if reference.gas != "CO2":
        warnings.append(
            f"This reference is in {reference.gas}, and every carbon budget is in CO2: they cannot be "
            "subtracted from each other. Give --gas CO2 for the reference that goes with a budget."
        )
    if reference.cement and has_cement_plant(find_territory(reference.territory_id)):
        warnings.append(
            "This reference includes a cement plant. The Swedish presets (uppsala-2022-1.7, "
            "uppsala-2022-1.5, klimatkollen-2024) leave it out: give --without cement beside them. The "
            "others include it unless they have --without cement, too."
        )
    names = [name for name in reference.without if name != CEMENT]
    if names:
        options = " ".join(f"--without {name}" for name in names)
        warnings.append(f"Only a budget with the same {options} goes with this reference.")
    return tuple(warnings)
