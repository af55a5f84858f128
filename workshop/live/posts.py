"""What phones post over a socket that is open: the same request, view and answer as by HTTP.

A phone that listens has shown who it is and has a connection; a request of its own would cost it another,
with headers, a session and a token against forgery. All else is the view's: the form, the operation id,
the errors and the language. Who asks is found in the database each time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import Flask, Request
from flask.ctx import RequestContext
from flask.sessions import SecureCookieSession
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import MapAdapter, Rule

from workshop.i18n import LANGUAGE_COOKIE
from workshop.identity import SOCKET_MARK, participant_cookie, tidy_code
from workshop.request_guard import check_post

# What a phone may post; each view below it asks who the participant is.
PHONES = "/phone/<code>"
_POST = re.compile(r'42(\d{1,9})\["post",')
_KEPT = (
    *("HTTP_HOST", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT"),
    *("wsgi.errors", "wsgi.url_scheme"),
)


@dataclass(frozen=True)
class Poster:
    """A phone that was let in: its workshop's code, and what each of its requests carries.

    ``read`` is what a request reads of its headers, read once.
    """

    app: Flask
    code: str
    environ: Mapping[str, Any]
    read: Mapping[str, Any]


class _Context(RequestContext):
    """The context of a post, without what it has no use for: a session, and a search for the host."""

    def __init__(self, app: Flask, request: Request, adapter: MapAdapter) -> None:
        self.app, self.request, self.url_adapter = app, request, adapter
        self.flashes, self._session = None, SecureCookieSession()
        self._after_request_functions, self._cv_tokens = [], []

    def match_request(self) -> None:
        """Do nothing: where it goes has been looked at before."""


def poster_of(app: Flask, code: str, environ: dict[str, Any]) -> Poster:
    """Keep of the request that opened a socket what its posts need; nothing of a facilitator's."""
    opened = app.request_class(environ, populate_request=False)
    carried = (participant_cookie(code), LANGUAGE_COOKIE)
    kept = {name: environ[name] for name in _KEPT if name in environ}
    kept |= {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "HTTP_ACCEPT": "application/json",
        SOCKET_MARK: True,
    }
    cookies = {name: opened.cookies[name] for name in carried if name in opened.cookies}
    languages = opened.accept_languages
    return Poster(app, code, kept, {"cookies": ImmutableMultiDict(cookies), "accept_languages": languages})


def answer_message(poster: Poster, message: str) -> str | None:
    """Answer a Socket.IO message that posts something with its acknowledgement; none if it does not."""
    begun = _POST.match(message)
    if begun is None:
        return None
    try:
        (said,) = json.loads(f"[{message[begun.end() :]}")
    except (ValueError, RecursionError):
        return None
    answered = answer_said(poster, said)
    return None if answered is None else f"43{begun[1]}[[{answered[0]},{answered[1]}]]"


def answer_said(poster: Poster, said: Any) -> tuple[int, str] | None:
    """Answer what a phone said; none where it makes no sense."""
    if not isinstance(said, dict):
        return None
    path, body = said.get("path"), said.get("body")
    if not isinstance(path, str) or not isinstance(body, str):
        return None
    return answer_post(poster, path, body)


def answer_post(poster: Poster, path: str, body: str) -> tuple[int, str]:
    """Let the view at ``path`` answer a form; return the status and the answer, as a script gets them."""
    app = poster.app
    path = unquote_to_bytes(path.encode(errors="replace")).decode(errors="replace")
    adapter = _adapter(app, poster.environ.get("HTTP_HOST", ""), poster.environ["wsgi.url_scheme"])
    request = app.request_class({**poster.environ, "PATH_INFO": path.encode().decode("latin-1")})
    with _Context(app, request, adapter):
        answer: Any
        try:
            fields = parse_qsl(body, keep_blank_values=True)
            form = ImmutableMultiDict(fields)
            vars(request).update(poster.read, form=form, files=ImmutableMultiDict())
            check_post(path, fields)
            request.url_rule, arguments = _match(adapter, path)
            request.view_args = dict(arguments)
            if not _may(poster, request):
                raise NotFound
            answer = app.view_functions[request.url_rule.endpoint](**arguments)
        except Exception as error:
            answer = app.handle_user_exception(error)
        response = app.make_response(answer)
        return response.status_code, response.get_data(as_text=True).strip()


def _may(poster: Poster, request: Request) -> bool:
    """Tell whether a post goes to the pages of the workshop that the phone was let into."""
    rule, code = request.url_rule, (request.view_args or {}).get("code", "")
    return rule is not None and rule.rule.startswith(PHONES) and tidy_code(code) == poster.code


@lru_cache(maxsize=1024)
def _match(adapter: MapAdapter, path: str) -> tuple[Rule, Mapping[str, Any]]:
    """Find the rule of an address; a hall posts to few, again and again."""
    return adapter.match(path, "POST", return_rule=True)


@lru_cache(maxsize=64)
def _adapter(app: Flask, host: str, scheme: str) -> MapAdapter:
    """Bind the addresses to a host, once for all who reach the server by it."""
    return app.url_map.bind(host or "localhost", url_scheme=scheme)
