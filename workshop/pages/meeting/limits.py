"""The adopted annual limits of a workshop: entered at the desk, with the gap table and its files."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.charts.budget.amount import build_beside_views, describe_amount
from workshop.charts.budget.gap_table import build_gap_table_view
from workshop.errors import Problem
from workshop.forms.meeting.limits import LimitsForm
from workshop.i18n import gettext
from workshop.models import Workshop
from workshop.pages.access import led_workshop, login_required, me, read_workshop
from workshop.pages.answers import acknowledge, refuse, wants_json
from workshop.pages.downloads import send_file
from workshop.pages.faults import note_fault
from workshop.services.meeting.limits import may_use_sum, set_limits, use_sum
from workshop.services.workshops.limit_files import gap_csv, gap_workbook
from workshop.state.snapshot import Snapshot, current_snapshot
from workshop.state.visibility import as_room_sees
from workshop.words import say_gas

blueprint = Blueprint("limits", __name__, url_prefix="/desk/<code>/limits")

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("", methods=["GET", "POST"])
@login_required
def limits(code: str) -> Response:
    """Show the gap table and the form; enter limits, or make their sum the budget."""
    workshop = led_workshop(code)
    form = LimitsForm(workshop)
    page = partial(_page, workshop, form)
    if request.method == "GET" or "more" in request.form:
        return make_response(page())
    if "fill_table" in request.form:
        return make_response(page()) if form.fill_table() else _refuse(form, page)
    if not form.validate() or form.limits is None:
        return _refuse(form, page)
    operation_id = form.operation_id.data or ""
    if "use_sum" in request.form:
        try:
            receipt = use_sum(workshop, me(), operation_id, form.limits)
        except Problem as problem:
            if wants_json():
                raise
            # With the table as it was sent: what is missing is written there.
            note_fault(f"{problem.what} {problem.now}")
            return make_response(page(), problem.status)
        said = gettext("The sum of the adopted limits is the budget now.")
    else:
        receipt = set_limits(workshop, me(), operation_id, form.limits)
        said = gettext("The limits are saved.") if form.limits.given else gettext("The limits are removed.")
    return acknowledge(receipt, url_for("limits.limits", code=workshop.code), said)


@blueprint.get("/gap.csv")
@login_required
def csv(code: str) -> Response:
    """Return the gap table as CSV."""
    workshop = read_workshop(code)
    snapshot = as_room_sees(current_snapshot(workshop))
    return send_file(gap_csv(snapshot.scenario, snapshot.outcome), f"{_name(workshop)}.csv", "text/csv")


@blueprint.get("/gap.xlsx")
@login_required
def xlsx(code: str) -> Response:
    """Return the gap table as a workbook."""
    workshop = read_workshop(code)
    snapshot = as_room_sees(current_snapshot(workshop))
    response = send_file("", f"{_name(workshop)}.xlsx", _WORKBOOK)
    response.set_data(gap_workbook(snapshot.scenario, snapshot.outcome))
    response.headers["Content-Type"] = _WORKBOOK
    return response


def _refuse(form: LimitsForm, page: partial[str]) -> Response:
    for row in form.rows:
        for field in row.fields:
            if field.fault:
                note_fault(field.fault, target=field.name)
    return refuse(form, page)


def _page(workshop: Workshop, form: LimitsForm) -> str:
    snapshot: Snapshot = as_room_sees(current_snapshot(workshop))
    return render_template(
        "limits/limits.html",
        workshop=workshop,
        snapshot=snapshot,
        form=form,
        gas=say_gas(workshop.gas),
        gap=build_gap_table_view(snapshot),
        amount_said=describe_amount(snapshot),
        beside=build_beside_views(snapshot.budget),
        may_use_sum=may_use_sum(workshop),
    )


def _name(workshop: Workshop) -> str:
    return f"handlingsrom-{workshop.code}-gap"
