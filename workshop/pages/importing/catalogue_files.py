"""A place's own catalogue as a file: export it; look at one before it is imported."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from workshop.charts.proposals.place_catalogue import build_planned_views
from workshop.errors import Problem
from workshop.forms.fields import OperationForm
from workshop.forms.workshops.catalogues import CatalogueFileForm
from workshop.i18n import gettext, ngettext
from workshop.models import CatalogueDraft
from workshop.pages.access import account_required, me, opener_required
from workshop.pages.answers import refuse
from workshop.pages.downloads import send_file
from workshop.services.importing import catalogue_drafts
from workshop.services.importing.catalogue_drafts import FaultyCatalogue
from workshop.services.workshops.catalogue_files import write_catalogue_csv, write_catalogue_json
from workshop.services.workshops.catalogue_steps import was_stored
from workshop.services.workshops.catalogues import PlaceCatalogue, find_place

blueprint = Blueprint("catalogue_files", __name__, url_prefix="/catalogues/<place>")


@blueprint.get("/file.json")
@account_required
def file_json(place: str) -> Response:
    """Export the catalogue as JSON."""
    there = find_place(place)
    return send_file(write_catalogue_json(there), _name(there, "json"), "application/json")


@blueprint.get("/file.csv")
@account_required
def file_csv(place: str) -> Response:
    """Export the catalogue for a spreadsheet program."""
    there = find_place(place)
    return send_file(write_catalogue_csv(there), _name(there, "csv"), "text/csv")


@blueprint.route("/import", methods=["GET", "POST"])
@opener_required
def take_in(place: str) -> Response:
    """Take a file in."""
    there, form = find_place(place), CatalogueFileForm()
    faulty: FaultyCatalogue | None = None

    def page() -> str:
        return render_template(
            "catalogues/import.html",
            there=there,
            form=form,
            faulty=faulty,
            draft=catalogue_drafts.find_draft(me(), there.territory_id),
        )

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    upload = form.file.data
    try:
        catalogue_drafts.take_in(me(), there.territory_id, upload.filename or "", upload.read())
    except Problem as problem:
        faulty = problem if isinstance(problem, FaultyCatalogue) else None
        form.file.errors = [f"{problem.what} {problem.now}"]
        return refuse(form, page)
    return make_response(redirect(url_for("catalogue_files.preview", place=there.territory_id), 303))


@blueprint.route("/import/preview", methods=["GET", "POST"])
@opener_required
def preview(place: str) -> Response:
    """Show what a file would change, and import it."""
    there, form = find_place(place), OperationForm()
    draft = catalogue_drafts.find_draft(me(), there.territory_id)
    home = url_for("catalogues.catalogue", place=there.territory_id)
    if request.method == "POST" and was_stored(form.operation_id.data or ""):
        return make_response(redirect(home, 303))
    if draft is None:
        raise Problem(
            gettext("There is no file to look at."),
            gettext("Choose a file on the page for importing one."),
            status=404,
        )
    if request.method == "GET":
        return make_response(_page(there, draft))
    if not form.validate():
        return refuse(form, lambda: _page(there, draft))
    if request.form.get("draft", "") != draft.public_id:
        raise Problem(
            gettext("This page belongs to another file: the file has been replaced meanwhile."),
            gettext("Nothing of this page was used. Look at the file as it is now."),
            status=409,
        )
    if request.form.get("do") == "discard":
        catalogue_drafts.discard(draft)
        flash(gettext("The file was discarded. Nothing was imported."))
        return make_response(redirect(home, 303))
    count = catalogue_drafts.import_draft(me(), form.operation_id.data or "", draft, there)
    flash(ngettext("%(num)s action is imported.", "%(num)s actions are imported.", count))
    return make_response(redirect(home, 303))


def _page(there: PlaceCatalogue, draft: CatalogueDraft) -> str:
    planned = build_planned_views(catalogue_drafts.plan_import(draft, there))
    return render_template(
        "catalogues/preview.html",
        there=there,
        draft=draft,
        from_place=catalogue_drafts.catalogue_in_file(draft).territory,
        planned=planned,
        count=sum(not row.is_same for row in planned),
    )


def _name(there: PlaceCatalogue, ending: str) -> str:
    # A set of many municipalities has a long id.
    return f"handlingsrom-catalogue-{there.territory_id[:60]}.{ending}"
