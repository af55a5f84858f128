"""Logging in by an OpenID Connect provider, and linking an account with a login there.

Each way begins with a link: a form that is sent to us may not lead to another host. A link between an account
and a login is stored only after its owner has confirmed it here, so that no other site can bring it about.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user

from workshop.extensions import limiter
from workshop.forms.people.entry import LinkForm
from workshop.i18n import current_language, gettext
from workshop.identity import remember_device
from workshop.models import Means
from workshop.models.types import utc_now
from workshop.pages.access import account_required, me
from workshop.pages.allowance import rate_limit_key
from workshop.pages.answers import refuse
from workshop.pages.destinations import safe_destination
from workshop.pages.hosts import address
from workshop.pages.people.login import (
    WRONG_PASSWORDS,
    go_on,
    must_prove_password,
    proves_password,
)
from workshop.services.people import openid as service
from workshop.services.people.linked_identities import admit, find_account_of, link, unlink
from workshop.services.people.openid import Arrival, Identity, needed_provider

blueprint = Blueprint("openid", __name__, url_prefix="/login/openid")

# Each try asks the provider: of one device, and of all devices behind one address.
_TRIES, _TRIES_OF_AN_ADDRESS = "30 per minute", "300 per minute"
# Who came back from the provider, until they confirm what it is for.
_ARRIVED = "arrived-identity"


def _limited(view: Any) -> Any:
    """Bound how often one device, and one address, may make this server ask the provider."""
    of_an_address = limiter.limit(_TRIES_OF_AN_ADDRESS, key_func=lambda: request.remote_addr or "unknown")
    return limiter.limit(_TRIES, key_func=rate_limit_key)(of_an_address(view))


@blueprint.get("/")
@_limited
def begin() -> Response:
    """Send the browser to the provider: to log in, or to take an invitation."""
    invitation = request.args.get("invitation", "")[:80]
    response = _send_away(
        purpose="invitation" if invitation else "login",
        invitation=invitation,
        next=safe_destination(request.args.get("next"), url_for("home.home"))[:500],
    )
    remember_device(request, response)
    return response


@blueprint.get("/link")
@_limited
@account_required
def begin_link() -> Response:
    """Send the browser of somebody who is logged in to the provider, to link the account."""
    return _send_away(purpose="link")


@blueprint.get("/back")
@_limited
def back() -> Response:
    """Receive a browser from the provider."""
    arrival = service.receive(utc_now())
    purpose = arrival.wanted["purpose"]
    if purpose == "link":
        remember_arrival(arrival.identity)
        return make_response(redirect(url_for("openid.confirm"), 303))
    if purpose == "invitation":
        return _take_to_invitation(arrival)
    facilitator = admit(arrival, current_language())
    return go_on(facilitator, arrival.wanted["next"], Means.OPENID)


@blueprint.route("/confirm", methods=["GET", "POST"])
@limiter.limit(
    WRONG_PASSWORDS,
    key_func=lambda: f"account:{current_user.get_id()}",
    methods=["POST"],
    deduct_when=lambda _: bool(g.get("wrong_password")),
)
@account_required
def confirm() -> Response:
    """Ask whether the account and the login at the provider belong together, and link them."""
    identity, form = find_arrival(), LinkForm()
    if identity is None:
        flash(gettext("That took too long. Begin again."))
        return _to_account()
    if not must_prove_password():
        del form.current

    def page() -> str:
        return render_template("login/confirm.html", form=form, identity=identity)

    if request.method == "GET":
        return make_response(page())
    if not form.validate() or not proves_password(form):
        return refuse(form, page)
    forget_arrival()
    link(me(), identity)
    flash(gettext("You can log in with %(name)s now.", name=needed_provider().name))
    return _to_account()


@blueprint.post("/unlink")
@account_required
def remove() -> Response:
    """Remove the link of the account."""
    unlink(me(), me())
    flash(gettext("The link is removed."))
    return _to_account()


def remember_arrival(identity: Identity) -> None:
    """Keep who came back from the provider in the session for a while."""
    session[_ARRIVED] = {
        "at": utc_now().isoformat(),
        **{name: getattr(identity, name) for name in ("subject", "name", "email", "label")},
    }


def find_arrival() -> Identity | None:
    """Return who came back from the provider in this browser a short time ago."""
    kept = session.get(_ARRIVED)
    if not isinstance(kept, dict) or service.provider() is None:
        return None
    if utc_now() - datetime.fromisoformat(str(kept["at"])) > service.PATIENCE:
        return None
    return Identity(**{name: value for name, value in kept.items() if name != "at"})


def forget_arrival() -> None:
    """Forget who came back from the provider."""
    session.pop(_ARRIVED, None)


def _take_to_invitation(arrival: Arrival) -> Response:
    """Lead somebody back to the invitation: with the account that they have, or to make one."""
    page = url_for("accounts.invitation", secret=arrival.wanted["invitation"])
    known = find_account_of(arrival.identity)
    if known is None:
        remember_arrival(arrival.identity)
        return make_response(redirect(page, 303))
    return go_on(admit(arrival, current_language()), page, Means.OPENID)


def _send_away(**wanted: str) -> Response:
    """Redirect to the provider."""
    target = service.begin(address() + url_for("openid.back"), utc_now(), **wanted)
    return make_response(redirect(target, 303))


def _to_account() -> Response:
    return make_response(redirect(url_for("login.password"), 303))
