"""Predict before reveal: the desk asks and reveals, phones guess."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for

from workshop.charts.meeting.picture import build_phone_news_view
from workshop.charts.meeting.predictions import build_guess_view
from workshop.errors import Problem
from workshop.forms.meeting.predictions import AskForm, GuessForm
from workshop.i18n import gettext
from workshop.pages.access import led_workshop, login_required, me, this_participant
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.phone import snapshot_for
from workshop.services.meeting import predictions
from workshop.state.snapshot import Snapshot, current_snapshot

blueprint = Blueprint("predictions", __name__)


@blueprint.post("/phone/<code>/predict/<key>")
def guess(code: str, key: str) -> Response:
    """Store a guess."""
    entry = this_participant(code)
    snapshot = snapshot_for(entry)
    question = _question(snapshot, key)
    form = GuessForm.from_request().for_question(question)
    # One field id per question, so that text typed for one does not stay for the next.
    form.number.id = f"number-{question.key}"
    if not form.validate():
        return refuse(
            form,
            lambda: render_template(
                "phone/guess.html",
                form=form,
                snapshot=snapshot,
                news=build_phone_news_view(snapshot),
                here=build_guess_view(snapshot, entry.person),
            ),
        )
    operation_id, number = form.operation_id.data or "", float(form.number.value or 0)
    form.release()
    receipt = predictions.guess(entry.workshop_id, entry.person, operation_id, question.key, number)
    return acknowledge(receipt, url_for("phone.phone", code=code), gettext("Received."))


@blueprint.post("/desk/<code>/predict")
@login_required
def ask(code: str) -> Response:
    """Ask the room for a figure."""
    workshop, form = led_workshop(code), AskForm()
    if not form.validate():
        return refuse(form, _stale)
    question = _question(current_snapshot(workshop), form.question.data or "")
    receipt = predictions.ask(
        workshop.id, me(), form.operation_id.data or "", int(form.step.value or 0), question.key
    )
    return acknowledge(receipt, url_for("desk.desk", code=code))


@blueprint.post("/desk/<code>/predict/reveal")
@login_required
def reveal(code: str) -> Response:
    """Reveal the answer."""
    workshop, form = led_workshop(code), AskForm()
    if not form.validate():
        return refuse(form, _stale)
    question = _question(current_snapshot(workshop), form.question.data or "")
    receipt = predictions.reveal(
        workshop.id, me(), form.operation_id.data or "", int(form.step.value or 0), question.key
    )
    return acknowledge(receipt, url_for("desk.desk", code=code))


def _question(snapshot: Snapshot, key: str) -> predictions.Question:
    question = predictions.find_question(snapshot, key)
    if question is None:
        raise Problem(
            gettext("This place has no such figure."), gettext("Choose another question."), status=404
        )
    return question


def _stale() -> str:
    return render_template("failures/stale.html")
