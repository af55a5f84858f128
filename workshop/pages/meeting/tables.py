"""Tables: seats, each table's choices, and adopting a table's scenario."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for

from workshop.forms.meeting.tables import ChoiceForm, SeatForm
from workshop.i18n import gettext
from workshop.pages.access import led_workshop, login_required, me, this_participant
from workshop.pages.answers import acknowledge, refuse
from workshop.services.meeting import tables
from workshop.services.people import scribes

blueprint = Blueprint("tables", __name__)


@blueprint.post("/phone/<code>/table")
def sit(code: str) -> Response:
    """Sit down at a table."""
    entry, form = this_participant(code), SeatForm.from_request()
    if not form.validate():
        return refuse(form, _stale)
    number = int(form.table.value or 0)
    receipt = tables.sit_down(entry.workshop_id, entry.person, form.operation_id.data or "", number)
    return acknowledge(receipt, _home(code), gettext("You sit at table %(number)s.", number=number))


@blueprint.post("/phone/<code>/table/pen")
def pen(code: str) -> Response:
    """Sit down at a table and become its scribe."""
    entry, form = this_participant(code), SeatForm.from_request()
    if not form.validate():
        return refuse(form, _stale)
    number = int(form.table.value or 0)
    receipt = scribes.take_pen(entry.workshop_id, entry.person, form.operation_id.data or "", number)
    return acknowledge(receipt, _home(code), gettext("You write for table %(number)s now.", number=number))


@blueprint.post("/phone/<code>/table/choose")
def choose(code: str) -> Response:
    """Add a proposal to the table's scenario, or remove it."""
    entry, form = this_participant(code), ChoiceForm.from_request()
    if not form.validate():
        return refuse(form, _stale)
    receipt = tables.choose(
        entry.workshop_id,
        entry.person,
        form.operation_id.data or "",
        form.proposal.data or "",
        form.included.data == "yes",
        form.decided,
    )
    return acknowledge(receipt, _home(code))


@blueprint.post("/desk/<code>/tables/adopt")
@login_required
def adopt(code: str) -> Response:
    """Make a table's scenario the room's."""
    workshop, form = led_workshop(code), SeatForm()
    if not form.validate():
        return refuse(form, _stale)
    number = int(form.table.value or 0)
    receipt = tables.adopt(workshop.id, me(), form.operation_id.data or "", number)
    return acknowledge(
        receipt,
        url_for("desk.desk", code=code),
        gettext("The choice of table %(number)s is used now.", number=number),
    )


def _stale() -> str:
    return render_template("failures/stale.html")


def _home(code: str) -> str:
    return url_for("phone.phone", code=code)
