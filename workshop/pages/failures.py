"""Error pages: what happened, why, and what to do now."""

from __future__ import annotations

import re

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from workshop.database.storage import Storage, Trouble, find_trouble
from workshop.errors import OperationConflict, Problem
from workshop.extensions import db, login_manager
from workshop.i18n import gettext
from workshop.pages.answers import explain, wants_json
from workshop.pages.required_step import waits_for_set_up
from workshop.pages.resending import (
    has_files,
    home_of_request,
    page_to_return_to,
    sent_fields,
    written_fields,
)
from workshop.request_guard import UPLOADS
from workshop.words import say_trouble

RETRY_AFTER_S = 5
# Requests that came too early, too late or too fast may be sent again.
_SENT_AGAIN = {409, 429}
# No link to the workshop for readers who may not see it.
_NO_WAY_BACK = {401, 403}
# Fields with typed text; the others say what the page is about.
_WRITTEN = {"title", "description", "text", "owner", "reason", "question", "name", "note", "number"}
_WRITTEN |= {"amount", "amount_low", "amount_high", "low", "likely", "high"}
_WRITTEN |= {"actor", "due", "about", "publisher", "own_source", "own_amount", "path-source"}
# Figures typed into a list or a table have a field for each cell or step.
_WRITTEN_CELLS = re.compile(r"t-.+|path-(?:year|[a-z_/]+)-\d+|steps-\d+-minutes", re.ASCII)


def register(app: Flask) -> None:
    """Answer every failure in the reader's language."""
    app.register_error_handler(Problem, _answer)
    app.register_error_handler(CSRFError, _answer_stale)
    app.register_error_handler(HTTPException, _answer_http)
    for kind in (DBAPIError, PoolTimeout, OSError):
        app.register_error_handler(kind, _answer_storage)
    app.register_error_handler(Exception, _answer_unexpected)
    login_manager.unauthorized_handler(_send_to_login)


def _answer(problem: Problem, **more: str) -> Response:
    if wants_json():
        response = jsonify({**explain(problem), **more})
    else:
        late = problem.status in _SENT_AGAIN
        response = make_response(
            render_template(
                "failures/problem.html",
                problem=problem,
                back=page_to_return_to() if problem.status == 413 else None,
                home=None if problem.status in _NO_WAY_BACK else home_of_request(),
                address=request.full_path.rstrip("?"),
                written=_written() if late else [],
                # Another operation is stored under its id: a repeat would be refused again.
                fields=sent_fields() if late and not isinstance(problem, OperationConflict) else [],
            )
        )
    response.status_code = problem.status
    return response


def _answer_stale(_: CSRFError) -> Response:
    """Answer a form with an old CSRF token, from before a restart or upgrade; the typed data are kept."""
    problem = Problem(
        gettext("This page is out of date."),
        gettext("Go back, reload the page and send again. What you typed is still there."),
    )
    if wants_json():
        # Other sites cannot read this answer; our scripts repeat the request with the fresh token.
        return _answer(problem, token=generate_csrf())
    return _offer_again(problem, gettext("What you typed is kept. Send it once more."))


def _answer_storage(error: Exception) -> Response:
    """Answer while the database cannot store; what was sent is kept."""
    trouble = find_trouble(error)
    if trouble is None:
        return _answer_unexpected(error)
    db.session.rollback()
    if trouble is not Trouble.BUSY:
        storage: Storage = current_app.extensions["storage"]
        storage.trouble = trouble
    current_app.logger.error("the database stores nothing (%s) at %s: %s", trouble, _place(), error)
    problem = Problem(
        gettext("Nothing can be stored right now.") + " " + say_trouble(trouble),
        gettext("What was confirmed before is safe. Send this again in a moment: nothing is counted twice."),
        status=503,
    )
    told = _answer(problem, trouble=trouble.value) if wants_json() else _offer_again(problem, problem.now)
    told.headers["Retry-After"] = str(RETRY_AFTER_S)
    return told


def _offer_again(problem: Problem, now: str) -> Response:
    """Show the error with a button that sends the same once more, also without scripts.

    The page asks nothing of the database, which may be unavailable.
    """
    fields = sent_fields()
    response = make_response(
        render_template(
            "failures/again.html",
            what=problem.what,
            now=now if fields or request.method == "GET" else problem.now,
            address=request.full_path.rstrip("?"),
            reading=request.method == "GET",
            fields=fields,
        )
    )
    response.status_code = problem.status
    return response


def _written(*, is_ours: bool = False) -> list[str]:
    """Return the typed texts and figures, to be read and copied."""
    return [
        value
        for name, value in written_fields(is_ours=is_ours)
        if value.strip() and (name in _WRITTEN or _WRITTEN_CELLS.fullmatch(name))
    ]


def _answer_http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error
    said = {
        404: (
            gettext("This page does not exist."),
            gettext("Check the address, or start from the first page."),
        ),
        405: (gettext("Not possible here."), gettext("Start from the first page.")),
        413: (gettext("That is too much at once."), gettext("Send less, or split it.")),
        429: (gettext("Too many tries from this device."), gettext("Wait a minute and try again.")),
    }.get(code, (gettext("The request could not be understood."), gettext("Go back and try again.")))
    if code == 413 and request.endpoint in UPLOADS:
        said = (
            gettext(
                "This file is too large: %(number)d MB can be sent at most.",
                number=UPLOADS[request.endpoint] // 1_000_000,
            ),
            gettext(
                "Nothing was taken in. Go back with your browser’s button: what you typed is still on that "
                "page. Choose a smaller file there."
            ),
        )
    return _answer(Problem(*said, status=code))


def _answer_unexpected(error: Exception) -> Response:
    db.session.rollback()
    app_error = gettext("Something went wrong on our side.")
    if current_app.config["TESTING"]:
        raise error
    current_app.logger.exception("unexpected failure at %s", _place(), exc_info=error)
    return _answer(
        Problem(app_error, gettext("Nothing that was sent before is lost. Try again."), status=500)
    )


def _place() -> str:
    """Return the view's name for the log: addresses contain secrets."""
    return f"{request.method} {request.endpoint or 'an unknown address'}"


def _send_to_login() -> Response:
    """Lead to the login; what was sent while nobody was logged in stays, to be sent again afterwards."""
    if waits_for_set_up():
        return _send_to_set_up()
    problem = Problem(gettext("You are logged out."), gettext("Log in and try again."), status=401)
    if wants_json():
        return _answer(problem)
    login = url_for("login.login", next=page_to_return_to())
    # The token was right, so a page of ours sent this.
    fields, written = sent_fields(is_ours=True), _written(is_ours=True)
    if not fields and not written:
        return make_response(redirect(login))
    page = render_template(
        "failures/logged_out.html",
        problem=problem,
        login=login,
        address=request.full_path.rstrip("?"),
        fields=fields,
        written=written,
        has_files=has_files(),
    )
    return make_response(page, problem.status)


def _send_to_set_up() -> Response:
    if wants_json():
        return _answer(
            Problem(
                gettext("This installation requires a code at login, and yours is not set up."),
                gettext("Open the first page of the workshops and set it up."),
                status=403,
            )
        )
    return make_response(redirect(url_for("second_step.set_up", next=page_to_return_to())))
