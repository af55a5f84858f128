"""The participant's page: what the meeting does now, and what one proposes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from workshop.charts.picture import phone_news
from workshop.charts.preview import tell_preview
from workshop.errors import OperationConflict
from workshop.forms.proposing import PickForm
from workshop.i18n import current_language, gettext
from workshop.models import State
from workshop.pages.access import this_participant
from workshop.pages.answers import acknowledge, cacheable, refuse, wants_json
from workshop.services import proposals
from workshop.services.actions import choose_actions, find_action, label_targets
from workshop.services.previews import preview_pick
from workshop.services.standing import Standing, current_standing

blueprint = Blueprint("phone", __name__, url_prefix="/phone")


@blueprint.get("/<code>")
def phone(code: str) -> str:
    """Show where the meeting stands and what became of my proposals."""
    workshop, participant = this_participant(code)
    standing = current_standing(workshop)
    return render_template(
        "phone/phone.html", participant=participant, mine=_mine(standing, participant), **head(standing)
    )


@blueprint.get("/<code>/news")
def news(code: str) -> Response:
    """Return the state of now, for a phone that missed something or has no socket."""
    workshop, _ = this_participant(code)
    return cacheable(phone_news(current_standing(workshop)))


@blueprint.get("/<code>/catalogue")
def catalogue(code: str) -> str:
    """List the actions to choose from."""
    workshop, _ = this_participant(code)
    standing, text = current_standing(workshop), request.args.get("q", "")[:100]
    # In a silent round nobody sees what others choose.
    shown = () if standing.silent else standing.shown
    counts = {view.catalogue_id: view.count for view in shown if view.catalogue_id}
    return render_template(
        "phone/catalogue.html",
        actions=choose_actions(standing, text, current_language()),
        counts=counts,
        text=text,
        **head(standing),
    )


@blueprint.route("/<code>/catalogue/<action_id>", methods=["GET", "POST"])
def pick(code: str, action_id: str) -> Response:
    """Estimate an action of the catalogue."""
    workshop, participant = this_participant(code)
    action = find_action(action_id)
    mine = proposals.estimate_of(participant, action.id)
    form = PickForm(
        data={
            "amount": f"{action.amount.default if mine is None else mine.amount or 0:.10g}",
            "start_year": str(
                workshop.start_year + action.start_offset_years if mine is None else mine.start_year
            ),
            "reason": "" if mine is None else mine.reason,
        }
    ).for_action(action, current_language(), workshop.start_year, workshop.end_year)

    def page() -> str:
        standing = current_standing(workshop)
        told = None if form.errors else tell_preview(preview_pick(standing, form.pick()), standing)
        return render_template(
            "phone/pick.html",
            form=form,
            action=action,
            mine=mine,
            told=told,
            labels=label_targets(standing, current_language()),
            **head(standing),
        )

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    if "preview" in request.form:
        standing = current_standing(workshop)
        return give_preview(tell_preview(preview_pick(standing, form.pick()), standing), page)
    try:
        receipt = proposals.submit_pick(workshop.id, participant, form.operation_id.data or "", form.pick())
    except OperationConflict:
        return changed_meanwhile(form, page)
    return acknowledge(
        receipt, _home(code), gettext("Received: %(title)s", title=action.text("title", current_language()))
    )


def head(standing: Standing) -> dict[str, Any]:
    """What the top of every page of a phone needs."""
    return {"standing": standing, "news": phone_news(standing)}


def _mine(standing: Standing, participant: Any) -> list[dict[str, Any]]:
    views = {view.id: view for view in standing.proposals}
    return [
        {
            "view": view,
            "into": views.get(view.merged_into or ""),
            "changeable": proposal.author_id == participant.id
            and view.catalogue_id is None
            and view.state in (State.WAITING, State.HIDDEN),
        }
        for proposal in proposals.proposals_of(participant)
        if (view := views.get(proposal.public_id)) is not None
    ]


def give_preview(told: Any, page: Any) -> Response:
    """Answer with what a proposal would give: figures for scripts, the page for plain forms."""
    return jsonify(told=told) if wants_json() else make_response(page())


def changed_meanwhile(form: Any, page: Any) -> Response:
    """Somebody went back and changed what was already sent: it is a new operation."""
    form.renew()
    message = gettext("This was sent before with other figures. Send again to change it.")
    form.operation_id.errors = [message]
    return refuse(form, page)


def _home(code: str) -> str:
    return url_for("phone.phone", code=code)
