"""A vote that is open while the meeting is in another phase."""

from __future__ import annotations

from workshop.charts.meeting.deliberate import count_room, describe_voters
from workshop.models import Phase
from workshop.state.snapshot import Snapshot
from workshop.store.gates import is_vote_open


def describe_open_vote(snapshot: Snapshot) -> str:
    """Write how many have voted while a vote is open in a phase that does not show it; else empty."""
    if snapshot.phase == Phase.DELIBERATE or not is_vote_open(snapshot.vote):
        return ""
    return describe_voters(count_room(snapshot))
