"""The first page, and the choice of language."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_login import current_user

from workshop.i18n import LANGUAGE_COOKIE, LANGUAGES
from workshop.pages.destinations import safe_destination
from workshop.services.people.facilitators import set_language

blueprint = Blueprint("home", __name__)

_A_YEAR = 365 * 24 * 3600


@blueprint.get("/")
def home() -> str:
    """Ask for the code."""
    return render_template("home/home.html")


@blueprint.post("/language")
def choose_language() -> Response:
    """Remember the reader's language on the device and go back to the page."""
    language = request.form.get("language", "")
    response = make_response(redirect(safe_destination(request.form.get("next")), 303))
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_A_YEAR, samesite="Lax")
        if current_user.is_authenticated:
            set_language(current_user, language)
    return response
