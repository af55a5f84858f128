"""What may be counted together: the same gas, the same plants, from the same year."""

from __future__ import annotations

from scenarios.errors import ScenariosError
from scenarios.references import Reference
from scenarios.steps import Budget


class ScopeMismatchError(ScenariosError):
    """A budget and a reference that do not count the same."""


def require_same_scope(budget: Budget, reference: Reference) -> None:
    """Refuse a budget and a reference whose difference would mean nothing.

    Parameters
    ----------
    budget, reference
        Of one territory.

    Raises
    ------
    ScopeMismatchError
        If the gases differ (a carbon budget is CO2; CO2e also counts what has no budget), if
        cement plants are in one and not in the other, or if they start in different years. The
        message says how to build a reference that fits.
    """
    build = "Build the reference with build_reference(..., gas=budget.gas, cement=budget.cement)."
    if reference.gas != budget.gas:
        raise ScopeMismatchError(
            f"The budget is in {budget.gas} and the reference in {reference.gas}: they cannot be subtracted "
            f"from each other, because CO2e also counts gases that no carbon budget covers. {build}"
        )
    if reference.cement != budget.cement:
        where = "the reference" if reference.cement else "the budget"
        raise ScopeMismatchError(f"Cement plants are counted in {where} only. {build}")
    if reference.start_year != budget.start_year:
        raise ScopeMismatchError(
            f"The budget counts from {budget.start_year} and the reference from {reference.start_year}. "
            f"Give both the same start: compute_budget(..., as_of={reference.start_year}), "
            f"or build_reference(..., start_year={budget.start_year})."
        )
