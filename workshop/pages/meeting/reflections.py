"""Reflections: each role's room for manoeuvre, thoughts and pledges, and what the wall shows of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.forms.fields import OperationForm
from workshop.forms.meeting.reflections import CurateForm, PledgeForm, StandForm, ThoughtForm, ViewForm
from workshop.i18n import gettext
from workshop.identity import Entry
from workshop.models import Phase, ReflectionKind, Stand
from workshop.pages.access import led_workshop, login_required, me, this_participant
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.phone import head
from workshop.services.meeting import reflections
from workshop.services.meeting.focus import look_at
from workshop.state.snapshot import snapshot_at
from workshop.store.receipts import Receipt

blueprint = Blueprint("reflections", __name__)

F = TypeVar("F", ThoughtForm, PledgeForm)


@blueprint.post("/phone/<code>/reflect/stand")
def stand(code: str) -> Response:
    """Store what one's own role can do about an action."""
    entry, form = this_participant(code), StandForm.from_request()
    if not form.validate():
        return refuse(form, _stale)
    receipt = reflections.take_stand(
        entry.workshop_id,
        entry.person,
        form.operation_id.data or "",
        form.proposal.data or "",
        Stand(form.stand.data),
        form.needs.data or "",
    )
    return acknowledge(receipt, url_for("phone.phone", code=code))


@blueprint.route("/phone/<code>/reflect/thought", methods=["GET", "POST"])
def thought(code: str) -> Response:
    """Submit a thought."""

    def store(entry: Entry, form: ThoughtForm) -> Receipt:
        return reflections.reflect(
            entry.workshop_id,
            entry.person,
            form.operation_id.data or "",
            ReflectionKind.THOUGHT,
            text=(form.text.data or "").strip(),
            prompt=form.prompt.data,
        )

    return _write(code, "phone/thought.html", ThoughtForm, store)


@blueprint.route("/phone/<code>/reflect/pledge", methods=["GET", "POST"])
def pledge(code: str) -> Response:
    """Submit a pledge."""

    def store(entry: Entry, form: PledgeForm) -> Receipt:
        return reflections.reflect(
            entry.workshop_id,
            entry.person,
            form.operation_id.data or "",
            ReflectionKind.PLEDGE,
            text=(form.text.data or "").strip(),
            owner=(form.owner.data or "").strip(),
            due=form.date,
        )

    return _write(code, "phone/pledge.html", PledgeForm, store)


@blueprint.post("/desk/<code>/reflect/curate")
@login_required
def curate(code: str) -> Response:
    """Show a thought or pledge to the room, or hide it."""
    workshop, form = led_workshop(code), CurateForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = reflections.curate(
        workshop.id,
        me(),
        form.operation_id.data or "",
        form.reflection.data or "",
        form.shown.data == "yes",
    )
    return acknowledge(receipt, url_for("desk.desk", code=code))


@blueprint.post("/desk/<code>/reflect/view")
@login_required
def view(code: str) -> Response:
    """Choose what the wall shows."""
    workshop, form = led_workshop(code), ViewForm()
    if not form.validate():
        return refuse(form, _stale)
    receipt = look_at(workshop.id, me(), form.operation_id.data or "", workshop.step, view=form.view.data)
    return acknowledge(receipt, url_for("desk.desk", code=code))


def _write(code: str, template: str, asked: type[F], store: Callable[[Entry, F], Receipt]) -> Response:
    entry, form = this_participant(code), asked.from_request()

    def page() -> str:
        return _page(template, entry, form)

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    said = gettext("Received. The facilitator reads it first.")
    return acknowledge(store(entry, form), url_for("phone.phone", code=code), said)


def _page(template: str, entry: Entry, form: OperationForm) -> str:
    snapshot = snapshot_at(entry.workshop_id, entry.epoch, entry.revision)
    return render_template(template, form=form, **head(snapshot, Phase.REFLECT, Phase.THANKS))


def _stale() -> str:
    return render_template("failures/stale.html")
