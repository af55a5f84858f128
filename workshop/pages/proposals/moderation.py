"""Helpers: the desk's invitations, and the helper's page."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for

from workshop.charts.meeting.picture import build_state_view
from workshop.charts.meeting.rows import LONGEST_WHOLE, build_rows_view
from workshop.database.storage import Trouble
from workshop.errors import Problem
from workshop.forms.fields import OperationForm
from workshop.i18n import current_language, gettext
from workshop.identity import tidy_code
from workshop.models import Workshop
from workshop.models.types import utc_now
from workshop.pages.access import account_required, helped_workshop, led_workshop, let_helper_in
from workshop.pages.allowance import count_wrong_guess
from workshop.pages.answers import cacheable, refuse
from workshop.pages.links import helper_link
from workshop.pages.narrowing import read_row_filter
from workshop.services.people.helpers import find_helper, invite_helper, list_helpers, revoke_helper
from workshop.services.people.participants import find_workshop
from workshop.services.proposals.catalogue_actions import label_targets
from workshop.services.proposals.overlaps import overlap_questions
from workshop.services.proposals.waiting import FOR_HELPERS
from workshop.state.snapshot import Snapshot, current_snapshot
from workshop.store.receipts import serial_of

blueprint = Blueprint("moderation", __name__)


@blueprint.get("/moderation/<code>/enter/<secret>")
def enter(code: str, secret: str) -> Response:
    """Admit a helper by their link."""
    workshop = find_workshop(tidy_code(code))
    if workshop is None or find_helper(workshop, secret) is None:
        count_wrong_guess()
        raise Problem(
            gettext("This helper’s link no longer works."),
            gettext("Ask the facilitator for a new one."),
            status=404,
        )
    response = make_response(redirect(url_for("moderation.moderate", code=workshop.code), 303))
    let_helper_in(response, workshop, secret)
    return response


@blueprint.get("/moderation/<code>")
def moderate(code: str) -> str:
    """Show what waits, and what the room sees."""
    workshop, helper = helped_workshop(code)
    return render_template(
        "moderation/moderate.html", helper=helper, **_board(workshop, current_snapshot(workshop))
    )


@blueprint.get("/moderation/<code>/news")
def news(code: str) -> Response:
    """Return the changing parts of the page, which scripts morph into it."""
    workshop, _ = helped_workshop(code)
    answers = serial_of(workshop.id)
    snapshot = current_snapshot(workshop)
    html = render_template("moderation/_board.html", **_board(workshop, snapshot))
    return cacheable({**asdict(build_state_view(snapshot)), "answers": answers, "html": html})


@blueprint.route("/desk/<code>/helpers", methods=["GET", "POST"])
@account_required
def helpers(code: str) -> Response:
    """List the helpers, and make a link for one more."""
    workshop, form = led_workshop(code), OperationForm()

    def page(link: str = "") -> str:
        return render_template(
            "moderation/helpers.html", workshop=workshop, helpers=list_helpers(workshop), form=form, link=link
        )

    if not form.is_submitted():
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    _, secret = invite_helper(workshop)
    form.renew()
    return make_response(page(helper_link(workshop, secret)))


@blueprint.post("/desk/<code>/helpers/<int:helper_id>/revoke")
@account_required
def revoke(code: str, helper_id: int) -> Response:
    """Revoke a helper's link."""
    workshop = led_workshop(code)
    revoke_helper(workshop, helper_id)
    flash(gettext("The link is withdrawn."))
    return make_response(redirect(url_for("moderation.helpers", code=code), 303))


def _board(workshop: Workshop, snapshot: Snapshot) -> dict[str, object]:
    return {
        "workshop": workshop,
        "snapshot": snapshot,
        "labels": label_targets(snapshot, current_language()),
        "rows": build_rows_view(
            snapshot, overlap_questions(snapshot), utc_now(), read_row_filter(), FOR_HELPERS
        ),
        "longest_whole": LONGEST_WHOLE,
        "home": "moderation.moderate",
        "deciding": False,
        "troubles": list(Trouble),
    }
