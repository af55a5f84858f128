"""Let a workshop take over the newest catalogue of its place."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.charts.proposals.place_catalogue import build_take_over_view
from workshop.clean_input import read_whole
from workshop.forms.fields import OperationForm
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.answers import acknowledge, refuse
from workshop.services.proposals.catalogue_takeover import plan_take_over, take_over

blueprint = Blueprint("catalogue_takeover", __name__, url_prefix="/desk/<code>/catalogue")


@blueprint.route("", methods=["GET", "POST"])
@login_required
def catalogue(code: str) -> Response:
    """Show which catalogue a workshop looks its actions up in, and take over the newest one."""
    workshop, form = led_workshop(code), OperationForm()
    plan = plan_take_over(workshop.id, workshop.territory_id, workshop.own_catalogue)

    def page() -> str:
        return render_template(
            "catalogues/take_over.html",
            workshop=workshop,
            number=(workshop.own_catalogue or {}).get("number", 0),
            plan=plan,
            view=None if plan is None else build_take_over_view(plan),
        )

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    number = read_whole(request.form.get("number")) or 0
    receipt = take_over(workshop.id, me(), form.operation_id.data or "", number)
    return acknowledge(receipt, url_for("desk.desk", code=workshop.code))
