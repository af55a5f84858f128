"""The survey before and after: phones answer, the desk shows the comparison."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, url_for

from workshop.charts.meeting.picture import build_phone_news_view
from workshop.charts.meeting.surveys import build_survey_view
from workshop.errors import Problem
from workshop.forms.meeting.surveys import ShowForm, SurveyForm
from workshop.i18n import gettext
from workshop.pages.access import led_workshop, login_required, me, this_participant
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.phone import snapshot_for
from workshop.services.meeting import surveys

blueprint = Blueprint("surveys", __name__)


@blueprint.post("/phone/<code>/survey/<moment>")
def answer(code: str, moment: str) -> Response:
    """Store a participant's points."""
    entry = this_participant(code)
    if moment not in surveys.MOMENTS:
        abort(404)
    form = SurveyForm.from_request()
    if not form.validate():
        snapshot = snapshot_for(entry)
        return refuse(
            form,
            lambda: render_template(
                "phone/survey.html",
                snapshot=snapshot,
                news=build_phone_news_view(snapshot),
                survey=build_survey_view(snapshot, entry.person, moment),
            ),
        )
    if not form.points():
        raise Problem(
            gettext("Nothing was chosen."),
            gettext("Choose at least one number, or leave it out."),
            status=422,
        )
    operation_id, points = form.operation_id.data or "", form.points()
    form.release()
    receipt = surveys.answer_survey(entry.workshop_id, entry.person, operation_id, moment, points)
    return acknowledge(receipt, url_for("phone.phone", code=code), gettext("Received."))


@blueprint.post("/desk/<code>/survey")
@login_required
def show(code: str) -> Response:
    """Show the room what changed, or hide it."""
    workshop, form = led_workshop(code), ShowForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    receipt = surveys.show_comparison(
        workshop.id,
        me(),
        form.operation_id.data or "",
        int(form.step.value or 0),
        shown=form.shown.data == "yes",
    )
    return acknowledge(receipt, url_for("desk.desk", code=code))
