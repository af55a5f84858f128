"""Free-text proposals: written, revised, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.charts.proposals.preview import PreviewView, build_preview_views
from workshop.errors import OperationConflict
from workshop.extensions import db
from workshop.forms.fields import OperationForm
from workshop.forms.proposals.proposing import FreeTextForm
from workshop.i18n import current_language, gettext
from workshop.identity import Entry
from workshop.models import Phase, Proposal, Workshop
from workshop.pages.access import this_participant
from workshop.pages.answers import acknowledge, refuse, refuse_conflict
from workshop.pages.phone import changed_meanwhile, give_preview, head, home_after, snapshot_for
from workshop.services.importing.typed_numbers import write_number
from workshop.services.people.scribes import require_pen
from workshop.services.proposals import free_text, withdrawal
from workshop.services.proposals.catalogue_actions import target_choices
from workshop.services.proposals.free_text import FreeTextProposal
from workshop.services.proposals.merging import similar_to
from workshop.services.proposals.picks import estimate_on
from workshop.services.proposals.previews import preview_free_text
from workshop.store.receipts import Receipt
from workshop.store.three_way import ChangedMeanwhile

OpenedWith = dict[str, Any] | None

blueprint = Blueprint("own", __name__, url_prefix="/phone/<code>/own")


@blueprint.route("", methods=["GET", "POST"])
def write(code: str) -> Response:
    """Submit a free-text proposal."""
    entry = this_participant(code)
    if request.method == "GET":
        # Refuse before anything is typed.
        require_pen(entry.workshop_id, snapshot_for(entry).rules, entry.person.id, db.session.connection())
    start = {"start_year": str(entry.start_year + 1), "ramp_years": "3", "direction": "lowers"}

    def store(operation_id: str, free: FreeTextProposal, _: OpenedWith) -> Receipt:
        return free_text.submit_free_text(entry.workshop_id, entry.person, operation_id, free)

    return _written(_Writing(entry, start, store, None))


@blueprint.route("/<proposal_id>", methods=["GET", "POST"])
def revise(code: str, proposal_id: str) -> Response:
    """Revise one's own proposal before the room sees it."""
    entry = this_participant(code)
    proposal = free_text.own_proposal(entry.workshop_id, entry.person.id, proposal_id)

    def store(operation_id: str, free: FreeTextProposal, opened: OpenedWith) -> Receipt:
        who, place = entry.person, entry.workshop_id
        return free_text.revise_free_text(place, who, operation_id, proposal_id, free, opened)

    estimate = estimate_on(entry.person, proposal)
    figures: dict[str, str] = {}
    if estimate is not None:
        raises = estimate.likely < 0
        low, high = (estimate.high, estimate.low) if raises else (estimate.low, estimate.high)
        given = {"likely": estimate.likely, "low": low, "high": high}
        # Leave low and high empty if the person gave none.
        figures = {
            name: write_number(abs(value))
            for name, value in given.items()
            if name == "likely" or value != estimate.likely
        }
        figures["direction"] = "raises" if raises else "lowers"
    start = {
        **{name: str(value) for name, value in free_text.words_of(proposal).items()},
        "direction": "lowers",
        **figures,
    }
    return _written(_Writing(entry, start, store, proposal))


@blueprint.post("/<proposal_id>/withdraw")
def withdraw(code: str, proposal_id: str) -> Response:
    """Withdraw one's own proposal."""
    entry, form = this_participant(code), OperationForm.from_request()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    receipt = free_text.withdraw(entry.workshop_id, entry.person, form.operation_id.data or "", proposal_id)
    return acknowledge(receipt, url_for("phone.phone", code=code), gettext("Withdrawn."))


@blueprint.post("/<proposal_id>/leave")
def ask_to_withdraw(code: str, proposal_id: str) -> Response:
    """Ask the desk to take back what the room sees already."""
    entry, form = this_participant(code), OperationForm.from_request()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    operation_id = form.operation_id.data or ""
    receipt = withdrawal.ask_to_withdraw(entry.workshop_id, entry.person, operation_id, proposal_id)
    said = gettext("You have asked the facilitator to withdraw it.")
    return acknowledge(receipt, url_for("phone.phone", code=code), said)


@blueprint.get("/similar")
def similar(code: str) -> str:
    """List what resembles the typed text."""
    snapshot = snapshot_for(this_participant(code))
    found = similar_to(snapshot, request.args.get("q", "")[:200], current_language())
    return render_template("phone/_similar.html", found=found, snapshot=snapshot)


@dataclass(frozen=True)
class _Writing:
    """One visit to the form: its initial data, and the function that stores it; ``proposal`` if it exists."""

    entry: Entry
    start: dict[str, str]
    store: Callable[[str, FreeTextProposal, OpenedWith], Receipt]
    proposal: Proposal | None

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases in which it can be sent; an existing proposal can be revised at any time."""
        return () if self.proposal else (Phase.PROPOSE,)


def _written(writing: _Writing) -> Response:
    entry = writing.entry

    def read_form() -> FreeTextForm:
        return FreeTextForm.from_request(writing.start).for_place(
            entry.start_year, entry.end_year, _targets(entry.workshop_id, entry.epoch, current_language())
        )

    form = read_form()

    def page(told: list[PreviewView] | None = None) -> str:
        return render_template(
            "phone/own.html",
            form=form,
            told=told,
            proposal=writing.proposal,
            **head(snapshot_for(entry), *writing.phases),
        )

    if request.method == "GET":
        if writing.proposal is not None:
            form.open_with(free_text.words_of(writing.proposal))
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    if "preview" in request.form:
        snapshot = snapshot_for(entry)
        mine = () if writing.proposal is None else (writing.proposal.public_id,)
        told = build_preview_views(preview_free_text(snapshot, form.free(), *mine), snapshot)
        return give_preview(told, lambda: page(told))
    operation_id, free, opened = form.operation_id.data or "", form.free(), form.opened_with()
    form.release()
    try:
        receipt = writing.store(operation_id, free, opened)
    except OperationConflict:
        form = read_form()
        return changed_meanwhile(form, page)
    except ChangedMeanwhile as changed:
        form = read_form()
        return refuse_conflict(form, changed, page)
    said = gettext("Received: %(title)s", title=free.title)
    return acknowledge(receipt, home_after(entry.code, receipt), said, shown=True)


@lru_cache(maxsize=64)
def _targets(workshop_id: int, epoch: str, language: str) -> list[tuple[str, str]]:  # noqa: ARG001
    """List the targets; they are frozen with the workshop, and large to read."""
    return target_choices(db.session.get_one(Workshop, workshop_id), language)
