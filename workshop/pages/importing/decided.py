"""Import the list of decided actions, and offer templates for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.errors import Problem
from workshop.forms.desk import DecidedForm
from workshop.i18n import current_language, decimal_mark, gettext, ngettext
from workshop.models import Workshop
from workshop.pages.access import login_required, me, my_workshop
from workshop.pages.answers import acknowledge, refuse
from workshop.services.importing.decided_list import Arrival, compare_with_room, import_list
from workshop.services.importing.decided_reading import COLUMNS, Reading, read_table
from workshop.services.importing.spreadsheet import Table, read_file, read_text, text_of, workbook_of
from workshop.services.proposals.catalogue_actions import label_targets
from workshop.state.snapshot import current_snapshot
from workshop.store.receipts import Receipt

blueprint = Blueprint("decided", __name__, url_prefix="/desk/<code>/decided")


@dataclass(frozen=True)
class Review:
    """The reading of a list, for review before the import."""

    reading: Reading
    arrival: Arrival
    seen: str


@blueprint.route("", methods=["GET", "POST"])
@login_required
def decided(code: str) -> Response:
    """Import a list; show it for review if anything was left out or assumed."""
    workshop, form = my_workshop(code), DecidedForm()
    snapshot = current_snapshot(workshop)
    known = [source["id"] for source in snapshot.reference["sources"]]

    def page(reading: Reading | None = None, review: Review | None = None) -> str:
        return render_template(
            "desk/decided.html",
            form=form,
            faults=[] if reading is None else reading.faults,
            review=review,
            snapshot=snapshot,
            labels=label_targets(snapshot, current_language()),
            known=known,
        )

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    try:
        table = _table(form)
    except Problem as problem:
        field = form.file if form.file.data else form.text
        field.errors = [f"{problem.what} {problem.now}"]
        return refuse(form, page)
    counted = {int(row) for row in form.counted.data or [] if row.isdecimal() and len(row) < 9}
    reading = read_table(table, known, counted)
    if reading.faults:
        form.text.errors = [gettext("Nothing was imported: some rows have faults.")]
        return refuse(form, lambda: page(reading))
    review = _review(workshop, form, reading)
    if review is not None:
        return make_response(page(review=review))
    receipt = import_list(
        workshop.id,
        me(),
        form.operation_id.data or "",
        reading.actions,
        update=bool(form.update.data),
    )
    return acknowledge(receipt, url_for("desk.desk", code=code), _describe(receipt))


@blueprint.get("/template.csv")
@login_required
def template(code: str) -> Response:
    """Return an empty list with its heading, as CSV for the reader's spreadsheet program."""
    my_workshop(code)
    delimiter = ";" if decimal_mark() == "," else ","
    response = make_response("\ufeff" + delimiter.join(COLUMNS) + "\r\n")
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="decided.csv"'
    return response


@blueprint.get("/template.xlsx")
@login_required
def workbook(code: str) -> Response:
    """Return an empty workbook with its heading."""
    my_workshop(code)
    response = make_response(workbook_of(COLUMNS))
    response.headers["Content-Type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response.headers["Content-Disposition"] = 'attachment; filename="decided.xlsx"'
    return response


def _table(form: DecidedForm) -> Table:
    if not form.file.data:
        return read_text(form.text.data or "")
    table = read_file(form.file.data.read())
    # The file's content stays on the page, where its faults can be corrected.
    form.text.data = text_of(table)
    return table


def _review(workshop: Workshop, form: DecidedForm, reading: Reading) -> Review | None:
    """Return what has to be reviewed, unless exactly this text was reviewed before."""
    seen = _fingerprint(form.text.data or "")
    arrival = compare_with_room(workshop.id, reading.actions)
    if form.seen.data == seen and not form.file.data:
        return None
    if reading.is_plain and not arrival.there and not arrival.different:
        return None
    return Review(reading, arrival, seen)


def _fingerprint(text: str) -> str:
    # Browsers change line ends.
    return hashlib.sha256("\n".join(text.splitlines()).strip().encode()).hexdigest()


def _describe(receipt: Receipt) -> str:
    answer = receipt.answer
    told = [ngettext("%(num)s decided action is in.", "%(num)s decided actions are in.", answer["imported"])]
    if answer["changed"]:
        told.append(gettext("With new figures: %(number)d.", number=answer["changed"]))
    if already := answer["there"] + answer["kept"]:
        told.append(gettext("Already there, and left as they are: %(number)d.", number=already))
    return " ".join(told)
