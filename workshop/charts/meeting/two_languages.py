"""Which pictures of the wall have room for two languages beside each other."""

from __future__ import annotations

from workshop.charts.meeting.spotlight import build_spotlight_view
from workshop.models import Phase
from workshop.services.meeting.predictions import asked_key, is_revealed
from workshop.state.snapshot import Snapshot
from workshop.store.gates import is_vote_open


def are_beside(snapshot: Snapshot) -> bool:
    """Return whether the wall shows its second language beside the first now.

    Half of a wide screen holds a question and how many have answered it, in letters that the last row reads.
    All other pictures need the whole width, and show the languages in turn.
    """
    return bool(snapshot.rules.second_language) and snapshot.rules.second_beside and _is_question(snapshot)


def _is_question(snapshot: Snapshot) -> bool:
    focus = snapshot.focus
    if snapshot.phase == Phase.PREDICT:
        return not is_revealed(focus, asked_key(focus))
    if snapshot.phase == Phase.PROPOSE:
        return snapshot.silent
    if snapshot.phase == Phase.ESTIMATE:
        return "proposal" in focus and not focus.get("shown") and focus.get("round", 1) == 1
    if snapshot.phase == Phase.DELIBERATE:
        hidden = is_vote_open(snapshot.vote) and snapshot.rules.dots_hidden
        return hidden and build_spotlight_view(snapshot) is None
    return False
