"""Logging in and out as a facilitator."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_user, logout_user

from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import limiter
from workshop.forms.people.entry import LinkForm, LoginForm, PasswordForm
from workshop.i18n import gettext
from workshop.identity import has_logged_in, remember_device, remember_facilitator
from workshop.models import Facilitator, Means
from workshop.models.types import utc_now
from workshop.pages.access import account_required, me
from workshop.pages.allowance import count_wrong_guess, rate_limit_key
from workshop.pages.answers import refuse
from workshop.pages.destinations import safe_destination
from workshop.services.people import audit
from workshop.services.people.audit import Event
from workshop.services.people.facilitators import (
    check_login_link,
    check_password,
    end_login_links,
    has_password,
    names_around,
    set_password,
    use_login_link,
)
from workshop.services.people.linked_identities import find_linked
from workshop.services.people.logins import (
    LOGIN,
    begin_login,
    end_login,
    find_login,
    list_logins,
    renew_login,
    this_login,
)
from workshop.services.people.openid import needed_provider, provider
from workshop.services.people.password_queue import Asker
from workshop.services.people.passwords import is_easy_to_guess
from workshop.services.people.second_step import is_left_to_provider, must_set_up

blueprint = Blueprint("login", __name__, url_prefix="/login")

# Tries of each device at each name. The total of all devices is bounded, and newcomers come first
# (:mod:`workshop.services.people.password_queue`), so that nobody can lock a facilitator out.
WRONG_PASSWORDS, WRONG_PASSWORDS_OF_A_DEVICE = "10 per minute", "60 per minute"
# For so long after a login link, a password can be set without the current one: it may be lost.
LINK_SETS_PASSWORD = timedelta(hours=1)
# The account whose password or link was right, until its code is, and where it wanted to go.
WAITING = "waiting-for-code"
# When the session was opened by a link.
_BY_LINK = "by-link"
_EVENTS = {
    Means.PASSWORD: Event.LOGGED_IN,
    Means.LINK: Event.LOGGED_IN_BY_LINK,
    Means.OPENID: Event.LOGGED_IN_BY_OPENID,
}


@blueprint.route("/", methods=["GET", "POST"])
@limiter.limit(
    WRONG_PASSWORDS,
    key_func=lambda: f"{rate_limit_key()}:{_name()}",
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 422,
)
@limiter.limit(
    WRONG_PASSWORDS_OF_A_DEVICE,
    key_func=rate_limit_key,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 422,
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
    require_passwords()
    facilitator = None
    if form.validate():
        facilitator = check_password(form.name.data or "", form.password.data or "", _asker(_name()))
    if facilitator is None:
        if not form.errors:
            form.password.errors = [gettext("Wrong name or password.")]
            audit.note_refused(_name())
            commit_durably()
        return refuse(form, page)
    return go_on(facilitator, safe_destination(request.args.get("next"), url_for("home.home")))


@blueprint.route("/link/<secret>", methods=["GET", "POST"])
def link(secret: str) -> Response:
    """Log in with a one-time link; a GET, as by a link preview, does not use it up."""
    try:
        if request.method == "GET":
            check_login_link(secret, utc_now())
            return make_response(render_template("login/link.html"))
        facilitator = use_login_link(secret, utc_now())
    except Problem:
        count_wrong_guess()
        raise
    return go_on(facilitator, url_for("home.home"), Means.LINK)


@blueprint.route("/password", methods=["GET", "POST"])
@limiter.limit(
    WRONG_PASSWORDS,
    key_func=lambda: f"account:{current_user.get_id()}",
    methods=["POST"],
    deduct_when=lambda _: bool(g.get("wrong_password")),
)
@account_required
def password() -> Response:
    """Set a password, end all logins and begin a new one for this browser."""
    form = PasswordForm()

    def page() -> str:
        return render_template("login/password.html", form=form, linked=find_linked(me()))

    if not must_prove_password():
        del form.current
    if request.method == "POST":
        require_passwords()
        if not form.validate() or not proves_password(form):
            return refuse(form, page)
        if is_easy_to_guess(form.password.data or "", names_around(me())):
            form.password.errors = [
                gettext(
                    "Others would try this early on. Choose words that have nothing to do with each other."
                )
            ]
            return refuse(form, page)
        audit.note(me(), Event.PASSWORD_SET)
        set_password(me(), form.password.data or "")
        # Log out anybody who knew the old one, or who has a copy of this browser's cookies.
        _renew()
        session.pop(_BY_LINK, None)
        flash(gettext("The password is set. Your name is “%(name)s”.", name=me().name))
        response = make_response(redirect(url_for("workshops.index"), 303))
        remember_facilitator(response, me())
        return response
    return make_response(page())


@blueprint.post("/out")
@account_required
def log_out() -> Response:
    """Log out, and invalidate the cookie, including copies of it."""
    audit.note(me(), Event.LOGGED_OUT)
    end_login(me(), this_login() or 0)
    session.pop(LOGIN, None)
    logout_user()
    return make_response(redirect(url_for("home.home"), 303))


@blueprint.get("/where")
@account_required
def where() -> str:
    """List where this account is logged in."""
    logins = list_logins(me(), utc_now())
    hours, idle = current_app.config["LOGIN_HOURS"], current_app.config["IDLE_HOURS"]
    return render_template("login/where.html", logins=logins, this=this_login(), hours=hours, idle=idle)


@blueprint.post("/where/<int:login_id>/end")
@account_required
def end(login_id: int) -> Response:
    """End another login."""
    end_login(me(), login_id)
    flash(gettext("That browser is logged out."))
    return make_response(redirect(url_for("login.where"), 303))


@blueprint.post("/where/end-others")
@account_required
def end_others() -> Response:
    """End all other logins, and phones that are a desk."""
    audit.note(me(), Event.LOGGED_OUT_ELSEWHERE)
    _renew()
    flash(gettext("You are logged out everywhere else, and no phone controls your workshops any more."))
    return make_response(redirect(url_for("login.where"), 303))


def go_on(facilitator: Facilitator, page: str, means: Means = Means.PASSWORD) -> Response:
    """Let an account in that has shown who it is by these means, or ask for its code first."""
    session[WAITING] = {
        "id": facilitator.id,
        "at": utc_now().isoformat(),
        "next": page,
        "means": means.value,
    }
    if facilitator.code_secret is not None and not is_left_to_provider(means):
        return make_response(redirect(url_for("second_step.code"), 303))
    return finish(facilitator)


def finish(facilitator: Facilitator) -> Response:
    """Let in the account that :data:`WAITING` names, and lead to the page that it wanted."""
    waiting = session.pop(WAITING)
    means, page = Means(waiting["means"]), waiting["next"]
    openid = provider()
    audit.note(
        facilitator, _EVENTS[means], openid.name if means is Means.OPENID and openid is not None else ""
    )
    let_in(facilitator, means)
    session.pop(_BY_LINK, None)
    if means is Means.LINK:
        session[_BY_LINK] = utc_now().isoformat()
    if must_set_up(facilitator, means):
        page = url_for("second_step.set_up", next=page)
    response = make_response(redirect(page, 303))
    remember_facilitator(response, facilitator)
    return response


def let_in(facilitator: Facilitator, means: Means = Means.PASSWORD) -> None:
    """Log somebody in on this browser; an earlier login there ends."""
    earlier = find_login(str(session.get(LOGIN, "")), utc_now())
    if earlier is not None:
        end_login(earlier.facilitator, earlier.id)
    session[LOGIN] = begin_login(facilitator, utc_now(), request.headers.get("User-Agent", ""), means.value)
    login_user(facilitator)


def _renew() -> None:
    """End all logins and links of the facilitator, and begin a new login for this browser."""
    session[LOGIN] = renew_login(me(), utc_now(), request.headers.get("User-Agent", ""))
    end_login_links(me())


def _came_by_link() -> bool:
    """Return whether a login link was used in this session within :data:`LINK_SETS_PASSWORD`."""
    came = session.get(_BY_LINK)
    return came is not None and utc_now() - datetime.fromisoformat(came) < LINK_SETS_PASSWORD


def require_passwords() -> None:
    """Raise a :class:`Problem` if the settings forbid to log in by password."""
    if not current_app.config["ACCOUNTS"].passwords:
        raise Problem(
            gettext("This installation takes no passwords."),
            gettext("Log in with %(name)s, or with a login link.", name=needed_provider().name),
            status=403,
        )


def must_prove_password() -> bool:
    """Return whether a change of how one logs in needs the current password."""
    return has_password(me()) and not _came_by_link() and bool(current_app.config["ACCOUNTS"].passwords)


def proves_password(form: PasswordForm | LinkForm) -> bool:
    """Check the current password if the form asks for it; add a fault to the form if it is wrong."""
    if "current" not in form:
        return True
    if check_password(me().name, form.current.data or "", _asker(me().name)) is not None:
        return True
    g.wrong_password = True
    form.current.errors = [gettext("This is not your current password.")]
    return False


def _name() -> str:
    return request.form.get("name", "")[:80]


def _asker(name: str) -> Asker:
    return Asker(rate_limit_key(), request.remote_addr or "unknown", is_known=has_logged_in(request, name))
