"""What phones send, as their pages' forms would."""

from __future__ import annotations

import uuid

from tests.bench.live.rooms import FIRST_ACTION

DOTS = 5
# Emissions that every place has.
SOURCE = "transport/cars"


def estimate(amount: int, operation_id: str = "") -> tuple[str, dict[str, str]]:
    """Estimate the first action: where the form goes below the phone's page, and its fields."""
    return f"catalogue/{FIRST_ACTION}", {
        "operation_id": operation_id or uuid.uuid4().hex,
        "amount": str(amount),
        "start_year": "2027",
        "reason": "",
        # Of this action a small place has less than that, and the form asks.
        "anyway": "y",
    }


def idea(operation_id: str) -> tuple[str, dict[str, str]]:
    """Write a proposal of one's own."""
    return "own", {
        "operation_id": operation_id,
        "title": f"Idea {operation_id}",
        "description": "",
        "actor": "",
        "direction": "lowers",
        "likely": "",
        "low": "",
        "high": "",
        "target": "",
        "start_year": "2027",
        "ramp_years": "3",
    }


def ballot(proposals: list[str], number: int, operation_id: str) -> tuple[str, dict[str, str]]:
    """Fill in a whole ballot: all dots for one proposal, support for the next."""
    dots = {f"dots-{each}": "0" for each in proposals}
    dots[f"dots-{proposals[number % len(proposals)]}"] = str(DOTS)
    supported = proposals[(number + 1) % len(proposals)]
    return "vote", {"operation_id": operation_id, f"supports-{supported}": "yes", **dots}


def typed_amount(action: str) -> tuple[str, dict[str, str]]:
    """Begin to estimate an action: what the page asks a preview with, the amount to be typed."""
    form, fields = estimate(0)
    fields |= {"amount": "", "amount_low": "", "amount_high": "", "preview": "1"}
    return form.replace(FIRST_ACTION, action), fields


def typed_idea() -> tuple[str, dict[str, str]]:
    """Begin a proposal of one's own: title and tonnes are still to be typed."""
    form, fields = idea(uuid.uuid4().hex)
    return form, {**fields, "title": "", "opened": "", "target": SOURCE, "preview": "1"}
