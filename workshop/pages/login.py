"""Logging in and out as a facilitator."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_login import login_user, logout_user

from workshop.errors import Problem
from workshop.extensions import limiter
from workshop.forms.entry import LoginForm, PasswordForm
from workshop.i18n import gettext
from workshop.identity import has_logged_in, remember_device, remember_facilitator
from workshop.models.types import utc_now
from workshop.pages.access import account_required, me
from workshop.pages.allowance import count_wrong_guess, who_tries
from workshop.pages.answers import refuse
from workshop.pages.destinations import safe_destination
from workshop.services.facilitators import check_login_link, check_password, set_password, use_login_link

blueprint = Blueprint("login", __name__, url_prefix="/login")

WRONG_PASSWORDS = "10 per minute"
# A new device costs nothing: all that were never logged in under a name have this together. Those that
# were are not concerned, so that nobody can lock a facilitator out.
WRONG_PASSWORDS_OF_STRANGERS = "30 per minute"


@blueprint.route("/", methods=["GET", "POST"])
@limiter.limit(
    WRONG_PASSWORDS,
    key_func=who_tries,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 422,
)
@limiter.limit(
    lambda: WRONG_PASSWORDS_OF_STRANGERS,
    key_func=lambda: f"name:{_name()}",
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 422,
    exempt_when=lambda: _is_known(),
)
def login() -> Response:
    """Log in with name and password."""
    form = LoginForm()

    def page() -> str:
        return render_template("login/login.html", form=form)

    if request.method == "GET":
        response = make_response(page())
        remember_device(request, response)
        return response
    facilitator = None
    if form.validate():
        facilitator = check_password(form.name.data or "", form.password.data or "", is_known=_is_known())
    if facilitator is None:
        if not form.errors:
            form.password.errors = [gettext("Name and password do not belong together.")]
        return refuse(form, page)
    login_user(facilitator)
    response = make_response(
        redirect(safe_destination(request.args.get("next"), url_for("workshops.index")), 303)
    )
    remember_facilitator(response, facilitator.name)
    return response


@blueprint.route("/link/<secret>", methods=["GET", "POST"])
def link(secret: str) -> Response:
    """Log in with a one-time link; the visit alone does not use it up, as a preview might."""
    try:
        if request.method == "GET":
            check_login_link(secret, utc_now())
            return make_response(render_template("login/link.html"))
        facilitator = use_login_link(secret, utc_now())
    except Problem:
        count_wrong_guess()
        raise
    login_user(facilitator)
    response = make_response(redirect(url_for("workshops.index"), 303))
    remember_facilitator(response, facilitator.name)
    return response


@blueprint.route("/password", methods=["GET", "POST"])
@account_required
def password() -> Response:
    """Set a password."""
    form = PasswordForm()
    if request.method == "POST":
        if not form.validate():
            return refuse(form, lambda: render_template("login/password.html", form=form))
        set_password(me(), form.password.data or "")
        flash(gettext("The password is set. Your name is “%(name)s”.", name=me().name))
        return make_response(redirect(url_for("workshops.index"), 303))
    return make_response(render_template("login/password.html", form=form))


@blueprint.post("/out")
@account_required
def log_out() -> Response:
    """Log out."""
    logout_user()
    return make_response(redirect(url_for("home.home"), 303))


def _name() -> str:
    return request.form.get("name", "")[:80]


def _is_known() -> bool:
    return has_logged_in(request, _name())
