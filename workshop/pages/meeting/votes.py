"""The vote: a phone's ballot, and the desk that opens and closes it."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.errors import OperationConflict, Problem
from workshop.forms.fields import OperationForm
from workshop.forms.meeting.deliberating import BallotForm, OpenVoteForm
from workshop.i18n import gettext, ngettext
from workshop.pages.access import led_workshop, login_required, me, this_participant
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.phone import changed_meanwhile, head, snapshot_for
from workshop.services.meeting import votes
from workshop.state.visibility import views_for_room
from workshop.store.gates import is_vote_open

blueprint = Blueprint("votes", __name__)


@blueprint.route("/phone/<code>/vote", methods=["GET", "POST"])
def vote(code: str) -> Response:
    """Store dots and support; sent again, they replace the earlier ballot."""
    entry = this_participant(code)
    snapshot = snapshot_for(entry)
    if not is_vote_open(snapshot.vote):
        raise Problem(
            gettext("The vote is closed."),
            gettext("What you sent before it was closed is included."),
            status=409,
        )

    def read_form() -> BallotForm:
        given = {} if request.form else votes.own_ballot(entry.person)
        return BallotForm.from_request().for_proposals(
            views_for_room(snapshot), snapshot.rules.dots, given, request.form
        )

    form = read_form()

    def page() -> str:
        return render_template("phone/vote.html", form=form, **head(snapshot))

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    operation_id, gifts = form.operation_id.data or "", form.gifts()
    form.release()
    try:
        receipt = votes.cast(entry.workshop_id, entry.person, operation_id, gifts)
    except OperationConflict:
        form = read_form()
        return changed_meanwhile(form, page)
    return acknowledge(
        receipt,
        url_for("phone.phone", code=code),
        gettext("Your vote is in. You can change it until it closes.")
        if any(gift.dots or gift.supports for gift in gifts.values())
        else gettext("Your vote is empty and does not count. You can change it until the vote closes."),
    )


@blueprint.post("/desk/<code>/vote/open")
@login_required
def open_vote(code: str) -> Response:
    """Open a vote."""
    workshop, form = led_workshop(code), OpenVoteForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = votes.open_vote(
        workshop.id,
        me(),
        form.operation_id.data or "",
        dots=int(form.dots.value or 0),
        hidden=bool(form.hidden.data),
    )
    return acknowledge(receipt, url_for("desk.desk", code=code))


@blueprint.post("/desk/<code>/vote/close")
@login_required
def close_vote(code: str) -> Response:
    """Close the vote, and delete who gave what."""
    workshop, form = led_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = votes.close_vote(workshop.id, me(), form.operation_id.data or "")
    voters = int(receipt.answer["voters"])
    return acknowledge(
        receipt,
        url_for("desk.desk", code=code),
        ngettext("Closed. %(num)s person voted.", "Closed. %(num)s people voted.", voters),
    )


@blueprint.post("/desk/<code>/vote/empty")
@login_required
def empty_vote(code: str) -> Response:
    """Delete the ballots of the open vote."""
    workshop, form = led_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = votes.empty_vote(workshop.id, me(), form.operation_id.data or "")
    said = gettext("The vote is empty. Everybody can vote again.")
    return acknowledge(receipt, url_for("desk.desk", code=code), said)


def _stale() -> str:
    return render_template("failures/stale.html")
