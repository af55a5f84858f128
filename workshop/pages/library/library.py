"""The library of saved scenarios across workshops."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from workshop.charts.library.rows import build_library_view
from workshop.charts.library.scenario import build_scenario_view, describe_live
from workshop.errors import OperationConflict
from workshop.forms.fields import OperationForm
from workshop.forms.library.library import ContinueForm, ScenarioForm, read_search
from workshop.i18n import gettext
from workshop.models import SavedScenario, Workshop
from workshop.models.types import utc_now
from workshop.pages.access import account_required, led_workshop, me, opener_required, read_workshop
from workshop.pages.answers import acknowledge, refuse, refuse_changed
from workshop.services.library import upkeep
from workshop.services.library.continuing import continue_from, count_adopted
from workshop.services.library.entries import list_entries, search
from workshop.services.library.evaluated_again import evaluate_again
from workshop.services.library.live_again import make_live
from workshop.services.people.teams import may_lead
from workshop.services.workshops.comparisons import read_one
from workshop.services.workshops.saved_scenarios import find_saved
from workshop.store.operations import Operation
from workshop.store.receipts import Receipt

blueprint = Blueprint("library", __name__, url_prefix="/library")


@blueprint.get("/")
@account_required
def index() -> str:
    """List the saved scenarios that the account may read."""
    wanted = read_search(request.args)
    found = search(list_entries(me()), wanted)
    return render_template(
        "library/library.html", view=build_library_view(found, wanted), wanted=wanted, me=me()
    )


@blueprint.get("/<code>/<int(max=999999999):number>")
@account_required
def scenario(code: str, number: int) -> str:
    """Show one saved scenario, with its result beside today's."""
    workshop = read_workshop(code)
    return _page(workshop, find_saved(workshop.id, number))


@blueprint.post("/<code>/<int(max=999999999):number>/rename")
@account_required
def rename(code: str, number: int) -> Response:
    """Give a scenario another name and note."""
    workshop, form = led_workshop(code), ScenarioForm()
    if not form.validate():
        return refuse(form, lambda: _page(workshop, find_saved(workshop.id, number), form))
    receipt = upkeep.rename_scenario(
        workshop.id,
        me(),
        form.operation_id.data or "",
        number,
        name=(form.name.data or "").strip(),
        note=(form.note.data or "").strip(),
    )
    return acknowledge(receipt, _address(code, number), gettext("Saved."))


@blueprint.post("/<code>/<int(max=999999999):number>/final")
@account_required
def final(code: str, number: int) -> Response:
    """Mark a scenario as final."""
    said = gettext("It is final now. It can be neither renamed nor thrown away.")
    return _take_step(code, number, upkeep.mark_final, lambda _: said)


@blueprint.post("/<code>/<int(max=999999999):number>/draft")
@account_required
def draft(code: str, number: int) -> Response:
    """Make a final scenario a draft again."""
    return _take_step(code, number, upkeep.mark_draft, lambda _: gettext("It is a draft again."))


@blueprint.post("/<code>/<int(max=999999999):number>/trash")
@account_required
def trash(code: str, number: int) -> Response:
    """Put a scenario into the trash."""
    said = gettext("It is in the trash. You can restore it for %(days)d days.", days=upkeep.TRASH_DAYS)
    return _take_step(code, number, upkeep.trash_scenario, lambda _: said)


@blueprint.post("/<code>/<int(max=999999999):number>/restore")
@account_required
def restore(code: str, number: int) -> Response:
    """Take a scenario out of the trash."""
    return _take_step(code, number, upkeep.restore_scenario, lambda _: gettext("It is restored."))


@blueprint.post("/<code>/<int(max=999999999):number>/live")
@account_required
def live(code: str, number: int) -> Response:
    """Make a scenario the live one of its workshop."""
    next_page = url_for("desk.desk", code=code)
    return _take_step(code, number, make_live, lambda receipt: describe_live(receipt.answer), next_page)


@blueprint.route("/<code>/<int(max=999999999):number>/continue", methods=["GET", "POST"])
@opener_required
def continue_(code: str, number: int) -> Response:
    """Open a workshop that continues from a scenario."""
    workshop = read_workshop(code)
    saved = find_saved(workshop.id, number)
    form = ContinueForm(data={"title": saved.name})

    def page() -> str:
        adopted, away = count_adopted(workshop, saved)
        return render_template(
            "library/continue.html", form=form, saved=saved, workshop=workshop, adopted=adopted, away=away
        )

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    title = (form.title.data or "").strip()
    try:
        opened = continue_from(me(), form.operation_id.data or "", workshop, saved, title)
    except OperationConflict:
        said = gettext(
            "This form has opened a workshop before, which is in your list. "
            "Send it again to open another one."
        )
        return refuse_changed(form, page, said)
    return make_response(redirect(url_for("desk.desk", code=opened.code), 303))


def _take_step(
    code: str,
    number: int,
    step: Operation[[int]],
    say: Callable[[Receipt], str],
    next_page: str = "",
) -> Response:
    workshop, form = led_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, lambda: _page(workshop, find_saved(workshop.id, number)))
    receipt = step(workshop.id, me(), form.operation_id.data or "", number)
    return acknowledge(receipt, next_page or _address(code, number), say(receipt))


def _page(workshop: Workshop, saved: SavedScenario, form: ScenarioForm | None = None) -> str:
    return render_template(
        "library/scenario.html",
        workshop=workshop,
        saved=saved,
        view=build_scenario_view(
            saved,
            read_one(workshop, saved),
            evaluate_again(workshop, saved),
            count_adopted(workshop, saved)[1],
            utc_now(),
        ),
        form=form or ScenarioForm(formdata=None, data={"name": saved.name, "note": saved.note}),
        leads=may_lead(workshop, me().id),
        me=me(),
        trash_days=upkeep.TRASH_DAYS,
    )


def _address(code: str, number: int) -> str:
    return url_for("library.scenario", code=code, number=number)
