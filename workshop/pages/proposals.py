"""What the desk does with one proposal."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.forms.desk import EditForm, HideForm, IncludeForm
from workshop.forms.fields import OperationForm
from workshop.i18n import current_language, gettext
from workshop.models import HiddenReason
from workshop.pages.access import login_required, me, my_workshop
from workshop.pages.answers import acknowledge, refuse
from workshop.services import moderation
from workshop.services.actions import target_choices
from workshop.services.standing import current_standing

blueprint = Blueprint("proposals", __name__, url_prefix="/desk/<code>/proposals/<proposal_id>")


@blueprint.post("/approve")
@login_required
def approve(code: str, proposal_id: str) -> Response:
    """Show it to the room."""
    workshop, form = my_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, _stale)
    return acknowledge(
        moderation.approve(workshop.id, me(), form.operation_id.data or "", proposal_id), _desk(code)
    )


@blueprint.post("/hide")
@login_required
def hide(code: str, proposal_id: str) -> Response:
    """Take it off the screens."""
    workshop, form = my_workshop(code), HideForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = moderation.hide(
        workshop.id, me(), form.operation_id.data or "", proposal_id, HiddenReason(form.reason.data)
    )
    return acknowledge(receipt, _desk(code))


@blueprint.post("/include")
@login_required
def include(code: str, proposal_id: str) -> Response:
    """Switch it into the scenario or out of it."""
    workshop, form = my_workshop(code), IncludeForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = moderation.include(
        workshop.id, me(), form.operation_id.data or "", proposal_id, form.included.data == "yes"
    )
    return acknowledge(receipt, _desk(code))


@blueprint.route("/", methods=["GET", "POST"])
@login_required
def edit(code: str, proposal_id: str) -> Response:
    """Change its wording and figures."""
    workshop = my_workshop(code)
    proposal = moderation.find_proposal(workshop, proposal_id)
    standing = current_standing(workshop)
    view = next(view for view in standing.proposals if view.id == proposal.public_id)
    fixed = proposal.fixed_estimate or {}
    form = EditForm(
        data={
            "title": view.title,
            "description": view.description,
            "actor": view.actor,
            "target": "kept" if len(view.targets) > 1 else (view.targets[0] if view.targets else ""),
            "start_year": str(view.start_year),
            "ramp": view.ramp,
            "ramp_years": str(view.ramp_years),
            **{name: _plain_number(fixed[name]) for name in ("low", "likely", "high") if name in fixed},
        }
    ).for_proposal(view, target_choices(standing, current_language()))

    def page() -> str:
        return render_template("desk/proposal.html", form=form, standing=standing, view=view)

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    receipt = moderation.edit(workshop.id, me(), form.operation_id.data or "", proposal_id, form.edit())
    return acknowledge(receipt, _desk(code), gettext("Changed."))


def _plain_number(value: float) -> str:
    return f"{value:.10g}"


def _stale() -> str:
    return render_template("failures/stale.html")


def _desk(code: str) -> str:
    return url_for("desk.desk", code=code)
