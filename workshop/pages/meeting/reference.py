"""The reference path of a workshop that is open: chosen again at the desk, with what each path does."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.charts.budget.references import build_references_view
from workshop.forms.workshops.reference import WorkshopReferenceForm
from workshop.i18n import gettext
from workshop.models import Workshop
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.answers import acknowledge
from workshop.pages.own_path import answer_path, refuse_both_paths, refuse_path, show_own_path
from workshop.services.meeting.reference import choose_reference
from workshop.store.three_way import ChangedMeanwhile

blueprint = Blueprint("reference", __name__, url_prefix="/desk/<code>/reference")


@blueprint.route("", methods=["GET", "POST"])
@login_required
def reference(code: str) -> Response:
    """Show the reference paths with what each does, and choose one."""
    workshop = led_workshop(code)
    form = WorkshopReferenceForm(workshop)
    page = partial(_page, workshop, form)
    if request.method == "GET":
        return make_response(page())
    if "show" in request.form:
        return show_own_path(form, page)
    if not form.validate():
        return refuse_path(form, page)
    operation_id = form.operation_id.data or ""
    try:
        receipt = choose_reference(workshop, me(), operation_id, form.sent(), form.opened_with())
    except ChangedMeanwhile as changed:
        return refuse_both_paths(form, changed, page)
    said = gettext("The emissions without actions are calculated again.")
    return acknowledge(receipt, url_for("desk.desk", code=workshop.code), said)


@blueprint.get("/path")
@login_required
def path(code: str) -> Response:
    """Return the picture of the figures that are typed into the table, for the form's script."""
    return answer_path(WorkshopReferenceForm(led_workshop(code)))


def _page(workshop: Workshop, form: WorkshopReferenceForm) -> str:
    offers = form.offers()
    assert offers is not None
    return render_template(
        "reference/reference.html",
        workshop=workshop,
        form=form,
        references=build_references_view(offers, workshop.territory_id),
        is_newer=offers.edition != workshop.reference["statistics"],
        edition=offers.edition,
    )
