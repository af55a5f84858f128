"""The venue check: the desk's page, and the page that a test phone opens."""

from __future__ import annotations

import hmac
import time

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, NumberRange, Optional

from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.identity import find_device, remember_device, tidy_code
from workshop.models import Workshop
from workshop.pages.access import led_workshop, login_required
from workshop.pages.allowance import count_wrong_guess
from workshop.pages.answers import refuse, wants_json
from workshop.pages.hosts import address
from workshop.pages.links import draw_qr, join_link
from workshop.services.people.participants import find_workshop
from workshop.services.workshops.checklist import Preparation, note_prepared
from workshop.services.workshops.venue import Arrival, Arrivals, Transport, judge_address, venue_key

blueprint = Blueprint("venue", __name__)


class ArrivalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a test phone measured."""

    transport = StringField(validators=[AnyOf([transport.value for transport in Transport])])
    latency_ms = IntegerField(validators=[Optional(), NumberRange(0, 60_000)])


@blueprint.get("/desk/<code>/venue")
@login_required
def venue(code: str) -> str:
    """Show what works from here, and the code that a test phone scans."""
    workshop = led_workshop(code)
    link = address() + url_for("venue.phone", code=workshop.code, key=venue_key(workshop))
    reach = judge_address(link, ask=bool(current_app.config["PUBLIC_ADDRESS"]))
    return render_template(
        "venue/venue.html",
        workshop=workshop,
        key=venue_key(workshop),
        address=join_link(workshop).rsplit("/j/", 1)[0],
        link=link,
        qr=draw_qr(link),
        reach=reach.value,
        **_phones(workshop),
    )


@blueprint.get("/desk/<code>/venue/phones")
@login_required
def phones(code: str) -> str:
    """List the test phones that arrived, for scripts to morph into the page."""
    return render_template("venue/_phones.html", **_phones(led_workshop(code)))


@blueprint.route("/venue/<code>/<key>", methods=["GET", "POST"])
def phone(code: str, key: str) -> Response:
    """Show a tick to the test phone, and store its measurements."""
    workshop, form = _venue_workshop(code, key), ArrivalForm()

    def page(told: bool = False) -> str:
        return render_template("venue/phone.html", workshop=workshop, key=key, told=told)

    if request.method == "GET":
        response = make_response(page(told="told" in request.args))
    elif not form.validate():
        return refuse(form, page)
    else:
        device = find_device(request) or f"{request.remote_addr} {request.user_agent.string[:100]}"
        arrival = Arrival(device, str(form.transport.data), form.latency_ms.data, time.time())
        _arrivals().note(workshop.id, arrival)
        note_prepared(workshop, Preparation.VENUE)
        response = (
            make_response("", 204)
            if wants_json()
            else make_response(redirect(url_for("venue.phone", code=workshop.code, key=key, told=1), 303))
        )
    remember_device(request, response)
    return response


@blueprint.get("/venue/<code>/<key>/echo")
def echo(code: str, key: str) -> Response:
    """Answer as quickly as a plain request can be answered."""
    _venue_workshop(code, key)
    response = make_response("", 204)
    response.headers["Cache-Control"] = "no-store"
    return response


def _phones(workshop: Workshop) -> dict[str, object]:
    return {"arrivals": _arrivals().of(workshop.id)}


def _arrivals() -> Arrivals:
    arrivals: Arrivals = current_app.extensions["arrivals"]
    return arrivals


def _venue_workshop(code: str, key: str) -> Workshop:
    workshop = find_workshop(tidy_code(code))
    if workshop is None or not hmac.compare_digest(key.encode(), venue_key(workshop).encode()):
        count_wrong_guess()
        raise Problem(
            gettext("This test link is not valid any more."),
            gettext("Scan it again from the desk’s venue check."),
            status=404,
        )
    g.default_language = workshop.language
    return workshop
