"""The tank: the budget as a vessel, and what the scenarios would pour into it."""

from __future__ import annotations

from typing import Any

from workshop.i18n import format_decimal, format_tonnes, gettext
from workshop.services.standing import Standing

_HEAD_ROOM = 1.06


def draw_tank(standing: Standing) -> dict[str, Any]:
    """Return heights from 0 (bottom) to 1 (top of the drawing) with the words beside them.

    The drawing reaches from nothing to the largest of what is shown, so that a vessel far smaller
    than what would be poured into it looks as small as it is.
    """
    outcome = standing.outcome
    budget = max(0.0, outcome.budget_t)
    used, decided, reference = (
        outcome.cumulative_emissions_t,
        outcome.decided.cumulative_emissions_t,
        outcome.cumulative_reference_t,
    )
    marks = [mark for mark in standing.marks if mark["budget_t"] > 0]
    top = max(budget, used, decided, reference, *(mark["budget_t"] for mark in marks), 1.0) * _HEAD_ROOM

    def amount(tonnes: float) -> str:
        return format_tonnes(tonnes, like=top)

    return {
        "budget": budget / top,
        "used": used / top,
        "within": min(used, budget) / top,
        "over": max(0.0, used - budget) / top,
        "reference": reference / top,
        "decided": decided / top if standing.decided else None,
        "marks": [
            {
                "level": mark["budget_t"] / top,
                "label": gettext("%(degrees)s °C", degrees=format_decimal(mark["temperature_c"], 1)),
                "amount": amount(mark["budget_t"]),
                "reached": used <= mark["budget_t"],
            }
            for mark in sorted(marks, key=lambda mark: mark["budget_t"])
        ],
        "labels": {
            "budget": gettext("Budget %(amount)s", amount=amount(budget)),
            "used": amount(used),
            "reference": gettext("Without actions %(amount)s", amount=amount(reference)),
            "decided": gettext("Decided %(amount)s", amount=amount(decided)),
        },
        "description": describe_tank(standing),
    }


def describe_tank(standing: Standing) -> str:
    """Say in a sentence what the tank shows."""
    outcome = standing.outcome
    return gettext(
        "The budget is %(budget)s. From %(start)s to %(end)s the scenario emits %(used)s; "
        "without actions it would be %(reference)s.",
        budget=format_tonnes(outcome.budget_t),
        start=str(standing.start_year),
        end=str(standing.end_year),
        used=format_tonnes(outcome.cumulative_emissions_t),
        reference=format_tonnes(outcome.cumulative_reference_t),
    )
