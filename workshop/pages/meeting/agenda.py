"""The desk controls the meeting: steps, clock, rules, and the agenda itself."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.forms.meeting.agenda import AgendaForm, ClockForm, MoveForm, RuleForm
from workshop.forms.workshops.opening import agenda_labels
from workshop.i18n import gettext
from workshop.models import AGENDAS
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.answers import acknowledge, refuse, refuse_conflict
from workshop.pages.faults import note_fault
from workshop.services.meeting import agenda
from workshop.state.snapshot import current_snapshot
from workshop.store.three_way import ChangedMeanwhile

blueprint = Blueprint("agenda", __name__, url_prefix="/desk/<code>/agenda")


@blueprint.post("/move")
@login_required
def move(code: str) -> Response:
    """Move the meeting to a step."""
    workshop, form = led_workshop(code), MoveForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = agenda.move_to(workshop.id, me(), form.operation_id.data or "", int(form.step.value or 0))
    return acknowledge(receipt, _desk(code))


@blueprint.post("/clock")
@login_required
def wind(code: str) -> Response:
    """Give the step more time, or stop its clock."""
    workshop, form = led_workshop(code), ClockForm()
    if not form.validate():
        return refuse(form, _stale)
    minutes, operation_id = int(form.minutes.value or 0), form.operation_id.data or ""
    if minutes:
        receipt = agenda.wind_clock(workshop.id, me(), operation_id, minutes)
    else:
        receipt = agenda.stop_clock(workshop.id, me(), operation_id)
    return acknowledge(receipt, _desk(code))


@blueprint.post("/rule")
@login_required
def rule(code: str) -> Response:
    """Switch a rule of the meeting."""
    workshop, form = led_workshop(code), RuleForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = agenda.set_rules(
        workshop.id, me(), form.operation_id.data or "", **{form.rule.data: form.to.data == "yes"}
    )
    return acknowledge(receipt, _desk(code))


@blueprint.route("/", methods=["GET", "POST"])
@login_required
def edit(code: str) -> Response:
    """Edit the agenda."""
    workshop = led_workshop(code)
    snapshot = current_snapshot(workshop)

    def page(form: AgendaForm) -> str:
        return render_template(
            "desk/agenda.html",
            form=form,
            snapshot=snapshot,
            templates=agenda_labels(),
            total=sum(row.form.minutes.whole for row in form.steps if row.form.phase.data),
        )

    now = agenda.Course.of(snapshot.agenda, snapshot.rules)
    if request.method == "GET":
        return make_response(page(AgendaForm.of(now, AGENDAS.get(request.args.get("template", ""), ()))))
    form = AgendaForm(data={"tables": str(now.tables), "scribes": now.scribes})
    if not form.validate():
        return refuse(form, lambda: page(form))
    if form.problem:
        note_fault(form.problem)
        response = make_response(page(form))
        response.status_code = 422
        return response
    operation_id, sent = form.operation_id.data or "", form.course(now)
    try:
        receipt = agenda.write_agenda(workshop.id, me(), operation_id, sent, form.opened_with())
    except ChangedMeanwhile as changed:
        return refuse_conflict(form, changed, lambda: page(form))
    return acknowledge(receipt, _desk(code), gettext("The agenda is changed."))


def _stale() -> str:
    return render_template("failures/stale.html")


def _desk(code: str) -> str:
    return url_for("desk.desk", code=code)
