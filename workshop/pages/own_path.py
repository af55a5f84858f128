"""Answers about a path of one's own: the page with its picture, and its faults beside its fields."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, render_template
from wtforms.validators import ValidationError

from workshop.charts.budget.references import build_references_view, describe_reference
from workshop.forms.workshops.reference import ReferenceFields, WorkshopReferenceForm
from workshop.pages.answers import refuse, refuse_conflict
from workshop.pages.faults import note_fault
from workshop.services.workshops.references import METHODS, OWN_PATH
from workshop.store.three_way import ChangedMeanwhile


def show_own_path(form: ReferenceFields, page: Callable[[], str]) -> Response:
    """Show what the figures of one's own do, before they are chosen; nothing else is looked at."""
    form.reference_method.data = OWN_PATH
    try:
        form.read_own_path()
    except ValidationError as error:
        form.own_file.errors = [error.args[0]]
        return refuse_path(form, page)
    return make_response(page())


def refuse_path(form: ReferenceFields, page: Callable[[], str]) -> Response:
    """Answer a form with faults; those of the typed figures lead to their fields."""
    if form.reference_method.data == OWN_PATH:
        _note_figures(form)
    return refuse(form, page)


def refuse_both_paths(
    form: WorkshopReferenceForm, changed: ChangedMeanwhile, page: Callable[[], str]
) -> Response:
    """Answer with both versions, where another desk has changed the same meanwhile."""

    def page_with_both() -> str:
        _note_figures(form)
        return page()

    form.method_words = {method: describe_reference(method) for method in METHODS}
    return refuse_conflict(form, changed, page_with_both)


def _note_figures(form: ReferenceFields) -> None:
    for field in form.table.fields if form.table is not None else ():
        if field.fault:
            note_fault(field.fault, target=field.name)


def answer_path(form: ReferenceFields) -> Response:
    """Answer a script with the picture of the typed figures; with nothing as long as they are not sound."""
    scope = form.find_scope()
    try:
        form.read_own_path()
        offers = form.offers()
    except ValidationError:
        offers = None
    if offers is None or scope is None:
        return Response(status=204)
    view = build_references_view(offers, scope.territory_id)
    own = next(each for each in view.references if each.method == OWN_PATH)
    return make_response(render_template("components/_own_reference.html", reference=own, view=view))
