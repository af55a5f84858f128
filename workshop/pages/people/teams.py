"""The team of a workshop: invite co-facilitators and viewers, hand it over, and read who did what."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from workshop.charts.people.logs import build_rows, build_step_views, describe_columns
from workshop.clean_input import read_whole
from workshop.forms.people.accounts import HeirForm, TeamInvitationForm
from workshop.i18n import gettext
from workshop.models import TeamRole, Workshop
from workshop.models.types import utc_now
from workshop.pages.access import account_required, me, owned_workshop, read_workshop
from workshop.pages.answers import refuse
from workshop.pages.downloads import send_file
from workshop.pages.links import invitation_link
from workshop.services.people import audit
from workshop.services.people.accounts import find_account, list_heirs
from workshop.services.people.invitations import invite, list_invitations, withdraw
from workshop.services.people.teams import hand_over, list_team, remove_member
from workshop.services.workshops.csv_files import write_rows

blueprint = Blueprint("teams", __name__, url_prefix="/workshops/<code>/team")


@blueprint.route("/", methods=["GET", "POST"])
@account_required
def team(code: str) -> Response:
    """List the team, and make an invitation for one more person."""
    workshop, form = owned_workshop(code), TeamInvitationForm(data={"role": TeamRole.CO_FACILITATOR.value})
    if request.method == "GET":
        return make_response(_page(workshop, form))
    if not form.validate():
        return refuse(form, lambda: _page(workshop, form))
    secret = invite(me(), TeamRole(form.role.data), utc_now(), workshop=workshop, about=form.about.data or "")
    return make_response(_page(workshop, form, invitation_link(secret)))


@blueprint.post("/invitations/<int:invitation_id>/withdraw")
@account_required
def withdraw_invitation(code: str, invitation_id: int) -> Response:
    """Withdraw an invitation to this workshop."""
    workshop = owned_workshop(code)
    withdraw(me(), invitation_id, utc_now(), workshop)
    flash(gettext("The invitation is withdrawn."))
    return _back(workshop)


@blueprint.post("/<int:member_id>/remove")
@account_required
def remove(code: str, member_id: int) -> Response:
    """Take somebody out of the team."""
    workshop = owned_workshop(code)
    remove_member(me(), workshop, member_id)
    flash(gettext("They are no longer in the team."))
    return _back(workshop)


@blueprint.post("/hand-over")
@account_required
def give(code: str) -> Response:
    """Hand the workshop over to another account; the former owner stays in the team."""
    workshop, form = owned_workshop(code), HeirForm()
    heir = find_account(read_whole(form.heir.data) or 0)
    hand_over(me(), workshop, heir)
    flash(gettext("The workshop belongs to “%(name)s” now. You are a co-facilitator.", name=heir.name))
    return make_response(redirect(url_for("workshops.index"), 303))


@blueprint.get("/log")
@account_required
def log(code: str) -> str:
    """Show who did what at the desk, newest steps first."""
    workshop = read_workshop(code)
    steps = audit.list_steps(workshop.id, read_whole(request.args.get("before")))
    return render_template(
        "teams/log.html",
        workshop=workshop,
        entries=build_step_views(steps),
        before=steps[-1].revision if len(steps) == audit.PAGE else None,
    )


@blueprint.get("/log.csv")
@account_required
def log_csv(code: str) -> Response:
    """Return all steps of the desk for a spreadsheet program."""
    workshop = read_workshop(code)
    lines = build_step_views(audit.list_steps(workshop.id, most=None))
    text = write_rows(describe_columns(), build_rows(lines))
    return send_file(text, f"handlingsrom-{workshop.code}-log.csv", "text/csv")


def _page(workshop: Workshop, form: TeamInvitationForm, link: str = "") -> str:
    return render_template(
        "teams/team.html",
        workshop=workshop,
        team=list_team(workshop),
        invitations=list_invitations(utc_now(), workshop),
        heirs=list_heirs(workshop.owner_id),
        form=form,
        link=link,
    )


def _back(workshop: Workshop) -> Response:
    return make_response(redirect(url_for("teams.team", code=workshop.code), 303))
