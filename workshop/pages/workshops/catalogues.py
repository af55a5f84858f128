"""The catalogue of a place's own: the list, and adding, changing, hiding and putting back actions."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from workshop.charts.proposals.place_catalogue import (
    build_place_catalogue_view,
    build_revision_views,
    describe_effect_here,
    describe_revision,
)
from workshop.clean_input import read_whole
from workshop.errors import OperationConflict, Problem
from workshop.forms.fields import OperationForm
from workshop.forms.workshops.catalogues import ActionForm, PlaceForm
from workshop.i18n import current_language, gettext
from workshop.pages.access import account_required, me, opener_required
from workshop.pages.answers import refuse, refuse_changed
from workshop.services.proposals.catalogue_actions import CatalogueAction
from workshop.services.workshops import catalogue_steps
from workshop.services.workshops import catalogues as service
from workshop.services.workshops.catalogue_actions import (
    find_shipped,
    read_typed,
    require_sound,
    show_action,
    type_action,
)
from workshop.services.workshops.catalogue_effects import list_targets
from workshop.services.workshops.catalogues import PlaceCatalogue, find_place
from workshop.services.workshops.places import named_place

blueprint = Blueprint("catalogues", __name__, url_prefix="/catalogues")


@blueprint.get("/")
@account_required
def index() -> Response:
    """List the places with a catalogue of their own, or go to the place that was named."""
    form, wanted = PlaceForm(formdata=request.args), request.args.get("territory", "")[:2000]
    if wanted:
        found = named_place(wanted)
        if found is not None:
            return make_response(redirect(url_for("catalogues.catalogue", place=found.id), 303))
        form.territory.errors = [gettext("No place has this name or id.")]
    own = service.list_places()
    known = {key for key, _, _ in own}
    others = [(key, name) for key, name in service.list_used_places() if key not in known]
    page = render_template("catalogues/index.html", form=form, places=own, others=others)
    return make_response(page, 422 if form.territory.errors else 200)


@blueprint.get("/<place>")
@account_required
def catalogue(place: str) -> Response:
    """List the actions of a place's catalogue."""
    there, text = find_place(place), request.args.get("q", "")[:100]
    undoable = service.find_undoable(there.territory_id)
    return make_response(
        render_template(
            "catalogues/catalogue.html",
            there=there,
            listed=build_place_catalogue_view(there, text, request.args.get("show", "")),
            shown=request.args.get("show", ""),
            text=text,
            revisions=build_revision_views(service.list_revisions(there.territory_id)),
            undoable=undoable,
            undoable_said="" if undoable is None else describe_revision(undoable),
            may_change=me().may_open,
        )
    )


@blueprint.route("/<place>/new", methods=["GET", "POST"])
@opener_required
def new(place: str) -> Response:
    """Add an action."""
    there = find_place(place)
    form = ActionForm.of(None, list_targets(there.territory_id, current_language()), there.number)
    return _answer(there, form, None)


@blueprint.route("/<place>/actions/<action_id>", methods=["GET", "POST"])
@opener_required
def change(place: str, action_id: str) -> Response:
    """Change an action."""
    there = find_place(place)
    action = service.find_listed(there, action_id)
    typed = type_action(action, there.territory_id, current_language())
    form = ActionForm.of(typed, list_targets(there.territory_id, current_language()), there.number)
    return _answer(there, form, action)


@blueprint.post("/<place>/actions/<action_id>/<step>")
@opener_required
def set_state(place: str, action_id: str, step: str) -> Response:
    """Hide an action, show it again, or put the shipped one back."""
    there, form = find_place(place), OperationForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    operation_id = form.operation_id.data or ""
    title = service.find_listed(there, action_id).text("title", current_language())
    if step == "hide":
        catalogue_steps.set_hidden(me(), operation_id, there.territory_id, action_id, hidden=True)
        flash(gettext("Hidden: %(title)s", title=title))
    elif step == "show":
        catalogue_steps.set_hidden(me(), operation_id, there.territory_id, action_id, hidden=False)
        flash(gettext("Shown again: %(title)s", title=title))
    elif step == "put-back":
        catalogue_steps.put_back(me(), operation_id, there.territory_id, action_id)
        flash(gettext("The original is back: %(title)s", title=title))
    else:
        raise Problem(gettext("There is no such step."), gettext("Go back to the catalogue."), status=404)
    return _back_to(there)


@blueprint.post("/<place>/undo")
@opener_required
def undo(place: str) -> Response:
    """Undo the last change."""
    there, form = find_place(place), OperationForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    number = read_whole(request.form.get("number")) or 0
    catalogue_steps.undo_last(me(), form.operation_id.data or "", there.territory_id, number)
    flash(gettext("Undone."))
    return _back_to(there)


def _answer(there: PlaceCatalogue, form: ActionForm, action: CatalogueAction | None) -> Response:
    """Show the form of an action, with what one unit does; store what is sound."""
    ours = None if action is None else find_shipped(action.id)
    effect: list[str] = []

    def page() -> str:
        return render_template(
            "catalogues/action.html", there=there, form=form, action=action, ours=ours, effect=effect
        )

    if request.method == "GET":
        if action is not None:
            effect = describe_effect_here(there.territory_id, there.place, action)
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    own = read_typed(
        form.typed(), "" if action is None else action.id, ours, there.territory_id, current_language()
    )
    require_sound(own, there.territory_id)
    if "preview" in request.form:
        shown = show_action(own, ours, there.territory_id)
        effect = describe_effect_here(there.territory_id, there.place, shown)
        return make_response(page())
    seen = read_whole(form.seen.data) or 0
    try:
        catalogue_steps.save_action(me(), form.operation_id.data or "", there.territory_id, own, seen)
    except OperationConflict as conflict:
        return refuse_changed(form, page, f"{conflict.what} {conflict.now}")
    flash(gettext("Saved: %(title)s", title=form.typed().title))
    return _back_to(there)


def _back_to(there: PlaceCatalogue) -> Response:
    return make_response(redirect(url_for("catalogues.catalogue", place=there.territory_id), 303))
