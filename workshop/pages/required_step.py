"""Where a second step is required, an account that has none reaches only the page that sets it up."""

from __future__ import annotations

from flask import g, request

from workshop.models import Facilitator
from workshop.services.people.logins import load_facilitator, this_means
from workshop.services.people.second_step import must_set_up

_OPEN = {"second_step.set_up", "login.log_out", "home.choose_language"}


def load_account(facilitator_id: str) -> Facilitator | None:
    """Return the facilitator of this browser's session; None while a second step is still to be set up."""
    facilitator = load_facilitator(facilitator_id)
    if facilitator is None or request.endpoint in _OPEN or not must_set_up(facilitator, this_means()):
        return facilitator
    g.must_set_up = True
    return None


def waits_for_set_up() -> bool:
    """Return whether this browser is logged in and has to set up a second step first."""
    return bool(g.get("must_set_up"))
