"""The desk chooses the least support that counts, and what the wall shows about it."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for

from workshop.forms.meeting.combining import BeamsForm, SayForm, ThresholdForm
from workshop.i18n import gettext
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.answers import acknowledge, refuse
from workshop.services.meeting import combining
from workshop.services.meeting.focus import look_at

blueprint = Blueprint("combining", __name__, url_prefix="/desk/<code>/combine")


@blueprint.post("/threshold")
@login_required
def threshold(code: str) -> Response:
    """Count proposals with enough support, and no others."""
    workshop, form = led_workshop(code), ThresholdForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = combining.count_supported(
        workshop.id,
        me(),
        form.operation_id.data or "",
        int(form.least.value or 0),
        newer=form.newer.data == "keep",
    )
    said = (
        gettext("The actions with enough support are included now; those after the vote stay as they were.")
        if form.newer.data == "keep"
        else gettext("The actions with enough support are included now, and nothing else.")
    )
    return acknowledge(receipt, _desk(code), said)


@blueprint.post("/say")
@login_required
def say(code: str) -> Response:
    """Choose what the wall shows below the verdict."""
    workshop, form = led_workshop(code), SayForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = look_at(workshop.id, me(), form.operation_id.data or "", workshop.step, say=form.say.data)
    return acknowledge(receipt, _desk(code))


@blueprint.post("/beams")
@login_required
def show_beams(code: str) -> Response:
    """Choose whether the wall compares scenarios or shows the municipalities."""
    workshop, form = led_workshop(code), BeamsForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = look_at(workshop.id, me(), form.operation_id.data or "", workshop.step, beams=form.beams.data)
    return acknowledge(receipt, _desk(code))


def _stale() -> str:
    return render_template("failures/stale.html")


def _desk(code: str) -> str:
    return url_for("desk.desk", code=code)
