"""Deliberation: the spotlight, objections, and the reasons that the room may read."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for

from workshop.charts.budget.titles import describe_title
from workshop.clean_input import read_whole
from workshop.errors import OperationConflict, Problem
from workshop.forms.meeting.deliberating import ObjectionForm, ShownForm, SpotlightForm
from workshop.i18n import gettext
from workshop.models import ObjectionKind, Phase, State
from workshop.pages.access import led_workshop, login_required, me, this_participant
from workshop.pages.answers import acknowledge, refuse, refuse_changed
from workshop.pages.phone import head, snapshot_for
from workshop.services.meeting.focus import look_at
from workshop.services.proposals import objections
from workshop.state.lookup import find_proposal
from workshop.state.visibility import views_for_room

blueprint = Blueprint("objections", __name__)


@blueprint.route("/phone/<code>/objections/<proposal_id>", methods=["GET", "POST"])
def object_to(code: str, proposal_id: str) -> Response:
    """Submit an objection to a proposal."""
    entry = this_participant(code)
    snapshot, form = snapshot_for(entry), ObjectionForm.from_request()
    view = next((view for view in views_for_room(snapshot) if view.id == proposal_id), None)
    if view is None:
        raise Problem(gettext("This proposal is not shown now."), gettext("Choose another one."), status=404)

    def page() -> str:
        return render_template(
            "phone/objection.html",
            form=form,
            title=describe_title(view, snapshot),
            **head(snapshot, Phase.DELIBERATE),
        )

    if not form.is_submitted():
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    try:
        receipt = objections.object_to(
            entry.workshop_id,
            entry.person,
            form.operation_id.data or "",
            proposal_id=proposal_id,
            kind=ObjectionKind(form.kind.data),
            text=(form.text.data or "").strip(),
        )
    except OperationConflict:
        said = gettext("This was sent before with other words. Send again to add another one.")
        return refuse_changed(form, page, said)
    return acknowledge(receipt, url_for("phone.phone", code=code), gettext("Received: your objection"))


@blueprint.post("/desk/<code>/objections/<objection_id>")
@login_required
def judge(code: str, objection_id: str) -> Response:
    """Show an objection to the room, or hide it."""
    workshop, form = led_workshop(code), ShownForm()
    if not form.validate():
        return refuse(form, _stale)
    state = State.VISIBLE if form.shown.data == "yes" else State.HIDDEN
    receipt = objections.judge(workshop.id, me(), form.operation_id.data or "", objection_id, state)
    return acknowledge(receipt, url_for("desk.desk", code=code))


@blueprint.post("/desk/<code>/reasons/<reason_id>")
@login_required
def show_reason(code: str, reason_id: str) -> Response:
    """Show a reason to the room, or hide it."""
    workshop, form = led_workshop(code), ShownForm()
    reason = read_whole(reason_id)
    if not form.validate() or reason is None:
        return refuse(form, _stale)
    receipt = objections.show_reason(
        workshop.id,
        me(),
        form.operation_id.data or "",
        reason,
        form.shown.data == "yes",
        form.seen.data or "",
    )
    return acknowledge(receipt, url_for("desk.desk", code=code))


@blueprint.post("/desk/<code>/spotlight")
@login_required
def spotlight(code: str) -> Response:
    """Show a proposal on all screens."""
    workshop, form = led_workshop(code), SpotlightForm()
    if not form.validate():
        return refuse(form, _stale)
    if form.proposal.data:
        find_proposal(workshop.id, form.proposal.data)
    receipt = look_at(
        workshop.id,
        me(),
        form.operation_id.data or "",
        int(form.step.value or 0),
        proposal=form.proposal.data or None,
    )
    return acknowledge(receipt, url_for("desk.desk", code=code))


def _stale() -> str:
    return render_template("failures/stale.html")
