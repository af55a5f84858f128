"""The uncertainty of the result, in words."""

from __future__ import annotations

from scenarios.numbers import round_whole
from workshop.i18n import gettext
from workshop.services.meeting.monte_carlo import tries_that_fit
from workshop.state.snapshot import Snapshot


def describe_tries(snapshot: Snapshot) -> str:
    """Write in how many of 100 draws the scenario fits; empty until that has been computed."""
    # Without counted actions there is no uncertainty.
    if not any(action.included for action in (*snapshot.counted, *snapshot.decided)):
        return ""
    share = tries_that_fit(snapshot)
    if share is None:
        return ""
    # Show neither 0 nor 100 unless it is exact.
    if 0 < share < 0.005:
        tries = gettext("fewer than 1")
    elif 0.995 <= share < 1:
        tries = gettext("more than 99")
    else:
        tries = str(round_whole(100 * share))
    return gettext("If the room’s own estimates hold, it fits in %(tries)s of 100 tries.", tries=tries)
