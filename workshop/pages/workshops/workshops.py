"""The facilitator's workshops: the list, and opening a new one."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup, escape

from workshop.charts.budget.offers import build_offers_views
from workshop.charts.budget.references import ReferencesView, build_references_view
from workshop.errors import OperationConflict
from workshop.forms.fields import OperationForm
from workshop.forms.steps import write_steps
from workshop.forms.workshops.opening import LAST_STEP, STEPS, CopyForm, OpeningForm, agenda_labels
from workshop.i18n import current_language, gettext
from workshop.models.agenda import AGENDAS, DEFAULT_AGENDA
from workshop.models.types import utc_now
from workshop.pages.access import account_required, led_workshop, me, opener_required, owned_workshop
from workshop.pages.answers import refuse, refuse_changed
from workshop.pages.own_path import answer_path, refuse_path, show_own_path
from workshop.services.people import audit
from workshop.services.people.adopted_words import count_adopted_elsewhere
from workshop.services.people.attendance import USUAL_PEOPLE
from workshop.services.people.audit import Event
from workshop.services.people.teams import list_shared
from workshop.services.workshops.example import EXAMPLES, find_example
from workshop.services.workshops.opening import (
    PRESETS,
    BudgetNotPossible,
    copy_workshop,
    delete_workshop,
    list_workshops,
    open_workshop,
)
from workshop.services.workshops.places import named_place

blueprint = Blueprint("workshops", __name__, url_prefix="/workshops")


@blueprint.get("/")
@account_required
def index() -> str:
    """List the facilitator's workshops, and those in whose team they are."""
    return render_template(
        "workshops/index.html",
        workshops=list_workshops(me()),
        shared=list_shared(me()),
        me=me(),
        examples=EXAMPLES if me().may_open else (),
    )


@blueprint.post("/examples/<key>")
@opener_required
def example(key: str) -> Response:
    """Open an example."""
    form, found = OperationForm(), find_example(key)
    if found is None:
        abort(404)
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    workshop = open_workshop(me(), form.operation_id.data or "", found.setup)
    return make_response(redirect(url_for("desk.desk", code=workshop.code), 303))


@blueprint.route("/new", methods=["GET", "POST"])
@opener_required
def new() -> Response:
    """Open a workshop in three steps: the place, a budget that applies there, the agenda."""
    form = OpeningForm(
        formdata=request.args if request.method == "GET" else request.form | request.files,
        data={
            "preset": PRESETS[0],
            "reference_method": "flat",
            "start_year": str(utc_now().year),
            "end_year": "2045",
            "agenda": DEFAULT_AGENDA,
            "people": str(USUAL_PEOPLE),
            "language": current_language(),
        },
    )

    def page(step: int) -> str:
        place = named_place(form.territory.data)
        if step == LAST_STEP and not form.steps.entries:
            form.steps.process(None, data=write_steps(AGENDAS.get(form.agenda.data, ())))
            form.title.data = form.title.data or (place.name if place is not None else "")
        return render_template(
            "workshops/new.html",
            form=form,
            step=step,
            place=place,
            budgets=form.offer_budgets(),
            offers=_offers(form),
            scopes=form.offer_scopes(),
            references=_references(form) if step == LAST_STEP else None,
            agendas=agenda_labels(),
            kept=_keep_for_later(step),
        )

    if request.method == "GET":
        if "territory" not in request.args:
            return make_response(page(1))
        asked = LAST_STEP if "preset" in request.args else 2
        reached = form.find_step(asked)
        return make_response(page(asked)) if reached == asked else refuse(form, lambda: page(reached))
    if "show" in request.form and form.find_step(LAST_STEP) == LAST_STEP:
        return show_own_path(form, lambda: page(LAST_STEP))
    if not form.validate():
        return refuse_path(form, lambda: page(form.step_with_faults))
    try:
        workshop = open_workshop(me(), form.operation_id.data or "", form.setup())
    except BudgetNotPossible as error:
        # The model's messages for editors of the statistics are in English.
        reason = Markup('<span lang="en">{}</span>').format(error.what)
        said = gettext("This budget cannot be computed here: %(reason)s", reason="{}")
        form.preset.errors = [escape(said).format(reason)]
        return refuse(form, lambda: page(2))
    except OperationConflict:
        return _opened_already(form, lambda: page(LAST_STEP))
    return make_response(redirect(url_for("desk.desk", code=workshop.code), 303))


def _keep_for_later(step: int) -> list[tuple[str, str]]:
    """Return what was sent and is not asked in this step, so that going back to it loses nothing."""
    sent = request.form if request.method == "POST" else request.args
    asked = {"csrf_token", "operation_id", *STEPS.get(step, ())}
    return [(name, value) for name, value in sent.items(multi=True) if name not in asked]


def _references(form: OpeningForm) -> ReferencesView | None:
    offers, scope = form.offers(), form.find_scope()
    return None if offers is None or scope is None else build_references_view(offers, scope.territory_id)


def _offers(form: OpeningForm) -> dict[str, str]:
    return {offer.preset: offer.says for offer in build_offers_views(form.territory.data, form.first_year)}


@blueprint.get("/path")
@opener_required
def path() -> Response:
    """Return the picture of the figures that are typed into the table, for the form's script."""
    form = OpeningForm(formdata=request.args)
    return answer_path(form)


@blueprint.get("/budgets")
@opener_required
def budgets() -> str:
    """Return the budgets to choose from for a place and first year, for the form."""
    form = OpeningForm(formdata=request.args)
    return render_template(
        "workshops/_budgets.html",
        form=form,
        place=named_place(form.territory.data),
        budgets=form.offer_budgets(),
        offers=_offers(form),
        scopes=form.offer_scopes(),
    )


@blueprint.route("/<code>/copy", methods=["GET", "POST"])
@opener_required
def copy(code: str) -> Response:
    """Open another workshop with the same set-up."""
    original = led_workshop(code)
    form = CopyForm(data={"title": original.title})

    def page() -> str:
        return render_template("workshops/copy.html", workshop=original, form=form)

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    title = (form.title.data or "").strip()
    try:
        workshop = copy_workshop(me(), form.operation_id.data or "", original, title)
    except OperationConflict:
        return _opened_already(form, page)
    return make_response(redirect(url_for("desk.desk", code=workshop.code), 303))


@blueprint.route("/<code>/delete", methods=["GET", "POST"])
@account_required
def delete(code: str) -> Response:
    """Delete a workshop after a confirmation."""
    workshop = owned_workshop(code)
    if request.method == "GET":
        return make_response(
            render_template(
                "workshops/delete.html", workshop=workshop, adopted=count_adopted_elsewhere(workshop.id)
            )
        )
    title = workshop.title
    audit.note(me(), Event.WORKSHOP_DELETED, workshop.code)
    delete_workshop(workshop)
    flash(gettext("“%(title)s” is deleted, with everything in it.", title=title))
    return make_response(redirect(url_for("workshops.index"), 303))


def _opened_already(form: OperationForm, page: Callable[[], str]) -> Response:
    """Handle a form that was corrected after it opened a workshop: the next time it opens another one."""
    said = gettext(
        "This form has opened a workshop before, which is in your list. Send it again to open another one."
    )
    return refuse_changed(form, page, said)
