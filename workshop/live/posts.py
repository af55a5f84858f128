"""What phones post over a socket that is open: the same request, view and answer as by HTTP.

A phone that listens has shown who it is and has a connection; a request of its own would cost it another,
with headers, a session and a token against forgery. All else is the view's: the form, the operation id,
the errors and the language. Who asks is found in the database each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.http import parse_cookie

from workshop.i18n import LANGUAGE_COOKIE
from workshop.identity import participant_cookie, tidy_code

# What a phone may post; each view below it asks who the participant is.
PHONES = "/phone/<code>"
_KEPT = ("HTTP_HOST", "HTTP_ACCEPT_LANGUAGE", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme")


@dataclass(frozen=True)
class Poster:
    """A phone that was let in: its workshop's code, and what each of its requests carries."""

    app: Flask
    code: str
    environ: Mapping[str, Any]


def poster_of(app: Flask, code: str, environ: dict[str, Any]) -> Poster:
    """Keep of the request that opened a socket what its posts need; nothing of a facilitator's."""
    cookies = parse_cookie(environ)
    carried = [
        f"{name}={cookies[name]}" for name in (participant_cookie(code), LANGUAGE_COOKIE) if name in cookies
    ]
    kept = {name: environ[name] for name in _KEPT if name in environ}
    kept |= {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "HTTP_ACCEPT": "application/json",
        "HTTP_COOKIE": "; ".join(carried),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }
    return Poster(app, code, kept)


def answer_post(poster: Poster, path: str, body: str) -> tuple[int, Any]:
    """Let the view at ``path`` answer a form; return the status and the answer, as a script gets them."""
    app, data = poster.app, body.encode()
    environ = {
        **poster.environ,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": BytesIO(data),
    }
    with app.request_context(environ):
        try:
            response = app.make_response(_view(app, poster.code))
        except Exception as error:
            response = app.make_response(app.handle_user_exception(error))
        assert isinstance(response, Response)
        return response.status_code, response.get_json(silent=True)


def _view(app: Flask, code: str) -> Any:
    rule, arguments = request.url_rule, request.view_args or {}
    if rule is None or not rule.rule.startswith(PHONES) or tidy_code(arguments.get("code", "")) != code:
        raise NotFound
    return app.view_functions[rule.endpoint](**arguments)
