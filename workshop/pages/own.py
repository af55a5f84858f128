"""Proposals in people's own words: written, made clearer, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.charts.preview import tell_preview
from workshop.errors import OperationConflict
from workshop.forms.fields import OperationForm
from workshop.forms.proposing import OwnForm
from workshop.i18n import current_language, gettext
from workshop.models import Proposal, Workshop
from workshop.pages.access import this_participant
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.phone import changed_meanwhile, give_preview, head
from workshop.services import own_proposals
from workshop.services.actions import target_choices
from workshop.services.merging import similar_to
from workshop.services.operations import Receipt
from workshop.services.previews import preview_free
from workshop.services.proposals import estimate_on
from workshop.services.standing import current_standing

blueprint = Blueprint("own", __name__, url_prefix="/phone/<code>/own")


@blueprint.route("", methods=["GET", "POST"])
def write(code: str) -> Response:
    """Propose in one's own words."""
    workshop, participant = this_participant(code)
    start = {"start_year": str(workshop.start_year + 1), "ramp_years": "3", "direction": "lowers"}

    def store(form: OwnForm) -> Receipt:
        return own_proposals.submit_free(workshop.id, participant, form.operation_id.data or "", form.free())

    return _written(_Writing(workshop, start, store, None))


@blueprint.route("/<proposal_id>", methods=["GET", "POST"])
def revise(code: str, proposal_id: str) -> Response:
    """Make one's own proposal clearer before the room sees it."""
    workshop, participant = this_participant(code)
    proposal = own_proposals.own_proposal(workshop.id, participant.id, proposal_id)

    def store(form: OwnForm) -> Receipt:
        return own_proposals.revise_free(
            workshop.id, participant, form.operation_id.data or "", proposal_id, form.free()
        )

    estimate = estimate_on(participant, proposal)
    figures: dict[str, str] = {}
    if estimate is not None:
        raises = estimate.likely < 0
        low, high = (estimate.high, estimate.low) if raises else (estimate.low, estimate.high)
        given = {"likely": estimate.likely, "low": low, "high": high}
        figures = {name: f"{abs(value):.10g}" for name, value in given.items()}
        figures["direction"] = "raises" if raises else "lowers"
    start = {
        "title": proposal.title,
        "description": proposal.description,
        "actor": proposal.actor,
        "target": proposal.targets[0] if proposal.targets else "",
        "start_year": str(proposal.start_year),
        "ramp_years": str(proposal.ramp_years),
        "direction": "lowers",
        **figures,
    }
    return _written(_Writing(workshop, start, store, proposal))


@blueprint.post("/<proposal_id>/withdraw")
def withdraw(code: str, proposal_id: str) -> Response:
    """Take one's own proposal back."""
    (workshop, participant), form = this_participant(code), OperationForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    receipt = own_proposals.withdraw(workshop.id, participant, form.operation_id.data or "", proposal_id)
    return acknowledge(receipt, url_for("phone.phone", code=code), gettext("Taken back."))


@blueprint.get("/similar")
def similar(code: str) -> str:
    """List what says nearly the same as what is being typed."""
    workshop, _ = this_participant(code)
    standing = current_standing(workshop)
    found = similar_to(standing, request.args.get("q", "")[:200], current_language())
    return render_template("phone/_similar.html", found=found, standing=standing)


@dataclass(frozen=True)
class _Writing:
    """One visit to the form: what it starts with, and what stores it; ``proposal`` if it exists."""

    workshop: Workshop
    start: dict[str, str]
    store: Callable[[OwnForm], Receipt]
    proposal: Proposal | None


def _written(writing: _Writing) -> Response:
    workshop = writing.workshop
    form = OwnForm(data=writing.start).for_place(
        workshop.start_year, workshop.end_year, target_choices(workshop, current_language())
    )

    def page(told: Any = None) -> str:
        return render_template(
            "phone/own.html",
            form=form,
            told=told,
            proposal=writing.proposal,
            **head(current_standing(workshop)),
        )

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    if "preview" in request.form:
        standing = current_standing(workshop)
        told = tell_preview(preview_free(standing, form.free()), standing)
        return give_preview(told, lambda: page(told))
    try:
        receipt = writing.store(form)
    except OperationConflict:
        return changed_meanwhile(form, page)
    home = url_for("phone.phone", code=workshop.code)
    return acknowledge(receipt, home, gettext("Received: %(title)s", title=form.title.data))
