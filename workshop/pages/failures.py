"""When something goes wrong: what happened, why, and what to do now."""

from __future__ import annotations

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from workshop.errors import Problem
from workshop.extensions import db, login_manager
from workshop.i18n import gettext
from workshop.pages.answers import explain, wants_json


def register(app: Flask) -> None:
    """Answer every failure in the reader's language."""
    app.register_error_handler(Problem, _tell)
    app.register_error_handler(CSRFError, _tell_stale)
    app.register_error_handler(HTTPException, _tell_http)
    app.register_error_handler(Exception, _tell_unexpected)
    login_manager.unauthorized_handler(_send_to_login)


def _tell(problem: Problem) -> Response:
    if wants_json():
        response = jsonify(explain(problem))
    else:
        response = make_response(render_template("failures/problem.html", problem=problem))
    response.status_code = problem.status
    return response


def _tell_stale(_: CSRFError) -> Response:
    return _tell(
        Problem(
            gettext("This page is out of date."),
            gettext("Go back, reload the page and send again. What you typed is still there."),
        )
    )


def _tell_http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    said = {
        404: (
            gettext("This page does not exist."),
            gettext("Check the address, or start from the first page."),
        ),
        405: (gettext("This address takes no such request."), gettext("Start from the first page.")),
        413: (gettext("That is too much at once."), gettext("Send less, or split it.")),
        429: (gettext("Too many tries from this device."), gettext("Wait a minute and try again.")),
    }.get(code, (gettext("The request could not be understood."), gettext("Go back and try again.")))
    return _tell(Problem(*said, status=code))


def _tell_unexpected(error: Exception) -> Response:
    db.session.rollback()
    app_error = gettext("Something went wrong on our side.")
    from flask import current_app

    if current_app.config["TESTING"]:
        raise error
    current_app.logger.exception("unexpected failure at %s", request.path)
    return _tell(Problem(app_error, gettext("Nothing that was sent before is lost. Try again."), status=500))


def _send_to_login() -> Response:
    if wants_json():
        return _tell(Problem(gettext("You are logged out."), gettext("Log in and try again."), status=401))
    return make_response(redirect(url_for("login.login", next=request.full_path.rstrip("?"))))
