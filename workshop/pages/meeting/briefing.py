"""The briefing: the desk turns cards and chooses the allocation rule, phones vote on it."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for

from workshop.charts.budget.allocation_rule import describe_key
from workshop.charts.meeting.briefing import build_phone_card_view
from workshop.charts.meeting.picture import build_phone_news_view
from workshop.forms.meeting.briefing import CardForm, KeyForm, ScopeForm
from workshop.forms.meeting.surveys import ShowForm
from workshop.i18n import gettext
from workshop.pages.access import led_workshop, login_required, me, this_participant
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.phone import snapshot_for
from workshop.services.meeting import allocation_rule, briefing, scope
from workshop.state.snapshot import current_snapshot

blueprint = Blueprint("briefing", __name__)


@blueprint.post("/desk/<code>/briefing/card")
@login_required
def turn(code: str) -> Response:
    """Turn all screens to a card."""
    workshop, form = led_workshop(code), CardForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = briefing.show_card(
        current_snapshot(workshop),
        me(),
        form.operation_id.data or "",
        int(form.step.value or 0),
        form.card.data or "",
    )
    return acknowledge(receipt, _desk(code))


@blueprint.post("/desk/<code>/briefing/votes")
@login_required
def show_votes(code: str) -> Response:
    """Close the vote and show it, or open it again."""
    workshop, form = led_workshop(code), ShowForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = allocation_rule.show_votes(
        workshop.id,
        me(),
        form.operation_id.data or "",
        int(form.step.value or 0),
        shown=form.shown.data == "yes",
    )
    return acknowledge(receipt, _desk(code))


@blueprint.post("/desk/<code>/briefing/key")
@login_required
def choose(code: str) -> Response:
    """Choose an allocation rule."""
    workshop, form = led_workshop(code), KeyForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = allocation_rule.choose_key(workshop, me(), form.operation_id.data or "", form.key.data or "")
    return acknowledge(
        receipt,
        _desk(code),
        gettext("The budget is calculated again: %(key)s.", key=describe_key(form.key.data or "")),
    )


@blueprint.post("/desk/<code>/briefing/scope")
@login_required
def leave_out(code: str) -> Response:
    """Leave an emitter out of budget and emissions, or count the whole place again."""
    workshop, form = led_workshop(code), ScopeForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = scope.choose_scope(workshop, me(), form.operation_id.data or "", form.without.data or "")
    return acknowledge(receipt, _desk(code), gettext("The budget is calculated again."))


@blueprint.post("/phone/<code>/key")
def vote(code: str) -> Response:
    """Store a vote for an allocation rule."""
    entry = this_participant(code)
    form = KeyForm.from_request()
    if not form.validate():
        snapshot = snapshot_for(entry)
        return refuse(
            form,
            lambda: render_template(
                "phone/key_vote.html",
                form=form,
                snapshot=snapshot,
                news=build_phone_news_view(snapshot),
                here=build_phone_card_view(snapshot, entry.person),
            ),
        )
    receipt = allocation_rule.vote(
        entry.workshop_id, entry.person, form.operation_id.data or "", form.key.data or ""
    )
    return acknowledge(receipt, url_for("phone.phone", code=code), gettext("Received."))


def _desk(code: str) -> str:
    return url_for("desk.desk", code=code)


def _stale() -> str:
    return render_template("failures/stale.html")
