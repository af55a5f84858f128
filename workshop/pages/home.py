"""The first page, and the choice of language."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from workshop.charts.library.work import build_work_view
from workshop.i18n import LANGUAGE_COOKIE, LANGUAGES, gettext, spoken_in
from workshop.models.types import utc_now
from workshop.pages.access import me
from workshop.pages.destinations import safe_destination
from workshop.pages.resending import Return, may_take_again
from workshop.services.library.entries import list_entries
from workshop.services.library.work import list_attention, list_workshop_entries
from workshop.services.people.facilitators import set_language

blueprint = Blueprint("home", __name__)

_A_YEAR = 365 * 24 * 3600
# What a refused form had sent comes along under these names.
_SENT = "sent-"


@blueprint.get("/")
def home() -> str:
    """Ask for the code; show facilitators who are logged in their work."""
    if not current_user.is_authenticated:
        return render_template("home/home.html")
    workshops, scenarios = list_workshop_entries(me()), list_entries(me())
    attention = list_attention(workshops, scenarios, utc_now())
    return render_template("home/work.html", view=build_work_view(workshops, scenarios, attention), me=me())


@blueprint.get("/language")
def after_language() -> Response:
    """Lead on who loads the address of a choice of language again."""
    return make_response(redirect(url_for("home.home"), 303))


@blueprint.post("/language")
def choose_language() -> Response:
    """Remember the reader's language on the device and go back to the page."""
    language = request.form.get("language", "")
    page = safe_destination(request.form.get("next"))
    kept = _kept(page) if language in LANGUAGES else None
    response = make_response(redirect(page, 303) if kept is None else _offer_again(kept, language))
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_A_YEAR, samesite="Lax")
        if current_user.is_authenticated:
            set_language(current_user, language)
    return response


def _kept(page: str) -> Return | None:
    """Return what stood on a refused page that the language was chosen on; None for another page."""
    address = request.form.get("again", "")
    if not address or not may_take_again(address):
        return None
    sent = request.form.items(multi=True)
    fields = [(name.removeprefix(_SENT), value) for name, value in sent if name.startswith(_SENT)]
    return Return(page, address, fields)


def _offer_again(kept: Return, language: str) -> str:
    """Show, in the language that was chosen, a button that sends the refused form again."""
    g.page_to_return_to = kept
    with spoken_in(language):
        return render_template(
            "failures/again.html",
            chosen=True,
            what=gettext("This page is in English now."),
            now=gettext("What you typed is kept. Send it once more."),
            address=kept.address,
            fields=kept.fields,
            back=kept.page,
        )
