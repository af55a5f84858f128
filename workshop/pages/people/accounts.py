"""The installation's accounts: invite people, change roles, close accounts, read the audit log."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user

from workshop.charts.people.logs import build_audit_views, build_rows, describe_columns, describe_retention
from workshop.clean_input import read_whole
from workshop.errors import Problem
from workshop.forms.people.accounts import (
    AccountInvitationForm,
    EmailForm,
    LeavingForm,
    NewAccountForm,
    RoleForm,
)
from workshop.i18n import current_language, gettext
from workshop.identity import remember_facilitator
from workshop.models import AccountRole, Facilitator, Invitation, Means
from workshop.models.types import utc_now
from workshop.pages.access import administrator_required, me
from workshop.pages.allowance import count_wrong_guess
from workshop.pages.answers import refuse
from workshop.pages.downloads import send_file
from workshop.pages.links import invitation_link, login_link
from workshop.pages.people.login import let_in, require_passwords
from workshop.pages.people.openid import find_arrival
from workshop.services.people import accounts as service
from workshop.services.people import audit
from workshop.services.people.audit import Event
from workshop.services.people.belongings import hand_over_everything, list_belongings
from workshop.services.people.invitations import (
    find_invitation,
    invite,
    list_invitations,
    make_account,
    take_place,
    withdraw,
)
from workshop.services.people.linked_identities import find_linked, link, unlink
from workshop.services.people.openid import needed_provider
from workshop.services.people.second_step import turn_off
from workshop.services.workshops.csv_files import write_rows
from workshop.services.workshops.opening import list_workshops

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")


@blueprint.route("/", methods=["GET", "POST"])
@administrator_required
def accounts() -> Response:
    """List the accounts, and make an invitation for one more."""
    form = AccountInvitationForm(data={"role": AccountRole.FACILITATOR.value})
    if request.method == "GET":
        return make_response(_page(form))
    if not form.validate():
        return refuse(form, lambda: _page(form))
    secret = invite(me(), AccountRole(form.role.data), utc_now(), about=form.about.data or "")
    return make_response(_page(form, invitation_link(secret), gettext("Send this invitation to one person:")))


@blueprint.post("/invitations/<int:invitation_id>/withdraw")
@administrator_required
def withdraw_invitation(invitation_id: int) -> Response:
    """Withdraw an invitation to the installation."""
    withdraw(me(), invitation_id, utc_now())
    flash(gettext("The invitation is withdrawn."))
    return _back()


@blueprint.get("/<int:account_id>")
@administrator_required
def account(account_id: int) -> str:
    """Show one account: its role, its workshops, and what can be done with it."""
    return _account_page(service.find_account(account_id))


@blueprint.post("/<int:account_id>/role")
@administrator_required
def role(account_id: int) -> Response:
    """Give an account another role."""
    found, form = service.find_account(account_id), RoleForm()
    if not form.validate():
        return refuse(form, lambda: _account_page(found))
    service.change_role(me(), found, AccountRole(form.role.data))
    flash(gettext("The role of “%(name)s” is changed.", name=found.name))
    return _back_to(found)


@blueprint.post("/<int:account_id>/close")
@administrator_required
def close(account_id: int) -> Response:
    """Close an account."""
    found = service.find_account(account_id)
    service.close_account(me(), found)
    flash(gettext("The account “%(name)s” is closed and logged out everywhere.", name=found.name))
    return _back_to(found)


@blueprint.post("/<int:account_id>/open")
@administrator_required
def open_again(account_id: int) -> Response:
    """Open a closed account again."""
    found = service.find_account(account_id)
    service.open_again(me(), found)
    flash(gettext("The account “%(name)s” is open again.", name=found.name))
    return _back_to(found)


@blueprint.post("/<int:account_id>/link", endpoint="link")
@administrator_required
def make_link(account_id: int) -> Response:
    """Make a login link for somebody who has lost the password."""
    found = service.find_account(account_id)
    secret = service.make_link(me(), found)
    return make_response(_account_page(found, login_link(secret)))


@blueprint.post("/<int:account_id>/code-off")
@administrator_required
def code_off(account_id: int) -> Response:
    """Turn the second step off for somebody who has lost the phone and the recovery codes."""
    found = service.find_account(account_id)
    turn_off(me(), found)
    flash(gettext("“%(name)s” logs in without a code now.", name=found.name))
    return _back_to(found)


@blueprint.post("/<int:account_id>/unlink")
@administrator_required
def remove_link(account_id: int) -> Response:
    """Remove the link of an account with a login at the provider."""
    found = service.find_account(account_id)
    unlink(me(), found)
    flash(gettext("The link is removed."))
    return _back_to(found)


@blueprint.post("/<int:account_id>/email")
@administrator_required
def email(account_id: int) -> Response:
    """Set the address by which a provider's login finds an account."""
    found, form = service.find_account(account_id), EmailForm()
    if not form.validate():
        return refuse(form, lambda: _account_page(found, email_form=form))
    service.set_email(me(), found, form.email.data or "")
    flash(gettext("The e-mail address of “%(name)s” is stored.", name=found.name))
    return _back_to(found)


@blueprint.route("/<int:account_id>/hand-over", methods=["GET", "POST"])
@administrator_required
def hand_over_all(account_id: int) -> Response:
    """Say what belongs to an account, and hand all of it over to another one in one step."""
    found, form = service.find_account(account_id), LeavingForm()
    if request.method == "GET":
        return make_response(
            render_template(
                "accounts/hand_over.html",
                account=found,
                belongings=list_belongings(found, utc_now()),
                heirs=service.list_heirs(found.id),
                me=me(),
            )
        )
    heir = service.find_account(read_whole(form.heir.data) or 0)
    hand_over_everything(me(), found, heir, utc_now(), close=bool(form.close.data))
    flash(gettext("All that “%(name)s” owned belongs to “%(heir)s” now.", name=found.name, heir=heir.name))
    return _back_to(found)


@blueprint.get("/log")
@administrator_required
def log() -> str:
    """Show the audit log, newest entries first."""
    entries = audit.list_entries(read_whole(request.args.get("before")))
    return render_template(
        "accounts/log.html",
        entries=build_audit_views(entries),
        before=entries[-1].id if len(entries) == audit.PAGE else None,
        retention=describe_retention(audit.kept_days()),
    )


@blueprint.get("/log.csv")
@administrator_required
def log_csv() -> Response:
    """Return the whole audit log for a spreadsheet program; its name says how many days it reaches back."""
    lines = build_audit_views(audit.list_entries(most=None))
    rows = [*build_rows(lines), ("", "", "", describe_retention(audit.kept_days()))]
    text = write_rows(describe_columns(), rows)
    name = f"handlingsrom-audit-log-{audit.kept_days()}-days.csv"
    return send_file(text, name, "text/csv")


@blueprint.route("/invitation/<secret>", methods=["GET", "POST"])
def invitation(secret: str) -> Response:
    """Take an invitation with a new account, or with the one that is logged in."""
    try:
        found = find_invitation(secret, utc_now())
    except Problem:
        count_wrong_guess()
        raise
    form = NewAccountForm()
    if request.method == "GET":
        return make_response(_invitation_page(found, form))
    if current_user.is_authenticated and request.form.get("do") == "take":
        take_place(found, me(), utc_now())
        flash(gettext("You are in."))
        return make_response(redirect(url_for("workshops.index"), 303))
    identity = find_arrival()
    if identity is None:
        require_passwords()
    else:
        del form.password, form.again
    if not form.validate():
        return refuse(form, lambda: _invitation_page(found, form))
    name, language = form.name.data or "", current_language()
    if identity is None:
        facilitator = make_account(found, name, form.password.data or "", utc_now(), language)
        means, event, by = Means.PASSWORD, Event.LOGGED_IN, ""
    else:
        facilitator = make_account(found, name, None, utc_now(), language)
        link(facilitator, identity)
        means, event, by = Means.OPENID, Event.LOGGED_IN_BY_OPENID, needed_provider().name
    audit.note(facilitator, event, by)
    session.clear()
    let_in(facilitator, means)
    flash(gettext("Your account is ready. Your name is “%(name)s”.", name=facilitator.name))
    response = make_response(redirect(url_for("workshops.index"), 303))
    remember_facilitator(response, facilitator)
    return response


def _page(form: AccountInvitationForm, link: str = "", about: str = "") -> str:
    return render_template(
        "accounts/accounts.html",
        accounts=service.list_accounts(),
        invitations=list_invitations(utc_now()),
        me=me(),
        form=form,
        link=link,
        about=about,
    )


def _account_page(found: Facilitator, link: str = "", email_form: EmailForm | None = None) -> str:
    return render_template(
        "accounts/account.html",
        account=found,
        roles=[role.value for role in AccountRole],
        workshops=list_workshops(found),
        linked=find_linked(found),
        email_form=email_form or EmailForm(data={"email": found.email or ""}),
        me=me(),
        link=link,
    )


def _invitation_page(found: Invitation, form: NewAccountForm) -> str:
    identity = find_arrival()
    if identity is not None and request.method == "GET":
        form.name.data = identity.name
    return render_template(
        "accounts/invitation.html",
        invitation=found,
        form=form,
        identity=identity,
        secret=(request.view_args or {})["secret"],
    )


def _back() -> Response:
    return make_response(redirect(url_for("accounts.accounts"), 303))


def _back_to(found: Facilitator) -> Response:
    return make_response(redirect(url_for("accounts.account", account_id=found.id), 303))
