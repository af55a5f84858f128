"""The participant's page: what the meeting does now, and what one proposes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from workshop.charts.picture import phone_news
from workshop.charts.preview import tell_preview
from workshop.errors import OperationConflict
from workshop.extensions import db
from workshop.forms.proposing import OwnForm, PickForm
from workshop.i18n import current_language, gettext
from workshop.identity import Entry, Person
from workshop.models import Workshop
from workshop.pages.access import this_participant
from workshop.pages.answers import acknowledge, cacheable, refuse, wants_json
from workshop.services import proposals
from workshop.services.actions import (
    CatalogueAction,
    choose_actions,
    find_action,
    label_targets,
    target_choices,
)
from workshop.services.previews import preview_free, preview_pick
from workshop.services.standing import Standing, standing_at

blueprint = Blueprint("phone", __name__, url_prefix="/phone")


@blueprint.get("/<code>")
def phone(code: str) -> str:
    """Show where the meeting stands and what became of my proposals."""
    entry = this_participant(code)
    standing = _standing(entry)
    return render_template(
        "phone/phone.html", participant=entry.person, mine=_mine(standing, entry.person), **_head(standing)
    )


@blueprint.get("/<code>/news")
def news(code: str) -> Response:
    """Return the state of now, for a phone that missed something or has no socket."""
    return cacheable(phone_news(_standing(this_participant(code))))


@blueprint.get("/<code>/catalogue")
def catalogue(code: str) -> str:
    """List the actions to choose from."""
    standing, text = _standing(this_participant(code)), request.args.get("q", "")[:100]
    counts = {view.catalogue_id: view.count for view in standing.shown if view.catalogue_id}
    return render_template(
        "phone/catalogue.html",
        actions=choose_actions(standing, text, current_language()),
        counts=counts,
        text=text,
        **_head(standing),
    )


@blueprint.route("/<code>/catalogue/<action_id>", methods=["GET", "POST"])
def pick(code: str, action_id: str) -> Response:
    """Estimate an action of the catalogue."""
    entry = this_participant(code)
    action = find_action(action_id)
    form = PickForm(data=None if request.method == "POST" else _said(entry, action)).for_action(
        action, current_language(), entry.start_year, entry.end_year
    )

    def page() -> str:
        standing = _standing(entry)
        told = None if form.errors else tell_preview(preview_pick(standing, form.pick()), standing)
        return render_template(
            "phone/pick.html",
            form=form,
            action=action,
            mine=proposals.estimate_of(entry.person, action.id),
            told=told,
            labels=label_targets(standing, current_language()),
            **_head(standing),
        )

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    if "preview" in request.form:
        standing = _standing(entry)
        return _preview(tell_preview(preview_pick(standing, form.pick()), standing), page)
    try:
        receipt = proposals.submit_pick(
            entry.workshop_id, entry.person, form.operation_id.data or "", form.pick()
        )
    except OperationConflict:
        return _changed_meanwhile(form, page)
    return acknowledge(
        receipt, _home(code), gettext("Received: %(title)s", title=action.text("title", current_language()))
    )


@blueprint.route("/<code>/own", methods=["GET", "POST"])
def own(code: str) -> Response:
    """Propose in one's own words."""
    entry = this_participant(code)
    form = OwnForm(
        data={"start_year": str(entry.start_year + 1), "ramp_years": "3", "direction": "lowers"}
    ).for_place(
        entry.start_year, entry.end_year, _targets(entry.workshop_id, entry.epoch, current_language())
    )

    def page(told: Any = None) -> str:
        return render_template("phone/own.html", form=form, told=told, **_head(_standing(entry)))

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    if "preview" in request.form:
        standing = _standing(entry)
        told = tell_preview(preview_free(standing, form.free()), standing)
        return _preview(told, lambda: page(told))
    try:
        receipt = proposals.submit_free(
            entry.workshop_id, entry.person, form.operation_id.data or "", form.free()
        )
    except OperationConflict:
        return _changed_meanwhile(form, page)
    return acknowledge(receipt, _home(code), gettext("Received: %(title)s", title=form.title.data))


@lru_cache(maxsize=64)
def _targets(workshop_id: int, epoch: str, language: str) -> list[tuple[str, str]]:  # noqa: ARG001
    """List what tonnes can be about; it is frozen with the workshop, and large to read."""
    return target_choices(db.session.get_one(Workshop, workshop_id), language)


def _standing(entry: Entry) -> Standing:
    return standing_at(entry.workshop_id, entry.epoch, entry.revision)


def _said(entry: Entry, action: CatalogueAction) -> dict[str, str]:
    """Begin with what this person said before, or with a starting point."""
    mine = proposals.estimate_of(entry.person, action.id)
    if mine is None:
        start_year, amount, reason = (
            entry.start_year + action.start_offset_years,
            action.amount.default,
            "",
        )
    else:
        start_year, amount, reason = mine.start_year, mine.amount or 0, mine.reason
    return {"amount": f"{amount:.10g}", "start_year": str(start_year), "reason": reason}


def _head(standing: Standing) -> dict[str, Any]:
    return {"standing": standing, "news": phone_news(standing)}


def _mine(standing: Standing, person: Person) -> list[dict[str, Any]]:
    views = {view.id: view for view in standing.proposals}
    mine = proposals.proposals_of(standing.workshop_id, person)
    return [{"view": views[public_id]} for public_id in mine if public_id in views]


def _preview(told: Any, page: Any) -> Response:
    return jsonify(told=told) if wants_json() else make_response(page())


def _changed_meanwhile(form: Any, page: Any) -> Response:
    """Somebody went back and changed what was already sent: it is a new operation."""
    form.renew()
    message = gettext("This was sent before with other figures. Send again to change it.")
    form.operation_id.errors = [message]
    return refuse(form, page)


def _home(code: str) -> str:
    return url_for("phone.phone", code=code)
