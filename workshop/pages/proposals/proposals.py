"""The desk's decisions about one proposal."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.forms.desk import EditForm, HideForm, IncludeForm
from workshop.forms.proposals.moderation import ApproveForm, AskForm, MergeForm, RelateForm
from workshop.i18n import current_language, gettext
from workshop.models import Helper, HiddenReason, Layer, Workshop
from workshop.pages.access import led_workshop, login_required, me, moderated_workshop
from workshop.pages.answers import acknowledge, refuse, refuse_conflict
from workshop.services.importing.typed_numbers import write_number
from workshop.services.proposals import merging, moderation, overlaps
from workshop.services.proposals.catalogue_actions import target_choices
from workshop.state.lookup import find_proposal
from workshop.state.proposal_views import ProposalView
from workshop.state.scenario_document import Relation
from workshop.state.snapshot import Snapshot, current_snapshot
from workshop.store.actors import Moderator
from workshop.store.three_way import ChangedMeanwhile

blueprint = Blueprint("proposals", __name__, url_prefix="/desk/<code>/proposals/<proposal_id>")


@blueprint.post("/approve")
def approve(code: str, proposal_id: str) -> Response:
    """Show the proposal to the room."""
    (workshop, moderator), form = moderated_workshop(code), ApproveForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = moderation.approve(
        workshop.id, moderator, form.operation_id.data or "", proposal_id, form.seen.data or ""
    )
    return acknowledge(receipt, _home(moderator, code))


@blueprint.post("/hide")
def hide(code: str, proposal_id: str) -> Response:
    """Hide the proposal."""
    (workshop, moderator), form = moderated_workshop(code), HideForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = moderation.hide(
        workshop.id, moderator, form.operation_id.data or "", proposal_id, HiddenReason(form.reason.data)
    )
    return acknowledge(receipt, _home(moderator, code))


@blueprint.get("/settle")
def settle(code: str, proposal_id: str) -> str:
    """Offer to merge the proposal or to ask its author."""
    workshop, moderator = moderated_workshop(code)
    form = AskForm(formdata=None)
    form.open_with({"question": find_proposal(workshop.id, proposal_id).asked})
    return _settling(workshop, moderator, proposal_id, form)


@blueprint.post("/merge")
def merge(code: str, proposal_id: str) -> Response:
    """Merge the proposal into another."""
    (workshop, moderator), form = moderated_workshop(code), MergeForm()
    if not form.validate():
        return refuse(form, _stale)
    read = (proposal_id, form.seen.data or "")
    receipt = merging.merge(workshop.id, moderator, form.operation_id.data or "", read, form.read())
    return acknowledge(receipt, _home(moderator, code))


@blueprint.post("/ask")
def ask(code: str, proposal_id: str) -> Response:
    """Ask the author to clarify the proposal."""
    (workshop, moderator), form = moderated_workshop(code), AskForm()
    if not form.validate():
        return refuse(form, lambda: _settling(workshop, moderator, proposal_id, form))
    operation_id, question = form.operation_id.data or "", (form.question.data or "").strip()
    try:
        receipt = moderation.ask_back(
            workshop.id, moderator, operation_id, proposal_id, question, form.opened_with()
        )
    except ChangedMeanwhile as changed:
        return refuse_conflict(form, changed, lambda: _settling(workshop, moderator, proposal_id, form))
    return acknowledge(receipt, _home(moderator, code))


@blueprint.post("/relate")
def relate(code: str, proposal_id: str) -> Response:
    """Store how the proposal relates to another on the same emissions."""
    (workshop, moderator), form = moderated_workshop(code), RelateForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = overlaps.relate(
        workshop.id,
        moderator,
        form.operation_id.data or "",
        proposal_id,
        Relation(form.relation.data),
        form.other.data or "",
    )
    left = receipt.answer.get("left_list")
    said = (
        gettext(
            "“%(title)s” leaves the group of its adopted list, where effects add up: of it and this proposal "
            "the larger counts.",
            title=left,
        )
        if left
        else ""
    )
    return acknowledge(receipt, _home(moderator, code), said)


@blueprint.post("/include")
@login_required
def include(code: str, proposal_id: str) -> Response:
    """Count the proposal in the scenario, or not."""
    workshop, form = led_workshop(code), IncludeForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = moderation.include(
        workshop.id, me(), form.operation_id.data or "", proposal_id, form.included.data == "yes"
    )
    return acknowledge(receipt, _desk(code))


@blueprint.route("/", methods=["GET", "POST"])
@login_required
def edit(code: str, proposal_id: str) -> Response:
    """Change the proposal's wording and figures."""
    workshop = led_workshop(code)
    proposal = find_proposal(workshop.id, proposal_id)
    snapshot = current_snapshot(workshop)
    view = next(view for view in snapshot.proposals if view.id == proposal.public_id)
    stands = moderation.edit_of(view, proposal.fixed_estimate)
    figures = {"low": stands.low, "likely": stands.likely, "high": stands.high}
    form = EditForm(
        data={
            "title": view.title,
            "description": view.description,
            "actor": view.actor,
            "target": "kept" if len(view.targets) > 1 else (view.targets[0] if view.targets else ""),
            "start_year": str(view.start_year),
            "ramp": view.ramp,
            "ramp_years": str(view.ramp_years),
            **asdict(view.responsibility),
            **{name: write_number(value) for name, value in figures.items() if value is not None},
        }
    ).for_proposal(view, target_choices(snapshot, current_language()))

    def page() -> str:
        return render_template("desk/proposal.html", form=form, snapshot=snapshot, view=view)

    if request.method == "GET":
        form.open_with(stands.flat())
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    try:
        receipt = moderation.edit(
            workshop.id, me(), form.operation_id.data or "", proposal_id, form.edit(), form.opened_with()
        )
    except ChangedMeanwhile as changed:
        return refuse_conflict(form, changed, page)
    return acknowledge(receipt, _desk(code), gettext("Changed."))


def _settling(workshop: Workshop, moderator: Moderator, proposal_id: str, form: AskForm) -> str:
    snapshot = current_snapshot(workshop)
    proposal = find_proposal(workshop.id, proposal_id)
    view = next(view for view in snapshot.proposals if view.id == proposal.public_id)
    return render_template(
        "moderation/settle.html",
        workshop=workshop,
        snapshot=snapshot,
        view=view,
        others=merging.order_by_likeness(view, [*snapshot.shown, *_mergeable(snapshot)]),
        form=form,
        hide_form=HideForm(formdata=None),
        deciding=not isinstance(moderator, Helper),
        home=_home(moderator, workshop.code),
    )


def _mergeable(snapshot: Snapshot) -> list[ProposalView]:
    """List the proposals that wait and could take in another one."""
    return [view for view in snapshot.waiting if view.layer == Layer.PROPOSED]


def _stale() -> str:
    return render_template("failures/stale.html")


def _desk(code: str) -> str:
    return url_for("desk.desk", code=code)


def _home(moderator: Moderator, code: str) -> str:
    """Return the page that a moderator came from: the desk, or a helper's own."""
    if isinstance(moderator, Helper):
        return url_for("moderation.moderate", code=code)
    return _desk(code)
