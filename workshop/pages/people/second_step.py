"""The second step of a login: ask for the code, and turn it on and off."""

from __future__ import annotations

from datetime import datetime, timedelta

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

from workshop.extensions import db, limiter
from workshop.forms.people.entry import CodeForm
from workshop.i18n import gettext
from workshop.models import Facilitator
from workshop.models.types import utc_now
from workshop.pages.access import account_required, me
from workshop.pages.answers import refuse
from workshop.pages.destinations import safe_destination
from workshop.pages.links import draw_qr
from workshop.pages.people.login import WAITING, finish
from workshop.services.people import audit
from workshop.services.people.audit import Event
from workshop.services.people.logins import this_means
from workshop.services.people.second_step import (
    count_recovery_codes,
    fits,
    is_required,
    must_set_up,
    new_secret,
    take_code,
    turn_off,
    turn_on,
    write_address,
)

blueprint = Blueprint("second_step", __name__, url_prefix="/login/code")

# For so long after the password, the code can be typed.
PATIENCE = timedelta(minutes=10)
WRONG_CODES = "10 per 10 minutes"
# The secret that an app is shown, until a code confirms that it has it.
_OFFERED = "offered-code"


@blueprint.route("/", methods=["GET", "POST"])
@limiter.limit(
    WRONG_CODES,
    key_func=lambda: f"code:{_waiting_id()}",
    methods=["POST"],
    deduct_when=lambda _: bool(g.get("wrong_code")),
)
def code() -> Response:
    """Ask for the code after the password, and let the account in."""
    facilitator, form = _waiting(), CodeForm()

    def page() -> str:
        return render_template("login/code.html", form=form)

    if facilitator is None:
        session.pop(WAITING, None)
        flash(gettext("That took too long. Log in again."))
        return make_response(redirect(url_for("login.login"), 303))
    if request.method == "GET":
        return make_response(page())
    if form.validate() and not take_code(facilitator, form.code.data or "", utc_now()):
        g.wrong_code = True
        audit.note_refused(facilitator.name, Event.CODE_REFUSED)
        db.session.commit()
        form.code.errors = [gettext("This code is wrong, or it was used already. Wait for the next one.")]
    if form.errors:
        return refuse(form, page)
    return finish(facilitator)


@blueprint.route("/set-up", methods=["GET", "POST"])
@account_required
def set_up() -> Response:
    """Turn the second step on: show the secret, and confirm it with a code."""
    form = CodeForm()
    after = safe_destination(request.args.get("next"), url_for("home.home"))
    required = must_set_up(me(), this_means())
    if me().code_secret is not None:
        return make_response(_page_when_on(form))
    if request.method == "GET" or _OFFERED not in session:
        session[_OFFERED] = new_secret()
    secret = str(session[_OFFERED])

    def page() -> str:
        address = write_address(me().name, secret)
        return render_template(
            "login/set_up.html",
            form=form,
            secret=secret,
            qr=draw_qr(address),
            codes=(),
            after=after,
            required=required,
        )

    if request.method == "GET":
        return make_response(page())
    if form.validate() and not fits(secret, (form.code.data or "").replace(" ", ""), utc_now()):
        form.code.errors = [gettext("This is not the code that the app shows now. Type the newest one.")]
    if form.errors:
        return refuse(form, page)
    session.pop(_OFFERED)
    codes = turn_on(me(), secret)
    return make_response(
        render_template(
            "login/set_up.html", form=form, secret="", qr="", codes=codes, after=after, required=False
        )
    )


@blueprint.post("/off")
@limiter.limit(
    WRONG_CODES,
    key_func=lambda: f"code-off:{current_user.get_id()}",
    methods=["POST"],
    deduct_when=lambda _: bool(g.get("wrong_code")),
)
@account_required
def off() -> Response:
    """Turn the second step off, with a code."""
    form = CodeForm()
    if form.validate() and not take_code(me(), form.code.data or "", utc_now()):
        g.wrong_code = True
        form.code.errors = [gettext("This code is wrong, or it was used already. Wait for the next one.")]
    if form.errors:
        return refuse(form, lambda: _page_when_on(form))
    turn_off(me(), me())
    if must_set_up(me(), this_means()):
        flash(gettext("The old code is off. Set it up on the new phone now."))
        return make_response(redirect(url_for("second_step.set_up"), 303))
    flash(gettext("No code is asked for at login any more."))
    return make_response(redirect(url_for("login.password"), 303))


def _page_when_on(form: CodeForm) -> str:
    return render_template(
        "login/turn_off.html", form=form, left=count_recovery_codes(me()), required=is_required(me())
    )


def _waiting() -> Facilitator | None:
    """Return the account whose password was right a short time ago on this browser."""
    waiting = session.get(WAITING)
    if not isinstance(waiting, dict):
        return None
    if utc_now() - datetime.fromisoformat(str(waiting["at"])) > PATIENCE:
        return None
    facilitator = db.session.get(Facilitator, int(waiting["id"]))
    return None if facilitator is None or facilitator.closed_at is not None else facilitator


def _waiting_id() -> object:
    waiting = session.get(WAITING)
    return waiting["id"] if isinstance(waiting, dict) else "nobody"
