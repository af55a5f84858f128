"""The result on one page, to be shown or printed before people leave."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from workshop.charts.meeting.result import build_result_view
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Phase
from workshop.pages.access import login_required, read_workshop, this_participant
from workshop.pages.phone import snapshot_for
from workshop.state.snapshot import Snapshot, current_snapshot
from workshop.state.visibility import as_room_sees

blueprint = Blueprint("result", __name__)


@blueprint.get("/desk/<code>/result")
@login_required
def desk(code: str) -> str:
    """Show the present result, at any time."""
    snapshot = as_room_sees(current_snapshot(read_workshop(code)))
    return _page(snapshot, back=url_for("desk.desk", code=code))


@blueprint.get("/phone/<code>/result")
def phone(code: str) -> str:
    """Show the result to participants, once the meeting ends."""
    entry = this_participant(code)
    snapshot = snapshot_for(entry)
    if snapshot.phase not in (Phase.COMPARE, Phase.THANKS):
        raise Problem(
            gettext("The result is not ready yet."),
            gettext("It opens here when the meeting comes to its end."),
            status=409,
        )
    return _page(snapshot, back=url_for("phone.phone", code=code))


def _page(snapshot: Snapshot, *, back: str) -> str:
    return render_template(
        "result/result.html", snapshot=snapshot, result=build_result_view(snapshot), back=back
    )
