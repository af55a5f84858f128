"""The two rounds of estimating: a phone's page, and the desk's controls."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.charts.budget.titles import describe_title
from workshop.charts.proposals.estimate import (
    build_seen_view,
    describe_question,
    describe_unit,
    looked_at,
    number_of,
    rounds_to_show,
)
from workshop.charts.proposals.preview import PreviewView, build_preview_views
from workshop.errors import OperationConflict, Problem
from workshop.forms.proposals.estimating import EstimateForm, LookForm
from workshop.i18n import gettext
from workshop.identity import Entry
from workshop.models import Phase
from workshop.pages.access import led_workshop, login_required, me, this_participant
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.phone import changed_meanwhile, give_preview, head, snapshot_for
from workshop.services.importing.typed_numbers import write_number
from workshop.services.meeting.focus import focus_estimate
from workshop.services.proposals import estimates
from workshop.services.proposals.fitting import Fit, fit_action
from workshop.services.proposals.previews import preview_estimate
from workshop.state.lookup import find_proposal
from workshop.state.measures import Measure, Range, measure_of, scale_of

blueprint = Blueprint("estimates", __name__)


@blueprint.route("/phone/<code>/estimates/<proposal_id>", methods=["GET", "POST"])
def estimate(code: str, proposal_id: str) -> Response:
    """Estimate the proposal that the desk has chosen."""
    entry = this_participant(code)
    snapshot = snapshot_for(entry)
    view = looked_at(snapshot)
    proposal = find_proposal(entry.workshop_id, proposal_id)
    measure = measure_of(proposal)
    if view is None or view.id != proposal_id or measure is None:
        return _sent_again(entry, proposal_id, measure)
    number = number_of(snapshot)
    own = estimates.estimates_by(entry.person, proposal.id)
    latest = own[max(own)] if own else None
    said = None if latest is None else measure.said(latest)

    fitting = _fitting(entry, measure)

    def read_form() -> EstimateForm:
        return EstimateForm.from_request({"round": str(number), **_typed(said)}).for_measure(
            measure, *fitting
        )

    form = read_form()

    def page() -> str:
        # Use the round that is open now, whichever one the page had.
        form.round.data, form.round.raw_data = str(number), None
        told = None if form.errors or form.likely.value is None else _preview()
        return render_template(
            "phone/estimate.html",
            form=form,
            title=describe_title(view, snapshot),
            question=describe_question(view),
            unit=describe_unit(view),
            number=number,
            scale=scale_of(snapshot, view),
            first=own.get(1) and measure.said(own[1]),
            seen=build_seen_view(rounds_to_show(snapshot)),
            told=told,
            **head(snapshot, Phase.ESTIMATE),
        )

    def _preview() -> list[PreviewView] | None:
        return build_preview_views(
            preview_estimate(snapshot, view, measure.effect(Range(*form.said()))), snapshot
        )

    if request.method == "GET":
        return make_response(page())
    previewed = "preview" in request.form
    # What is only looked at need not be confirmed.
    if not form.validate() and not (previewed and set(form.errors) == {"anyway"}):
        return refuse(form, page)
    if previewed:
        return give_preview(_preview(), page)
    if int(form.round.value or 0) != number:
        form.renew()
        form.operation_id.errors = [
            gettext("Another round has begun. Look at the spread, then send your estimate again.")
        ]
        return refuse(form, page)
    operation_id, says = form.operation_id.data or "", Range(*form.said())
    form.release()
    try:
        receipt = estimates.submit_estimate(
            entry.workshop_id,
            entry.person,
            operation_id,
            proposal_id=proposal_id,
            number=number,
            said=says,
        )
    except OperationConflict:
        form = read_form()
        return changed_meanwhile(form, page)
    return acknowledge(
        receipt,
        url_for("phone.phone", code=code),
        gettext("Received: %(title)s", title=describe_title(view, snapshot)),
    )


def _fitting(entry: Entry, measure: Measure) -> tuple[str, Fit | None]:
    """Return the name of the place, and what fits it of the catalogue's action."""
    return (
        ("", None) if measure.action is None else fit_action(entry.workshop_id, entry.epoch, measure.action)
    )


def _sent_again(entry: Entry, proposal_id: str, measure: Measure | None) -> Response:
    """Give what was stored before the round was over its answer once more; refuse everything else."""
    form = (
        None
        if measure is None
        else EstimateForm.from_request().for_measure(measure, *_fitting(entry, measure))
    )
    if form is None or request.method == "GET" or "preview" in request.form or not form.validate():
        raise Problem(
            gettext("This round is over."),
            gettext("Look at the screen; the facilitator says what comes next."),
            status=409,
        )
    # The operation knows what it has stored, and refuses what is new.
    receipt = estimates.submit_estimate(
        entry.workshop_id,
        entry.person,
        form.operation_id.data or "",
        proposal_id=proposal_id,
        number=int(form.round.value or 0),
        said=Range(*form.said()),
    )
    return acknowledge(receipt, url_for("phone.phone", code=entry.code), gettext("Received."))


def _typed(said: Range | None) -> dict[str, str]:
    """Return an estimate as form data; a bound that equals the estimate was not given and stays empty."""
    if said is None:
        return {}
    figures = {name: getattr(said, name) for name in Range.__slots__}
    return {
        name: write_number(value)
        for name, value in figures.items()
        if name == "likely" or value != said.likely
    }


@blueprint.post("/desk/<code>/estimates/look")
@login_required
def look(code: str) -> Response:
    """Choose what is estimated, show the spread, begin the second round."""
    workshop, form = led_workshop(code), LookForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    receipt = focus_estimate(
        workshop.id,
        me(),
        form.operation_id.data or "",
        int(form.step.value or 0),
        proposal_id=form.proposal.data or None,
        number=int(form.round.value or 1),
        shown=form.shown.data == "yes",
    )
    return acknowledge(receipt, url_for("desk.desk", code=code))
