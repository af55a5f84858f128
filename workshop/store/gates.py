"""Checks that an operation makes before it writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workshop.errors import NotNow, Problem
from workshop.i18n import gettext
from workshop.models import Phase, Rules
from workshop.store.context import WorkshopContext

MAXIMUM_TABLES = 60


def why_not_now(rules: Rules, phase: str, *phases: Phase) -> NotNow | None:
    """Return why phones cannot send now what belongs to ``phases`` (none: all phases); None if they can."""
    if rules.frozen:
        return NotNow(
            gettext("The facilitator has paused the phones."),
            gettext("What you wrote is kept on this page. Send it when the phones are open again."),
        )
    if phases and phase not in phases:
        return NotNow(
            gettext("This is not open now."),
            gettext("What you wrote is kept on this page. Send it when the facilitator opens it."),
        )
    return None


def require_writing(context: WorkshopContext, *phases: Phase) -> None:
    """Refuse input from phones while they are frozen, or outside ``phases``."""
    problem = why_not_now(context.in_force, context.phase, *phases)
    if problem is not None:
        raise problem


def is_vote_open(vote: Mapping[str, Any]) -> bool:
    """Return whether people can vote now."""
    return vote.get("state") == "open"


def require_table(context: WorkshopContext, number: int) -> None:
    """Refuse a table that does not exist; any is valid if the desk has set no number of tables."""
    if not 1 <= number <= (context.in_force.tables or MAXIMUM_TABLES):
        raise Problem(gettext("There is no such table."), gettext("Look at the card on it."), status=409)
