"""A phone as the desk: the computer shows a code, and the phone that scans it controls this workshop."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, url_for

from workshop.errors import Problem
from workshop.forms.fields import OperationForm
from workshop.i18n import gettext
from workshop.models import Workshop
from workshop.models.types import utc_now
from workshop.pages.access import account_required, led_workshop, let_desk_in, me, opened_workshop
from workshop.pages.allowance import count_wrong_guess
from workshop.pages.answers import refuse
from workshop.pages.links import desk_link, draw_qr
from workshop.services.people.remote_desks import check_offer, end_desk, list_desks, offer_desk, take_desk

blueprint = Blueprint("remote", __name__, url_prefix="/desk/<code>/remote")


@blueprint.route("/", methods=["GET", "POST"])
@account_required
def remote(code: str) -> Response:
    """List the phones that are this desk, and offer a code for one more."""
    workshop, form = led_workshop(code), OperationForm()
    if not form.is_submitted():
        return make_response(_page(workshop, form))
    if not form.validate():
        return refuse(form, lambda: _page(workshop, form))
    secret = offer_desk(workshop.id, me().id, utc_now())
    form.renew()
    return make_response(_page(workshop, form, desk_link(workshop, secret)))


@blueprint.get("/state")
@account_required
def state(code: str) -> Response:
    """Tell a page that shows a code whether a phone has used it."""
    return jsonify(mark=_mark(led_workshop(code)))


@blueprint.route("/enter/<secret>", methods=["GET", "POST"])
def enter(code: str, secret: str) -> Response:
    """Make a phone the desk; a GET, as by a link preview, does not use the code up."""
    workshop, form = opened_workshop(code), OperationForm()
    try:
        if not form.is_submitted():
            check_offer(workshop.id, secret, utc_now())
            return make_response(render_template("remote/enter.html", workshop=workshop, form=form))
        own = take_desk(workshop.id, secret, utc_now())
    except Problem:
        count_wrong_guess()
        raise
    response = make_response(redirect(url_for("desk.desk", code=workshop.code), 303))
    let_desk_in(response, workshop, own)
    return response


@blueprint.post("/<int:desk_id>/end")
@account_required
def end(code: str, desk_id: int) -> Response:
    """Revoke a phone's desk."""
    end_desk(led_workshop(code).id, desk_id)
    flash(gettext("That phone is no longer the desk."))
    return make_response(redirect(url_for("remote.remote", code=code), 303))


def _page(workshop: Workshop, form: OperationForm, link: str = "") -> str:
    return render_template(
        "remote/remote.html",
        workshop=workshop,
        form=form,
        link=link,
        qr=draw_qr(link) if link else "",
        desks=list_desks(workshop.id, utc_now()),
        mark=_mark(workshop),
    )


def _mark(workshop: Workshop) -> str:
    """Return the newest remote desk's mark, by which a page notices a new one."""
    return str(max((desk.id for desk in list_desks(workshop.id, utc_now())), default=0))
