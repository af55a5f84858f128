"""What happens at this meeting, in three lines for those who arrive."""

from __future__ import annotations

from workshop.i18n import gettext
from workshop.models import Phase
from workshop.state.snapshot import Snapshot


def describe_evening(snapshot: Snapshot) -> tuple[str, ...]:
    """Return at most three lines, from the steps of the agenda."""
    phases = {step["phase"] for step in snapshot.agenda}
    first = (
        gettext("Guess how long the carbon budget lasts.")
        if Phase.PREDICT in phases
        else gettext("See how large the carbon budget is.")
    )
    lines = (
        (first, {Phase.PREDICT, Phase.BRIEFING}),
        (gettext("Propose actions, and see at once what they do."), {Phase.PROPOSE}),
        (gettext("Choose together what you take home."), {Phase.COMBINE, Phase.DELIBERATE, Phase.REFLECT}),
    )
    return tuple(words for words, needed in lines if needed & phases)
