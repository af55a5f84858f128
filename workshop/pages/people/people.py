"""The people in the room: how many can join, who is there, and removing somebody."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for

from workshop.charts.people.arrivals import build_arrivals_view
from workshop.forms.fields import OperationForm
from workshop.forms.people.people import (
    ChosenPeopleForm,
    CountForm,
    ExpectedForm,
    SamePersonForm,
    WithdrawalForm,
)
from workshop.i18n import gettext, ngettext
from workshop.models import Workshop
from workshop.models.types import utc_now
from workshop.pages.access import account_required, led_workshop, login_required, me
from workshop.pages.answers import acknowledge, refuse
from workshop.services.meeting import agenda
from workshop.services.people import erasure, removals, two_phones
from workshop.services.proposals import withdrawal
from workshop.state.snapshot import current_snapshot

blueprint = Blueprint("people", __name__, url_prefix="/desk/<code>/people")

# Everybody who joined within so many minutes can be ticked at once.
SPANS = (5, 15, 60)


@blueprint.get("/")
@login_required
def people(code: str) -> Response:
    """List who is in the room, and who was removed."""
    return make_response(_page(led_workshop(code)))


@blueprint.post("/expected")
@login_required
def expect(code: str) -> Response:
    """Set how many people are expected, which determines how many can join."""
    workshop, form = led_workshop(code), ExpectedForm()
    if not form.validate():
        return refuse(form, lambda: _page(workshop, expected_form=form))
    number = int(form.people.value or 0)
    receipt = agenda.set_rules(workshop.id, me(), form.operation_id.data or "", people=number)
    said = gettext("You expect %(number)s people now. Those who were waiting can join.", number=number)
    home = "desk.desk" if "raised" in request.form else "people.people"
    return acknowledge(receipt, url_for(home, code=code), said)


@blueprint.post("/count")
@login_required
def show_count(code: str) -> Response:
    """Show or hide the number of people on the screen."""
    workshop, form = led_workshop(code), CountForm()
    if not form.validate():
        return refuse(form, _stale)
    hidden = form.hidden.data == "yes"
    receipt = agenda.set_rules(workshop.id, me(), form.operation_id.data or "", count_hidden=hidden)
    said = gettext("The number of people is hidden") if hidden else gettext("The number of people is shown")
    return acknowledge(receipt, url_for("people.people", code=code), f"{said}.")


@blueprint.post("/withdrawals/<proposal_id>")
@login_required
def decide_withdrawal(code: str, proposal_id: str) -> Response:
    """Take a proposal back, as its author asks, or keep it."""
    workshop, form = led_workshop(code), WithdrawalForm()
    if not form.validate():
        return refuse(form, _stale)
    taken = form.taken.data == "yes"
    receipt = withdrawal.decide_withdrawal(
        workshop.id, me(), form.operation_id.data or "", proposal_id, taken_back=taken
    )
    said = gettext("Withdrawn. You can undo it.") if taken else gettext("The proposal stays.")
    return acknowledge(receipt, url_for("desk.desk", code=code), said)


@blueprint.post("/remove")
@login_required
def remove(code: str) -> Response:
    """Remove the ticked people, with what they wrote."""
    workshop, form = led_workshop(code), ChosenPeopleForm()
    if not form.validate():
        return refuse(form, lambda: _page(workshop, chosen_form=form))
    receipt = removals.remove_people(workshop.id, me(), form.operation_id.data or "", form.chosen)
    return acknowledge(receipt, url_for("people.people", code=code), _say_removed(receipt.answer["people"]))


@blueprint.post("/of/<proposal_id>/remove")
@login_required
def remove_author(code: str, proposal_id: str) -> Response:
    """Remove a proposal's author, with what they wrote."""
    workshop, form = led_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, _stale)
    author = removals.find_author(workshop.id, proposal_id)
    chosen = [] if author is None else [author]
    receipt = removals.remove_people(workshop.id, me(), form.operation_id.data or "", chosen)
    return acknowledge(receipt, url_for("desk.desk", code=code), _say_removed(receipt.answer["people"]))


@blueprint.post("/<person_id>/join")
@login_required
def join_phones(code: str, person_id: str) -> Response:
    """Make a phone that of another person."""
    workshop, form = led_workshop(code), SamePersonForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = two_phones.join_phones(
        workshop.id, me(), form.operation_id.data or "", person_id, form.person.data or ""
    )
    said = gettext("The two phones are one person’s now. You can undo it at the desk.")
    return acknowledge(receipt, url_for("people.people", code=code), said)


@blueprint.post("/<person_id>/restore")
@login_required
def restore(code: str, person_id: str) -> Response:
    """Restore somebody, with what they wrote."""
    workshop, form = led_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = removals.put_back(workshop.id, me(), form.operation_id.data or "", person_id)
    return acknowledge(
        receipt, url_for("people.people", code=code), gettext("Back in the room, with what they wrote.")
    )


@blueprint.post("/<person_id>/erase")
@account_required
def erase(code: str, person_id: str) -> Response:
    """Erase a removed person; not from a phone that is the desk, because nothing restores them."""
    workshop, form = led_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = erasure.erase_people(workshop.id, me(), form.operation_id.data or "", [person_id])
    return acknowledge(receipt, url_for("people.people", code=code), gettext("Erased for good."))


@blueprint.post("/of/<proposal_id>/erase")
@account_required
def erase_proposal(code: str, proposal_id: str) -> Response:
    """Erase a hidden proposal."""
    workshop, form = led_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = erasure.erase_proposal(workshop.id, me(), form.operation_id.data or "", proposal_id)
    return acknowledge(receipt, url_for("desk.desk", code=code), gettext("Erased for good."))


def _page(
    workshop: Workshop,
    *,
    chosen_form: ChosenPeopleForm | None = None,
    expected_form: ExpectedForm | None = None,
) -> str:
    everybody = removals.list_people(workshop.id)
    here = [person for person in everybody if person.until is None]
    minutes = request.args.get("minutes", "")
    since = utc_now() - timedelta(minutes=int(minutes)) if minutes in map(str, SPANS) else None
    snapshot = current_snapshot(workshop)
    arrivals = build_arrivals_view(snapshot)
    return render_template(
        "people/people.html",
        workshop=workshop,
        snapshot=snapshot,
        here=here,
        same=next((person for person in here if person.public_id == request.args.get("same")), None),
        removed=[person for person in everybody if person.until is not None],
        ticked={person.public_id for person in everybody if since and person.joined_at >= since},
        connected=current_app.extensions["presence"].people(workshop.id),
        spans=SPANS,
        minutes=minutes if since else "",
        arrivals=arrivals,
        chosen_form=chosen_form or ChosenPeopleForm(formdata=None),
        expected_form=expected_form
        or ExpectedForm(formdata=None, data={"people": str(arrivals.expected or "")}),
    )


def _say_removed(people: list[str]) -> str:
    return ngettext(
        "%(num)s person is removed, with what they wrote.",
        "%(num)s people are removed, with what they wrote.",
        len(people),
    )


def _stale() -> str:
    return render_template("failures/stale.html")
