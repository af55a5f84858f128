"""The statistics of the installation: upload an official file, see what changes, import, undo."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for

from workshop.charts.importing.statistics import build_statistics_preview
from workshop.database.durability import commit_durably
from workshop.forms.importing.statistics import ImportForm, StatisticsForm
from workshop.i18n import gettext
from workshop.pages.access import account_required, administrator_required, me, require_administrator
from workshop.pages.answers import refuse
from workshop.services.importing import statistics_drafts
from workshop.services.people import audit
from workshop.services.people.audit import Event

blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")

_REFRESH_S = "2"


@blueprint.route("/", methods=["GET", "POST"])
@account_required
def statistics() -> Response:
    """Show the editions in use, and take in a file."""
    form = StatisticsForm()

    def page() -> str:
        return render_template(
            "statistics/statistics.html",
            form=form,
            me=me(),
            draft=statistics_drafts.find_draft(),
            editions=statistics_drafts.list_known(),
        )

    if not form.is_submitted():
        return make_response(page())
    require_administrator()
    if not form.validate():
        return refuse(form, page)
    upload = form.file.data
    statistics_drafts.take_in(
        upload.read(),
        upload.filename[:120],
        country=form.country.data,
        name=(form.publisher.data or "").strip(),
        date=(form.published.data or "").strip(),
    )
    return make_response(redirect(url_for("statistics.changes"), 303))


@blueprint.get("/changes")
@administrator_required
def changes() -> Response:
    """Show what the file that waits would change, or how far its reading is."""
    draft = statistics_drafts.find_draft()
    if draft is None:
        return make_response(redirect(url_for("statistics.statistics"), 303))
    response = make_response(
        render_template(
            "statistics/changes.html",
            draft=draft,
            form=ImportForm(formdata=None, data={"draft": draft.mark}),
            preview=build_statistics_preview(draft.status, draft.lost_years)
            if draft.state == "ready"
            else None,
        )
    )
    if draft.is_being_read:
        response.headers["Refresh"] = _REFRESH_S
    return response


@blueprint.post("/import")
@administrator_required
def take_into_use() -> Response:
    """Import the edition that waits."""
    form = ImportForm()
    statistic = statistics_drafts.import_draft(form.draft.data or "", older_too=bool(form.older.data))
    audit.note(me(), Event.STATISTICS_IMPORTED, statistic)
    commit_durably()
    flash(gettext("Imported: %(statistic)s. Workshops that are opened now use it.", statistic=statistic))
    return make_response(redirect(url_for("statistics.statistics"), 303))


@blueprint.post("/discard")
@administrator_required
def discard() -> Response:
    """Put the file that waits away."""
    if statistics_drafts.discard(ImportForm().draft.data or ""):
        flash(gettext("The file was discarded. Nothing was imported."))
    return make_response(redirect(url_for("statistics.statistics"), 303))


@blueprint.post("/undo/<country>/<name>")
@administrator_required
def undo(country: str, name: str) -> Response:
    """Undo an import that no workshop stands on."""
    statistics_drafts.undo_import(country, name)
    audit.note(me(), Event.STATISTICS_UNDONE, f"{country} {name}")
    commit_durably()
    flash(gettext("The import is undone."))
    return make_response(redirect(url_for("statistics.statistics"), 303))
