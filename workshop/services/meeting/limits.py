"""The adopted annual limits of a workshop: entered at the desk, and their sum as the amount of its budget."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from scenarios.budget.warming_marks import marks_beside
from scenarios.errors import ScenariosError
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Facilitator, Proposal, SavedScenario, Workshop
from workshop.services.workshops.annual_limits import (
    budgets_beside,
    list_base_years_of,
    missing_years,
    sum_of_limits,
)
from workshop.services.workshops.facts import freeze_facts, stored_own_path
from workshop.services.workshops.opening import BY_RULE
from workshop.state.limits import Limits, is_sum_of_limits
from workshop.state.snapshot import Snapshot
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation
from workshop.store.receipts import Receipt

LIMITS = "limits"
"""The card and the picture of the annual limits, by the name that the focus of the screens has."""


def set_limits(workshop: Workshop, facilitator: Facilitator, operation_id: str, limits: Limits) -> Receipt:
    """Enter the limits, or remove them; where their sum is the amount of the budget, it follows them."""
    budget = None
    if is_sum(workshop):
        horizon = range(workshop.start_year, workshop.end_year + 1)
        missing = [year for year in (horizon[0], horizon[-1]) if year not in limits.by_year]
        if missing or (not limits.fill and missing_years(limits.by_year)):
            raise _incomplete([*missing, *missing_years(limits.by_year)])
        budget = _with_beside(_summed(workshop.territory_id, limits), workshop.budget.get("beside", []))
    return _write_limits(workshop.id, facilitator, operation_id, limits.stored(), budget)


def use_sum(workshop: Workshop, facilitator: Facilitator, operation_id: str, limits: Limits) -> Receipt:
    """Make the sum of limits in CO2e the amount of the budget, before anything is proposed or decided.

    The workshop then counts the years of the limits, in CO2e; undo takes it back.
    """
    if len(limits.given) < 2:
        raise Problem(
            gettext("The sum needs limits for at least two years."),
            gettext("Enter the adopted limits first."),
            status=409,
        )
    if not limits.fill and (missing := missing_years(limits.by_year)):
        raise _incomplete(missing)
    try:
        summed = sum_of_limits(workshop.territory_id, limits)
        facts = freeze_facts(
            summed,
            marks_beside(summed),
            method=workshop.reference["method"],
            end_year=max(limits.by_year),
            own=stored_own_path(workshop.reference),
        )
    except ScenariosError as error:
        raise _not_here() from error
    beside = budgets_beside(workshop.territory_id, summed.start_year, BY_RULE)
    facts |= {
        "budget": _with_beside(facts["budget"], beside),
        "start_year": summed.start_year,
        "end_year": max(limits.by_year),
    }
    return _write_sum(workshop.id, facilitator, operation_id, limits.stored(), facts)


def shows_limits(snapshot: Snapshot) -> bool:
    """Return whether the desk has the annual limits on the wall while the room compares."""
    return bool(snapshot.scenario.limits) and snapshot.focus.get("beams") == LIMITS


def is_sum(workshop: Workshop) -> bool:
    """Return whether the budget of a workshop is the sum of its limits."""
    return is_sum_of_limits(workshop.budget)


def may_use_sum(workshop: Workshop) -> bool:
    """Return whether the gas may still change: nothing is proposed, decided or saved, and CO2e is known."""
    if is_sum(workshop) or _has_results(workshop.id):
        return False
    return bool(list_base_years_of(workshop.territory_id))


@operation("workshop.limits", leave_out={"budget"})
def _write_limits(
    context: WorkshopContext, changes: Changes, limits: dict[str, Any], budget: dict[str, Any] | None
) -> Answer:
    workshop = context.load_workshop()
    changes.set(workshop, limits=limits, **({} if budget is None else {"budget": budget}))
    changes.subject = str(len(limits.get("given", ())))
    return {"limits": len(limits.get("given", ()))}


@operation("workshop.climate-budget", leave_out={"facts"})
def _write_sum(
    context: WorkshopContext, changes: Changes, limits: dict[str, Any], facts: dict[str, Any]
) -> Answer:
    workshop = context.load_workshop()
    if _has_results(context.id):
        raise Problem(
            gettext("There are actions or saved scenarios already, counted in the gas of this workshop."),
            gettext("Open another workshop whose budget is the sum of the limits."),
            status=409,
        )
    changes.set(
        workshop,
        **{name: facts[name] for name in ("gas", "budget", "marks", "reference", "history")},
        start_year=facts["start_year"],
        end_year=facts["end_year"],
        limits=limits,
    )
    changes.subject = f"{facts['start_year']}-{facts['end_year']}"
    return {"years": changes.subject}


def _has_results(workshop_id: int) -> bool:
    """Return whether anything is counted in the gas of the workshop: actions, or saved scenarios."""
    actions = select(Proposal.id).where(Proposal.workshop_id == workshop_id, Proposal.removed.is_(False))
    saved = select(SavedScenario.id).where(SavedScenario.workshop_id == workshop_id)
    return any(db.session.scalar(there.limit(1)) is not None for there in (actions, saved))


def _summed(territory_id: str, limits: Limits) -> dict[str, Any]:
    try:
        return sum_of_limits(territory_id, limits).to_dict()
    except ScenariosError as error:
        raise _not_here() from error


def _with_beside(budget: dict[str, Any], beside: list[dict[str, Any]]) -> dict[str, Any]:
    return {**budget, "beside": beside}


def _incomplete(years: Any) -> Problem:
    return Problem(
        gettext("These years have no limit: %(years)s.", years=", ".join(str(year) for year in years)),
        gettext("Write one for each year, or let the years between lie on a straight line."),
        status=409,
    )


def _not_here() -> Problem:
    return Problem(
        gettext("The sum cannot be counted here: the statistics have no CO₂e for this place."),
        gettext("Bring the official file on the page Statistics."),
        status=409,
    )
