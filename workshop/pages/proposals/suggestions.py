"""The model's suggestion: a set of the room's proposals that fits."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for

from workshop.forms.proposals.suggestions import TakeSetForm
from workshop.i18n import gettext
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.answers import acknowledge, refuse
from workshop.services.proposals.suggestions import suggested_set, take_set
from workshop.state.snapshot import current_snapshot

blueprint = Blueprint("suggestions", __name__, url_prefix="/desk/<code>/suggestion")


@blueprint.route("", methods=["GET", "POST"])
@login_required
def suggestion(code: str) -> Response:
    """Show the suggested set, and apply it."""
    workshop, form = led_workshop(code), TakeSetForm()
    snapshot = current_snapshot(workshop)

    def page() -> str:
        found = suggested_set(snapshot) if snapshot.shown else None
        if found is not None and not form.is_submitted():
            form.chosen.data = " ".join(view.id for view in found.chosen)
            form.left_out.data = " ".join(view.id for view in found.left_out)
        return render_template("desk/suggestion.html", snapshot=snapshot, found=found, form=form)

    if not form.is_submitted():
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    chosen, left_out = (tuple((field.data or "").split()) for field in (form.chosen, form.left_out))
    receipt = take_set(workshop.id, me(), form.operation_id.data or "", chosen, left_out)
    return acknowledge(
        receipt, url_for("desk.desk", code=code), gettext("The suggested combination is used now.")
    )
