"""The desk controls its screens: the wall's mode, and which computers show it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for

from workshop.charts.meeting.picture import build_live_stage_html
from workshop.charts.meeting.wall import describe_languages
from workshop.errors import Problem
from workshop.extensions import limiter
from workshop.forms.people.screens import LanguageForm, PairForm, TurnForm, WallForm
from workshop.i18n import gettext
from workshop.models.types import utc_now
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.allowance import WRONG_CODES
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.desk import show_again
from workshop.services.meeting.agenda import set_rules
from workshop.services.meeting.wall import Wall, show_wall, turn_page
from workshop.services.people.screens import pair_screen, part_screen, renew_link
from workshop.state.snapshot import current_snapshot
from workshop.state.visibility import words_on

blueprint = Blueprint("screens", __name__, url_prefix="/desk/<code>/screen")


@blueprint.post("/show")
@login_required
def show(code: str) -> Response:
    """Set the wall live, hold its picture, or blank it."""
    workshop, form = led_workshop(code), WallForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    wall = Wall(form.wall.data)
    snapshot = current_snapshot(workshop)
    picture = build_live_stage_html(snapshot) if wall is Wall.HELD else ""
    words = words_on(picture, snapshot)
    receipt = show_wall(workshop.id, me(), form.operation_id.data or "", wall, picture, words)
    return acknowledge(receipt, _desk(code))


@blueprint.post("/turn")
@login_required
def turn(code: str) -> Response:
    """Turn a page of the wall's list, or let the wall turn them by itself."""
    workshop, form = led_workshop(code), TurnForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    receipt = turn_page(workshop.id, me(), form.operation_id.data or "", workshop.step, int(form.by.data))
    return acknowledge(receipt, _desk(code))


@blueprint.post("/language")
@login_required
def language(code: str) -> Response:
    """Let the wall show a second language in turn or beside the first, or only one."""
    workshop, form = led_workshop(code), LanguageForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    second = "" if form.language.data == workshop.language else form.language.data
    beside = bool(second) and form.beside.data == "yes"
    receipt = set_rules(
        workshop.id, me(), form.operation_id.data or "", second_language=second, second_beside=beside
    )
    # What the wall does with it now, where it was chosen: this picture may have no room for both.
    return acknowledge(receipt, _desk(code), describe_languages(current_snapshot(workshop)))


@blueprint.post("/pair")
@login_required
@limiter.limit(
    WRONG_CODES,
    key_func=lambda: f"desk:{me().id}",
    deduct_when=lambda response: response.status_code == 422,
)
def pair(code: str) -> Response:
    """Pair the screen with this code as the workshop's wall."""
    workshop, form = led_workshop(code), PairForm()

    def page() -> str:
        return show_again(workshop, pair_form=form)

    if not form.validate():
        return refuse(form, page)
    try:
        pair_screen(workshop.id, form.screen_code.data or "", utc_now())
    except Problem as problem:
        form.screen_code.errors = [f"{problem.what} {problem.now}"]
        return refuse(form, page)
    flash(gettext("The screen shows this workshop now."))
    return make_response(redirect(_desk(code), 303))


@blueprint.post("/<int:screen_id>/part")
@login_required
def part(code: str, screen_id: int) -> Response:
    """Disconnect a screen."""
    part_screen(led_workshop(code).id, screen_id)
    flash(gettext("The screen is disconnected."))
    return make_response(redirect(_desk(code), 303))


@blueprint.post("/link/renew")
@login_required
def renew(code: str) -> Response:
    """Make a new link for screens; the old one becomes invalid."""
    renew_link(led_workshop(code))
    flash(gettext("The screen has a new address. Screens that were paired by their code go on."))
    return make_response(redirect(_desk(code), 303))


def _desk(code: str) -> str:
    return url_for("desk.desk", code=code)
