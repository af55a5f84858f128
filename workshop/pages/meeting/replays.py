"""The replay of a meeting, for the facilitator and in the size of the wall."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from workshop.charts.meeting.replay import build_replay_view
from workshop.pages.access import login_required, read_workshop
from workshop.state.replays import replay_meeting
from workshop.state.snapshot import current_snapshot

blueprint = Blueprint("replays", __name__)


@blueprint.get("/desk/<code>/replay")
@login_required
def replay(code: str) -> str:
    """Show the meeting as a time-lapse, also long after its end."""
    snapshot = current_snapshot(read_workshop(code))
    wall = "wall" in request.args
    return render_template(
        "replays/wall.html" if wall else "replays/replay.html",
        snapshot=snapshot,
        replay=build_replay_view(replay_meeting(snapshot), wall=wall),
    )
